"""The thread: events in their order, a stop, a fault, and no queue that starves the window."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.events import Commands, Emit, Event, LossLogged, State, StateChanged
from gui import crash, worker
from gui.worker import QUEUE, Work
from tests.limits import MILLISECONDS, SECONDS


def _log(step: int) -> LossLogged:
    return LossLogged(step, 1, 1.0, 1e-3, 1e-3, 10.0, None, None)


def test_events_come_in_order_and_before_the_end(qtbot: QtBot) -> None:
    def job(commands: Commands, emit: Emit) -> str:
        for step in range(20_000):
            emit(_log(step))
        return "done"

    seen: list[object] = []
    work = Work(job)
    work.events.connect(lambda events: seen.extend(event.step for event in events))
    work.done.connect(seen.append)
    with qtbot.waitSignal(work.ended):
        work.start()
    assert seen == [*range(20_000), "done"]


def test_a_change_of_state_is_told_while_the_job_runs(qtbot: QtBot) -> None:
    go_on = threading.Event()

    def job(commands: Commands, emit: Emit) -> None:
        emit(StateChanged(State.RUNNING, 1, 2, 1))
        assert go_on.wait(SECONDS)

    work = Work(job)
    with qtbot.waitSignal(work.events) as signal:
        work.start()
    assert signal.args[0][0].state is State.RUNNING
    with qtbot.waitSignal(work.ended):
        go_on.set()


def test_a_stop_reaches_a_parked_job_and_is_no_failure(qtbot: QtBot) -> None:
    parked = threading.Event()

    def job(commands: Commands, emit: Emit) -> None:
        commands.pause()
        parked.set()
        commands.park()
        raise Problem("stopped")

    work = Work(job)
    failures: list[Problem] = []
    work.failed.connect(failures.append)
    with qtbot.waitSignal(work.ended):
        work.start()
        assert parked.wait(SECONDS)
        work.stop()
    assert not failures
    assert not worker.running()


def test_a_fault_becomes_a_sentence_and_a_traceback_in_the_log(qtbot: QtBot) -> None:
    def job(commands: Commands, emit: Emit) -> None:
        raise ValueError("seven of nine")

    work = Work(job, "faulty")
    with qtbot.waitSignal(work.failed) as failed, qtbot.waitSignal(work.ended):
        work.start()
    problem = failed.args[0]
    assert problem.code == "unexpected"
    assert "seven of nine" in str(problem)
    assert problem.__traceback__ is None
    assert problem.__context__ is None
    assert "ValueError: seven of nine" in Path(problem.values["log"]).read_text(encoding="utf-8")


def test_a_problem_passes_as_it_is(qtbot: QtBot) -> None:
    def job(commands: Commands, emit: Emit) -> None:
        raise Problem("data-missing", path="/nowhere")

    work = Work(job)
    with qtbot.waitSignal(work.failed) as failed, qtbot.waitSignal(work.ended):
        work.start()
    assert failed.args[0].code == "data-missing"


def test_a_late_window_loses_the_oldest_events_and_never_the_last(qtbot: QtBot) -> None:
    def job(commands: Commands, emit: Emit) -> None:
        for step in range(QUEUE + 500):
            emit(_log(step))

    work = Work(job)
    seen: list[Event] = []
    work.events.connect(seen.extend)
    work.start()
    # Not one turn of the event loop until the job is through: the window is as late as it can be.
    assert work._thread.wait(MILLISECONDS)
    with qtbot.waitSignal(work.ended):
        pass
    assert len(seen) == QUEUE
    assert seen[-1] == _log(QUEUE + 499)


def waiting_for(gate: threading.Event) -> Callable[[Commands, Emit], bool]:
    def job(commands: Commands, emit: Emit) -> bool:
        return gate.wait(SECONDS)

    return job


def test_idle_is_told_when_the_last_work_has_ended(qtbot: QtBot) -> None:
    gates = [threading.Event(), threading.Event()]
    calls: list[int] = []

    def idle() -> None:
        calls.append(len(worker.running()))

    worker.when_idle(idle)
    try:
        works = [Work(waiting_for(gate)).start() for gate in gates]
        for work, gate in zip(works, gates, strict=True):
            assert not calls
            with qtbot.waitSignal(work.ended):
                gate.set()
        assert calls == [0]
    finally:
        worker.forget(idle)


class _Emitter(QObject):
    told = Signal(bool)


def test_twenty_thousand_emits_do_not_abort(qapp: object) -> None:
    # PySide6 6.12.0 drops a reference to True at every emit and aborts on Python 3.11 after some 600 of them.
    emitter = _Emitter()
    count = 0

    def take(value: bool) -> None:
        nonlocal count
        count += value

    emitter.told.connect(take)
    for _ in range(20_000):
        emitter.told.emit(True)
    assert count == 20_000


def test_work_outlives_its_owner_is_asked_to_stop_and_tells_nobody(qtbot: QtBot) -> None:
    """A function that holds the owner is not disconnected when that goes, and would use what is no longer there."""

    def job(commands: Commands, emit: Emit) -> str:
        commands.pause()
        try:
            commands.park()
        finally:
            emit(_log(1))
        return "done"

    owner = QObject()
    work = Work(job, "owned", owner)
    seen: list[object] = []
    for signal in (work.events, work.done, work.failed):
        signal.connect(lambda value: seen.append((owner.objectName(), value)))
    work.ended.connect(lambda: seen.append(owner.objectName()))
    work.start()
    owner.deleteLater()
    qtbot.waitUntil(lambda: not worker.running())
    assert seen == []


def test_only_the_worker_makes_threads() -> None:
    sources = [path for path in (Path(__file__).parents[2] / "gui").rglob("*.py") if path.name != "worker.py"]
    assert sources
    for path in sources:
        words = path.read_text(encoding="utf-8")
        assert "QThread" not in words, path
        assert "QThreadPool" not in words, path
    assert issubclass(worker._Thread, QThread)


def test_a_log_that_cannot_be_written_is_no_second_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(crash, "log_file", lambda: tmp_path / "file" / "atelier.log")
    assert crash.as_problem(ValueError("x")).code == "unexpected"


def test_the_log_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "atelier.log"
    log.write_text("x" * (2**20 + 1))
    monkeypatch.setattr(crash, "log_file", lambda: log)
    crash.write_log(ValueError("new"))
    assert log.stat().st_size < 10_000
    assert (tmp_path / "atelier.old.log").exists()
