"""What self-critical training raises: a score, or a weighted sum of scores, of single captions of training pictures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.captions.domain import CaptionDomain
from engine.errors import Problem
from engine.metrics import METRICS, Metric
from engine.metrics.scored import TokenizedReferences, Values, lacking
from engine.registry import load

Score = Callable[[np.ndarray, Sequence[str], Sequence[bool]], np.ndarray]
"""A value (S,) of each of S captions: of rows (S,), captions (S), and whether each came to its end (S)."""


class Reward:
    """Scores captions of N training pictures against all of their captions.

    A score that is no mean of values per caption, such as BLEU, is taken of each caption as of a set of its own.

    Args:
        weights: of each score, by key; the reward falls where a score rises of which less is better.
        names: (N) of the pictures.
        captions: (N) all captions of each picture.
        domain: the kind of the captions.
        language: of the captions, as a BCP 47 key.

    Raises:
        Problem: ``reward-undefined`` where a score is not defined on these captions, ``reward-missing`` where this
            machine lacks what it takes.
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        names: Sequence[str],
        captions: Sequence[Sequence[str]],
        domain: CaptionDomain,
        language: str,
    ) -> None:
        self._names, self._captions, self._domain, self._language = names, captions, domain, language
        self._scores: list[tuple[float, Score]] = []
        for key, weight in weights.items():
            metric = METRICS[key]
            self._require(metric)
            score = (
                load(metric.reward)(captions, language, **metric.options)
                if metric.reward
                else lambda rows, captions, ended, metric=metric: self._asked(metric, rows, captions)
            )
            self._scores.append((metric.rank(weight), score))

    def __call__(self, rows: np.ndarray, captions: Sequence[str], ended: Sequence[bool]) -> np.ndarray:
        """The reward (S,) float64 of each of S captions.

        Args:
            rows: (S,) the picture of each, by place.
            ended: (S) whether it came to its end, or was cut off.
        """
        total = np.zeros(len(captions))
        for weight, score in self._scores:
            total += weight * score(rows, captions, ended)
        return total

    def _require(self, metric: Metric) -> None:
        missing = lacking(metric)
        if missing:
            raise Problem("reward-missing", score=metric.label, reason=missing.rstrip("."))
        first = np.zeros(1, dtype=np.int64)
        if self._references(first).of([self._captions[0][0]]).counts(metric) is None:
            raise Problem("reward-undefined", score=metric.label)

    def _references(self, rows: np.ndarray) -> TokenizedReferences:
        chosen = rows.tolist()
        return TokenizedReferences(
            [self._captions[row] for row in chosen],
            domain=self._domain,
            facts=[self._domain.known(self._names[row]) for row in chosen],
            language=self._language,
        )

    def _asked(self, metric: Metric, rows: np.ndarray, captions: Sequence[str]) -> np.ndarray:
        counts: Any = self._references(rows).of(captions).counts(metric)
        # Not a number where a caption tells nothing that could be judged.
        values = counts.values if isinstance(counts, Values) else counts.resampled(np.eye(len(captions)))
        return np.nan_to_num(values, nan=0.0)
