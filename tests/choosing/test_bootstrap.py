"""Paired bootstrap: scores as the house tells them, intervals that hold what they say, and p that can be believed."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine.choosing.bootstrap import Difference, Statistics, holm, paired_bootstrap
from engine.clothes.domain import CLOTHES
from engine.clothes.wardrobe.outfit import sample
from engine.clothes.writer import write_plain
from engine.errors import Problem
from engine.metrics import METRICS, tracked
from engine.metrics.bleu import Bleu, BleuCounts
from engine.metrics.scored import Counts, Shares, TokenizedReferences, Values
from tests.metrics.house import house_scores, scored_set
from tests.metrics.pairs import SETS

COMPARED = tuple(key for key in tracked() if not METRICS[key].loss and METRICS[key].domain in ("", CLOTHES.key))
"""The scores of an evaluation that captions alone give, of those that are defined on captions of clothes."""


def _captions(count: int, right: float, seed: int, references: list[str]) -> list[str]:
    """Of each reference with a chance ``right``, else of another."""
    rng = random.Random(seed)
    return [caption if rng.random() < right else rng.choice(references) for caption in references[:count]]


def _references(count: int) -> list[str]:
    rng = random.Random(5)
    return [write_plain(sample(rng).attributes) for _ in range(count)]


REFERENCES = _references(300)
HOUSE = TokenizedReferences(REFERENCES, domain=CLOTHES)
GOOD, BETTER, LIKE = (
    Statistics.of(HOUSE.of(_captions(300, right, seed, REFERENCES))) for right, seed in ((0.4, 1), (0.7, 2), (0.4, 3))
)


def test_the_scores_are_those_of_an_evaluation() -> None:
    captions = _captions(300, 0.4, 1, REFERENCES)
    scores = house_scores(captions, REFERENCES)
    found = paired_bootstrap(GOOD, BETTER, samples=10)
    assert tuple(found) == COMPARED
    for name in found:
        assert found[name].first == pytest.approx(scores[name], abs=1e-12)


def test_a_resample_scores_as_the_captions_that_it_holds() -> None:
    """BLEU and the attributes are not means over pictures: their counts are what is resampled."""
    captions = _captions(60, 0.4, 1, REFERENCES[:60])
    whole = scored_set(captions, REFERENCES[:60])
    drawn = np.random.default_rng(3).integers(0, 60, 60)
    weights = np.bincount(drawn, minlength=60)[None].astype(float)
    scores = house_scores([captions[place] for place in drawn], [REFERENCES[place] for place in drawn])
    for key, score in scores.items():
        # CIDEr-D keeps the document frequencies of all references, so that a resample is not scored as by itself.
        if key != "cider_d":
            counts = whole.counts(METRICS[key])
            assert counts is not None
            assert counts.resampled(weights)[0] == pytest.approx(score, abs=1e-12), key


def test_a_plain_difference_is_clear_and_a_checkpoint_beside_itself_is_not() -> None:
    for difference in paired_bootstrap(GOOD, BETTER).values():
        assert difference.clear
        assert 0 < difference.low < difference.difference < difference.high
        assert difference.p == pytest.approx(2 / 1001)
        assert difference.p_holm == pytest.approx(len(COMPARED) * 2 / 1001)
    for difference in paired_bootstrap(BETTER, GOOD).values():
        assert difference.high < 0
        assert difference.clear
    for difference in paired_bootstrap(GOOD, GOOD).values():
        assert (difference.difference, difference.low, difference.high, difference.p, difference.clear) == (
            0,
            0,
            0,
            1,
            False,
        )


def test_of_several_scores_one_is_not_called_clear_for_being_one_of_many() -> None:
    # Holm's own steps: the smallest times four, the next times three, and none below one before it.
    assert holm([0.03, 0.005, 0.04, 0.9]) == pytest.approx([0.09, 0.02, 0.09, 0.9])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []
    assert Difference(0.2, 0.3, 0.1, 0.01, 0.2, p=0.03, p_holm=0.03).clear
    assert not Difference(0.2, 0.3, 0.1, 0.01, 0.2, p=0.03, p_holm=0.09).clear


def test_the_same_twice_whatever_is_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = paired_bootstrap(GOOD, LIKE, samples=200)
    monkeypatch.setattr("engine.choosing.bootstrap.TOGETHER", 2100)
    again = paired_bootstrap(GOOD, LIKE, samples=200)
    for name, difference in first.items():
        assert (again[name].p, again[name].difference) == (difference.p, difference.difference)
        assert again[name].low == pytest.approx(difference.low, abs=1e-12)
    other = paired_bootstrap(GOOD, LIKE, samples=200, seed=2)
    assert any(other[name].low != difference.low for name, difference in first.items())


def test_the_interval_is_that_of_the_normal_law_where_scores_are_means() -> None:
    difference = paired_bootstrap(GOOD, LIKE, samples=4000)["rouge_l"]
    first, other = (side.counts["rouge_l"] for side in (GOOD, LIKE))
    assert isinstance(first, Values)
    assert isinstance(other, Values)
    apart = other.values - first.values
    error = apart.std(ddof=1) / len(apart) ** 0.5
    assert difference.low == pytest.approx(apart.mean() - 1.96 * error, abs=0.15 * error)
    assert difference.high == pytest.approx(apart.mean() + 1.96 * error, abs=0.15 * error)


def test_equals_are_seldom_called_different() -> None:
    """Two systems that are one and the same, with their captions dealt out anew: one in twenty may be called clear."""
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(60):
        dealt = rng.random(300) < 0.5
        called += paired_bootstrap(_dealt(dealt), _dealt(~dealt), samples=300)["bleu4"].clear
    assert called <= 9


def _dealt(dealt: np.ndarray) -> Statistics:
    """Captions of ``GOOD`` where dealt, those of ``LIKE`` elsewhere."""

    def mixed(first: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.where(dealt.reshape(-1, *[1] * (first.ndim - 1)), first, other)

    return _each(mixed, GOOD, LIKE)


def _each(change: Callable[..., np.ndarray], *of: Statistics) -> Statistics:
    """Statistics of which every array is changed."""
    made: dict[str, Counts] = {}
    for key, first in of[0].counts.items():
        sides: list[Any] = [statistics.counts[key] for statistics in of]
        if isinstance(first, Values):
            made[key] = Values(change(*(side.values for side in sides)))
        elif isinstance(first, Bleu):
            names = BleuCounts.__slots__
            arrays = (change(*(getattr(side.counts, name) for side in sides)) for name in names)
            made[key] = replace(first, counts=BleuCounts(*arrays))
        else:
            marks = [change(*(getattr(side, name) for side in sides)) for name in ("judged", "right")]
            made[key] = Shares(partial(_pair, *marks))
    return Statistics(
        made, len(next(statistics.values for statistics in made.values() if isinstance(statistics, Values)))
    )


def _pair(judged: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return judged, right


def test_without_attributes_there_is_no_accuracy() -> None:
    house = TokenizedReferences(["A dog runs."] * 4, domain=CLOTHES)
    first, other = Statistics.of(house.of(["A dog runs."] * 4)), Statistics.of(house.of(["A cat."] * 4))
    assert tuple(paired_bootstrap(first, other, samples=20)) == COMPARED[:3]


def test_a_whole_test_split_is_scored_in_a_few_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand resamples are two products of matrices a side, besides the set itself, and no caption is read."""
    calls: list[int] = []
    real = Statistics.scores

    def noted(side: Statistics, weights: np.ndarray) -> dict[str, np.ndarray]:
        calls.append(len(weights))
        return real(side, weights)

    monkeypatch.setattr(Statistics, "scores", noted)
    places = np.arange(2538) % 300
    first, other = (_each(lambda part: part[places], side) for side in (GOOD, LIKE))
    paired_bootstrap(first, other)
    assert calls == [1, 1, 788, 788, 212, 212]


def test_it_can_be_stopped_and_needs_the_same_pictures() -> None:
    with pytest.raises(Problem, match="Stopped"):
        paired_bootstrap(GOOD, LIKE, stopped=lambda: True)
    with pytest.raises(ValueError, match="300 captions beside 4"):
        paired_bootstrap(GOOD, Statistics.of(scored_set(["a"] * 4, ["a"] * 4)))


def test_the_statistics_of_pictures_with_several_references_are_those_of_their_scores() -> None:
    batch = SETS["one to ten references"][:60]
    known = TokenizedReferences([several for _, several in batch])
    first, second = (known.of([said for said, _ in part]) for part in (batch, [*batch[1:], batch[0]]))
    for scored in (first, second):
        found = Statistics.of(scored).scores(np.ones((1, len(batch))))
        expected = scored.scores(found)
        assert {key: float(values[0]) for key, values in found.items()} == pytest.approx(expected)
    differences = paired_bootstrap(Statistics.of(first), Statistics.of(second), samples=200)
    assert differences["cider_d"].clear
    assert differences["cider_d"].difference < 0
