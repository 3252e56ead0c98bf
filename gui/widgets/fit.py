"""How well a picture fits what a model was trained on: the words for it, a small mark, and a scale.

Shape tells the marks apart where colours do not: a disc, a triangle, a cross and a ring.
"""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE, UNLIKE_FROM, Fit
from gui import text, theme
from gui.widgets.basics import Panel

translate = QCoreApplication.translate

MARK = 9
"""Width and height of a mark, in pixels."""
_ZONES = ((FITS, 0.0, 0.5), (DOUBTFUL, 0.5, 0.7), (UNLIKE, 0.7, 1.0))
"""The zones of the scale with the shares of its width where they begin and end: the same whatever the distances are at
which they begin, so that one scale reads like another."""


def fit_word(verdict: str) -> str:
    """A verdict in a word."""
    return {
        FITS: translate("Fit", "fits"),
        DOUBTFUL: translate("Fit", "doubtful"),
        UNLIKE: translate("Fit", "unlike"),
        UNKNOWN: translate("Fit", "fit unknown"),
    }[verdict]


def fit_colour(verdict: str) -> str:
    """The colour of a verdict in the theme in force."""
    shown = theme.current()
    return {FITS: shown.good, DOUBTFUL: shown.doubt, UNLIKE: shown.bad}.get(verdict, shown.quiet)


def fit_figures(fit: Fit) -> str:
    """The distance and where the zones begin, for a tooltip; empty where the fit is unknown."""
    if fit.distance is None:
        return ""
    sentence = translate(
        "Fit", "Distance from the training pictures: {distance}. Doubtful from {doubtful}, unlike from {unlike}."
    )
    figures = {"distance": fit.distance, "doubtful": fit.doubtful_from, "unlike": UNLIKE_FROM}
    return sentence.format(**{name: text.decimal(value, 2) for name, value in figures.items()})


def draw_fit_mark(painter: QPainter, verdict: str, centre: QPointF) -> None:
    """Paint the mark of a verdict."""
    colour, half = QColor(fit_colour(verdict)), MARK / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if verdict == FITS:
        painter.drawEllipse(centre, half - 0.5, half - 0.5)
    elif verdict == DOUBTFUL:
        corners = ((0.0, -half), (half, half - 1), (-half, half - 1))
        painter.drawPolygon(QPolygonF([centre + QPointF(*corner) for corner in corners]))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2 if verdict == UNLIKE else 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        reach = half - 1
        if verdict == UNLIKE:
            painter.drawLine(centre - QPointF(reach, reach), centre + QPointF(reach, reach))
            painter.drawLine(centre - QPointF(reach, -reach), centre + QPointF(reach, -reach))
        else:
            painter.drawEllipse(centre, reach, reach)


def place_on_scale(fit: Fit) -> float | None:
    """Where on the scale a picture stands, as a share of its width; None where its fit is unknown.

    Within the first two zones it goes with the distance; the last one has room for all distances there are.
    """
    if fit.distance is None:
        return None
    ends = {verdict: (begin, end) for verdict, begin, end in _ZONES}
    begin, end = ends[fit.verdict]
    if fit.verdict == UNLIKE:
        share = 1 - UNLIKE_FROM / fit.distance
    else:
        low, high = (0.0, fit.doubtful_from) if fit.verdict == FITS else (fit.doubtful_from, UNLIKE_FROM)
        share = (fit.distance - low) / (high - low) if high > low else 0.5
    return begin + min(1.0, max(0.0, share)) * (end - begin)


class FitScale(Panel):
    """Three zones, fits, doubtful and unlike, and a knob where the picture stands; grey where that is unknown."""

    HEIGHT = 16
    _BAR, _KNOB, _GAP = 6.0, 5.0, 2.0

    def __init__(self) -> None:
        super().__init__()
        self._fit: Fit | None = None
        self.setFixedHeight(self.HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fit(self, fit: Fit | None) -> None:
        """Show the fit of a picture, or an empty scale."""
        self._fit = fit
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """See ``Worded``."""
        name = translate("Fit", "Fit")
        figures = ""
        if self._fit is not None:
            name = translate("Fit", "Fit: {verdict}").format(verdict=fit_word(self._fit.verdict))
            figures = fit_figures(self._fit)
        self.setAccessibleName(name)
        self.setAccessibleDescription(figures)
        self.setToolTip(text.plain(figures))

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(72, self.HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shown, fit = theme.current(), self._fit
        # The knob may stand at an end.
        left, wide, middle = self._KNOB + 1, self.width() - 2 * (self._KNOB + 1), self.height() / 2
        for verdict, begin, end in _ZONES:
            known = fit is not None and fit.distance is not None
            share = 0.0 if not known else 0.85 if fit is not None and verdict == fit.verdict else 0.28
            colour = shown.mix(fit_colour(verdict), share) if known else shown.mix(shown.text, 0.1)
            painter.setBrush(QColor(colour))
            start = left + begin * wide + (self._GAP / 2 if begin else 0)
            stop = left + end * wide - (self._GAP / 2 if end < 1 else 0)
            zone = QRectF(start, middle - self._BAR / 2, stop - start, self._BAR)
            painter.drawRoundedRect(zone, self._BAR / 2, self._BAR / 2)
        place = None if fit is None else place_on_scale(fit)
        if place is not None:
            painter.setPen(QPen(QColor(shown.card), 2))
            painter.setBrush(QColor(shown.text))
            painter.drawEllipse(QPointF(left + place * wide, middle), self._KNOB + 1, self._KNOB + 1)
        painter.end()
