"""``samples``: captions of a run's fixed samples, step by step, with changes marked."""

import argparse
from pathlib import Path

from engine.captions.changes import changes
from engine.commands.output import Output
from engine.errors import Problem
from engine.fit.verdict import UNKNOWN


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=Path, help="a run's folder")
    parser.add_argument("--chinese", action="store_true", help="show the Chinese captions, where there are any")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.runs.run import Run
    from engine.runs.samples_log import read_samples

    history = read_samples(Run.open(arguments.run).folder)
    if not history:
        raise Problem("samples-missing", path=arguments.run)
    if not output.as_json:
        output.say("[ ] marks what changed since the previous evaluation")
    before: dict[str, str] = {}
    for step, samples in history:
        captions, lines = [], [f"step {step:,}"]
        for sample in samples:
            caption = (sample.chinese if arguments.chinese else "") or sample.caption
            name = sample.name if sample.noise_seed is None else f"{sample.name}, seed {sample.noise_seed}"
            earlier = before.get(name, "")
            captions.append(
                {
                    "name": sample.name,
                    "picture": None if sample.picture is None else str(sample.picture),
                    "noise_seed": sample.noise_seed,
                    "caption": sample.caption,
                    "language": sample.language,
                    "english": sample.english,
                    "chinese": sample.chinese,
                    "fit": sample.fit,
                    "distance": None if sample.distance is None else round(sample.distance, 4),
                    "changed": [caption[start : start + length] for start, length in changes(earlier, caption)],
                }
            )
            fit = "" if sample.fit == UNKNOWN else f" ({sample.fit})"
            lines.append(f"    {name}{fit}: {marked(earlier, caption)}")
            before[name] = caption
        output.result({"step": step, "samples": captions}, lambda lines=lines: lines)  # type: ignore[misc]
    return 0


def marked(before: str, now: str) -> str:
    """A caption with brackets around what is new since the previous one."""
    for start, length in reversed(changes(before, now)):
        now = f"{now[:start]}[{now[start : start + length]}]{now[start + length :]}"
    return now
