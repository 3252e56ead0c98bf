"""What every online translator has: a name, its limits, one request; and how texts are made fit for one."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

from engine.errors import Problem
from engine.translation.faults import WRONG_SHAPE, Refusal, Then
from engine.translation.waiting import Stopped

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def one_line(text: str) -> str:
    """A text as one line: without control characters, which a terminal would obey, and with single spaces."""
    return " ".join(_CONTROLS.sub(" ", _SURROGATES.sub("?", text)).split())


class Provider(ABC):
    """One online translator, from English into Chinese.

    Attributes:
        name: by which its answers are cached and its requests counted; no key is in it.
        service: what people call it.
        limit: the most that the sizes of a request's texts may sum to, with ``separator`` between two of them.
        rate: requests a second, where nothing else is asked for.
    """

    name: str
    service: str
    limit: int
    separator: int = 0
    rate: float

    @abstractmethod
    def size(self, text: str) -> int:
        """What a text takes of the limit."""

    @abstractmethod
    def ask(self, texts: Sequence[str], stopped: Stopped) -> list[str]:
        """The Chinese of each text, by one request. The texts are single lines, none of them empty.

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

    def checked(self, answers: Sequence[object], texts: Sequence[str]) -> list[str]:
        """The answers as lines of text, one for each text asked.

        Raises:
            Refusal: they are fewer or more, or one is no text or empty.
        """
        # JSON can hold half of a letter's two codes: no text, though a string.
        whole = [answer for answer in answers if isinstance(answer, str) and not _SURROGATES.search(answer)]
        lines = [one_line(self.hide(answer)) for answer in whole]
        if len(answers) != len(texts) or len(lines) != len(texts) or not all(lines):
            raise self.unusable(WRONG_SHAPE)
        return lines

    def unusable(self, why: str) -> Refusal:
        """The refusal of an answer that is none."""
        return Refusal(Problem("translator-answer", service=self.service, reason=why), Then.GIVE_UP)
