"""A warning when a run scores above what the pictures can explain."""

from PySide6.QtCore import QObject

from engine.events import Evaluated
from gui.widgets import Banner


class CeilingNotice(QObject):
    """Tells in a banner, once a run, that a score lies above its ceiling."""

    def __init__(self, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._banner, self._told = banner, False

    def forget(self) -> None:
        """Another run is shown."""
        self._told = False

    def take(self, scores: Evaluated) -> None:
        """Take an evaluation."""
        if scores.above and not self._told:
            self._told = True
            people = scores.ceiling_of == "people"
            self._banner.tell(
                "warn",
                lambda: (
                    self.tr(
                        "The scores are more than twice those that people reach against each other's captions. "
                        "Check whether the validation captions were used in training, and whether they belong to "
                        "their pictures."
                    )
                    if people
                    else self.tr(
                        "The scores exceed what the true attributes reach, which the pictures alone "
                        "cannot explain. Check whether the validation captions were used in training, "
                        "and whether they belong to their pictures."
                    )
                ),
            )
