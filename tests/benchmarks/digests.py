"""``python -m tests.benchmarks.digests``: what comparing a checkpoint's digest costs when it is loaded.

For a checkpoint of the compact recipe and for one of the notebook recipe (VGG19): milliseconds to read the weights
file, to digest its bytes by each of some algorithms, to look for values that are not finite, and to load the captioner
with and without its digest. The least processor time of several rounds on one thread, the file in the system's cache:
other work on the machine then counts as little as it can.
"""

import argparse
import functools
import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load

from engine.captions.domain import FREE
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.files import write_json_atomically
from engine.models.captioner import Captioner
from engine.models.weights import all_finite
from engine.recipes import resolve
from engine.runs.checkpoint import CheckpointInfo, describe, read_captioner, read_info, write_checkpoint
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.tensors import WEIGHTS

ALGORITHMS = ("sha256", "blake2b", "sha512", "md5")
WORDS = 1000


def milliseconds(call: Callable[[], object], rounds: int) -> float:
    """The least processor time of a call."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        call()
        times.append(time.process_time() - begun)
    return 1000 * min(times)


def written(recipe: str, folder: Path) -> Path:
    """A checkpoint of a recipe with weights as they begin."""
    settings = resolve(recipe, {"encoder_weights": "scratch"})
    vocabulary, framing = Vocabulary(tuple(f"word{number}" for number in range(WORDS))), Framing.of(settings)
    captioner = Captioner(settings, vocabulary, framing, FREE)
    info = CheckpointInfo(folder / recipe, 1, 1, settings, vocabulary, framing)
    write_checkpoint(info, captioner.state_dict(), None)
    return folder / recipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, metavar="N", help="rounds of each measure (default 9)")
    rounds = parser.parse_args().rounds
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        for recipe in ("compact", "notebook"):
            measure(recipe, written(recipe, Path(scratch)), rounds)


def measure(recipe: str, folder: Path, rounds: int) -> None:
    """Print the figures of one checkpoint."""
    data = (folder / WEIGHTS).read_bytes()
    tensors = load(data)
    print(f"{recipe}: {len(data) / 2**20:.1f} MB")
    print(f"  read the file      {milliseconds((folder / WEIGHTS).read_bytes, rounds):8.1f} ms")
    for name in ALGORITHMS:
        taken = milliseconds(functools.partial(hashlib.new, name, data), rounds)
        print(f"  {name:<18} {taken:8.1f} ms   {len(data) / 2**20 / (taken / 1000):6.0f} MB/s")
    print(f"  all values finite  {milliseconds(lambda: all_finite(tensors), rounds):8.1f} ms")
    with_digest = milliseconds(lambda: read_captioner(folder), rounds)
    write_json_atomically(folder / DESCRIPTION, {**describe(read_info(folder)), "digests": {}})
    without = milliseconds(lambda: read_captioner(folder), rounds)
    print(f"  load, with digest  {with_digest:8.1f} ms")
    print(f"  load, without      {without:8.1f} ms   ratio {with_digest / without:.2f}")


if __name__ == "__main__":
    main()
