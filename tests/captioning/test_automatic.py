"""Automatic choice: each picture is captioned by the checkpoint that it fits best, and pictures are so in groups."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.captioning import (
    CPU_TOGETHER,
    BatchPacer,
    Captioned,
    GenerationConfig,
    PictureCaptioner,
    Seen,
    caption_in_turn,
    load_captioner,
)
from engine.captioning.automatic import AutomaticCaptioner, SeenByEach, best_fit, load_automatic
from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.outfit import sample
from engine.errors import Problem
from engine.events import Commands
from engine.files import demo_checkpoint
from engine.fit.verdict import UNKNOWN_FIT, UNLIKE, Fit, judge
from engine.recipes import resolve
from engine.runs.run import Run
from engine.training.trainer import train
from tests.tiny import TINY, write_data

FITS, CLOSE, DOUBTFUL, UNLIKE_FIT, FAR = (judge(distance, 0.8) for distance in (0.3, 0.1, 0.9, 1.5, 9.0))


@pytest.mark.parametrize(
    ("fits", "best"),
    [
        ((FITS, CLOSE), 0),
        ((DOUBTFUL, FITS), 1),
        ((CLOSE, FITS), 0),
        ((FITS, FITS), 0),
        ((DOUBTFUL, UNLIKE_FIT), 0),
        ((UNLIKE_FIT, DOUBTFUL), 1),
        ((FAR, UNLIKE_FIT), 1),
        ((UNLIKE_FIT, UNKNOWN_FIT), 1),
        ((UNKNOWN_FIT, DOUBTFUL), 1),
        ((UNKNOWN_FIT, UNKNOWN_FIT), 0),
        ((UNKNOWN_FIT,), 0),
    ],
)
def test_the_first_that_it_fits_is_taken_or_the_nearest_that_it_is_not_unlike(fits: tuple[Fit, ...], best: int) -> None:
    assert best_fit(fits) == best


@pytest.fixture(scope="module")
def demo() -> PictureCaptioner:
    return load_captioner(demo_checkpoint(), "cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data") / "shapes")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory, data: Path) -> PictureCaptioner:
    """A second model, of another framing."""
    run = Run.create(tmp_path_factory.mktemp("runs") / "other", resolve("compact", {**TINY, "epochs": 1}), data)
    train(run, Commands(), lambda event: None, device="cpu")
    return load_captioner(run.folder, "cpu")


@pytest.fixture
def asked(demo: PictureCaptioner, other: PictureCaptioner, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What each model was asked to caption, by its name, batch by batch.

    A picture fits the model whose name its source begins with; what begins with none is unlike both, less unlike the
    second.
    """
    batches: dict[str, list[Any]] = {}
    for captioner, name in ((demo, "demo"), (other, "other")):
        seen: list[Any] = batches.setdefault(name, [])

        def fits(pictures: Sequence[Seen], name: str = name, own: PictureCaptioner = captioner) -> list[Fit]:
            assert all(picture.pixels.shape[:2] == own.framing.seen for picture in pictures)
            unlike = FAR if name == "demo" else UNLIKE_FIT
            return [FITS if picture.source.startswith(name) else unlike for picture in pictures]

        def caption(
            pictures: Sequence[Seen],
            generation: GenerationConfig,
            seen: list[Any] = seen,
            captioner: PictureCaptioner = captioner,
            whole: Callable[..., list[Captioned]] = captioner.caption_seen,
        ) -> list[Captioned]:
            assert all(picture.pixels.shape[:2] == captioner.framing.seen for picture in pictures)
            seen.append([picture.source for picture in pictures])
            return whole(pictures, generation)

        monkeypatch.setattr(captioner, "fits", fits)
        monkeypatch.setattr(captioner, "caption_seen", caption)
    return batches


def _pictures(captioner: AutomaticCaptioner, names: Sequence[str]) -> list[SeenByEach]:
    chance = random.Random(3)
    return [captioner.see_image(draw(sample(chance)), name) for name in names]


def test_each_picture_is_captioned_by_its_model_as_that_alone_would(
    demo: PictureCaptioner, other: PictureCaptioner, asked: dict[str, list[Any]]
) -> None:
    automatic = AutomaticCaptioner([demo, other])
    names = ["demo 1", "other 1", "strange", "demo 2", "other 2"]
    pictures = _pictures(automatic, names)
    found = automatic.caption_seen(pictures, GenerationConfig(support=True))
    assert asked == {"demo": [["demo 1", "demo 2"]], "other": [["other 1", "strange", "other 2"]]}
    assert [captioned.source for captioned in found] == names, "in their order"
    by_name = {"demo": demo, other.name: other}
    assert [captioned.model for captioned in found] == ["demo", other.name, other.name, "demo", other.name]
    for captioned, picture in zip(found, pictures, strict=True):
        captioner = automatic.by(captioned.model)
        assert captioner is by_name[captioned.model]
        view = picture.views[automatic.captioners.index(captioner)]
        wanted = captioner.caption_alone(view, GenerationConfig(support=True))
        assert captioned.caption == wanted.caption
        assert captioned.seen is view.pixels
        assert captioned.seconds >= picture.seconds
    assert [fit.verdict == UNLIKE for fit in automatic.fits(pictures)] == [False, False, True, False, False]
    with pytest.raises(LookupError):
        automatic.by("nobody")
    assert automatic.by("demo").by("demo") is demo


