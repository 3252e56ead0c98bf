"""Kill a run at random moments, resume it each time, and compare its metrics with those of an uninterrupted run.

python -m tests.training.killing --kills 20
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from engine.training.metrics import METRICS
from tests.training.conftest import TINY, write_data

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {**TINY, "steps": 300, "checkpoint_every": 3, "evaluate_every": 50, "dropout": 0.4}


def command(data: Path, run: Path) -> list[str]:
    words = [sys.executable, "-m", "engine", "train", str(data), "--run", str(run), "--recipe", "compact"]
    for name, value in SETTINGS.items():
        words += ["--set", f"{name}={value}"]
    return [*words, "--resume", "--json", "--device", "cpu"]


def metrics(run: Path) -> list[dict[str, Any]]:
    """The lines of metrics without what a clock says."""
    return [
        {name: value for name, value in json.loads(line).items() if name not in ("images_per_second", "seconds")}
        for line in (run / METRICS).read_text().splitlines()
    ]


def kill_at_random(words: list[str], chance: random.Random, longest: float) -> bool:
    """Start the command, kill it within ``longest`` seconds of its first step. Returns whether it was killed."""
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        # One run in six dies while it is still preparing.
        if chance.random() > 1 / 6 and not process.stdout.readline():
            assert process.stderr is not None
            raise AssertionError(process.stderr.read())
        try:
            process.wait(timeout=chance.uniform(0, longest))
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    assert process.returncode == 0
    return False


def compare(folder: Path, kills: int, seed: int, longest: float) -> tuple[int, int]:
    """Run once through and once with kills; the metrics must be equal.

    Returns:
        How many kills there were, and how many steps.
    """
    data = write_data(folder / "data")
    subprocess.run(command(data, folder / "whole"), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    chance = random.Random(seed)
    done = 0
    while done < kills and kill_at_random(command(data, folder / "killed"), chance, longest):
        done += 1
    last = subprocess.run(command(data, folder / "killed"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert last.returncode == 0 or "last step" in last.stderr, last.stderr
    assert metrics(folder / "killed") == metrics(folder / "whole")
    steps = [line["step"] for line in metrics(folder / "killed") if "loss" in line]
    assert steps == list(range(1, SETTINGS["steps"] + 1))
    assert not list((folder / "killed").rglob("*.part"))
    return done, len(steps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ATELIER_CACHE"] = str(Path(folder) / "cache")
        done, steps = compare(Path(folder), arguments.kills, arguments.seed, longest=0.6)
    print(f"killed {done} times, all {steps} losses and every evaluation equal to the uninterrupted run's")


if __name__ == "__main__":
    main()
