"""Trains the planned runs of a queue one after another."""

import traceback
from pathlib import Path

from engine.errors import Problem, reason
from engine.events import Commands, Emit, Failed, QueueTurned, State
from engine.models.memory import return_memory
from engine.queueing.plan import Planned, Queue
from engine.queueing.status import PENDING, RunStatus, forget_problem, held, keep_problem, stand, tell_now
from engine.runs.run import LOG, Run
from engine.runs.settings_file import SETTINGS
from engine.training.faults import quietly
from engine.training.trainer import train

OF_THE_MACHINE = frozenset(("disk-full", "device-missing"))
"""Problems that the next run would meet too: they stop the queue and do not count as a failure of the run."""


def run_queue(queue: Queue, commands: Commands, emit: Emit, *, device: str = "auto", retry: bool = False) -> State:
    """Train the planned runs that are not finished, failed or skipped; interrupted runs resume from their checkpoint.

    The plan is read again after each run, so it can be changed meanwhile. ``commands.skip`` ends the current run and
    marks it as skipped; a stop ends the queue. Emits the events of each run, ``QueueTurned`` before it and ``Failed``
    after a failure, which is recorded in the run's folder.

    Args:
        retry: train failed runs again.

    Returns:
        FINISHED if no run is left to train, else STOPPED.

    Raises:
        Problem: ``queue-broken``, ``queue-busy``, and those of ``OF_THE_MACHINE``.
    """
    with held(queue):
        tried: set[str] = set()
        while not commands.stopping:
            planned = queue.planned
            chosen = next((run for run in planned if run.name not in tried and _wanted(queue, run, retry)), None)
            if chosen is None:
                return State.FINISHED
            tried.add(chosen.name)
            tell_now(queue, chosen.name)
            emit(QueueTurned(queue.folder / chosen.name, planned.index(chosen) + 1, len(planned)))
            commands.take_skip()
            ended = _train(queue.folder / chosen.name, chosen, commands, emit, device)
            if commands.take_skip() and ended is State.STOPPED:
                queue.skip(chosen.name)
        return State.STOPPED


def _wanted(queue: Queue, planned: Planned, retry: bool) -> bool:
    standing = stand(queue, planned).standing
    return standing in PENDING or (retry and standing is RunStatus.FAILED)


def _train(folder: Path, planned: Planned, commands: Commands, emit: Emit, device: str) -> State:
    """Train one run; a failure is recorded and emitted."""
    try:
        forget_problem(folder)
        begun = (folder / SETTINGS).exists()
        run = Run.open(folder) if begun else Run.create(folder, planned.settings(), planned.data)
    except Problem as problem:
        return _fail(folder, problem, emit, logged=False)
    try:
        return train(run, commands, emit, device=device)
    except Problem as problem:
        # Without its traceback, whose frames would hold this run's model while the next one trains.
        return _fail(folder, problem.with_traceback(None), emit, logged=True)
    except Exception as error:
        with quietly():
            run.log("".join(traceback.format_exception(error)))
        return_memory()
        return _fail(folder, Problem("unexpected", reason=reason(error), log=folder / LOG), emit, logged=False)


def _fail(folder: Path, problem: Problem, emit: Emit, *, logged: bool) -> State:
    if not logged:
        emit(Failed(problem))
    if problem.code in OF_THE_MACHINE:
        raise problem
    # Another process is training this run and will record its result.
    if problem.code != "run-busy":
        # A run that was refused at its start has no folder yet; a deleted queue folder is not created again.
        if folder.parent.is_dir():
            folder.mkdir(exist_ok=True)
        if folder.is_dir():
            keep_problem(folder, problem)
    return State.FAILED
