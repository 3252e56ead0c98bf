"""The band behind the scores: from the best constant caption to the true attributes, or to people."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gui import theme
from gui.train.axes import font
from gui.widgets import Bounds, band_edge, band_tint, bounds_words


class BoundsBand(pg.LinearRegionItem):
    """A faint tint between two values, over all steps, with words at its edges; nothing until ``show_bounds``.

    It lies over the curves, so that the words can be read where one passes.
    """

    def __init__(self) -> None:
        super().__init__((0.0, 1.0), orientation="horizontal", movable=False)
        self.setZValue(10)
        self._words: list[pg.InfLineLabel] = []
        for line in self.lines:
            words = pg.InfLineLabel(line, "")
            words.setFont(font(11))
            self._words.append(words)
        self.lean(False)
        self.setVisible(False)
        self.recolour()

    def show_bounds(self, bounds: Bounds | None) -> None:
        """Show the bounds of a score with words for the lower and the upper one, or nothing."""
        self.setVisible(bounds is not None)
        if bounds is None:
            return
        self.setRegion(bounds)
        for words, bound in zip(self._words, bounds_words(bounds), strict=True):
            words.setFormat(bound)

    def lean(self, right: bool) -> None:
        """Have the words stand at the right end, or at the left one."""
        side = 1.0 if right else 0.0
        for words, height in zip(self._words, (0.0, 1.0), strict=True):
            words.anchors = [(side, height), (side, height)]
            words.setPosition(side)

    @property
    def words(self) -> tuple[str, ...]:
        """What stands at its edges; nothing where it is not shown."""
        return tuple(str(words.toPlainText()) for words in self._words) if self.isVisible() else ()

    def recolour(self) -> None:
        """Take the colours of the theme."""
        shown = theme.current()
        ground = QColor(shown.card)
        ground.setAlphaF(0.75)
        self.setBrush(pg.mkBrush(band_tint()))
        for line in self.lines:
            line.setPen(pg.mkPen(band_edge(), width=1, style=Qt.PenStyle.SolidLine))
        for words in self._words:
            words.setColor(shown.quiet)
            words.fill = pg.mkBrush(ground)
