"""A confusion matrix: counts of stated against true values, shaded by their share of the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import text, theme
from gui.text import Worded

Rows = Mapping[str, Mapping[str, int]]

_CELL, _HEAD = 26, 22
_WIDEST = 64
"""Width of a column, at most, in pixels."""


class Matrix(Worded, QWidget):
    """Rows are true values, columns stated values, both in the same order."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Rows = {}
        self._columns: tuple[str, ...] = ()
        self._say: Callable[[str], str] = str
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(220)

    def take(self, rows: Rows, columns: Sequence[str], say: Callable[[str], str]) -> None:
        """Show another table; ``say`` words a value."""
        self._rows, self._columns, self._say = rows, tuple(columns), say
        self.setFixedHeight(_HEAD + _CELL * len(rows))
        lines = []
        for true, cells in rows.items():
            counts = ", ".join(f"{say(predicted)} {count}" for predicted, count in cells.items())
            lines.append(f"{say(true)}: {counts}")
        self.setAccessibleName("\n".join(lines))
        self.update()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()

    def event(self, event: QEvent) -> bool:
        """Qt override: the cell under the mouse in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), text.plain(self.told_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def told_at(self, place: QPointF) -> str:
        """What the cell at a place says; nothing beside the cells."""
        for true, predicted, box in self._cells():
            if box.contains(place):
                count = self._rows[true].get(predicted, 0)
                if true == predicted:
                    return self.tr("{value}: correct {count} times").format(
                        value=self._say(true), count=text.number(count)
                    )
                words = self.tr("{true} described as {said} {count} times")
                return words.format(true=self._say(true), said=self._say(predicted), count=text.number(count))
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, small = theme.current(), self._small()
        names, wide = self._widths()
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        painter.setPen(QColor(shown.quiet))
        centre = int(Qt.AlignmentFlag.AlignCenter)
        for number, predicted in enumerate(self._columns):
            cut = metrics.elidedText(self._say(predicted), Qt.TextElideMode.ElideRight, wide - 4)
            painter.drawText(QRectF(names + number * wide, 0, wide, _HEAD), centre, cut)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for number, true in enumerate(self._rows):
            cut = metrics.elidedText(self._say(true), Qt.TextElideMode.ElideRight, names - 8)
            painter.drawText(QRectF(0, _HEAD + number * _CELL, names - 8, _CELL), right, cut)
        for true, predicted, box in self._cells():
            count, whole = self._rows[true].get(predicted, 0), sum(self._rows[true].values())
            ground = shown.mix(shown.text, 0.04)
            if count:
                ground = shown.mix(shown.good if true == predicted else shown.bad, 0.12 + 0.6 * count / whole)
            painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(ground))
            if count:
                painter.setPen(QColor(shown.text))
                painter.drawText(box, centre, text.number(count))

    def _cells(self) -> list[tuple[str, str, QRectF]]:
        names, wide = self._widths()
        return [
            (true, predicted, QRectF(names + column * wide, _HEAD + row * _CELL, wide, _CELL))
            for row, true in enumerate(self._rows)
            for column, predicted in enumerate(self._columns)
        ]

    def _widths(self) -> tuple[float, float]:
        """Of the rows' names and of a column."""
        metrics = QFontMetricsF(self._small())
        names = max((metrics.horizontalAdvance(self._say(true)) for true in self._rows), default=0.0) + 12
        names = min(names, self.width() * 0.34)
        return names, min(_WIDEST, (self.width() - names) / max(1, len(self._columns)))

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        return font
