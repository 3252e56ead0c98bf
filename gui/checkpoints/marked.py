"""A caption in a table cell with its changes marked; only visible cells are laid out."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption

from gui import theme
from gui.widgets.flow import boxes

LINE = 19
"""Height of a line in pixels."""


def draw_caption(
    painter: QPainter, place: QRect, caption: str, marks: Sequence[tuple[int, int]], font: QFont, lines: int
) -> None:
    """Paint a caption from the top of a place, in ``lines`` at most; ``marks`` are (start, length) on yellow."""
    shown = theme.current()
    layout = QTextLayout(caption, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    cut = ""
    for number in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(place.width())
        line.setPosition(QPointF(place.left(), place.top() + number * LINE))
        end = line.textStart() + line.textLength()
        if number == lines - 1 and end < len(caption):
            # The last line that fits ends in …, so that nobody takes it for the whole.
            cut = caption[line.textStart() :]
    layout.endLayout()
    seen = caption.index(cut, max(0, len(caption) - len(cut))) if cut else len(caption)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shown.mark))
    for start, length in marks:
        last = min(start + length, seen)
        if start < last:
            for box in boxes(layout, start, last - start):
                painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(shown.text))
    painter.setFont(font)
    clip = QRectF(place.left() - 2, place.top() - 2, place.width() + 4, (lines - bool(cut)) * LINE + 2)
    painter.setClipRect(clip)
    layout.draw(painter, QPointF(0, 0))
    painter.setClipping(False)
    if cut:
        rest = painter.fontMetrics().elidedText(cut, Qt.TextElideMode.ElideRight, place.width())
        line = layout.lineAt(lines - 1)
        painter.drawText(QPointF(place.left(), line.y() + line.ascent()), rest)
