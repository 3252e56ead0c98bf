"""How long a run has trained: the time of its steps, whatever happened between them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.events import Commands, Event, LossLogged, State, StateChanged
from engine.runs.metrics_log import METRICS
from engine.runs.run import Run
from engine.runs.timing import run_timing
from engine.training import clock, trainer
from tests.clock import Clock
from tests.training.driving import run_through


def write(folder: Path, lines: list[dict[str, float]]) -> Path:
    (folder / METRICS).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_each_line_stands_for_the_steps_since_the_one_before(tmp_path: Path) -> None:
    write(
        tmp_path,
        [
            {"step": 10, "loss": 1.0, "images_per_second": 32.0},
            {"step": 20, "bleu4": 0.1, "seconds": 3.0, "pictures": 150},
            {"step": 20, "loss": 1.0, "images_per_second": 64.0},
            {"step": 25, "loss": 1.0, "images_per_second": 16.0},
            {"step": 25, "bleu4": 0.1, "seconds": 1.0, "pictures": 50},
        ],
    )
    found = run_timing(tmp_path, 32, {})
    assert found.training_seconds == pytest.approx(10 + 5 + 10)
    assert found.images_per_second == pytest.approx(25 * 32 / 25)
    assert found.caption_seconds == pytest.approx(4 / 200)


def test_the_last_batch_of_an_epoch_counts_with_what_it_has(tmp_path: Path) -> None:
    write(tmp_path, [{"step": step, "loss": 1.0, "images_per_second": 10.0} for step in (2, 4, 6)])
    # Epochs of three steps: 8, 8 and 1 pictures.
    found = run_timing(tmp_path, 8, {"epoch_steps": 3, "pictures": 17})
    assert found.training_seconds == pytest.approx(34 / 10)


def test_of_an_older_run_nobody_knows_how_many_were_captioned(tmp_path: Path) -> None:
    write(tmp_path, [{"step": 20, "bleu4": 0.1, "seconds": 3.0}])
    found = run_timing(tmp_path, 32, {})
    assert (found.training_seconds, found.images_per_second, found.caption_seconds) == (0.0, None, None)
    assert run_timing(tmp_path / "none", 32, {}).training_seconds == 0


def test_a_pause_is_not_training(make_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run(evaluate_every=0)
    passing = Clock()
    monkeypatch.setattr(clock, "time", passing)
    real = trainer.training_step

    def step(*words: Any) -> torch.Tensor:
        passing.sleep(2)
        return real(*words)

    park = Commands.park

    def parked(commands: Commands) -> None:
        passing.sleep(1000)
        park(commands)

    monkeypatch.setattr(trainer, "training_step", step)
    monkeypatch.setattr(Commands, "park", parked)

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == 2:
            commands.pause()
        elif isinstance(event, StateChanged) and event.state is State.PAUSED:
            commands.resume()

    run_through(run, act)
    trained = run_timing(run.folder, run.settings.batch_size, {"epoch_steps": 4, "pictures": 14}).training_seconds
    assert passing.now >= 1000
    assert trained == pytest.approx(2 * run.settings.epochs * 4)
