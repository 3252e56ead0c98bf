"""Checkpoints that are cut, renamed or of another version: one sentence each, and nothing executes."""

import json
import math
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import Problem
from engine.events import Commands, State
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, read_captioner, read_info, write_checkpoint
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.run import Run
from engine.runs.tensors import TRAINING, WEIGHTS, read_tensors, save_tensors
from engine.training.trainer import train


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    from engine.recipes import resolve
    from tests.tiny import TINY

    folder = tmp_path_factory.mktemp("runs") / "small"
    train(Run.create(folder, resolve("compact", {**TINY, "epochs": 1}), data), Commands(), lambda event: None)
    return folder


@pytest.fixture
def checkpoint(trained: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(find_checkpoint(trained), folder)
    return folder


def problem_of(call: Callable[[], Any]) -> Problem:
    with pytest.raises(Problem) as caught:
        call()
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return caught.value


def test_a_whole_checkpoint_captions(checkpoint: Path) -> None:
    captioner = read_captioner(checkpoint)
    pictures = torch.zeros(2, 48, 32, 3, dtype=torch.uint8).numpy()
    captions = captioner.caption(pictures, beam_width=3, max_words=8)
    assert len(captions) == 2
    assert captions[0] == captions[1]


@pytest.mark.parametrize("name", [WEIGHTS, DESCRIPTION])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.99])
def test_cut_anywhere_it_is_told(checkpoint: Path, name: str, share: float) -> None:
    content = (checkpoint / name).read_bytes()
    (checkpoint / name).write_bytes(content[: int(len(content) * share)])
    assert problem_of(lambda: read_captioner(checkpoint)).code == "checkpoint-broken"


class Bomb:
    """Would leave a file behind if it were ever unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("name", [WEIGHTS, DESCRIPTION])
def test_a_pickle_renamed_is_told_and_does_not_execute(checkpoint: Path, tmp_path: Path, name: str) -> None:
    trace = tmp_path / "executed"
    (checkpoint / name).write_bytes(pickle.dumps(Bomb(trace)))
    assert problem_of(lambda: read_captioner(checkpoint)).code == "checkpoint-broken"
    assert not trace.exists()


def change(checkpoint: Path, **changes: Any) -> None:
    description = json.loads((checkpoint / DESCRIPTION).read_text())
    (checkpoint / DESCRIPTION).write_text(json.dumps({**description, **changes}))


def test_another_version_is_told(checkpoint: Path) -> None:
    change(checkpoint, format=99)
    problem = problem_of(lambda: read_info(checkpoint))
    assert problem.code == "checkpoint-version"
    assert "99" in str(problem)


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {"encoder": "none-such"}},
        {"settings": {"encoder": "compact", "hidden_size": 24}},
        {"vocabulary": ["a", "a"]},
        {"vocabulary": []},
        {"framing": {"frame": "fit"}},
        {"framing": None},
        {"scores": 3},
        {"step": "many"},
        {"progress": None},
    ],
)
def test_a_description_that_does_not_fit_is_told(checkpoint: Path, changes: dict[str, Any]) -> None:
    change(checkpoint, **changes)
    assert problem_of(lambda: read_captioner(checkpoint)).code == "checkpoint-broken"


def test_a_folder_without_a_checkpoint_is_told(tmp_path: Path) -> None:
    assert problem_of(lambda: find_checkpoint(tmp_path)).code == "checkpoint-missing"
    assert problem_of(lambda: find_checkpoint(tmp_path / "nowhere")).code == "checkpoint-missing"
    file = tmp_path / "model.pt"
    file.write_bytes(b"x")
    assert problem_of(lambda: find_checkpoint(file)).code == "checkpoint-broken"


def test_a_run_whose_best_is_damaged_falls_back_to_what_can_be_read(trained: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(trained, run)
    for folder in list_checkpoints(run)[:-1]:
        (folder / DESCRIPTION).write_text("{")
    assert find_checkpoint(run) == list_checkpoints(run)[-1]


def test_a_damaged_training_state_is_told_at_a_resume(trained: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(trained, run)
    last = list_checkpoints(run)[-1]
    (last / TRAINING).write_bytes(b"no tensors")
    begun = Run.open(run).change({"epochs": 2})
    assert problem_of(lambda: train(begun, Commands(), lambda event: None)).code == "checkpoint-broken"


def test_an_older_checkpoint_that_is_damaged_does_not_end_a_training(trained: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(trained, run)
    damaged = run / "checkpoints" / "step-00000001"
    shutil.copytree(list_checkpoints(run)[-1], damaged)
    (damaged / DESCRIPTION).write_text("{")
    begun = Run.open(run).change({"epochs": 2})
    assert train(begun, Commands(), lambda event: None) is State.FINISHED
    assert damaged.is_dir()


def test_the_name_tells_run_and_step(trained: Path, checkpoint: Path) -> None:
    assert read_info(list_checkpoints(trained)[-1]).name == "small · 4"
    assert read_info(checkpoint).name == "copy"


def flip(path: Path, place: int, bit: int = 0) -> None:
    """Turn one bit of a file over."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("name", [WEIGHTS, TRAINING])
