import pytest

from engine.training.schedule import rate_factor


def test_warm_up_rises_in_even_steps() -> None:
    assert [rate_factor(step, 100, 4, "constant") for step in range(6)] == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


def test_cosine_falls_from_one_to_nearly_zero() -> None:
    factors = [rate_factor(step, 110, 10, "cosine") for step in range(10, 110)]
    assert factors[0] == 1.0
    assert factors[50] == pytest.approx(0.5)
    assert 0 < factors[-1] < 0.001
    assert factors == sorted(factors, reverse=True)


def test_a_run_shorter_than_its_warm_up_still_has_rates() -> None:
    assert rate_factor(0, 2, 10, "cosine") == 0.1
    assert rate_factor(12, 5, 10, "cosine") == 0.0
