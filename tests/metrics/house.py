"""Captions scored as an evaluation scores them."""

from collections.abc import Sequence

from engine.clothes.domain import CLOTHES
from engine.metrics.corpus import References
from engine.metrics.scored import ScoredSet, TokenizedReferences


def scored_set(candidates: Sequence[str], references: Sequence[References]) -> ScoredSet:
    """Captions about clothes beside their references."""
    return TokenizedReferences(references, domain=CLOTHES).of(candidates)


def house_scores(candidates: Sequence[str], references: Sequence[References]) -> dict[str, float]:
    """Every score that is registered and defined on them, by key."""
    return scored_set(candidates, references).scores()
