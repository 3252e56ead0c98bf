"""One look at what a person names as data: the pictures, and the files that may hold captions."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.data.encodings import beginning
from engine.data.pictureindex import PictureIndex, is_picture
from engine.data.walk import Visited, walk
from engine.errors import Problem
from engine.files import is_aside

HEAD = 1 << 16
"""Bytes of a file by which its format is recognised."""
BESIDE = frozenset((".txt", ".caption", ".json"))
"""Files that end so and are called like a picture beside them hold what belongs to that picture alone."""
LEVELS = 3
"""Folders below each other in which files of captions are looked for, such as annotations/ and 2017/."""
MOST_TEXTS = 2000
"""Files of captions that are looked at."""


class TextFile:
    """A file below a data folder that may hold captions.

    Attributes:
        place: below the folder, with slashes.
    """

    def __init__(self, path: Path, place: str) -> None:
        self.path = path
        self.place = place
        self._head: str | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.place.rpartition("/")[2]

    @property
    def ending(self) -> str:
        """What its name ends in, in small letters, with the dot."""
        return os.path.splitext(self.name)[1].lower()

    @property
    def head(self) -> str:
        """The file's first characters; empty where it cannot be read or is no text."""
        if self._head is None:
            self._head = beginning(self.path, HEAD)
        return self._head


class Survey:
    """What a person names as data: a folder, or one file of captions.

    Attributes:
        folder: the data folder; for a file, the one that holds it.
        pictures: below the folder, or below another one where they lie elsewhere.
        texts: files that may hold captions, in the folder itself first, then by their places.
        beside: of each folder those text files that are called like a picture in it.
        file: the one file that is named; None where a folder is.
    """

    def __init__(
        self,
        folder: Path,
        pictures: PictureIndex,
        texts: tuple[TextFile, ...],
        beside: tuple[Visited, ...] = (),
        file: Path | None = None,
    ) -> None:
        self.folder = folder
        self.pictures = pictures
        self.texts = texts
        self.beside = beside
        self.file = file

    @property
    def named(self) -> TextFile | None:
        """The one file that is named, which any format may know, whatever it is called."""
        return self.texts[0] if self.file else None

    @classmethod
    def of(cls, data: Path, images: Path | None = None) -> "Survey":
        """A survey of a folder, or of one file of captions.

        Args:
            images: the folder of the pictures where they lie elsewhere; below ``data``, or a path of its own.

        Raises:
            Problem: ``data-unreadable`` if a folder itself cannot be listed; ``images-missing``.
        """
        file = data if data.is_file() else None
        folder = data.parent if file else data
        if images is not None and not (images := folder / images).is_dir():
            raise Problem("images-missing", path=images)
        visited = list(walk(folder)) if file is None or images is None else []
        pictures = PictureIndex(images or folder, None if images else visited)
        if file:
            if images is None and not pictures.count and folder.name.casefold() in _APART:
                # As COCO is published: annotations/ beside the folders of the pictures.
                pictures = PictureIndex(folder.parent)
            return cls(folder, pictures, (TextFile(file, file.name),), (), file)
        texts, beside = _texts(visited)
        return cls(folder, pictures, texts, beside)


_APART = frozenset(("annotations", "captions", "labels", "metadata", "text"))


def _texts(visited: Iterable[Visited]) -> tuple[tuple[TextFile, ...], tuple[Visited, ...]]:
    """The files that may hold captions, and those that belong to a picture each."""
    texts: list[TextFile] = []
    beside: list[Visited] = []
    for folder in visited:
        others = [name for name in folder.files if not is_picture(name) and not is_aside(name)]
        owned = _owned(folder, others)
        if owned:
            beside.append(folder._replace(files=tuple(name for name in others if name in owned)))
        if folder.place.count("/") <= LEVELS:
            alone = (name for name in others if name not in owned)
            texts += (TextFile(Path(folder.path, name), f"{folder.place}{name}") for name in alone)
    texts.sort(key=lambda text: text.place.count("/"))
    return tuple(texts[:MOST_TEXTS]), tuple(beside)


def _owned(folder: Visited, others: Sequence[str]) -> set[str]:
    """Those of some names that are a picture's beside them with another ending: of 1.jpg, 1.txt or 1.jpg.txt."""
    named = [(name, stem) for name in others for stem, ending in [os.path.splitext(name)] if ending.lower() in BESIDE]
    if not named:
        return set()
    pictures = [name for name in folder.files if is_picture(name)]
    stems = {os.path.splitext(name)[0] for name in pictures}.union(pictures)
    return {name for name, stem in named if stem in stems}
