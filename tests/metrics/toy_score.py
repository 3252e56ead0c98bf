"""A score that nobody needs, in a module of its own: by how much a caption's words are short."""

import numpy as np

from engine.metrics import Metric
from engine.metrics.scored import ScoredSet


def shortness(scored: ScoredSet) -> np.ndarray:
    """The share of each caption's words that have three letters or fewer (N,)."""
    return np.array([_short(caption.split()) for caption in scored.candidates])


def _short(words: list[str]) -> float:
    return sum(len(word) <= 3 for word in words) / max(1, len(words))


ENTRY = Metric("shortness", "Shortness", f"{__name__}:shortness")
