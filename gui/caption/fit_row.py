"""How well the picture fits what the model was trained on, below its caption: a scale and one sentence."""

from PySide6.QtCore import Qt, Signal

from engine.errors import Problem
from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE
from gui import text, theme
from gui.caption.items import Caption
from gui.widgets import Button, FitScale, Label, Panel, column, row

_LINES = 2


class FitRow(Panel):
    """Its height is the same whatever it says. ``train_wanted``: a model for pictures such as this one is wanted."""

    train_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._caption: Caption | None = None
        self._problem: Problem | None = None
        self._measuring = False
        self._name = Label("small")
        self.scale = FitScale()
        self.train = Button("link")
        self.train.clicked.connect(self.train_wanted)
        self.sentence = Label("small", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        line = row(self._name, self.scale, self.train, gap=theme.STEP)
        line.setStretch(1, 1)
        # The card's own margin is narrow, for the bar of a caption that is scrolled.
        column(line, self.sentence, gap=2, parent=self).setContentsMargins(0, 4, theme.STEP, 4)
        self.show_caption(None)

    def show_caption(self, caption: Caption | None) -> None:
        """Show the fit of the picture that a caption is of; nothing where there is none yet."""
        self._caption = caption
        self.scale.show_fit(None if caption is None else caption.fit)
        self.retranslate()

    def explain(self, problem: Problem | None, measuring: bool) -> None:
        """Say more of a fit that is unknown.

        Args:
            problem: why the checkpoint could not learn how well pictures fit, where that was tried.
            measuring: whether it is learning it.
        """
        if (problem, measuring) != (self._problem, self._measuring):
            self._problem, self._measuring = problem, measuring
            self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        caption = self._caption
        self._name.setText(self.tr("Fit"))
        self._name.setToolTip(self.tr("How well the picture fits what the model was trained on"))
        self.train.setText(self.tr("Train a model…"))
        self.train.setToolTip(self.tr("Train a model on pictures like this one"))
        unlike = caption is not None and caption.fit.unlike
        unknown = caption is not None and caption.fit.verdict == UNKNOWN
        self.train.setVisible(unlike)
        self.sentence.set_role("badSmall" if unlike else "small")
        self.sentence.setText("" if caption is None else self._words(caption))
        problem = self._why() if unknown else None
        self.sentence.setToolTip(text.plain(text.problem_text(problem) if problem else ""))
        self.sentence.ensurePolished()
        self.sentence.setFixedHeight(_LINES * self.sentence.fontMetrics().lineSpacing() + 1)

    def _words(self, caption: Caption) -> str:
        if caption.fit.verdict == UNKNOWN:
            return self._unknown()
        unlike = (
            self.tr("Unlike anything the shipped models were trained on, so no word counts as seen.")
            if caption.automatic
            else self.tr("Unlike the pictures that the model was trained on, so no word counts as seen.")
        )
        return {
            FITS: self.tr("Like the pictures that the model was trained on."),
            DOUBTFUL: self.tr("Somewhat unlike the pictures that the model was trained on. Check the caption."),
            UNLIKE: unlike,
        }[caption.fit.verdict]

    def _unknown(self) -> str:
        """Why the fit is not known; the tooltip says what to do."""
        if self._measuring:
            return self.tr("Not known yet: it is being computed from the training pictures.")
        reasons = {
            "fit-broken": self.tr("Unknown: the statistics of the training pictures are damaged."),
            "fit-no-data": self.tr("Unknown: the data that the model was trained on is not there."),
            "run-data-changed": self.tr("Unknown: the data has changed since the model was trained."),
            "fit-few": self.tr("Unknown: there are too few training pictures to tell."),
        }
        problem = self._why()
        return reasons.get(
            problem.code if problem else "",
            self.tr("Unknown: the checkpoint has no statistics of its training pictures."),
        )

    def _why(self) -> Problem | None:
        caption = self._caption
        return self._problem or (caption.fit_problem if caption is not None else None)
