"""Which pictures lie below a folder, and which of them a name means.

Names in caption files come from other machines and other programs. A name that is exactly a picture's is found first.
Else one is accepted that differs in small and capital letters, in the ending or in the folders before it, as long as it
can mean one picture alone: of two, a caption might be learnt with the wrong one.
"""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.data.decoding import EXTENSIONS
from engine.data.names import as_gb18030, coco_names, fold, normalise, spellings, split_place
from engine.data.packed import Texts
from engine.data.walk import Visited, walk
from engine.escapes import encodable, escape

MISSING, AMBIGUOUS, OUTSIDE = -1, -2, -3
"""In place of a picture's row: there is none of a name, there are several, and none while the name leads elsewhere."""

_IMAGES = "images"
"""The folder that names need not tell."""
_MOST = 256
"""Pictures of one file name that are compared with a name; where there are more, it can mean any."""
_SAME = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".tiff": ".tif"}
"""Endings of one format."""
_SHORT = frozenset(ending for ending in EXTENSIONS if len(ending) == 4)


def is_picture(name: str) -> bool:
    """Whether a file is called as a picture is."""
    return name[name.rfind(".") :].lower() in EXTENSIONS


class _Fit(NamedTuple):
    """How well a picture fits a name; the greater, the better."""

    ending: bool
    spelled: bool
    parts: int


class _Hashes:
    """Rows by the hashes of texts, eight bytes and four for each."""

    def __init__(self, hashes: "array[int]", rows: "array[int]") -> None:
        order = np.argsort(np.frombuffer(hashes, np.int64), kind="stable")
        self._hashes = array("q", np.frombuffer(hashes, np.int64)[order].tobytes())
        self._ascending = np.frombuffer(self._hashes, np.int64)
        self._rows = array("i", np.frombuffer(rows, np.int32)[order].tobytes())

    def only(self, texts: Iterable[str]) -> list[int]:
        """Of each text the one row that may be its own, or -1 where there are none or several."""
        wanted = np.fromiter(map(hash, texts), np.int64)
        first = np.searchsorted(self._ascending, wanted, "left")
        alone = np.searchsorted(self._ascending, wanted, "right") - first == 1
        if not alone.any():
            return [-1] * len(wanted)
        rows = np.frombuffer(self._rows, np.int32)[np.where(alone, first, 0)]
        found: list[int] = np.where(alone, rows, -1).tolist()
        return found

    def find(self, text: str) -> "array[int]":
        """The rows that may be those of a text; of very many no more than tell that they are."""
        wanted = hash(text)
        first = last = bisect_left(self._hashes, wanted)
        while last < len(self._hashes) and self._hashes[last] == wanted and last - first <= _MOST:
            last += 1
        return self._rows[first:last]


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
        # Of each picture: its own name and its folder.
        self._names = Texts()
        self._folder_of = array("i")
        # What a picture is found by: its whole place, the last two parts of it, its own name; all without the ending.
        hashes = array("q"), array("q"), array("q")
        rows = array("i")
        for path, place, files in walk(folder) if visited is None else visited:
            self._folders.append((path, place))
            plain = place.isascii()
            before = place.lower()
            last = before[before.rfind("/", 0, -1) + 1 :]
            for name in files:
                if is_picture(name):
                    if plain and name.isascii():
                        # As nearly all are: what ``_add`` does, in a third of the time.
                        stem = _stem(name.lower())[0]
                        for several, text in zip(hashes, (before + stem, last + stem, stem), strict=True):
                            several.append(hash(text))
                        rows.append(len(self._names))
                    else:
                        for form in _forms(place + name):
                            _add(hashes, form)
                            rows.append(len(self._names))
                    self._names.append(name)
                    self._folder_of.append(len(self._folders) - 1)
        self._by_place, self._by_end, self._by_name = (_Hashes(several, rows) for several in hashes)

    @property
    def count(self) -> int:
        """Pictures found."""
        return len(self._names)

    def files(self) -> Iterator[str]:
        """The path of each picture, in the order of the walk."""
        return map(self.path, range(len(self._names)))

    def path(self, row: int) -> str:
        """The file of a picture."""
        return os.path.join(self._folders[self._folder_of[row]][0], self._names[row])

    def place(self, row: int) -> str:
        """Where a picture lies below the folder, with slashes, in composed form."""
        return normalise(self._folders[self._folder_of[row]][1] + self._names[row])

    def find(self, names: Sequence[str]) -> list[tuple[int, str]]:
        """Which picture each name means: its row, and what it is called from here on, escaped by ``engine.escapes``.

        A picture is called as the captions spell it where that is exactly its name, without a "./" before it and in
        composed form; else by its place below the folder, without ``images/``. Two pictures are never called the same.
        For a name without a picture, ``MISSING``, ``AMBIGUOUS`` or ``OUTSIDE`` stands in place of the row.
        """
        # Most are file names without a folder, of which there is one picture alone.
        rows, own = self._by_name.only(_stems(names)), self._names.at
        return [
            (row, name) if row >= 0 and own(row) == name and "\\" not in name else self._find(name)
            for row, name in zip(rows, names, strict=True)
        ]

    def called(self, row: int) -> str:
        """What a picture is called where no caption file calls it exactly so."""
        place = self.place(row)
        short = place.removeprefix(f"{_IMAGES}/")
        return escape(short if self._exact(tuple(short.split("/"))) == row else place)

    def _find(self, key: str) -> tuple[int, str]:
        if key.isascii() and "/" in key and "\\" not in key:
            rows = self._by_place.find(_key(key))
            if len(rows) == 1 and self.place(rows[0]) == key:
                return rows[0], key
        fault = MISSING
        for spelling in spellings(key):
            if "\\" in spelling:
                # Elsewhere than on Windows it may be part of a file's name.
                name = normalise(spelling)
                row = self._exact(tuple(name.split("/")))
                if row >= 0:
                    return row, escape(name)
            parts, outside = split_place(spelling)
            if not parts:
                fault = OUTSIDE if fault == MISSING else fault
                continue
            row = MISSING if outside else self._exact(parts)
            if row >= 0:
                name = "/".join(parts)
                return row, escape(key if key == name else name)
            if row == MISSING:
                row = self._lax(parts)
            if row >= 0:
                return row, self.called(row)
            if row == AMBIGUOUS or outside:
                fault = AMBIGUOUS if AMBIGUOUS in (row, fault) else OUTSIDE
        parts, _ = split_place(key)
        for other in coco_names(parts[-1]) if parts and fault == MISSING else ():
            row = self._exact((other,))
            if row >= 0:
                return row, self.called(row)
        name = "/".join(parts) if fault == MISSING else key
        return fault, escape(name or key)

    def _exact(self, parts: tuple[str, ...]) -> int:
        """The picture of exactly this place, or of this file name wherever it lies."""
        name = "/".join(parts)
        for place in (name, f"{_IMAGES}/{name}"):
            for row in self._by_place.find(_key(place)):
                if self.place(row) == place:
                    return row
        if len(parts) > 1:
            return MISSING
        found = self._by_name.find(_key(name))
        if len(found) > _MOST:
            return AMBIGUOUS
        rows = [row for row in dict.fromkeys(found) if normalise(self._names[row]) == name]
        if len(rows) > 1:
            # Where people keep copies, those below images/ are the ones.
            rows = [row for row in rows if _IMAGES in self.place(row).split("/")[:-1]] or rows
        return MISSING if not rows else rows[0] if len(rows) == 1 else AMBIGUOUS

    def _lax(self, parts: tuple[str, ...]) -> int:
        """The one picture that a place may mean: the one's folders end in the other's, in whatever letters."""
        folded = tuple(map(fold, parts))
        *folders, last = folded
        keys = [(self._by_name, _key(last))] if not folders else [(self._by_end, _key("/".join(folded[-2:])))]
        if folders:
            keys += [(self._by_place, _key(last)), (self._by_place, _key(f"{_IMAGES}/{last}"))]
        fits: dict[int, _Fit] = {}
        for hashes, text in keys:
            rows = hashes.find(text)
            if len(rows) > _MOST:
                return AMBIGUOUS
            for row in rows:
                fit = self._fit(row, parts, folded)
                if fit is not None:
                    fits[row] = max(fit, fits.get(row, fit))
        if not fits:
            return MISSING
        best = max(fits.values())
        found = [row for row, fit in fits.items() if fit == best]
        return found[0] if len(found) == 1 else AMBIGUOUS

    def _fit(self, row: int, parts: tuple[str, ...], folded: tuple[str, ...]) -> _Fit | None:
        """How well a picture fits; None where it does not."""
        for place in _forms(self.place(row)):
            own = place.split("/")
            own_folded = [fold(part) for part in own]
            stem, ending = _stem(own_folded[-1])
            wanted_stem, wanted_ending = _stem(folded[-1])
            if stem != wanted_stem or (wanted_ending and wanted_ending != ending):
                continue
            alike = 1
            while alike < min(len(own), len(folded)) and own_folded[-1 - alike] == folded[-1 - alike]:
                alike += 1
            container = own_folded[0] == _IMAGES and alike == len(own) - 1
            if alike in (len(own), len(folded)) or container:
                spelled = [*own[-alike:-1], os.path.splitext(own[-1])[0]]
                wanted = [*parts[-alike:-1], parts[-1][: len(spelled[-1])]]
                return _Fit(bool(wanted_ending), spelled == wanted, alike)
        return None


