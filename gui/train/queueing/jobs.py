"""Jobs that the queue's view starts: training the queue, changing its plan, reading its state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.events import Commands, Emit, Event, QueueTurned
from gui.train.jobs import LoadedRun, load
from gui.worker import Job

if TYPE_CHECKING:
    from engine.queueing.plan import Queue
    from engine.queueing.table import Row


@dataclass(frozen=True, slots=True)
class Recalled(Event):
    """What the run that a queue continues with has written before."""

    run: LoadedRun


def train_job(runs: Path) -> Job:
    """A job that trains the queue in a folder; of a run that was begun before it first tells what it has written."""

    def job(commands: Commands, emit: Emit) -> Any:
        from engine.queueing.plan import Queue
        from engine.queueing.running import run_queue
        from engine.runs.metrics_log import METRICS

        def told(event: Event) -> None:
            emit(event)
            if isinstance(event, QueueTurned) and (event.folder / METRICS).exists():
                emit(Recalled(load(event.folder)))

        return run_queue(Queue(runs), commands, told)

    return job


def table_job(runs: Path, change: Callable[["Queue"], None] = lambda queue: None) -> Job:
    """A job that changes the plan, if at all, and reads the table."""

    def job(commands: Commands, emit: Emit) -> "tuple[Row, ...]":
        from engine.queueing.plan import Queue
        from engine.queueing.table import read_table

        queue = Queue(runs)
        change(queue)
        return read_table(queue)

    return job


def adding(
    recipe: str, changes: Mapping[str, Any], data: Path, variations: Mapping[str, Sequence[Any]]
) -> Callable[["Queue"], None]:
    """A change that plans a run for each combination of values, each under a name that is free."""

    def change(queue: "Queue") -> None:
        from dataclasses import replace

        from engine.queueing.sweep import sweep

        for planned in sweep(variations, recipe, changes, data):
            queue.add([replace(planned, name=queue.free_name(planned.name))])

    return change


def trying_again(name: str) -> Callable[["Queue"], None]:
    """A change that puts a failed or skipped run back in the queue."""

    def change(queue: "Queue") -> None:
        from engine.queueing.status import forget_problem

        forget_problem(queue.folder / name)
        queue.skip(name, False)

    return change
