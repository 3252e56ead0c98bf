"""Driving a real run in a test: its events, its commands, its metrics."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import torch

from engine.events import Commands, Event, LossLogged, State, StateChanged
from engine.models.captioner import Captioner
from engine.runs.metrics_log import METRICS
from engine.runs.run import Run
from engine.training.trainer import train
from tests.training.killing import metrics


def lines(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run.folder / METRICS).read_text().splitlines()]


def timeless(run: Run) -> list[dict[str, Any]]:
    """The metrics without what a clock says."""
    return metrics(run.folder)


class Driver:
    """Collects events and gives commands at chosen ones."""

    def __init__(self, act: Callable[[Event, Commands], None] = lambda event, commands: None) -> None:
        self.commands = Commands()
        self.events: list[Event] = []
        self.act = act

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self.act(event, self.commands)

    def states(self) -> list[State]:
        return [event.state for event in self.events if isinstance(event, StateChanged)]


def run_through(run: Run, act: Callable[[Event, Commands], None] = lambda event, commands: None) -> Driver:
    driver = Driver(act)
    train(run, driver.commands, driver, device="cpu")
    return driver


def stopping_at(step: int) -> Callable[[Event, Commands], None]:
    """Asks for a stop as soon as a step is logged."""

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == step:
            commands.stop()

    return act


def check_resume(make_run: Callable[..., Run], stop_at: int = 5, **changes: Any) -> Run:
    """One run through, and one that is stopped and resumed, with equal metrics."""
    whole, broken = make_run("whole", **changes), make_run("broken", **changes)
    run_through(whole)
    run_through(broken, stopping_at(stop_at))
    run_through(Run.open(broken.folder))
    assert timeless(broken) == timeless(whole)
    assert len([line for line in lines(whole) if "loss" in line]) == 8
    return whole


def at_encoding(patch: pytest.MonkeyPatch, call: int, act: Callable[[], None]) -> None:
    """Have something happen, such as an exception, at one call of the encoder; the first one is 1."""
    real, calls = Captioner.encode, 0

    def encode(captioner: Captioner, pictures: torch.Tensor) -> torch.Tensor:
        nonlocal calls
        calls += 1
        if calls == call:
            act()
        return real(captioner, pictures)

    patch.setattr(Captioner, "encode", encode)


def raising(error: Exception) -> Callable[[], None]:
    """What ``at_encoding`` calls to fail there."""

    def act() -> None:
        raise error

    return act
