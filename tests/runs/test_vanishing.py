"""A place that vanishes under the work: a training stops with a sentence, and a reader takes the next checkpoint."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.captioning import load_captioner
from engine.choosing.comparing import compare_checkpoints
from engine.errors import Problem
from engine.events import CheckpointSaved, Commands, Evaluated, Event, LossLogged
from engine.report import gathering
from engine.runs import checkpoint as checkpoint_module
from engine.runs.catalog import read_catalog
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, load_checkpoint, with_checkpoint
from engine.runs.run import Run
from engine.runs.summary import list_runs
from engine.training.trainer import train
from tests.training.driving import run_through


def delete(run: Path) -> None:
    shutil.rmtree(run)


def rename(run: Path) -> None:
    run.rename(run.with_name("elsewhere"))


def replace(run: Path) -> None:
    """Another folder of the same name stands there, with settings of its own."""
    run.rename(run.with_name("elsewhere"))
    shutil.copytree(run.with_name("elsewhere"), run)


MOMENTS: dict[str, type[Event]] = {"a step": LossLogged, "an evaluation": Evaluated, "a checkpoint": CheckpointSaved}


@pytest.mark.parametrize("vanish", [delete, rename, replace])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_training_whose_folder_vanishes_stops_and_makes_nothing_anew(
    moment: str, vanish: Callable[[Path], None], make_run: Callable[..., Run]
) -> None:
    run = make_run(evaluate_every=3, checkpoint_every=3, log_every=1 if moment == "a step" else 100)
    kept: list[list[Path]] = []

    def act(event: Event) -> None:
        if isinstance(event, MOMENTS[moment]) and not kept:
            vanish(run.folder)
            kept.append(sorted(run.folder.parent.rglob("*")))

    with pytest.raises(Problem, match="was moved, renamed or deleted"):
        train(run, Commands(), act, device="cpu")
    locks = {path for path in run.folder.parent.rglob("*") if path.name == ".lock"}
    assert set(run.folder.parent.rglob("*")) - locks == set(kept[0]) - locks


@pytest.fixture
def trained(make_run: Callable[..., Run]) -> Path:
    """A run whose last checkpoint is not its best: two are kept."""
    run = make_run(evaluate_every=4, checkpoint_every=4, keep_every=2)
    run_through(run)
    assert len(list_checkpoints(run.folder)) >= 2
    return run.folder


@pytest.fixture
def thinned(trained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same run; its best checkpoint is deleted as soon as it has been found and read."""
    read, best = checkpoint_module.read_info, find_checkpoint(trained)
    found: list[Path] = []

    def read_and_delete(folder: Path) -> checkpoint_module.CheckpointInfo:
        info = read(folder)
        # First it is read among all to find the best, then as the one that was found.
        found.append(folder)
        if folder == best and found.count(best) == 2:
            shutil.rmtree(best)
        return info

    monkeypatch.setattr(checkpoint_module, "read_info", read_and_delete)
    return trained


def test_captioning_takes_the_next_checkpoint(thinned: Path) -> None:
    captioner = load_captioner(thinned, "cpu")
    assert captioner.info.folder.is_dir()


def test_loading_takes_the_next_checkpoint(thinned: Path) -> None:
    info, captioner = load_checkpoint(thinned)
    assert info.folder.is_dir()
    assert not captioner.training


def test_a_report_takes_the_next_checkpoint(thinned: Path) -> None:
    material = gathering.gather(thinned, data=None, device="cpu", emit=lambda event: None, stopped=lambda: False)
    assert material.best.folder.is_dir()
    assert material.evaluated is not None


def test_a_comparison_takes_the_next_checkpoint(thinned: Path, data: Path, tmp_path: Path) -> None:
    compared = compare_checkpoints(thinned, thinned, data, device="cpu", cache=tmp_path / "cache", samples=50)
    assert compared.first.folder.is_dir()


def test_a_checkpoint_that_was_named_has_no_next_one(trained: Path) -> None:
    named = find_checkpoint(trained)

    def use(info: checkpoint_module.CheckpointInfo) -> None:
        shutil.rmtree(info.folder)
        checkpoint_module.read_captioner(info.folder)

    with pytest.raises(Problem, match="contains no checkpoint"):
        with_checkpoint(named, use)


def test_what_fails_with_its_checkpoint_in_place_is_told_at_once(trained: Path) -> None:
    calls = []

    def use(info: checkpoint_module.CheckpointInfo) -> None:
        calls.append(info.folder)
        raise Problem("picture-missing", path="somewhere")

    with pytest.raises(Problem, match="somewhere"):
        with_checkpoint(trained, use)
    assert len(calls) == 1


def test_lists_pass_over_what_has_just_gone(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = trained.parent / "gone"
    shutil.copytree(trained, gone)
    whole = list_checkpoints(gone)
    shutil.rmtree(whole[0])
    monkeypatch.setattr("engine.runs.summary.list_checkpoints", lambda folder: whole if folder == gone else [])
    assert read_catalog([gone]).unreadable == ()
    assert {summary.name for summary in list_runs(trained.parent)} == {"run", "gone"}
