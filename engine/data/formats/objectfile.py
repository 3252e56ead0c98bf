"""One file of JSON objects, one a line or all in one list: what is read of each, and how it stands there with other
captions."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from engine.data.encodings import open_text
from engine.data.formats.arrays import elements
from engine.data.formats.columns import Places, TableSample, places_of
from engine.data.formats.interface import Columns, Item
from engine.data.formats.recognising import PictureFinder, Unclear, recognise
from engine.data.formats.rewriting import Unit
from engine.data.formats.rows import whole_lines
from engine.data.formats.sources import folder_of_names, head_of, place_below, without_columns
from engine.data.formats.splits import split_of_word
from engine.data.formats.tables import SAMPLED, NoPictures, Shape, TableLook
from engine.data.records import LeftOut

_BLANKS = " \t\r\n"
_BEFORE = _BLANKS + ","
_SHOWN = 1000
"""Letters of what is damaged that are told."""
_DECODER = json.JSONDecoder()


def look_at_objects(head: str, pictures: PictureFinder, columns: Columns) -> TableLook | None:
    """The objects, one a line or in a list, whose beginning this is, if they hold captions; else None.

    Raises:
        KeyError: with the name of a key that a person named and that none of them has.
    """
    if is_array(head):
        # The last one may be cut off.
        lines = [element.raw for element in islice(elements([head]), 2 * SAMPLED) if element.holds]
        lines = lines[:-1] if len(lines) > 1 else lines
    elif head.lstrip().startswith("{"):
        lines = [line for line in whole_lines(head) if line.strip()][: 2 * SAMPLED]
    else:
        return None
    objects = [found for line in lines if (found := parse_object(line)) is not None]
    if not objects or len(objects) * 2 < len(lines):
        return None
    headings = tuple(dict.fromkeys(key for found in objects for key in found))
    rows = tuple(tuple(found.get(key) for key in headings) for found in objects[:SAMPLED])
    sample = TableSample(headings, rows, keyed=True)
    places = recognise(sample, pictures, places_of(columns, headings))
    return None if places is None else TableLook(Shape("", len(headings), True), sample, places)


def is_array(head: str) -> bool:
    """Whether a file begins as a list does."""
    return head.lstrip().startswith("[")


def parse_object(line: str) -> dict[str, Any] | None:
    """The object that a line or an element of a list holds; None for anything else."""
    try:
        value = json.loads(line.lstrip(_BEFORE))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class ObjectFile:
    """A file of objects, one a line or in a list.

    Args:
        columns: those that ``find`` gave.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``; ``data-ambiguous``, ``captions-no-columns`` where the
            keys are not those of this file.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path = path
        try:
            head = head_of(path)
            seen = look_at_objects(head, NoPictures(), columns)
        except KeyError:
            seen = None
        if seen is None or isinstance(seen.places, Unclear) or seen.places.image is None:
            raise without_columns(path)
        places: Places = seen.places
        headings = seen.sample.headings
        self._image = headings[seen.places.image]
        self._captions = tuple(headings[place] for place in places.captions)
        # A column of lists stays one: some readers know one kind of values a column.
        self._lists = any(isinstance(row[places.captions[-1]], list) for row in seen.sample.rows)
        self._split = None if places.split is None else headings[places.split]
        self.array = is_array(head)
        self._prefix = folder_of_names(path, columns.folder, seen.sample, seen.places.image)
        self._place = place_below(path, columns.folder)

    def lines(self) -> Iterator[tuple[int, str, bool]]:
        """The lines, or the elements, with the number of the line that each begins in, from 1, and whether it is to
        hold an object."""
        with open_text(self.path) as file:
            if self.array:
                yield from elements(file)
            else:
                yield from ((number, line, bool(line.strip())) for number, line in enumerate(file, start=1))

    def entries(self, number: int, line: str) -> list[Item | LeftOut]:
        """What an object holds: one item, or one that is left out for each caption."""
        found = parse_object(line)
        where = f"{self._place}, line {number}"
        if found is None:
            return [LeftOut(where, "not-json", line.strip(_BEFORE)[:_SHOWN])]
        captions = self._captions_of(found)
        name = found.get(self._image)
        if not isinstance(name, str) or not name.strip():
            return [LeftOut(where, "no-name", _text(caption)) for caption in captions or [""]]
        name = self._prefix + name.strip()
        word = found.get(self._split) if self._split else None
        split = split_of_word(word) if isinstance(word, str) else None
        if word and split is None:
            return [LeftOut(name, "split-unknown", _text(caption)) for caption in captions]
        return [Item(name, tuple(captions), split)]

    def units(self) -> Iterator[Unit]:
        """The lines as they are written anew."""
        for number, line, holds in self.lines():
            entries = self.entries(number, line) if holds else []
            if len(entries) == 1 and isinstance(entries[0], Item):
                yield Unit(line, entries[0].name, tuple(entries[0].captions))
            else:
                yield Unit(line)

    def changed(self, units: Sequence[Unit], captions: Sequence[object]) -> list[str]:
        """The lines of one picture with other captions: each keeps as many as it had, the last takes what is more."""
        left = list(captions)
        new = []
        for number, unit in enumerate(units):
            last = number == len(units) - 1
            count = len(left) if last else len(unit.captions)
            held, left = left[:count], left[count:]
            gone = not held and bool(unit.captions) and (number > 0 or not last)
            new.append("" if gone and number else _with(unit.raw, self._values(unit.raw, held)))
        return new

    def lines_for(self, item: Item) -> list[str]:
        """The line of a picture that the file does not name yet; none where it has no place for it."""
        if not item.name.startswith(self._prefix):
            return []
        captions = list(item.captions)
        values: dict[str, object] = {self._image: item.name.removeprefix(self._prefix)}
        for key in self._captions[:-1]:
            values[key] = captions.pop(0) if captions else ""
        values[self._captions[-1]] = captions if self._lists or len(captions) > 1 else "".join(map(str, captions))
        return [json.dumps(values, ensure_ascii=False) + "\n"]

    def _captions_of(self, found: dict[str, Any]) -> list[object]:
        captions: list[object] = []
        for key in self._captions:
            value = found.get(key)
            if isinstance(value, list):
                captions += value
            elif value is not None and (value != "" or len(self._captions) == 1):
                captions.append(value)
        return captions

    def _values(self, line: str, captions: Sequence[object]) -> dict[str, object]:
        """What the keys of captions hold in an object with other captions."""
        found = parse_object(line) or {}
        left = list(captions)
        values: dict[str, object] = {}
        held = [key for key in self._captions if found.get(key) not in (None, "")] or list(self._captions[:1])
        for number, key in enumerate(held):
            before = found.get(key)
            count = len(before) if isinstance(before, list) else 1
            if number == len(held) - 1:
                count = max(count, len(left))
            part, left = left[:count], left[count:]
            if isinstance(before, list) or len(part) > 1:
                values[key] = part
            else:
                values[key] = part[0] if part else ""
        return values


def _with(line: str, values: dict[str, object]) -> str:
    """A line whose object has other values of some keys; every other letter stays."""
    spans = _spans(line)
    ascii_only = line.isascii() and "\\u" in line
    for key, (start, end) in sorted(spans.items(), key=lambda span: -span[1][0]):
        if key in values:
            line = line[:start] + json.dumps(values[key], ensure_ascii=ascii_only) + line[end:]
    return line


def _spans(line: str) -> dict[str, tuple[int, int]]:
    """Where the value of each key of an object stands; of two of one key the last, which is the one that counts."""
    spans = {}
    at = _skip(line, line.index("{") + 1)
    while line[at] != "}":
        key, at = _DECODER.raw_decode(line, at)
        start = _skip(line, _skip(line, at) + 1)
        _, end = _DECODER.raw_decode(line, start)
        spans[key] = start, end
        at = _skip(line, end)
        if line[at] == ",":
            at = _skip(line, at + 1)
    return spans


def _skip(line: str, at: int) -> int:
    while line[at] in _BLANKS:
        at += 1
    return at


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
