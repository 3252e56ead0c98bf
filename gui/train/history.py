"""Earlier runs: the last one is restored, an unfinished one is offered, others are overlaid for comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.events import State
from gui.train import jobs
from gui.worker import Work

if TYPE_CHECKING:
    from engine.runs.summary import RunSummary
    from gui.train.curves_card import CurvesCard
    from gui.train.samples_card import SamplesCard


class RunHistory(QObject):
    """Reads run folders on threads. ``loaded``: a ``LoadedRun`` to show. ``listed``: the runs have been looked at."""

    loaded = Signal(object)
    listed = Signal()
    failed = Signal(object)

    def __init__(self, runs: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = runs
        self._curves: CurvesCard | None = None
        self.runs: tuple[RunSummary, ...] = ()

    def attach(self, curves: CurvesCard) -> None:
        """Take the card that shows comparisons."""
        self._curves = curves
        curves.comparison_wanted.connect(self.lay_under)

    def look(self, load_latest: bool = False) -> None:
        """Reload the list of runs, and read the latest if it is to be shown."""
        work = Work(jobs.history_job(self._folder) if load_latest else jobs.list_job(self._folder), "runs", self)
        work.done.connect(self._take)
        work.failed.connect(self.failed)
        work.start()

    def summary(self, folder: Path | None) -> RunSummary | None:
        """What is known of a run's folder."""
        return next((run for run in self.runs if run.folder == folder), None)

    def lay_under(self, folder: Path) -> None:
        """Read an earlier run and draw it under the present one."""
        work = Work(jobs.load_job(folder), "earlier run", self)
        work.done.connect(self._draw_under)
        work.failed.connect(self.failed)
        work.start()

    def offer(self, shown: Path | None) -> None:
        """Offer all runs but the one that is shown for comparison."""
        if self._curves is not None:
            self._curves.offer([(run.folder, run.name) for run in self.runs if run.folder != shown and run.step])

    def _take(self, history: jobs.History) -> None:
        self.runs = history.runs
        self.listed.emit()
        if history.shown is not None:
            self.loaded.emit(history.shown)

    def _draw_under(self, run: jobs.LoadedRun) -> None:
        if self._curves is not None:
            losses, scores = run.metrics.losses, run.metrics.scores
            folder = run.summary.folder
            self._curves.lay_under(folder, (losses.step, losses.loss), scores, losses.reward)


def state_of(summary: RunSummary) -> State:
    """The state of a run that nobody trains."""
    return State.FINISHED if summary.finished else State.STOPPED


def show_run(run: jobs.LoadedRun, curves: CurvesCard, samples: SamplesCard) -> None:
    """Draw what a run has written: its curves, its last scores, its fixed samples."""
    losses, scores = run.metrics.losses, run.metrics.scores
    steps = max(run.summary.steps, int(losses.step[-1]) if len(losses.step) else 0)
    curves.set_run((losses.step, losses.loss, losses.lr_encoder, losses.lr_decoder), scores, steps, losses.reward)
    samples.show_history(run.samples)
