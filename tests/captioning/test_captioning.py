"""Pictures are captioned several at once, as they are one by one."""

import functools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.captioning import (
    CPU_TOGETHER,
    Ahead,
    BatchPacer,
    Captioned,
    GenerationConfig,
    PictureCaptioner,
    See,
    Seen,
    caption_in_turn,
    load_captioner,
)
from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.outfit import sample
from engine.errors import Problem
from engine.files import project_folder

PICTURES = 50


@pytest.fixture(scope="module")
def captioner() -> PictureCaptioner:
    return load_captioner(project_folder() / "checkpoints" / "demo", "cpu")


@pytest.fixture(scope="module")
def pictures(captioner: PictureCaptioner) -> list[Seen]:
    chance = random.Random(11)
    return [captioner.see_image(draw(sample(chance)), str(number)) for number in range(PICTURES)]


def _batches(captioner: PictureCaptioner, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is captioned at once from now on."""
    batches: list[list[str]] = []
    caption = captioner.caption_seen

    def noted(pictures: list[Seen], generation: GenerationConfig) -> list[Captioned]:
        batches.append([picture.source for picture in pictures])
        return caption(pictures, generation)

    monkeypatch.setattr(captioner, "caption_seen", noted)
    return batches


def _at_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many are captioned at once from now on."""
    monkeypatch.setattr(BatchPacer, "took", lambda *words: None)
    monkeypatch.setattr(BatchPacer, "__init__", lambda pace, seconds: setattr(pace, "size", size))


def _ready(pictures: list[Seen]) -> Iterator[tuple[str, See]]:
    return ((picture.source, functools.partial(lambda picture: picture, picture)) for picture in pictures)


def test_what_else_is_in_a_batch_changes_no_caption(captioner: PictureCaptioner, pictures: list[Seen]) -> None:
    alone = [captioner.caption_alone(picture) for picture in pictures]
    order = list(range(PICTURES))
    random.Random(5).shuffle(order)
    for first in range(0, PICTURES, CPU_TOGETHER):
        batch = order[first : first + CPU_TOGETHER]
        together = captioner.caption_seen([pictures[place] for place in batch])
        for place, picture in zip(batch, together, strict=True):
            wanted = alone[place]
            assert (picture.source, picture.caption, picture.chinese) == (wanted.source, wanted.caption, wanted.chinese)
            assert [probability for _, probability in picture.words] == pytest.approx(
                [probability for _, probability in wanted.words], abs=1e-5
            )
    assert len({probability.caption for probability in alone}) > PICTURES / 2


def test_marks_and_groups_are_those_of_a_picture_alone(captioner: PictureCaptioner, pictures: list[Seen]) -> None:
    generation = GenerationConfig(support=True, groups=2)
    for captioned, picture in zip(captioner.caption_seen(pictures[:8], generation), pictures, strict=False):
        wanted = captioner.caption_alone(picture, generation)
        assert (captioned.caption, captioned.others) == (wanted.caption, wanted.others)
        assert len(captioned.support) == len(wanted.support) > 0
        for support, alone in zip(captioned.support, wanted.support, strict=True):
            assert (support.word, support.start, support.made_up, support.unsure) == (
                alone.word,
                alone.start,
                alone.made_up,
                alone.unsure,
            )
            assert (support.meaning, support.support) == pytest.approx((alone.meaning, alone.support), abs=1e-4)


def test_a_caption_by_chance_hangs_on_its_seed_alone(captioner: PictureCaptioner, pictures: list[Seen]) -> None:
    generation = GenerationConfig(temperature=1.5, seed=4)
    together = captioner.caption_seen(pictures[:3], generation)
    assert [hypothesis.caption for hypothesis in together] == [
        captioner.caption_alone(hypothesis, generation).caption for hypothesis in pictures[:3]
    ]


def test_the_first_comes_alone_and_then_twice_as_many_each_time(
    captioner: PictureCaptioner, pictures: list[Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = _batches(captioner, monkeypatch)
    taken = 0

    def counted() -> Iterator[tuple[str, See]]:
        nonlocal taken
        for picture in _ready(pictures):
            taken += 1
            yield picture

    captioned = caption_in_turn(captioner, counted(), seconds=1000.0)
    assert next(captioned)[0] == "0"
    assert (len(batches), taken) == (1, 3)
    assert [name for name, _ in captioned] == [str(number) for number in range(1, PICTURES)]
    assert [len(batch) for batch in batches] == [1, 2, 4, 8, CPU_TOGETHER, CPU_TOGETHER, 3]


def test_a_picture_that_cannot_be_read_does_not_spoil_its_batch(
    captioner: PictureCaptioner, pictures: list[Seen], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = _batches(captioner, monkeypatch)
    _at_once(4, monkeypatch)
    batch = list(_ready(pictures[:3]))
    batch.insert(1, ("gone", functools.partial(captioner.see_file, tmp_path / "gone.jpg")))
    outcomes = dict(caption_in_turn(captioner, batch))
    assert list(outcomes) == ["0", "gone", "1", "2"]
    assert isinstance(outcomes["gone"], Problem)
    assert outcomes["gone"].code == "picture-missing"
    assert batches == [["0", "1", "2"]]
    assert all(isinstance(outcomes[name], Captioned) for name in "012")


def test_one_that_the_model_cannot_take_is_found_out(
    captioner: PictureCaptioner, pictures: list[Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_once(3, monkeypatch)
    bad = Problem("memory-short", device="GPU")
    caption = captioner.caption_seen

    def refusing(batch: list[Seen], generation: GenerationConfig) -> list[Captioned]:
        if pictures[1] in batch:
            raise bad
        return caption(batch, generation)

    monkeypatch.setattr(captioner, "caption_seen", refusing)
    outcomes = [outcome for _, outcome in caption_in_turn(captioner, _ready(pictures[:3]))]
    assert outcomes[1] is bad
    assert [isinstance(outcome, Captioned) for outcome in outcomes] == [True, False, True]


def test_a_batch_that_the_memory_does_not_hold_is_halved_from_then_on(
    captioner: PictureCaptioner, pictures: list[Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = captioner._captioner.grid_seen

    def short(batch: Any) -> torch.Tensor:
        if len(batch) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return encode(batch)

    monkeypatch.setattr(captioner._captioner, "grid_seen", short)
    monkeypatch.setattr(captioner, "most", CPU_TOGETHER)
    assert [captioned.source for captioned in captioner.caption_seen(pictures[:8])] == [
        str(number) for number in range(8)
    ]
    assert captioner.most == 2


def test_a_batch_takes_no_longer_than_it_may() -> None:
    pace = BatchPacer(1.0)
    pace.took(1, 30.0, 16)
    assert pace.size == 1, "the first one warms up"
    sizes = []
    for _ in range(6):
        # A tenth of a second a picture.
        pace.took(pace.size, 0.1 * pace.size, 16)
        sizes.append(pace.size)
    assert sizes == [2, 4, 8, 8, 8, 8]
    pace.took(3, 0.01, 16)
    assert pace.size == 8, "the last ones, or one that somebody looks at, tell nothing"
    pace.took(8, 4.0, 16)
    assert pace.size == 4
    pace.took(4, 0.01, 3)
    assert pace.size == 3


def test_what_is_no_longer_expected_is_let_go() -> None:
    ahead = Ahead(1)
    made: list[int] = []

    def see(number: int) -> Seen:
        made.append(number)
        return Seen(str(number), None, 0.0)  # type: ignore[arg-type]

    sights: dict[Any, See] = {number: functools.partial(see, number) for number in range(4)}
    ahead.expect(sights)
    assert ahead.get(3, sights[3]).source == "3"
    assert made == [0, 1, 2, 3]
    ahead.expect({2: sights[2]})
    assert ahead.get(2, sights[2]).source == "2"
    assert made == [0, 1, 2, 3]
    assert ahead.get(0, sights[0]).source == "0"
    assert made == [0, 1, 2, 3, 0]
    ahead.close()


def test_a_picture_that_was_looked_at_is_not_encoded_again(
    captioner: PictureCaptioner, pictures: list[Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [captioner.caption_alone(picture) for picture in pictures[:6]]
    encoded: list[int] = []
    encode = captioner._captioner.grid_seen

    def counted(batch: Any) -> torch.Tensor:
        encoded.append(len(batch))
        return encode(batch)

    monkeypatch.setattr(captioner._captioner, "grid_seen", counted)
    fits = captioner.fits(pictures[:6])
    found = captioner.caption_seen([pictures[4], pictures[1]])
    assert encoded == [6]
    assert [captioned.caption for captioned in found] == [alone[4].caption, alone[1].caption]
    assert [captioned.fit.verdict for captioned in found] == [fits[4].verdict, fits[1].verdict]
    captioner.caption_seen([pictures[4]], GenerationConfig(exact=True))
    captioner.caption_seen(pictures[5:8])
    assert encoded == [6, 1, 3], "nor taken from elsewhere where it must be exact, or is another one"
