"""Significance test of the difference between two sets of captions: paired bootstrap over the pictures.

Koehn 2004, "Statistical Significance Tests for Machine Translation Evaluation", section 3: the test set is resampled
with replacement, and both systems are scored on each resample. Corpus scores are not means over pictures (BLEU adds
counts, attribute accuracy is a mean of shares), so the statistics they sum are resampled, not the scores.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import Problem
from engine.metrics import METRICS, tracked
from engine.metrics.scored import Counts, ScoredSet

SAMPLES = 1000
LEVEL = 0.05
"""Significance level of Holm's p; each interval by itself covers the rest, 95 %."""
TOGETHER = 2_000_000
"""Pictures drawn in one array, over all resamples: 16 MB of weights."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics per caption that the scores of N captions are computed from.

    Attributes:
        counts: by key of ``METRICS``, for the scores of a run's evaluations that are defined on these captions. CIDEr-D
            uses the document frequencies of all N references in every resample.
        size: N.
    """

    counts: Mapping[str, Counts]
    size: int

    @classmethod
    def of(cls, scored: ScoredSet) -> "Statistics":
        """The statistics of captions with their references."""
        found = {key: scored.counts(METRICS[key]) for key in tracked()}
        return cls({key: counts for key, counts in found.items() if counts is not None}, len(scored))

    def __len__(self) -> int:
        return self.size

    def scores(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        """The scores of S resamples by key, each (S,); NaN where a score is not defined.

        Args:
            weights: (S, N) float64, how often each caption occurs in each resample.
        """
        return {key: counts.resampled(weights) for key, counts in self.counts.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """One score of two sets of captions.

    Attributes:
        difference: second - first.
        low, high: 95 % interval of the difference: percentiles 2.5 and 97.5 of the resamples.
        p: two-sided p-value of the null hypothesis that the difference is 0.
        p_holm: p-value adjusted for comparing several scores (``holm``).
    """

    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    p_holm: float

    @property
    def clear(self) -> bool:
        """Whether the difference is significant after Holm's correction."""
        return self.p_holm < LEVEL


def paired_bootstrap(
    first: Statistics,
    second: Statistics,
    *,
    samples: int = SAMPLES,
    seed: int = 1,
    stopped: Callable[[], bool] = lambda: False,
) -> Mapping[str, Difference]:
    """Compare two sets of captions of the same pictures, by each score that both have.

    A p-value is never 0: the test set itself counts as one resample (Davison and Hinkley 1997, section 4.2.3).

    Raises:
        ValueError: if the numbers of captions differ, or there is none.
        Problem: ``stopped``.
    """
    count = len(first)
    if count != len(second) or not count:
        raise ValueError(f"{count} captions beside {len(second)}")
    rng = np.random.default_rng(seed)
    whole = np.ones((1, count))
    observed = [{name: float(found[0]) for name, found in side.scores(whole).items()} for side in (first, second)]
    names = [name for name in observed[0] if name in observed[1]]
    parts: dict[str, list[np.ndarray]] = {name: [] for name in names}
    rows = max(1, TOGETHER // count)
    for done in range(0, samples, rows):
        if stopped():
            raise Problem("stopped")
        weights = _drawn(rng, min(rows, samples - done), count)
        before, after = first.scores(weights), second.scores(weights)
        for name, part in parts.items():
            part.append(after[name] - before[name])
    found = {
        name: _difference(observed[0][name], observed[1][name], np.concatenate(parts[name]))
        for name in names
        if not np.isnan(observed[0][name] + observed[1][name])
    }
    corrected = holm([difference.p for difference in found.values()])
    return {name: replace(difference, p_holm=p) for (name, difference), p in zip(found.items(), corrected, strict=True)}


def holm(values: Sequence[float]) -> list[float]:
    """Adjusted p-values of several tests, which control the family-wise error rate (Holm 1979, "A Simple Sequentially
    Rejective Multiple Test Procedure", section 2)."""
    adjusted, least = [0.0] * len(values), 0.0
    for done, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        least = max(least, min(1.0, (len(values) - done) * values[place]))
        adjusted[place] = least
    return adjusted


def _drawn(rng: np.random.Generator, rows: int, count: int) -> np.ndarray:
    """How often each of ``count`` pictures occurs in ``rows`` resamples with replacement, (rows, count)."""
    drawn = rng.integers(0, count, (rows, count)) + np.arange(rows)[:, None] * count
    return np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count).astype(np.float64)


def _difference(first: float, second: float, drawn: np.ndarray) -> Difference:
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.quantile(drawn, [LEVEL / 2, 1 - LEVEL / 2]).tolist() if len(drawn) else (0.0, 0.0)
    fewer = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    p = min(1.0, 2 * (fewer + 1) / (len(drawn) + 1))
    return Difference(first, second, second - first, low, high, p, p)
