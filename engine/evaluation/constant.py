"""The best constant caption: the one text that, said of every picture, has the highest BLEU-4.

It is looked for among whole captions of the training data, and among what their kind proposes: of clothes, wordings of
the commonest outfit. Sentences that contradict each other would score higher still (.37 instead of .35 on drawn
outfits), but no model that has learned the language says them.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence

from engine.captions.domain import CaptionDomain
from engine.captions.tokens import Tokens, cut
from engine.metrics.grams import ORDERS, Text

LOOKED_AT = 2000
"""Training captions that a constant is tried on; more change its score by less than a hundredth."""
_WHOLE = 200


def best_constant(captions: Sequence[str], domain: CaptionDomain, seed: int) -> str:
    """The best constant caption for some training captions; empty for none.

    Args:
        domain: the captions' kind, which may propose more than they hold.
        seed: chooses which captions are looked at where there are many.
    """
    if not captions:
        return ""
    rng = random.Random(seed)
    looked_at = rng.sample(captions, LOOKED_AT) if len(captions) > LOOKED_AT else list(captions)
    target = _Target(cut(looked_at, Tokens.NLTK))
    whole = [caption for caption, _ in Counter(looked_at).most_common(_WHOLE)]
    return max((*whole, *domain.constant_candidates(looked_at, target.score)), key=target.score)


class _Target:
    """References as a constant text meets them: how many have an n-gram at least k times."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = len(texts)
        self._words = sum(map(len, texts))
        self._scores: dict[str, float] = {}
        self._at_least: Counter[tuple[int, tuple[str, ...]]] = Counter()
        for text in texts:
            for gram, count in Counter(_grams(text)).items():
                for least in range(1, count + 1):
                    self._at_least[least, gram] += 1

    def score(self, caption: str) -> float:
        """BLEU-4 of saying it of every picture."""
        if caption not in self._scores:
            [text] = cut([caption], Tokens.NLTK)
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
        token_count = self._texts * len(text)
        total = sum(math.log(matched[order] / (token_count - self._texts * (order - 1))) for order in ORDERS)
        return math.exp(total / len(ORDERS) + min(0.0, 1 - self._words / token_count))


def _grams(text: Text) -> Iterator[tuple[str, ...]]:
    for order in ORDERS:
        for place in range(len(text) - order + 1):
            yield tuple(text[place : place + order])
