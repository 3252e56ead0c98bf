"""``inspect``: what a data folder contains, and what is wrong with it."""

import argparse
from pathlib import Path

from engine.commands.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data", metavar="DATA", type=Path, help="a folder with pictures and caption files, or one caption file"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="name=value",
        dest="assignments",
        help="read the data with another value of a setting, such as language=zh or columns=image=file,caption=text",
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.captions.vocabulary import WARNINGS
    from engine.checking import check, parse_assignments
    from engine.data.report import check_data

    found = check_data(
        arguments.data,
        progress=lambda done, total: output.progress("reading pictures", done, total),
        settings=check(parse_assignments(arguments.assignments)),
    ).to_json()

    def lines() -> list[str]:
        lines = []
        for name, value in found.items():
            if name == "warnings":
                lines += [f"warning: {WARNINGS[warning]}" for warning in value]
            elif isinstance(value, list | tuple):
                lines.append(f"{name:<14} {len(value):,}")
                lines += [f"    {item['name']}: {item['reason']}" for item in value[:20]]
                if len(value) > 20:
                    lines.append(f"    and {len(value) - 20:,} more; --json lists all")
            elif isinstance(value, dict):
                lines.append(f"{name:<14} " + ", ".join(f"{key} {count:,}" for key, count in value.items()))
            else:
                lines.append(f"{name:<14} {value:,}" if isinstance(value, int) else f"{name:<14} {value}")
        return lines

    output.result(found, lines)
    return 0
