"""A data set as a table: every picture with its captions, and every caption without a picture, each with its faults."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.layout import DataSet, open_data
from engine.data.natural import natural_key
from engine.data.pictureindex import PictureIndex
from engine.data.records import LeftOut, Records

SPLITS = ("", "train", "validation", "test")
"""What the numbers in ``DataTable.splits`` stand for; "" is no split, since the row does not take part."""
NO_CAPTION, MISSING, UNREADABLE = "no-caption", "missing", "unreadable"
LONG, REPEATED, NEAR_DUPLICATE, LEAK = "too-long", "repeated", "near-duplicate", "leak"

NO_FILE = (-1, -1)
"""What ``stamp`` gives where there is no file."""


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row of the table, as it stands now.

    Attributes:
        number: its place in the table, from 0; it never changes.
        name: the picture's name as the caption file has it; of a picture without any, its place below the folder.
        file: the picture; None where it is missing.
        captions: all of them, edits included.
        split: train, validation, test, or "" where the row does not take part.
        problems: codes; "" after a colon follows what is known more closely, as in "unreadable: it is cut short".
        changed: whether its captions differ from the file's.
        editable: whether captions can be changed and written back: a line that cannot be read has no name to do it by.
    """

    number: int
    name: str
    file: str | None
    captions: tuple[str, ...]
    split: str
    problems: tuple[str, ...]
    changed: bool
    editable: bool


class DataTable:
    """All rows of a data set, in the natural order of their names (1, 2, 10); a row is made when it is asked for.

    Read by any thread; changed by one.

    Attributes:
        data: what it was made from.
        names: of each row.
        splits: (N,) uint8, places in ``SPLITS``.
        counts: (N,) int32, captions of each row.
        revisions: (N,) int32: grows whenever a row's captions change, so that whoever keeps something of them knows
            what is out of date.
        files: the caption files, those too that were made since.
        stamps: of each of them, what it was when it was read; see ``stamp``.
    """

    def __init__(self, data: DataSet) -> None:
        self.data = data
        self.files = list(data.files)
        self.stamps = {path: stamp(path) for path in data.files}
        rows = _Rows(data)
        order = rows.order()
        self.names = [rows.names[place] for place in order]
        self._files = [rows.files[place] for place in order]
        self._read = [rows.captions[place] for place in order]
        self.splits = np.array([rows.splits[place] for place in order], dtype=np.uint8)
        self.counts = np.array([len(captions) for captions in self._read], dtype=np.int32)
        self.revisions = np.zeros(len(order), dtype=np.int32)
        self._pictured = np.array([file is not None for file in self._files], dtype=bool)
        self._editable = np.array([rows.editable[place] for place in order], dtype=bool)
        self._edited: dict[int, tuple[str, ...]] = {}
        self._marks: dict[str, np.ndarray] = {}
        self._details: dict[str, dict[int, str]] = {}
        new = {old: row for row, old in enumerate(order)}
        self._by_file = {file: new[row] for file, row in rows.by_file.items()}
        self._by_name = {name: new[row] for name, row in rows.by_name.items()}
        for reason, places in rows.reasons.items():
            code, _, detail = reason.partition(": ")
            self._mark(code, [new[place] for place in places], detail)

    @classmethod
    def open(cls, folder: Path, **splitting: Any) -> "DataTable":
        """The table of a data folder or caption file.

        Args:
            splitting: as of ``open_data``: ``Settings.splitting``.

        Raises:
            Problem: as ``open_data``.
        """
        return cls(open_data(folder, **splitting))

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, row: int) -> DataRow:
        if not 0 <= row < len(self):
            raise IndexError(row)
        return DataRow(
            number=row,
            name=self.names[row],
            file=self._files[row],
            captions=self.captions(row),
            split=SPLITS[self.splits[row]],
            problems=tuple(self.problems(row)),
            changed=row in self._edited,
            editable=bool(self._editable[row]),
        )

    def __iter__(self) -> Iterator[DataRow]:
        return map(self.__getitem__, range(len(self)))

    def file(self, row: int) -> str | None:
        """The picture of a row; None where it is missing."""
        return self._files[row]

    def captions(self, row: int) -> tuple[str, ...]:
        """The captions of a row, edits included."""
        edited = self._edited.get(row)
        return self._read[row] if edited is None else edited

    def read_captions(self, row: int) -> tuple[str, ...]:
        """The captions of a row as they were read, without edits."""
        return self._read[row]

    @property
    def edited(self) -> Mapping[int, tuple[str, ...]]:
        """The captions of the rows that differ from the file's."""
        return self._edited

    def find(self, names: Sequence[str]) -> list[int | None]:
        """The row of each of some names, as caption files spell them; None where there is none."""
        index = self.data.index
        return [
            self._by_file.get(index.path(number)) if number >= 0 else self._by_name.get(name)
            for number, name in index.find(names)
        ]

    def editable(self, row: int) -> bool:
        """See ``DataRow.editable``."""
        return bool(self._editable[row])

    def put(self, changes: Mapping[int, tuple[str, ...]]) -> None:
        """Replace the captions of some rows; ``Edits`` does, so that it can be undone."""
        for row, captions in changes.items():
            if captions == self._read[row]:
                self._edited.pop(row, None)
            else:
                self._edited[row] = captions
            self.counts[row] = len(captions)
            self.revisions[row] += 1

    def kept(self, rows: Collection[int]) -> None:
        """What has been edited in some rows stands in the file now."""
        for row in rows:
            self._read[row] = self._edited.pop(row)

    @property
    def problem_codes(self) -> dict[str, int]:
        """How many rows have each problem, those without any left out; the commonest first."""
        found = {code: int(self.having(code).sum()) for code in (NO_CAPTION, *self._marks)}
        return dict(sorted(((code, count) for code, count in found.items() if count), key=lambda item: -item[1]))

    def having(self, problem: str) -> np.ndarray:
        """(N,) bool: which rows have a problem."""
        if problem == NO_CAPTION:
            return self._pictured & (self.counts == 0)
        found = self._marks.get(problem)
        return np.zeros(len(self), dtype=bool) if found is None else found

    def problems(self, row: int) -> Iterator[str]:
        """The problems of a row."""
        if self._pictured[row] and not self.counts[row]:
            yield NO_CAPTION
        # A copy, since another thread may find a problem meanwhile.
        for code, rows in tuple(self._marks.items()):
            if rows[row]:
                detail = self._details.get(code, {}).get(row)
                yield f"{code}: {detail}" if detail else code

    def mark(self, problem: str, rows: Sequence[int] | np.ndarray, details: Mapping[int, str] | None = None) -> None:
        """Tell which rows have a problem that is found later; those that had it before and are not named lose it."""
        found = np.zeros(len(self), dtype=bool)
        found[np.asarray(rows, dtype=np.intp)] = True
        self._details[problem] = dict(details or {})
        self._marks[problem] = found

    def _mark(self, code: str, rows: Sequence[int], detail: str) -> None:
        found = self._marks.setdefault(code, np.zeros(len(self), dtype=bool))
        found[np.asarray(rows, dtype=np.intp)] = True
        if detail:
            self._details.setdefault(code, {}).update(dict.fromkeys(rows, detail))


