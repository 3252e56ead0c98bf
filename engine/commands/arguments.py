"""Types of arguments that several commands take; what is wrong with one is told before any work begins."""

import argparse
import math


def positive(text: str) -> int:
    """A whole number from 1 up."""
    return _whole(text, 1, "no whole number above 0")


def natural(text: str) -> int:
    """A whole number from 0 up."""
    return _whole(text, 0, "no whole number, or below 0")


def _whole(text: str, least: int, told: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"{text} is {told}")
    return value


def above_nought(text: str) -> float:
    """A finite number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return value
