"""The best constant caption: the one text that, said of every picture, has the highest BLEU-4.

It is looked for among whole captions of the training data and, where they tell attributes, among wordings of the
commonest outfit, which is then changed piece by piece while that helps. Sentences that contradict each other would
score higher still (.37 instead of .35 on drawn outfits), but no model that has learned the language says them.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from engine.captions.tokens import Tokens, cut
from engine.clothes.attributes import Attributes
from engine.clothes.reader import read
from engine.clothes.sayable import sayable
from engine.clothes.writer import write, write_plain
from engine.metrics.grams import ORDERS, Text

LOOKED_AT = 2000
"""Training captions that a constant is tried on; more change its score by less than a hundredth."""
_WHOLE, _WORDINGS, _VALUES, _ACCESSORIES, _ROUNDS = 200, 20, 3, 4, 4


def best_constant(captions: Sequence[str], seed: int) -> str:
    """The best constant caption for some training captions; empty for none.

    Args:
        seed: chooses which captions are looked at where there are many.
    """
    if not captions:
        return ""
    rng = random.Random(seed)
    looked_at = rng.sample(captions, LOOKED_AT) if len(captions) > LOOKED_AT else list(captions)
    target = _Target(cut(looked_at, Tokens.NLTK))
    whole = [caption for caption, _ in Counter(looked_at).most_common(_WHOLE)]
    readings = [read(caption) for caption in looked_at]
    outfits = [sayable(reading.attributes) for reading in readings if reading.reliable]
    return max((*whole, *_wordings(outfits, target)), key=target.bleu4)


def _wordings(outfits: Sequence[Attributes], target: "_Target") -> list[str]:
    """The best wording of each outfit on the way from the commonest one to one that no change betters."""
    if not outfits:
        return []
    common = {
        field.name: [value for value, _ in Counter(getattr(outfit, field.name) for outfit in outfits).most_common()]
        for field in fields(Attributes)
        if field.name not in ("said", "accessories")
    }
    worn = Counter(accessory for outfit in outfits for accessory in sorted(outfit.accessories))
    accessories = [accessory for accessory, _ in worn.most_common(_ACCESSORIES)]
    outfit = Attributes(**{name: values[0] for name, values in common.items()})
    found = [_best_wording(outfit, target)]
    for _ in range(_ROUNDS):
        changed = [
            replace(outfit, **{name: value})
            for name, values in common.items()
            for value in values[:_VALUES]
            if value != getattr(outfit, name)
        ]
        changed += [replace(outfit, accessories=outfit.accessories ^ {accessory}) for accessory in accessories]
        texts = {_best_wording(other, target): other for other in changed}
        # Captions that all tell the same leave nothing to change.
        better = max(texts, key=target.bleu4, default=found[-1])
        if target.bleu4(better) <= target.bleu4(found[-1]):
            break
        found.append(better)
        outfit = texts[better]
    return found


def _best_wording(outfit: Attributes, target: "_Target") -> str:
    texts = [write(outfit, random.Random(seed)) for seed in range(_WORDINGS)]
    return max((write_plain(outfit), *texts), key=target.bleu4)


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

    def bleu4(self, caption: str) -> float:
        """BLEU-4 of saying it of every picture."""
        if caption not in self._scores:
            [text] = cut([caption], Tokens.NLTK)
            self._scores[caption] = self._bleu4(text)
        return self._scores[caption]

    def _bleu4(self, text: Text) -> float:
        if len(text) < max(ORDERS):
            return 0.0
        matched = dict.fromkeys(ORDERS, 0)
        for gram, count in Counter(_grams(text)).items():
            matched[len(gram)] += sum(self._at_least.get((least, gram), 0) for least in range(1, count + 1))
        if not all(matched.values()):
            return 0.0
        said = self._texts * len(text)
        total = sum(math.log(matched[order] / (said - self._texts * (order - 1))) for order in ORDERS)
        return math.exp(total / len(ORDERS) + min(0.0, 1 - self._words / said))


def _grams(text: Text) -> Iterator[tuple[str, ...]]:
    for order in ORDERS:
        for place in range(len(text) - order + 1):
            yield tuple(text[place : place + order])
