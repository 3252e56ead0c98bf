"""A row of the list: small picture, name, state; of a captioned one how well it fits the model."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import icons, theme
from gui.caption.items import CaptionItem, ItemState
from gui.caption.pictures import THUMBNAIL, Pictures
from gui.caption.queue import CaptionQueue
from gui.caption.status import status_colour, status_icon, status_of
from gui.widgets.fit import MARK, draw_fit_mark

HEIGHT = 68
INSET = 6
"""Between a row's ground and what stands on it."""
_GAP, _CORNER, _ICON = 10, 4, 13


class RowDelegate(QStyledItemDelegate):
    """Paints only what is visible, so a list of 100,000 rows scrolls like one of ten."""

    def __init__(self, queue: CaptionQueue, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._queue = queue
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(120, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        item = index.data(CaptionQueue.ITEM)
        if not isinstance(item, CaptionItem):
            return
        shown = theme.current()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if state & QStyle.StateFlag.State_Selected:
            self._ground(painter, area, shown.soft)
        elif state & QStyle.StateFlag.State_MouseOver:
            self._ground(painter, area, shown.mix(shown.text, 0.045))
        place = QRect(area.left() + INSET, area.top() + INSET, THUMBNAIL.width(), THUMBNAIL.height())
        self._picture(painter, place, item)
        words = QRect(place.right() + 1 + _GAP, area.top(), area.right() - place.right() - _GAP - INSET, area.height())
        painter.setFont(font)
        line = painter.fontMetrics().lineSpacing()
        top = area.top() + (area.height() - 2 * line - 2) // 2
        painter.setPen(QColor(shown.text))
        called = painter.fontMetrics().elidedText(self._queue.name(item), Qt.TextElideMode.ElideMiddle, words.width())
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(words.left(), top, words.width(), line), left, called)
        small = QFont(font)
        small.setPixelSize(12)
        painter.setFont(small)
        status = status_of(item)
        below = QRect(words.left(), top + line + 2, words.width(), line)
        if item.state is ItemState.DONE and item.caption is not None:
            draw_fit_mark(painter, item.caption.fit.verdict, QPointF(below.left() + MARK / 2, below.center().y() + 1))
            below.setLeft(below.left() + MARK + 6)
        elif name := status_icon(status):
            icon = icons.pixmap(name, status_colour(status), _ICON)
            painter.drawPixmap(below.left() - 1, below.center().y() - _ICON // 2 + 1, icon)
            below.setLeft(below.left() + _ICON + 4)
        painter.setPen(QColor(status_colour(status)))
        told = self._queue.state_text(item)
        elided = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, left, elided)
        painter.restore()

    @staticmethod
    def _ground(painter: QPainter, area: QRect, colour: str) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(area), 8, 8)
        painter.fillPath(path, QColor(colour))

    def _picture(self, painter: QPainter, place: QRect, item: CaptionItem) -> None:
        shown = theme.current()
        pixels = self._pictures.thumbnail(item.source)
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), _CORNER, _CORNER)
        if pixels is None or pixels.isNull():
            painter.fillPath(path, QColor(shown.mix(shown.text, 0.06)))
            if pixels is not None:
                size = 18
                icon = icons.pixmap("alert", shown.mix(shown.quiet, 0.7), size)
                painter.drawPixmap(place.center().x() - size // 2 + 1, place.center().y() - size // 2 + 1, icon)
            return
        # The place is filled: a small picture is told apart by its middle, not by its edges.
        scale = max(place.width() / pixels.width(), place.height() / pixels.height())
        width, height = place.width() / scale, place.height() / scale
        cut = QRectF((pixels.width() - width) / 2, (pixels.height() - height) / 2, width, height)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(QRectF(place), pixels, cut)
        painter.setClipping(False)
