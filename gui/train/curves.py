"""The data of a curve: a growing buffer, and smoothing."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

POINTS = 1500
"""Points of a smoothed line: more than a plot has pixels to tell apart."""
WINDOW = 0.02
"""Share of the line that one pass of the moving average spans."""


class Series:
    """Points of one line in arrays that double when full, so that a million points cost no copies."""

    def __init__(self, columns: int = 1) -> None:
        self._values = np.empty((1 + columns, 1024), dtype=np.float64)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def x(self) -> Floats:
        """The steps, (n,)."""
        return self._values[0, : self._length]

    def y(self, column: int = 0) -> Floats:
        """The values of a column, (n,)."""
        return self._values[1 + column, : self._length]

    def append(self, x: float, *values: float) -> None:
        """Add a point; one at a step that is already passed takes the place of what follows, as after a resume."""
        if self._length and x <= self._values[0, self._length - 1]:
            self._length = int(np.searchsorted(self.x, x))
        if self._length == self._values.shape[1]:
            self._values = np.concatenate([self._values, np.empty_like(self._values)], axis=1)
        self._values[:, self._length] = (x, *values)
        self._length += 1

    def replace(self, x: Any, *values: Any) -> None:
        """Put whole arrays in place, all of one length."""
        filled = np.asarray([x, *values], dtype=np.float64)
        self._length = filled.shape[1]
        room = np.empty((filled.shape[0], max(1024, self._length)), dtype=np.float64)
        room[:, : self._length] = filled
        self._values = room

    def clear(self) -> None:
        """Forget all points."""
        self._length = 0


def finite(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The points whose value is a number."""
    kept = np.isfinite(y)
    return (x, y) if kept.all() else (x[kept], y[kept])


def smoothed(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A line that does not lag: block means, then a moving average forwards and one backwards.

    Args:
        x: steps, (n,), increasing.
        y: values, (n,); those not finite are left out.

    Returns:
        Steps and values, at most ``POINTS`` of them.
    """
    x, y = finite(x, y)
    block = -(-len(x) // POINTS)
    if block > 1:
        edges = np.arange(0, len(x), block)
        counts = np.diff(np.append(edges, len(x)))
        x, y = np.add.reduceat(x, edges) / counts, np.add.reduceat(y, edges) / counts
    width = int(len(x) * WINDOW)
    if width < 2:
        return x, y
    return x, _trailing(_trailing(y, width)[::-1], width)[::-1]


def thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Every so many points of a line without noise, the last one always; at most ``POINTS`` and one."""
    stride = -(-len(x) // POINTS)
    if stride <= 1:
        return x, y
    return np.append(x[::stride], x[-1]), np.append(y[::stride], y[-1])


def _trailing(y: Floats, width: int) -> Floats:
    """The mean of each value and those before it, ``width`` in all; fewer at the start."""
    total = np.concatenate([[0.0], np.cumsum(y)])
    ends = np.arange(1, len(y) + 1)
    starts = np.maximum(0, ends - width)
    mean: Floats = (total[ends] - total[starts]) / (ends - starts)
    return mean


def nearest(x: Floats, at: float) -> int | None:
    """The index of the point whose step is nearest, or None where there is no point."""
    if not len(x):
        return None
    right = int(np.searchsorted(x, at))
    if right == 0:
        return 0
    if right == len(x) or at - x[right - 1] <= x[right] - at:
        return right - 1
    return right


def span(last: float, total: int) -> float:
    """How far the axis of steps reaches: an eighth, a quarter, half or all of the run, so that it seldom moves."""
    for share in (8, 4, 2):
        if total / share >= last * 1.02 and total / share >= 1:
            return total / share
    return max(1.0, float(total), last)
