"""JSON read a piece at a time, so that a file of any size takes little memory; about as fast as when read whole.

A piece of many elements is cut off where one seems to end, and decoded at once. Where the cut went through a text or an
inner value, that fails, and the elements are decoded one by one.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, TypeVar

from engine.data.encodings import open_text
from engine.errors import Problem, reason

Element = TypeVar("Element")

PIECE = 1 << 16
"""Letters that are read at once: what is made of more no longer fits into a processor's cache."""
_ALONE = 64
"""Elements that are decoded one by one after a cut that failed."""
_SPACE = re.compile(r"[ \t\n\r]*")
_CUTS = {"{": "},", "[": "],", '"': '",'}
_DIGITS = 4000
"""Of a whole number; Python refuses to convert longer ones, and no caption file has any use for them."""


class Pairs(list[tuple[str, Any]]):
    """The pairs of an object, in its order, with every one of two that have one key."""

    def get(self, *keys: str) -> list[Any]:
        """The values of some keys, in the object's order."""
        return [value for key, value in self if key in keys]


def _number(text: str) -> int | float:
    return int(text) if len(text) <= _DIGITS else float("inf")


DECODER = json.JSONDecoder(object_pairs_hook=Pairs, parse_int=_number)
"""Objects as ``Pairs``, numbers of any length."""
_FAST = json.JSONDecoder(object_pairs_hook=Pairs)


