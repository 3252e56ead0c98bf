"""The best constant caption: the one text that, said of every picture, has the highest BLEU-4.

It is looked for among whole captions of the training data, and among what their kind proposes: of clothes, wordings of
the commonest outfit. Sentences that contradict each other would score higher still (.37 instead of .35 on drawn
outfits), but no model that has learned the language says them.

Of a picture with several captions all are references at once, as in the evaluation.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from engine.captions.domain import CaptionDomain
from engine.captions.tokenizers import ENGLISH
from engine.captions.tokens import Tokens, counted_in, cut
from engine.metrics.corpus import References, listed
from engine.metrics.grams import ORDERS, Text

LOOKED_AT = 2000
"""Training pictures on whose captions a constant is tried; more change its score by less than a hundredth."""
_WHOLE = 200


def best_constant(captions: Sequence[References], domain: CaptionDomain, seed: int, language: str = ENGLISH) -> str:
    """The best constant caption for some training pictures; empty for none.

    Args:
        captions: of each picture, one or several.
        domain: the captions' kind, which may propose more than they hold.
        seed: chooses which pictures are looked at where there are many.
        language: of the captions, as a BCP 47 key.
    """
    if not captions:
        return ""
    rng = random.Random(seed)
    looked_at = rng.sample(captions, LOOKED_AT) if len(captions) > LOOKED_AT else list(captions)
    pictures = [listed(several) for several in looked_at]
    flat = [caption for several in pictures for caption in several]
    tokens = counted_in(language, Tokens.NLTK)
    texts = iter(cut(flat, tokens))
    target = _Target([[next(texts) for _ in several] for several in pictures], tokens)
    whole = [caption for caption, _ in Counter(flat).most_common(_WHOLE)]
    return max((*whole, *domain.constant_candidates(flat, target.score)), key=target.score)


class _Target:
    """Pictures with their references as a constant text meets them: how many have an n-gram at least k times."""

    def __init__(self, pictures: Sequence[Sequence[Text]], tokens: str) -> None:
        self._tokens = tokens
        self._pictures = len(pictures)
        counts = [len(texts) for texts in pictures]
        self._firsts = np.cumsum([0, *counts[:-1]])
        self._lengths = np.array([len(text) for texts in pictures for text in texts], dtype=np.int64)
        self._scores: dict[str, float] = {}
        self._closest: dict[int, int] = {}
        self._at_least: Counter[tuple[int, tuple[str, ...]]] = Counter()
        for texts in pictures:
            # An n-gram is clipped by the reference that has it most often.
            most: Counter[tuple[str, ...]] = Counter()
            for text in texts:
                most |= Counter(_grams(text))
            for gram, count in most.items():
                for least in range(1, count + 1):
                    self._at_least[least, gram] += 1

    def score(self, caption: str) -> float:
        """BLEU-4 of saying it of every picture."""
        if caption not in self._scores:
            [text] = cut([caption], self._tokens)
            self._scores[caption] = self._bleu(text)
        return self._scores[caption]

    def _bleu(self, text: Text) -> float:
        if len(text) < max(ORDERS):
            return 0.0
        matched = dict.fromkeys(ORDERS, 0)
        for gram, count in Counter(_grams(text)).items():
            matched[len(gram)] += sum(self._at_least.get((least, gram), 0) for least in range(1, count + 1))
        if not all(matched.values()):
            return 0.0
        token_count = self._pictures * len(text)
        total = sum(math.log(matched[order] / (token_count - self._pictures * (order - 1))) for order in ORDERS)
        return math.exp(total / len(ORDERS) + min(0.0, 1 - self._reference_words(len(text)) / token_count))

    def _reference_words(self, length: int) -> int:
        """Tokens of all pictures' references, of each picture's those of the closest length; the shorter of two."""
        if length not in self._closest:
            away = 2 * np.abs(self._lengths - length) + (self._lengths > length)
            nearest = np.minimum.reduceat(away, self._firsts)
            self._closest[length] = int((length + nearest // 2 * np.where(nearest % 2, 1, -1)).sum())
        return self._closest[length]


def _grams(text: Text) -> Iterator[tuple[str, ...]]:
    for order in ORDERS:
        for place in range(len(text) - order + 1):
            yield tuple(text[place : place + order])