def test_one_flipped_bit_is_told(checkpoint: Path, name: str, share: float) -> None:
    flip(checkpoint / name, int(share * ((checkpoint / name).stat().st_size - 1)), bit=3)
    problem = problem_of(lambda: read_tensors(checkpoint, name))
    assert problem.code == "checkpoint-broken"
    assert "digest" in str(problem)


def test_weights_of_another_checkpoint_are_told(checkpoint: Path, trained: Path) -> None:
    tensors = {name: value + 1 for name, value in read_tensors(checkpoint).items()}
    save_tensors(tensors, checkpoint / WEIGHTS)
    assert "digest" in str(problem_of(lambda: read_captioner(checkpoint)))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_weights_that_are_not_finite_are_told(checkpoint: Path, value: float, dtype: torch.dtype) -> None:
    """In checkpoints of format 1, which have no digest, as well."""
    whole = read_tensors(checkpoint)
    tensors = {name: part.to(dtype) if part.is_floating_point() else part for name, part in whole.items()}
    next(part for part in reversed(tensors.values()) if part.is_floating_point()).view(-1)[-1] = value
    save_tensors(tensors, checkpoint / WEIGHTS)
    change(checkpoint, format=1, digests={})
    assert "finite" in str(problem_of(lambda: read_captioner(checkpoint)))


def test_a_checkpoint_of_format_1_opens_without_digests(checkpoint: Path) -> None:
    description = json.loads((checkpoint / DESCRIPTION).read_text())
    assert description["format"] == 2
    assert set(description.pop("digests")) == {WEIGHTS, TRAINING}
    (checkpoint / DESCRIPTION).write_text(json.dumps({**description, "format": 1}))
    assert read_info(checkpoint).digests == {}
    assert read_captioner(checkpoint).vocabulary == read_info(checkpoint).vocabulary


@pytest.mark.parametrize("damaged", [False, True])
def test_a_description_that_is_written_again_vouches_for_no_damaged_file(checkpoint: Path, damaged: bool) -> None:
    info, tensors, training = read_info(checkpoint), read_tensors(checkpoint), read_tensors(checkpoint, TRAINING)
    if damaged:
        (checkpoint / DESCRIPTION).write_text("{")
    flip(checkpoint / WEIGHTS, -1)
    write_checkpoint(replace(info, scores={"bleu4": 0.5}), tensors, training)
    assert read_info(checkpoint).scores == {"bleu4": 0.5}
    assert read_info(checkpoint).digests == info.digests
    assert "digest" in str(problem_of(lambda: read_captioner(checkpoint)))
    assert read_tensors(checkpoint, TRAINING).keys() == training.keys()
