"""Pictures that look nearly the same: found by their hashes, confirmed by their colours, gathered into groups."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from engine.data.looks import Looks
from engine.errors import Problem

DISTANCE = 16
"""Bits of 256 in which the hashes of near-duplicates differ at most."""
COLOUR_DISTANCE = 32
"""By how much, of 255, any of the 16 fields of near-duplicates differ at most: a shirt in red is no shirt in blue."""
_ROWS, _COLUMNS = 64, 4096
"""Pairs that are compared at once: their words just fit into the cache of a core."""


def near_pairs(
    looks: Looks,
    *,
    distance: int = DISTANCE,
    colour_distance: float = COLOUR_DISTANCE,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> np.ndarray:
    """All pairs (P, 2) of rows that look nearly the same, the lower row first, ascending.

    Every hash is compared with every other: a word of 64 bits first, which few pairs pass. That is exact, and 100,000
    pictures take less time than it takes to read them.

    Args:
        progress: told (done, total) of the pairs.
        stopped: asked between some thousand pairs.

    Raises:
        Problem: ``stopped``.
    """
    rows = np.flatnonzero(looks.seen)
    hashes = np.ascontiguousarray(looks.hashes[rows].T)
    count, done, total = len(rows), 0, len(rows) * (len(rows) - 1) // 2
    found: list[np.ndarray] = [np.zeros((0, 2), dtype=np.int64)]
    for begin in range(0, count, _ROWS):
        if stopped():
            raise Problem("stopped")
        end = min(begin + _ROWS, count)
        for first, second in _candidates(hashes, begin, end, distance):
            found.append(np.stack((rows[first], rows[second]), axis=1))
        done += (end - begin) * (2 * count - begin - end - 1) // 2
        progress(done, total)
    pairs = np.concatenate(found)
    colours = looks.colours.astype(np.int16).reshape(-1, 16, 3)
    apart = np.abs(colours[pairs[:, 0]] - colours[pairs[:, 1]]).mean(axis=2).max(axis=1)
    pairs = pairs[apart <= colour_distance]
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _candidates(hashes: np.ndarray, begin: int, end: int, distance: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places of pairs whose first lies from ``begin`` to ``end``, and whose hashes are near.

    Args:
        hashes: (4, N) uint64.
    """
    for left in range(begin, hashes.shape[1], _COLUMNS):
        right = min(left + _COLUMNS, hashes.shape[1])
        near = np.bitwise_count(hashes[0, begin:end, None] ^ hashes[0, None, left:right]) <= distance
        first, second = np.nonzero(near)
        first, second = first + begin, second + left
        ahead = second > first
        first, second = first[ahead], second[ahead]
        apart = np.bitwise_count(hashes[:, first] ^ hashes[:, second]).sum(axis=0, dtype=np.int64)
        yield first[apart <= distance], second[apart <= distance]


def groups_of(pairs: np.ndarray, count: int) -> np.ndarray:
    """The group (N,) of each of ``count`` rows: the lowest row that it hangs together with by pairs (P, 2).

    A row like no other is a group of its own. The order of the pairs makes no difference.
    """
    lowest = np.arange(count)

    def root(row: int) -> int:
        while lowest[row] != row:
            lowest[row] = lowest[lowest[row]]
            row = int(lowest[row])
        return row

    for first, second in pairs.tolist():
        one, other = root(first), root(second)
        lowest[max(one, other)] = min(one, other)
    # A row's parent lies before it, so that one pass suffices.
    for row in range(count):
        lowest[row] = lowest[lowest[row]]
    return lowest


def members(groups: np.ndarray) -> list[Sequence[int]]:
    """The rows of each group of more than one, the groups by their lowest rows."""
    order = np.argsort(groups, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1) if len(groups) else []
    return [part.tolist() for part in parts if len(part) > 1]
