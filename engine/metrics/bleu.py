"""BLEU-1 to 4 of a corpus (Papineni et al. 2002), with the last digit of coco-caption or of NLTK.

Both clip by the reference that has an n-gram most often and take the closest reference's length. They part where
nothing matches (coco-caption adds 1e-15 to what matches and 1e-9 to what was said, NLTK gives nought) and where a
caption is shorter than n (NLTK counts one n-gram for it all the same).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.captions.tokens import Tokens
from engine.metrics.corpus import Corpus
from engine.metrics.grams import ORDERS, looked_up

if TYPE_CHECKING:
    from engine.metrics.scored import ScoredSet

_SMALL, _TINY = 1e-9, 1e-15

Four = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BleuCounts:
    """What BLEU sums up, caption by caption, so that any part of a corpus is scored by adding.

    Attributes:
        matched: (N, 4) int64, n-grams of the caption that a reference has, clipped.
        length, reference_length: (N,) int64, of the caption and of its closest reference.
    """

    matched: np.ndarray
    length: np.ndarray
    reference_length: np.ndarray

    def take(self, chosen: np.ndarray) -> "BleuCounts":
        """Those of some captions, by index (K,); one may be taken several times."""
        return BleuCounts(self.matched[chosen], self.length[chosen], self.reference_length[chosen])

    def coco(self) -> Four:
        """BLEU-1 to 4, 0 to 1, as coco-caption gives them."""
        matched, length, reference = self.matched.sum(0), int(self.length.sum()), int(self.reference_length.sum())
        totals = np.maximum(0, self.length[:, None] - np.array(ORDERS) + 1).sum(0)
        product, scores = 1.0, []
        for order in ORDERS:
            product *= (float(matched[order - 1]) + _TINY) / (float(totals[order - 1]) + _SMALL)
            scores.append(product ** (1 / order))
        ratio = (length + _TINY) / (reference + _SMALL)
        brevity = float(np.exp(1 - 1 / ratio)) if ratio < 1 else 1.0
        return _four([score * brevity for score in scores])

    def nltk(self) -> Four:
        """BLEU-1 to 4, 0 to 1, as NLTK's ``corpus_bleu`` gives them; 0 where an order of n-grams has no match."""
        return _four(self.nltk_weighted(np.ones((1, len(self.length))))[0].tolist())

    def nltk_weighted(self, weights: np.ndarray) -> np.ndarray:
        """BLEU-1 to 4 (S, 4) as ``nltk`` gives them, of S corpora in which each caption stands so often.

        Args:
            weights: (S, N) float64, whole numbers.
        """
        matched, length, reference = weights @ self.matched, weights @ self.length, weights @ self.reference_length
        totals = weights @ np.maximum(1, self.length[:, None] - np.array(ORDERS) + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            brevity = np.where(length > reference, 1.0, np.exp(1 - reference / length))
            means = np.exp(np.cumsum(np.log(matched / totals), axis=1) / np.array(ORDERS))
        return np.where(length[:, None] > 0, means * brevity[:, None], 0.0)

    def coco_weighted(self, weights: np.ndarray) -> np.ndarray:
        """BLEU-1 to 4 (S, 4) as ``coco`` gives them, of S corpora in which each caption stands so often.

        Args:
            weights: (S, N) float64, whole numbers.
        """
        matched, length, reference = weights @ self.matched, weights @ self.length, weights @ self.reference_length
        totals = weights @ np.maximum(0, self.length[:, None] - np.array(ORDERS) + 1)
        means = np.cumprod((matched + _TINY) / (totals + _SMALL), axis=1) ** (1 / np.array(ORDERS))
        ratio = (length + _TINY) / (reference + _SMALL)
        found: np.ndarray = means * np.where(ratio < 1, np.exp(1 - 1 / ratio), 1.0)[:, None]
        return found


@dataclass(frozen=True, slots=True)
class Bleu:
    """BLEU of one order, as a ``scored.Counts``.

    Attributes:
        coco: as coco-caption gives it, and not as NLTK does.
    """

    counts: BleuCounts
    order: int
    coco: bool

    def score(self) -> float:
        """See ``scored.Counts``."""
        return (self.counts.coco() if self.coco else self.counts.nltk())[self.order - 1]

    def resampled(self, weights: np.ndarray) -> np.ndarray:
        """See ``scored.Counts``."""
        four = self.counts.coco_weighted(weights) if self.coco else self.counts.nltk_weighted(weights)
        return four[:, self.order - 1]


def bleu(scored: "ScoredSet", order: int, tokens: str) -> Bleu:
    """BLEU of one order of a set; NLTK's on NLTK's words, coco-caption's on all other tokens."""
    counted_on = scored.on(tokens)
    return Bleu(scored.shared(_counts, counted_on), order, counted_on != Tokens.NLTK)


def _counts(scored: "ScoredSet", tokens: str) -> BleuCounts:
    return bleu_counts(scored.corpus(tokens))


def _four(scores: list[float]) -> Four:
    first, second, third, fourth = scores
    return first, second, third, fourth


def bleu_counts(corpus: Corpus) -> BleuCounts:
    """The counts of every caption of a corpus."""
    size = len(corpus)
    matched = np.zeros((size, len(ORDERS)), dtype=np.int64)
    for place, (candidates, known) in enumerate(corpus.grams):
        keys, most = known.keys, known.count
        if not corpus.single:
            # Of each candidate's references the most that any has of an n-gram.
            keys, named = np.unique(corpus.owner[known.text] * known.kinds + known.gram, return_inverse=True)
            most = np.zeros(len(keys), dtype=np.int64)
            np.maximum.at(most, named, known.count)
        clipped = np.minimum(candidates.count, looked_up(keys, most, candidates.keys))
        matched[:, place] = np.bincount(candidates.text, clipped, size).astype(np.int64)
    # Of two equally close lengths the shorter.
    away = np.abs(corpus.reference_lengths - corpus.lengths[corpus.owner])
    order = np.lexsort((corpus.reference_lengths, away, corpus.owner))
    firsts = np.searchsorted(corpus.owner[order], np.arange(size))
    return BleuCounts(matched, corpus.lengths, corpus.reference_lengths[order][firsts])
