"""The band behind the scores: from what is reached blindly to what knowing everything would reach."""

import pyqtgraph as pg
from PySide6.QtCore import Qt

from gui import theme
from gui.train.axes import font
from gui.widgets import Bounds, band_edge, band_ground, bounds_words


class Band(pg.LinearRegionItem):
    """A faint ground between two values, over all steps, with words at its edges; nothing until ``show_bounds``."""

    def __init__(self) -> None:
        super().__init__((0.0, 1.0), orientation="horizontal", movable=False)
        self.setZValue(-10)
        self._words: list[pg.InfLineLabel] = []
        for line, anchor in zip(self.lines, ((0.0, 0.0), (0.0, 1.0)), strict=True):
            words = pg.InfLineLabel(line, "", position=0.0, anchors=[anchor, anchor])
            words.setFont(font(11))
            self._words.append(words)
        self.setVisible(False)
        self.recolour()

    def show_bounds(self, bounds: Bounds | None) -> None:
        """Show the bounds of a score with words for the lower and the upper one, or nothing."""
        self.setVisible(bounds is not None)
        if bounds is None:
            return
        self.setRegion(bounds)
        for words, told in zip(self._words, bounds_words(bounds), strict=True):
            words.setFormat(told)

    @property
    def words(self) -> tuple[str, ...]:
        """What stands at its edges; nothing where it is not shown."""
        return tuple(str(words.toPlainText()) for words in self._words) if self.isVisible() else ()

    def recolour(self) -> None:
        """Take the colours of the theme."""
        self.setBrush(pg.mkBrush(band_ground()))
        for line in self.lines:
            line.setPen(pg.mkPen(band_edge(), width=1, style=Qt.PenStyle.SolidLine))
        for words in self._words:
            words.setColor(theme.current().quiet)
