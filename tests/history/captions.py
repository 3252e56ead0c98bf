"""Many made-up captions in English and Chinese, as varied as those of people: of clothes, and of anything."""

import random
from itertools import accumulate

from engine.clothes.writer import write
from tests.clothes.records import dressed
from tests.clothes.spoken import to_chinese

_SYLLABLES = [first + vowel + last for first in "bdfgklmnprst" for vowel in "aeiou" for last in ("", "n", "r", "st")]
_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
_FUNCTION = (
    "a",
    "the",
    "of",
    "in",
    "with",
    "on",
    "and",
    "is",
    "two",
    "man",
    "woman",
    "standing",
    "sitting",
    "next",
    "to",
)


class MadeCaptions:
    """Pairs of an English and a Chinese caption; the frequencies of words of the free half follow Zipf's law."""

    def __init__(self, seed: int, vocabulary: int = 20_000, clothes: int = 4000) -> None:
        self._chance = chance = random.Random(seed)
        self.words = [
            *_FUNCTION,
            *("".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3)))) for _ in range(vocabulary)),
        ]
        self._weights = list(accumulate(1 / (place + 2) for place in range(len(self.words))))
        self._han_weights = list(accumulate(1 / (place + 8) for place in range(len(_HAN))))
        worn = [write(dressed(chance), chance) for _ in range(clothes)]
        self._clothes = [(english, to_chinese(english)) for english in worn]

    def draw(self) -> tuple[str, str]:
        """The next pair."""
        chance = self._chance
        if chance.random() < 0.5:
            return chance.choice(self._clothes)
        english = " ".join(chance.choices(self.words, cum_weights=self._weights, k=chance.randrange(8, 15)))
        chinese = "".join(chance.choices(_HAN, cum_weights=self._han_weights, k=chance.randrange(12, 28)))
        return f"{english.capitalize()}.", f"{chinese}。"
