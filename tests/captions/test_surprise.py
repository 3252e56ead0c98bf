"""The mean surprisal of a caption."""

import math

import pytest

from engine.captions.surprise import mean_surprise


def test_surprise_is_the_mean_surprisal_in_nats() -> None:
    assert mean_surprise([1.0, 1.0]) == 0
    assert mean_surprise([0.5, 0.25]) == pytest.approx(1.5 * math.log(2))
    assert mean_surprise([]) is None


def test_a_word_of_no_probability_is_a_large_surprise_and_no_error() -> None:
    assert 700 < (mean_surprise([0.0]) or 0) < 800