def test_many_pictures_stay_in_batches(
    demo: PictureCaptioner, other: PictureCaptioner, asked: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BatchPacer, "took", lambda pace, *words: setattr(pace, "size", CPU_TOGETHER))
    automatic = AutomaticCaptioner([demo, other])
    names = [f"{('demo', 'other')[number % 2]} {number}" for number in range(1 + 2 * CPU_TOGETHER)]
    ready = [(picture.source, (lambda picture=picture: picture)) for picture in _pictures(automatic, names)]
    assert [name for name, _ in caption_in_turn(automatic, ready)] == names
    assert [len(batch) for batch in asked["demo"]] == [1, CPU_TOGETHER // 2, CPU_TOGETHER // 2]
    assert [len(batch) for batch in asked["other"]] == [CPU_TOGETHER // 2, CPU_TOGETHER // 2]
    monkeypatch.setattr(other, "most", 3)
    assert automatic.most == 3


def test_a_file_and_noise_are_got_ready_for_each_model(
    demo: PictureCaptioner, other: PictureCaptioner, data: Path
) -> None:
    automatic = AutomaticCaptioner([demo, other])
    path = sorted((data / "images").iterdir())[0]
    for seen, wanted in (
        (automatic.see_file(path), (demo.see_file(path), other.see_file(path))),
        (automatic.see_noise(5), (demo.see_noise(5), other.see_noise(5))),
    ):
        assert seen.source == wanted[0].source
        for view, alone in zip(seen.views, wanted, strict=True):
            assert (view.pixels == alone.pixels).all()
    with pytest.raises(Problem, match="does not exist"):
        automatic.see_file(data / "nowhere.jpg")


def test_the_command_takes_auto_for_a_checkpoint(
    other: PictureCaptioner, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("engine.files.shipped_checkpoints", lambda: [demo_checkpoint(), other.info.folder])
    fits = {"demo": FAR, other.name: UNLIKE_FIT}
    monkeypatch.setattr(
        PictureCaptioner, "_fits_of", lambda captioner, features: [fits[captioner.name]] * len(features)
    )
    path = sorted((data / "images").iterdir())[0]
    assert main(["caption", "auto", str(path), "--noise", "1", "--json", "--device", "cpu"]) == 0
    told = capsys.readouterr()
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert [(line["model"], line["fit"], line["distance"]) for line in lines] == [(other.name, "unlike", 1.5)] * 2
    assert told.err == (
        "Unlike anything the shipped models were trained on: 2 of 2. To describe such pictures, train a model on some "
        "of them: python -m engine train DATA --run RUN.\n"
    )
    fits["demo"] = FITS
    assert main(["caption", "auto", str(path), "--device", "cpu"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[-1] == "    fit: fits, distance 0.30 (demo)"
    assert told.err == ""
    monkeypatch.setattr("engine.files.shipped_checkpoints", list)
    assert main(["caption", "auto", str(path)]) == 2
    assert "are missing" in capsys.readouterr().err


def test_a_folder_called_auto_can_still_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["caption", "./auto", "x.jpg"]) == 2
    assert "auto contains no checkpoint" in capsys.readouterr().err


def test_all_that_ship_are_loaded() -> None:
    automatic = load_automatic(device="cpu")
    assert automatic.captioners[0].name == "demo"
    assert automatic.device.type == "cpu"


def test_the_demo_model_knows_drawn_people_and_no_noise() -> None:
    automatic = load_automatic([demo_checkpoint()], "cpu")
    chance = random.Random(12)
    figures = [automatic.see_image(draw(sample(chance)), str(number)) for number in range(12)]
    found = automatic.caption_seen([*figures, automatic.see_noise(3)], GenerationConfig(support=True))
    assert {captioned.model for captioned in found} == {"demo"}
    # One of a hundred may be told unlike.
    assert sum(captioned.fit.unlike for captioned in found[:-1]) <= 1
    assert any(word.supported for captioned in found[:-1] for word in captioned.support)
    assert found[-1].fit.unlike
    assert not any(word.supported for word in found[-1].support)
