"""One panel of the curves: lines with their names at the ends, and the values under the mouse."""

import html
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPen

from engine.charts.ticks import nice
from engine.metrics.bounds import Span
from gui import theme
from gui.train.axes import Names, PlotLine, Steps, ValueAxis, font
from gui.train.band import BoundsBand
from gui.train.curves import nearest
from gui.widgets import bounds_told

SAMPLE = 4000
"""Points looked at for the height of the axis; all of a million would cost more than drawing them."""


Readout = Literal["top", "bottom", "outside"]


class PlotPanel(pg.PlotWidget):
    """A plot of lines over steps. ``pointed`` tells the step under the mouse, or None when it has left.

    Args:
        tick: words a value at the axis.
        say: words a value under the mouse.
        readout: where the values under the mouse stand: where the lines leave room, or outside, by ``told``.
        steps_shown: whether figures stand at the axis of steps.
        least: the axis of values reaches at least so high.
    """

    pointed = Signal(object)
    told = Signal(str)
    released = Signal()

    def __init__(
        self,
        tick: Callable[[float], str],
        say: Callable[[float], str],
        *,
        readout: Readout,
        steps_shown: bool,
        least: float,
    ) -> None:
        self._names = Names()
        axes = {"left": ValueAxis(tick), "bottom": Steps(steps_shown), "right": self._names}
        super().__init__(axisItems=axes, background=None)
        self._say = say
        self._place = readout
        self._least = least
        self._lines: list[PlotLine] = []
        self._log = False
        self.held = False
        """Whether the person has chosen what part is shown."""
        self.setFrameShape(self.Shape.NoFrame)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=True, y=False)
        self.setMinimumHeight(64)
        plot = self.getPlotItem()
        plot.layout.setContentsMargins(0, 4, 0, 0)
        plot.showAxis("right")
        # Set on the plot: an item that is added takes the plot's own choices, whatever it had.
        plot.setDownsampling(auto=True, mode="peak")
        plot.setClipToView(True)
        plot.showGrid(x=False, y=True, alpha=1.0)
        # Behind the lines; pyqtgraph lifts the axes above them for the mouse, which has nothing to do there.
        plot.getAxis("left").setZValue(-1)
        self._box = plot.getViewBox()
        self._box.setDefaultPadding(0)
        self._box.disableAutoRange()
        self._box.sigRangeChangedManually.connect(self._hold)
        self._band = BoundsBand()
        plot.addItem(self._band, ignoreBounds=True)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.setZValue(5)
        self._readout = pg.TextItem(anchor=(0, 0))
        self._readout.setZValue(20)
        for item in (self._cross, self._readout):
            item.setVisible(False)
            plot.addItem(item, ignoreBounds=True)
        self.scene().sigMouseMoved.connect(self._moved)
        self.recolour()

    def add(self, line: PlotLine) -> PlotLine:
        """Add a line; its points come by ``draw``."""
        line.item = pg.PlotDataItem(connect="finite", antialias=line.style != "faded")
        line.item.setZValue({"dashed": 0, "faded": 1}.get(line.style, 2))
        line.dot = pg.ScatterPlotItem(size=8, pxMode=True, antialias=True)
        line.dot.setVisible(False)
        line.dot.setZValue(10)
        self.addItem(line.item)
        self.getPlotItem().addItem(line.dot, ignoreBounds=True)
        self._lines.append(line)
        self._names.lines = self._lines
        self._pen(line)
        return line

    def remove(self, line: PlotLine) -> None:
        """Take a line away."""
        for item in (line.item, line.dot, line.ring):
            if item is not None:
                self.removeItem(item)
        self._lines.remove(line)

    def draw(self, line: PlotLine, x: Any, y: Any) -> None:
        """Give a line its points, (n,) each; its item is used again."""
        line.x, line.y = x, y
        line.item.setData(x, y)

    def ring_lowest(self, line: PlotLine) -> None:
        """Ring the lowest of a line's points, once there are two to choose from; after each ``draw``."""
        if line.ring is None:
            line.ring = pg.ScatterPlotItem(size=11, pxMode=True, antialias=True, brush=None)
            line.ring.setZValue(9)
            self.getPlotItem().addItem(line.ring, ignoreBounds=True)
            self._pen(line)
        line.ring.setVisible(len(line.y) > 1)
        if len(line.y) > 1:
            at = int(np.argmin(line.y))
            line.ring.setData([float(line.x[at])], [self._height(float(line.y[at]))])

    def bound(self, line: PlotLine, bounds: Span | None) -> None:
        """Tell between what the values of a line lie."""
        line.bounds = bounds
        self._names.update()

    def show_band(self, line: PlotLine | None) -> None:
        """Draw the bounds of one line over all lines, with words at the lower and the upper one; None for no band."""
        self._band.show_bounds(None if line is None else line.bounds)

    def lean_band(self, right: bool) -> None:
        """Have the band's words stand at the right, or at the left."""
        self._band.lean(right)

    def set_log(self, log: bool) -> None:
        """Values on a logarithmic axis, or on a plain one."""
        self._log = self._names.log = log
        self.setLogMode(False, log)
        self._names.setLogMode(False, False)

    def fit(self) -> None:
        """Let the axis of values reach over all lines, in steps that seldom move."""
        parts = [line.y[:: max(1, len(line.y) // SAMPLE)] for line in self._lines if len(line.y)]
        parts += [np.asarray(line.bounds) for line in self._lines if line.bounds and len(line.y)]
        values = np.concatenate(parts) if parts else np.empty(0)
        values = values[np.isfinite(values)]
        if self._log:
            values = values[values > 0]
        if not len(values):
            return
        if self._log:
            low, high = float(np.log10(values.min())), float(np.log10(values.max()))
            self.setYRange(np.floor(low * 10 - 0.2) / 10, np.ceil(high * 10 + 0.2) / 10)
            return
        # One spike must not flatten the rest: it is cut at the edge.
        high = max(self._least, min(float(values.max()), 2.5 * float(np.quantile(values, 0.98))))
        # A policy loss falls below 0.
        low = min(0.0, max(float(values.min()), 2.5 * float(np.quantile(values, 0.02))))
        step = nice((high - low) / 8)
        self.setYRange(np.floor(low / step) * step, np.ceil(high / step) * step)

    def reach(self, steps: float) -> None:
        """Show the steps from 0 to ``steps``."""
        self.setXRange(0, steps)

    def point(self, step: float | None) -> None:
        """Show the values at a step, or none."""
        rows: list[tuple[str, str, str]] = []
        for line in self._lines:
            at = nearest(line.x, step) if step is not None and line.name else None
            line.dot.setVisible(at is not None and line.style != "faded")
            if at is None:
                continue
            value = float(line.y[at])
            line.dot.setData([float(line.x[at])], [self._height(value)])
            rows.append((line.tint(), line.name, bounds_told(value, line.bounds, self._say)))
        self._cross.setVisible(bool(rows))
        self._readout.setVisible(bool(rows) and self._place != "outside")
        if not rows:
            self.told.emit("")
        if step is not None and rows:
            self._cross.setValue(step)
            self._show_values(step, rows)

    @property
    def readout(self) -> str:
        """The values shown under the mouse, as plain text; nothing where none are."""
        return str(self._readout.textItem.toPlainText()) if self._readout.isVisible() else ""

    def recolour(self) -> None:
        """Take the colours and the font of the theme."""
        shown = theme.current()
        self.setBackground(shown.card)
        plot = self.getPlotItem()
        for name in ("left", "bottom"):
            axis = plot.getAxis(name)
            axis.setTickFont(font(11))
            axis.setTextPen(shown.quiet)
            axis.setPen(pg.mkPen(QColor(0, 0, 0, 0)))
            axis.setTickPen(pg.mkPen(shown.line))
        self._band.recolour()
        self._cross.setPen(pg.mkPen(shown.quiet, width=1, style=Qt.PenStyle.DotLine))
        self._readout.fill = pg.mkBrush(shown.card)
        self._readout.border = pg.mkPen(shown.line)
        for line in self._lines:
            self._pen(line)
        self._names.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt override."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override: back to the whole run."""
        super().mouseDoubleClickEvent(event)
        self.released.emit()

    def _height(self, value: float) -> float:
        """Where a value lies on the axis; a scatter plot knows nothing of a logarithmic one."""
        return float(np.log10(value)) if self._log and value > 0 else value

    def _hold(self) -> None:
        self.held = True

    def _moved(self, place: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(place)
        self.pointed.emit(float(self._box.mapSceneToView(place).x()) if inside else None)

    def _pen(self, line: PlotLine) -> None:
        shown = theme.current()
        tint = line.tint()
        if line.style == "faded":
            pen = pg.mkPen(shown.mix(tint, 0.38), width=1)
        elif line.style == "dashed":
            pen = QPen(QColor(shown.mix(shown.quiet, 0.75)), 1.2, Qt.PenStyle.CustomDashLine)
            pen.setCosmetic(True)
            pen.setDashPattern([4, 3])
        else:
            pen = pg.mkPen(tint, width=2)
        line.item.setPen(pen)
        line.dot.setBrush(pg.mkBrush(tint))
        line.dot.setPen(pg.mkPen(shown.card, width=1.5))
        if line.ring is not None:
            line.ring.setPen(pg.mkPen(tint, width=1.5))
        if line.style == "dots":
            line.item.setSymbol("o")
            line.item.setSymbolSize(5)
            line.item.setSymbolBrush(pg.mkBrush(tint))
            line.item.setSymbolPen(None)

    def _show_values(self, step: float, rows: Sequence[tuple[str, str, str]]) -> None:
        shown = theme.current()
        cells = [
            f'<td style="color:{colour}; padding-right:8px">{html.escape(name)}</td>'
            f'<td align="right" style="color:{shown.text}; padding-right:8px">{value}</td>'
            for colour, name, value in rows
        ]
        if self._place == "outside":
            self.told.emit(f'<table style="font-size:11px" cellpadding="0"><tr>{"".join(cells)}</tr></table>')
            return
        head = f'<td colspan="2" style="color:{shown.quiet}">{round(step):,}</td>'
        body = "".join(f"<tr>{cell}</tr>" for cell in (head, *cells))
        self._readout.setHtml(f'<table style="font-size:11px" cellpadding="0" cellspacing="2">{body}</table>')
        (left, right), (bottom, top) = self.viewRange()
        upper = self._place == "top"
        # Right of the pointer, where the loss has gone down and the scores up; at the left only near the edge.
        width = self._readout.boundingRect().width() * (right - left) / max(1.0, self._box.width())
        gap = 8 * (right - left) / max(1.0, self._box.width())
        place = step + gap
        if place + width > right:
            # Never beyond the edge, where it would be cut; on a narrow plot it covers the pointer's line instead.
            place = max(left, step - gap - width)
        self._readout.setAnchor((0.0, 0.0 if upper else 1.0))
        inset = (top - bottom) * 0.03
        self._readout.setPos(place, top - inset if upper else bottom + inset)
