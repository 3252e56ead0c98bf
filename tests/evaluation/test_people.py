"""Bounds of pictures with several references: the floor against all of them, and people as the ceiling."""

import math
import random
from collections import Counter
from pathlib import Path

import pytest

from engine.captions.domain import FREE
from engine.captions.tokens import Tokens, cut
from engine.clothes.domain import CLOTHES
from engine.clothes.wardrobe.outfit import sample_attributes
from engine.clothes.writer import write
from engine.evaluation.bounds import above_ceiling, find_bounds, kept_bounds
from engine.evaluation.constant import best_constant
from engine.metrics import METRICS
from engine.metrics.bounds import Bounds
from engine.metrics.people import held_out_scores, people_scores
from engine.metrics.scored import TokenizedReferences
from tests.metrics.pairs import pairs

BOUNDED = [metric.key for metric in METRICS.values() if metric.bounded]


def pictures(count: int, seed: int, references: int = 5) -> list[tuple[str, ...]]:
    return [tuple(caption or "A hat." for caption in several) for _, several in pairs(seed, count, references, 2)]


@pytest.fixture(scope="module")
def train() -> list[tuple[str, ...]]:
    return pictures(150, 11)


@pytest.fixture(scope="module")
def known() -> TokenizedReferences:
    return TokenizedReferences(pictures(60, 12))


@pytest.fixture(scope="module")
def bounds(train: list[tuple[str, ...]], known: TokenizedReferences) -> Bounds:
    return find_bounds(train, known)


def test_the_floor_is_the_constant_caption_against_all_references(bounds: Bounds, known: TokenizedReferences) -> None:
    assert bounds.floor == known.of([bounds.caption] * len(known)).scores(BOUNDED)
    assert bounds.floor["bleu4"] > TokenizedReferences(known.firsts).of([bounds.caption] * 60).scores()["bleu4"]


def test_no_whole_caption_is_a_better_constant(train: list[tuple[str, ...]]) -> None:
    references = TokenizedReferences(train)

    def bleu(caption: str) -> float:
        return references.of([caption] * len(train)).scores(["bleu4"])["bleu4"]

    flat = [caption for several in train for caption in several]
    best = best_constant(train, FREE, 1)
    assert best in flat
    commonest = [caption for caption, _ in Counter(flat).most_common(200)]
    assert bleu(best) == pytest.approx(max(bleu(caption) for caption in commonest))


def test_a_constant_is_measured_by_the_closest_length() -> None:
    """The short one is in all seven pictures; measured by the longer ones it would lose half of its score."""
    several = [("a b c d", "p q r s t u v w")] * 5 + [("a b c d",)] * 2
    assert best_constant(several, FREE, 1) == "a b c d"
    assert math.exp(1 - (5 * 8 + 2 * 4) / (7 * 4)) < 5 / 7


def test_people_are_the_ceiling_where_most_pictures_have_several_captions(
    bounds: Bounds, known: TokenizedReferences
) -> None:
    assert bounds.ceiling_of == "people"
    assert bounds.ceiling == people_scores(known, BOUNDED)
    assert bounds.single == 0
    assert bounds.to_json()["ceiling_of"] == "people"


def test_pictures_with_one_caption_are_counted_and_few_others_give_no_ceiling(train: list[tuple[str, ...]]) -> None:
    some = pictures(30, 13)
    most = find_bounds(train, TokenizedReferences([*some, *(several[:1] for several in pictures(20, 14))]))
    assert (most.ceiling_of, most.single) == ("people", 20)
    few = find_bounds(train, TokenizedReferences([*some[:20], *(several[:1] for several in pictures(20, 14))]))
    assert (few.ceiling, few.ceiling_of, few.single) == (None, "", 0)


def test_captions_with_attributes_keep_the_true_ones_as_their_ceiling() -> None:
    rng = random.Random(4)
    outfits = [sample_attributes(rng) for _ in range(20)]
    known = TokenizedReferences([[write(outfit, rng) for _ in range(3)] for outfit in outfits], domain=CLOTHES)
    bounds = find_bounds([], known)
    assert bounds.ceiling_of == "attributes"
    assert bounds.ceiling is not None
    assert bounds.ceiling["attribute_accuracy"] == 1


def test_learned_references_are_above_people_and_people_are_not(bounds: Bounds, known: TokenizedReferences) -> None:
    learned = [several[0] for several in known.captions]
    scores = known.of(learned).scores(BOUNDED)
    lower = Bounds(
        bounds.random, bounds.floor, bounds.caption, {key: value / 3 for key, value in scores.items()}, 60, "people"
    )
    assert "coco_bleu4" in above_ceiling(lower, scores, learned, known)
    assert bounds.above(bounds.ceiling or {}) == ()


def test_a_score_above_people_through_one_more_reference_is_not_flagged(known: TokenizedReferences) -> None:
    """Against all references more than twice as much as people, against as many as they have not."""
    pairs_of_two = TokenizedReferences([several[:2] for several in known.captions])
    said = [several[0] for several in pairs_of_two.captions]
    full = pairs_of_two.of(said).scores(BOUNDED)
    fair = held_out_scores(said, pairs_of_two, BOUNDED)
    between = {key: (full[key] + fair[key]) / 4.001 for key in ("coco_bleu4", "rouge_l")}
    people = Bounds({}, {}, "", between, 60, "people")
    assert set(people.above(full)) == set(between)
    assert above_ceiling(people, full, said, pairs_of_two) == ()


def test_bounds_are_kept_by_every_caption(train: list[tuple[str, ...]], tmp_path: Path) -> None:
    several = pictures(12, 15, 3)

    def files(captions: list[tuple[str, ...]], references: list[tuple[str, ...]]) -> int:
        kept_bounds(tmp_path, captions, TokenizedReferences(references))
        return len(list((tmp_path / "bounds").glob("*.json")))

    assert files(train[:9], several) == files(train[:9], several) == 1
    assert files(train[:9], [*several[:-1], (*several[-1][:2], "another")]) == 2
    assert files([*train[:8], (*train[8][:4], "another")], several) == 3
    # One caption a picture is the same data, as text and as a list of one.
    single = [caption for caption, *_ in several]
    assert files([], [(caption,) for caption in single]) == 4
    kept_bounds(tmp_path, [], TokenizedReferences(single))
    assert len(list((tmp_path / "bounds").glob("*.json"))) == 4


def test_the_tokens_of_the_floor_are_those_of_the_evaluation(known: TokenizedReferences) -> None:
    assert known.cut(Tokens.NLTK)[0][0] == cut([known.captions[0][0]], Tokens.NLTK)[0]
