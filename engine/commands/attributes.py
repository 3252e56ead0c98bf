"""``attributes``: a caption a line in, what it says a line out."""

import argparse
import sys

from engine.clothes.reader import Reading
from engine.commands.output import Output
from engine.translation.provider import one_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Reads captions from standard input, one a line, and writes what each of them says: with --json an object a "
        "line, null where nothing is said; without, lines for a person."
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.clothes.reader import read

    for line in sys.stdin:
        caption = line.rstrip("\r\n")
        reading = read(caption)
        output.result(
            {"caption": caption, **reading.to_json()},
            lambda caption=caption, reading=reading: _lines(caption, reading),  # type: ignore[misc]
        )
    return 0


def _lines(caption: str, reading: Reading) -> list[str]:
    from engine.clothes.terms import field_name, term

    plain = reading.to_json()
    # A terminal would obey what control characters a caption holds.
    lines = [one_line(caption)]
    for name in reading.attributes.__slots__:
        value = plain.get(name)
        if name in ("said", "accessories") or value in (None, False):
            continue
        word = reading.attributes.said.get(name, "")
        said = f'  ("{word}")' if word not in ("", value) else ""
        lines.append(f"    {field_name(name, 'en'):<16}{term(name, value, 'en')}{said}")
    if plain["accessories"]:
        worn = ", ".join(term("accessories", accessory, "en") for accessory in plain["accessories"])
        lines.append(f"    {field_name('accessories', 'en'):<16}{worn}")
    if reading.absent:
        lines.append(f"    {'not worn':<16}{', '.join(term('accessories', one, 'en') for one in reading.absent)}")
    lines.append(f"    {'understood':<16}{reading.understood:.0%}")
    lines += [f"    {'left over':<16}{one_line(stretch)}" for stretch in reading.leftover]
    for told in reading.contradictions:
        lines.append(f"    {'contradiction':<16}{field_name(told.field, 'en')}: {told.kept}, and {told.other}")
    return lines
