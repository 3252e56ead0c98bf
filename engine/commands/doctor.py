"""``doctor``: what this machine has, what is missing, and the command that fixes it."""

import argparse

from engine.commands.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Reports Python, torch, CUDA, GPU memory, Qt plug-in, Chinese font and free disk space."


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.doctor import diagnose

    report = diagnose()
    output.result(report.to_json(), report.lines)
    return 0
