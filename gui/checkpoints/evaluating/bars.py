"""Figures as bars: one row each with a name, a bar and the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import theme
from gui.text import Worded, plain
from gui.widgets import band_tint

ROW = 26
_GAP = 12
_HIGH = 10
"""Height of a bar; of two in a row, of both together."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row; places on the track are 0 at its left to 1 at its right.

    Attributes:
        told: the figure, in words.
        share: where the bar ends; None for a figure without a track.
        begin: where it begins: 0.5 for what may lie on either side.
        second: the end of a quiet bar below it.
        mark: where a line stands across.
        band: between what there is a deeper ground.
        bad: in the colour of what is wrong.
        tip: what is said under the mouse.
    """

    name: str
    told: str
    share: float | None = None
    begin: float = 0.0
    second: float | None = None
    mark: float | None = None
    band: tuple[float, float] | None = None
    bad: bool = False
    tip: str = ""


class Bars(Worded, QWidget):
    """Rows of bars, as high as they are many. ``chosen``: the number of a row that was clicked, where that is wanted.

    Args:
        choosing: rows can be clicked.
    """

    chosen = Signal(int)

    def __init__(self, choosing: bool = False) -> None:
        super().__init__()
        self.bars: tuple[Bar, ...] = ()
        self._choosing, self._current = choosing, -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(220)
        if choosing:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def take(self, bars: Sequence[Bar]) -> None:
        """Show other rows."""
        self.bars = tuple(bars)
        self.setFixedHeight(ROW * len(self.bars))
        self.setAccessibleName("\n".join(f"{bar.name}: {bar.told}" for bar in self.bars))
        self.update()

    def mark(self, number: int) -> None:
        """Show which row is chosen."""
        self._current = number
        self.update()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()

    def event(self, event: QEvent) -> bool:
        """Qt override: the tip of the row under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = event.pos().y() // ROW
            tip = self.bars[number].tip if number < len(self.bars) else ""
            QToolTip.showText(event.globalPos(), plain(tip), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override."""
        number = int(event.position().y()) // ROW
        if self._choosing and number < len(self.bars):
            self.chosen.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, metrics = theme.current(), QFontMetricsF(self.font())
        names = max((metrics.horizontalAdvance(bar.name) for bar in self.bars), default=0.0)
        names = min(names, self.width() * 0.42)
        width = max((metrics.horizontalAdvance(bar.told) for bar in self.bars), default=0.0)
        # Only a row that can be chosen needs a margin, for the ground that marks it.
        pad = 4 if self._choosing else 0
        for number, bar in enumerate(self.bars):
            top = number * ROW
            if number == self._current:
                painter.fillRect(QRectF(0, top, self.width(), ROW), QColor(shown.soft))
            painter.setPen(QColor(shown.quiet))
            inside = QRectF(pad, top, names, ROW)
            cut = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names + 1)
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cut)
            painter.setPen(QColor(shown.bad if bar.bad else shown.text))
            right = QRectF(self.width() - width - pad, top, width, ROW)
            painter.drawText(right, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), bar.told)
            track = QRectF(inside.right() + _GAP, top + (ROW - _HIGH) / 2, 0, _HIGH)
            track.setRight(max(track.left() + 24, right.left() - _GAP))
            if bar.share is not None:
                self._draw(painter, track, bar)

    @staticmethod
    def _draw(painter: QPainter, track: QRectF, bar: Bar) -> None:
        shown = theme.current()

        def x(share: float) -> float:
            return track.left() + min(1.0, max(0.0, share)) * track.width()

        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shown.mix(shown.text, 0.07)))
        painter.drawRoundedRect(track, 3, 3)
        if bar.band is not None:
            tint = band_tint()
            tint.setAlphaF(0.35)
            painter.fillRect(
                QRectF(QPointF(x(bar.band[0]), track.top()), QPointF(x(bar.band[1]), track.bottom())), tint
            )
        double = bar.second is not None
        thick = _HIGH / 2 if double else 4 if bar.band else _HIGH - 4
        first = track.top() if double else track.center().y() - thick / 2
        for share, y, colour in (
            (bar.share, first, shown.mix(shown.bad if bar.bad else shown.accent, 0.85)),
            (bar.second, first + thick, shown.mix(shown.quiet, 0.6)),
        ):
            left, right = sorted((x(bar.begin), x(bar.begin if share is None else share)))
            if right > left:
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(QRectF(left, y, max(1.5, right - left), thick), 2, 2)
        if bar.begin or bar.mark is not None:
            painter.setPen(QPen(QColor(shown.text), 1.4 if bar.mark is not None else 0.6))
            at = x(bar.begin if bar.mark is None else bar.mark)
            painter.drawLine(QPointF(at, track.top() - 3), QPointF(at, track.bottom() + 3))
