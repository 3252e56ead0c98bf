"""How well the picture fits what the model was trained on, below its caption: a scale and one sentence."""

from PySide6.QtCore import Qt, Signal

from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE, Fit
from gui import theme
from gui.caption.queue import Caption
from gui.widgets import Button, FitScale, Label, Panel, column, row

_LINES = 2


class FitRow(Panel):
    """Its height is the same whatever it says. ``train_wanted``: a model for pictures such as this one is wanted."""

    train_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._caption: Caption | None = None
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

    def retranslate(self) -> None:
        """See ``Worded``."""
        caption = self._caption
        self._name.setText(self.tr("Fit"))
        self._name.setToolTip(self.tr("How well the picture fits what the model was trained on"))
        self.train.setText(self.tr("Train a model…"))
        self.train.setToolTip(self.tr("Train a model on pictures like this one"))
        unlike = caption is not None and caption.fit.unlike
        self.train.setVisible(unlike)
        self.sentence.set_role("badSmall" if unlike else "small")
        self.sentence.setText("" if caption is None else self._words(caption.fit, caption.automatic))
        self.sentence.ensurePolished()
        self.sentence.setFixedHeight(_LINES * self.sentence.fontMetrics().lineSpacing() + 1)

    def _words(self, fit: Fit, automatic: bool) -> str:
        unlike = (
            self.tr("Unlike anything the shipped models were trained on, so no word counts as seen.")
            if automatic
            else self.tr("Unlike the pictures that the model was trained on, so no word counts as seen.")
        )
        return {
            FITS: self.tr("Like the pictures that the model was trained on."),
            DOUBTFUL: self.tr("Somewhat unlike the pictures that the model was trained on. Check the caption."),
            UNLIKE: unlike,
            UNKNOWN: self.tr("Unknown: this checkpoint keeps no record of its training pictures."),
        }[fit.verdict]
