"""Line icons from resources/icons, drawn in the colour that is wanted; each file paints with ``currentColor``."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine.files import project_folder
from gui import theme

SIZE = 18


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int = SIZE, ratio: float = 2.0) -> QPixmap:
    """An icon of ``size`` logical pixels in one colour."""
    source = (project_folder() / "resources" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(name: str, colour: str | None = None, size: int = SIZE) -> QIcon:
    """An icon in a colour of the theme (its text where none is given), faint where disabled."""
    shown = theme.current()
    made = QIcon(pixmap(name, colour or shown.text, size))
    made.addPixmap(pixmap(name, shown.mix(shown.quiet, 0.55), size), QIcon.Mode.Disabled)
    return made