def _add(hashes: "tuple[array[int], array[int], array[int]]", place: str) -> None:
    key = _key(place)
    slash = key.rfind("/")
    for several, begin in zip(hashes, (0, key.rfind("/", 0, max(0, slash)) + 1, slash + 1), strict=True):
        several.append(hash(key[begin:]))


def _forms(text: str) -> list[str]:
    """A name, and where it is no UTF-8 also as GB 18030 has it."""
    return [text] if encodable(text) else [text, *filter(None, [as_gb18030(text)])]


def _key(place: str) -> str:
    """What a place is found by."""
    folded = fold(place)
    before, slash, last = folded.rpartition("/")
    return before + slash + _stem(last)[0]


def _stems(names: Sequence[str]) -> Iterable[str]:
    """What names without a folder are found by; "" in place of those beyond ASCII."""
    joined = "\n".join(names)
    if not joined.isascii() or joined.count("\n") != len(names) - 1:
        return [_stem(name.lower())[0] if name.isascii() else "" for name in names]
    # As nearly all are, in half the time.
    lowered = joined.lower().split("\n")
    return [name[:-4] if name[-4:] in _SHORT and len(name) > 4 else _stem(name)[0] for name in lowered]


def _stem(folded: str) -> tuple[str, str]:
    """A folded file name without a picture's ending, and that ending, alike for all of one format."""
    dot = folded.rfind(".")
    ending = folded[dot:]
    return (folded[:dot], _SAME.get(ending, ending)) if dot > 0 and ending in EXTENSIONS else (folded, "")
