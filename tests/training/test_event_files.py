"""TensorBoard's event files equal the metrics: while a run is trained, after a resume, after kills."""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.events import Commands, Event, LossLogged
from engine.runs.event_files import NAME, begin_event_file
from engine.runs.metrics_log import METRICS
from engine.runs.run import Run
from tests.tiny import write_data
from tests.training.driving import lines, run_through, stopping_at
from tests.training.eventreading import read_events, told_by_metrics
from tests.training.killing import COMMON, Lives

pytest.importorskip("tensorboardX")

MakeRun = Callable[..., Run]


def test_they_are_written_while_a_run_is_trained(make_run: MakeRun) -> None:
    run = make_run(tensorboard=True)
    live: list[int] = []

    def look(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged):
            live.append(read_events(run.folder)["training/loss"][-1][0])

    run_through(run, look)
    assert live == list(range(1, 9))
    found = read_events(run.folder)
    assert found == told_by_metrics(run.folder)
    assert [step for step, _ in found["scores/bleu4"]] == [5, 8]


def test_a_run_that_goes_on_tells_no_step_twice(make_run: MakeRun) -> None:
    run = make_run(tensorboard=True)
    run_through(run, stopping_at(3))
    [first] = run.folder.glob(NAME + "*")
    # Lines beyond the last checkpoint, as after a power cut.
    begin = begin_event_file(run.folder, run.folder)
    for step in (3, 4, 5):
        begin.add({"step": step, "loss": 99.0})
    run_through(Run.open(run.folder))
    assert len(list(run.folder.glob(NAME + "*"))) == 1
    assert not first.exists()
    assert read_events(run.folder) == told_by_metrics(run.folder)
    assert [step for step, _ in read_events(run.folder)["training/loss"]] == list(range(1, 9))


def test_an_older_file_that_cannot_be_deleted_is_taken_back(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run()
    run_through(run)
    begin_event_file(run.folder, run.folder).add({"step": 2, "loss": 99.0})

    def held(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "unlink", held)
    begin_event_file(run.folder, run.folder)
    assert len(list(run.folder.glob(NAME + "*"))) == 2
    assert read_events(run.folder) == told_by_metrics(run.folder)


def test_a_setting_that_is_turned_on_later_tells_the_steps_before(make_run: MakeRun) -> None:
    run = make_run()
    run_through(run, stopping_at(3))
    assert not list(run.folder.glob(NAME + "*"))
    run_through(Run.open(run.folder).change({"tensorboard": True}))
    assert read_events(run.folder) == told_by_metrics(run.folder)


@pytest.mark.skipif(os.name == "nt", reason="no process is forked there")
def test_killed_and_gone_on_with_they_equal_the_metrics(tmp_path: Path) -> None:
    lives = Lives(write_data(tmp_path / "data"), tmp_path, {**COMMON, "steps": 60, "tensorboard": True})
    chance, killed = random.Random(5), 0
    for _ in range(3):
        killed += lives.cut_short(chance, 0.2)
        if not (lives.run / METRICS).exists():
            continue
        # What was written last may be missing; nothing else is.
        told, found = told_by_metrics(lives.run), read_events(lives.run)
        for tag, values in found.items():
            assert values == told[tag][: len(values)]
            assert len(told[tag]) - len(values) <= 1
    lives.whole()
    assert killed
    assert read_events(lives.run) == told_by_metrics(lives.run)
    assert [step for step, _ in read_events(lives.run)["training/loss"]] == list(range(1, 61))
    assert not (lives.run / "tensorboard.new").exists()


def test_without_the_package_a_run_is_refused_before_it_begins(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(tensorboard=True)
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(Problem) as caught:
        run_through(run)
    assert caught.value.code == "tensorboardx-missing"
    assert not run.folder.exists()
    assert "--extra tensorboard" in str(caught.value)


def test_a_run_without_the_setting_writes_none(make_run: MakeRun) -> None:
    run = make_run()
    run_through(run)
    assert lines(run)
    assert not list(run.folder.glob(NAME + "*"))
