"""ROUGE-L (Lin 2004, section 3) in the form of coco-caption: the longest common subsequence of words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.metrics.corpus import Corpus
from engine.metrics.grams import Text

if TYPE_CHECKING:
    from engine.metrics.scored import ScoredSet

BETA = 1.2
"""Lin's beta as coco-caption sets it: recall counts a little more than precision."""


def of_set(scored: "ScoredSet", tokens: str) -> np.ndarray:
    """ROUGE-L of each caption of a set (N,)."""
    return rouge_l(scored.corpus(tokens))


def rouge_l(corpus: Corpus) -> np.ndarray:
    """Score of each caption (N,), 0 to 1; the corpus's is their mean.

    The best precision and the best recall over the references are taken apart. A text without tokens counts as one
    that holds a single empty token, so that nothing said where nothing was to be said is right.
    """
    size, owner = len(corpus), corpus.owner
    places: dict[int, dict[str, int]] = {}
    known: dict[tuple[int, int], int] = {}
    common = np.zeros(len(corpus.references))
    for row, (index, reference) in enumerate(zip(owner.tolist(), corpus.references, strict=True)):
        candidate = corpus.candidates[index]
        # The same caption of many pictures is one object, so that its places are looked for once.
        pair = id(candidate), id(reference)
        if pair not in known:
            if id(candidate) not in places:
                places[id(candidate)] = _places(candidate or ("",))
            known[pair] = _common(len(candidate) or 1, places[id(candidate)], reference or ("",))
        common[row] = known[pair]
    precision = _best(common / np.maximum(1, corpus.lengths)[owner], owner, size)
    recall = _best(common / np.maximum(1, corpus.reference_lengths), owner, size)
    both = (1 + BETA**2) * precision * recall
    return np.divide(both, recall + BETA**2 * precision, out=np.zeros(size), where=both > 0)


def longest_common_subsequence(first: Text, second: Text) -> int:
    """Its length."""
    return _common(len(first), _places(first), second)


def overlap(first: Text, second: Text) -> float:
    """How much two texts have in common, 0 to 1: the F1 of their longest common subsequence."""
    return 2 * longest_common_subsequence(first, second) / max(1, len(first) + len(second))


def nearest_first(candidates: Sequence[Text], references: Sequence[Text]) -> list[int]:
    """The places of some references of one picture, those before others that ``overlap`` more with any candidate."""
    if len(references) == 1:
        return [0]
    near = [max(overlap(candidate, reference) for candidate in candidates) for reference in references]
    return sorted(range(len(references)), key=lambda place: -near[place])


def _places(text: Text) -> dict[str, int]:
    """Where each word of a text stands, as bits."""
    places: dict[str, int] = {}
    for index, word in enumerate(text):
        places[word] = places.get(word, 0) | 1 << index
    return places


def _common(length: int, places: dict[str, int], second: Sequence[str]) -> int:
    """By the bit-parallel recurrence of Hyyrö 2004: one step of whole-number arithmetic a word."""
    every = (1 << length) - 1
    unmatched = every
    for word in second:
        hits = unmatched & places.get(word, 0)
        unmatched = (unmatched + hits | unmatched - hits) & every
    return length - unmatched.bit_count()


def _best(values: np.ndarray, owner: np.ndarray, size: int) -> np.ndarray:
    best = np.zeros(size)
    np.maximum.at(best, owner, values)
    return best
