"""The bounds of a score as plots show them: their labels, and the colours of the band between them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from engine.metrics.bounds import Span
from gui import theme

Bounds = Span
"""A score's floor, that of the best constant caption, and its ceiling, that of the true attributes in the best wording,
or of people."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A score between its bounds; ``wrong``: so far above the ceiling that the data or the split is at fault;
    ``place``: how far it has come from the floor, 0, to the ceiling, 1."""

    value: float
    bounds: Bounds
    wrong: bool = False
    place: float = 0.0


_TINT = 0.07
"""Share of the accent in the ground of a band."""


def bounds_words(bounds: Bounds) -> tuple[str, str]:
    """What is said at the lower and at the upper edge."""
    low, high = (f"{value:.3f}" for value in bounds)
    top = (
        QCoreApplication.translate("Bounds", "people {score}")
        if bounds.people
        else QCoreApplication.translate("Bounds", "true attributes {score}")
    )
    return QCoreApplication.translate("Bounds", "constant caption {score}").format(score=low), top.format(score=high)


def between_told(people: bool) -> str:
    """Between what a score lies."""
    if people:
        return QCoreApplication.translate(
            "Bounds",
            "between a constant caption and people, whose captions are each scored against the other captions of the "
            "picture",
        )
    return QCoreApplication.translate("Bounds", "between a constant caption and the true attributes")


def bounds_told(value: float, bounds: Bounds | None, say: Callable[[float], str]) -> str:
    """A value under the mouse, with its bounds where they are known; ``say`` words each of them."""
    return f"{say(value)} ({say(bounds[0])}\u2013{say(bounds[1])})" if bounds else say(value)


def fault_told(people: bool = False) -> str:
    """What a score above the ceiling means."""
    if people:
        return QCoreApplication.translate(
            "Bounds",
            "More than twice what people score. The evaluated captions were probably used in training, or the "
            "references or the split are wrong.",
        )
    return QCoreApplication.translate(
        "Bounds",
        "Above the ceiling, which the pictures alone cannot explain. The evaluated captions were "
        "used in training, or the references or the split are wrong.",
    )


def draw_scale(painter: QPainter, place: QRectF, scale: Scale) -> None:
    """A bar from the floor at the left to the ceiling at the right, filled up to the score; red where it is wrong."""
    shown, corner = theme.current(), place.height() / 2
    share = min(1.0, max(0.0, scale.place))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shown.mix(shown.text, 0.1)))
    painter.drawRoundedRect(place, corner, corner)
    if share:
        painter.setBrush(QColor(shown.mix(shown.bad if scale.wrong else shown.accent, 0.8)))
        wide = max(place.height(), share * place.width())
        painter.drawRoundedRect(QRectF(place.left(), place.top(), wide, place.height()), corner, corner)


def band_ground() -> QColor:
    """The faint ground between the bounds, in the theme in force."""
    shown = theme.current()
    return QColor(shown.mix(shown.accent, _TINT))


def band_tint() -> QColor:
    """The same ground as a tint of whatever lies beneath it."""
    tint = QColor(theme.current().accent)
    tint.setAlphaF(_TINT)
    return tint


def band_edge() -> QColor:
    """The line at each bound."""
    return QColor(theme.current().line)
