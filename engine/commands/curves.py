"""``curves``: the curves of a run as a picture, a table, or TensorBoard's event file."""

import argparse
from pathlib import Path

from engine.commands.output import Output
from engine.curves.formats import FORMATS, format_of
from engine.errors import Problem
from engine.report.wording import LANGUAGES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=Path, help="a run's folder")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="output file; with --format tensorboard a folder"
    )
    parser.add_argument("--format", choices=FORMATS, default=None, help="default: the ending of FILE")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of a picture (default en)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.curves.saving import save_curves

    form = arguments.format or format_of(arguments.out)
    if form is None:
        raise Problem("curves-format", path=arguments.out)
    path = save_curves(arguments.run, arguments.out, form, language=arguments.language)
    output.result({"curves": str(path), "bytes": path.stat().st_size}, lambda: [str(path)])
    return 0
