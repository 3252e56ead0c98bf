"""Pictures and their captions: one as it is used, many as they are held."""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import overload

import numpy as np

from engine.data.packed import CaptionLists, Chosen, EqualByItems, Files


@dataclass(frozen=True, slots=True)
class Record:
    """A picture's file and its captions, of which there is at least one; ``name`` is what the caption file calls it."""

    name: str
    # Text, which is made faster than a path.
    file: str | os.PathLike[str]
    captions: tuple[str, ...]

    @property
    def caption(self) -> str:
        """The first caption, where one is to stand for all."""
        return self.captions[0]

    @property
    def path(self) -> Path:
        """The picture's file."""
        return Path(self.file)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not take part, and why: one for each caption.

    Attributes:
        name: the picture's file name as the caption file spells it; without one, the file and the line.
        reason: one of missing, ambiguous-name, caption-not-text, caption-empty, unsafe-name, named-twice, also-in-test,
            also-in-validation, product-in-train, alike-in-train, other-file, a fault that a reader of captions has a
            word for, or "unreadable: " and the reason in words.
        caption: what is left out; empty where it is no text, or where all captions of the picture are.
    """

    name: str
    reason: str
    caption: str = ""


class Records(EqualByItems[Record]):
    """Records by the million: each is made when it is asked for, from rows (N,) of a table that several may share.

    To ask for one out of order takes some 40 microseconds, for the next one 3; ``names`` are quick in any order.

    Args:
        files, captions: the table, a row a picture, ascending by name.
        told: (P,) the split that a file puts each row's picture in, as a number of ``captiontable.SPLITS``; 0 for none.
    """

    def __init__(self, files: Files, captions: CaptionLists, rows: np.ndarray, told: np.ndarray) -> None:
        self._files = files
        self._captions = captions
        self._rows = rows.astype(np.int32)
        self._told = told

    @property
    def names(self) -> Sequence[str]:
        """The names alone."""
        return Chosen(self._files.names, self._rows)

    @property
    def captions(self) -> Sequence[tuple[str, ...]]:
        """The captions of each alone."""
        return Chosen(self._captions, self._rows)

    @property
    def told(self) -> np.ndarray:
        """(N,) the split that a file puts each picture in, 0 where none does: what was drawn is not told."""
        return self._told[self._rows]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> "Records": ...
    def __getitem__(self, index: int | slice) -> "Record | Records":
        if isinstance(index, slice):
            return self.at(np.arange(len(self))[index])
        return self._record(int(self._rows[index]))

    def at(self, places: Sequence[int] | np.ndarray) -> "Records":
        """Those at some places, in their order."""
        return Records(self._files, self._captions, self._rows[np.asarray(places, dtype=np.intp)], self._told)

    def files(self) -> Iterator[tuple[str, str]]:
        """Names and files alone, ascending by name."""
        return ((self._files.names[row], self._files.path(row)) for row in np.sort(self._rows).tolist())

    def without(self, names: Collection[str]) -> "Records":
        """The same without some of them."""
        if not names:
            return self
        unwanted = frozenset(names)
        return self.at([place for place, name in enumerate(self.names) if name not in unwanted])

    def __add__(self, others: "Records") -> "Records":
        """These and others of the same table."""
        if others._files is not self._files:
            raise ValueError("records of two tables")
        return Records(self._files, self._captions, np.concatenate([self._rows, others._rows]), self._told)

    def __iter__(self) -> Iterator[Record]:
        return map(self._record, self._rows.tolist())

    def _record(self, row: int) -> Record:
        return Record(self._files.names[row], self._files.path(row), self._captions[row])


def names_of(records: Sequence[Record]) -> Sequence[str]:
    """The names of some records alone."""
    return records.names if isinstance(records, Records) else [record.name for record in records]


def captions_of(records: Sequence[Record]) -> Sequence[tuple[str, ...]]:
    """The captions of each of some records alone."""
    return records.captions if isinstance(records, Records) else [record.captions for record in records]


def files_of(records: Sequence[Record]) -> Iterator[tuple[str, str | os.PathLike[str]]]:
    """The names and files of some records alone, ascending by name."""
    if isinstance(records, Records):
        yield from records.files()
    else:
        yield from ((record.name, record.file) for record in sorted(records, key=attrgetter("name")))


def fingerprint_of(records: Sequence[Record]) -> str:
    """A digest of the names and captions that a run trains on, in their order: all captions of each picture."""
    digest = hashlib.sha256()
    for record in records:
        # No caption holds a control character: the parts cannot be mistaken for each other.
        captions = "\x1f".join(record.captions)
        digest.update(f"{record.name}\0{captions}\0".encode())
    return digest.hexdigest()
