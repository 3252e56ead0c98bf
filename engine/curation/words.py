"""Captions as words to search by and to count: in lower case, Chinese, Japanese and Thai cut into characters.

These are words for a person who looks through captions, without marks. What a model learns, ``captions.vocabulary``
cuts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

CAPTION_END = "\ue000"
"""Stands between two captions of a row, so that no phrase reaches from one into the next; no caption holds it."""
# Scripts that put no spaces between words. Of Thai, Lao, Burmese and Khmer the vowels and tones stay with their letter.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


class _Spacing(dict[int, str]):
    """What becomes of each character, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character == "'" or category.startswith("M"):
            spaced = character
        elif not character.isalnum():
            spaced = " "
        elif _UNSPACED.match(character):
            spaced = f" {character}" if category == "Lo" and code < 0x1800 else f" {character} "
        else:
            spaced = character
        self[code] = spaced
        return spaced


_SPACING = _Spacing({0x2019: "'"})
_PART = re.compile(r'(-?)(?:["“”]([^"“”]*)["“”]?|([^\s"“”]+))')


def words_of(text: str) -> list[str]:
    """The words of a text, in its order."""
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    words = folded.translate(_SPACING).split()
    return words if "'" not in folded else [word for word in (word.strip("'") for word in words) if word]


def searchable(captions: Sequence[str]) -> str:
    """The words of a row's captions with spaces around each, so that a phrase is found as a part of the text."""
    ends = f" {CAPTION_END} "
    return f" {ends.join(' '.join(words_of(caption)) for caption in captions)} "


@dataclass(frozen=True, slots=True)
class Term:
    """Words that have to follow one another, the last of which may be the beginning of one.

    Attributes:
        exact: the last word is whole.
    """

    words: tuple[str, ...]
    exact: bool

    def within(self, text: str) -> bool:
        """Whether a text of ``searchable`` holds it."""
        return f" {' '.join(self.words)}{' ' if self.exact else ''}" in text


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: rows that hold all of ``wanted`` and none of ``unwanted``."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Words, each of which may be the beginning of one; "in quotes" exact and in this order; -without this one."""
        terms: tuple[list[Term], list[Term]] = [], []
        for minus, quoted, plain in _PART.findall(text):
            words = words_of(quoted or plain)
            if words:
                terms[bool(minus)].append(Term(tuple(words), bool(quoted)))
        return cls(tuple(terms[0]), tuple(terms[1]))

    def within(self, text: str) -> bool:
        """Whether a text of ``searchable`` is found."""
        return all(term.within(text) for term in self.wanted) and not any(term.within(text) for term in self.unwanted)
