import pytest

from engine.recipes import resolve
from engine.runs.patience import Patience
from engine.training.step import schedule_factor


def test_warm_up_rises_in_even_steps() -> None:
    assert [schedule_factor(step, 100, 4, "constant") for step in range(6)] == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


def test_cosine_falls_from_one_to_nearly_zero() -> None:
    factors = [schedule_factor(step, 110, 10, "cosine") for step in range(10, 110)]
    assert factors[0] == 1.0
    assert factors[50] == pytest.approx(0.5)
    assert 0 < factors[-1] < 0.001
    assert factors == sorted(factors, reverse=True)


def test_a_run_shorter_than_its_warm_up_still_has_rates() -> None:
    assert schedule_factor(0, 2, 10, "cosine") == 0.1
    assert schedule_factor(12, 5, 10, "cosine") == 0.0


def test_plateau_lowers_the_rates_each_time_the_score_has_not_risen_for_long_enough() -> None:
    settings = resolve("compact", {"schedule": "plateau", "plateau_patience": 2, "plateau_factor": 0.5})
    patience = Patience()
    factors = []
    for better in (True, False, False, False, True, False, False, False, False):
        patience.note(settings, better=better)
        factors.append(patience.factor(settings))
    assert factors == [1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]
    assert schedule_factor(50, 100, 4, "plateau") == 1.0
    assert Patience.from_json(patience.to_json()) == patience
    assert patience.factor(resolve("compact", {})) == 1.0


def test_the_run_is_over_after_as_many_evaluations_as_are_allowed() -> None:
    settings, never = resolve("compact", {"early_stopping_patience": 2}), resolve("compact", {})
    patience = Patience()
    for better, over in ((True, False), (False, False), (True, False), (False, False), (False, True)):
        patience.note(settings, better=better)
        assert patience.is_over(settings) is over
        assert not patience.is_over(never)
