"""A row of the history: small picture, caption, translation, and where they come from."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.caption.history.reading import HistoryRow
from gui.caption.history.rows import FOUND, told_of
from gui.widgets.fit import MARK, draw_fit_mark
from gui.widgets.grid import CellSize, draw_cell
from gui.widgets.picture import draw_picture

CELL = CellSize(240, 80, fills=True)
_PICTURE = QRect(7, 7, 52, 66)
_GAP, _LINE, _CORNER = 12, 20, 4


class HistoryCells(QStyledItemDelegate):
    """Paints what is visible; of a row that has not been read yet its ground alone."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        painter.save()
        cell = draw_cell(painter, option)
        found = index.data(FOUND)
        picture = QRectF(_PICTURE.translated(option.rect.topLeft()))
        if isinstance(found, HistoryRow):
            draw_picture(painter, found.image, picture, _CORNER, painter.device().devicePixelRatioF())
            words = QRectF(picture.right() + _GAP, picture.top() + 3, 0, _LINE)
            words.setRight(cell.right() - _GAP)
            self._words(painter, words, found, QFont(option.font))
        else:
            ground = QPainterPath()
            ground.addRoundedRect(picture, _CORNER, _CORNER)
            painter.fillPath(ground, QColor(theme.current().mix(theme.current().text, 0.05)))
        painter.restore()

    @staticmethod
    def _words(painter: QPainter, line: QRectF, found: HistoryRow, font: QFont) -> None:
        shown, entry = theme.current(), found.entry
        small = QFont(font)
        small.setPixelSize(12)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        strong = shown.quiet if entry.fit.unlike else shown.text
        lines = [(entry.text, font, strong)]
        if entry.translation:
            lines.append((entry.translation, font, shown.quiet))
        else:
            # Two lines stand in the middle of three.
            line.translate(0, _LINE / 2)
        lines.append((told_of(found), small, shown.quiet))
        for place, (words, face, colour) in enumerate(lines):
            spot = QRectF(line)
            if place == len(lines) - 1:
                draw_fit_mark(painter, entry.fit.verdict, QPointF(spot.left() + MARK / 2, spot.center().y() + 1))
                spot.setLeft(spot.left() + MARK + 6)
            painter.setFont(face)
            painter.setPen(QColor(colour))
            one = " ".join(words.split())
            cut = painter.fontMetrics().elidedText(one, Qt.TextElideMode.ElideRight, int(spot.width()))
            painter.drawText(spot, left, cut)
            line.translate(0, _LINE)
