"""A picture with round corners, whole, in the shape that it has."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme


class PictureView(QWidget):
    """Shows an image as large as it fits, or filling its place and cut at the edges; ``corner`` is in pixels."""

    def __init__(
        self,
        corner: int = 6,
        hint: QSize | None = None,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
        fill: bool = False,
    ) -> None:
        super().__init__()
        self._fill = fill
        self._corner = corner
        self._hint = hint or QSize(224, 336)
        self._align = align
        self._image = QImage()
        self._scaled: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage:
        """What is shown; null where nothing is."""
        return self._image

    def set_image(self, image: QImage) -> None:
        """Show an image; a null one clears the place."""
        self._image = image
        self._scaled.clear()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The size it would like, whatever the image."""
        return self._hint

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Small enough for any layout."""
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_picture(painter, self._image, self._place(), self._corner, self.devicePixelRatioF(), self._scaled)

    def _place(self) -> QRectF:
        outer = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._fill or self._image.isNull():
            return outer
        scale = min(outer.width() / self._image.width(), outer.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        left, top = outer.left(), outer.top()
        if not self._align & Qt.AlignmentFlag.AlignLeft:
            left += (outer.width() - width) / 2
        if not self._align & Qt.AlignmentFlag.AlignTop:
            top += (outer.height() - height) / 2
        return QRectF(left, top, width, height)


def draw_picture(
    painter: QPainter, image: QImage, place: QRectF, corner: int, ratio: float, kept: list[QImage] | None = None
) -> None:
    """Paint an image into a place with round corners and a hairline; a null one leaves the place empty.

    Args:
        ratio: pixels of the screen to one of the window.
        kept: holds the scaled image between two calls, so that it is scaled once a size and not once a frame.
    """
    shown = theme.current()
    path = QPainterPath()
    path.addRoundedRect(place, corner, corner)
    if image.isNull():
        painter.fillPath(path, QColor(shown.mix(shown.text, 0.04)))
    else:
        size = QSize(round(place.width() * ratio), round(place.height() * ratio))
        scaled = kept[0] if kept and kept[0].size() == size else _scale(image, size)
        if kept is not None:
            kept[:] = [scaled]
        painter.save()
        painter.setClipPath(path)
        painter.drawImage(place, scaled)
        painter.restore()
    painter.setPen(QPen(QColor(shown.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _scale(image: QImage, size: QSize) -> QImage:
    """The image to fill a size, cut where its shape is another; a small one keeps its pixels where enlarged a lot."""
    kind = Qt.TransformationMode
    mode = kind.SmoothTransformation if size.width() < 4 * image.width() else kind.FastTransformation
    scaled = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, mode)
    left, top = (scaled.width() - size.width()) // 2, (scaled.height() - size.height()) // 2
    return scaled.copy(left, top, size.width(), size.height())
