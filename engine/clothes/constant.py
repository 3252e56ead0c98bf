"""Wordings of the commonest outfit, which is changed piece by piece while that betters a score."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace

from engine.captions.scripts import is_chinese
from engine.clothes.attributes import Attributes
from engine.clothes.chinese import writer as chinese
from engine.clothes.reader import read
from engine.clothes.sayable import sayable
from engine.clothes.writer import write, write_plain

Score = Callable[[str], float]

_WORDINGS, _VALUES, _ACCESSORIES, _ROUNDS = 20, 3, 4, 4


def wordings(captions: Sequence[str], score: Score) -> Iterator[str]:
    """The best wording of each outfit on the way from the commonest one to one that no change betters."""
    readings = [read(caption) for caption in captions]
    language = _Chinese() if 2 * sum(map(is_chinese, captions)) > len(captions) else _English()
    outfits = [language.sayable(reading.attributes) for reading in readings if reading.reliable]
    if not outfits:
        return
    common = {
        field.name: [value for value, _ in Counter(getattr(outfit, field.name) for outfit in outfits).most_common()]
        for field in fields(Attributes)
        if field.name not in ("said", "accessories")
    }
    worn = Counter(accessory for outfit in outfits for accessory in sorted(outfit.accessories))
    accessories = [accessory for accessory, _ in worn.most_common(_ACCESSORIES)]
    outfit = Attributes(**{name: values[0] for name, values in common.items()})
    best = _best_wording(outfit, score, language)
    yield best
    for _ in range(_ROUNDS):
        changed = [
            replace(outfit, **{name: value})
            for name, values in common.items()
            for value in values[:_VALUES]
            if value != getattr(outfit, name)
        ]
        changed += [replace(outfit, accessories=outfit.accessories ^ {accessory}) for accessory in accessories]
        texts = {_best_wording(other, score, language): other for other in changed}
        # Captions that all tell the same leave nothing to change.
        better = max(texts, key=score, default=best)
        if score(better) <= score(best):
            return
        best, outfit = better, texts[better]
        yield best


class _English:
    """The wordings of an outfit in English."""

    sayable = staticmethod(sayable)
    plain = staticmethod(write_plain)
    write = staticmethod(write)


class _Chinese:
    """The wordings of an outfit in Chinese."""

    sayable = staticmethod(chinese.sayable)
    plain = staticmethod(chinese.write_plain)
    write = staticmethod(chinese.write)


def _best_wording(outfit: Attributes, score: Score, language: _English | _Chinese) -> str:
    texts = [language.write(outfit, random.Random(seed)) for seed in range(_WORDINGS)]
    return max((language.plain(outfit), *texts), key=score)
