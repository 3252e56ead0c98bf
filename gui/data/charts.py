"""Small drawn figures: how values are spread, and how often each name occurs. What is clicked can be filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.charts.ticks import nice
from gui import text, theme
from gui.text import Worded

_ROW, _SMALL = 24, 12
_HEIGHT, _FOOT, _LEFT = 132, 20, 40


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A name and how often it occurs; ``key`` is what a click tells."""

    name: str
    count: int
    key: object = None


class Chart(Worded, QWidget):
    """What both kinds share. ``chosen``: the key of the bar that was clicked."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._under = -1

    def bar_at(self, place: QPointF) -> int:
        """The bar under a place; -1 where there is none."""
        raise NotImplementedError

    def key_of(self, number: int) -> object:
        """What a click on a bar tells; None where it tells nothing."""
        raise NotImplementedError

    def told(self, number: int) -> str:
        """A bar in words."""
        raise NotImplementedError

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override."""
        self._look(self.bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt override."""
        self._look(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override."""
        number = self.bar_at(event.position())
        key = None if number < 0 else self.key_of(number)
        if key is not None:
            self.chosen.emit(key)

    def event(self, event: QEvent) -> bool:
        """Qt override: the bar under the mouse in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self.bar_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text.plain("" if number < 0 else self.told(number)), self)
            return True
        return super().event(event)

    def _look(self, number: int) -> None:
        if number != self._under:
            self._under = number
            clickable = number >= 0 and self.key_of(number) is not None
            shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_SMALL)
        return font

    def _colour(self, number: int) -> QColor:
        shown = theme.current()
        return QColor(shown.accent if number == self._under else shown.mix(shown.accent, 0.75))


class NameBars(Chart):
    """One line a name: the name, a bar, the count."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: tuple[ChartBar, ...] = ()
        self.setFixedHeight(0)

    def show_bars(self, bars: Sequence[ChartBar]) -> None:
        """Show others."""
        self.bars = tuple(bars)
        self.setAccessibleName("\n".join(self.told(number) for number in range(len(bars))))
        self.setFixedHeight(_ROW * len(bars))
        self.update()

    def bar_at(self, place: QPointF) -> int:
        """See ``Chart``."""
        number = int(place.y() // _ROW)
        return number if 0 <= number < len(self.bars) else -1

    def key_of(self, number: int) -> object:
        """See ``Chart``."""
        return self.bars[number].key

    def told(self, number: int) -> str:
        """See ``Chart``."""
        return f"{self.bars[number].name}: {text.number(self.bars[number].count)}"

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(220, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        if not self.bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, font = theme.current(), self._font()
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        names = max(metrics.horizontalAdvance(bar.name) for bar in self.bars)
        left = min(names, 0.42 * self.width()) + 10
        right = max(metrics.horizontalAdvance(text.number(bar.count)) for bar in self.bars) + 10
        most = max(bar.count for bar in self.bars) or 1
        for number, bar in enumerate(self.bars):
            top = number * _ROW
            painter.setPen(QColor(shown.text if number == self._under else shown.quiet))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, left - 10)
            painter.drawText(QRectF(0, top, left, _ROW), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(QColor(shown.text))
            place = QRectF(self.width() - right, top, right, _ROW)
            aligned = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(place, aligned, text.number(bar.count))
            room = max(8.0, self.width() - left - right)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shown.mix(shown.text, 0.06)))
            painter.drawRoundedRect(QRectF(left, top + _ROW / 2 - 4, room, 8), 4, 4)
            painter.setBrush(self._colour(number))
            painter.drawRoundedRect(QRectF(left, top + _ROW / 2 - 4, max(2.0, room * bar.count / most), 8), 3, 3)


class HistogramChart(Chart):
    """Upright bars over an axis. ``chosen`` tells (low, high), the whole numbers of a bar, both within it."""

    def __init__(self) -> None:
        super().__init__()
        self.edges: tuple[float, ...] = ()
        self.counts: tuple[int, ...] = ()
        self._clickable = True
        self.setFixedHeight(_HEIGHT)

    def show_counts(self, edges: Sequence[float], counts: Sequence[int], clickable: bool = True) -> None:
        """Show others: ``edges`` are one more than ``counts``."""
        self.edges, self.counts, self._clickable = tuple(edges), tuple(counts), clickable
        self.setAccessibleName("\n".join(self.told(number) for number in range(len(counts))))
        self.update()

    def bar_at(self, place: QPointF) -> int:
        """See ``Chart``."""
        inside = self._inside()
        if not self.counts or not inside.left() <= place.x() < inside.right():
            return -1
        return int((place.x() - inside.left()) / inside.width() * len(self.counts))

    def key_of(self, number: int) -> object:
        """See ``Chart``."""
        return (int(self.edges[number]), int(self.edges[number + 1]) - 1) if self._clickable else None

    def told(self, number: int) -> str:
        """See ``Chart``."""
        low, high = self.edges[number], self.edges[number + 1]
        where = _number(low) if high - low == 1 else f"{_number(low)}–{_number(high - 1 if self._clickable else high)}"
        return f"{where}: {text.number(self.counts[number])}"

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(220, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        if not self.counts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, font = theme.current(), self._font()
        painter.setFont(font)
        inside, most = self._inside(), max(self.counts) or 1
        quiet, line = QColor(shown.quiet), QColor(shown.line)
        step = max(1.0, nice(most / 3))
        for tick in (number * step for number in range(int(most / step) + 1)):
            y = inside.bottom() - inside.height() * tick / most
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
            painter.setPen(quiet)
            place = QRectF(0, y - 8, _LEFT - 6, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _short(tick))
        wide = inside.width() / len(self.counts)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, count in enumerate(self.counts):
            if not count:
                continue
            high = max(1.0, inside.height() * count / most)
            gap = 1.0 if wide > 4 else 0.0
            painter.setBrush(self._colour(number))
            left = inside.left() + number * wide
            painter.drawRect(QRectF(left + gap / 2, inside.bottom() - high, max(1.0, wide - gap), high))
        painter.setPen(quiet)
        for number in self._labelled(wide, QFontMetricsF(font)):
            x = inside.left() + number * wide + (wide / 2 if self._single else 0)
            place = QRectF(x - 40, inside.bottom() + 3, 80, _FOOT)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, _number(self.edges[number]))

    @property
    def _single(self) -> bool:
        """Whether each bar stands for one number, which is then told below its middle."""
        return len(self.edges) > 1 and self.edges[1] - self.edges[0] == 1

    def _labelled(self, wide: float, metrics: QFontMetricsF) -> range:
        room = max(metrics.horizontalAdvance(_number(edge)) for edge in self.edges) + 14
        return range(0, len(self.counts), max(1, -(-int(room) // max(1, int(wide)))))

    def _inside(self) -> QRectF:
        return QRectF(_LEFT, 8, max(10, self.width() - _LEFT - 4), _HEIGHT - _FOOT - 10)


def _number(value: float) -> str:
    return text.number(int(value)) if value == int(value) else f"{value:.2f}"


def _short(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.0f}k"
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"
