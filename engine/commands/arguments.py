"""Types of arguments that several commands take; what is wrong with one is told before any work begins."""

import argparse
import math


def positive(text: str) -> int:
    """A whole number from 1 up."""
    return _whole(text, 1, "no whole number above 0")


def natural(text: str) -> int:
    """A whole number from 0 up."""
    return _whole(text, 0, "no whole number, or below 0")


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
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return value


def from_nought(text: str) -> float:
    """A finite number from 0 up."""
    value = _finite(text)
    if not value >= 0:
        raise argparse.ArgumentTypeError(f"{text} is no number, or below 0")
    return value


def share(text: str) -> float:
    """A number above 0, and 1 at most."""
    value = _finite(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0 and up to 1")
    return value


def seed(text: str) -> int:
    """A whole number that every generator takes as its seed."""
    value = natural(text)
    if value >= 2**31:
        raise argparse.ArgumentTypeError(f"{text} is above 2147483647")
    return value


def _finite(text: str) -> float:
    """The number, or one that is none where it is not finite."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
