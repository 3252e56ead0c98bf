"""Whether one set of captions scores better than another by more than chance: paired bootstrap over the pictures.

Koehn 2004, "Statistical Significance Tests for Machine Translation Evaluation", section 3: the test set is drawn anew
from itself, with replacement, and both systems are scored on each draw. Corpus scores are not means over pictures
(BLEU adds counts, the attributes' accuracy is a mean of shares), so what they sum up is resampled and not the scores.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import Problem
from engine.metrics import METRICS, tracked
from engine.metrics.scored import Counts, ScoredSet

SAMPLES = 1000
LEVEL = 0.05
"""A p, Holm's, below which a difference is called more than chance; each interval alone holds the rest, 95 %."""
TOGETHER = 2_000_000
"""Pictures drawn at once, over all resamples: 16 MB of weights."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the scores of N captions sum up, caption by caption.

    Attributes:
        counts: by key of ``METRICS``, of the scores that every evaluation of a run tells and that are defined on these
            captions. CIDEr-D has the document frequencies of all N references, in every resample.
        size: N.
    """

    counts: Mapping[str, Counts]
    size: int

    @classmethod
    def of(cls, scored: ScoredSet) -> "Statistics":
        """Those of some captions beside their references."""
        found = {key: scored.counts(METRICS[key]) for key in tracked()}
        return cls({key: counts for key, counts in found.items() if counts is not None}, len(scored))

    def __len__(self) -> int:
        return self.size

    def scores(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        """The scores (S,) of S sets; not a number where one is not defined.

        Args:
            weights: (S, N) float64, how often each caption stands in each set.
        """
        return {key: counts.resampled(weights) for key, counts in self.counts.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """One score of two sets of captions.

    Attributes:
        difference: second - first.
        low, high: the 95 % interval of the difference: the percentiles 2.5 and 97.5 of the resamples.
        p: two-sided: how often chance alone would bring a difference so far from nought.
        p_holm: the same where the score is one of several that are compared (``holm``).
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
        """Whether it is more than chance, however many scores are compared."""
        return self.p_holm < LEVEL


def paired_bootstrap(
    first: Statistics,
    second: Statistics,
    *,
    samples: int = SAMPLES,
    seed: int = 1,
    stopped: Callable[[], bool] = lambda: False,
) -> Mapping[str, Difference]:
    """Compare two sets of captions of the same pictures; a score that neither or only one has is left out.

    A p is never 0: the set itself counts as one more draw (Davison and Hinkley 1997, section 4.2.3).

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
    """The p of each of several tests, adjusted so that one of them falling below a level by chance is no likelier than
    that level (Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure", section 2)."""
    adjusted, least = [0.0] * len(values), 0.0
    for done, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        least = max(least, min(1.0, (len(values) - done) * values[place]))
        adjusted[place] = least
    return adjusted


def _drawn(rng: np.random.Generator, rows: int, count: int) -> np.ndarray:
    """How often each of ``count`` pictures is drawn (rows, count), in as many draws with replacement."""
    drawn = rng.integers(0, count, (rows, count)) + np.arange(rows)[:, None] * count
    return np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count).astype(np.float64)


def _difference(first: float, second: float, drawn: np.ndarray) -> Difference:
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.quantile(drawn, [LEVEL / 2, 1 - LEVEL / 2]).tolist() if len(drawn) else (0.0, 0.0)
    fewer = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    p = min(1.0, 2 * (fewer + 1) / (len(drawn) + 1))
    return Difference(first, second, second - first, low, high, p, p)
