"""A queue of real runs: one after another, with a stop, a skip, a failure, and changes of the plan in between."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.events import Commands, Event, Failed, LossLogged, QueueTurned, State, StateChanged
from engine.queueing.plan import Planned, Queue
from engine.queueing.running import run_queue
from engine.queueing.status import PROBLEM, RunStatus, held, stands
from engine.queueing.table import read_table
from engine.runs.checkpoint import list_checkpoints
from engine.runs.settings_file import SETTINGS
from tests.queueing.conftest import FAST
from tests.tiny import write_data

Make = Callable[..., Queue]
Act = Callable[[Event, Commands], None]


def go(queue: Queue, act: Act = lambda event, commands: None, retry: bool = False) -> tuple[State, list[str]]:
    """Conduct a queue. Returns how it ended, and the names of the runs it turned to."""
    commands = Commands()
    turned: list[str] = []

    def emit(event: Event) -> None:
        if isinstance(event, QueueTurned):
            turned.append(event.folder.name)
        act(event, commands)

    return run_queue(queue, commands, emit, device="cpu", retry=retry), turned


def standing(queue: Queue) -> dict[str, RunStatus]:
    return {stand.name: stand.standing for stand in stands(queue)}


def test_runs_are_trained_in_their_order_and_finished_ones_left_alone(make_queue: Make) -> None:
    queue = make_queue(first={"seed": 2}, second={"decoder": "lstm"})
    assert standing(queue) == {"first": RunStatus.WAITING, "second": RunStatus.WAITING}
    assert go(queue) == (State.FINISHED, ["first", "second"])
    assert standing(queue) == {"first": RunStatus.FINISHED, "second": RunStatus.FINISHED}
    assert go(queue) == (State.FINISHED, [])


def test_a_stopped_queue_goes_on_where_it_was(make_queue: Make) -> None:
    queue = make_queue(first={}, second={})
    met: list[str | None] = []

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == 2:
            met.extend(stand.name for stand in stands(queue) if stand.standing is RunStatus.TRAINING)
            commands.stop()

    assert go(queue, act) == (State.STOPPED, ["first"])
    # While it was trained another process would have seen which one it is.
    assert met == ["first"]
    assert standing(queue) == {"first": RunStatus.INTERRUPTED, "second": RunStatus.WAITING}
    assert stands(queue)[0].step == 2
    assert go(queue) == (State.FINISHED, ["first", "second"])


def test_a_skipped_run_is_passed_over_until_it_is_taken_up_again(make_queue: Make) -> None:
    queue = make_queue(first={}, second={})

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, StateChanged) and event.state is State.PAUSED:
            commands.skip()
        elif isinstance(event, LossLogged) and event.step == 1 and len(list_checkpoints(queue.folder / "first")) == 0:
            commands.pause()

    assert go(queue, act) == (State.FINISHED, ["first", "second"])
    assert standing(queue) == {"first": RunStatus.SKIPPED, "second": RunStatus.FINISHED}
    assert go(queue) == (State.FINISHED, [])
    queue.skip("first", False)
    assert standing(queue)["first"] is RunStatus.INTERRUPTED
    assert go(queue) == (State.FINISHED, ["first"])


def test_a_failed_run_is_noted_and_the_next_one_follows(make_queue: Make, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    queue = make_queue(good={})
    queue.add([Planned("lost", "compact", FAST, gone)])
    queue.move("lost", -1)
    failed: list[Problem] = []

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, Failed):
            failed.append(event.problem)

    assert go(queue, act) == (State.FINISHED, ["lost", "good"])
    assert [problem.code for problem in failed] == ["data-missing"]
    assert standing(queue) == {"lost": RunStatus.FAILED, "good": RunStatus.FINISHED}
    assert str(stands(queue)[0].problem) == str(failed[0])
    # It is not tried again by itself, and once it is trained the note goes.
    assert go(queue) == (State.FINISHED, [])
    write_data(gone)
    assert go(queue, retry=True) == (State.FINISHED, ["lost"])
    assert standing(queue)["lost"] is RunStatus.FINISHED
    assert not (queue.folder / "lost" / PROBLEM).exists()


def test_a_run_whose_settings_cannot_be_read_does_not_end_the_queue(make_queue: Make) -> None:
    queue = make_queue(broken={}, good={})
    (queue.folder / "broken").mkdir()
    (queue.folder / "broken" / SETTINGS).write_text("no settings")
    assert go(queue, retry=True) == (State.FINISHED, ["broken", "good"])
    assert standing(queue) == {"broken": RunStatus.FAILED, "good": RunStatus.FINISHED}


def test_what_nobody_expected_fails_one_run_alone(make_queue: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = make_queue(first={"seed": 2}, second={"seed": 3})
    from engine.training import trainer

    real = trainer.prepare

    def prepare(run: object, *rest: object) -> object:
        if run.settings.seed == 2:  # type: ignore[attr-defined]
            raise ZeroDivisionError("by nought")
        return real(run, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(trainer, "prepare", prepare)
    assert go(queue) == (State.FINISHED, ["first", "second"])
    first, second = stands(queue)
    assert first.problem is not None
    assert "by nought" in str(first.problem)
    assert "ZeroDivisionError" in (first.folder / "log.txt").read_text()
    assert second.standing is RunStatus.FINISHED


def test_a_full_disk_ends_the_queue_and_marks_no_run(make_queue: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = make_queue(first={}, second={})

    def full(*rest: object, **named: object) -> None:
        raise Problem("disk-full", path=queue.folder, free=0, needed=1)

    monkeypatch.setattr("engine.training.saving.write_checkpoint", full)
    with pytest.raises(Problem, match="is full"):
        go(queue)
    assert standing(queue) == {"first": RunStatus.INTERRUPTED, "second": RunStatus.WAITING}


def test_the_plan_can_change_while_it_is_trained(make_queue: Make, data: Path) -> None:
    queue = make_queue(first={}, second={}, third={})

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, QueueTurned) and event.folder.name == "first":
            queue.move("third", -1)
            queue.remove("second")
            queue.add([Planned("fourth", "compact", FAST, data)])

    assert go(queue, act) == (State.FINISHED, ["first", "third", "fourth"])


def test_two_do_not_train_one_queue(make_queue: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.queueing.status._PATIENCE", 0.05)
    queue = make_queue(first={})
    with held(queue), pytest.raises(Problem, match="being trained by another"):
        go(queue)


def test_the_table_tells_what_differs_and_what_it_cost(make_queue: Make) -> None:
    queue = make_queue(small={}, large={"hidden_size": 32}, later={"hidden_size": 64})
    queue.skip("later")
    go(queue)
    small, large, later = read_table(queue)
    assert [dict(row.settings) for row in (small, large, later)] == [{"hidden_size": size} for size in (16, 32, 64)]
    assert set(small.scores) == {"bleu4", "rouge_l", "cider_d", "validation_loss"}
    assert small.parameters is not None
    assert large.parameters is not None
    assert small.parameters < large.parameters
    # Four bytes a value, and little beside them.
    assert small.size_bytes is not None
    assert 4 * small.parameters < small.size_bytes < 4 * small.parameters + 40_000
    assert small.training_seconds is not None
    assert small.training_seconds > 0
    assert small.caption_ms is not None
    assert later.training_seconds is None
    assert later.scores == {}
