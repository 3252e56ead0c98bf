"""Which split a word, a file's name or a folder means; and lists of the pictures of a split, one name a line."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from engine.data.encodings import open_text
from engine.data.formats.interface import Item, Split
from engine.data.pictureindex import is_picture

_WORDS: dict[str, Split] = {
    **dict.fromkeys(("train", "training", "trn", "restval", "训练", "训练集"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "development", "验证", "验证集"), "validation"),
    **dict.fromkeys(("test", "testing", "tst", "测试", "测试集"), "test"),
}
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\dA-Za-z_]+")
# As in COCO's train2017.
_YEAR = re.compile(r"[-_ ]?\d{2,4}$")

LIST_ENDINGS = frozenset((".txt", ".lst", ".list", ".csv", ".tsv"))
_LIST_HEAD = 400
_LONGEST_NAME = 255


def split_of_word(word: str) -> Split | None:
    """The split that a word means, such as dev or val2017; None for any other word.

    ``restval`` is the rest of COCO's validation split, on which people train (Karpathy and Fei-Fei 2015, "Deep
    Visual-Semantic Alignments for Generating Image Descriptions").
    """
    word = word.strip().casefold()
    return _WORDS.get(word) or _WORDS.get(_YEAR.sub("", word))


def split_of_file(name: str) -> Split | None:
    """The split that a file's name tells, as Flickr_8k.devImages.txt does; None where it tells none, or several."""
    stem = os.path.splitext(name.rpartition("/")[2])[0]
    found = {split for part in _PARTS.findall(stem) if (split := _WORDS.get(part.casefold()))}
    return found.pop() if len(found) == 1 else None


def split_of_folders(place: str) -> Split | None:
    """The split that the innermost of the folders in a place tells; None where none does."""
    return next((split for folder in reversed(place.split("/")[:-1]) if (split := split_of_word(folder))), None)


def split_of_place(place: str) -> Split | None:
    """The split that the folders in a file's place tell, or else its own name."""
    return split_of_folders(place) or split_of_file(place)


def is_list(place: str, head: str) -> bool:
    """Whether a file lists the pictures of a split: its name or folder tells one, and a name stands on each line."""
    if os.path.splitext(place)[1].lower() not in LIST_ENDINGS or split_of_place(place) is None:
        return False
    lines = [line.strip() for line in head.splitlines()[:_LIST_HEAD] if line.strip()]
    # Most names have no commas, while most rows of a table have.
    return len(lines) > 2 * sum("," in line for line in lines) and all(map(_is_name, lines))


def _is_name(line: str) -> bool:
    """Whether a line is a file name alone, with or without its ending."""
    if len(line) > _LONGEST_NAME or any(mark in line for mark in '\t|;"'):
        return False
    return is_picture(line) or ("," not in line and " " not in line and any(map(str.isdigit, line)))


def by_split(items: Iterable[Item]) -> dict[Split | None, list[Item]]:
    """Items by the split that they are put in."""
    found: dict[Split | None, list[Item]] = {}
    for item in items:
        found.setdefault(item.split, []).append(item)
    return found


class SplitLists:
    """The splits that lists of names tell.

    Args:
        paths: the lists; each tells its split by its own name, or by its folder's.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        # By place; and by file name alone, None where pictures of one file name are in several splits.
        self._splits: dict[str, Split] = {}
        self._by_file: dict[str, Split | None] = {}
        for path in paths:
            split = split_of_file(path.name) or split_of_word(path.parent.name)
            if split is None:
                continue
            with open_text(path) as lines:
                for line in lines:
                    if line.strip():
                        self._take(_key(line.strip()), split)

    def _take(self, place: str, split: Split) -> None:
        file = place.rpartition("/")[2]
        elsewhere = file in self._by_file and place not in self._splits and self._by_file[file] != split
        self._by_file[file] = None if elsewhere else split
        self._splits[place] = split

    def __bool__(self) -> bool:
        return bool(self._splits)

    def split(self, name: str) -> Split | None:
        """The split of a picture, by its place or its file name, with or without its ending; None where no list names
        it."""
        place = _key(name)
        below = place
        while below:
            if below in self._splits:
                return self._splits[below]
            below = below.partition("/")[2]
        return self._by_file.get(place.rpartition("/")[2])


def _key(name: str) -> str:
    place = name.replace("\\", "/")
    return os.path.splitext(place)[0] if is_picture(place) else place
