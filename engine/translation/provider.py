"""What every online translator has: a name, its limits, one request; and how texts are made fit for one."""

import html
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.errors import Problem
from engine.translation.direction import TO_CHINESE, Direction, primary
from engine.translation.faults import NO_WORDS, WRONG_COUNT, WRONG_SHAPE, Refusal, Then
from engine.translation.judging import fault_of, same_for_all
from engine.translation.waiting import Stopped

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# What is not seen, or turns the direction of what is.
_UNSEEN = frozenset({"Cf", "Co", "Cn"})
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
# No script that is translated from or into here puts more marks on a letter than two.
_MOST_MARKS = 2


def one_line(text: str) -> str:
    """A text as one line: without control characters, which a terminal would obey, and with single spaces."""
    return " ".join(_CONTROLS.sub(" ", _SURROGATES.sub("?", text)).split())


def plain(text: str) -> str:
    """An answer as one line of text that is seen: nothing in it hides, changes in which direction it is read, or towers
    over the lines around it.
    """
    seen: list[str] = []
    marks = 0
    for sign in one_line(text):
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category not in _UNSEEN and marks <= _MOST_MARKS:
            seen.append(sign)
    return "".join(seen).strip()


def unescaped(answer: str, text: str) -> str:
    """An answer with the characters that HTML's entities stand for, unless the text that was asked holds some itself.

    A server that was made for pages writes " as &quot; even where plain text is asked for.
    """
    return answer if _ENTITY.search(text) else _ENTITY.sub(lambda found: html.unescape(found.group()), answer)


class Provider(ABC):
    """One online translator.

    Attributes:
        name: by which its answers are cached and its requests counted; no key is in it.
        service: what people call it.
        limit: the most that the sizes of a request's texts may sum to, with ``separator`` between two of them.
        rate: requests a second, where nothing else is asked for.
        codes: what it calls a language, where that is not the BCP 47 key without region.
        any_language: what it calls a language that it is to find out by itself.
    """

    name: str
    service: str
    limit: int
    separator: int = 0
    rate: float
    codes: ClassVar[Mapping[str, str]] = {}
    any_language: ClassVar[str] = "auto"

    @abstractmethod
    def size(self, text: str) -> int:
        """What a text takes of the limit."""

    @abstractmethod
    def ask(self, texts: Sequence[str], stopped: Stopped, direction: Direction = TO_CHINESE) -> Sequence[str | Problem]:
        """The translation of each text, by one request, or why what came is none.

        Args:
            texts: single lines, none of them empty.

        Raises:
            Refusal: no translation came.
            Problem: ``stopped``.
        """

    @abstractmethod
    def close(self) -> None:
        """Close what connections are open."""

    @abstractmethod
    def hide(self, text: str) -> str:
        """A text without the keys that it may repeat."""

    def code_of(self, language: str) -> str:
        """What the translator calls a language."""
        if language in self.codes:
            return self.codes[language]
        key = primary(language)
        return self.codes.get(key, key) if key and key != "und" else self.any_language

    def checked(self, answers: Sequence[object], texts: Sequence[str], direction: Direction) -> list[str | Problem]:
        """The answers as lines of text, one for each text asked, or why one is no translation.

        Raises:
            Refusal: they are fewer or more, or one is no text.
        """
        if len(answers) != len(texts):
            raise self.unusable(WRONG_COUNT)
        # JSON can hold half of a letter's two codes: no text, though a string.
        whole = [answer for answer in answers if isinstance(answer, str) and not _SURROGATES.search(answer)]
        if len(whole) != len(texts):
            raise self.unusable(WRONG_SHAPE)
        lines = [self.hide(plain(unescaped(answer, text))) for answer, text in zip(whole, texts, strict=True)]
        same = same_for_all(texts, lines)
        faults = [
            (fault_of(text, line, direction) or same) if line else NO_WORDS
            for text, line in zip(texts, lines, strict=True)
        ]
        return [
            Problem("translator-answer", service=self.service, reason=fault) if fault else line
            for line, fault in zip(lines, faults, strict=True)
        ]

    def unusable(self, why: str) -> Refusal:
        """The refusal of an answer that is none."""
        return Refusal(Problem("translator-answer", service=self.service, reason=why), Then.GIVE_UP)
