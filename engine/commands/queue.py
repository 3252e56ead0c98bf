"""``queue``: train several runs one after another and compare them."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.charts.ticks import clock
from engine.checking import parse_assignments
from engine.commands.arguments import add_set
from engine.commands.output import Output
from engine.commands.train import stopped_by_signals, stopped_by_silence, tell
from engine.errors import Problem
from engine.events import Event, Failed, QueueTurned
from engine.metrics import METRICS, label, preference_in_words, preferred, short_label
from engine.recipes import RECIPES

if TYPE_CHECKING:
    from engine.queueing.plan import Queue
    from engine.queueing.table import Row


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="folder of the queue; each run gets a subfolder")
    parser.add_argument("data", metavar="DATA", type=Path, nargs="?", help="data folder to plan runs on")
    parser.add_argument("--recipe", default="compact", help=f"one of {', '.join(RECIPES)} (default compact)")
    parser.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="name=a,b",
        help="plan a run for each value; if repeated, for each combination of values",
    )
    add_set(parser, "change a setting of all runs")
    parser.add_argument("--retry", action="store_true", help="retry runs that failed or were skipped")
    parser.add_argument("--table", action="store_true", help="print the table of runs without training")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="plot the score over training time and size as SVG")
    parser.add_argument(
        "--score",
        choices=tuple(METRICS),
        default=None,
        help=f"score that selects each run's best checkpoint, and that is plotted (default {preference_in_words()})",
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.files import write_text_atomically
    from engine.queueing.plan import Queue
    from engine.queueing.plot import both_charts
    from engine.queueing.status import RunStatus
    from engine.queueing.table import read_table

    queue = Queue(arguments.folder)
    _plan(queue, arguments)
    if not queue.planned:
        raise Problem("queue-missing", path=queue.folder)
    if not arguments.table:
        _conduct(queue, arguments, output)
    rows = read_table(queue, arguments.score)
    score = arguments.score or next((row.score for row in rows if row.bests), preferred([]))
    output.result({"score": score, "runs": [row.to_json() for row in rows]}, lambda: _lines(rows, score))
    if arguments.plot:
        write_text_atomically(arguments.plot, both_charts(rows, score))
    failed = sum(row.stand.standing is RunStatus.FAILED for row in rows)
    if failed and not arguments.table:
        raise Problem("queue-failed", path=queue.folder, failed=failed, count=len(rows))
    return 0


def _plan(queue: "Queue", arguments: argparse.Namespace) -> None:
    from engine.queueing.sweep import parse_variations, sweep

    if arguments.data is None:
        if arguments.vary or arguments.assignments:
            raise Problem("queue-no-data")
        return
    changes: dict[str, Any] = dict(parse_assignments(arguments.assignments))
    queue.add(sweep(parse_variations(arguments.vary), arguments.recipe, changes, arguments.data))


def _conduct(queue: "Queue", arguments: argparse.Namespace, output: Output) -> None:
    from engine.queueing.running import run_queue

    def told(event: Event) -> None:
        if isinstance(event, QueueTurned):
            output.say(f"run {event.number} of {event.count}: {event.folder.name}")
            if output.as_json:
                output.result({"run": event.folder.name, "number": event.number, "count": event.count})
        elif isinstance(event, Failed):
            output.warn(str(event.problem))
        else:
            tell(event, output)

    if arguments.retry:
        for planned in queue.planned:
            if planned.skipped:
                queue.skip(planned.name, False)
    commands = stopped_by_signals()
    with stopped_by_silence(commands, told) as emit:
        run_queue(queue, commands, emit, device=arguments.device, retry=arguments.retry)


def _lines(rows: "tuple[Row, ...]", score: str) -> list[str]:
    """The table as lines of text, its legend, then the error of each failed run."""
    from engine.queueing.table import comparable, scores_of

    settings = list(dict.fromkeys(name for row in rows for name in row.settings))
    keys = scores_of(rows)
    head = ["run", *settings, "state", *map(short_label, keys), "grounding", "verdict", "at step"]
    head += ["parameters", "MB", "training", "images/s", "caption ms"]
    cells = [head, *(_cells(row, settings, keys) for row in rows)]
    # Columns without any value are left out.
    used = [place for place in range(len(head)) if place < 2 or any(line[place] != "-" for line in cells[1:])]
    widths = {place: max(len(line[place]) for line in cells) for place in used}
    words = 1 + len(settings) + 1
    lines = [
        "  ".join(
            line[place].ljust(widths[place]) if place < words else line[place].rjust(widths[place]) for place in used
        ).rstrip()
        for line in cells
    ]
    if any(row.bests for row in rows):
        lines.append(
            f"Best checkpoint of each run by {label(score)}. "
            "grounding: margin of the image-grounding test, in nats per word"
        )
    if not comparable(rows):
        lines.append("The runs were scored on different pictures, so their scores cannot be compared.")
    elif not all(comparable(rows, key) for key in keys):
        lines.append("The runs have different vocabularies, so their losses cannot be compared.")
    return lines + [f"{row.name}: {row.stand.problem}" for row in rows if row.stand.problem]


def _cells(row: "Row", settings: list[str], keys: Sequence[str]) -> list[str]:
    stand, scores = row.stand, row.scores

    def told(value: float | None, form: str, factor: float = 1.0) -> str:
        return "-" if value is None else format(value * factor, form)

    state = stand.standing.value
    if stand.steps and stand.step < stand.steps:
        state += f" {stand.step:,}/{stand.steps:,}"
    return [
        row.name,
        *(str(row.settings.get(name, "-")) for name in settings),
        state,
        *(told(scores.get(name), ".4f") for name in keys),
        told(row.grounding, "+.3f"),
        "-" if row.verdict is None else row.verdict.value,
        "-" if row.best_step is None else f"{row.best_step:,}",
        "-" if row.parameters is None else f"{row.parameters:,}",
        told(row.size_bytes, ".1f", 1e-6),
        "-" if row.training_seconds is None else clock(row.training_seconds),
        told(row.images_per_second, ".1f"),
        told(row.caption_ms, ".1f"),
    ]
