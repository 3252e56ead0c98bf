"""``report``: a report about a run, as one self-contained HTML file."""

import argparse
from pathlib import Path

from engine.commands.output import Output
from engine.metrics import METRICS, preference_in_words
from engine.report.wording import LANGUAGES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run", metavar="RUN", type=Path, help="a run (its best checkpoint is evaluated) or a checkpoint in it"
    )
    parser.add_argument(
        "--by",
        choices=tuple(METRICS),
        default=None,
        help=f"score that selects a run's best checkpoint (default {preference_in_words()})",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=None,
        metavar="FILE",
        help="output file (default: report.html in the run; report.zh.html for Chinese)",
    )
    parser.add_argument(
        "--data", type=Path, default=None, metavar="DATA", help="evaluate on this data folder instead of the run's"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="English or Chinese (default en)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.report.page import write_report

    path = write_report(
        arguments.run,
        arguments.out,
        language=arguments.language,
        data=arguments.data,
        by=arguments.by,
        device=arguments.device,
        emit=output.tell,
    )
    output.result({"report": str(path), "bytes": path.stat().st_size}, lambda: [str(path)])
    return 0
