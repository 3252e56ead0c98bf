"""Over-fitting is told of curves that show it, and of no others."""

import numpy as np
import pytest

from engine.metrics import VALIDATION_LOSS
from engine.runs.metrics_log import LossCurve, Metrics, ScoreCurve
from engine.runs.overfitting import LossHistory, overfitting_since

Curve = list[tuple[float, float]]

EVERY = 300
"""Steps between two evaluations; the training loss is logged every ten."""


def curves(
    evaluations: int,
    rise: float = 0.0,
    *,
    noise: float = 0.003,
    falls: bool = True,
    lowest: float = 0.35,
    seed: int = 0,
) -> tuple[Curve, Curve]:
    """A training and a validation loss.

    Args:
        rise: by what share of its lowest value the validation loss has risen at the end; 0 for a curve at rest.
        noise: standard deviation of the validation loss, as a share.
        falls: the training loss goes on falling.
        lowest: where the rise begins, as a share of the run.
    """
    chance = np.random.default_rng(seed)
    x = np.arange(1, evaluations + 1)
    risen = rise * np.maximum(0, x - lowest * evaluations) / ((1 - lowest) * evaluations)
    validation = 1.5 * (1 + 2 * np.exp(-x / (evaluations / 10)) + risen) * (1 + noise * chance.normal(size=len(x)))
    steps = np.arange(10, EVERY * evaluations + 1, 10)
    share = steps / (EVERY * evaluations)
    training = 1.5 * (0.8 + 2 * np.exp(-10 * share) - (0.3 * share if falls else 0))
    training *= 1 + 0.05 * chance.normal(size=len(steps))
    return (
        list(zip(steps.tolist(), training.tolist(), strict=True)),
        list(zip((x * EVERY).tolist(), validation.tolist(), strict=True)),
    )


def told(training: Curve, validation: Curve) -> dict[int, int]:
    """At which evaluations of a run over-fitting is told, and since which step."""
    found = {}
    for count in range(1, len(validation) + 1):
        upto = validation[count - 1][0]
        since = overfitting_since([point for point in training if point[0] <= upto], validation[:count])
        if since is not None:
            found[count] = since
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("evaluations", "rise"), [(12, 0.3), (20, 0.2), (60, 0.1)])
def test_a_clear_rise_is_told_before_the_run_ends(evaluations: int, rise: float, seed: int) -> None:
    found = told(*curves(evaluations, rise, seed=seed))
    assert found
    assert all(abs(since / EVERY - 0.35 * evaluations) <= 0.25 * evaluations for since in found.values())


@pytest.mark.parametrize("noise", [0.001, 0.003, 0.01])
@pytest.mark.parametrize("evaluations", [3, 8, 20, 40])
def test_a_curve_that_falls_and_comes_to_rest_is_never_told(evaluations: int, noise: float) -> None:
    assert [seed for seed in range(10) if told(*curves(evaluations, noise=noise, seed=seed))] == []


@pytest.mark.parametrize("seed", range(5))
def test_where_the_training_loss_falls_no_more_the_model_does_not_over_fit(seed: int) -> None:
    """The learning rate may be too high, or the data has become harder: more dropout would not help."""
    training, validation = curves(20, 0.3, falls=False, seed=seed)
    flat = [(step, 1.2) for step, _ in training]
    assert told(flat, validation) == {}
    rising = [(step, 1.0 + step / 6000) for step, _ in training]
    assert told(rising, validation) == {}


def test_a_single_jump_is_not_told_and_neither_is_one_that_has_come_back() -> None:
    training, validation = curves(20, noise=0.001)
    once = [(step, loss * (1.3 if place == 15 else 1)) for place, (step, loss) in enumerate(validation)]
    assert told(training, once) == {}
    back = [(step, loss * (1.2 if 10 <= place < 12 else 1)) for place, (step, loss) in enumerate(validation)]
    assert told(training, back) == {}


def test_few_evaluations_and_few_losses_say_nothing() -> None:
    training, validation = curves(20, 0.5)
    assert overfitting_since(training, []) is None
    assert overfitting_since(training, validation[-4:]) is None
    assert overfitting_since([], validation) is None
    assert overfitting_since(training[:1], validation) is None
    assert overfitting_since(training, [(step, 1.0) for step, _ in validation]) is None


def history_of(
    training: Curve, validation: Curve, overfitting: int | None = None, *, rewarded: bool = False
) -> LossHistory:
    """What a resume reads."""
    steps, losses = np.array(training).T
    evaluated, values = np.array(validation).T
    scores = ScoreCurve(evaluated, {VALIDATION_LOSS: values}, {}, {}, overfitting=overfitting)
    reward = losses if rewarded else np.full(len(steps), np.nan)
    return LossHistory(Metrics(LossCurve(steps, losses, steps, steps, reward), scores))


def test_it_is_told_once_and_a_resume_remembers_it() -> None:
    training, validation = curves(20, 0.3)
    history, sentences = LossHistory(), []
    for step, loss in training:
        history.train(step, loss)
        sentences += [history.notice(history.validate(*point)) for point in validation if point[0] == step]
    [sentence] = [sentence for sentence in sentences if sentence]
    [since] = set(told(training, validation).values())
    assert f"lowest at step {since}" in sentence
    early, late = validation[:-1], validation[-1]
    resumed = history_of(training, early, overfitting=since)
    assert resumed.validate(*late) == since
    assert resumed.notice(since) == ""
    assert history_of(training, early).notice(since) != ""


def test_evaluations_from_before_the_loss_was_measured_are_passed_over() -> None:
    training, validation = curves(20, 0.3)
    older = [(step, float("nan")) for step, _ in validation[:3]] + validation[3:]
    assert history_of(training, older[:-1]).validate(*older[-1]) == overfitting_since(training, validation[3:])


def test_a_policy_loss_tells_nothing_of_over_fitting() -> None:
    training, validation = curves(20, 0.3)
    early, late = validation[:-1], validation[-1]
    assert history_of(training, early).validate(*late) is not None
    assert history_of(training, early, rewarded=True).validate(*late) is None
