"""CIDEr-D (Vedantam et al. 2015, section 6) as coco-caption computes it, document frequencies from the references."""

from typing import TYPE_CHECKING

import numpy as np

from engine.metrics.corpus import Corpus
from engine.metrics.grams import ORDERS, Grams, distinct, looked_up

if TYPE_CHECKING:
    from engine.metrics.scored import ScoredSet

SIGMA = 6.0
"""Width of the penalty on a difference in length, in words."""


def of_set(scored: "ScoredSet", tokens: str) -> np.ndarray:
    """CIDEr-D of each caption of a set (N,)."""
    return cider_d(scored.corpus(tokens))


def cider_d(corpus: Corpus) -> np.ndarray:
    """Score of each caption (N,), 0 to 10; the corpus's is their mean.

    One picture alone scores 0: a frequency among documents says nothing of one.
    """
    size, owner = len(corpus), corpus.owner
    total = np.zeros(len(corpus.references))
    for candidates, known in corpus.grams:
        # How many pictures have the n-gram in a reference.
        keys = known.keys if corpus.single else distinct(owner[known.text] * known.kinds + known.gram)
        seen = keys % known.kinds
        rarity = np.log(max(1, size)) - np.log(np.maximum(1, np.bincount(seen, minlength=known.kinds)))
        of_said, of_known = candidates.count * rarity[candidates.gram], known.count * rarity[known.gram]
        shared = looked_up(candidates.keys, of_said, owner[known.text] * known.kinds + known.gram)
        product = np.bincount(known.text, np.minimum(shared, of_known) * of_known, len(total))
        norms = _norms(candidates, of_said, size)[owner] * _norms(known, of_known, len(total))
        total += np.divide(product, norms, out=np.zeros_like(total), where=norms > 0)
    # coco-caption takes the number of bigrams for the length.
    bigrams, of_reference = np.maximum(0, corpus.lengths - 1), np.maximum(0, corpus.reference_lengths - 1)
    total *= np.exp(-((bigrams[owner] - of_reference) ** 2) / (2 * SIGMA**2))
    return 10 * np.bincount(owner, total, size) / len(ORDERS) / np.maximum(1, np.bincount(owner, minlength=size))


def _norms(grams: Grams, weights: np.ndarray, texts: int) -> np.ndarray:
    return np.sqrt(np.bincount(grams.text, weights**2, texts))
