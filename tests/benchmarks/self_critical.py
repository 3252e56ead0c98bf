"""Self-critical training from a run's weights: what it gains, and whether it resumes to the bit after kills.

    python -m tests.benchmarks.self_critical DATA --from RUN --out FOLDER --kills 20 --set lr_decoder=2e-4

Trains once without interruption (``FOLDER/whole``) and once killed with SIGKILL at random steps (``FOLDER/killed``),
each time as a process of its own; runs that stand in the folder go on. Prints the scores before and after between their
floor and their ceiling; where no ceiling is known, as of free captions with one reference each, the score's maximum
stands for it. Ends with 1 if the gain is below 5 % of the way from floor to ceiling, or if any loss, reward, evaluation
or weight of the two runs differs.
"""

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path

from engine.metrics import METRICS, place
from engine.runs.checkpoint import list_checkpoints
from engine.runs.metrics_log import METRICS as LOGGED
from engine.runs.tensors import WEIGHTS, digest_of_file
from tests.training.killing import metrics

GOAL = 0.05
"""Of the way from floor to ceiling."""


def command(data: Path, run: Path, source: Path, settings: list[str]) -> list[str]:
    words = [sys.executable, "-m", "engine", "train", str(data), "--run", str(run), "--from", str(source)]
    words += ["--set", "objective=self-critical"]
    for setting in settings:
        words += ["--set", setting]
    return [*words, "--set", "log_every=1", "--device", "cpu", "--json", "--resume"]


def live(words: list[str], last: int | None = None) -> bool:
    """One life of a run: to its end, or killed once a step is logged. Returns whether it came to its end."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            if last is not None and "loss" in told and told["step"] >= last:
                process.kill()
                return False
        return process.wait() == 0


def steps_of(run: Path) -> int:
    return max((line["step"] for line in metrics(run) if "loss" in line), default=0) if (run / LOGGED).exists() else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--from", dest="source", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="NAME=VALUE")
    arguments = parser.parse_args()
    whole, killed = arguments.out / "whole", arguments.out / "killed"
    live(command(arguments.data, whole, arguments.source, arguments.settings))
    steps = steps_of(whole)
    words = command(arguments.data, killed, arguments.source, arguments.settings)
    # Spread over the run, so that it does not come to its end before the last kill.
    chance = random.Random(arguments.seed)
    moments = sorted(chance.sample(range(1, steps), arguments.kills))
    kills = [moment for moment in moments if moment > steps_of(killed) and not live(words, moment)]
    live(words)
    evaluations = [line for line in metrics(whole) if "scores" in line]
    floor = evaluations[-1]["floor"]
    ceiling = {key: evaluations[-1]["ceiling"].get(key, METRICS[key].maximum) for key in floor}
    before, after = evaluations[0]["scores"], evaluations[-1]["scores"]
    print(f"killed at steps {', '.join(map(str, kills))} of {steps}")
    for key in before:
        ways = [place(key, scores[key], floor, ceiling) for scores in (before, after)]
        told = "" if None in ways else f": {100 * ways[0]:.1f} % of the way, then {100 * ways[1]:.1f} %"  # type: ignore[operator]
        top = "ceiling" if key in evaluations[-1]["ceiling"] else "maximum"
        bounds = f"floor {floor.get(key)}, {top} {ceiling.get(key)}"
        print(f"{key}: {before[key]:.4f} before, {after[key]:.4f} after ({bounds}){told}")
    first, last = (place("cider_d", scores["cider_d"], floor, ceiling) for scores in (before, after))
    same = metrics(whole) == metrics(killed)
    digests = {digest_of_file(list_checkpoints(run)[-1] / WEIGHTS) for run in (whole, killed)}
    print(f"metrics equal: {same}; last weights equal: {len(digests) == 1}; kills: {len(kills)}")
    gained = first is not None and last is not None and last - first >= GOAL
    sys.exit(0 if gained and same and len(digests) == 1 else 1)


if __name__ == "__main__":
    main()
