"""Small pictures beside each other, each over the name of its split; one that is clicked is shown large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import text, theme
from gui.data.thumbnails import Thumbnails
from gui.data.wording import split_text
from gui.text import Worded

if TYPE_CHECKING:
    from engine.curation.table import DataRow

CELL = QSize(72, 92)
_PICTURE = 68
MOST = 24
"""Pictures shown; a group of more says how many there are."""


class AlikeRow(Worded, QWidget):
    """As high as its lines need. ``wanted``: the number of a row that was clicked."""

    wanted = Signal(int)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self.rows: tuple[DataRow, ...] = ()
        self._more = 0
        thumbnails.made.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_rows(self, rows: Sequence[DataRow]) -> None:
        """Show others."""
        self.rows, self._more = tuple(rows[:MOST]), max(0, len(rows) - MOST)
        self.setAccessibleName(", ".join(f"{row.name} ({split_text(row.split)})" for row in self.rows))
        self.setVisible(bool(rows))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(3 * CELL.width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override."""
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override."""
        row = self._at(event.position().toPoint().x(), event.position().toPoint().y())
        if row is not None:
            self.wanted.emit(row.number)

    def event(self, event: QEvent) -> bool:
        """Qt override: the name and caption of the picture under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._at(event.pos().x(), event.pos().y())
            tip = "" if row is None else "\n".join((row.name, *row.captions))
            QToolTip.showText(event.globalPos(), text.plain(tip), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = theme.current()
        font = QFont(self.font())
        font.setPixelSize(12)
        painter.setFont(font)
        for place, row in enumerate(self.rows):
            box = self._box(place)
            draw_small(painter, QRectF(box.left(), box.top(), _PICTURE, _PICTURE), self._thumbnails, row.file)
            painter.setPen(QColor(shown.quiet))
            words = painter.fontMetrics().elidedText(split_text(row.split), Qt.TextElideMode.ElideRight, _PICTURE)
            painter.drawText(QRect(box.left(), box.top() + _PICTURE + 3, _PICTURE, 18), 0, words)
        if self._more:
            box = self._box(len(self.rows))
            painter.setPen(QColor(shown.quiet))
            centre = int(Qt.AlignmentFlag.AlignCenter)
            painter.drawText(QRect(box.left(), box.top(), _PICTURE, _PICTURE), centre, f"+{text.number(self._more)}")

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()

    @property
    def files(self) -> list[str]:
        """The pictures that are shown."""
        return [row.file for row in self.rows if row.file]

    @property
    def _columns(self) -> int:
        return max(1, self.width() // CELL.width())

    def _box(self, place: int) -> QRect:
        line, column = divmod(place, self._columns)
        return QRect(column * CELL.width(), line * CELL.height(), CELL.width(), CELL.height())

    def _at(self, x: int, y: int) -> DataRow | None:
        place = y // CELL.height() * self._columns + x // CELL.width()
        return self.rows[place] if x < self._columns * CELL.width() and 0 <= place < len(self.rows) else None

    def _fit(self) -> None:
        count = len(self.rows) + bool(self._more)
        self.setFixedHeight(max(1, -(-count // self._columns) * CELL.height()))


def draw_small(painter: QPainter, place: QRectF, thumbnails: Thumbnails, file: str | None) -> None:
    """A picture that fills a place, cut at its edges; empty while it is not there."""
    pixels = thumbnails.get(file) if file else None
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().mix(theme.current().text, 0.06)))
    painter.drawRoundedRect(place, 5, 5)
    if pixels is None or pixels.isNull():
        return
    scale = max(place.width() / pixels.width(), place.height() / pixels.height())
    wide, high = place.width() / scale, place.height() / scale
    painter.drawPixmap(place, pixels, QRectF((pixels.width() - wide) / 2, (pixels.height() - high) / 2, wide, high))
    # Photos on white would run into each other.
    painter.setPen(QPen(QColor(theme.current().line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
