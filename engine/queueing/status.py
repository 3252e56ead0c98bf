"""The status of each run of a queue, from the runs' folders."""

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import filelock

from engine.errors import PROBLEMS, Problem
from engine.files import read_bounded_text, read_json, write_json_atomically, write_text_atomically, writing_problem
from engine.queueing.plan import Planned, Queue
from engine.runs.settings_file import SETTINGS
from engine.runs.summary import as_problem, summarise

PROBLEM = "problem.json"
"""File in a run's folder with the problem it failed by; valid until the run makes progress again."""
_MOST_BYTES = 2**20
_LOCK, _NOW = ".queue.lock", ".queue-now"
_PATIENCE = 2.0
"""Seconds that a queue waits for its lock, which others hold briefly to check whether it is taken."""


class RunStatus(StrEnum):
    """Status of a planned run. ``INTERRUPTED``: started, can resume from its last checkpoint."""

    WAITING = "waiting"
    TRAINING = "training"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    FAILED = "failed"
    SKIPPED = "skipped"


PENDING = frozenset((RunStatus.WAITING, RunStatus.INTERRUPTED))
"""Statuses of the runs that a queue trains."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The status of one planned run.

    Attributes:
        step, steps: step of its last checkpoint, and its length in steps; 0 if not known yet.
        problem: the problem it failed by, or None.
    """

    planned: Planned
    folder: Path
    standing: RunStatus
    step: int
    steps: int
    problem: Problem | None = None

    @property
    def name(self) -> str:
        """Its name in the queue."""
        return self.planned.name


def stands(queue: Queue) -> list[Stand]:
    """All planned runs in their order.

    Raises:
        Problem: ``queue-broken``.
    """
    now = training_now(queue)
    return [stand(queue, planned, now) for planned in queue.planned]


def stand(queue: Queue, planned: Planned, now: str | None = None) -> Stand:
    """The status of one run; ``now``: name of the run that is being trained."""
    folder = queue.folder / planned.name
    skipped = RunStatus.SKIPPED if planned.skipped else None
    if not (folder / SETTINGS).exists():
        first = RunStatus.TRAINING if now == planned.name else skipped
        problem = kept_problem(folder, 0)
        return Stand(planned, folder, first or (RunStatus.FAILED if problem else RunStatus.WAITING), 0, 0, problem)
    try:
        summary = summarise(folder)
    except (Problem, OSError) as error:
        return Stand(planned, folder, RunStatus.FAILED, 0, 0, as_problem(error, folder))
    step, steps = summary.step, summary.steps
    if summary.finished:
        return Stand(planned, folder, RunStatus.FINISHED, step, steps)
    if now == planned.name:
        return Stand(planned, folder, RunStatus.TRAINING, step, steps)
    problem = kept_problem(folder, step)
    other = RunStatus.FAILED if problem else RunStatus.INTERRUPTED if summary.resumable else RunStatus.WAITING
    return Stand(planned, folder, skipped or other, step, steps, problem)


def keep_problem(folder: Path, problem: Problem) -> None:
    """Record the problem that a run failed by in its folder.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    step = 0
    if (folder / SETTINGS).exists():
        # If its settings cannot be read, that is the failure, and reading them reports it.
        with contextlib.suppress(Problem):
            step = summarise(folder).step
    values = {name: _plain(value) for name, value in problem.values.items()}
    write_json_atomically(folder / PROBLEM, {"step": step, "code": problem.code, "values": values})


def kept_problem(folder: Path, step: int) -> Problem | None:
    """The problem that a run failed by at a step; None if it has progressed since, or the file is damaged."""
    try:
        found = read_json(folder / PROBLEM, _MOST_BYTES)
        problem = Problem(str(found["code"]), **found["values"])
        # Check here that the sentence has all its values, not when it is shown.
        PROBLEMS[problem.code].format(**problem.values)
        return problem if int(found["step"]) == step else None
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        return None


def forget_problem(folder: Path) -> None:
    """Delete the recorded problem before the run is retried."""
    (folder / PROBLEM).unlink(missing_ok=True)


@contextlib.contextmanager
def held(queue: Queue) -> Iterator[None]:
    """Lock the queue, so that no other process trains it; the lock ends with this process.

    Raises:
        Problem: ``queue-busy``, ``folder-unwritable``.
    """
    lock = filelock.FileLock(queue.folder / _LOCK)
    try:
        lock.acquire(timeout=_PATIENCE)
    except filelock.Timeout as error:
        raise Problem("queue-busy", path=queue.folder) from error
    except OSError as error:
        raise writing_problem(error, queue.folder, 0) from error
    try:
        yield
    finally:
        lock.release()


def tell_now(queue: Queue, name: str) -> None:
    """Record which run is being trained; valid only while the queue is locked."""
    write_text_atomically(queue.folder / _NOW, name)


def training_now(queue: Queue) -> str | None:
    """Name of the run that a process is training for this queue, or None."""
    try:
        name = read_bounded_text(queue.folder / _NOW, _MOST_BYTES)
        with filelock.FileLock(queue.folder / _LOCK).acquire(timeout=0):
            return None
    except filelock.Timeout:
        return name
    except (OSError, ValueError):
        return None


def _plain(value: Any) -> Any:
    """A value that JSON can hold and that reads the same in the sentence."""
    if isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value)
