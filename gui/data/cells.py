"""A cell of the grid: the picture, its caption, its split, and what is wrong with it."""

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import icons, text, theme
from gui.data.rows import ROW
from gui.data.thumbnails import Thumbnails
from gui.data.wording import problem_text, split_text
from gui.widgets import draw_pill
from gui.widgets.grid import CellSize, draw_cell

GRID = CellSize(156, 216)
LIST = CellSize(240, 86, fills=True)
PICTURE = 132
"""Height of a cell's picture in the grid, in pixels."""
_ROW_PICTURE = QRect(8, 8, 60, 70)
_INSET, _LINE, _CORNER = 8, 17, 5
_LAYOUTS = 4000
"""Captions whose lines are kept."""


class DataCellDelegate(QStyledItemDelegate):
    """Paints cells of both sizes."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._lines: OrderedDict[tuple[str, int, int], tuple[str, ...]] = OrderedDict()
        self.listed = False

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        row = index.data(ROW)
        if row is None:
            return
        painter.save()
        cell = draw_cell(painter, option)
        font, small = _font(option.font, 13), _font(option.font, 12)
        inside = cell.adjusted(_INSET - 1, _INSET - 1, 1 - _INSET, 1 - _INSET)
        if self.listed:
            picture = QRectF(inside.left(), inside.top(), _ROW_PICTURE.width(), _ROW_PICTURE.height())
            words = inside.adjusted(picture.width() + 10, 0, 0, 0)
        else:
            picture = QRectF(inside.left(), inside.top(), inside.width(), PICTURE)
            words = inside.adjusted(0, PICTURE + 7, 0, 0)
        self._picture(painter, picture, row.file)
        if row.problems:
            self._problems(painter, picture if not self.listed else words, row.problems, small)
        self._words(painter, words, row, font, small)
        painter.restore()

    def _words(self, painter: QPainter, place: QRectF, row: object, font: QFont, small: QFont) -> None:
        shown = theme.current()
        captions = getattr(row, "captions", ())
        told = [split_text(row.split)] if row.split not in ("train", "") else []  # type: ignore[attr-defined]
        if len(captions) > 1:
            told.append(f"×{len(captions)}")
        note = " · ".join(told)
        foot = QRectF(place.left(), place.top() + 2 * _LINE + 3, place.width(), _LINE)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(small)
        metrics = painter.fontMetrics()
        room = foot.width()
        if note:
            wide = metrics.horizontalAdvance(note)
            painter.setPen(QColor(shown.quiet))
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
            room -= wide + 8
        if row.changed:  # type: ignore[attr-defined]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shown.lines[1]))
            painter.drawEllipse(QRectF(foot.left(), foot.center().y() - 3, 6, 6))
            foot.adjust(11, 0, 0, 0)
            room -= 11
        painter.setPen(QColor(shown.quiet))
        name = str(row.name).rpartition("/")[2]  # type: ignore[attr-defined]
        painter.drawText(foot, left, metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, int(room)))
        painter.setFont(font)
        painter.setPen(QColor(shown.text))
        caption = captions[0] if captions else ""
        for number, line in enumerate(self.lines(caption, font, int(place.width()), 2)):
            spot = QRectF(place.left(), place.top() + number * _LINE, place.width() + 2, _LINE)
            painter.drawText(spot, left | Qt.TextFlag.TextSingleLine, line)

    def lines(self, caption: str, font: QFont, width: int, count: int) -> tuple[str, ...]:
        """A caption in so many lines of a width; the last one is cut with … where it does not fit."""
        key = (caption[:400], width, count)
        found = self._lines.get(key)
        if found is None:
            found = self._lines[key] = _wrap(caption[:400], font, width, count)
            while len(self._lines) > _LAYOUTS:
                self._lines.popitem(last=False)
        return found

    def _picture(self, painter: QPainter, place: QRectF, file: str | None) -> None:
        """The whole picture, in the middle of its place."""
        shown = theme.current()
        pixels = self._thumbnails.get(file) if file else QPixmap()
        if pixels is None or pixels.isNull():
            ground = QPainterPath()
            ground.addRoundedRect(place, _CORNER, _CORNER)
            painter.fillPath(ground, QColor(shown.mix(shown.text, 0.05)))
            if pixels is not None:
                mark = icons.pixmap("alert", shown.mix(shown.quiet, 0.7), 20)
                painter.drawPixmap(int(place.center().x() - 10), int(place.center().y() - 10), mark)
            return
        scale = min(place.width() / pixels.width(), place.height() / pixels.height())
        wide, high = pixels.width() * scale, pixels.height() * scale
        box = QRectF(place.center().x() - wide / 2, place.center().y() - high / 2, wide, high)
        edge = QPainterPath()
        edge.addRoundedRect(box, _CORNER, _CORNER)
        painter.setClipPath(edge, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(box, pixels, QRectF(pixels.rect()))
        painter.setClipping(False)
        painter.setPen(QPen(QColor(shown.line), 1))
        painter.drawPath(edge)

    def _problems(self, painter: QPainter, place: QRectF, problems: tuple[str, ...], font: QFont) -> None:
        """The first problem, and how many more there are."""
        said = problem_text(problems[0])
        if len(problems) > 1:
            said += f" +{text.number(len(problems) - 1)}"
        width = QFontMetricsF(font).horizontalAdvance(said) + 24
        if self.listed:
            spot = QRectF(place.right() - min(width, place.width()), place.bottom() - 23, min(width, place.width()), 22)
            spot.translate(0, -_LINE - 4)
        else:
            spot = QRectF(place.left() + 5, place.top() + 5, min(width, place.width() - 10), 22)
        draw_pill(painter, spot, said, "bad", font)


def _font(base: QFont, pixels: int) -> QFont:
    font = QFont(base)
    font.setPixelSize(pixels)
    return font


def _wrap(caption: str, font: QFont, width: int, count: int) -> tuple[str, ...]:
    layout = QTextLayout(caption, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    for number in range(count):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(20, width))
        start, end = line.textStart(), line.textStart() + line.textLength()
        if number == count - 1 and end < len(caption):
            rest = QFontMetricsF(font).elidedText(caption[start:], Qt.TextElideMode.ElideRight, width)
            lines.append(rest)
        else:
            lines.append(caption[start:end].rstrip())
    layout.endLayout()
    return tuple(lines)
