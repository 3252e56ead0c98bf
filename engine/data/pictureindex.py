"""Which pictures lie below a folder, and which of them a name means."""

import os
import unicodedata
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.data.decoding import EXTENSIONS
from engine.data.packed import Texts
from engine.errors import Problem, reason


class PictureIndex:
    """Where the pictures below a folder lie, found in one walk.

    Args:
        folder: links to folders are followed once each; hidden folders and files are not looked at.

    Raises:
        Problem: ``data-unreadable`` if the folder itself cannot be listed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Of each folder: its path, and its place below the first one.
        self._folders: list[tuple[str, str]] = []
        # Of each picture: its own name, its folder, and what that name is found by.
        self._names = Texts()
        self._folder_of = array("i")
        hashes = array("q")
        seen: set[tuple[int, int]] = set()
        waiting = [(os.path.abspath(folder), "")]
        while waiting:
            path, place = waiting.pop()
            try:
                status = os.stat(path)
                if (status.st_dev, status.st_ino) in seen:
                    continue
                with os.scandir(path) as entries:
                    seen.add((status.st_dev, status.st_ino))
                    self._folders.append((path, place))
                    for entry in entries:
                        self._take(entry, place, waiting, hashes)
            except OSError as error:
                if not place:
                    raise Problem("data-unreadable", path=folder, reason=reason(error)) from error
        self._order = np.argsort(np.frombuffer(hashes, np.int64), kind="stable").astype(np.int32)
        self._hashes = np.frombuffer(hashes, np.int64)[self._order]

    def _take(
        self, entry: "os.DirEntry[str]", place: str, waiting: list[tuple[str, str]], hashes: "array[int]"
    ) -> None:
        if entry.name.startswith(".") or entry.name == "__MACOSX":
            return
        try:
            if entry.is_dir():
                waiting.append((entry.path, f"{place}{entry.name}/"))
            elif os.path.splitext(entry.name)[1].lower() in EXTENSIONS and entry.is_file():
                self._names.append(entry.name)
                self._folder_of.append(len(self._folders) - 1)
                hashes.append(hash(normalise(entry.name)))
        except OSError:
            return

    @property
    def count(self) -> int:
        """Pictures found."""
        return len(self._names)

    def files(self) -> Iterator[str]:
        """The path of each picture, in the order of the walk."""
        return map(self._path, range(len(self._names)))

    def find(self, names: list[str]) -> list[str | None]:
        """The picture of each name: by its place where the name holds one, else by its file name; None without any."""
        wanted = np.array([hash(name.rpartition("/")[2]) for name in names], dtype=np.int64)
        first = np.searchsorted(self._hashes, wanted, "left").tolist()
        last = np.searchsorted(self._hashes, wanted, "right").tolist()
        found = zip(names, first, last, strict=True)
        return [self._choose(name, self._order[begin:end].tolist()) for name, begin, end in found]

    def _choose(self, name: str, rows: list[int]) -> str | None:
        """The best of the pictures at some rows, whose file names may be that of ``name``."""
        if len(rows) == 1 and self._names[rows[0]] == name:
            return self._path(rows[0])
        places = {self._place(row): row for row in rows}
        if "/" in name:
            found = next((place for place in (name, f"images/{name}") if place in places), None)
        else:
            found = min((place for place in places if place.rpartition("/")[2] == name), key=_rank, default=None)
        return None if found is None else self._path(places[found])

    def _path(self, row: int) -> str:
        return os.path.join(self._folders[self._folder_of[row]][0], self._names[row])

    def _place(self, row: int) -> str:
        return normalise(self._folders[self._folder_of[row]][1] + self._names[row])


def _rank(place: str) -> tuple[bool, int, str]:
    parts = place.split("/")
    return "images" not in parts[:-1], len(parts), place


def normalise(name: str) -> str:
    """A name in composed form, since some systems store an accent apart from its letter."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)