class JsonStream:
    """A JSON file, read from its beginning: whoever meets a value takes it, in one of the ways below, or skips it.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``; every method ``captions-not-json``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = open_text(path)
        self._text = ""
        self._place = 0
        self._ended = False
        # Values that were taken, or begun to be.
        self._taken = 0
        # What was taken of the element that is being read, and where the rest of it begins.
        self._before = ""
        self._unread = 0
        # Where the last value begins, as long as nothing behind it is looked at.
        self._start = 0
        # Of what has been let go: its line ends, and the letters behind the last of them.
        self._lines = self._columns = 0

    def __enter__(self) -> "JsonStream":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def peek(self) -> str:
        """The next letter that is no blank; "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._place)
            self._place = match.end() if match else self._place
            if self._place < len(self._text) or not self._more():
                return self._text[self._place : self._place + 1]

    def members(self) -> Iterator[str]:
        """The keys of an object; the value of each comes next, and is skipped where nobody takes it."""
        self._take("{", "an object")
        if self.peek() == "}":
            self._place += 1
            return
        while True:
            key = self._key()
            before = self._taken
            yield key
            if self._taken == before:
                self.skip()
            self._before = ""
            if not self._goes_on("}"):
                return

    def value(self) -> Any:
        """One value, whole: objects as ``Pairs``."""
        self.peek()
        self._taken += 1
        decoder = _FAST
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._place)
                if not (self._may_go_on(value, end) and self._more()):
                    self._start, self._place = self._place, end
                    return value
            except json.JSONDecodeError as error:
                if not self._more():
                    self._fail(error.msg, error.pos)
            except RecursionError:
                self._fail("nested too deeply")
            except ValueError as error:
                if decoder is DECODER:
                    self._fail(reason(error))
                decoder = DECODER

    def _may_go_on(self, value: object, end: int) -> bool:
        """Whether a value that ends at a place may go on in what is not held yet, as a number may."""
        rest = self._text[end : end + 4]
        return end + len(rest) == len(self._text) and (
            not rest or (isinstance(value, int | float) and not isinstance(value, bool) and not rest.strip(".eE+-"))
        )

    def skip(self) -> None:
        """Pass over a value; a large array or object a piece at a time."""
        if self.peek() == "[":
            for _ in self.elements():
                pass
        elif self.peek() == "{":
            for _ in self.pairs():
                pass
        else:
            self.value()

    def pairs(self) -> Iterator[tuple[str, Any]]:
        """The pairs of an object, a piece at a time."""
        self._taken += 1
        self._take("{", "an object")
        for piece in self._pieces("{}", lambda text: _all(_FAST, text), self._pair):
            yield from piece

    def elements(self, decode: Callable[[str], list[Any]] | None = None) -> Iterator[list[Any]]:
        """The elements of an array, a piece at a time.

        Args:
            decode: makes a list of the text of an array, for whom objects as ``Pairs`` are not enough. What it raises
                ``ValueError`` for comes as ``Pairs``.
        """
        self._taken += 1
        self._take("[", "an array")
        yield from self._pieces("[]", decode or (lambda text: _all(_FAST, text)), self.value)

    def end(self) -> None:
        """See that nothing comes behind what was read."""
        if self.peek():
            self._fail("Extra data")

    def unread(self, most: int) -> str:
        """After a fault: the first letters of what could not be read, from where the faulty element begins.

        Args:
            most: letters.
        """
        return (self._before + self._text[self._unread : self._unread + most]).lstrip()[:most]

    def _pieces(self, brackets: str, decode: Callable[[str], list[Any]], one: Callable[[], Any]) -> Iterator[list[Any]]:
        if self.peek() == brackets[1]:
            self._place += 1
            return
        alone = 0
        self._before = ""
        while True:
            piece = None
            if not alone:
                piece = self._piece(brackets, decode)
                alone = 0 if piece else _ALONE
            if piece:
                yield piece
            else:
                alone -= 1
                self._before = ""
                element = one()
                if not self._is_followed(element, brackets[1]):
                    self._goes_on(brackets[1])
                self._before = ""
                yield [element]
            if not self._goes_on(brackets[1]):
                return

    def _piece(self, brackets: str, decode: Callable[[str], list[Any]]) -> list[Any] | None:
        """What is held of an array's or object's rest, decoded; None where it is too little, or cannot be cut."""
        if len(self._text) - self._place < PIECE // 2:
            self._more()
        first = self._first_of_value(brackets)
        end = self._text.rfind(_CUTS.get(first, ","), self._place) + (first in _CUTS)
        if end <= self._place:
            return None
        try:
            piece = decode(f"{brackets[0]}{self._text[self._place : end]}{brackets[1]}")
            self._place = end
            return piece
        except (ValueError, RecursionError):
            pass
        try:
            # It may end here, within what is held.
            rest, length = _FAST.raw_decode(brackets[0] + self._text[self._place :])
        except (ValueError, RecursionError):
            return None
        # The closing bracket is still to be taken.
        self._place += length - 2
        return rest if isinstance(rest, list) else None

    def _first_of_value(self, brackets: str) -> str:
        """The first letter of the next value, by which it is known how values end here."""
        if brackets == "[]":
            return self.peek()
        try:
            _, end = _FAST.raw_decode(self._text, self._place)
            match = _SPACE.match(self._text, self._text.index(":", end) + 1)
            return self._text[match.end()] if match else ""
        except (ValueError, IndexError):
            return ""

    def _pair(self) -> tuple[str, Any]:
        return self._key(), self.value()

    def _key(self) -> str:
        key: str = (
            self.value() if self.peek() == '"' else self._fail("Expecting property name enclosed in double quotes")
        )
        self._before = self._text[self._start : self._place]
        self._take(":", "':' delimiter")
        self._before += ":"
        return key

    def _is_followed(self, element: Any, closing: str) -> bool:
        """Whether an element is whole: behind a text that something else follows, a quotation mark is missing, so that
        it may be of two."""
        last = element[1] if isinstance(element, tuple) else element
        if not isinstance(last, str) or self.peek() in ("", ",", closing):
            return True
        self._before += f" {json.dumps(last, ensure_ascii=False)}"
        return False

    def _goes_on(self, closing: str) -> bool:
        """Whether another element comes, rather than the end of them all."""
        letter = self.peek()
        if letter not in (",", closing) or not letter:
            self._fail("Expecting ',' delimiter")
        self._place += 1
        if letter == "," and self.peek() == closing:
            self._fail("Expecting value")
        return letter == ","

    def _take(self, letter: str, what: str) -> None:
        if self.peek() != letter:
            self._fail(f"Expecting {what}")
        self._place += 1

    def _more(self) -> bool:
        """Hold more of the file, and let go of what was read; False at its end."""
        if self._ended:
            return False
        more = self._file.read(max(PIECE, len(self._text) - self._place))
        self._ended = not more
        gone = self._text[: self._place]
        lines = gone.count("\n")
        self._lines += lines
        self._columns = len(gone) - gone.rfind("\n") - 1 if lines else self._columns + len(gone)
        self._text = self._text[self._place :] + more
        self._place = 0
        return bool(more)

    def _position(self) -> tuple[int, int]:
        """The line and the column, from 1, that come next."""
        gone = self._text[: self._place]
        lines = gone.count("\n")
        columns = len(gone) - gone.rfind("\n") - 1 if lines else self._columns + len(gone)
        return self._lines + lines + 1, columns + 1

    def _fail(self, why: str, place: int | None = None) -> NoReturn:
        self._unread = len(self._text[: self._place].rstrip(" \t\n\r"))
        self._place = self._place if place is None else place
        line, column = self._position()
        raise Problem("captions-not-json", path=self.path, line=line, column=column, reason=why)


def _all(decoder: json.JSONDecoder, text: str) -> list[Any]:
    value: list[Any] = decoder.decode(text)
    if not value:
        raise ValueError("nothing between the brackets")
    return value
