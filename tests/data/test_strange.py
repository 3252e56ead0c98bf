"""Pictures that show nothing, each made as it says."""

import numpy as np
import pytest

from engine.data.picture import Framing, noise
from engine.data.strange import KINDS, MEAN, NEEDED, SPREAD, Kind, StrangePicture

FRAMING = Framing("fit", 336, 224)


def _real(seed: int) -> np.ndarray:
    """A picture with an edge in it, which is no noise."""
    picture = np.full((336, 224, 3), 30 + 10 * seed, np.uint8)
    picture[100:240, 60:160] = (220, 90, 40)
    return picture


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("framing", [FRAMING, Framing("crop", 336, 224)], ids=["fit", "crop"])
def test_each_is_a_picture_as_the_model_sees_it_and_repeats(kind: Kind, framing: Framing) -> None:
    height, width = framing.seen
    pictures = [_real(seed)[:height, :width] for seed in range(NEEDED[kind])]
    made = StrangePicture(kind, seed=3).make(framing, *pictures)
    assert made.shape == (height, width, 3)
    assert made.dtype == np.uint8
    assert np.array_equal(made, StrangePicture(kind, seed=3).make(framing, *pictures))
    if kind in ("uniform", "normal", "shuffled"):
        assert not np.array_equal(made, StrangePicture(kind, seed=4).make(framing, *pictures))
    assert len(pictures) == NEEDED[kind]


@pytest.mark.parametrize("kind", ["uniform", "normal"])
@pytest.mark.parametrize(("mean", "spread"), [(127.5, 20), (90, 30), (170, 5)])
def test_noise_has_its_mean_and_spread(kind: Kind, mean: float, spread: float) -> None:
    made = StrangePicture(kind, mean=mean, spread=spread).make(FRAMING)
    assert made.mean() == pytest.approx(mean, abs=0.3)
    assert made.std() == pytest.approx(spread, abs=0.4)
    reach = np.abs(made.astype(float) - mean).max() / spread
    assert (reach < 1.9) if kind == "uniform" else (reach > 3.5)


def test_uniform_noise_by_default_is_the_random_tensor() -> None:
    assert np.array_equal(StrangePicture("uniform", seed=9).make(FRAMING), noise(FRAMING, 9))
    assert pytest.approx((127.5, noise(FRAMING, 9).std()), abs=0.2) == (MEAN, SPREAD)


def test_values_beyond_the_scale_are_cut_off() -> None:
    made = StrangePicture("normal", mean=250, spread=80).make(FRAMING)
    assert (made.min(), made.max()) == (0, 255)
    assert StrangePicture("blank", mean=255).make(FRAMING).min() == 255
    assert set(StrangePicture("blank", mean=100).make(FRAMING).flatten().tolist()) == {100}


def test_what_is_made_of_a_picture_keeps_of_it_what_it_says() -> None:
    real, other = _real(0), _real(5)
    shuffled = StrangePicture("shuffled").make(FRAMING, real)
    pixels = [sorted(map(tuple, picture.reshape(-1, 3).tolist())) for picture in (real, shuffled)]
    assert pixels[0] == pixels[1], "the same pixels"
    assert np.abs(np.diff(shuffled.astype(int), axis=0)).mean() > 10 * np.abs(np.diff(real.astype(int), axis=0)).mean()
    blurred = StrangePicture("blurred").make(FRAMING, real)
    assert blurred.mean() == pytest.approx(real.mean(), abs=1.5)
    assert np.abs(np.diff(blurred.astype(int), axis=0)).max() < 8 < np.abs(np.diff(real.astype(int), axis=0)).max()
    mixed = StrangePicture("mixed").make(FRAMING, real, other)
    assert np.abs(mixed - (real.astype(float) + other) / 2).max() <= 0.5
