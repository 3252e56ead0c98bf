"""What stays in memory: after many loads of a checkpoint, and in the course of a long training.

    python -m tests.benchmarks.memory --loads 200 --steps 2000

Prints the resident memory at both ends of each and exits with 1 where it has grown by more than 50 MB.
"""

import argparse
import gc
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil

from engine.events import Commands, Event, LossLogged
from engine.files import demo_checkpoint
from engine.heap import keep_freed_blocks, return_freed_blocks
from engine.recipes import resolve
from engine.runs.checkpoint import read_captioner
from engine.runs.run import Run
from engine.training.trainer import train
from tests.tiny import TINY, write_data

MB = 2**20
MOST = 50
WARM_UP = 0.1
"""Share of the work after which the memory counts: the first of everything loads what it needs."""


def resident() -> float:
    """MB of this process that lie in memory, what is free given back."""
    gc.collect()
    return_freed_blocks()
    return psutil.Process().memory_info().rss / MB


def loads(count: int) -> tuple[float, float]:
    """Load the shipped checkpoint again and again."""
    first = 0.0
    for number in range(count):
        read_captioner(demo_checkpoint())
        if number == int(count * WARM_UP):
            first = resident()
    return first, resident()


def training(steps: int) -> tuple[float, float]:
    """Train a tiny run, evaluations and checkpoints included."""
    found: list[float] = []

    def emit(event: Event) -> None:
        if isinstance(event, LossLogged) and event.step in (max(1, int(steps * WARM_UP)), steps):
            found.append(resident())

    changes = {**TINY, "steps": steps, "evaluate_every": steps // 10, "checkpoint_every": steps // 10}
    with tempfile.TemporaryDirectory() as folder:
        data = write_data(Path(folder) / "data")
        train(Run.create(Path(folder) / "run", resolve("compact", changes), data), Commands(), emit, device="cpu")
    return found[0], found[-1]


def told(name: str, measure: Callable[[], tuple[float, float]]) -> bool:
    """Print one measurement; whether it stays within the bound."""
    first, last = measure()
    print(f"{name}: {first:.0f} MB, at the end {last:.0f} MB ({last - first:+.1f})", flush=True)
    return last - first <= MOST


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loads", type=int, default=200)
    parser.add_argument("--steps", type=int, default=2000)
    arguments = parser.parse_args()
    keep_freed_blocks()
    well = [
        told(f"{arguments.loads} loads", lambda: loads(arguments.loads)),
        told(f"{arguments.steps} steps", lambda: training(arguments.steps)),
    ]
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
