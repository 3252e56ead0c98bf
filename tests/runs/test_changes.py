"""Going on with other settings: what may change is told before it starts, what may not is refused in one sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.checking import SettingsWrong
from engine.errors import Problem
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.run import Run
from engine.runs.settings_file import SETTINGS
from tests.training.driving import lines, run_through, stopping_at

MakeRun = Callable[..., Run]


@pytest.fixture
def begun(make_run: MakeRun) -> Run:
    """A run that stands at step 2 of 8."""
    run = make_run(evaluate_every=0)
    run_through(run, stopping_at(2))
    return run


def test_a_permitted_change_is_told_and_counts_from_the_next_step(begun: Run) -> None:
    before = begun.settings.lr_decoder
    run = Run.open(begun.folder).change({"lr_decoder": 0.001, "epochs": 3})
    changes = [str(change) for change in run.changed()]
    assert changes == [
        "epochs: 2 in the run, 3 now; from step 3 on 3",
        f"lr_decoder: {before} in the run, 0.001 now; from step 3 on 0.001",
    ]
    run_through(run)
    assert all(sentence in (run.folder / "log.txt").read_text() for sentence in changes)
    assert [line["step"] for line in lines(run)] == list(range(1, 13))
    rates = [line["lr_decoder"] for line in lines(run)]
    assert rates[1] == before
    assert rates[2] == 0.001
    # The checkpoint at the end has the new values: a further resume has nothing to tell.
    assert Run.open(run.folder).changed() == ()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("hidden_size", 24, "hidden_size: 16 in the run, 24 now"),
        ("encoder", "vgg19", "encoder: compact in the run, vgg19 now"),
        ("batch_size", 8, "batch_size: 4 in the run, 8 now"),
        ("seed", 2, "seed: 1 in the run, 2 now"),
        ("height", 64, "height: 48 in the run, 64 now"),
        ("attribute_loss", 0, "attribute_loss: 1.0 in the run, 0.0 now"),
    ],
)
def test_what_must_stay_is_refused_and_the_file_stays_as_it_was(
    begun: Run, name: str, value: Any, sentence: str
) -> None:
    before = (begun.folder / SETTINGS).read_bytes()
    with pytest.raises(Problem) as caught:
        Run.open(begun.folder).change({name: value, "lr_decoder": 0.001})
    assert caught.value.code == "setting-fixed"
    assert caught.value.values["details"] == sentence
    assert (begun.folder / SETTINGS).read_bytes() == before


def test_the_weight_of_the_attributes_may_change_while_they_are_named(begun: Run) -> None:
    [change] = Run.open(begun.folder).change({"attribute_loss": 0.5}).changed()
    assert (change.before, change.now, change.step) == (1.0, 0.5, 3)


def test_a_file_that_was_edited_by_hand_is_refused_before_anything_of_the_run_changes(begun: Run) -> None:
    path = begun.folder / SETTINGS
    path.write_text(path.read_text().replace("hidden_size = 16", "hidden_size = 24"))
    metrics = lines(begun)
    with pytest.raises(Problem) as caught:
        run_through(Run.open(begun.folder))
    assert caught.value.code == "setting-fixed"
    assert lines(begun) == metrics
    assert read_info(list_checkpoints(begun.folder)[-1]).step == 2


def test_a_run_without_a_checkpoint_may_change_all(make_run: MakeRun) -> None:
    run = make_run().change({"hidden_size": 24, "seed": 5})
    assert run.changed() == ()
    assert run.settings.hidden_size == 24


def test_wrong_values_are_told_first(begun: Run) -> None:
    with pytest.raises(SettingsWrong):
        begun.change({"hidden_size": 24, "lr_decoder": -1})


def test_the_command_tells_it_before_it_starts(begun: Run, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["train", str(data), "--run", str(begun.folder), "--resume", "--device", "cpu"]
    assert main([*words, "--set", "max_grad_norm=2", "--set", "augment=false", "--steps", "3"]) == 0
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "steps: 0 in the run, 3 now; from step 3 on 3",
        "max_grad_norm: 5.0 in the run, 2.0 now; from step 3 on 2.0",
        "augment: true in the run, false now; from step 3 on false",
    ]
    assert main([*words, "--set", "embed_dim=16"]) == 2
    [sentence] = capsys.readouterr().err.splitlines()
    assert "embed_dim: 8 in the run, 16 now" in sentence


def test_a_longer_cosine_schedule_is_told(make_run: MakeRun, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = make_run(evaluate_every=0, steps=4)
    run_through(run, stopping_at(2))
    words = ["train", str(data), "--run", str(run.folder), "--resume", "--device", "cpu"]
    assert main([*words, "--steps", "6", "--set", "schedule=constant"]) == 0
    assert "learning rates rise" not in capsys.readouterr().err
    assert main([*words, "--steps", "8", "--set", "schedule=cosine"]) == 0
    assert "learning rates rise at this step" in capsys.readouterr().err
    assert "learning rates rise at this step" in (run.folder / "log.txt").read_text(encoding="utf-8")
