"""The report on the run of the selected checkpoint: its button, its progress, and a link to the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from engine.events import Commands, Emit, Event, Progress, Task
from gui import text
from gui.widgets import Banner, Button
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.runs.catalog import CatalogEntry


def report_job(run: Path, language: str) -> Job:
    """A job that evaluates a run's best checkpoint and writes the run's report; returns its file."""

    def job(commands: Commands, emit: Emit) -> Path:
        from engine.report.page import write_report

        return write_report(
            run,
            language=language,  # type: ignore[arg-type]
            emit=emit,
            stopped=lambda: commands.stopping,
        )

    return job


Make = Callable[[Path, str], Job]


class Reporting(Button):
    """The button.

    Args:
        banner: where the progress stands, and then that the page is written.
        make: makes the job, as ``report_job`` does.
    """

    def __init__(self, banner: Banner, make: Make = report_job) -> None:
        super().__init__("secondary", "curve", small=True)
        self._banner, self._make = banner, make
        self._entry: CatalogEntry | None = None
        self._work: Work | None = None
        self._progress: Progress | None = None
        self.clicked.connect(self.report)
        self.retranslate()

    def look_at(self, entry: CatalogEntry | None) -> None:
        """The checkpoint whose run the report would cover."""
        self._entry = entry
        self.setEnabled(entry is not None and self._work is None)

    def report(self) -> None:
        """Write the report on the run, in the window's language."""
        entry = self._entry
        if entry is None or self._work is not None:
            return
        self._progress = None
        self._banner.tell("info", self._words, [(lambda: self.tr("Stop"), self._stop)], closable=False)
        work = self._work = Work(self._make(entry.run, text.language().content), "report", self)
        work.events.connect(self._take)
        work.done.connect(self._tell)
        work.failed.connect(self._banner.tell_problem)
        work.ended.connect(self._end)
        self.look_at(entry)
        work.start()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setText(self.tr("Report"))
        self.setToolTip(
            self.tr("Write a one-page report of this run for reading or printing: curves, scores, verdict, samples")
        )

    def _stop(self) -> None:
        self._banner.clear()
        if self._work is not None:
            self._work.stop()

    def _take(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self._progress = event
        self._banner.retranslate()

    def _words(self) -> str:
        now = self._progress
        words = self.tr("Preparing pictures…") if now and now.task is Task.PREPARING else self.tr("Evaluating…")
        return words if now is None or not now.total else f"{words} {text.number(now.done)} / {text.number(now.total)}"

    def _tell(self, page: Path) -> None:
        run = page.parent.name

        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(page)))

        self._banner.tell(
            "good",
            lambda: self.tr("The report on {run} has been written.").format(run=run),
            [(lambda: self.tr("Open"), show)],
        )

    def _end(self) -> None:
        self._work = None
        self.look_at(self._entry)
