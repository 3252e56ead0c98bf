"""The score by which the table is sorted, of every checkpoint, over its steps or its size, between its bounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.charts.ticks import nice
from engine.metrics.bounds import Sides
from gui import text, theme
from gui.checkpoints.plot_names import Wanted, name_boxes
from gui.checkpoints.rows import key_of
from gui.widgets import (
    Bounds,
    Card,
    Heading,
    Segments,
    band_edge,
    band_ground,
    bounds_told,
    bounds_words,
    row,
)

if TYPE_CHECKING:
    from engine.runs.catalog import CatalogEntry

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 10, 26
_NEAR = 12
"""From a point, in pixels, within which the mouse is on it."""
_WORDS = 16
"""Height of the words at the bounds, in pixels."""
_RING = 6.5
"""Radius of the ring around the chosen checkpoint, in pixels."""
_NAMED = 4
"""Runs that have a colour of their own; the others share the quiet grey."""

Told = Mapping[Path, Sides]


@dataclass(frozen=True, slots=True)
class PlottedCheckpoint:
    """A checkpoint in the plot: its place in figures, the colour's number, None for the quiet one, and its bounds."""

    entry: CatalogEntry
    x: float
    y: float
    colour: int | None
    bounds: Bounds | None = None


class Scatter(QWidget):
    """Points, those of one run joined where they lie along the steps, and a band. ``chosen``: a point was clicked."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._points: list[PlottedCheckpoint] = []
        self._lines: list[list[PlottedCheckpoint]] = []
        self._by_size = False
        self._band: Bounds | None = None
        self._band_of = ""
        self._current: tuple[Path, int] | None = None
        self.setMouseTracking(True)
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(self, lines: Sequence[Sequence[PlottedCheckpoint]], by_size: bool) -> None:
        """Show other points, run by run."""
        self._lines = [list(line) for line in lines]
        self._points = [point for line in self._lines for point in line]
        self._by_size = by_size
        self.update()

    def show_band(self, bounds: Bounds | None, run: str = "") -> None:
        """Draw between what the score lies, or nothing; ``run`` names whose bounds they are, where they differ."""
        self._band, self._band_of = bounds, run
        self.update()

    @property
    def band(self) -> Bounds | None:
        """What the band reaches from and to."""
        return self._band

    @property
    def band_words(self) -> tuple[str, ...]:
        """What stands at the lower and the upper edge of the band."""
        words = bounds_words(self._band) if self._band else ()
        return tuple(f"{word} \u00b7 {self._band_of}" if self._band_of else word for word in words)

    @property
    def named(self) -> list[list[PlottedCheckpoint]]:
        """The runs whose names stand in the plot: those with a colour, and the one of the chosen checkpoint."""
        run = self._current[0] if self._current else None
        return [line for line in self._lines if line[0].colour is not None or line[0].entry.run == run]

    def mark(self, current: tuple[Path, int] | None) -> None:
        """Put a ring around one checkpoint."""
        self._current = current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter)
        self._axes(painter)
        for line in self._lines:
            if not self._by_size and len(line) > 1:
                painter.setPen(QPen(QColor(theme.current().mix(self._colour(line[0].colour), 0.55)), 1.4))
                painter.drawPolyline(QPolygonF([self._place(point) for point in line]))
        # Neither a line of the grid nor a curve strikes the words through.
        self._edges(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        for line in self._lines:
            painter.setBrush(QColor(self._colour(line[0].colour)))
            for point in line:
                painter.drawEllipse(self._place(point), 3.2, 3.2)
        self._names(painter)
        for point in self._points:
            if key_of(point.entry) == self._current:
                painter.setPen(QPen(QColor(theme.current().text), 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(self._place(point), _RING, _RING)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override: the value under the mouse."""
        point = self._under(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if point is None else Qt.CursorShape.PointingHandCursor)
        if point is None:
            QToolTip.hideText()
        else:
            value = bounds_told(point.y, point.bounds, "{:.4f}".format)
            tip = f"{point.entry.name} · {text.number(point.entry.step)}\n{value}"
            QToolTip.showText(event.globalPosition().toPoint(), text.plain(tip), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override."""
        point = self._under(event.position())
        if point is not None:
            self.chosen.emit(key_of(point.entry))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt override."""
        QToolTip.hideText()

    def _under(self, place: QPointF) -> PlottedCheckpoint | None:
        def far(point: PlottedCheckpoint) -> float:
            away = self._place(point) - place
            return abs(away.x()) + abs(away.y())

        nearest = min(self._points, key=far, default=None)
        return nearest if nearest is not None and far(nearest) <= _NEAR else None

    def _ranges(self) -> tuple[float, float, float, float]:
        """The axes' ends: x from and to, y from and to; never of no length."""
        xs, ys = [point.x for point in self._points], [point.y for point in self._points]
        low = 0.0 if not self._by_size else min(xs) * 0.9
        high = max(xs) * (1.1 if self._by_size else 1.02)
        ys += self._band or ()
        tall = max(ys) - min(ys) or abs(max(ys)) or 1.0
        # The words at the bounds stand outside of them.
        words = _WORDS / max(_WORDS, self._area().height() - 2 * _WORDS) if self._band else 0.0
        room = max(0.12, words) * tall
        return low, high if high > low else low + 1, min(ys) - room, max(ys) + room

    def _area(self) -> QRectF:
        return QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)

    def _place(self, point: PlottedCheckpoint) -> QPointF:
        return self._at(point.x, point.y)

    def _at(self, x: float, y: float) -> QPointF:
        left, right, bottom, top = self._ranges()
        area = self._area()
        return QPointF(
            area.left() + (x - left) / (right - left) * area.width(),
            area.bottom() - (y - bottom) / (top - bottom) * area.height(),
        )

    def _ground(self, painter: QPainter) -> None:
        if self._band is None:
            return
        low, high = (self._at(0, value).y() for value in self._band)
        area = self._area()
        painter.fillRect(QRectF(QPointF(area.left(), high), QPointF(area.right(), low)), band_ground())

    def _edge_words(self) -> list[tuple[str, QRectF, float]]:
        """The words at the bounds and their boxes: where lines rarely are, left above and right below; and the edge."""
        if self._band is None:
            return []
        metrics, area, found = QFontMetricsF(self._font()), self._area(), []
        for value, words, above in zip(self._band, self.band_words, (False, True), strict=True):
            y = self._at(0, value).y()
            elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() - 8)
            wide = metrics.horizontalAdvance(elided)
            left = area.left() + 4 if above else area.right() - wide
            found.append((elided, QRectF(left - 2, y - _WORDS if above else y + 1, wide + 4, _WORDS - 1), y))
        return found

    def _edges(self, painter: QPainter) -> None:
        painter.setFont(self._font())
        for elided, box, y in self._edge_words():
            painter.setPen(QPen(band_edge(), 1))
            painter.drawLine(QPointF(self._area().left(), y), QPointF(self._area().right(), y))
            painter.setPen(QColor(theme.current().quiet))
            painter.fillRect(box, QColor(theme.current().card))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), elided)

    def _axes(self, painter: QPainter) -> None:
        shown, area = theme.current(), self._area()
        left, right, bottom, top = self._ranges()
        painter.setFont(self._font())
        # The room below nothing is no score.
        lowest = 0.0 if all(point.y >= 0 for point in self._points) else bottom
        for value in _ticks(max(bottom, lowest), top, max(2, area.height() / 44)):
            y = self._at(left, value).y()
            painter.setPen(QPen(QColor(shown.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(shown.quiet))
            side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(0, y - 8, _LEFT - 8, 16), side, f"{value:.3g}")
        for value in _ticks(left, right, max(2, area.width() / 64)):
            x = self._at(value, bottom).x()
            word = text.size(int(value)) if self._by_size else text.number(int(value))
            painter.drawText(QRectF(x - 50, area.bottom() + 8, 100, 16), int(Qt.AlignmentFlag.AlignHCenter), word)

    def _names(self, painter: QPainter) -> None:
        """Each run's name beside its last point; they are moved apart where they would meet."""
        painter.setFont(self._font(bold=True))
        metrics = QFontMetricsF(painter.font())
        lines = sorted(self.named, key=lambda line: self._place(line[-1]).y())
        area = self._area()
        names, wanted = [], []
        for line in lines:
            place = self._place(line[-1])
            name = metrics.elidedText(line[-1].entry.name, Qt.TextElideMode.ElideMiddle, area.width() * 0.6)
            wide = metrics.horizontalAdvance(name)
            left = max(area.left() + 2, min(place.x() - wide, area.right() - wide))
            names.append(name)
            wanted.append(Wanted(left - 2, wide + 4, place.y() - _RING - 9))
        boxes = name_boxes(wanted, area.top() + 4, area.bottom() - 8, [box for _, box, _ in self._edge_words()])
        for line, name, box in zip(lines, names, boxes, strict=True):
            painter.fillRect(box, QColor(theme.current().mix(theme.current().card, 0.85)))
            # A chosen run without a colour of its own has that of its ring.
            colour = line[0].colour
            painter.setPen(QColor(theme.current().text if colour is None else self._colour(colour)))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)

    def _font(self, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    @staticmethod
    def _colour(number: int | None) -> str:
        return theme.current().quiet if number is None else theme.current().lines[number]


def _ticks(low: float, high: float, most: float) -> list[float]:
    step = nice((high - low) / most)
    first = math.ceil(low / step)
    return [number * step for number in range(first, int(high // step) + 1)]


class PlotCard(Card):
    """``chosen``: the key of a checkpoint that was clicked.

    Args:
        score_name: what a score is called in the language that the window speaks.
    """

    chosen = Signal(object)

    def __init__(self, score_name: Callable[[str], str]) -> None:
        super().__init__()
        self._score_name = score_name
        self._entries: Sequence[CatalogEntry] = ()
        self._told: Told = {}
        self._current: tuple[Path, int] | None = None
        self._bounds: dict[Path, Bounds | None] = {}
        self._score = ""
        self._heading = Heading()
        self._axis = Segments(("step", "size"))
        self._axis.chosen.connect(lambda _: self._show())
        self.scatter = Scatter()
        self.scatter.chosen.connect(self.chosen)
        self.body.setContentsMargins(theme.PAD, 8, theme.STEP, theme.STEP)
        head = row(self._heading, None, self._axis)
        head.setContentsMargins(0, 0, theme.STEP, 0)
        self.body.addLayout(head)
        self.body.addWidget(self.scatter, 1)
        self.retranslate()

    def take(self, entries: Sequence[CatalogEntry], score: str, bounds: Told) -> None:
        """Show a score of all checkpoints; ``bounds`` are as in ``Catalog``."""
        self._entries, self._score, self._told = entries, score, bounds
        self._show()

    def mark(self, current: tuple[Path, int] | None) -> None:
        """Put a ring around one checkpoint, and show its run's bounds."""
        self._current = current
        self.scatter.mark(current)
        self._show_band()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._axis.set_words({"step": self.tr("by step"), "size": self.tr("by size")})
        self._axis.setFixedWidth(self._axis.sizeHint().width() + 24)
        self._show()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.scatter.update()

    def _show(self) -> None:
        self._heading.setText(self._score_name(self._score) if self._score else "")
        by_size = self._axis.value == "size"
        runs: dict[Path, list[CatalogEntry]] = {}
        for entry in self._entries:
            if self._score in entry.scores:
                runs.setdefault(entry.run, []).append(entry)
        self._bounds = {run: self._told.get(run, Sides()).span(self._score) for run in runs}
        lines = []
        for number, entries in enumerate(runs.values()):
            colour = number if number < _NAMED else None
            lines.append(
                [
                    PlottedCheckpoint(
                        entry,
                        float(entry.size_bytes if by_size else entry.step),
                        entry.scores[self._score],
                        colour,
                        self._bounds[entry.run],
                    )
                    for entry in sorted(entries, key=lambda entry: entry.step)
                ]
            )
        self.scatter.show_points(lines, by_size)
        self._show_band()

    def _show_band(self) -> None:
        """The bounds of the chosen checkpoint's run; those of all where they are the same."""
        known = set(self._bounds.values())
        run = self._current[0] if self._current else None
        if run in self._bounds:
            self.scatter.show_band(self._bounds[run], run.name if run and len(known) > 1 else "")
        else:
            self.scatter.show_band(known.pop() if len(known) == 1 else None)
