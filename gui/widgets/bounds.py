"""Between what a score lies, as plots of scores show it: how it is worded, and the colours of its band."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from gui import theme

Bounds = tuple[float, float]
"""A score's floor, that of the best constant caption, and its ceiling, that of the true attributes in best wording."""

_TINT = 0.07
"""Share of the accent in the ground of a band."""


def bounds_of(score: str, floor: Mapping[str, float], ceiling: Mapping[str, float]) -> Bounds | None:
    """The bounds of a score, by its key; None where one of them is not known."""
    return (floor[score], ceiling[score]) if score in floor and score in ceiling else None


def bounds_words(bounds: Bounds) -> tuple[str, str]:
    """What is said at the lower and at the upper edge."""
    low, high = (f"{value:.3f}" for value in bounds)
    return (
        QCoreApplication.translate("Bounds", "constant caption {score}").format(score=low),
        QCoreApplication.translate("Bounds", "true attributes {score}").format(score=high),
    )


def bounds_told(value: float, bounds: Bounds | None, say: Callable[[float], str]) -> str:
    """A value under the mouse, with its bounds where they are known; ``say`` words each of them."""
    return f"{say(value)} ({say(bounds[0])}\u2013{say(bounds[1])})" if bounds else say(value)


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
