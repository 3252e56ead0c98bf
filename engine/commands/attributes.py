"""``attributes``: reads one caption per line and writes its attributes."""

import argparse
import sys

from engine.commands.output import Output
from engine.translation.provider import one_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Reads captions from standard input, one per line, and writes the attributes of each. With --json: one object "
        "per line, null for an attribute that the caption does not mention."
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.domains import with_grammar

    domains = [domain for domain in with_grammar() if domain.has_attributes]
    for line in sys.stdin:
        caption = line.rstrip("\r\n")
        readings = [(reading, domain) for domain in domains if (reading := domain.read(caption)) is not None]
        reading, domain = max(readings, key=lambda pair: pair[0].understood)
        output.result(
            {"caption": caption, **reading.to_json()},
            lambda caption=caption, domain=domain: [  # type: ignore[misc]
                one_line(caption),
                *(f"    {line}" for line in domain.describe(caption)),
            ],
        )
    return 0
