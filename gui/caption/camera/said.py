"""What the model says of the camera's picture: the caption, its translation, how well the picture fits."""

from PySide6.QtCore import Qt

from engine.errors import Problem
from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE
from gui import text
from gui.caption.items import Caption
from gui.widgets import FitScale, Label, Panel, column, fit_word, row

VERDICTS = (FITS, DOUBTFUL, UNLIKE, UNKNOWN)
_LINES, _OTHER_LINES = 3, 3


class SaidRow(Panel):
    """Its height is the same whatever it says, so that nothing jumps with each caption."""

    def __init__(self) -> None:
        super().__init__()
        self._caption: Caption | None = None
        self._problem: Problem | None = None
        self._instead = ""
        self.own, self.other = Label("large", wrap=True, select=True), Label("quiet", wrap=True, select=True)
        self._name, self.scale, self.word = Label("small"), FitScale(), Label("small")
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self.own.setAlignment(top)
        self.other.setAlignment(top)
        self.word.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(self._name, self.scale, self.word)
        line.setStretch(1, 1)
        column(self.own, self.other, line, gap=4, parent=self)
        self.retranslate()

    def show_caption(self, outcome: Caption | Problem | None, instead: str = "") -> None:
        """Show a caption, why there is none, or a sentence in its place."""
        self._caption = outcome if isinstance(outcome, Caption) else None
        self._problem = outcome if isinstance(outcome, Problem) else None
        self._instead = instead
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        caption = self._caption
        self._name.setText(self.tr("Fit"))
        if caption is not None:
            self.own.setText(caption.caption or self.tr("The model produced an empty caption. It needs more training."))
        else:
            self.own.setText(text.problem_text(self._problem) if self._problem is not None else self._instead)
        self.own.set_role("large" if caption is not None else "bad" if self._problem is not None else "quiet")
        self.other.setText(caption.offline if caption is not None else "")
        self.scale.show_fit(None if caption is None else caption.fit)
        self.word.setText("" if caption is None else fit_word(caption.fit.verdict))
        for label, lines in ((self.own, _LINES), (self.other, _OTHER_LINES)):
            label.setToolTip(text.plain(label.text()))
            label.ensurePolished()
            label.setFixedHeight(lines * label.fontMetrics().lineSpacing() + 1)
        # As wide as its longest word, for the scale's sake.
        widest = max(self.fontMetrics().horizontalAdvance(fit_word(verdict)) for verdict in VERDICTS)
        self.word.setFixedWidth(widest)
