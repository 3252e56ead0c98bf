"""The captions of a data folder, whatever their format: cleaned, joined to their pictures, each used or left out."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from engine.data.formats.interface import Item
from engine.data.packed import Texts
from engine.data.pictureindex import AMBIGUOUS, MISSING, OUTSIDE, PictureIndex
from engine.data.records import LeftOut
from engine.escapes import encodable, escape

SPLITS = {None: 0, "train": 1, "validation": 2, "test": 3}
"""Number of each split in ``Captions.splits``; None where a file puts a caption in none."""
FAULTS = {MISSING: "missing", AMBIGUOUS: "ambiguous-name", OUTSIDE: "unsafe-name"}

_TOGETHER = 4096
"""Captions that are cleaned, and names that are looked for, at once."""
_KNOWN = 1 << 17
"""Names that are remembered, since tables name a picture once for each of its captions."""
# A blank of any kind, but a single space between words; and the other controls, which nothing shows.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_LETTERS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class Captions:
    """Usable captions (N,) in the order of their files, and the pictures (P,) that these name, in order of mention.

    Attributes:
        texts: (N,) the captions, each of one line, without blanks at its ends.
        pictures: (N,) the number of each caption's picture.
        splits: (N,) the number of each caption's split, of ``SPLITS``.
        items: (N,) the number of the item that each caption came in.
        names: (P,) what each picture is called, each name once.
        rows: (P,) each picture's row in the index, or why it has none.
    """

    texts: Texts = field(default_factory=Texts)
    pictures: "array[int]" = field(default_factory=lambda: array("i"))
    splits: bytearray = field(default_factory=bytearray)
    items: "array[int]" = field(default_factory=lambda: array("i"))
    names: Texts = field(default_factory=Texts)
    rows: "array[int]" = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self.texts)

    def split_of_pictures(self) -> np.ndarray:
        """(P,) the last split of train, validation and test that a file puts each picture in; 0 where none does."""
        found = np.zeros(len(self.names), np.uint8)
        np.maximum.at(found, self.picture_numbers(), self.split_numbers())
        return found

    def picture_numbers(self) -> np.ndarray:
        """``pictures`` as an array."""
        return np.frombuffer(self.pictures, np.int32)

    def split_numbers(self) -> np.ndarray:
        """``splits`` as an array."""
        return np.frombuffer(self.splits, np.uint8)

    def superseded(self) -> np.ndarray:
        """(N,) which captions have a later item of the same picture and split."""
        places = self.picture_numbers() * len(SPLITS) + self.split_numbers()
        items = np.frombuffer(self.items, np.int32)
        last = np.full(len(self.names) * len(SPLITS), -1, np.int32)
        np.maximum.at(last, places, items)
        later: np.ndarray = items < last[places]
        return later


def read_captions(items: Iterable[Item | LeftOut], index: PictureIndex, left_out: list[LeftOut]) -> Captions:
    """The usable captions among what a format reads; the others are put into ``left_out``.

    Raises:
        Problem: as ``CaptionFormat.read``.
    """
    reading = _Reading(index, left_out)
    for item in items:
        if isinstance(item, LeftOut):
            left_out.append(item)
        else:
            reading.take(item)
    reading.flush()
    return reading.found


def passed_over(items: Iterable[Item | LeftOut]) -> Iterator[LeftOut]:
    """All captions of files that are passed over for others."""
    for item in items:
        if isinstance(item, LeftOut):
            yield item
        else:
            for caption in item.captions:
                yield LeftOut(escape(item.name), "other-file", caption if isinstance(caption, str) else "")


class _Reading:
    """Gathers captions, many of which are joined to their pictures at once."""

    def __init__(self, index: PictureIndex, left_out: list[LeftOut]) -> None:
        self.found = Captions()
        self._index = index
        self._left_out = left_out
        self._items = 0
        # Numbers of pictures: by their row, by the name of those without one, and by spelling of those met last.
        self._by_row = np.full(index.count, -1, np.int32)
        self._without: dict[str, int] = {}
        self._by_spelling: dict[str, int] = {}
        self._waiting: list[tuple[str, str, int, int]] = []

    def take(self, item: Item) -> None:
        """Take the captions of an item that can be used; what is wrong with the others is told."""
        name, captions, split = item
        number, self._items = self._items, self._items + 1
        if not captions:
            self._left_out.append(LeftOut(escape(name), "caption-empty"))
        for caption in captions:
            if not isinstance(caption, str) or not encodable(caption):
                self._left_out.append(LeftOut(escape(name), "caption-not-text"))
            elif not _LETTERS.search(caption):
                self._left_out.append(LeftOut(escape(name), "caption-empty"))
            else:
                self._waiting.append((name, caption, SPLITS[split], number))
        if len(self._waiting) >= _TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Join the captions that wait to their pictures."""
        self._number({name for name, *_ in self._waiting if name not in self._by_spelling})
        found, known = self.found, self._by_spelling
        for name, caption, split, item in self._waiting:
            found.texts.append(clean(caption))
            found.pictures.append(known[name])
            found.splits.append(split)
            found.items.append(item)
        self._waiting.clear()
        if len(known) > _KNOWN:
            known.clear()

    def _number(self, unknown: set[str]) -> None:
        """Give some names the numbers of their pictures."""
        # In their order, so that the first spelling of a picture names it whatever the set's order is.
        names = [name for name in dict.fromkeys(name for name, *_ in self._waiting) if name in unknown]
        for spelling, (row, name) in zip(names, self._index.find(names), strict=True):
            number = int(self._by_row[row]) if row >= 0 else self._without.get(name, -1)
            if number < 0:
                number = len(self.found.names)
                self.found.names.append(name)
                self.found.rows.append(row)
                if row >= 0:
                    self._by_row[row] = number
                else:
                    self._without[name] = number
            self._by_spelling[spelling] = number


def clean(caption: str) -> str:
    """A caption of one line, with single spaces between its words and no control characters.

    What is written as a letter and marks on it becomes one character where there is one (Unicode NFC): macOS and some
    programs for Vietnamese keep them apart, which would make another word of each.
    """
    if caption.isascii() and caption.isprintable() and "  " not in caption and caption == caption.strip():
        return caption
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", caption).strip())
