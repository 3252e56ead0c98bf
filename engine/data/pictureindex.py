"""Which pictures lie below a folder, and which of them a name means."""

import os
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.data.decoding import EXTENSIONS
from engine.data.packed import Texts
from engine.data.walk import Visited, walk

MISSING, AMBIGUOUS, OUTSIDE = -1, -2, -3
"""In place of a picture's row: there is none of a name, there are several, and none while the name leads elsewhere."""


def is_picture(name: str) -> bool:
    """Whether a file is called as a picture is."""
    return os.path.splitext(name)[1].lower() in EXTENSIONS


class PictureIndex:
    """Where the pictures below a folder lie; each has a row, in the order of the walk.

    Args:
        visited: the walk through the folder, where it has been made already.

    Raises:
        Problem: ``data-unreadable`` if the folder itself cannot be listed.
    """

    def __init__(self, folder: Path, visited: Iterable[Visited] | None = None) -> None:
        self.folder = folder
        # Of each folder: its path, and its place below the first one.
        self._folders: list[tuple[str, str]] = []
        # Of each picture: its own name, its folder, and what that name is found by.
        self._names = Texts()
        self._folder_of = array("i")
        hashes = array("q")
        for path, place, files in walk(folder) if visited is None else visited:
            self._folders.append((path, place))
            for name in files:
                if is_picture(name):
                    self._names.append(name)
                    self._folder_of.append(len(self._folders) - 1)
                    hashes.append(hash(normalise(name)))
        self._order = np.argsort(np.frombuffer(hashes, np.int64), kind="stable").astype(np.int32)
        self._hashes = np.frombuffer(hashes, np.int64)[self._order]

    @property
    def count(self) -> int:
        """Pictures found."""
        return len(self._names)

    def files(self) -> Iterator[str]:
        """The path of each picture, in the order of the walk."""
        return map(self.path, range(len(self._names)))

    def find(self, names: Sequence[str]) -> list[tuple[int, str]]:
        """Which picture each name means: its row, and what it is called from here on.

        A picture is called by its name as the captions spell it, without a "./" before it and in composed form. For a
        name without a picture, ``MISSING``, ``AMBIGUOUS`` or ``OUTSIDE`` stands in place of the row.
        """
        cleaned = [_clean(name) for name in names]
        wanted = np.array([hash(name.rpartition("/")[2]) for name in cleaned], dtype=np.int64)
        first = np.searchsorted(self._hashes, wanted, "left").tolist()
        last = np.searchsorted(self._hashes, wanted, "right").tolist()
        return [
            (self._choose(name, self._order[begin:end].tolist()) if name else OUTSIDE, name or given)
            for given, name, begin, end in zip(names, cleaned, first, last, strict=True)
        ]

    def _choose(self, name: str, rows: list[int]) -> int:
        """The best of the pictures at some rows, whose file names may be that of ``name``."""
        if len(rows) == 1 and self._names[rows[0]] == name:
            return rows[0]
        places = {self.place(row): row for row in rows}
        if "/" in name:
            found = next((place for place in (name, f"images/{name}") if place in places), None)
        else:
            found = min((place for place in places if place.rpartition("/")[2] == name), key=_rank, default=None)
        return MISSING if found is None else places[found]

    def path(self, row: int) -> str:
        """The file of a picture."""
        return os.path.join(self._folders[self._folder_of[row]][0], self._names[row])

    def place(self, row: int) -> str:
        """Where a picture lies below the folder, with slashes, in composed form."""
        return normalise(self._folders[self._folder_of[row]][1] + self._names[row])


def _rank(place: str) -> tuple[bool, int, str]:
    parts = place.split("/")
    return "images" not in parts[:-1], len(parts), place


def normalise(name: str) -> str:
    """A name in composed form, since some systems store an accent apart from its letter."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def _clean(key: str) -> str:
    """A key as a name or a place below the folder; "" where it points elsewhere or nowhere."""
    name = normalise(key).replace("\\", "/")
    if not encodable(name) or "\0" in name or name.startswith("/") or name[1:2] == ":":
        return ""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    place = "" if ".." in parts else "/".join(parts)
    return key if key == place else place


def encodable(text: str) -> bool:
    """Whether a text holds characters alone. JSON can spell half of a surrogate pair, which is none."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
