"""A refused command changes nothing: not a byte of the run it was to go on with, and no run where there was none."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.errors import Problem
from engine.events import Commands, Event, Progress, State
from engine.recipes import resolve
from engine.runs.metrics_log import METRICS
from engine.runs.run import LOCK, Run
from engine.runs.samples_log import SAMPLES_LOG
from engine.runs.settings_file import SETTINGS, read_settings
from engine.runs.tensors import TRAINING, WEIGHTS
from engine.training.trainer import train
from tests.tiny import TINY, write_data
from tests.training.driving import run_through, stopping_at


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its bytes, and every folder and pipe; a lock's file says nothing of a run."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if path.name != LOCK
    }


@pytest.fixture(scope="module")
def stopped_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``data`` and ``run``, which stands at step 3 of 10."""
    folder = tmp_path_factory.mktemp("stopped")
    data = write_data(folder / "data")
    settings = resolve("compact", {**TINY, "epochs": 2, "checkpoint_every": 3, "evaluate_every": 3})
    run_through(Run.create(folder / "run", settings, data), stopping_at(3))
    # As a kill would leave it: lines after the last checkpoint, which a resume drops.
    with open(folder / "run" / METRICS, "a", encoding="utf-8") as file:
        file.write(json.dumps({"step": 4, "epoch": 1, "loss": 1.0, "lr_encoder": 0.1, "lr_decoder": 0.1}) + "\n")
    return folder


@pytest.fixture
def place(stopped_run: Path, tmp_path: Path) -> Path:
    shutil.copytree(stopped_run, tmp_path / "place")
    return tmp_path / "place"


def last(run: Path) -> Path:
    found = Run.open(run).last_checkpoint()
    assert found is not None
    return found


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


def edit_captions(place: Path) -> None:
    path = place / "data" / "train_captions.json"
    captions = json.loads(path.read_text())
    path.write_text(json.dumps({name: f"{caption} too" for name, caption in captions.items()}))


def replace_by_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def replace_by_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


