"""Places of the labels beside the lines of a plot, so that they overlap neither each other nor other text."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from engine.charts.ticks import spread

HIGH = 14
"""Height of a name in pixels."""
_APART = 15
"""From the middle of one to the middle of the next, at least."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name's left edge, its width, and the height of its middle where it would stand by itself."""

    left: float
    width: float
    y: float


def name_boxes(wanted: Sequence[Wanted], top: float, bottom: float, taken: Sequence[QRectF]) -> list[QRectF]:
    """The boxes of some names, from the top down.

    Args:
        wanted: by height.
        top, bottom: between which their middles stand.
        taken: boxes of words that no name may touch; a name that meets one goes to its nearer side, where there is room
            for all.
    """
    ways = [spread([name.y for name in wanted], _APART, top, bottom)]
    for downwards in (True, False):
        ways.append(_pass(wanted, ways[0], top, bottom, taken, downwards))
    moved = min(
        ways,
        key=lambda ys: (
            _meetings(wanted, ys, top, bottom, taken),
            sum(abs(y - name.y) for y, name in zip(ys, wanted, strict=True)),
        ),
    )
    return [_box(name, y) for name, y in zip(wanted, moved, strict=True)]


def _pass(
    wanted: Sequence[Wanted], start: Sequence[float], top: float, bottom: float, taken: Sequence[QRectF], down: bool
) -> list[float]:
    """Each name at its place, or as far beyond it in one direction as the ones before and the words there ask."""
    sign = 1 if down else -1
    order = range(len(wanted)) if down else range(len(wanted) - 1, -1, -1)
    moved, before = list(start), None
    for number in order:
        y = start[number] if before is None else sign * max(sign * start[number], sign * (before + sign * _APART))
        for words in sorted(taken, key=lambda words: sign * words.center().y()):
            if _box(wanted[number], y).intersects(words):
                y = (words.bottom() if down else words.top()) + sign * (HIGH / 2 + 1)
        moved[number] = before = y
    return moved


def _meetings(wanted: Sequence[Wanted], ys: Sequence[float], top: float, bottom: float, taken: Sequence[QRectF]) -> int:
    """How many names meet words or one another, or stand outside."""
    boxes = [_box(name, y) for name, y in zip(wanted, ys, strict=True)]
    outside = sum(not top <= y <= bottom for y in ys)
    met = sum(box.intersects(words) for box in boxes for words in taken)
    return outside + met + sum(first.intersects(other) for first, other in itertools.pairwise(boxes))


def _box(name: Wanted, y: float) -> QRectF:
    return QRectF(name.left, y - HIGH / 2, name.width, HIGH)
