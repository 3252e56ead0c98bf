"""Writing captions back into their files, or into copies of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.errors import Problem
from engine.events import Commands, Emit, Progress, Task
from gui import text
from gui.data.session import DataSession, Opened
from gui.widgets import Banner
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.curation.saving import Saved
    from engine.data.converting import Converted
    from engine.data.records import Record


def save_job(now: Opened, into: Path | None) -> Job:
    """A job that writes the changed captions back, or into copies of the caption files in a folder."""

    def job(commands: Commands, emit: Emit) -> Saved:
        from engine.curation.saving import save

        return save(now.edits, into, stopped=lambda: commands.stopping)

    return job


def convert_job(now: Opened, folder: Path, key: str) -> Job:
    """A job that writes all data into a new folder in another format, captions as they stand now."""

    def job(commands: Commands, emit: Emit) -> Converted:
        from engine.data.converting import convert
        from engine.data.formats import FORMATS

        table = now.table
        place = {name: row for row, name in enumerate(table.names)}

        def changed(record: Record) -> tuple[str, ...]:
            row = place.get(record.name)
            return record.captions if row is None else table.captions(row)

        return convert(
            now.source.data,
            folder,
            FORMATS[key],
            changed=changed,
            progress=lambda done, total: emit(Progress(Task.EXPORTING, done, total)),
            stopped=lambda: commands.stopping,
        )

    return job


class Saving(QObject):
    """``changed``: files are being written, or no longer. ``saved``: the path of the data that were written back.
    ``events``: how far it is."""

    changed = Signal()
    saved = Signal(object)
    events = Signal(list)

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

    def ask_copy(self, start: Path, key: str) -> None:
        """Ask for a folder, and write copies of the caption files, or all data in another format, into it."""
        chosen = QFileDialog.getExistingDirectory(self._page, self.tr("Save a copy in"), str(start))
        if chosen and key:
            self.convert_to(Path(chosen), key)
        elif chosen:
            self.copy_to(Path(chosen))

    def convert_to(self, folder: Path, key: str) -> None:
        """Write all data into a new folder, in another format."""
        now = self._session.now
        if now is not None and self._work is None:
            self._start(convert_job(now, folder, key), lambda done: self._tell_converted(done, folder))

    def stop(self) -> None:
        """Stop; a folder that is not whole does not appear."""
        if self._work is not None:
            self._work.stop()

    def copy_to(self, folder: Path) -> None:
        """Write copies of the caption files, changed, into a folder."""
        now = self._session.now
        if now is not None and self._work is None:
            self._start(save_job(now, folder), lambda saved: self._tell_copy(saved, folder))

    def _start(self, job: Job, done: Callable[[Any], None]) -> None:
        problems: list[Problem] = []
        results: list[Any] = []
        work = self._work = Work(job, "saving captions", self)
        work.events.connect(self.events)
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

    def _tell_converted(self, done: Converted, folder: Path) -> None:
        def words() -> str:
            sentences = [
                self.tr("Saved in {folder}: {pictures} pictures, {captions} captions.").format(
                    folder=folder, pictures=text.number(done.images), captions=text.number(done.captions)
                )
            ]
            if done.left_out:
                sentences.append(self.tr("Captions left out: {count}.").format(count=text.number(len(done.left_out))))
            return text.sentences(sentences)

        self._banner.tell("good", words)

    def _tell_copy(self, saved: Saved, folder: Path) -> None:
        self._banner.tell(
            "good",
            lambda: self.tr("Saved in {folder}: {files}.").format(
                folder=folder, files=self.tr(", ").join(path.name for path in saved.files)
            ),
        )
