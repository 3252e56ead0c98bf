"""``recommend``: the best checkpoint of some runs within limits of size and time, with the reasons."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.arguments import above_nought
from engine.commands.output import Output
from engine.errors import Problem
from engine.metrics import METRICS, label, preference_in_words

if TYPE_CHECKING:
    from engine.choosing.recommending import Recommendation

WHY = {
    "unscored": "not evaluated by this score",
    "blind": "with captions that do not depend on the pictures",
    "large": "too large",
    "unplaced": "scored on other pictures, without a floor and a ceiling to normalise the score by",
    "slow": "too slow",
    "unreadable": "that cannot be loaded",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", metavar="RUNS", type=Path, nargs="+", help="runs, or folders that contain runs")
    parser.add_argument(
        "--by",
        choices=tuple(METRICS),
        default=None,
        help=f"score to rank by (default {preference_in_words()})",
    )
    parser.add_argument(
        "--max-mb", type=above_nought, default=None, metavar="MB", help="maximum size of the checkpoint"
    )
    parser.add_argument(
        "--max-ms",
        type=above_nought,
        default=None,
        metavar="MS",
        help="maximum time per picture, measured on this machine",
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.choosing.recommending import Rule, recommend
    from engine.choosing.timing import milliseconds_a_picture
    from engine.models.devices import use_threads
    from engine.runs.catalog import read_catalog
    from engine.runs.settings_file import SETTINGS
    from engine.runs.summary import run_folders

    use_threads(0)
    folders: list[Path] = []
    for path in arguments.runs:
        found = [path] if (path / SETTINGS).exists() else run_folders(path)
        catalog = read_catalog(found)
        for _, problem in catalog.unreadable:
            output.warn(f"Left out: {problem}")
        if not catalog.entries:
            raise Problem("recommend-nothing", path=path)
        folders += found

    def measure(folder: Path) -> float:
        output.progress(f"timing {folder.parent.parent.name}", 0, None)
        return milliseconds_a_picture(folder, device=arguments.device)

    entries = read_catalog(dict.fromkeys(folders)).entries
    answer = recommend(entries, Rule(arguments.by, arguments.max_mb, arguments.max_ms), measure)
    output.result(answer.to_json(), lambda: _lines(answer))
    return 0


def _lines(answer: "Recommendation") -> list[str]:
    """The recommendation as lines of text."""
    rule, score, chosen, second = answer.rule, answer.score, answer.chosen, answer.runner_up
    wanted = [
        f"the {'highest' if METRICS[score].higher_is_better else 'lowest'} {label(score)}",
        "captions that depend on the pictures",
    ]
    if rule.max_mb is not None:
        wanted.append(f"at most {rule.max_mb:g} MB")
    if rule.max_ms is not None:
        wanted.append(f"at most {rule.max_ms:g} ms per picture")
    lines = [f"criteria: {', '.join(wanted)}; {answer.considered:,} checkpoints"]
    if answer.by_place:
        lines.append(
            "The checkpoints were scored on different pictures, so their scores cannot be compared directly. "
            "They are ranked by the position of the score between floor and ceiling."
        )
    if chosen is None:
        lines.append("no checkpoint meets the criteria")
    else:
        parts = [f"{label(score)} {chosen.scores[score]:.4f}"]
        place = chosen.place(score)
        if place is not None:
            parts.append(f"{place:.0%} of the range from floor to ceiling")
        parts.append(f"{chosen.size_bytes / 2**20:.1f} MB")
        if chosen.run in answer.milliseconds:
            parts.append(f"{answer.milliseconds[chosen.run]:.0f} ms per picture")
        lines += [f"best: {chosen.name}, step {chosen.step:,}: {', '.join(parts)}", f"      {chosen.folder}"]
    if second is not None and answer.ahead is not None:
        less = f"{100 * answer.ahead:.1f} % of the range" if answer.by_place else f"{answer.ahead:.4f}"
        lines.append(f"runner-up: {second.name}, step {second.step:,}: {less} lower")
    lines += [f"excluded: {count:,} {words}" for why, words in WHY.items() if (count := answer.count(why))]  # type: ignore[arg-type]
    return lines
