"""Between what bounds the scores of a set of captions lie; ``evaluation.bounds`` finds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from engine.metrics import METRICS, rank

SLACK = 0.1
"""By which share of itself a score may lie above the true attributes before something must be wrong. On 600 drawn
outfits the wording that suits a score best has 1.01 (BLEU-4), 1.05 (BLEU-1) and 1.06 (CIDEr-D) times what the fixed one
has, and the true attributes in a new throw of the coins at most 1.04; learned test captions have twice as much."""
PEOPLE_SLACK = 1.0
"""The same for people, whom an honest captioner may pass: see ``metrics.people``. References that are said again have 1
in BLEU and ROUGE-L, where people have .20 and .48 on COCO."""
FEWEST = 10
"""Pictures below which a score above the ceiling is chance."""

Named = Mapping[str, float]
CeilingOf = Literal["", "attributes", "people"]
"""Whose captions the ceiling is of: those that tell the true attributes, or people's; "" where there is none."""


class Span(tuple[float, float]):
    """The floor and the ceiling of one score.

    Attributes:
        people: the ceiling is people's.
    """

    people: bool

    def __new__(cls, floor: float, ceiling: float, *, people: bool = False) -> "Span":
        """A pair like any other, which also knows what its ceiling is."""
        made = super().__new__(cls, (floor, ceiling))
        made.people = people
        return made


class Sides(NamedTuple):
    """Floors and ceilings by key, as a run's evaluations tell them."""

    floor: Named = MappingProxyType({})
    ceiling: Named = MappingProxyType({})
    ceiling_of: CeilingOf = "attributes"

    def span(self, key: str) -> Span | None:
        """The bounds of one score; None where one of them is not known."""
        if key not in self.floor or key not in self.ceiling:
            return None
        return Span(self.floor[key], self.ceiling[key], people=self.ceiling_of == "people")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Scores by key of ``METRICS``, those that are defined on the references.

    Attributes:
        random: of a random training caption for each picture.
        floor: of the best constant caption.
        caption: that caption.
        ceiling: of the true attributes in the fixed best wording, where the references tell them; else of people, each
            caption against the others of its picture (``metrics.people``), where most pictures have several; else None.
        pictures: how many were scored.
        ceiling_of: which of these.
        single: of people's ceiling, pictures that take no part in it, having one reference alone.
    """

    random: Named
    floor: Named
    caption: str
    ceiling: Named | None
    pictures: int
    ceiling_of: CeilingOf = "attributes"
    single: int = 0

    def above(self, scores: Mapping[str, Any]) -> tuple[str, ...]:
        """Names of the scores that lie so far above the ceiling that the data or the split is at fault, such as test
        captions that were trained on.

        Args:
            scores: against as many references as the ceiling's: beside people's those of ``people.held_out_scores``.
        """
        if self.ceiling is None or self.pictures - self.single < FEWEST:
            return ()
        slack = PEOPLE_SLACK if self.ceiling_of == "people" else SLACK
        return tuple(
            key
            for key, most in self.ceiling.items()
            if scores.get(key) is not None and _beyond(key, scores[key], most, slack)
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values: ``floor``, ``constant_caption``, ``random``, ``ceiling`` and ``ceiling_of``."""
        return {
            "floor": dict(self.floor),
            "constant_caption": self.caption,
            "random": dict(self.random),
            "ceiling": None if self.ceiling is None else dict(self.ceiling),
            "ceiling_of": self.ceiling_of if self.ceiling is not None else "",
        }


def _beyond(key: str, score: float, ceiling: float, slack: float) -> bool:
    metric = METRICS.get(key)
    slack = slack if metric is None or metric.higher_is_better else -slack
    return rank(key, score) > rank(key, ceiling * (1 + slack))
