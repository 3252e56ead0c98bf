"""Pictures as Qt shows them; those of files by the engine's own decoder, so that all that it reads is shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QImage, QPainter

from engine.data.picture import thumbnail
from engine.errors import Problem

if TYPE_CHECKING:
    from PIL.Image import Image


def image_from_array(pixels: Any) -> QImage:
    """A QImage with a copy of uint8 pixels of shape (height, width, 3), RGB, or (height, width, 4), RGBA."""
    height, width, channels = map(int, pixels.shape)
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    return QImage(pixels.tobytes(), width, height, channels * width, kind).copy()


def array_from_image(image: QImage) -> np.ndarray:
    """The pixels of a QImage as uint8 (height, width, 3), RGB."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def small_image(path: Path, height: int) -> QImage:
    """A picture of at most ``height`` pixels, and at most ten times as wide; null where it cannot be read."""
    try:
        return image_from_array(thumbnail(path, 10 * height, height))
    except Problem:
        return QImage()


def pillow_image(image: QImage) -> "Image":
    """Pasted pixels as Pillow's RGB image, what is transparent on white."""
    from PIL import Image

    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(0xFFFFFFFF)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return Image.fromarray(array_from_image(flat))
