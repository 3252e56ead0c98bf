"""Chips: short words on coloured pills, in named rows that wrap like text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import theme
from gui.text import plain

_HEIGHT, _GAP, _PAD, _BETWEEN = 22, 6, 9, 10


Kind = Literal["accent", "good", "bad", "mark", "plain"]


@dataclass(frozen=True, slots=True)
class Pill:
    """A word in one of the theme's colours; ``tip`` is said of it under the mouse."""

    text: str
    kind: Kind = "accent"
    tip: str = ""


def draw_pill(painter: QPainter, place: QRectF, text: str, kind: Kind, font: QFont) -> None:
    """Paint one at the left of a place, in the middle of its height; it is cut where the place is too narrow."""
    painter.setFont(_font(font, bold=True))
    wide = min(QFontMetricsF(painter.font()).horizontalAdvance(text) + 2 * _PAD, place.width())
    _draw(painter, QRectF(place.left(), place.center().y() - _HEIGHT / 2, wide, _HEIGHT), text, kind)


def _draw(painter: QPainter, box: QRectF, text: str, kind: Kind) -> None:
    """A pill in a box, in the painter's font."""
    shown = theme.current()
    ground, colour = {
        "accent": (shown.soft, shown.accent),
        "good": (shown.mix(shown.good, 0.14), shown.good),
        "bad": (shown.mix(shown.bad, 0.16), shown.bad),
        "mark": (shown.mark, shown.text),
        "plain": (shown.mix(shown.text, 0.07), shown.quiet),
    }[kind]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box, _HEIGHT / 2, _HEIGHT / 2)
    painter.setPen(QColor(colour))
    metrics = QFontMetricsF(painter.font())
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 2 * _PAD + 1)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, elided)


def _font(base: QFont, bold: bool) -> QFont:
    font = QFont(base)
    font.setPixelSize(12)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


Rows = Sequence[tuple[str, Sequence[Pill]]]


class PillRows(QWidget):
    """Rows of pills; as high as they need to be. A row without a name begins under the others' names."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Rows = ()
        self._names: list[tuple[str, float]] = []
        self._pills: list[tuple[Pill, QRectF]] = []
        self._laid_width = -1
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rows(self, rows: Rows) -> None:
        """Show other rows."""
        if rows == self._rows:
            return
        self._rows = rows
        spoken = "\n".join(
            ": ".join(filter(None, (name, ", ".join(pill.text for pill in pills)))) for name, pills in rows
        )
        self.setAccessibleName(spoken)
        self._laid_width = -1
        self._lay()
        self.update()

    @property
    def rows(self) -> Rows:
        """What is shown."""
        return self._rows

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: its height follows from its width."""
        super().resizeEvent(event)
        self._lay()

    def event(self, event: QEvent) -> bool:
        """Qt override: the tip of the pill under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            under = (pill.tip for pill, box in self._pills if box.contains(QPointF(event.pos())))
            # No text takes the shown one away.
            QToolTip.showText(event.globalPos(), plain(next(under, "")), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = theme.current()
        painter.setFont(self._font())
        painter.setPen(QColor(shown.quiet))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for name, y in self._names:
            painter.drawText(QRectF(0, y, self.width(), _HEIGHT), left, name)
        painter.setFont(self._font(bold=True))
        for pill, box in self._pills:
            _draw(painter, box, pill.text, pill.kind)

    def _font(self, bold: bool = False) -> QFont:
        return _font(self.font(), bold)

    def _lay(self) -> None:
        width = self.width()
        if width == self._laid_width:
            return
        self._laid_width = width
        self._names, self._pills = [], []
        names = QFontMetricsF(self._font())
        words = QFontMetricsF(self._font(bold=True))
        widest = max((names.horizontalAdvance(name) for name, _ in self._rows if name), default=0.0)
        indent = round(widest) + 14 if widest else 0
        y = 0
        for name, pills in self._rows:
            x = float(indent)
            self._names.append((name, y))
            for pill in pills:
                wide = min(words.horizontalAdvance(pill.text) + 2 * _PAD, width - indent)
                if x > indent and x + wide > width:
                    x, y = float(indent), y + _HEIGHT + _GAP
                self._pills.append((pill, QRectF(x, y, wide, _HEIGHT)))
                x += wide + _GAP
            y += _HEIGHT + _BETWEEN
        # A height that follows the width is lost inside a scrolled layout, so it is set outright.
        self.setFixedHeight(max(0, y - _BETWEEN))
