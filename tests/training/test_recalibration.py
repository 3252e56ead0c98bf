"""A pause or a stop while batch normalisation is recalibrated: heard in between, and nothing of the run is changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch

from engine.events import Commands, Event, State, StateChanged
from engine.runs.checkpoint import list_checkpoints, read_captioner
from engine.runs.run import Run
from engine.training import recalibration, trainer
from engine.training import step as training_step
from engine.training.trainer import train
from tests.training.driving import Driver, run_through, timeless

MakeRun = Callable[..., Run]
SETTINGS = {"epochs": 1, "evaluate_every": 2, "checkpoint_every": 3, "micro_batch": 2}


class Recalibrating:
    """Counts the micro-batches that are encoded for the statistics, and gives a command at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.encoded = 0
        self.at, self.call = -1, lambda: None
        whole = recalibration.encoder_of

        def counted(*arguments: Any, **options: Any) -> Callable[[slice], torch.Tensor]:
            encode = whole(*arguments, **options)

            def encode_counted(part: slice) -> torch.Tensor:
                self.encoded += 1
                if self.encoded == self.at:
                    self.call()
                return encode(part)

            return encode_counted

        monkeypatch.setattr(recalibration, "encoder_of", counted)


def resume(event: Event, commands: Commands) -> None:
    if isinstance(event, StateChanged) and event.state is State.PAUSED:
        commands.resume()


def weights(run: Run) -> list[dict[str, torch.Tensor]]:
    return [read_captioner(folder).state_dict() for folder in list_checkpoints(run.folder)]


def assert_same(found: Sequence[dict[str, torch.Tensor]], wanted: Sequence[dict[str, torch.Tensor]]) -> None:
    for batch, others in zip(found, wanted, strict=True):
        assert batch.keys() == others.keys()
        assert all(torch.equal(batch[name], others[name]) for name in others)


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_a_pause_is_heard_within_it_and_changes_nothing(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, average: float
) -> None:
    settings = {**SETTINGS, "ema_decay": average}
    whole = make_run("whole", **settings)
    counting = Recalibrating(monkeypatch)
    run_through(whole)
    assert counting.encoded > 7
    # Before the evaluation at step 2, and before the checkpoint at step 3, which no evaluation precedes.
    for place in (2, 7):
        run, driver = make_run(f"paused-{place}", **settings), Driver(resume)
        counting.encoded, counting.at, counting.call = 0, place, driver.commands.pause
        heard: list[int] = []

        def act(event: Event, commands: Commands, counting: Recalibrating = counting, heard: list[int] = heard) -> None:
            if isinstance(event, StateChanged) and event.state is State.PAUSED:
                heard.append(counting.encoded)
            resume(event, commands)

        driver.act = act
        train(run, driver.commands, driver, device="cpu")
        # Not one micro-batch more is encoded before the pause is told.
        assert heard == [place]
        assert timeless(run) == timeless(whole)
        assert_same(weights(run), weights(whole))


def test_a_stop_is_heard_within_it_and_the_resumed_run_is_the_same(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_run("whole", **SETTINGS)
    run_through(whole)
    run, driver = make_run("stopped", **SETTINGS), Driver()
    counting = Recalibrating(monkeypatch)
    counting.at, counting.call = 2, driver.commands.stop
    assert train(run, driver.commands, driver, device="cpu") is State.STOPPED
    run_through(Run.open(run.folder))
    assert timeless(run) == timeless(whole)
    assert_same(weights(run)[-1:], weights(whole)[-1:])


def test_a_step_that_is_interrupted_leaves_no_trace_in_the_statistics(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"schedule": "constant", "evaluate_every": 4, "micro_batch": 2}
    whole = make_run("whole", **settings, steps=4, checkpoint_every=4)
    run_through(whole)
    run, driver = make_run("stopped", **settings, steps=8, checkpoint_every=8), Driver()
    # An evaluation that is the best so far would be saved before the step that is stopped.
    validate = trainer.validate
    monkeypatch.setattr(trainer, "validate", lambda *arguments: replace(validate(*arguments), selecting={}))
    encoder_of = training_step.encoder_of

    def stopping(state: Any, batch: Any, **options: Any) -> Callable[[slice], torch.Tensor]:
        encode = encoder_of(state, batch, **options)

        def encode_and_stop(part: slice) -> torch.Tensor:
            features = encode(part)
            if batch.batch.step == 4:
                driver.commands.stop()
            return features

        return encode_and_stop

    monkeypatch.setattr(training_step, "encoder_of", stopping)
    assert train(run, driver.commands, driver, device="cpu") is State.STOPPED
    assert list_checkpoints(run.folder)[-1].name == list_checkpoints(whole.folder)[-1].name
    assert_same(weights(run)[-1:], weights(whole)[-1:])
