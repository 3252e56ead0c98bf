"""What the number of pictures costs, with stand-ins for them.

    python -m tests.benchmarks.scale --entries 1000000
    python -m tests.benchmarks.scale --sizes 1000 10000 100000 --plot scale.svg

The first opens a store of so many pictures, then everything else that a run has of them before its first step. The
second prepares and trains; it prints a table and draws it. Every measurement is a process of its own; its memory is the
most that it ever had resident, less what it had when Python and torch stood.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from engine.captions.vocabulary import Vocabulary
from engine.data.layout import open_data
from engine.data.order import Batches
from engine.data.picture import Framing
from engine.data.store import PreparedPictures, prepare
from tests.benchmarks.plot import draw
from tests.data.standins import write_pictures, write_store

MB = 2**20
STEPS = 30
TINY = {
    "encoder_weights": "scratch",
    "height": 48,
    "width": 32,
    "hidden_size": 16,
    "embed_dim": 8,
    "batch_size": 32,
    "steps": STEPS,
    "log_every": 1,
    "evaluate_every": 0,
    "checkpoint_every": 10**6,
    "threads": 1,
}


def peak() -> float:
    """MB that this process ever had resident; Linux alone tells it without counting what began the process."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


@contextmanager
def told(name: str) -> Iterator[None]:
    """Print what a piece of work took: its seconds, what the process has resident after it, and has ever had."""
    begun = time.perf_counter()
    yield
    seconds = time.perf_counter() - begun
    now = psutil.Process().memory_info().rss / MB
    print(json.dumps({"what": name, "seconds": seconds, "resident": now, "peak": peak()}), flush=True)


def in_process(stage: str, *words: object) -> list[dict[str, Any]]:
    """Run one of ``STAGES`` in a process of its own; what it told."""
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--stage", stage, *map(str, words)]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in found.stdout.splitlines() if line.startswith("{")]


def open_store(folder: str) -> None:
    """The bar's own measurement: the store alone."""
    with told("base"):
        pass
    with told("the store, opened"):
        store = PreparedPictures(Path(folder), Path(folder))
    with told("1,000 pictures found and read"):
        names = [name for _, name in zip(range(1000), store, strict=False)]
        for name in names:
            store[name]


def open_all(data: str, cache: str) -> None:
    """All that a run has of its pictures before the first step, one after the other."""
    framing = Framing("fit", 48, 32)
    with told("base"):
        pass
    with told("captions and files, joined"):
        found = open_data(Path(data), validation_share=0.1, seed=1)
    with told("store, looked for and opened"):
        store, _ = prepare(found.records, framing, cache=Path(cache))
    with told("vocabulary"):
        vocabulary = Vocabulary.build(found.captions)
    with told("batches"):
        batches = Batches(found.train, store, vocabulary, framing, batch_size=256, seed=1, augment=True)
    with told("first batch of 256"):
        batches.make(0)
    with told("ten more"):
        for step in range(1, 11):
            batches.make(step)


def prepare_all(data: str, cache: str) -> None:
    """Decoding and fitting."""
    with told("base"):
        pass
    found = open_data(Path(data), validation_share=0.1, seed=1)
    with told("preparing"):
        prepare(found.records, Framing("fit", 48, 32), cache=Path(cache))


def train_some(data: str, cache: str, run: str) -> None:
    """From the start of a run to its first step, whose pictures are prepared; then step after step."""
    from engine.events import Commands, Event, LossLogged
    from engine.heap import keep_freed_blocks
    from engine.recipes import resolve
    from engine.runs.run import Run
    from engine.training.trainer import train

    os.environ["ATELIER_CACHE"] = cache
    keep_freed_blocks()
    with told("base"):
        pass
    moments = [time.perf_counter()]

    def emit(event: Event) -> None:
        if isinstance(event, LossLogged):
            moments.append(time.perf_counter())

    train(Run.create(Path(run), resolve("compact", TINY), Path(data)), Commands(), emit, device="cpu")
    steps = [later - earlier for earlier, later in itertools.pairwise(moments[1:])]
    for name, seconds in (("start", moments[1] - moments[0]), ("step", statistics.median(steps))):
        print(json.dumps({"what": name, "seconds": seconds, "peak": peak()}), flush=True)


STAGES: dict[str, Callable[..., None]] = {
    "store": open_store,
    "all": open_all,
    "prepare": prepare_all,
    "train": train_some,
}


def entries(count: int, folder: Path) -> None:
    """Print what so many entries cost to open."""
    data = write_pictures(folder / "data", count)
    found = open_data(data, validation_share=0.1, seed=1)
    store = write_store(folder / "cache", list(found.records), Framing("fit", 48, 32))
    for stage, words in (("store", (store,)), ("all", (data, folder / "cache"))):
        print(f"{'seconds':>9}{'MB more':>9}{'MB at most':>12}")
        base, *rest = in_process(stage, *words)
        before = base["resident"]
        for entry in rest:
            more, most = entry["resident"] - before, entry["peak"] - base["resident"]
            print(f"{entry['seconds']:>9.2f}{more:>9.0f}{most:>12.0f}  {entry['what']}")
            before = entry["resident"]
        print()


def sizes(counts: list[int], folder: Path, plot: Path | None) -> None:
    """Print, and draw, what data of several sizes cost."""
    print(f"{'pictures':>9}{'preparing s':>13}{'start s':>10}{'step ms':>10}{'preparing MB':>14}{'training MB':>13}")
    rows = []
    for count in counts:
        place = folder / str(count)
        data, cache = write_pictures(place / "data", count), place / "cache"
        base, prepared = in_process("prepare", data, cache)
        train_base, start, step = in_process("train", data, cache, place / "run")
        row = {
            "pictures": count,
            "preparing": prepared["seconds"],
            "start": start["seconds"],
            "step": 1000 * step["seconds"],
            "preparing memory": prepared["peak"] - base["resident"],
            "training memory": step["peak"] - train_base["resident"],
        }
        rows.append(row)
        print(
            f"{count:>9,}{row['preparing']:>13.2f}{row['start']:>10.2f}{row['step']:>10.1f}"
            f"{row['preparing memory']:>14.0f}{row['training memory']:>13.0f}",
            flush=True,
        )
    if plot:
        plot.write_text(draw(rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int)
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="an SVG of the table of --sizes")
    parser.add_argument("--folder", type=Path, help="where the stand-ins lie for the while (default: the system's)")
    parser.add_argument("--stage", choices=tuple(STAGES), help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.stage:
        STAGES[arguments.stage](*arguments.words)
        return
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        if arguments.entries:
            entries(arguments.entries, Path(folder))
        if arguments.sizes:
            sizes(arguments.sizes, Path(folder), arguments.plot)


if __name__ == "__main__":
    main()
