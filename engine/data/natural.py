"""The natural order of names: 2 before 10, a before B."""

import re
from collections.abc import Generator, Iterable, Sequence
from typing import Any, TypeVar

_DIGITS = re.compile(r"[0-9]+")
_LONGEST = 24
"""Digits of a number in a name; longer ones are sorted as texts."""
_PIECE = 4096
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
    """Sort in steps of a few milliseconds, each of which ends with a yield; returns the sorted values.

    One call of ``sort`` for 100,000 texts would keep every other thread waiting for a fifth of a second: what is
    sorted in pieces is merged, two by two, at the cost of one comparison a value (Python's sort finds sorted runs).
    """
    runs = []
    for start in range(0, len(values), _PIECE):
        runs.append(sorted(values[start : start + _PIECE]))
        yield
    while len(runs) > 1:
        merged = []
        for place in range(0, len(runs), 2):
            run = [value for part in runs[place : place + 2] for value in part]
            run.sort()
            merged.append(run)
            yield
        runs = merged
    return runs[0] if runs else []


def _padded(found: re.Match[str]) -> str:
    """A number of the same length as others, so that they sort as texts."""
    return found[0].lstrip("0").rjust(_LONGEST, "0")
