"""A score of the queue's runs against training time and against size, as the engine draws it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.metrics import METRICS, preferred, tracked
from gui import text, theme
from gui.widgets import Card, EmptyPlace, Heading, Segments, column, row
from gui.widgets.bounds import bounds_words

if TYPE_CHECKING:
    from engine.queueing.plot import Cost
    from engine.queueing.table import Row

Draw = Callable[[int, int], str]
"""Makes the SVG for a width and a height in pixels."""


class Drawing(QWidget):
    """An SVG that is made anew for each size, so that its letters keep theirs."""

    def __init__(self) -> None:
        super().__init__()
        self._draw: Draw | None = None
        self._renderer = QSvgRenderer(self)
        self._made: tuple[int, int] = (0, 0)
        self.setMinimumSize(160, 130)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_drawing(self, draw: Draw) -> None:
        """Show another one."""
        self._draw, self._made = draw, (0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        if self._draw is None:
            return
        size = (self.width(), self.height())
        if size != self._made:
            self._renderer.load(QByteArray(self._draw(*size).encode("utf-8")))
            self._made = size
        self._renderer.render(QPainter(self), QRectF(self.rect()))


class QueuePlot(Card):
    """Both drawings side by side under the choice of the score."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._offered = False
        self._heading = Heading()
        self.score = Segments(tracked())
        self.score.chosen.connect(lambda _: self._show())
        self.by_time, self.by_size = Drawing(), Drawing()
        self._drawings = QWidget()
        row(self.by_time, self.by_size, gap=theme.PAD, parent=self._drawings)
        self._empty = EmptyPlace("curve")
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD, theme.STEP)
        self.body.addLayout(row(self._heading, None, self.score))
        self.body.addLayout(column(self._drawings, self._empty), 1)
        self.retranslate()

    def take(self, rows: Sequence[Row]) -> None:
        """Show other rows; the first time by the score that separates runs best."""
        self._rows = tuple(rows)
        known = {name for row in rows for name in row.scores}
        self.score.set_keys([name for name in METRICS if name in known] or tracked())
        self._word_scores()
        for name in self.score.keys:
            self.score.set_enabled(name, name in known)
        if known and (self.score.value not in known or not self._offered):
            self.score.set_value(preferred([known]))
        self._offered = self._offered or bool(known)
        self._show()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Score vs. cost"))
        self._word_scores()
        self._empty.sentence.setText(
            self.tr("Scores against training time and size appear here once runs have been evaluated.")
        )
        self._show()

    def recolour(self) -> None:
        """See ``Worded``."""
        self._show()

    def _word_scores(self) -> None:
        self.score.set_words({name: text.score_name(name) for name in self.score.keys})

    def _show(self) -> None:
        from engine.charts.frame import Palette
        from engine.queueing.plot import cost_chart

        shown, score, rows = theme.current(), self.score.value, self._rows
        filled = any(score in row.scores for row in rows)
        self._drawings.setVisible(filled)
        self._empty.setVisible(not filled)
        if not filled:
            return
        colours = Palette(shown.text, shown.quiet, shown.line, shown.soft, shown.lines, self.font().family())
        time, size = self.tr("training time"), self.tr("size, MB")
        blind = self.tr("{name} (not grounded)")

        def chart(cost: Cost, name: str) -> Draw:
            return lambda width, height: cost_chart(
                rows,
                score,
                cost,
                x_name=name,
                width=width,
                height=height,
                palette=colours,
                blind=blind,
                bounds_words=bounds_words,
            )

        self.by_time.show_drawing(chart("training_seconds", time))
        self.by_size.show_drawing(chart("size_bytes", size))
