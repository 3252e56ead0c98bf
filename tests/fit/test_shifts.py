"""Training pictures that are shifted on purpose, and what is learnt from them."""

from collections import Counter

import numpy as np
import pytest

from engine.data.picture import Framing
from engine.fit.discriminant import discriminant
from engine.fit.distance import components, distances, doubtful_from, terms
from engine.fit.shifts import SHIFTS, kinds_of, shifted_view
from engine.fit.statistics import DOUBTFUL_RATE, UNLIKE_RATE, calibrate, learn, measured
from tests.fit.features import batches, features


def test_all_kinds_come_equally_often_and_no_picture_gets_one_twice() -> None:
    each = [kinds_of(place) for place in range(5 * len(SHIFTS))]
    assert all(len(set(kinds)) == len(kinds) for kinds in each)
    counts = Counter(kind for kinds in each for kind in kinds)
    assert set(counts) == set(range(len(SHIFTS)))
    assert len(set(counts.values())) == 1


@pytest.mark.parametrize("framing", [Framing("fit", 48, 32), Framing("crop", 1, 1)])
def test_a_shifted_picture_is_another_one_of_the_size_that_the_model_sees(framing: Framing) -> None:
    height, width = (48, 32) if framing.frame == "fit" else (300, 256)
    prepared = np.random.default_rng(1).integers(0, 255, (height, width, 3)).astype(np.uint8)
    before = prepared.copy()
    views = [shifted_view(prepared, kind, framing) for kind in range(len(SHIFTS))]
    assert {view.shape for view in views} == {(*framing.seen, 3)}
    for place, view in enumerate(views):
        others = [framing.view(prepared), *views[:place]]
        assert not any(np.array_equal(view, other) for other in others), place
    np.testing.assert_array_equal(prepared, before)
    np.testing.assert_array_equal(views[0], framing.view(prepared)[::-1, ::-1])


def _slightly(values: np.ndarray, kind: int) -> np.ndarray:
    """Features shifted by less than they differ among themselves."""
    by = 0.06 * np.random.default_rng(kind).standard_normal((1, 1, values.shape[2]))
    return values + by.astype(np.float32)


def test_what_the_distances_hardly_see_is_unlike_once_it_is_learnt_and_the_rates_hold() -> None:
    right, kept = features(400, 1), features(300, 2)
    kinds = np.arange(200) % 2
    shifted = np.concatenate(
        [_slightly(right[place : place + 1], 70 + kind) for place, kind in enumerate(kinds.tolist())]
    )
    without, by = learn(batches(right)), learn(batches(right), [(shifted[:90], kinds[:90]), (shifted[90:], kinds[90:])])
    assert (terms(without), terms(by)) == (3, 4)
    np.testing.assert_array_equal(without["bank"], by["bank"])
    new = features(2000, 3)
    told = {}
    for name, learnt in (("without", without), ("by", by)):
        arrays = calibrate(learnt, measured(batches(kept), learnt))
        assert arrays["begin"].shape == arrays["weights"].shape == (terms(learnt),)
        found = distances(new, arrays)
        assert (found >= 1).mean() < 2 * UNLIKE_RATE
        assert (found >= doubtful_from(arrays)).mean() < 1.5 * DOUBTFUL_RATE
        told[name] = [(distances(_slightly(features(200, 4), kind), arrays) >= 1).mean() for kind in (70, 71)]
    assert max(told["without"]) < 0.2
    assert min(told["by"]) > 0.95
    # Strange in a way that the discriminant takes for right: the distances still tell it.
    opposite = new[:20] - 20 * (_slightly(new[:20], 70) - new[:20])
    assert (components(opposite, arrays)[:, 3] < 0).all()
    assert (distances(opposite, arrays) >= 1).all()


def test_log_odds_are_those_of_the_gaussians() -> None:
    chance = np.random.default_rng(3)
    right = chance.standard_normal((20_000, 2))
    axes, offset = discriminant(right, right[:10_000] + np.array([3.0, 0.0]), np.zeros(10_000, int))
    # A tenth of the variance is added to each.
    assert axes[:, 0] == pytest.approx([3 / 1.1, 0], abs=0.1)
    assert offset[0] == pytest.approx(-4.5 / 1.1, abs=0.15)


def test_a_feature_that_is_not_finite_is_refused() -> None:
    right = features(40, 1)
    with pytest.raises(ValueError, match="finite"):
        learn(batches(right), [(np.full_like(right, np.inf), np.zeros(40, int))])
