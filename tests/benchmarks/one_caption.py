"""What a caption costs beside the encoder's forward alone: VGG19 and a GRU, one picture, a beam of 5, two threads.

    python -m tests.benchmarks.one_caption

Both are timed in turn, so that other work on the machine falls on both; medians and their ratio are printed, and the
process ends with 1 where the ratio is more than 1.3. The weights are drawn, so that a caption hardly ever ends before
its longest length, which is set to that of a long true caption.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import torch

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.models.captioner import Captioner
from engine.recipes import resolve

MOST = 1.3
WORDS = 113
"""Words of the data set's captions."""
LENGTH = 60
"""Words of a long true caption."""


def make(length: int) -> Captioner:
    """The notebook's captioner, whose captions end after ``length`` words or so."""
    torch.manual_seed(1)
    settings = resolve("notebook", {"encoder_weights": "scratch", "max_words": length})
    vocabulary = Vocabulary(tuple(f"word{number}" for number in range(WORDS)))
    captioner = Captioner(settings, vocabulary, Framing.of(settings))
    return captioner.to(memory_format=torch.channels_last).eval()


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=41)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--length", type=int, default=LENGTH, help="words of the caption")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    captioner = make(arguments.length)
    height, width = captioner.framing.seen
    picture = np.random.default_rng(2).integers(0, 256, (1, height, width, 3), dtype=np.uint8)

    def encode() -> torch.Tensor:
        return captioner.encode_seen(picture)

    def caption() -> list[str]:
        return captioner.caption(picture, beam_width=5, max_words=arguments.length)

    [captions] = caption()
    features = encode()

    def search() -> object:
        return captioner.search(features, beam_width=5, max_words=arguments.length)

    encoding, captioning, searching = [], [], []
    for _ in range(arguments.times):
        encoding.append(seconds(encode))
        captioning.append(seconds(caption))
        searching.append(seconds(search))
    ratios = [whole / alone for whole, alone in zip(captioning, encoding, strict=True)]
    ratio = statistics.median(captioning) / statistics.median(encoding)
    print(
        f"{height} x {width}, {len(captions.split())} words, {arguments.threads} threads, {arguments.times} times each"
    )
    for name, values in (("encoder alone", encoding), ("caption", captioning), ("search alone", searching)):
        print(f"{name:<14} {1000 * statistics.median(values):8.1f} ms, best {1000 * min(values):8.1f} ms")
    print(f"ratio of the medians {ratio:.3f}, median of the ratios {statistics.median(ratios):.3f}")
    print(f"ratio of the bests   {min(captioning) / min(encoding):.3f}")
    sys.exit(0 if ratio <= MOST else 1)


if __name__ == "__main__":
    main()
