"""The file of statistics in a checkpoint's folder: kept with its digest, and one sentence where it is damaged."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from engine.captioning import load_captioner
from engine.errors import Problem
from engine.files import demo_checkpoint
from engine.fit.fit_file import FitModel, read_fit, write_fit
from engine.fit.statistics import calibrate, learn, measured
from engine.fit.verdict import UNKNOWN, UNKNOWN_FIT
from engine.runs.checkpoint import read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.tensors import FIT, WEIGHTS, digest_of_file
from tests.fit.features import batches, features


@pytest.fixture(scope="module")
def model() -> FitModel:
    arrays = learn(batches(features(100, 1)))
    return FitModel(calibrate(arrays, measured([features(60, 2)], arrays)))


@pytest.fixture(scope="module")
def shifted() -> FitModel:
    """Statistics that shifted pictures were learnt for."""
    right = features(100, 1)
    arrays = learn(batches(right), [(right[:, ::-1], np.arange(100) % 2)])
    return FitModel(calibrate(arrays, measured([features(60, 2)], arrays)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo's checkpoint as it was before it had statistics."""
    copied = tmp_path / "demo"
    shutil.copytree(demo_checkpoint(), copied)
    (copied / FIT).unlink(missing_ok=True)
    described = json.loads((copied / DESCRIPTION).read_text(encoding="utf-8"))
    described.pop("digests", None)
    (copied / DESCRIPTION).write_text(json.dumps(described), encoding="utf-8")
    return copied


def test_what_is_kept_is_read(folder: Path, model: FitModel) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    described = json.loads(before[DESCRIPTION])
    write_fit(folder, model)
    info = read_info(folder)
    found = read_fit(info)
    assert found is not None
    new = features(20, 3)
    assert found.fits(new) == model.fits(new)
    assert (folder / WEIGHTS).read_bytes() == before[WEIGHTS]
    assert info.digests == {FIT: digest_of_file(folder / FIT)}
    now = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    assert {**now, "digests": None} == {**described, "digests": None}, "nothing else has changed"
    assert info.size_bytes == sum(path.stat().st_size for path in folder.iterdir())


def test_what_is_known_of_shifted_pictures_is_kept_and_files_of_before_do_without(
    folder: Path, model: FitModel, shifted: FitModel
) -> None:
    new = features(20, 3)
    for one, knows in ((shifted, True), (model, False)):
        write_fit(folder, one)
        found = read_fit(read_info(folder))
        assert found is not None
        assert found.knows_shifts is knows
        assert found.fits(new) == one.fits(new)


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays.pop("shift_offset"),
        lambda arrays: arrays.update(shift_axes=arrays["shift_axes"][:-1]),
        lambda arrays: arrays.update(shift_axes=arrays["shift_axes"][:, :0], shift_offset=arrays["shift_offset"][:0]),
        lambda arrays: arrays.update(begin=arrays["begin"][:3]),
    ],
)
def test_what_is_known_of_shifted_pictures_is_whole(
    change: Callable[[dict[str, np.ndarray]], object], folder: Path, shifted: FitModel
) -> None:
    write_fit(folder, shifted)
    _changed(change)(folder / FIT)
    with pytest.raises(Problem) as refused:
        read_fit(read_info(folder))
    assert refused.value.code == "fit-broken"


def test_an_old_checkpoint_does_not_know(folder: Path) -> None:
    assert read_fit(read_info(folder)) is None
    captioner = load_captioner(folder, "cpu")
    assert captioner.fit_problem is not None
    assert captioner.fit_problem.code == "fit-missing"
    noise = captioner.see_noise(7)
    assert captioner.fits([noise]) == [UNKNOWN_FIT]
    assert captioner.caption_alone(noise).fit.verdict == UNKNOWN
    with pytest.raises(Problem) as refused:
        captioner.learn_fit()
    assert refused.value.code == "fit-no-data"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)


def _changed(change: Callable[[dict[str, np.ndarray]], object]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        arrays = load_file(path)
        change(arrays)
        save_file(arrays, path)
        # Whoever writes a file by hand can write its digest as well.
        description = path.with_name(DESCRIPTION)
        described = json.loads(description.read_text(encoding="utf-8"))
        described["digests"][FIT] = digest_of_file(path)
        description.write_text(json.dumps(described), encoding="utf-8")

    return write


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        _cut,
        _flip,
        lambda path: path.write_bytes(b"no tensors"),
        _changed(lambda arrays: arrays.pop("bank")),
        _changed(lambda arrays: arrays.update(more=np.zeros(1))),
        _changed(lambda arrays: arrays.update(mean=np.zeros(3, np.float32))),
        _changed(lambda arrays: arrays.update(bank=np.zeros((0, arrays["bank"].shape[1]), np.float16))),
        _changed(lambda arrays: arrays.update(place_mean=np.full_like(arrays["place_mean"], np.nan))),
        _changed(lambda arrays: arrays.update(basis=np.zeros(4, np.float16))),
        _changed(lambda arrays: arrays.update(bounds=np.zeros(3, np.float32))),
        _changed(lambda arrays: arrays.update(scale=np.zeros(3, np.float32))),
        # Sound in itself, and of a model of another shape.
        _changed(lambda arrays: None),
    ],
)
def test_a_damaged_file_is_one_sentence_and_no_reason_not_to_caption(
    damage: Callable[[Path], None], folder: Path, model: FitModel
) -> None:
    write_fit(folder, model)
    damage(folder / FIT)
    captioner = load_captioner(folder, "cpu")
    captioned = captioner.caption_alone(captioner.see_noise(7))
    assert captioned.caption
    assert captioned.fit == UNKNOWN_FIT
    problem = captioner.fit_problem
    assert problem is not None
    assert problem.code == "fit-broken"
    assert "\n" not in str(problem)
