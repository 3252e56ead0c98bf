"""``check_data``: what lies in a data folder, and what is wrong with it."""

import argparse
from pathlib import Path

from engine.commands.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder with images/ and caption files")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.data.report import check_data

    found = check_data(
        arguments.data, progress=lambda done, total: output.progress("reading pictures", done, total)
    ).to_json()

    def lines() -> list[str]:
        told = []
        for name, value in found.items():
            if isinstance(value, list | tuple):
                told.append(f"{name:<11} {len(value):,}")
                told += [f"    {item['name']}: {item['reason']}" for item in value[:20]]
                if len(value) > 20:
                    told.append(f"    and {len(value) - 20:,} more; --json lists all")
            elif isinstance(value, dict):
                told.append(f"{name:<11} " + ", ".join(f"{key} {count:,}" for key, count in value.items()))
            else:
                told.append(f"{name:<11} {value:,}" if isinstance(value, int) else f"{name:<11} {value}")
        return told

    output.result(found, lines)
    return 0
