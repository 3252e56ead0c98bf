"""Deletes entries of the history, brings them back and exports them, and says in the banner what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import text
from gui.caption.history import jobs
from gui.widgets import Banner
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.history import CaptionHistory, HistoryQuery

NAME = "changing the history"


class HistoryChanging(QObject):
    """``changed``: entries went or came back. ``emptied``: all of them went."""

    changed = Signal()
    emptied = Signal()

    def __init__(self, window: QWidget, history: CaptionHistory, banner: Banner) -> None:
        super().__init__(window)
        self._window, self._history, self._banner = window, history, banner

    def delete(self, numbers: Sequence[int]) -> None:
        """Delete entries, until "Undo" is pressed."""

        def deleted(count: int) -> None:
            self.changed.emit()
            self._banner.tell(
                "info",
                lambda: self.tr("Deleted from the history: {count}.").format(count=text.number(count)),
                [(lambda: self.tr("Undo"), lambda: self.restore(numbers))],
            )

        self._do(jobs.delete_job(self._history, numbers), deleted)

    def restore(self, numbers: Sequence[int]) -> None:
        """Bring deleted entries back."""
        self._banner.clear()
        self._do(jobs.restore_job(self._history, numbers), lambda count: self.changed.emit())

    def ask_delete_all(self) -> None:
        """Ask whether all is to go."""
        self._banner.tell(
            "warn",
            lambda: self.tr("Delete the whole history, with its small pictures? This cannot be undone."),
            [
                (lambda: self.tr("Delete all"), self.delete_all),
                (lambda: self.tr("Cancel"), self._banner.clear),
            ],
            closable=False,
        )

    def delete_all(self) -> None:
        """Delete the whole history for good."""

        def deleted(kept: list[Path]) -> None:
            def words() -> str:
                if not kept:
                    return self.tr("The history was deleted.")
                sentence = self.tr("The history was deleted. Damaged files of it are still in {path}.")
                return sentence.format(path=kept[0].parent)

            self.emptied.emit()
            self._banner.tell("good", words)

        self._banner.clear()
        self._do(jobs.delete_all_job(self._history), deleted)

    def ask_export(self, query: HistoryQuery) -> None:
        """Ask for a file, and write all that a query finds to it."""
        kinds = self.tr("Spreadsheet (*.csv);;JSON lines (*.jsonl)")
        chosen, kind = QFileDialog.getSaveFileName(self._window, self.tr("Export the history"), "history.csv", kinds)
        if chosen:
            path = Path(chosen)
            self.export(query, path if path.suffix else path.with_suffix(".jsonl" if "json" in kind else ".csv"))

    def export(self, query: HistoryQuery, path: Path) -> None:
        """Write all that a query finds to a file."""

        def written(count: int) -> None:
            def words() -> str:
                return self.tr("History exported to {path}: {count}.").format(path=path, count=text.number(count))

            self._banner.tell("good", words)

        self._banner.tell("info", lambda: self.tr("Exporting…"), closable=False)
        self._do(jobs.export_job(self._history, query, path), written)

    def _do(self, job: Job, done: Callable[[Any], None]) -> None:
        work = Work(job, NAME, self)
        work.done.connect(done)
        work.failed.connect(self._banner.tell_problem)
        work.start()
