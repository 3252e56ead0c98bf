"""A notice when a run over-fits."""

from PySide6.QtCore import QObject

from engine.events import Evaluated
from gui import text
from gui.widgets import Banner


class OverfittingNotice(QObject):
    """Tells in a banner, once a run, that the validation loss rises while the training loss falls."""

    def __init__(self, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._banner, self._told = banner, False

    def forget(self) -> None:
        """Another run is shown."""
        self._told = False

    def take(self, scores: Evaluated) -> None:
        """Take an evaluation."""
        since = scores.overfitting
        if since is None or self._told:
            return
        self._told = True
        self._banner.tell(
            "warn",
            lambda: self.tr(
                "The model is over-fitting: the validation loss was lowest at step {step} and has risen since, while "
                "the training loss falls. More dropout, more pictures or fewer epochs help; early stopping ends a run "
                "in time."
            ).format(step=text.number(since)),
        )
