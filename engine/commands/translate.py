"""``translate``: a caption a line in, Chinese a line out."""

import argparse
import sys

from engine.commands.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Reads captions from standard input, one a line, and writes their Chinese, one a line."


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.language.chinese import to_chinese

    for line in sys.stdin:
        english = line.rstrip("\r\n")
        chinese = to_chinese(english)
        output.result({"english": english, "chinese": chinese}, lambda text=chinese: [text])  # type: ignore[misc]
    return 0
