"""The elements of a JSON array one by one, each as it stands in its file; one that is damaged costs itself alone."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

PIECE = 1 << 16
"""Letters that are read at once."""
_LARGEST = 1 << 22
"""Letters that an element may have."""
_BETWEEN = re.compile(r"[\s,]*")
_NEXT = re.compile(r"[\s,]*\{")
_DECODER = json.JSONDecoder()


class Element(NamedTuple):
    """An element of an array.

    Attributes:
        line: the number of the line that it begins in, from 1.
        raw: as it stands in the file, with what stands before it; or what is between the elements alone.
        holds: whether that is an element.
    """

    line: int
    raw: str
    holds: bool


def elements(file: TextIO | Iterable[str]) -> Iterator[Element]:
    """The elements of an array, and what stands around them: joined, they are the file.

    Args:
        file: whose text begins with a bracket, behind blanks.
    """
    source = _pieces(file)
    text, line = next(source, ""), 1
    place = text.find("[") + 1
    yield Element(line, text[:place], False)
    line += text.count("\n", 0, place)
    while True:
        if place > PIECE:
            text, place = text[place:], 0
        begin = _begin(text, place)
        while begin == len(text) and (more := next(source, "")):
            text += more
            begin = _begin(text, place)
        if begin == len(text) or text[begin] == "]":
            yield Element(line, text[place:], False)
            yield from (Element(line, piece, False) for piece in source)
            return
        while (end := _end(text, begin)) is None and len(text) - begin < _LARGEST and (more := next(source, "")):
            text += more
        if end is None:
            # Damaged: it lasts until something begins that looks like another one.
            following = _NEXT.search(text, begin + 1)
            end = following.start() if following else len(text)
        yield Element(line + text.count("\n", place, begin), text[place:end], True)
        line, place = line + text.count("\n", place, end), end


def _pieces(file: TextIO | Iterable[str]) -> Iterator[str]:
    """A text a piece at a time, the first of which holds its first letter that is no blank."""
    held = ""
    begun = False
    pieces: Iterator[str] = iter(lambda: file.read(PIECE), "") if hasattr(file, "read") else iter(file)
    for piece in pieces:
        held += piece
        begun = begun or bool(held.strip())
        if begun:
            yield held
            held = ""
    if held:
        yield held


def _begin(text: str, place: int) -> int:
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def _end(text: str, begin: int) -> int | None:
    """Where the element that begins at a place ends; None where it does not end in this text, or is damaged."""
    try:
        _, end = _DECODER.raw_decode(text, begin)
    except (ValueError, RecursionError):
        return None
    # A number at the end of what is held may go on.
    return end if end < len(text) or text[begin] in '{["' else None
