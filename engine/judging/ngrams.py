"""BLEU and ROUGE-L of captions against their references.

BLEU: Papineni et al. 2002, at corpus level, by NLTK. ROUGE-L: Lin 2004, in the form of coco-caption (Chen et al. 2015).
"""

import warnings
from collections.abc import Sequence

from engine.data.vocabulary import tokenize

# Lin's beta as coco-caption sets it: recall counts a little more than precision.
ROUGE_BETA = 1.2

# What coco-caption drops before it counts, of the tokens that NLTK makes.
_PUNCTUATION = frozenset(("``", "''", "...", "--", *"'`()[]{}<>.?!,:-;"))

# References of one candidate: a single caption, or several.
References = str | Sequence[str]


def bleu(candidates: Sequence[str], references: Sequence[References]) -> tuple[float, float, float, float]:
    """BLEU-1 to BLEU-4, 0 to 1, on word tokens as they stand, without smoothing.

    A score for which no n-gram matches is 0.

    Raises:
        ValueError: if a candidate has no reference, or the numbers differ.
    """
    pairs = _pairs(candidates, references)
    if not pairs:
        return 0.0, 0.0, 0.0, 0.0
    from nltk.translate.bleu_score import corpus_bleu

    weights = [(1.0,), (1 / 2,) * 2, (1 / 3,) * 3, (1 / 4,) * 4]
    with warnings.catch_warnings():
        # NLTK warns where an order of n-grams has no match, and gives a tiny number for nought.
        warnings.simplefilter("ignore", UserWarning)
        scores = corpus_bleu(
            [[tokenize(reference) for reference in several] for _, several in pairs],
            [tokenize(candidate) for candidate, _ in pairs],
            weights=weights,
        )
    first, second, third, fourth = (0.0 if score < 1e-50 else float(score) for score in scores)
    return first, second, third, fourth


def rouge_l(candidates: Sequence[str], references: Sequence[References]) -> float:
    """Mean ROUGE-L, 0 to 1, coco-caption's way: lower case, no punctuation, the best precision and the best recall
    over the references taken apart, beta 1.2.

    Raises:
        ValueError: if a candidate has no reference, or the numbers differ.
    """
    pairs = _pairs(candidates, references)
    scores = [_rouge_l(_coco(candidate), [_coco(reference) for reference in several]) for candidate, several in pairs]
    return sum(scores) / max(1, len(scores))


def longest_common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    """Its length, by the bit-parallel recurrence of Hyyrö 2004: one step of whole-number arithmetic a word."""
    places: dict[str, int] = {}
    for index, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << index
    every = (1 << len(first)) - 1
    unmatched = every
    for word in second:
        hits = unmatched & places.get(word, 0)
        unmatched = (unmatched + hits | unmatched - hits) & every
    return len(first) - unmatched.bit_count()


def _rouge_l(candidate: list[str], references: list[list[str]]) -> float:
    common = [longest_common_subsequence(candidate, reference) for reference in references]
    precision = max(common) / max(1, len(candidate))
    recall = max(length / max(1, len(reference)) for length, reference in zip(common, references, strict=True))
    if not precision or not recall:
        return 0.0
    return (1 + ROUGE_BETA**2) * precision * recall / (recall + ROUGE_BETA**2 * precision)


def _coco(caption: str) -> list[str]:
    return [token.lower() for token in tokenize(caption) if token not in _PUNCTUATION]


def _pairs(candidates: Sequence[str], references: Sequence[References]) -> list[tuple[str, list[str]]]:
    if len(candidates) != len(references):
        raise ValueError(f"{len(candidates)} candidates, but references of {len(references)}")
    pairs = []
    for candidate, several in zip(candidates, references, strict=True):
        # A plain string taken for a list of references would be compared letter by letter.
        listed = [several] if isinstance(several, str) else list(several)
        if not listed:
            raise ValueError("a candidate has no reference")
        pairs.append((candidate, listed))
    return pairs
