"""``convert``: save a data set in another format."""

import argparse
from pathlib import Path

from engine.checking import parse_assignments
from engine.commands.arguments import add_set
from engine.commands.output import Output
from engine.data.formats import FORMATS
from engine.recipes import resolve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    written = [entry.key for entry in FORMATS.values() if entry.writes]
    parser.add_argument(
        "data", metavar="DATA", type=Path, help="a folder with pictures and caption files, or one caption file"
    )
    parser.add_argument("out", metavar="OUT", type=Path, help="output folder; new or empty")
    parser.add_argument("--format", required=True, choices=written, help="format of the new caption files")
    parser.add_argument(
        "--pictures",
        choices=("link", "copy", "none"),
        default="link",
        help="link: no disk space is used where OUT is on the same disk (default). copy. none: captions only",
    )
    add_set(parser, "how DATA is read: data_format, columns, images, language")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.data.converting import convert
    from engine.data.layout import open_data
    from engine.data.reasons import counted, reason_in_words

    settings = resolve("compact", parse_assignments(arguments.assignments))
    data = open_data(arguments.data, **settings.splitting)
    done = convert(
        data,
        arguments.out,
        FORMATS[arguments.format],
        pictures=arguments.pictures,
        progress=lambda done, total: output.progress("writing pictures", done, total),
    )
    reasons = counted(done.left_out)
    output.result(
        {
            "folder": str(arguments.out),
            "format": arguments.format,
            "from": data.format,
            "files": [str(path) for path in done.files],
            "images": done.images,
            "captions": done.captions,
            "left_out": [{"file": item.name, "reason": item.reason, "caption": item.caption} for item in done.left_out],
            "reasons": reasons,
        },
        lambda: [
            f"{done.images:,} pictures and {done.captions:,} captions written to {arguments.out} as "
            f"{FORMATS[arguments.format].label}.",
            *(f"left out: {count:,}: {reason_in_words(code)}" for code, count in reasons.items()),
        ],
    )
    return 0
