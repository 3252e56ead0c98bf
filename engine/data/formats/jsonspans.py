"""JSON changed in place: of a text, only the values that are to be others are written anew."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from engine.data.jsonstream import DECODER
from engine.errors import Problem, reason

_SPACE = re.compile(r"[ \t\n\r]*")
# What stands between the values of two pairs, or before the first: a comma, blanks, a key, a colon.
_BETWEEN = re.compile(r'(\s*,)?(\s*)"(?:[^"\\]|\\.)*"(\s*:\s*)', re.DOTALL)


class JsonSpan(NamedTuple):
    """A value in a text: its key, or its number in an array; itself; where it begins and ends."""

    key: str
    value: Any
    start: int
    end: int


class KeptSpan(NamedTuple):
    """Which of the old captions a new one comes from; None for one that is new."""

    place: int | None
    caption: object


class Splices:
    """A text of which some parts are replaced."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[tuple[int, int, str]] = []
        # As the file has it: letters beyond ASCII as they are, unless it spells them as escapes.
        self._ascii = text.isascii() and "\\u" in text
        self._tight = '":"' in text and '": "' not in text

    def replace(self, start: int, end: int, value: Any) -> None:
        """Write another value in a place."""
        self._parts.append((start, end, self.dump(value)))

    def remove(self, start: int, end: int) -> None:
        """Leave a part out."""
        self._parts.append((start, end, ""))

    def insert(self, place: int, text: str) -> None:
        """Write a text in a place."""
        self._parts.append((place, place, text))

    def dump(self, value: Any) -> str:
        """A value as this file writes them."""
        separators = (",", ":") if self._tight else (", ", ": ")
        return json.dumps(value, ensure_ascii=self._ascii, separators=separators)

    def append(self, path: Path, pairs: Iterable[tuple[str, Any]], place: int = 0) -> None:
        """Write further pairs behind those of the object that begins at a place, spaced as they are; at the text's
        beginning that is all of it.

        Raises:
            Problem: ``captions-not-json``.
        """
        opening = self._text.index("{", place) + 1
        before, last = opening, None
        for span in spans(path, self._text, place):
            before, last = (last.end if last else opening), span
        found = _BETWEEN.fullmatch(self._text[before : last.start]) if last else None
        gap, colon = (f"{found[1] or ','}{found[2]}", found[3]) if found else (", ", ": ")
        new = "".join(f"{gap}{self.dump(key)}{colon}{self.dump(value)}" for key, value in pairs)
        self.insert(last.end if last else opening, new if last else new.removeprefix(gap))

    def rebuild(
        self, array: JsonSpan, elements: Sequence[JsonSpan], removed: Collection[int], added: Iterable[tuple[int, str]]
    ) -> None:
        """Take elements out of an array, and put texts behind others, spaced as they are.

        Args:
            elements: all that it has.
            removed: numbers of those that are taken out.
            added: the number of the element before, and the text; in the order in which they are to stand.
        """
        alone = len(removed) == len(elements)
        if removed and alone:
            self.remove(elements[0].start, elements[-1].end)
        else:
            left = [number for number in range(len(elements)) if number not in removed]
            for number in removed:
                # With the comma before it; of those before all that are left, with the one behind.
                if number > left[0]:
                    self.remove(elements[number - 1].end, elements[number].end)
                else:
                    self.remove(elements[number].start, elements[number + 1].start)
        between = self._text[elements[0].end : elements[1].start] if len(elements) > 1 else ", "
        for number, element in added:
            place = elements[number].end if elements else array.start + 1
            self.insert(place, element if alone else between + element)
            alone = False

    def pieces(self) -> Iterator[str]:
        """The text anew."""
        written = 0
        for start, end, new in sorted(self._parts, key=lambda part: part[:2]):
            yield self._text[written:start]
            yield new
            written = max(written, end)
        yield self._text[written:]


def spans(path: Path, text: str, place: int = 0) -> Iterator[JsonSpan]:
    """The values of the object or array that begins at a place of a file's text; at its beginning, that is all of it.

    Raises:
        Problem: ``captions-not-json``.
    """
    whole = place == 0
    try:
        place = skip(text, place)
        closing = {"{": "}", "[": "]"}[text[place]]
        place = skip(text, place + 1)
        number = 0
        more = text[place] != closing
        while more:
            key = str(number)
            if closing == "}":
                _expect(text, place, '"', "Expecting property name enclosed in double quotes")
                key, place = DECODER.raw_decode(text, place)
                place = skip(text, place)
                _expect(text, place, ":", "Expecting ':' delimiter")
                place = skip(text, place + 1)
            value, end = DECODER.raw_decode(text, place)
            yield JsonSpan(key, value, place, end)
            place = skip(text, end)
            _expect(text, place, "," + closing, "Expecting ',' delimiter")
            more = text[place] == ","
            place = skip(text, place + 1) if more else place
            number += 1
        if whole and (place := skip(text, place + 1)) < len(text):
            raise json.JSONDecodeError("Extra data", text, place)
    except json.JSONDecodeError as error:
        raise Problem(
            "captions-not-json", path=path, line=error.lineno, column=error.colno, reason=error.msg
        ) from error
    except (KeyError, IndexError, ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else "it is cut short"
        line = text.count("\n", 0, place) + 1
        column = place - text.rfind("\n", 0, place)
        raise Problem("captions-not-json", path=path, line=line, column=column, reason=why or reason(error)) from error


def _expect(text: str, place: int, letters: str, why: str) -> None:
    if text[place] not in letters:
        raise json.JSONDecodeError(why, text, place)


def skip(text: str, place: int) -> int:
    """The next place that holds no blank."""
    match = _SPACE.match(text, place)
    return match.end() if match else place


def aligned(old: Sequence[object], new: Sequence[object]) -> list[KeptSpan]:
    """Which old caption each new one comes from, so that what belongs to a caption stays with it."""
    before, after = list(map(repr, old)), list(map(repr, new))
    found: list[KeptSpan] = []
    for _, old_start, old_end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for offset, caption in enumerate(new[new_start:new_end]):
            place = old_start + offset
            found.append(KeptSpan(place if place < old_end else None, caption))
    return found
