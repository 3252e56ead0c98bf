"""Writing captions back into their files, or into copies of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.errors import Problem
from engine.events import Commands, Emit
from gui import text
from gui.data.session import DataSession, Opened
from gui.widgets import Banner
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.curation.saving import Saved


def save_job(now: Opened, into: Path | None) -> Job:
    """A job that writes the changed captions back, or into copies of the caption files in a folder."""

    def job(commands: Commands, emit: Emit) -> Saved:
        from engine.curation.saving import save

        return save(now.edits, into, stopped=lambda: commands.stopping)

    return job


class Saving(QObject):
    """``changed``: files are being written, or no longer. ``saved``: the path of the data that were written back."""

    changed = Signal()
    saved = Signal(object)

    def __init__(self, session: DataSession, banner: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._banner, self._page = session, banner, parent
        self._work: Work | None = None

    @property
    def busy(self) -> bool:
        """Whether files are being written: captions cannot be changed meanwhile."""
        return self._work is not None

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write back what has been changed.

        Args:
            then: called once everything is written; not after a problem.
        """
        now = self._session.now
        if now is None or self._work is not None:
            return

        def done(saved: Saved) -> None:
            self._session.saved()
            self._tell(saved)
            self.saved.emit(now.source.path)
            if then is not None and not saved.unplaced:
                then()

        self._start(save_job(now, None), done)

    def ask_copy(self, start: Path) -> None:
        """Ask for a folder, and write copies of the caption files into it."""
        chosen = QFileDialog.getExistingDirectory(self._page, self.tr("Save a copy in"), str(start))
        if chosen:
            self.copy_to(Path(chosen))

    def copy_to(self, folder: Path) -> None:
        """Write copies of the caption files, changed, into a folder."""
        now = self._session.now
        if now is not None and self._work is None:
            self._start(save_job(now, folder), lambda saved: self._tell_copy(saved, folder))

    def _start(self, job: Job, done: Callable[[Saved], None]) -> None:
        problems: list[Problem] = []
        results: list[Saved] = []
        work = self._work = Work(job, "saving captions", self)
        work.done.connect(results.append)
        work.failed.connect(problems.append)

        def end() -> None:
            # Only now may captions change again: what is told may lead to it.
            self._work = None
            self.changed.emit()
            for problem in problems:
                self._banner.tell_problem(problem)
            for result in results:
                done(result)

        work.ended.connect(end)
        work.start()
        self.changed.emit()

    def _tell(self, saved: Saved) -> None:
        def words() -> str:
            sentences = [
                self.tr("Pictures whose captions were saved: {count}.").format(count=text.number(saved.rows)),
            ]
            if saved.originals:
                sentences.append(
                    self.tr("The original is kept as {name}.").format(
                        name=self.tr(", ").join(path.name for path in saved.originals)
                    )
                )
            if saved.unplaced:
                sentences.append(
                    self.tr("The caption file has no place for {count} more; they stay unsaved.").format(
                        count=text.number(len(saved.unplaced))
                    )
                )
            return text.sentences(sentences)

        self._banner.tell("warn" if saved.unplaced else "good", words)

    def _tell_copy(self, saved: Saved, folder: Path) -> None:
        self._banner.tell(
            "good",
            lambda: self.tr("Saved in {folder}: {files}.").format(
                folder=folder, files=self.tr(", ").join(path.name for path in saved.files)
            ),
        )
