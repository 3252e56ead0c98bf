"""Floor and ceiling on captions of drawn outfits."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from engine.clothes.domain import CLOTHES
from engine.clothes.reader import read
from engine.clothes.wardrobe.outfit import sample_attributes
from engine.clothes.writer import write, write_plain
from engine.errors import Problem
from engine.evaluation import bounds as bounds_module
from engine.evaluation.bounds import find_bounds, kept_bounds
from engine.evaluation.constant import best_constant
from engine.files import TEMPORARY
from engine.metrics.bounds import FEWEST, Bounds
from engine.metrics.scored import TokenizedReferences
from tests.metrics.house import house_scores

TRAIN, TEST = 200, 80


def captions(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [write(sample_attributes(rng), rng) for _ in range(count)]


@pytest.fixture(scope="module")
def train() -> list[str]:
    return captions(TRAIN, 1)


@pytest.fixture(scope="module")
def references() -> list[str]:
    return captions(TEST, 2)


@pytest.fixture(scope="module")
def bounds(train: list[str], references: list[str]) -> Bounds:
    return find_bounds(train, TokenizedReferences(references, domain=CLOTHES))


def scores(candidates: list[str], references: list[str]) -> dict[str, float]:
    """As an evaluation scores them; without METEOR, which takes long, so that nobody looks for its bounds."""
    found = house_scores(candidates, references)
    found.pop("meteor", None)
    return found


def test_a_constant_caption_gets_the_floor_s_scores_exactly(bounds: Bounds, references: list[str]) -> None:
    assert scores([bounds.caption] * TEST, references) == bounds.floor


def test_the_true_attributes_get_the_ceiling_s_exactly(bounds: Bounds, references: list[str]) -> None:
    assert scores([write_plain(read(reference).attributes) for reference in references], references) == bounds.ceiling
    assert bounds.ceiling is not None
    assert bounds.ceiling["attribute_accuracy"] == 1


def test_the_bounds_lie_in_their_order(bounds: Bounds) -> None:
    assert bounds.ceiling is not None
    for name in ("bleu4", "rouge_l", "cider_d"):
        assert bounds.random[name] < bounds.floor[name] < bounds.ceiling[name]


def test_the_constant_is_better_than_any_whole_caption_and_than_the_commonest_outfit(
    bounds: Bounds, train: list[str]
) -> None:
    known = TokenizedReferences(train)

    def bleu(caption: str) -> float:
        return known.of([caption] * TRAIN).scores(["bleu4"])["bleu4"]

    assert bleu(bounds.caption) >= max(bleu(caption) for caption in train[:25])
    assert not read(bounds.caption).contradictions
    assert read(bounds.caption).understood == 1


def test_other_words_have_a_constant_but_no_ceiling() -> None:
    dogs = ["A dog runs.", "A dog runs on the grass.", "Two cats sleep on a sofa today."]
    found = find_bounds(dogs, TokenizedReferences(dogs * 5, domain=CLOTHES))
    assert found.caption in dogs
    assert found.ceiling is None
    assert found.above({"bleu4": 1.0}) == ()
    assert "attribute_accuracy" not in found.floor
    assert best_constant([], CLOTHES, 1) == ""


def test_one_outfit_alone_leaves_nothing_to_change() -> None:
    """All captions tell the same, and no accessory with it: the search begins where it ends."""
    only = "The upper clothing has short sleeves, cotton fabric and floral patterns. The neckline of it is round."
    bounds = find_bounds([only] * 20, TokenizedReferences([only] * 20, domain=CLOTHES))
    assert bounds.caption == only
    assert bounds.floor["bleu4"] == 1


def test_without_training_captions_the_references_stand_in() -> None:
    assert find_bounds([], TokenizedReferences(["A dog runs."] * 3)).floor["bleu4"] == 1


def test_a_score_above_the_ceiling_is_flagged(bounds: Bounds, references: list[str]) -> None:
    # Test captions that were trained on and are said again.
    assert set(bounds.above(scores(references, references))) == {
        "bleu1",
        "bleu2",
        "bleu3",
        "bleu4",
        *(f"coco_bleu{order}" for order in (1, 2, 3, 4)),
        "rouge_l",
        "cider_d",
    }
    assert replace(bounds, pictures=FEWEST - 1).above(scores(references, references)) == ()


def test_the_true_attributes_in_any_wording_are_not_flagged(bounds: Bounds, references: list[str]) -> None:
    readings = [read(reference) for reference in references]
    for seed in range(3):
        rng = random.Random(seed)
        captions = [write(reading.attributes, rng) for reading in readings]
        assert bounds.above(scores(captions, references)) == ()
    assert bounds.above(scores(CLOTHES.ceiling(references) or [], references)) == ()


def test_bounds_are_kept_for_the_next_time_and_found_anew_where_the_file_is_broken(
    train: list[str], references: list[str], bounds: Bounds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[object] = []

    def find(*words: object) -> Bounds:
        found.append(words)
        return bounds

    monkeypatch.setattr(bounds_module, "find_bounds", find)
    known = TokenizedReferences(references, domain=CLOTHES, facts=[None] * TEST)

    def kept(captions: list[str]) -> Bounds:
        return kept_bounds(tmp_path / "cache", captions, known)

    assert kept(train) == kept(train) == bounds
    assert len(found) == 1
    [file] = (tmp_path / "cache" / "bounds").iterdir()
    for text in ("{", "[]", '{"floor": {}}'):
        file.write_text(text)
        assert kept(train) == kept(train) == bounds
    assert len(found) == 4
    # What a kill in the midst of a write leaves goes with the next write; what is being prepared beside it stays.
    file.with_name(file.name + TEMPORARY).write_text("{")
    others = tmp_path / "cache" / ("pictures" + TEMPORARY)
    others.mkdir()
    kept(train[1:])
    assert len(list(file.parent.iterdir())) == 2
    assert others.exists()


def test_where_bounds_cannot_be_kept_a_sentence_says_so(references: list[str], tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(Problem) as caught:
        kept_bounds(tmp_path / "cache", [], TokenizedReferences(references[:3]))
    assert caught.value.code == "folder-unwritable"


def test_the_bounds_are_plain_values_and_the_same_each_time(
    bounds: Bounds, train: list[str], references: list[str]
) -> None:
    plain = bounds.to_json()
    assert set(plain) == {"floor", "constant_caption", "random", "ceiling", "ceiling_of"}
    assert plain["ceiling_of"] == "attributes"
    assert find_bounds(train, TokenizedReferences(references, domain=CLOTHES)).to_json() == plain
