"""The natural order of names: 2 before 10, a before B."""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterable, Sequence
from typing import Any, TypeVar

_DIGITS = re.compile(r"[0-9]+")
_LONGEST = 24
"""Digits of a number in a name; longer ones are sorted as texts."""
_PIECE = 2048
"""Values that are sorted at once, in some milliseconds."""

T = TypeVar("T", bound=Any)


def natural_key(name: str) -> tuple[str, str]:
    """What names are sorted by, so that 2 comes before 10, and a before B."""
    return _DIGITS.sub(_padded, name.casefold()), name


def sorted_naturally(names: Iterable[str]) -> list[str]:
    """Names in natural order. Other threads get their turn while 100,000 of them are sorted."""
    steps = sorting([natural_key(name) for name in names])
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return [name for _, name in end.value]


def sorting(values: Sequence[T]) -> Generator[None, None, list[T]]:
    """Sort in steps of a millisecond or two, each of which ends with a yield; returns the sorted values.

    One call of ``sort`` for 100,000 texts would keep every other thread waiting for a fifth of a second.
    """
    runs = []
    for start in range(0, len(values), _PIECE):
        runs.append(sorted(values[start : start + _PIECE]))
        yield
    while len(runs) > 1:
        pairs = [runs[place : place + 2] for place in range(0, len(runs), 2)]
        runs = []
        while pairs:
            runs.append((yield from _merged(*pairs.pop(0))))
    return runs[0] if runs else []


def _merged(one: list[T], other: Sequence[T] = ()) -> Generator[None, None, list[T]]:
    """Two sorted lists as one, a piece of each at a time: what is no greater than the smaller of their ends is next."""
    found: list[T] = []
    first, second = 0, 0
    while first < len(one) and second < len(other):
        ends = min(first + _PIECE, len(one)), min(second + _PIECE, len(other))
        least = min(one[ends[0] - 1], other[ends[1] - 1])
        cuts = bisect_right(one, least, first, ends[0]), bisect_right(other, least, second, ends[1])
        # Python's sort finds the two sorted runs, and compares each value once.
        found += sorted([*one[first : cuts[0]], *other[second : cuts[1]]])
        first, second = cuts
        yield
    found += one[first:]
    found += other[second:]
    return found


def _padded(found: re.Match[str]) -> str:
    """A number of the same length as others, so that they sort as texts."""
    return found[0].lstrip("0").rjust(_LONGEST, "0")
