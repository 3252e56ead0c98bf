"""Between what bounds the scores of a set of captions lie; ``evaluation.bounds`` finds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.metrics import METRICS, rank

SLACK = 0.1
"""By which share of itself a score may lie above the ceiling before something must be wrong. On 600 drawn outfits the
wording that suits a score best has 1.01 (BLEU-4), 1.05 (BLEU-1) and 1.06 (CIDEr-D) times what the fixed one has, and
the true attributes in a new throw of the coins at most 1.04; learned test captions have twice as much."""
FEWEST = 10
"""Pictures below which a score above the ceiling is chance."""

Named = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Scores by key of ``METRICS``, those that are defined on the references.

    Attributes:
        random: of a random training caption for each picture.
        floor: of the best constant caption.
        caption: that caption.
        ceiling: of the true attributes in the fixed best wording; None where the references do not tell them.
        pictures: how many were scored.
    """

    random: Named
    floor: Named
    caption: str
    ceiling: Named | None
    pictures: int

    def above(self, scores: Mapping[str, Any]) -> tuple[str, ...]:
        """Names of the scores that lie above the ceiling: a fault of the data or the split, such as test captions
        that were trained on."""
        if self.ceiling is None or self.pictures < FEWEST:
            return ()
        return tuple(
            key for key, most in self.ceiling.items() if scores.get(key) is not None and _beyond(key, scores[key], most)
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values: ``floor``, ``constant_caption``, ``random`` and ``ceiling``."""
        return {
            "floor": dict(self.floor),
            "constant_caption": self.caption,
            "random": dict(self.random),
            "ceiling": None if self.ceiling is None else dict(self.ceiling),
        }


def _beyond(key: str, score: float, ceiling: float) -> bool:
    metric = METRICS.get(key)
    slack = SLACK if metric is None or metric.higher_is_better else -SLACK
    return rank(key, score) > rank(key, ceiling * (1 + slack))
