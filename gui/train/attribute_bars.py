"""The accuracy of each attribute at the last evaluation, drawn as bars; a tick marks the constant baseline."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.domains import judging
from gui import text, theme
from gui.text import Worded
from gui.train.axes import font

CLOTHES = (
    "gender",
    "upper",
    "sleeve",
    "upper_fabric",
    "upper_pattern",
    "neckline",
    "lower",
    "lower_length",
    "lower_fabric",
    "lower_pattern",
    "outer",
)
"""Those drawn of captions of clothes; of other captions the first that are told. The others are in the tooltip."""
MOST = 12
ROW = 17
CELL = 156
"""Least width of a name, its bar and its figure."""
_GAP, _FIGURE, _THICK = 16, 26, 5


def attribute_names(names: Collection[str]) -> list[str]:
    """What people call the attributes on which the captions of a run are judged."""
    domain = judging(names)
    return [domain.field_name(name, text.language().content) for name in names]


def drawn(names: Collection[str]) -> tuple[str, ...]:
    """Those of the attributes told that are drawn; where none is told yet, those of clothes."""
    of_clothes = not names or any(name in names for name in CLOTHES)
    return CLOTHES if of_clothes else tuple(names)[:MOST]


class AttributeBars(Worded, QWidget):
    """Names, bars and figures in columns; an empty track for an attribute that the last evaluation did not tell."""

    def __init__(self) -> None:
        super().__init__()
        self._accuracy: Mapping[str, float] = {}
        self._majority: Mapping[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def show_values(self, accuracy: Mapping[str, float], majority: Mapping[str, float]) -> None:
        """Take the shares, 0 to 1, by name."""
        self._accuracy, self._majority = accuracy, majority
        self.retranslate()
        self.update()

    @property
    def told(self) -> bool:
        """Whether an evaluation has told any attribute; of captions that tell none there is never one."""
        return bool(self._accuracy)

    def fit(self, width: int) -> None:
        """Take the height that the rows need at a width."""
        self.setFixedHeight(-(-len(drawn(self._accuracy)) // self._columns(width)) * ROW)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(CELL, ROW)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setToolTip(self.table())
        self.update()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.retranslate()

    def table(self) -> str:
        """All attributes as a table in rich text, with what it means above."""
        meaning = self.tr(
            "Share of captions that state each attribute correctly. The tick and the second figure "
            "show what always guessing the most common value would reach."
        )
        cells = "".join(
            f"<tr><td>{called}</td>"
            f'<td align="right">&nbsp;&nbsp;{100 * value:.1f} %</td>'
            f'<td align="right" style="color:{theme.current().quiet}">&nbsp;&nbsp;{_percent(self._majority.get(name))}'
            "</td></tr>"
            for called, (name, value) in zip(attribute_names(self._accuracy), self._accuracy.items(), strict=True)
        )
        return f"<p>{meaning}</p><table>{cells}</table>" if cells else f"<p>{meaning}</p>"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override; the place stays empty until an evaluation has told something."""
        if not self._accuracy:
            return
        shown = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        written = font(11)
        painter.setFont(written)
        metrics = QFontMetricsF(written)
        columns = self._columns(self.width())
        names = drawn(self._accuracy)
        rows = -(-len(names) // columns)
        width = (self.width() - (columns - 1) * _GAP) / columns
        called = attribute_names(names)
        name_width = min(width * 0.56, max(metrics.horizontalAdvance(name) for name in called) + 8)
        for number, name in enumerate(names):
            left, top = (number // rows) * (width + _GAP), (number % rows) * ROW
            value, majority = self._accuracy.get(name), self._majority.get(name)
            painter.setPen(QColor(shown.quiet))
            words = metrics.elidedText(called[number], Qt.TextElideMode.ElideRight, name_width - 6)
            middle = int(Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(left, top, name_width, ROW), middle | int(Qt.AlignmentFlag.AlignLeft), words)
            track = QRectF(left + name_width, top + (ROW - _THICK) / 2, width - name_width - _FIGURE, _THICK)
            self._bar(painter, track, value, majority)
            painter.setPen(QColor(shown.quiet if value is None else shown.text))
            figure = "–" if value is None else f"{100 * value:.0f}"
            place = QRectF(track.right(), top, _FIGURE, ROW)
            painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignRight), figure)
        painter.end()

    @staticmethod
    def _bar(painter: QPainter, track: QRectF, value: float | None, majority: float | None) -> None:
        shown = theme.current()
        tint = shown.lines[2]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shown.mix(shown.text, 0.08)))
        painter.drawRoundedRect(track, _THICK / 2, _THICK / 2)
        if value is not None:
            # Faded where the model is no better than one that never looks.
            blind = majority is not None and value <= majority
            painter.setBrush(QColor(shown.mix(tint, 0.45) if blind else tint))
            filled = QRectF(track.left(), track.top(), track.width() * value, track.height())
            painter.drawRoundedRect(filled, _THICK / 2, _THICK / 2)
        if majority is not None:
            painter.setBrush(QColor(shown.text))
            painter.drawRect(QRectF(track.left() + track.width() * majority - 0.75, track.top() - 2.5, 1.5, _THICK + 5))

    def _columns(self, width: int) -> int:
        return max(1, min(len(drawn(self._accuracy)), (width + _GAP) // (CELL + _GAP)))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
