"""Deleting checkpoints and undoing it: every deletion since the start, the last one first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu

from gui import text
from gui.checkpoints import jobs
from gui.widgets import Banner, Button
from gui.worker import Work

if TYPE_CHECKING:
    from engine.runs.catalog import CatalogEntry


@dataclass(frozen=True, slots=True)
class _Deletion:
    """What went at once: where it lies now, and what a person calls the first of it."""

    places: tuple[Path, ...]
    name: str

    @property
    def told(self) -> str:
        """The first by its name, and how many more."""
        more = len(self.places) - 1
        return f"{self.name}  +{text.number(more)}" if more else self.name


class Deleting(Button):
    """The button with what was deleted; hidden while that is nothing. ``changed``: files have come or gone.

    Args:
        banner: where it is told, with a way back.
    """

    changed = Signal()

    def __init__(self, banner: Banner) -> None:
        super().__init__("secondary", "refresh")
        self._banner = banner
        self._deleted: list[_Deletion] = []
        self._busy = False
        self.choices = QMenu(self)
        self.clicked.connect(self._open)
        self.retranslate()

    @property
    def told(self) -> list[str]:
        """What can be restored, the last deletion first."""
        return [deletion.told for deletion in reversed(self._deleted)]

    def delete(self, chosen: Sequence[CatalogEntry]) -> None:
        """Delete checkpoints."""
        if not chosen or self._busy:
            return
        name = f"{chosen[0].name} · {text.number(chosen[0].step)}"
        self._begin(Work(jobs.delete_job([entry.folder for entry in chosen]), "deleting", self))
        self._work.done.connect(lambda places: self._keep(_Deletion(tuple(places), name)))
        self._work.start()

    def undo(self) -> None:
        """Undo the last deletion."""
        if self._deleted:
            self._restore(self._deleted[-1])

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setText(self.tr("Deleted ({count})").format(count=text.number(len(self._deleted))))
        self.setToolTip(self.tr("Restore deleted checkpoints, until you close Atelier (Ctrl+Z: the last ones)"))
        self.setVisible(bool(self._deleted))

    def _begin(self, work: Work) -> None:
        self._work, self._busy = work, True
        work.failed.connect(self._banner.tell_problem)
        work.ended.connect(self._end)

    def _end(self) -> None:
        self._busy = False
        self.changed.emit()

    def _keep(self, deletion: _Deletion) -> None:
        # A run that was gone on with may have written and lost the same step again: only the later one is still there.
        older = [
            _Deletion(tuple(place for place in old.places if place not in deletion.places), old.name)
            for old in self._deleted
        ]
        self._deleted = [*(old for old in older if old.places), deletion]
        self.retranslate()
        self._banner.tell(
            "info",
            lambda: self.tr("Deleted: {count}.").format(count=text.number(len(deletion.places))),
            [(lambda: self.tr("Undo"), lambda: self._restore(deletion))],
        )

    def _restore(self, deletion: _Deletion) -> None:
        if self._busy or deletion not in self._deleted:
            return
        self._begin(Work(jobs.restore_job(deletion.places), "undo", self))
        self._work.done.connect(lambda _: self._forget(deletion))
        self._work.start()

    def _forget(self, deletion: _Deletion) -> None:
        self._deleted.remove(deletion)
        self._banner.clear()
        self.retranslate()

    def _open(self) -> None:
        self.choices.clear()
        for deletion in reversed(self._deleted):
            action = self.choices.addAction(deletion.told)
            action.triggered.connect(lambda _=False, deletion=deletion: self._restore(deletion))
        # Upwards: the button stands at the window's foot.
        above = QPoint(0, -self.choices.sizeHint().height() - 4)
        self.choices.popup(self.mapToGlobal(above))
