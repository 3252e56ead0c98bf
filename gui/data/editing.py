"""Changes to captions, one after another, never while a file is being written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.errors import Problem
from gui import text
from gui.data.saving import Saving
from gui.data.session import DataSession
from gui.widgets import Banner

if TYPE_CHECKING:
    from engine.curation.edits import Edits, Step

Act = Callable[["Edits"], "Step | None"]
"""What is done with the captions; gives what it has done, or None."""


class Editing(QObject):
    """``stepped``: the row whose captions were changed back, or forth again, where it is one.

    Args:
        banner: where is told what many pictures have lost or got, with the way back.
        keep: takes over what is being typed.
    """

    stepped = Signal(int)

    def __init__(
        self, session: DataSession, saving: Saving, banner: Banner, keep: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._saving, self._banner, self._keep = session, saving, banner, keep
        self._after: list[Act] = []
        saving.changed.connect(self._go_on)

    def edit(self, act: Act) -> None:
        """Change captions, once no file is being written; what cannot be done is told."""
        if self._session.now is None:
            return
        if self._saving.busy:
            self._after.append(act)
            return
        try:
            self._session.edit(act)
        except Problem as problem:
            self._banner.tell_problem(problem)

    def undo(self) -> None:
        """Take back the last change."""
        self._keep()
        self._step(lambda edits: edits.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        self._step(lambda edits: edits.redo())

    def clear(self, rows: Sequence[int]) -> None:
        """Remove all captions of some pictures, and say so."""

        def act(edits: Edits) -> Step | None:
            step = edits.clear(rows)
            if step is not None:
                self._tell(lambda: self.tr("Captions removed: {count}.").format(count=text.number(step.captions)))
            return step

        self.edit(act)

    def replace(self, act: Act) -> None:
        """Carry out a replacement, and say so."""

        def told(edits: Edits) -> Step | None:
            step = act(edits)
            if step is not None:
                self._tell(lambda: self.tr("Captions changed: {count}.").format(count=text.number(step.captions)))
            return step

        self.edit(told)

    def _tell(self, words: Callable[[], str]) -> None:
        self._banner.tell("info", words, [(lambda: self.tr("Undo"), self.undo)])

    def _step(self, act: Act) -> None:
        if self._session.now is None or self._saving.busy:
            return
        step = self._session.edit(act)
        if step is not None and len(step.after) == 1:
            self.stepped.emit(next(iter(step.after)))

    def _go_on(self) -> None:
        if not self._saving.busy:
            waiting, self._after = self._after, []
            for act in waiting:
                self.edit(act)
