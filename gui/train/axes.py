"""The axes of the curves: tick labels at the left, the lines' names at the right."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication

from engine.charts.ticks import nice, spread
from engine.metrics.bounds import Span
from gui import theme
from gui.train.curves import Floats

LEFT, RIGHT = 44, 84
"""Widths alike in all panels, so that their steps align."""
BAR = 3
"""Width of the bar that shows a line's bounds."""
OVERHANG = 24
"""Pixels that a figure may stand out beyond its axis, as the first and the last one do."""


def font(pixels: int, bold: bool = False) -> QFont:
    """The application's font in another size."""
    made = QFont(QApplication.font())
    made.setPixelSize(pixels)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


@dataclass
class PlotLine:
    """One line of a panel.

    Attributes:
        colour: which of the theme's plot colours, or the quiet grey where it is None.
        style: bright, faded, dashed or dots.
        name: beside its value under the mouse; none where that is not told.
        end: beside its last point; none where that is not named.
        bounds: between what its values lie, blindly guessed and fully known; None where that is not told.
    """

    colour: int | None
    style: str = "bright"
    name: str = ""
    end: str = ""
    bounds: Span | None = None
    x: Floats = field(default_factory=lambda: np.empty(0))
    y: Floats = field(default_factory=lambda: np.empty(0))
    item: Any = None
    dot: Any = None
    ring: Any = None

    def tint(self) -> str:
        """Its colour in the theme in force."""
        shown = theme.current()
        return shown.quiet if self.colour is None else shown.lines[self.colour]


class ValueAxis(pg.AxisItem):
    """The axis at the left: at most five figures; on a logarithmic scale 1, 2 and 5 of each power of ten."""

    def __init__(self, say: Callable[[float], str]) -> None:
        super().__init__("left")
        self._say = say
        self.setWidth(LEFT)
        self.setStyle(tickLength=0, tickTextOffset=8, maxTickLevel=0, hideOverlappingLabels=True, tickAlpha=1.0)
        self.enableAutoSIPrefix(False)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """pyqtgraph's own hook: a figure that stands out of it is not drawn."""
        return super().boundingRect().adjusted(0, -OVERHANG, 0, OVERHANG)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """pyqtgraph's own hook."""
        if high <= low:
            return []
        if not self.logMode:
            step = nice((high - low) / max(2.0, min(5.0, size / 40)))
            first = math.ceil(low / step - 1e-9)
            return [(step, [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)])]
        decades = range(math.floor(low), math.ceil(high) + 1)
        for figures in ((1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)):
            places = [decade + math.log10(figure) for decade in decades for figure in figures]
            inside = [place for place in places if low <= place <= high]
            if len(inside) <= max(2, size / 22):
                break
        return [(1.0, inside)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """pyqtgraph's own hook."""
        return [self._say(10**value if self.logMode else value) for value in values]


class Steps(pg.AxisItem):
    """The axis below: whole steps with their thousands apart, or nothing but the line."""

    def __init__(self, shown: bool) -> None:
        super().__init__("bottom")
        self.setHeight(22 if shown else 5)
        self.setStyle(showValues=shown, tickLength=0, maxTickLevel=0, hideOverlappingLabels=OVERHANG)
        self.enableAutoSIPrefix(False)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """pyqtgraph's own hook."""
        if high <= low:
            return []
        step = max(1.0, nice((high - low) / max(2.0, size / 110)))
        first = math.ceil(low / step - 1e-9)
        return [(step, [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """pyqtgraph's own hook."""
        return [f"{round(value):,}" for value in values]


class Names(pg.AxisItem):
    """In the place of a right axis: the name of each line at the height of its end, none over another.

    Before the names a bar for each line that has bounds, from the lower to the upper one.
    """

    def __init__(self) -> None:
        super().__init__("right")
        self.setWidth(RIGHT)
        self.lines: list[PlotLine] = []
        self.log = False

    def paint(self, painter: QPainter, *unused: Any) -> None:
        """pyqtgraph's own hook."""
        bounded = [line for line in self.lines if line.bounds and len(line.x)]
        for number, line in enumerate(bounded):
            low, high = (min(max(self._height(value), 0.0), self.height()) for value in line.bounds or ())
            painter.fillRect(QRectF(2 + number * (BAR + 1), high, BAR, low - high), QColor(line.tint()))
        left = 8 + max(0, len(bounded) * (BAR + 1) - 2)
        written = font(11, bold=True)
        painter.setFont(written)
        metrics = QFontMetricsF(written)
        height = metrics.height() - 2
        ends = sorted(self._ends(), key=itemgetter(0))
        spots = spread([place for place, _ in ends], height, height / 2, self.height() - height / 2)
        for place, (_, line) in zip(spots, ends, strict=True):
            painter.setPen(QColor(line.tint()))
            words = metrics.elidedText(line.end, Qt.TextElideMode.ElideMiddle, RIGHT - left - 2)
            box = QRectF(left, place - height / 2, RIGHT - left, height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)

    def _height(self, value: float) -> float:
        """Where a value lies, in pixels from the top."""
        scene = self.linkedView().mapViewToScene(QPointF(0, value))
        return float(self.mapFromScene(scene).y())

    def _ends(self) -> list[tuple[float, PlotLine]]:
        ends = []
        for line in self.lines:
            if not line.end or not len(line.x):
                continue
            value = float(line.y[-1])
            if self.log:
                value = math.log10(value) if value > 0 else math.nan
            if math.isfinite(value):
                ends.append((self._height(value), line))
        return ends
