"""The scores of two checkpoints, their differences with intervals, and whether these are significant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import text, theme
from gui.text import Worded
from gui.widgets import Card, Heading, Label, row

if TYPE_CHECKING:
    from engine.choosing.bootstrap import Difference
    from engine.choosing.comparing import Comparison

Name = Callable[[str], str]

_ROW = 27
_NAME, _FIGURE, _VERDICT = 112, 76, 132
_CAP, _GAP = 5.0, 16


def _signed(value: float) -> str:
    """A difference with its sign, as it stands in the head; nought has none."""
    return text.decimal(value, 4, signed=True) if round(value, 4) else "0.0000"


class DifferenceRows(Worded, QWidget):
    """A score a row: both values, the difference as a bar from nought with its interval as a whisker, and a word."""

    def __init__(self, name: Name) -> None:
        super().__init__()
        self._name = name
        self._found: Mapping[str, Difference] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def take(self, found: Mapping[str, Difference]) -> None:
        """Show other differences."""
        self._found = found
        self.setFixedHeight(_ROW * (len(found) + 1))
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        lines = [
            f"{self._name(score)}: A {difference.first:.4f}, B {difference.second:.4f}, "
            f"{_signed(difference.difference)} ({_signed(difference.low)} – {_signed(difference.high)}), "
            f"p {difference.p_holm:.3f}: {verdict(difference)}"
            for score, difference in self._found.items()
        ]
        self.setAccessibleName("\n".join(lines))
        sentence = self.tr(
            "The bar shows the difference, the whisker its 95% interval from a paired bootstrap over the pictures"
        )
        corrected = self.tr("p is corrected for comparing several scores at once (Holm)")
        self.setToolTip(text.plain("\n".join([sentence, corrected, *lines])))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = theme.current()
        quiet, plain = QColor(shown.quiet), QColor(shown.text)
        heads = ("", "A", "B", "B − A", self.tr("95% interval"), "p", "")
        self._write(painter, 0, heads, [quiet] * 7)
        for place, (score, difference) in enumerate(self._found.items(), start=1):
            painter.setPen(QPen(QColor(shown.line), 1))
            painter.drawLine(QLineF(0, place * _ROW - 0.5, self.width(), place * _ROW - 0.5))
            words = (
                self._name(score), f"{difference.first:.4f}", f"{difference.second:.4f}",
                _signed(difference.difference), "", f"{difference.p_holm:.3f}", verdict(difference),
            )  # fmt: skip
            colour = QColor(shown.accent) if difference.clear else quiet
            higher = difference.clear and difference.difference < 0, difference.clear and difference.difference > 0
            self._write(painter, place, words, [quiet, plain, plain, plain, plain, quiet, colour], higher)
            self._whisker(painter, self._columns()[4], place * _ROW + _ROW / 2, difference)

    def _columns(self) -> list[QRectF]:
        """Where name, A, B, difference, interval, p and word stand, from left to right."""
        wide = (_NAME, _FIGURE, _FIGURE, _FIGURE + 8, 0, 60, _VERDICT)
        rest = max(60, self.width() - sum(wide))
        places, left = [], 0.0
        for width in (rest if width == 0 else width for width in wide):
            places.append(QRectF(left, 0, width, _ROW))
            left += width
        return places

    def _write(
        self,
        painter: QPainter,
        place: int,
        words: Sequence[str],
        colours: Sequence[QColor],
        bold: tuple[bool, bool] = (False, False),
    ) -> None:
        for number, (area, word, colour) in enumerate(zip(self._columns(), words, colours, strict=True)):
            font = QFont(self.font())
            strong = number in (1, 2) and bold[number - 1]
            font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(colour)
            side = Qt.AlignmentFlag.AlignRight if number in (1, 2, 3, 5) else Qt.AlignmentFlag.AlignLeft
            if number == 4:
                side = Qt.AlignmentFlag.AlignHCenter
            inside = area.translated(0, place * _ROW).adjusted(_GAP if number == 6 else 0, 0, 0, 0)
            painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), word)

    @staticmethod
    def _whisker(painter: QPainter, area: QRectF, y: float, difference: Difference) -> None:
        shown = theme.current()
        inside = area.adjusted(_GAP, 0, -_GAP, 0)
        # Each score has a scale of its own, even around nought: what matters is whether the whisker crosses it.
        reach = max(abs(difference.low), abs(difference.high), abs(difference.difference)) * 1.08 or 1.0

        def x(value: float) -> float:
            return inside.center().x() + value / reach * inside.width() / 2

        colour = QColor(shown.accent if difference.clear else shown.quiet)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shown.mix(colour.name(), 0.28)))
        left, right = sorted((x(0), x(difference.difference)))
        painter.drawRect(QRectF(left, y - 6, right - left, 12))
        painter.setPen(QPen(QColor(shown.mix(shown.text, 0.35)), 1))
        painter.drawLine(QLineF(x(0), y - 10, x(0), y + 10))
        painter.setPen(QPen(colour, 1.6))
        painter.drawLine(QPointF(x(difference.low), y), QPointF(x(difference.high), y))
        for end in (difference.low, difference.high):
            painter.drawLine(QPointF(x(end), y - _CAP), QPointF(x(end), y + _CAP))


class DifferencesCard(Card):
    """The rows below a sentence that summarises them."""

    def __init__(self, name: Name) -> None:
        super().__init__()
        self._name = name
        self._comparison: Comparison | None = None
        self._heading, self.sentence = Heading(), Label(wrap=True)
        self.rows = DifferenceRows(name)
        head = row(self._heading, self.sentence, gap=theme.PAD)
        head.setStretch(1, 1)
        self.body.setSpacing(2)
        self.body.addLayout(head)
        self.body.addWidget(self.rows)
        self.retranslate()

    def take(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self._comparison = comparison
        self.rows.take(comparison.differences)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Scores"))
        if self._comparison is not None:
            self.sentence.setText(summary(self._comparison.differences, self._name))


def verdict(difference: Difference) -> str:
    """A difference in a few words."""
    translate = QCoreApplication.translate
    if not difference.clear:
        return translate("Compare", "may be chance")
    return translate("Compare", "B is better") if difference.difference > 0 else translate("Compare", "A is better")


def summary(found: Mapping[str, Difference], name: Name) -> str:
    """A sentence or two: which checkpoint is significantly better, and in which scores."""
    translate = QCoreApplication.translate
    clear = {score: difference for score, difference in found.items() if difference.clear}
    if not clear:
        return translate("Compare", "No difference is significant: on other pictures the result could be reversed.")
    comma = translate("Compare", ", ")
    parts = []
    for side, sign in (("A", -1), ("B", 1)):
        scores = comma.join(name(score) for score, difference in clear.items() if difference.difference * sign > 0)
        if scores:
            sentence = translate("Compare", "{side} is significantly better in {scores}.")
            parts.append(sentence.format(side=side, scores=scores))
    if len(clear) < len(found):
        parts.append(translate("Compare", "The other differences may be due to chance."))
    return text.sentences(parts)
