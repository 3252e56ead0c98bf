"""The current run: its thread, its state, and the commands to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.errors import Problem
from engine.events import Commands, Emit, Event, Failed, QueueTurned, State, StateChanged
from engine.runs.settings_file import SETTINGS, WeightsSource
from engine.settings import Settings
from gui.worker import Job, Work

BUSY = frozenset((State.PREPARING, State.RUNNING, State.EVALUATING, State.PAUSING, State.PAUSED, State.STOPPING))
"""States in which the run holds its thread."""


@dataclass(frozen=True, slots=True)
class RunBegun(Event):
    """The run's folder stands."""

    folder: Path


def is_run(folder: Path) -> bool:
    """Whether a run's settings lie in a folder."""
    return (folder / SETTINGS).exists()


def begin_job(settings: Settings, data: Path, runs: Path, source: WeightsSource | None = None) -> Job:
    """A job that makes a new run and trains it.

    Args:
        source: the checkpoint whose weights it starts from; None for those that the settings name.
    """

    def job(commands: Commands, emit: Emit) -> Any:
        from engine.runs.run import Run
        from engine.runs.summary import free_run_folder
        from engine.training.trainer import train

        run = Run.create(free_run_folder(runs, settings.recipe), settings, data, source)
        emit(RunBegun(run.folder))
        return train(run, commands, emit)

    return job


def resume_job(folder: Path, changes: Mapping[str, Any] | None = None, data: Path | None = None) -> Job:
    """A job that goes on with a run, with some settings changed where its weights were not to be had.

    Args:
        data: what is open in the window; the run's data where those that it began with are no longer there, as when
            their folder was moved. That they are the same is checked by what they hold.
    """

    def job(commands: Commands, emit: Emit) -> Any:
        from engine.runs.run import Run
        from engine.training.trainer import train

        run = Run.open(folder)
        if changes:
            run = run.change(changes)
        if data is not None and not run.data.exists():
            run = run.with_data(data)
        emit(RunBegun(run.folder))
        return train(run, commands, emit)

    return job


class Session(QObject):
    """One run at a time. ``changed`` comes with every change of state, ``events`` with what the engine tells."""

    changed = Signal()
    events = Signal(list)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Work | None = None
        self.state: State | None = None
        self.step = 0
        self.steps = 0
        self.epoch_steps = 0
        self.folder: Path | None = None

    @property
    def busy(self) -> bool:
        """Whether a run holds its thread."""
        return self._work is not None

    def show(self, folder: Path, state: State, step: int, steps: int) -> None:
        """Take the place of a run that was begun earlier, without starting it."""
        self.folder, self.state, self.step, self.steps, self.epoch_steps = folder, state, step, steps, 0
        self.changed.emit()

    def clear(self) -> None:
        """Forget the run shown."""
        if not self.busy:
            self.folder, self.state, self.step, self.steps, self.epoch_steps = None, None, 0, 0, 0
            self.changed.emit()

    def start(self, job: Job) -> None:
        """Run a job that trains: one run, or those of a queue."""
        if self.busy:
            return
        self._work = Work(job, "training", self)
        self._work.events.connect(self._take)
        self._work.failed.connect(self._fail)
        self._work.ended.connect(self._end)
        self._enter(State.PREPARING)
        self._work.start()

    def pause(self) -> None:
        """Ask for a pause; until the run says that it is paused it is pausing."""
        if self._work and self.state in (State.PREPARING, State.RUNNING, State.EVALUATING):
            self._work.commands.pause()
            self._enter(State.PAUSING)

    def resume(self) -> None:
        """Go on from a pause."""
        if self._work and self.state in (State.PAUSED, State.PAUSING):
            self._work.commands.resume()
            self._enter(State.RUNNING)

    def stop(self) -> None:
        """Ask the run to save and end."""
        if self._work and self.state is not State.STOPPING:
            self._work.stop()
            self._enter(State.STOPPING)

    def skip(self) -> None:
        """Ask the run of a queue to save and end; the next one follows."""
        if self._work and self.state is not State.STOPPING:
            self._work.commands.skip()
            self._enter(State.STOPPING)

    def save(self) -> None:
        """Ask for a checkpoint at the next step."""
        if self._work:
            self._work.commands.save()

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, RunBegun):
                self.folder = event.folder
            elif isinstance(event, QueueTurned):
                self.folder, self.step, self.steps, self.epoch_steps = event.folder, 0, 0, 0
                self._enter(State.PREPARING)
            elif isinstance(event, Failed):
                # Of a queue another run may follow.
                self._enter(State.FAILED)
            elif isinstance(event, StateChanged):
                self._take_state(event)
            elif hasattr(event, "step"):
                self.step = max(self.step, event.step)
        self.events.emit(events)

    def _take_state(self, event: StateChanged) -> None:
        if event.epoch_steps:
            self.steps, self.epoch_steps, self.step = event.steps, event.epoch_steps, event.step
        wanted = self._work.commands if self._work else None
        state = event.state
        # What was asked for and is not reached yet stays in sight, whatever the engine passes on its way there.
        if state in (State.PREPARING, State.RUNNING, State.EVALUATING) and wanted is not None:
            if wanted.stopping:
                state = State.STOPPING
            elif wanted.pausing:
                state = State.PAUSING
        self._enter(state)

    def _fail(self, problem: Problem) -> None:
        self._enter(State.FAILED)
        self.failed.emit(problem)

    def _end(self) -> None:
        self._work = None
        if self.state in BUSY:
            self._enter(State.STOPPED)
        self.changed.emit()
        self.ended.emit()

    def _enter(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()
