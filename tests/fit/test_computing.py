"""The statistics of a checkpoint: computed at the end of its run, or from its data when they are first asked for."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.__main__ import main
from engine.captioning import load_captioner
from engine.errors import Problem
from engine.events import Progress, SamplesCaptioned, State, Task
from engine.fit.computing import fit_of_checkpoint
from engine.fit.fit_file import read_fit
from engine.fit.verdict import UNKNOWN, UNLIKE
from engine.recipes import resolve
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, read_info
from engine.runs.run import Run
from engine.runs.samples_log import read_samples
from engine.runs.tensors import FIT, WEIGHTS
from tests.tiny import TINY, write_data
from tests.training.driving import run_through, stopping_at

MakeRun = Callable[..., Run]
CPU = torch.device("cpu")


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """64 training pictures, of which a fifth validates."""
    return write_data(tmp_path_factory.mktemp("fit") / "shapes", 80)


@pytest.fixture
def begin(tmp_path: Path, shapes: Path) -> MakeRun:
    def make(name: str = "run", **changes: Any) -> Run:
        settings = {**TINY, "validation_share": 0.2, "epochs": 1, "batch_size": 16, **changes}
        return Run.create(tmp_path / name, resolve("compact", settings), shapes)

    return make


def test_a_run_ends_with_statistics_and_tells_the_fit_of_the_noise(begin: MakeRun) -> None:
    run = begin()
    driver = run_through(run)
    best = find_checkpoint(run.folder)
    info = read_info(best)
    assert read_fit(info) is not None
    assert set(info.digests) >= {FIT, WEIGHTS}
    told = [event for event in driver.events if isinstance(event, SamplesCaptioned)]
    assert [sample.fit for sample in told[0].samples] == [UNKNOWN] * 3
    noise = next(sample for sample in told[-1].samples if sample.noise_seed is not None)
    assert (noise.fit, bool(noise.distance and noise.distance >= 1)) == (UNLIKE, True)
    assert read_samples(run.folder)[-1] == (told[-1].step, told[-1].samples)
    captioner = load_captioner(best, "cpu")
    assert captioner.fits([captioner.see_noise(noise.noise_seed or 0)])[0].distance == pytest.approx(
        noise.distance, rel=1e-4
    )


def test_a_stop_waits_for_no_picture_to_be_encoded(begin: MakeRun) -> None:
    run = begin(encoder="compact", epochs=3)
    driver = run_through(run, stopping_at(2))
    assert driver.states()[-1] is State.STOPPED
    assert read_fit(read_info(list_checkpoints(run.folder)[-1])) is None
    assert not any(isinstance(event, Progress) and event.task is Task.ENCODING for event in driver.events)


def test_a_stop_with_the_grid_in_the_cache_costs_nothing(begin: MakeRun) -> None:
    frozen = {"train_encoder": "none", "decoder": "gru_attention", "attribute_loss": 0.0}
    run = begin(**frozen, epochs=3)
    run_through(run, stopping_at(2))
    stopped = read_fit(read_info(find_checkpoint(run.folder)))
    assert stopped is not None
    assert not stopped.knows_shifts, "shifted pictures would have to be encoded"
    run_through(run)
    ended = read_fit(read_info(find_checkpoint(run.folder)))
    assert ended is not None
    assert ended.knows_shifts


def _forget(folder: Path) -> None:
    """Make a checkpoint one from before there were statistics."""
    (folder / FIT).unlink()
    description = folder / "checkpoint.json"
    described = json.loads(description.read_text(encoding="utf-8"))
    del described["digests"][FIT]
    description.write_text(json.dumps(described), encoding="utf-8")


def test_an_older_checkpoint_gets_them_from_its_data(
    begin: MakeRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begin()
    run_through(run)
    best = find_checkpoint(run.folder)
    before = read_fit(read_info(best))
    assert before is not None
    _forget(best)
    assert main(["caption", str(run.folder), "--noise", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["fit"] == UNLIKE
    after = read_fit(read_info(best))
    assert after is not None
    # A component's sign is free, and what follows from it is not.
    for name in ("mean", "begin", "scale", "bounds"):
        assert after.arrays[name] == pytest.approx(before.arrays[name], rel=1e-2, abs=1e-2), name
    assert main(["fit", str(run.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["checkpoint"] == str(best)


def test_without_its_data_the_command_says_what_to_do(
    begin: MakeRun, shapes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begin()
    run_through(run)
    alone = tmp_path / "alone"
    shutil.copytree(find_checkpoint(run.folder), alone)
    _forget(alone)
    assert main(["fit", str(alone)]) == 2
    assert "--data DIR" in capsys.readouterr().err
    assert main(["caption", str(alone), "--noise", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["fit"], told["fit_problem"]) == (UNKNOWN, "fit-no-data")
    assert main(["caption", str(alone), "--noise", "1"]) == 0
    assert "--data DIR" in capsys.readouterr().out
    assert main(["fit", str(alone), "--data", str(write_data(tmp_path / "other", 90))]) == 2
    assert "has changed" in capsys.readouterr().err
    assert main(["fit", str(alone), "--data", str(shapes)]) == 0
    assert (alone / FIT).exists()


def test_too_few_pictures_are_told(make_run: MakeRun) -> None:
    run = make_run()
    run_through(run)
    assert "Too few pictures" in (run.folder / "log.txt").read_text(encoding="utf-8")
    with pytest.raises(Problem) as refused:
        fit_of_checkpoint(read_info(find_checkpoint(run.folder)), device=CPU)
    assert refused.value.code == "fit-few"


def test_a_stop_while_they_are_computed_leaves_nothing(begin: MakeRun) -> None:
    run = begin()
    run_through(run)
    best = find_checkpoint(run.folder)
    _forget(best)
    before = sorted(path.name for path in best.iterdir())
    with pytest.raises(Problem) as refused:
        fit_of_checkpoint(read_info(best), device=CPU, stopped=lambda: True)
    assert refused.value.code == "stopped"
    assert sorted(path.name for path in best.iterdir()) == before
