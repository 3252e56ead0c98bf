"""Pictures as Qt shows them; those of files by the engine's own decoder, so that all that it reads is shown."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from engine.data.picture import thumbnail
from engine.errors import Problem


def image_from_array(pixels: Any) -> QImage:
    """A QImage with a copy of uint8 pixels of shape (height, width, 3), RGB."""
    height, width = int(pixels.shape[0]), int(pixels.shape[1])
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def small_image(path: Path, height: int) -> QImage:
    """A picture of at most ``height`` pixels, and at most ten times as wide; null where it cannot be read."""
    try:
        return image_from_array(thumbnail(path, 10 * height, height))
    except Problem:
        return QImage()
