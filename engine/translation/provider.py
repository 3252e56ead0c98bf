"""What every online translator has: a name, its limits, one request; and how texts are made fit for one."""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.errors import Problem
from engine.translation.direction import TO_CHINESE, Direction, fault_of, primary
from engine.translation.faults import WRONG_SHAPE, Refusal, Then
from engine.translation.waiting import Stopped

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# What is not seen, or turns the direction of what is.
_UNSEEN = frozenset({"Cf", "Co", "Cn"})


def one_line(text: str) -> str:
    """A text as one line: without control characters, which a terminal would obey, and with single spaces."""
    return " ".join(_CONTROLS.sub(" ", _SURROGATES.sub("?", text)).split())


def plain(text: str) -> str:
    """An answer as one line of text that is seen: nothing in it hides, or changes in which direction it is read."""
    return "".join(sign for sign in one_line(text) if unicodedata.category(sign) not in _UNSEEN).strip()


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
            Refusal: they are fewer or more, or one is no text or empty.
        """
        # JSON can hold half of a letter's two codes: no text, though a string.
        whole = [answer for answer in answers if isinstance(answer, str) and not _SURROGATES.search(answer)]
        lines = [plain(self.hide(answer)) for answer in whole]
        if len(answers) != len(texts) or len(lines) != len(texts) or not all(lines):
            raise self.unusable(WRONG_SHAPE)
        faults = [fault_of(text, line, direction) for text, line in zip(texts, lines, strict=True)]
        return [
            Problem("translator-answer", service=self.service, reason=fault) if fault else line
            for line, fault in zip(lines, faults, strict=True)
        ]

    def unusable(self, why: str) -> Refusal:
        """The refusal of an answer that is none."""
        return Refusal(Problem("translator-answer", service=self.service, reason=why), Then.GIVE_UP)
