"""The captions of a data folder, whatever their format: cleaned, joined to their pictures, each used or left out."""

import itertools
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.data.formats.interface import Batched, CaptionBatch, Item, Split
from engine.data.packed import Texts
from engine.data.pictureindex import AMBIGUOUS, MISSING, OUTSIDE, PictureIndex
from engine.data.records import LeftOut
from engine.escapes import encodable, escape
from engine.heap import uncollected

SPLITS = {None: 0, "train": 1, "validation": 2, "test": 3}
"""Number of each split in ``Captions.splits``; None where a file puts a caption in none."""
FAULTS = {MISSING: "missing", AMBIGUOUS: "ambiguous-name", OUTSIDE: "unsafe-name"}

_TOGETHER = 512
"""Items that are taken at once; many more no longer fit into a processor's cache, and take half as long again."""
_KNOWN = 1 << 17
"""Names that are remembered, since tables name a picture once for each of its captions."""
# A blank of any kind, but a single space between words; and the other controls, which nothing shows.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# What of these is neither a single space nor the end of a line, and halves of surrogate pairs.
_ODD = re.compile(
    "[ \n][ \n]|[\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]"
)
# Controls that are no blanks, and halves of surrogate pairs.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


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
    with uncollected():
        reading.take_all(items)
    return reading.found


def passed_over(items: Iterable[Item | LeftOut]) -> Iterator[LeftOut]:
    """All captions of files that are passed over for others."""
    for item in items:
        if isinstance(item, LeftOut):
            yield item
        else:
            for caption in item.captions:
                yield LeftOut(escape(item.name), "other-file", caption if isinstance(caption, str) else "")


def _pieces(items: Iterable[Item | LeftOut]) -> Iterator[list[Item | LeftOut]]:
    rest = iter(items)
    while together := list(itertools.islice(rest, _TOGETHER)):
        yield together


