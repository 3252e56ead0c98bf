"""The marks on the words of a caption, and their legend.

A word that the picture supports stands on blue, the deeper the more; one that is said whatever the picture shows is
underlined by a red wave, one that the model is unsure of by dashes. Shape tells them apart where colours do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip

from gui import text, theme
from gui.widgets import Panel

if TYPE_CHECKING:
    from engine.evaluation.support import WordSupport

translate = QCoreApplication.translate

Mark = Literal["supported", "made up", "unsure"]

FULL = 4.0
"""Nats of support from which on the blue is deepest: the picture makes the word more than fifty times as likely."""
PALE, DEEP = 0.06, 0.4
"""Share of the accent in the blue under a word with hardly any support, and with full support."""
_WAVE, _DASH, _PEN = 6.0, 4.0, 1.3
"""Length of a wave and of a dash, and width of both, in pixels."""
_GAP, _PAD = 14, 4


def marks(word: WordSupport) -> list[Mark]:
    """The marks that a word gets."""
    held: tuple[tuple[Mark, bool], ...] = (
        ("supported", word.supported),
        ("made up", word.made_up),
        ("unsure", word.unsure),
    )
    return [mark for mark, holds in held if holds]


def draw_mark(painter: QPainter, mark: Mark, box: QRectF, support: float = FULL) -> None:
    """Paint a mark around a word, under its letters.

    Args:
        box: of the word in its line; the underlines lie along its lower edge, the dashes above the wave.
        support: in nats, of a word that is supported.
    """
    shown = theme.current()
    if mark == "supported":
        depth = PALE + (DEEP - PALE) * min(1.0, support / FULL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shown.mix(shown.accent, depth)))
        painter.drawRoundedRect(box, 3, 3)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, right = box.left() + 1.5, box.right() - 1.5
    if mark == "unsure":
        pen = QPen(QColor(shown.text), _PEN, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([_DASH / _PEN, _DASH * 0.75 / _PEN])
        painter.setPen(pen)
        # In the middle of a row of pixels, where a thin line is sharpest.
        y = math.floor(box.bottom() - 1) + 0.5
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        return
    painter.setPen(QPen(QColor(shown.bad), _PEN, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    count = max(2, round((right - left) / (_WAVE / 2)))
    step, low = (right - left) / count, box.bottom() + 3
    turns = [QPointF(left + number * step, low - (2.4 if number % 2 else 0)) for number in range(count + 1)]
    painter.drawPolyline(turns)


def tell(word: WordSupport) -> str:
    """The figures of a word, and what its marks mean, for a tooltip."""
    lines = [
        translate("WordMarks", "“{word}”: {share} with this picture, {blank} with a blank one").format(
            word=word.word, share=_share(word.probability), blank=_share(word.blank)
        )
    ]
    if _share(word.meaning) != _share(word.probability):
        lines.append(translate("WordMarks", "Including synonyms: {share}").format(share=_share(word.meaning)))
    lines.append(
        translate("WordMarks", "Support from the picture: {support} nats").format(
            support=text.decimal(word.support, 2, signed=True)
        )
    )
    if word.tells and not word.trusted:
        lines.append(untrusted_tip())
    elif not word.tells:
        lines.append(translate("WordMarks", "Not marked: this kind of word says nothing about the picture."))
    elif not marks(word):
        lines.append(translate("WordMarks", "Not marked: the preceding words leave hardly any choice."))
    lines += [tip_of(mark) for mark in marks(word) if mark != "supported"]
    return "\n".join(lines)


def name_of(mark: Mark) -> str:
    """What a mark is called in the legend."""
    return {
        "supported": translate("WordMarks", "seen"),
        "made up": translate("WordMarks", "made up"),
        "unsure": translate("WordMarks", "unsure"),
    }[mark]


def tip_of(mark: Mark) -> str:
    """What a mark means."""
    return {
        "supported": translate(
            "WordMarks",
            "Seen: the word is less likely without the picture; the deeper the blue, the stronger the support.",
        ),
        "made up": translate("WordMarks", "Made up: the word is just as likely with a blank picture."),
        "unsure": translate("WordMarks", "Unsure: the model gives this word and its synonyms a probability below 50%."),
    }[mark]


def untrusted_tip() -> str:
    """Why no word of a caption counts as seen."""
    return translate("WordMarks", "Not marked as seen: the picture is unlike those that the model was trained on.")


def spoken(words: Sequence[WordSupport]) -> str:
    """The marks as text, for screen readers."""
    kinds: tuple[Mark, ...] = ("made up", "unsure")
    found = {mark: [word.word for word in words if mark in marks(word)] for mark in kinds}
    return "\n".join(f"{name_of(mark)}: {', '.join(named)}" for mark, named in found.items() if named)


def _share(value: float) -> str:
    """Per cent in so many figures that neither nought nor a hundred is said of what is close to it."""
    percent = 100 * value
    return f"{percent:.0f} %" if 1 <= percent <= 99 else f"{percent:.2g} %" if percent < 1 else f"{percent:.1f} %"


class Legend(Panel):
    """One line: each mark on its own name, its meaning under the mouse."""

    MARKS: tuple[Mark, ...] = ("supported", "made up", "unsure")
    HEIGHT = 24

    def __init__(self) -> None:
        super().__init__()
        self._boxes: list[tuple[Mark, QRectF]] = []
        self._trusted = True
        self.setFixedHeight(self.HEIGHT)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Nothing jumps when the first caption comes.
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.retranslate()

    def trust(self, trusted: bool) -> None:
        """Whether any word counts as seen; where none does, that mark is struck out."""
        self._trusted = trusted
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setAccessibleName("\n".join(map(self._tip, self.MARKS)))
        self._lay()
        self.updateGeometry()
        self.update()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(round(self._boxes[-1][1].right()) + 1, self.HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Qt override: the meaning of the mark under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place, around = QPointF(event.pos()), (-_GAP / 2, -4, _GAP / 2, 6)
            under = (self._tip(mark) for mark, box in self._boxes if box.adjusted(*around).contains(place))
            # No text takes the shown one away.
            QToolTip.showText(event.globalPos(), text.plain(next(under, "")), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = theme.current()
        for mark, box in self._boxes:
            font, void = self._font(), self._void(mark)
            font.setStrikeOut(void)
            painter.setFont(font)
            if not void:
                draw_mark(painter, mark, box)
            painter.setPen(QColor(shown.text if mark == "supported" and not void else shown.quiet))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name_of(mark))

    def _void(self, mark: Mark) -> bool:
        """No word can have this mark."""
        return mark == "supported" and not self._trusted

    def _tip(self, mark: Mark) -> str:
        return untrusted_tip() if self._void(mark) else tip_of(mark)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(12)
        return font

    def _lay(self) -> None:
        metrics = QFontMetricsF(self._font())
        left = 0.0
        self._boxes = []
        for mark in self.MARKS:
            wide = metrics.horizontalAdvance(name_of(mark)) + 2 * _PAD
            self._boxes.append((mark, QRectF(left, 1, wide, 17)))
            left += wide + _GAP
