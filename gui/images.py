"""Thumbnails of large pictures, made on any thread."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader


def small_image(path: Path, height: int) -> QImage:
    """A picture scaled to about ``height`` pixels while it is decoded; null where it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.height() > height:
        reader.setScaledSize(size.scaled(QSize(10 * height, height), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
