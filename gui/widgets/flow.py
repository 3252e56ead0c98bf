"""A picture with text that flows around it, with marks on words: captions are long."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.widgets.picture import draw_picture

_GAP = 12
_LEADING = 1.28
"""Line height over the font's own size of capitals and descents."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in one size and colour; ``marks`` are (start, length) of characters that stand on the theme's yellow."""

    text: str
    quiet: bool = False
    pixels: int = 13
    bold: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    after: int = 4


class FlowText(QWidget):
    """A picture at the top left, paragraphs beside and then below it. As high as it needs to be."""

    def __init__(self, picture: QSize) -> None:
        super().__init__()
        self._size = picture
        self._image = QImage()
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._laid: list[tuple[Paragraph, QTextLayout]] = []
        self._laid_width = -1
        self._height = 0
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_image(self, image: QImage) -> None:
        """The picture; a null one leaves its place empty."""
        self._image = image
        self.update()

    def set_picture_size(self, size: QSize) -> None:
        """Give the picture another size."""
        if size != self._size:
            self._size = size
            self._lay_again()

    def set_paragraphs(self, paragraphs: Sequence[Paragraph]) -> None:
        """The text, from the top."""
        self._paragraphs = tuple(paragraphs)
        self.setAccessibleName("\n".join(paragraph.text for paragraph in paragraphs))
        self._lay_again()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(240, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: its height follows from its width."""
        super().resizeEvent(event)
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = theme.current()
        place = QRectF(0.5, 0.5, self._size.width() - 1, self._size.height() - 1)
        draw_picture(painter, self._image, place, 6, self.devicePixelRatioF())
        for paragraph, layout in self._laid:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shown.mark))
            for start, length in paragraph.marks:
                for box in boxes(layout, start, length):
                    painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(shown.quiet if paragraph.quiet else shown.text))
            layout.draw(painter, QPointF(0, 0))

    def _lay_again(self) -> None:
        self._laid_width = -1
        self._lay()
        self.update()

    def _lay(self) -> None:
        width = self.width()
        if width == self._laid_width:
            return
        self._laid_width, self._laid = width, []
        indent, beside = self._size.width() + _GAP, self._size.height() + 2
        y = 0.0
        for paragraph in self._paragraphs:
            font = QFont(self.font())
            font.setPixelSize(paragraph.pixels)
            font.setWeight(QFont.Weight.DemiBold if paragraph.bold else QFont.Weight.Normal)
            layout = QTextLayout(paragraph.text, font)
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            layout.setTextOption(option)
            height = round(paragraph.pixels * 1.2 * _LEADING)
            layout.beginLayout()
            while True:
                line = layout.createLine()
                if not line.isValid():
                    break
                left = indent if y < beside else 0
                line.setLineWidth(max(40, width - left))
                line.setPosition(QPointF(left, y + (height - line.height()) / 2))
                y += height
            layout.endLayout()
            y += paragraph.after
            self._laid.append((paragraph, layout))
        self._height = max(self._size.height(), round(y))
        # A height that follows the width is lost inside a scrolled layout, so it is set outright.
        self.setFixedHeight(self._height)


def boxes(layout: QTextLayout, start: int, length: int) -> list[QRectF]:
    """The places of some characters, one box a line."""
    boxes = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first = max(start, line.textStart())
        last = min(start + length, line.textStart() + line.textLength())
        if first < last:
            left, right = _edge(line.cursorToX(first)), _edge(line.cursorToX(last))
            boxes.append(QRectF(left - 1.5, line.y() + 0.5, right - left + 3, line.height() - 1))
    return boxes


def _edge(place: object) -> float:
    # PySide6 returns the cursor beside the edge.
    return float(place[0] if isinstance(place, tuple) else place)  # type: ignore[arg-type]
