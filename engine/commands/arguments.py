"""Argument types that several commands share. A wrong value is reported before any work begins."""

import argparse
import math


def add_set(parser: argparse.ArgumentParser, help_text: str) -> None:
    """``--set name=value``, any number of times, as ``assignments``."""
    parser.add_argument("--set", action="append", default=[], metavar="name=value", dest="assignments", help=help_text)


def positive(text: str) -> int:
    """A whole number of 1 or more."""
    return _whole(text, 1, "not a whole number above 0")


def natural(text: str) -> int:
    """A whole number of 0 or more."""
    return _whole(text, 0, "not a whole number of 0 or more")


def _whole(text: str, least: int, fault: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"{text} is {fault}")
    return value


def above_nought(text: str) -> float:
    """A finite number above 0."""
    value = _finite(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value


def from_nought(text: str) -> float:
    """A finite number of 0 or more."""
    value = _finite(text)
    if not value >= 0:
        raise argparse.ArgumentTypeError(f"{text} is not a number of 0 or more")
    return value


def share(text: str) -> float:
    """A number above 0 and at most 1."""
    value = _finite(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0 and at most 1")
    return value


def seed(text: str) -> int:
    """A whole number that every random generator accepts as a seed."""
    value = natural(text)
    if value >= 2**31:
        raise argparse.ArgumentTypeError(f"{text} is above the largest seed, 2147483647")
    return value


def _finite(text: str) -> float:
    """The number; NaN if it is not a finite number."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
