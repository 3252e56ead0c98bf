"""Whether a run over-fits: its validation loss has risen over several evaluations while its training loss falls.

A rule that cries wolf is soon ignored, so it asks for a rise beyond what the validation loss jumps from one evaluation
to the next, and for a training loss that has fallen beyond its own noise. The usual alternative, a number of
evaluations without a new minimum (Prechelt 1998, "Early Stopping - But When?", section 2), cannot tell a rise from a
curve that has come to rest: that is what early stopping is for.
"""

import math
from collections.abc import Sequence

import numpy as np

from engine.metrics import VALIDATION_LOSS
from engine.runs.metrics_log import Metrics

WINDOW = 3
"""Evaluations that are taken together: where the validation loss is lowest, and the last ones."""
LEAST = 4
"""Evaluations since the lowest validation loss, at least."""
RISE = 0.03
"""Share of the lowest validation loss by which it must have risen at least."""
NOISE = 5.0
"""In units of the jumps from evaluation to evaluation: by how much it must have risen at least."""
CLEAR = 4.0
"""In standard errors: how steeply the validation loss must rise, and by how much the training loss must have fallen."""

SENTENCE = (
    "over-fitting: the validation loss was lowest at step {step} and has risen since, while the training loss falls. "
    "More dropout, more pictures or fewer epochs help; early stopping (early_stopping_patience) ends a run in time"
)
"""What is told of it once, in English; ``step`` is that of ``overfitting_since``."""


class LossHistory:
    """The losses of a run so far, with those that its files hold."""

    def __init__(self, metrics: Metrics | None = None) -> None:
        self._told = False
        self._training: list[tuple[float, float]] = []
        self._validation: list[tuple[float, float]] = []
        if metrics is not None:
            losses, scores = metrics.losses, metrics.scores
            # A policy loss falls for other reasons.
            taught = np.isnan(losses.reward)
            self._training = list(zip(losses.step[taught].tolist(), losses.loss[taught].tolist(), strict=True))
            known = scores.values.get(VALIDATION_LOSS, np.full(len(scores.step), math.nan))
            pairs = zip(scores.step.tolist(), known.tolist(), strict=True)
            self._validation = [pair for pair in pairs if math.isfinite(pair[1])]
            self._told = scores.overfitting is not None

    def train(self, step: float, loss: float) -> None:
        """Take a training loss."""
        self._training.append((step, loss))

    def validate(self, step: float, loss: float) -> int | None:
        """Take a validation loss. Returns what ``overfitting_since`` does."""
        self._validation.append((step, loss))
        return overfitting_since(self._training, self._validation)

    def notice(self, since: int | None) -> str:
        """What is told of the over-fitting since a step: nothing more once it was told in this run."""
        if since is None or self._told:
            return ""
        self._told = True
        return SENTENCE.format(step=since)


def overfitting_since(training: Sequence[tuple[float, float]], validation: Sequence[tuple[float, float]]) -> int | None:
    """The step at which the validation loss was lowest, where the run has over-fitted since.

    Args:
        training, validation: steps and losses, by step.
    """
    if len(validation) <= LEAST:
        return None
    steps, losses = np.array(validation, dtype=np.float64).T
    lowest = int(losses.argmin())
    if len(losses) - lowest <= LEAST or not _risen(losses, lowest):
        return None
    trained, trained_losses = np.array(training, dtype=np.float64).reshape(-1, 2).T
    # As long before the lowest validation loss as the last evaluations span.
    span = steps[-1] - steps[-WINDOW]
    before = trained_losses[(trained > steps[lowest] - span) & (trained <= steps[lowest])]
    after = trained_losses[trained > steps[-1] - span]
    return int(steps[lowest]) if _fallen(before, after) else None


def _risen(losses: np.ndarray, lowest: int) -> bool:
    """Whether validation losses (N,) have clearly risen since the lowest one, and rise still.

    The lowest of many values lies low by chance, so it takes no part in asking whether those after it rise.
    """
    after = losses[lowest + 1 :]
    level = np.convolve(losses, np.full(WINDOW, 1 / WINDOW), "valid").min()
    # A smooth curve has next to no second differences; those of noise are spread by the root of six.
    jump = math.sqrt(np.mean(np.diff(losses[lowest:], 2) ** 2) / 6)
    if after[-WINDOW:].mean() - level <= max(RISE * level, NOISE * jump):
        return False
    places = np.arange(len(after)) - (len(after) - 1) / 2
    slope = float(places @ after / (places @ places))
    rest = after - after.mean() - slope * places
    return slope > CLEAR * math.sqrt(rest @ rest / (len(after) - 2) / (places @ places))


def _fallen(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether the mean of some training losses is clearly below that of others; no for fewer than two of each."""
    if min(len(before), len(after)) < 2:
        return False
    error = math.sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after))
    return bool(before.mean() - after.mean() > CLEAR * error)