def stamp(path: Path) -> tuple[int, int]:
    """A file's size in bytes and its time of change in nanoseconds, by which another content is known."""
    try:
        status = os.stat(path)
    except OSError:
        return NO_FILE
    return status.st_size, status.st_mtime_ns


class _Rows:
    """Rows in the making: those that take part, then what is left out, then pictures without a caption."""

    def __init__(self, data: DataSet) -> None:
        self.names: list[str] = []
        self.files: list[str | None] = []
        self.captions: list[tuple[str, ...]] = []
        self.splits: list[int] = []
        self.editable: list[bool] = []
        self.reasons: dict[str, list[int]] = {}
        for number, records in enumerate((data.train, data.validation, data.test), start=1):
            self._take(records, number)
        self.by_file = {file: row for row, file in enumerate(self.files) if file is not None}
        self.by_name: dict[str, int] = {}
        self._leave_out(data.left_out, data.index)
        for number in range(data.index.count):
            path = data.index.path(number)
            if path not in self.by_file:
                self.by_file[path] = self._add(data.index.place(number), path, 0, True)

    def order(self) -> list[int]:
        """The rows in the natural order of their names."""
        return sorted(range(len(self.names)), key=lambda row: natural_key(self.names[row]))

    def _take(self, records: Records, split: int) -> None:
        for record in records:
            row = self._add(record.name, os.fspath(record.file), split, True)
            self.captions[row] = record.captions

    def _add(self, name: str, file: str | None, split: int, editable: bool) -> int:
        self.names.append(name)
        self.files.append(file)
        self.captions.append(())
        self.splits.append(split)
        self.editable.append(editable)
        return len(self.names) - 1

    def _leave_out(self, left_out: Sequence[LeftOut], index: PictureIndex) -> None:
        """Each fault goes to its picture's row, or makes one; captions of rows that take no part are theirs."""
        names = list(dict.fromkeys(item.name for item in left_out))
        row_of = {}
        for given, (number, name) in zip(names, index.find(names), strict=True):
            if number >= 0:
                path = index.path(number)
                row = self.by_file.get(path)
                if row is None:
                    row = self.by_file[path] = self._add(name, path, 0, True)
            else:
                row = self.by_name.get(name)
                if row is None:
                    row = self.by_name[name] = self._add(name, None, 0, False)
            row_of[given] = row
        for item in left_out:
            row = row_of[item.name]
            if item.reason == MISSING:
                # It has a name of its own and the captions of a file, only the picture is not there.
                self.editable[row] = True
            if item.caption and not self.splits[row]:
                self.captions[row] += (item.caption,)
            rows = self.reasons.setdefault(item.reason, [])
            if not rows or rows[-1] != row:
                rows.append(row)