REFUSED: dict[str, tuple[list[str], Callable[[Path], object]]] = {
    "fewer steps than it has done": (["--steps", "2"], lambda place: None),
    "as many steps as it has done": (["--steps", "3"], lambda place: None),
    "fixed setting": (["--set", "hidden_size=24"], lambda place: None),
    "fixed and free settings": (["--set", "lr_decoder=0.5", "--set", "seed=9"], lambda place: None),
    "unknown setting": (["--set", "lr_decoder=0.5", "--set", "nonsense=1"], lambda place: None),
    "value out of range": (["--set", "lr_decoder=0.5", "--set", "dropout=3"], lambda place: None),
    "not a number": (["--set", "lr_decoder=nan"], lambda place: None),
    "unknown sample": (["--set", "fixed_samples=nobody.jpg"], lambda place: None),
    "other recipe": (["--recipe", "notebook"], lambda place: None),
    "missing device": (["--set", "lr_decoder=0.5", "--device", "cuda:7"], lambda place: None),
    "missing data": (["--epochs", "9"], lambda place: (place / "data").rename(place / "gone")),
    "other captions": (["--epochs", "9"], edit_captions),
    "no pictures": (["--epochs", "9"], lambda place: (place / "data" / "images").rename(place / "gone")),
    "flipped bit of the weights": (["--epochs", "9"], lambda place: damage(last(place / "run") / WEIGHTS)),
    "flipped bit of the optimiser": (["--epochs", "9"], lambda place: damage(last(place / "run") / TRAINING)),
    "damaged description": (
        ["--epochs", "9"],
        lambda place: (last(place / "run") / "checkpoint.json").write_text("[" * 100_000),
    ),
    "metrics are a folder": (["--epochs", "9"], lambda place: replace_by_folder(place / "run" / METRICS)),
    "samples are a pipe": (["--epochs", "9"], lambda place: replace_by_pipe(place / "run" / SAMPLES_LOG)),
    "settings that do not fit": (
        ["--epochs", "9"],
        lambda place: (place / "run" / SETTINGS).write_text("data = 3\n"),
    ),
    "no run under that settings file": (["--epochs", "9", "--settings", "nowhere.toml"], lambda place: None),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refused_resume_changes_nothing(kind: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, prepare = REFUSED[kind]
    if kind.endswith("pipe") and not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    prepare(place)
    before = contents(place)
    command = ["train", str(place / "data"), "--run", str(place / "run"), "--resume", *words]
    assert main([*command] if "--device" in words else [*command, "--device", "cpu"]) == 2
    assert capsys.readouterr().err.strip().endswith(".")
    assert contents(place) == before


def test_a_run_that_another_process_trains_is_left_as_it_is(place: Path) -> None:
    lock = Run.open(place / "run").lock()
    before = contents(place)
    words = ["train", str(place / "data"), "--run", str(place / "run"), "--resume", "--epochs", "9", "--device", "cpu"]
    assert main(words) == 2
    lock.release()
    assert contents(place) == before


@pytest.mark.parametrize("changes", [{"steps": 2}, {"fixed_samples": "nobody.jpg"}, {"seed": 9}, {"threads": -1}])
def test_what_the_window_changes_of_a_run_is_written_once_it_is_accepted(place: Path, changes: dict[str, Any]) -> None:
    before = contents(place)
    with pytest.raises(Problem):
        train(Run.open(place / "run").change(changes), Commands(), lambda event: None, device="cpu")
    assert contents(place) == before


def test_a_finished_run_is_left_as_it_is(place: Path) -> None:
    run_through(Run.open(place / "run"))
    before = contents(place)
    with pytest.raises(Problem, match="last step"):
        train(Run.open(place / "run").change({"lr_decoder": 0.5}), Commands(), lambda event: None, device="cpu")
    assert contents(place) == before


def test_an_accepted_change_is_written_and_told(place: Path) -> None:
    run = Run.open(place / "run").change({"epochs": 1, "log_every": 2})
    assert read_settings(place / "run").settings.epochs == 2
    run_through(run)
    assert read_settings(place / "run").settings.epochs == 1
    assert "log_every: 1 in the run, 2 now" in (place / "run" / "log.txt").read_text()


def test_a_change_is_made_to_the_settings_that_the_run_has_when_it_is_locked(place: Path) -> None:
    wanted = Run.open(place / "run").change({"log_every": 2})
    run_through(Run.open(place / "run").change({"epochs": 1}))
    run_through(wanted.change({"epochs": 2}))
    found = read_settings(place / "run").settings
    assert (found.epochs, found.log_every) == (2, 2)


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("changes", [{"fixed_samples": "nobody.jpg"}, {"encoder_weights": "nowhere.pth"}, {"data": ""}])
def test_a_refused_beginning_leaves_nothing(
    stopped_run: Path, tmp_path: Path, changes: dict[str, str], deep: bool
) -> None:
    data = tmp_path / "nowhere" if "data" in changes else stopped_run / "data"
    run = tmp_path / "a" / "b" / "run" if deep else tmp_path / "run"
    words = [f"--set={name}={value}" for name, value in {**TINY, **changes}.items() if name != "data"]
    assert main(["train", str(data), "--run", str(run), "--device", "cpu", *words]) == 2
    assert not list(tmp_path.iterdir())


def test_a_refused_beginning_leaves_what_lay_there(stopped_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "log.txt").write_text("an earlier try\n")
    (run / SETTINGS).write_text("half a file")
    before = contents(tmp_path)
    settings = resolve("compact", {**TINY, "fixed_samples": "nobody.jpg"})
    with pytest.raises(Problem, match=r"nobody\.jpg"):
        train(Run.create(run, settings, stopped_run / "data"), Commands(), lambda event: None, device="cpu")
    assert contents(tmp_path) == before


def test_nothing_is_begun_over_a_run_that_another_process_prepares(stopped_run: Path, tmp_path: Path) -> None:
    first = Run.create(tmp_path / "run", resolve("compact", TINY), stopped_run / "data")
    lock = first.lock()
    before = contents(tmp_path)
    with pytest.raises(Problem, match="being trained"):
        Run.create(tmp_path / "run", resolve("compact", {**TINY, "seed": 5}), stopped_run / "data")
    assert contents(tmp_path) == before
    lock.release()


def test_a_beginning_that_is_stopped_can_be_gone_on_with(stopped_run: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path / "run", resolve("compact", {**TINY, "height": 40, "epochs": 1}), stopped_run / "data")
    commands = Commands()

    def stop(event: Event) -> None:
        if isinstance(event, Progress):
            commands.stop()

    assert train(run, commands, stop, device="cpu") is State.STOPPED
    assert Run.open(tmp_path / "run").settings.height == 40
