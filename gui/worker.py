"""The window's worker thread: runs one engine job, delivers its events to the window and commands to the job.

``Work(job).start()`` runs ``job(commands, emit)`` on a thread of its own. Events pile up in a bounded queue that a
timer of the window's thread empties eight times a second; a change of state empties it at once. Nothing is ever
terminated: a job is asked to stop, and ``ended`` says that it has.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from engine.errors import Problem
from engine.events import Commands, Emit, Event, Failed, StateChanged
from gui.crash import as_problem

Job = Callable[[Commands, Emit], Any]

PERIOD_MS = 120
"""Interval between two polls of the queue; a person sees no difference below it."""
QUEUE = 100_000
"""Events kept when the window is late; the oldest go first, and every state tells all of itself."""


class _Thread(QThread):
    """``run()`` alone: a training loop never returns to an event loop, so no slot may live on this thread."""

    woken = Signal()

    def __init__(self, job: Job, commands: Commands, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = job
        self._commands = commands
        self.events: deque[Event] = deque(maxlen=QUEUE)
        self.result: Any = None
        self.problem: Problem | None = None

    def emit_event(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, (StateChanged, Failed)):
            self.woken.emit()

    def run(self) -> None:
        assert self._job is not None
        try:
            self.result = self._job(self._commands, self.emit_event)
        except BaseException as error:
            # Without its traceback, whose frames would hold the model and its memory.
            self.problem = as_problem(error).with_traceback(None)
            self.problem.__context__ = self.problem.__cause__ = None
        finally:
            # The job's closure may hold a model: it must not live as long as the window.
            self._job = None


class Work(QObject):
    """One running job. It lives on the window's thread, and so do all its signals.

    ``owner``: what it is done for; where that is destroyed the job is asked to stop, and nobody is told any more: what
    is connected may be a function that holds the owner, which Qt does not disconnect.

    ``events``: a list of engine events, in their order. ``done``: the job's result. ``failed``: a Problem, ``stopped``
    excepted. ``ended``: after one of these, or alone when the job was stopped.
    """

    events = Signal(list)
    done = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, job: Job, name: str = "job", owner: QObject | None = None) -> None:
        super().__init__()
        self.commands = Commands()
        self.name = name
        self._orphaned = False
        self._thread = _Thread(job, self.commands, self)
        self._thread.setObjectName(name)
        self._thread.woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self._thread.finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self._drain)
        # Not its child: a thread that is deleted with a page while it runs aborts the process.
        if owner is not None:
            owner.destroyed.connect(self._orphan)

    @property
    def running(self) -> bool:
        """Between ``start`` and ``ended``."""
        return self in _running

    def start(self) -> "Work":
        """Begin; returns itself."""
        _running.append(self)
        self._timer.start()
        self._thread.start()
        return self

    @Slot()
    def stop(self) -> None:
        """Ask the job to stop; it does so when it next checks, and ``ended`` follows."""
        self.commands.stop()

    @Slot()
    def _orphan(self) -> None:
        self._orphaned = True
        self.stop()

    @Slot()
    def _drain(self) -> None:
        queue = self._thread.events
        # No more than is there now: a job that emits faster than this loop must not hold the window.
        taken = [queue.popleft() for _ in range(len(queue))]
        if taken and not self._orphaned:
            self.events.emit(taken)

    @Slot()
    def _finish(self) -> None:
        self._timer.stop()
        self._drain()
        # ``finished`` comes from inside the thread: only after wait() may the object go.
        self._thread.wait()
        _running.remove(self)
        problem, result = self._thread.problem, self._thread.result
        self._thread.result = None
        if not self._orphaned:
            if problem is None:
                self.done.emit(result)
            elif problem.code != "stopped":
                self.failed.emit(problem)
            self.ended.emit()
        if not _running:
            for waiting in _waiting[:]:
                waiting()
        self.deleteLater()


_running: list[Work] = []
_waiting: list[Callable[[], None]] = []


def running() -> tuple[Work, ...]:
    """All running work."""
    return tuple(_running)


def stop_all() -> None:
    """Ask all running work to stop."""
    for work in running():
        work.stop()


def when_idle(call: Callable[[], None]) -> None:
    """Call, on the window's thread, each time that the last work has ended."""
    _waiting.append(call)


def forget(call: Callable[[], None]) -> None:
    """Undo ``when_idle``."""
    if call in _waiting:
        _waiting.remove(call)
