"""Warnings of a run's scores: they are above what the pictures can explain, or the run over-fits."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.events import Evaluated
from gui import text
from gui.widgets import Banner


class ScoreNotices(QObject):
    """Tells each in a banner, once a run."""

    def __init__(self, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._banner = banner
        self._told: set[str] = set()

    def forget(self) -> None:
        """Another run is shown."""
        self._told.clear()

    def take(self, scores: Evaluated) -> None:
        """Take an evaluation."""
        since = scores.overfitting
        if scores.above:
            self._tell("above", lambda: self._above(people=scores.ceiling_of == "people"))
        if since is not None:
            self._tell("overfitting", lambda: self._overfitting(since))

    def _tell(self, what: str, words: Callable[[], str]) -> None:
        if what not in self._told:
            self._told.add(what)
            self._banner.tell("warn", words)

    def _above(self, *, people: bool) -> str:
        if people:
            return self.tr(
                "The scores are more than twice those that people reach against each other's captions. "
                "Check whether the validation captions were used in training, and whether they belong to "
                "their pictures."
            )
        return self.tr(
            "The scores exceed what the true attributes reach, which the pictures alone "
            "cannot explain. Check whether the validation captions were used in training, "
            "and whether they belong to their pictures."
        )

    def _overfitting(self, since: int) -> str:
        return self.tr(
            "The model is over-fitting: the validation loss was lowest at step {step} and has risen since, while "
            "the training loss falls. More dropout, more pictures or fewer epochs help; early stopping ends a run "
            "in time."
        ).format(step=text.number(since))
