"""A pause that gives the device back: nothing stays there, and the run goes on to the same curve, to the bit."""

import gc
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.events import Commands, Event, LossLogged, State, StateChanged
from engine.loading import feature_cache as codes_module
from engine.runs.run import Run
from engine.training.trainer import train
from tests.training.driving import Driver, at_encoding, lines, run_through, timeless

MakeRun = Callable[..., Run]

SMALL = 2000
"""Bytes of a tensor that may stay: a loss, a picture's place."""


def lying() -> int:
    """Bytes of all tensors of this process, each storage once, the small ones left out."""
    gc.collect()
    found: dict[int, int] = {}
    for item in gc.get_objects():
        # Not those that an export or a compilation has made up: they hold nothing.
        if type(item) in (torch.Tensor, torch.nn.Parameter):
            for tensor in (item, item.grad if item.is_leaf else None):
                if tensor is not None and tensor.untyped_storage().nbytes() > SMALL:
                    storage = tensor.untyped_storage()
                    found[storage.data_ptr()] = storage.nbytes()
    return sum(found.values())


class Looking(Commands):
    """Looks at the memory while the run is parked, then does what is wanted."""

    def __init__(self, then: Callable[[Commands], None] = Commands.resume) -> None:
        super().__init__()
        self.then = then
        self.lay: list[int] = []
        self.threads: list[str] = []

    def park(self) -> None:
        self.lay.append(lying())
        self.threads.append(threading.current_thread().name)
        self.then(self)
        super().park()


def run_paused(
    run: Run, act: Callable[[Event, Commands], None], then: Callable[[Commands], None] = Commands.resume
) -> tuple[Looking, Driver]:
    driver = Driver(act)
    driver.commands = Looking(then)
    train(run, driver.commands, driver, device="cpu")
    return driver.commands, driver


def pausing_at(step: int) -> Callable[[Event, Commands], None]:
    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == step:
            commands.pause()

    return act


def pausing_within_step(monkeypatch: pytest.MonkeyPatch, commands: Callable[[], Commands], call: int) -> None:
    """Asks for a pause while a part of a step is computed, when gradients of another stand already."""
    at_encoding(monkeypatch, call, lambda: commands().pause())


ALL_ON: dict[str, Any] = {
    "dropout": 0.4,
    "micro_batch": 2,
    "ema_decay": 0.9,
    "weight_decay": 0.05,
    "decoder": "lstm_attention",
    "scheduled_sampling": 0.5,
}


def test_without_the_setting_all_stays_where_it_is(make_run: MakeRun) -> None:
    looking, _ = run_paused(make_run(), pausing_at(3))
    assert looking.lay[0] > 100_000


def test_paused_within_a_step_nothing_stays_and_the_curve_is_the_same(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lying()
    whole, paused = make_run("whole", **ALL_ON), make_run("paused", release_when_paused=True, **ALL_ON)
    run_through(whole)
    driver = Driver()
    driver.commands = Looking()
    # Two parts a step: this is the first part of the third step.
    pausing_within_step(monkeypatch, lambda: driver.commands, 5)
    train(paused, driver.commands, driver, device="cpu")
    [left] = driver.commands.lay
    assert left <= before
    assert "MB given back" in (paused.folder / "log.txt").read_text()
    assert timeless(paused) == timeless(whole)
    assert len([line for line in lines(whole) if "loss" in line]) == 8


def test_paused_within_an_evaluation_nothing_stays_and_its_scores_are_the_same(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The averages stand in the weights' place just then."""
    from engine.training import validation as examination

    monkeypatch.setattr(examination, "captioning_batch", lambda *words: 1)
    before = lying()
    whole, paused = make_run("whole", **ALL_ON), make_run("paused", release_when_paused=True, **ALL_ON)
    run_through(whole)

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, StateChanged) and event.state is State.EVALUATING:
            commands.pause()

    looking, driver = run_paused(paused, act)
    assert len(looking.lay) >= 2
    assert max(looking.lay) <= before
    assert timeless(paused) == timeless(whole)
    states = driver.states()
    assert states[states.index(State.PAUSED) + 1] is State.EVALUATING


def test_codes_of_a_frozen_encoder_leave_and_return(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    # They come and return in pieces of two pictures' codes.
    monkeypatch.setattr(codes_module, "_PIECE_BYTES", 2 * 1 * 1 * 256 * 4)
    before = lying()
    changes: dict[str, Any] = {"train_encoder": "none", "features": "spatial"}
    whole, paused = make_run("whole", **changes), make_run("paused", release_when_paused=True, **changes)
    run_through(whole)
    looking, _ = run_paused(paused, pausing_at(3))
    assert looking.lay[0] <= before
    assert codes_module._RESIDENT_BYTES > 0
    assert timeless(paused) == timeless(whole)


def test_stopped_while_it_is_paused_it_can_be_resumed(make_run: MakeRun) -> None:
    whole, paused = make_run("whole", **ALL_ON), make_run("paused", release_when_paused=True, **ALL_ON)
    run_through(whole)
    looking, driver = run_paused(paused, pausing_at(3), Commands.stop)
    assert len(looking.lay) == 1
    assert driver.states()[-1] is State.STOPPED
    run_through(Run.open(paused.folder))
    assert timeless(paused) == timeless(whole)
