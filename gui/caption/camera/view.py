"""The live picture of a camera."""

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from gui import theme
from gui.widgets import Panel

CORNER = 6


class LiveView(Panel):
    """Paints the newest frame as large as it fits; a frame is drawn once, so nothing is kept scaled."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        # Qt draws from these pixels, without a copy.
        self._pixels: Any = None
        self._mirrored = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage:
        """A copy of the frame that is shown, as the camera sent it; null while there is none."""
        return self._image.copy()

    @property
    def mirrored(self) -> bool:
        """Whether the picture is shown as in a mirror."""
        return self._mirrored

    def mirror(self, mirrored: bool) -> None:
        """Show the picture as in a mirror, or as it is."""
        self._mirrored = mirrored
        self.update()

    def show_pixels(self, pixels: np.ndarray | None) -> None:
        """Show a frame, uint8 (H, W, 3) in RGB and contiguous; None clears the place."""
        self._pixels = pixels
        if pixels is None:
            self._image = QImage()
        else:
            height, width = map(int, pixels.shape[:2])
            self._image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(480, 360)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt override: small enough for any layout."""
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        place, shown = self._place(), theme.current()
        path = QPainterPath()
        path.addRoundedRect(place, CORNER, CORNER)
        if self._image.isNull():
            painter.fillPath(path, QColor(shown.mix(shown.text, 0.04)))
        else:
            painter.save()
            painter.setClipPath(path)
            if self._mirrored:
                painter.translate(place.left() + place.right(), 0)
                painter.scale(-1, 1)
            painter.drawImage(place, self._image)
            painter.restore()
        painter.setPen(QPen(QColor(shown.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()

    def _place(self) -> QRectF:
        outer = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._image.isNull():
            return outer
        size = QSize(self._image.size()).scaled(outer.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (outer.width() - size.width()) / 2, (outer.height() - size.height()) / 2
        return QRectF(outer.left() + left, outer.top() + top, size.width(), size.height())
