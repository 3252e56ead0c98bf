"""What is learnt of features, and how often pictures like those of the training are told otherwise."""

import numpy as np
import pytest

from engine.fit.distance import THIRDS, distances, doubtful_from
from engine.fit.statistics import DOUBTFUL_RATE, UNLIKE_RATE, Tail, calibrate, learn, measured, to_store
from tests.fit.features import CHANNELS, PLACES, batches, features

Arrays = dict[str, np.ndarray]


def model(training: int = 400, calibrating: int = 300, places: int = PLACES) -> Arrays:
    arrays = learn(batches(features(training, 1, places)))
    return calibrate(arrays, measured(batches(features(calibrating, 2, places)), arrays))


@pytest.fixture(scope="module")
def learnt() -> Arrays:
    return model()


@pytest.mark.parametrize("places", [1, PLACES])
def test_pictures_like_those_of_the_training_are_told_unlike_at_the_stated_rate(places: int) -> None:
    arrays = model(places=places)
    found = distances(features(4000, 3, places), arrays)
    assert 0.001 < (found >= 1).mean() < 1.5 * UNLIKE_RATE
    assert 0.01 < (found >= doubtful_from(arrays)).mean() < 1.5 * DOUBTFUL_RATE
    assert found.min() >= 0


def test_few_pictures_to_calibrate_on_make_a_lenient_judge(learnt: Arrays) -> None:
    new = features(2000, 3)
    shares = []
    for seed in range(20, 40):
        arrays = {name: learnt[name] for name in ("basis", "mean", "axes", "bank", "place_mean", "place_factor")}
        few = calibrate(arrays, measured([features(30, seed)], arrays))
        shares.append((distances(new, few) >= 1).mean())
    assert np.mean(shares) < 1.5 * UNLIKE_RATE


def test_what_the_training_never_showed_is_unlike(learnt: Arrays) -> None:
    new = features(50, 4)
    chance = np.random.default_rng(5)
    strange = {
        "noise": chance.random(new.shape, dtype=np.float32),
        "nothing": np.zeros_like(new),
        "upside down": new[:, ::-1],
        "half covered": np.concatenate([new[:, : PLACES // 2], np.full_like(new[:, PLACES // 2 :], 0.5)], 1),
        "no number": np.full_like(new, np.nan),
    }
    for name, values in strange.items():
        assert not (distances(values, learnt) < 1).any(), name
    one = new.copy()
    one[:, 3] = chance.random((50, CHANNELS), dtype=np.float32)
    assert (distances(one, learnt) >= 1).mean() > 0.9, "one place of many"


def test_a_picture_of_the_training_is_nearest(learnt: Arrays) -> None:
    assert np.median(distances(features(400, 1), learnt)) < np.median(distances(features(400, 3), learnt))


def test_what_is_stored_is_what_was_learnt(learnt: Arrays) -> None:
    stored = to_store(learnt)
    assert stored["bank"].dtype == np.float16
    again = {name: value.astype(np.float32) for name, value in stored.items()}
    for name, value in learnt.items():
        np.testing.assert_array_equal(again[name], value, name)


def test_size_follows_the_places(learnt: Arrays) -> None:
    wide = CHANNELS
    assert learnt["mean"].shape == (CHANNELS + THIRDS * wide,)
    assert model(places=1)["mean"].shape == (CHANNELS,)
    assert learnt["place_factor"].shape[0] == PLACES


def test_too_few_pictures_are_refused(learnt: Arrays) -> None:
    with pytest.raises(ValueError, match="19 training pictures"):
        learn(batches(features(19, 1)))
    with pytest.raises(ValueError, match="0 training pictures"):
        learn([])
    with pytest.raises(ValueError, match="9 pictures"):
        calibrate(learnt, measured([features(9, 2)], learnt))
    with pytest.raises(ValueError, match="finite"):
        learn([np.full((32, 2, 4), np.inf, np.float32)])


def test_pictures_that_are_all_the_same_can_be_learnt() -> None:
    same = np.ones((64, 4, 5), np.float32)
    arrays = learn([same])
    arrays = calibrate(arrays, measured([same], arrays))
    assert (distances(same, arrays) < 1).all()
    assert (distances(same + 0.5, arrays) >= 1).all()


def test_tail_is_that_of_the_scores() -> None:
    scores = np.random.default_rng(1).exponential(size=20_000)
    assert Tail.of(scores).passed_by(0.01) == pytest.approx(np.log(100), rel=0.05)
    bounded = (1 - np.random.default_rng(1).random(20_000) ** 0.3) / 0.3
    assert Tail.of(bounded).passed_by(0.01) == pytest.approx((1 - 0.01**0.3) / 0.3, rel=0.02)
    few = np.random.default_rng(2).exponential(size=40)
    assert Tail.of(few).passed_by(0.01, 1.0) > Tail.of(few).passed_by(0.01)
