"""``inspect``: what a data folder contains, and what is wrong with it."""

import argparse
from pathlib import Path

from engine.commands.arguments import add_set
from engine.commands.output import Output

SHOWN = 20
"""Captions left out that are listed one by one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data", metavar="DATA", type=Path, help="a folder with pictures and caption files, or one caption file"
    )
    add_set(
        parser, "read the data with another value of a setting, such as language=zh or columns=image=file,caption=text"
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.captions.vocabulary import WARNINGS
    from engine.checking import check, parse_assignments
    from engine.data.reasons import reason_in_words
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
            elif name == "left_out":
                lines.append(f"{name:<18} {len(value):,}")
            elif name == "reasons":
                lines += [f"    {count:,}: {reason_in_words(reason)}" for reason, count in value.items()]
            elif name == "captions_per_image_counts":
                if len(value) > 1:
                    told = ", ".join(f"{images:,} with {count}" for count, images in value.items())
                    lines.append(f"{'':<18} {told}")
            elif isinstance(value, dict):
                lines.append(f"{name:<18} " + ", ".join(f"{key} {count:,}" for key, count in value.items()))
            else:
                lines.append(f"{name:<18} {value:,}" if isinstance(value, int) else f"{name:<18} {value}")
        for item in found["left_out"][:SHOWN]:
            caption = f" ({item['caption'][:60]})" if item["caption"] else ""
            lines.append(f"    {item['file']}: {reason_in_words(item['reason'])}{caption}")
        if len(found["left_out"]) > SHOWN:
            lines.append(f"    and {len(found['left_out']) - SHOWN:,} more; --json lists all")
        return lines

    output.result(found, lines)
    return 0