class _Reading:
    """Gathers captions, many of which are cleaned and joined to their pictures at once."""

    def __init__(self, index: PictureIndex, left_out: list[LeftOut]) -> None:
        self.found = Captions()
        self._index = index
        self._left_out = left_out
        # Numbers of pictures: by their row, by the name of those without one, and by spelling of those met last.
        self._by_row = np.full(index.count, -1, np.int32)
        self._without: dict[str, int] = {}
        self._by_spelling: dict[str, int] = {}
        # Captions that wait, and of each its picture's name, its split and the number of its item.
        self._captions: Sequence[object] = ()
        self._names: Sequence[str] = ()
        self._splits: list[Split | None] = []
        self._items: Sequence[int] = ()
        # The names of the batches taken last, and the number of each one's picture; -1 where it has none yet.
        self._batch_names: Sequence[str] = ()
        self._batch_numbers = np.empty(0, np.int32)

    def take_all(self, items: Iterable[Item | LeftOut]) -> None:
        """Take the captions of items that can be used; what is wrong with the others is told."""
        number = 0
        for piece in items.pieces if isinstance(items, Batched) else _pieces(items):
            if isinstance(piece, CaptionBatch) and (texts := _all_clean(piece.captions)) is not None:
                self._take_batch(piece, texts, number)
                number += len(texts)
            else:
                number += self._take(piece.items() if isinstance(piece, CaptionBatch) else piece, number)
                self._flush()

    def _take_batch(self, batch: CaptionBatch, texts: Sequence[str], number: int) -> None:
        """Take the cleaned captions of items that are counted from a number."""
        if batch.names is not self._batch_names:
            self._batch_names, self._batch_numbers = batch.names, np.full(len(batch.names), -1, np.int32)
        numbers = self._batch_numbers[batch.places]
        if (numbers < 0).any():
            new = list(dict.fromkeys(batch.places[numbers < 0].tolist()))
            self._batch_numbers[new] = self._number([batch.names[place] for place in new])
            numbers = self._batch_numbers[batch.places]
        count = len(texts)
        self.found.texts.extend(texts)
        self.found.pictures.frombytes(numbers.tobytes())
        self.found.splits += bytes((SPLITS[batch.split],)) * count
        self.found.items.frombytes(np.arange(number, number + count, dtype=np.int32).tobytes())

    def _take(self, together: Sequence[Item | LeftOut], number: int) -> int:
        """Have the captions of some items wait; gives the number of these items, of which the first has one."""
        batch: Sequence[Item] = together  # type: ignore[assignment]
        if set(map(type, together)) != {Item}:
            self._left_out += [item for item in together if isinstance(item, LeftOut)]
            batch = [item for item in together if isinstance(item, Item)]
        if {len(item[1]) for item in batch} == {1}:
            self._names = [item[0] for item in batch]
            self._captions = [item[1][0] for item in batch]
            self._splits = [item[2] for item in batch]
            self._items = range(number, number + len(batch))
        else:
            self._left_out += [LeftOut(escape(item.name), "caption-empty") for item in batch if not item.captions]
            self._names = [item[0] for item in batch for _ in item[1]]
            self._captions = [caption for item in batch for caption in item[1]]
            self._splits = [item[2] for item in batch for _ in item[1]]
            self._items = [place for place, item in enumerate(batch, number) for _ in item[1]]
        return len(batch)

    def _flush(self) -> None:
        """Clean the captions that wait, and join them to their pictures."""
        if not self._captions:
            return
        texts = _all_clean(self._captions)
        if texts is None:
            texts = self._clean_each()
        known = self._by_spelling
        numbers: list[int | None] = list(map(known.get, self._names))
        if None in numbers:
            pairs = zip(self._names, numbers, strict=True)
            new = list(dict.fromkeys(name for name, number in pairs if number is None))
            known.update(zip(new, self._number(new), strict=True))
            numbers = list(map(known.get, self._names))
        found = self.found
        found.texts.extend(texts)
        found.pictures.fromlist(numbers)  # type: ignore[arg-type]
        found.splits.extend(map(SPLITS.__getitem__, self._splits))
        found.items.extend(self._items)
        if len(known) > _KNOWN:
            known.clear()

    def _clean_each(self) -> list[str]:
        """The usable ones of the captions that wait, cleaned; the others are told and no longer wait."""
        texts: list[str] = []
        kept: list[int] = []
        for place, caption in enumerate(self._captions):
            if not isinstance(caption, str) or not encodable(caption):
                self._left_out.append(LeftOut(escape(self._names[place]), "caption-not-text"))
            elif not (text := clean(caption)):
                self._left_out.append(LeftOut(escape(self._names[place]), "caption-empty"))
            else:
                texts.append(text)
                kept.append(place)
        self._names = [self._names[place] for place in kept]
        self._splits = [self._splits[place] for place in kept]
        self._items = [self._items[place] for place in kept]
        return texts

    def _number(self, names: Sequence[str]) -> Sequence[int]:
        """The numbers of the pictures of some names; the first spelling of a picture names it."""
        found = self.found
        pictures = self._index.find(names)
        rows = [row for row, _ in pictures]
        if min(rows) >= 0 and len(set(rows)) == len(rows) and (self._by_row[rows] < 0).all():
            # All of them new, as most are.
            several = range(len(found.names), len(found.names) + len(rows))
            found.names.extend([name for _, name in pictures])
            found.rows.fromlist(rows)
            self._by_row[rows] = several
            return several
        numbers: list[int] = []
        for row, name in pictures:
            number = int(self._by_row[row]) if row >= 0 else self._without.get(name, -1)
            if number < 0:
                number = len(found.names)
                found.names.append(name)
                found.rows.append(row)
                if row >= 0:
                    self._by_row[row] = number
                else:
                    self._without[name] = number
            numbers.append(number)
        return numbers


def _all_clean(captions: Sequence[object]) -> Sequence[str] | None:
    """Captions cleaned, where no more is odd about any than its blanks; None where they have to be looked at one by
    one."""
    try:
        text = "\n".join(captions)  # type: ignore[arg-type]
    except TypeError:
        return None
    texts: Sequence[str] = captions  # type: ignore[assignment]
    if _are_clean(text, len(texts)):
        return texts
    if _CONTROLS.search(text):
        return None
    # As ``clean`` does where there are no controls but blanks, in a quarter of the time.
    texts = [" ".join(caption.split()) for caption in texts]
    return texts if all(texts) else None


def _are_clean(text: str, count: int) -> bool:
    """Whether so many captions, joined by line ends, are all clean as they are."""
    if not text.isascii():
        ends = text[:1] + text[-1:]
        return text.count("\n") == count - 1 and ends.strip(" \n") == ends and not _ODD.search(text)
    letters = np.frombuffer(text.encode("ascii"), np.uint8)
    blanks = letters <= ord(" ")
    if not len(letters) or blanks[0] or blanks[-1] or (blanks[1:] & blanks[:-1]).any() or letters.max() == 127:
        return False
    return bool(np.count_nonzero(letters < ord(" ")) == count - 1 == text.count("\n"))


def clean(caption: str) -> str:
    """A caption of one line, with single spaces between its words and no control characters."""
    return _BLANKS.sub(" ", caption).strip()
