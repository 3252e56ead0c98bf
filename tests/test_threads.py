"""The spin of OpenMP's threads follows the load: what is decided, what stands meanwhile, and that no sum changes."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from engine import threads
from engine.__main__ import main
from engine.events import Commands, Event, LossLogged
from engine.runs.run import Run
from engine.threads import (
    CROWDED,
    QUIET_SAMPLES,
    ROOMY,
    USERS_OWN,
    Crowding,
    ShortSpin,
    following_load,
    follows,
    loaded_libgomp,
    run_queue_seconds,
    waiting_threads,
)
from tests.limits import SECONDS
from tests.tinyruns import data, make_run
from tests.training.driving import lines, run_through

__all__ = ["data", "make_run"]

MakeRun = Callable[..., Run]

linux = pytest.mark.skipif(not follows({}) or not run_queue_seconds(), reason="the load is followed on Linux alone")
gnu = pytest.mark.skipif(not loaded_libgomp(), reason="torch brings another OpenMP here")


@pytest.fixture(autouse=True)
def _no_variable_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in USERS_OWN:
        monkeypatch.delenv(name, raising=False)


def test_the_first_crowded_sample_makes_the_spin_short() -> None:
    crowding = Crowding()
    assert not crowding.note(CROWDED - 0.01)
    assert crowding.note(CROWDED)


def test_only_quiet_samples_in_a_row_make_it_long_again() -> None:
    crowding = Crowding()
    crowding.note(2.0)
    for _ in range(QUIET_SAMPLES - 1):
        assert crowding.note(0.0)
    # Neither crowded nor quiet: the row begins anew.
    assert crowding.note((CROWDED + ROOMY) / 2)
    answers = [crowding.note(0.0) for _ in range(QUIET_SAMPLES)]
    assert answers == [True] * (QUIET_SAMPLES - 1) + [False]
    assert crowding.note(2.0)


def test_what_is_in_between_leaves_all_as_it_is() -> None:
    crowding = Crowding()
    assert not any(crowding.note((CROWDED + ROOMY) / 2) for _ in range(20))
    crowding.note(1.0)
    assert all(crowding.note((CROWDED + ROOMY) / 2) for _ in range(20))


def test_threads_that_began_or_ended_between_two_samples_are_counted_right() -> None:
    before = {"1": 4.0, "2": 1.0, "ended": 9.0}
    assert waiting_threads(before, {"1": 4.5, "2": 1.0, "began": 0.25}, 0.5) == pytest.approx(1.5)
    assert waiting_threads({}, {}, 0.0) == 0.0


def test_what_a_thread_has_waited_is_read_of_the_kernel(tmp_path: Path) -> None:
    for task, text in {"7": "1000000000 2500000000 12\n", "8": "", "9": "none"}.items():
        (tmp_path / task).mkdir()
        (tmp_path / task / "schedstat").write_text(text)
    # One that has ended since.
    (tmp_path / "10").mkdir()
    assert run_queue_seconds(tmp_path) == {"7": 2.5}
    assert run_queue_seconds(tmp_path / "missing") == {}


def test_libgomp_is_found_under_any_name_and_folder(tmp_path: Path) -> None:
    folder = tmp_path / "with a space" / "libgomp-is-no-library"
    folder.mkdir(parents=True)
    for name in ("libgomp-24e2ab19.so.1.0.0", "libc.so.6"):
        (folder / name).touch()
    maps = tmp_path / "maps"
    maps.write_text(
        "7f00-7f01 r-xp 00000000 00:00 0\n"
        + "".join(f"7f01-7f02 r--p 00000000 08:01 77 {' ' * 16}{folder / name}\n" for name in os.listdir(folder)) * 2
        + f"7f02-7f03 r--p 00000000 08:01 78   {folder}/libgomp.so.1 (deleted)\n"
    )
    assert loaded_libgomp(maps) == [str(folder / "libgomp-24e2ab19.so.1.0.0")]
    assert loaded_libgomp(tmp_path / "missing") == []


@pytest.mark.parametrize("name", USERS_OWN)
def test_what_the_user_has_set_is_left_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert follows({}, "linux")
    assert follows({"OMP_NUM_THREADS": "2"}, "linux")
    assert not follows({name: ""}, "linux")
    monkeypatch.setenv(name, "1500")
    before, environment = threading.enumerate(), dict(os.environ)
    with following_load():
        assert threading.enumerate() == before
    assert dict(os.environ) == environment


def test_elsewhere_nothing_is_followed() -> None:
    assert not follows({}, "win32")
    assert not follows({}, "darwin")


@pytest.fixture
def no_threads_left() -> Iterator[None]:
    """Fails where Python's threads, or the system's, are more than before."""
    before, tasks = set(threading.enumerate()), _tasks()
    yield
    assert set(threading.enumerate()) <= before
    # A thread that Python counts as ended may have a few instructions left.
    for _ in range(100_000):
        if _tasks() <= tasks:
            return
        os.sched_yield()
    assert _tasks() <= tasks


def _tasks() -> set[str]:
    return set(os.listdir(threads.TASKS))


@linux
@gnu
@pytest.mark.usefixtures("no_threads_left")
def test_a_short_spin_is_a_team_that_sleeps_and_leaves_nothing_behind() -> None:
    before, spin = len(_tasks()), ShortSpin()
    for _ in range(3):
        spin.set(True)
        spin.set(True)
        assert spin.on
        # libgomp counts more threads than processors, whatever team the computing ones have.
        assert len(_tasks()) - before >= len(loaded_libgomp()) * len(os.sched_getaffinity(0))
        spin.set(False)
        spin.set(False)
        assert not spin.on


@linux
def test_a_library_that_is_no_libgomp_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "libgomp.so.1").write_bytes(b"no library")
    monkeypatch.setattr(threads, "loaded_libgomp", lambda: [str(tmp_path / "libgomp.so.1"), "libc.so.6"])
    spin = ShortSpin()
    spin.set(True)
    assert not spin.on


@linux
@gnu
@pytest.mark.usefixtures("no_threads_left")
def test_the_watcher_acts_on_what_it_sees_and_ends_with_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = iter([2.0, *[0.0] * QUIET_SAMPLES, 2.0])
    seen: list[bool] = []
    through = threading.Event()

    class Noted(ShortSpin):
        def set(self, on: bool) -> None:
            super().set(on)
            seen.append(self.on)
            if len(seen) == QUIET_SAMPLES + 2:
                through.set()

    monkeypatch.setattr(threads, "SAMPLE_SECONDS", 0.001)
    monkeypatch.setattr(threads, "ShortSpin", Noted)
    monkeypatch.setattr(threads, "waiting_threads", lambda *_: next(samples, 2.0))
    with following_load():
        assert through.wait(SECONDS)
    assert seen[: QUIET_SAMPLES + 2] == [True] * QUIET_SAMPLES + [False, True]
    assert seen[-1] is False


@linux
def test_a_command_is_watched_while_it_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from engine.commands import score

    names: list[str] = []

    def run(*_: Any) -> int:
        names.extend(thread.name for thread in threading.enumerate())
        return 0

    monkeypatch.setattr(score, "run", run)
    assert main(["score", "-"]) == 0
    assert "load watcher" in names
    assert "load watcher" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def two_threads() -> Iterator[None]:
    """A run with two threads leaves torch with as many as it found."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@linux
@gnu
@pytest.mark.usefixtures("two_threads")
def test_the_losses_are_the_same_to_the_bit_with_either_spin_and_with_both(make_run: MakeRun) -> None:
    wide = {"threads": 2, "batch_size": 8, "steps": 4, "evaluate_every": 0, "checkpoint_every": 4}
    spin = ShortSpin()

    def toggle(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged):
            spin.set(not spin.on)

    def losses(name: str, act: Callable[[Event, Commands], None] = lambda event, commands: None) -> list[Any]:
        run = make_run(name, **wide)
        run_through(run, act)
        return [(line["step"], line["loss"]) for line in lines(run)]

    long = losses("long")
    assert len(long) == 4
    try:
        toggled = losses("toggled", toggle)
        spin.set(True)
        short = losses("short")
    finally:
        spin.set(False)
    assert toggled == long
    assert short == long
