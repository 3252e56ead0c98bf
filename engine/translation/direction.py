"""From which language into which, and which answers of a translator are none.

An answer is taken where words of the wanted language stand in it. A server that is set up wrongly gives the text back,
or another language, or a mark: none of these may be shown as a translation, or kept as one.
"""

import re
import unicodedata
from typing import NamedTuple

from engine.captions.scripts import HAN
from engine.translation.faults import ECHO, NO_WORDS, OTHER_LANGUAGE, TOO_LONG

ENGLISH, CHINESE = "en", "zh"
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")
# A caption in Chinese is shorter than in English, and one in English some four times as long as in Chinese.
_LONGEST, _MARGIN = 10, 100


class Direction(NamedTuple):
    """The languages of a caption and of its translation, as BCP 47 keys."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


TO_CHINESE = Direction(ENGLISH, CHINESE)
TO_ENGLISH = Direction(CHINESE, ENGLISH)


def direction_of(language: str) -> Direction:
    """How captions of a language are translated: Chinese ones into English, all others into Chinese."""
    return Direction(language, ENGLISH if primary(language) == CHINESE else CHINESE)


def primary(language: str) -> str:
    """A language without its script and region: "zh" of "zh-Hant"."""
    return language.partition("-")[0].lower()


def fault_of(text: str, answer: str, direction: Direction) -> str:
    """Why an answer is no translation of a text, as one of ``faults.REASONS``; empty where it is one.

    A text without words, such as a number, is not judged.
    """
    if not _WORD.search(text):
        return ""
    if len(answer) > _MARGIN + _LONGEST * len(text):
        return TOO_LONG
    if _same(text, answer) and (not text.isascii() or len(_WORD.findall(text)) > 1):
        return ECHO
    if not _WORD.search(answer):
        return NO_WORDS
    asked = {word.casefold() for word in _latin_words(text)}
    # A brand may stand in either text.
    letters = "".join(word for word in _latin_words(answer) if word.casefold() not in asked)
    wanted, other = len(HAN.findall(answer)), len(_LATIN.findall(letters))
    others = sum(letter.isalpha() for letter in answer) - wanted - len(_LATIN.findall(answer))
    if primary(direction.target) == ENGLISH:
        latin = len(_LATIN.findall(answer))
        return OTHER_LANGUAGE if latin <= wanted + others else ""
    return OTHER_LANGUAGE if wanted == 0 or other + others > wanted else ""


def _latin_words(text: str) -> list[str]:
    """The runs of Latin letters: of T恤 the T."""
    return re.findall(f"{_LATIN.pattern}+", text)


def _same(text: str, answer: str) -> bool:
    one, other = (
        "".join(unicodedata.normalize("NFKC", words).casefold().split()).strip(".。") for words in (text, answer)
    )
    return one == other
