"""How maps are drawn: smooth, in their place, in steps that are equal to the eye, legible on any picture."""

import numpy as np
import pytest

from engine.attention.drawing import HUE, MIDDLE, greys, laid_over, oklab, opacities, overlay
from engine.attention.wordmaps import PEAKED, Method, WordMaps, enlarge
from engine.data.picture import Framing


def _maps(values: np.ndarray, method: Method = "attention") -> WordMaps:
    words = tuple(f"w{number}" for number in range(len(values)))
    return WordMaps(method, words, values.astype(np.float32), Framing("fit", 336, 224))


def test_a_place_is_drawn_where_it_lies() -> None:
    for row, column in ((0, 0), (4, 9), (13, 3), (7, 5)):
        grid = np.zeros((1, 14, 10), np.float32)
        grid[0, row, column] = 1
        fine = enlarge(grid, 448, 320)[0]
        assert fine.min() >= 0
        assert fine.sum() == pytest.approx(32 * 32, rel=0.01), "its share of the picture stays what it was"
        if 0 < row < 13 and 0 < column < 9:
            weights = fine / fine.sum()
            middle = (weights.sum(1) @ (np.arange(448) + 0.5), weights.sum(0) @ (np.arange(320) + 0.5))
            assert middle == pytest.approx((32 * row + 16, 32 * column + 16), abs=0.01)
        assert (fine >= fine.max() - 1e-6).nonzero()[0].mean() // 32 == row


def test_drawing_is_smooth_and_never_overshoots() -> None:
    grid = np.random.default_rng(1).random((3, 7, 5)).astype(np.float32)
    fine = enlarge(grid, 224, 160)
    assert fine.shape == (3, 224, 160)
    assert fine.min() >= grid.min() - 1e-6
    assert fine.max() <= grid.max() + 1e-6
    assert np.abs(np.diff(fine, axis=1)).max() < 1.5 / 32
    np.testing.assert_allclose(enlarge(np.full((1, 3, 2), 0.25, np.float32), 50, 40), 0.25, atol=1e-6)
    assert enlarge(grid[:, :1, :1], 9, 4).std() < 0.5, "one place is the whole picture"


def test_the_strongest_place_has_the_full_colour_and_an_even_look_is_pale() -> None:
    peaked = np.full((14, 10), 0.5 / 139)
    peaked[6, 4] = 0.5
    even = np.full((14, 10), 1 / 140)
    maps = _maps(np.stack([peaked, even]))
    assert maps.shade(0, 448, 320).max() == pytest.approx(1, abs=0.01)
    assert maps.shade(1, 448, 320).max() == pytest.approx(1 / PEAKED)
    # A place alone keeps four ninths of its weight where it is drawn smoothly.
    assert maps.strongest() == pytest.approx([140 * (4 / 9 * 0.5 + 5 / 9 * 0.5 / 139), PEAKED], rel=1e-4)


def test_a_gradient_has_no_unit_and_may_be_empty() -> None:
    grid = np.zeros((2, 4, 4))
    grid[0, 1, 1] = 1
    maps = _maps(grid, "gradient")
    assert maps.shade(0, 64, 64).max() == pytest.approx(1, abs=0.01)
    assert not maps.shade(1, 64, 64).any()
    assert maps.strongest().tolist() == [1, 1]


def test_equal_steps_are_equal_to_the_eye_and_of_one_hue() -> None:
    shares = opacities()[:, None]
    seen = oklab((1 - shares) * MIDDLE + shares * np.array(HUE))
    steps = np.linalg.norm(np.diff(seen, axis=0), axis=1)
    assert steps.min() > 0.98 * steps.mean()
    assert steps.max() < 1.02 * steps.mean()
    hues = np.degrees(np.arctan2(seen[32:, 2], seen[32:, 1]))
    assert np.ptp(hues) < 12


def test_oklab_is_the_papers() -> None:
    """Ottosson's own examples: white, and pure red."""
    white, red = oklab(np.array([[255.0, 255, 255], [255, 0, 0]]))
    assert white == pytest.approx([1, 0, 0], abs=1e-3)
    assert red == pytest.approx([0.628, 0.225, 0.126], abs=1e-3)


@pytest.mark.parametrize("value", [0, 40, 128, 215, 255])
def test_the_colour_is_told_from_every_grey(value: int) -> None:
    picture = np.full((4, 6, 3), value, np.uint8)
    plain, half, full = (laid_over(picture, np.full((4, 6), shade, np.float32))[0, 0] for shade in (0, 0.5, 1))
    assert plain.tolist() == greys(picture)[0, 0].tolist()
    assert len(set(plain.tolist())) == 1
    near, far = (
        np.linalg.norm(np.subtract(*oklab(np.stack([colour, plain]).astype(float)))) for colour in (half, full)
    )
    # A just noticeable difference is about 0.02.
    assert far > near > 0.06
    assert far > 0.14


def test_a_layer_is_of_one_colour_and_clear_where_nothing_is() -> None:
    layer = overlay(np.array([[0, 0.5, 1]], np.float32))
    assert {tuple(pixel) for pixel in layer[0, :, :3].tolist()} == {HUE}
    assert layer[0, 0, 3] == 0
    assert 0 < layer[0, 1, 3] < layer[0, 2, 3] < 255
