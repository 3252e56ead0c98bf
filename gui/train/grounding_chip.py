"""The grounding verdict as a chip beside the scores."""

from engine.metrics.verdict import Verdict
from gui import text
from gui.text import Worded
from gui.widgets import Chip

_KINDS = {Verdict.GROUNDED: "good", Verdict.BLIND: "bad", Verdict.UNSURE: "mark"}


class GroundingChip(Worded, Chip):
    """Shows the verdict of the last evaluation; hidden, with its place kept, while there is none."""

    def __init__(self) -> None:
        super().__init__("good")
        self._verdict: Verdict | None = None
        self._margin = 0.0
        self._room: int | None = None
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_verdict(self, verdict: Verdict | None, margin: float | None) -> None:
        """``margin``: by how much, in nats a word, captions suit their own pictures better than others."""
        self._verdict = None if margin is None else verdict
        self._margin = margin or 0.0
        self.retranslate()

    def fit(self, room: int) -> None:
        """Use the short form if the long one does not fit into ``room`` pixels."""
        self._room = room
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        verdict = self._verdict
        self.setVisible(verdict is not None)
        if verdict is None:
            return
        words = {
            Verdict.GROUNDED: self.tr("The captions depend on the picture"),
            Verdict.BLIND: self.tr("The captions do not depend on the picture"),
            Verdict.UNSURE: self.tr("The captions depend on the picture only weakly"),
        }
        short = {
            Verdict.GROUNDED: self.tr("grounded"),
            Verdict.BLIND: self.tr("not grounded"),
            Verdict.UNSURE: self.tr("weakly grounded"),
        }
        self.set_kind(_KINDS[verdict])
        self.setText(words[verdict])
        tip = ""
        if self._room is not None and self.sizeHint().width() > self._room:
            tip = words[verdict] + "\n"
            self.setText(short[verdict])
        tip += self.tr(
            "The loss per word changes by {margin} when captions are paired with other pictures; "
            "in a model that is not grounded it stays the same"
        ).format(margin=text.decimal(self._margin, 3, signed=True))
        self.setToolTip(text.plain(tip))
