"""Writes files of rows anew, in which a picture's captions stand in one row or in several, near or far."""

import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

import numpy as np

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats.interface import Edit, Item
from engine.data.formats.rows import line_end


class Unit(NamedTuple):
    """A row of a file.

    Attributes:
        raw: as it stands there.
        name: the picture that it names; None where nothing of it is read.
        captions: those it holds of that picture.
    """

    raw: str
    name: str | None = None
    captions: tuple[object, ...] = ()


Change = Callable[[Sequence[Unit], Sequence[object]], list[str]]
"""What becomes of the rows of one picture when its captions do: given the rows and the new captions, it gives as many
texts as there are rows; an empty one removes its row."""


def rewritten(units: Callable[[], Iterable[Unit]], edit: Edit, change: Change) -> Iterator[str]:
    """A file anew, a piece at a time. It is read twice, and what is held are the rows of one picture, and of all those
    pictures whose rows do not stand together.

    Args:
        units: reads the file from its beginning.
    """
    scattered = _scattered(units())
    held: dict[str, list[Unit]] = {}
    if len(scattered):
        for unit in units():
            if unit.name is not None and _is_in(hash(unit.name), scattered):
                held.setdefault(unit.name, []).append(unit)
    ready: dict[str, Iterator[str]] = {}
    together: list[Unit] = []
    for unit in units():
        if together and unit.name != together[0].name:
            yield from _changed(together, edit, change)
            together = []
        if unit.name is None:
            yield unit.raw
        elif unit.name in held:
            if unit.name not in ready:
                ready[unit.name] = iter(_changed(held[unit.name], edit, change))
            yield next(ready[unit.name])
        else:
            together.append(unit)
    if together:
        yield from _changed(together, edit, change)


def copied(path: Path, target: TextIO) -> None:
    """Write a file as it is."""
    with open_text(path) as file:
        shutil.copyfileobj(file, target)


def appended(
    path: Path, target: BinaryIO, items: Iterable[Item], rows: Callable[[Item], Sequence[str]], end: str
) -> list[Item]:
    """Write a file as it is, and rows of further pictures behind it.

    Args:
        rows: of a picture; none where the file has no place for it.
        end: how its lines end.

    Returns:
        The pictures that it has no place for.
    """
    file = text_writer(target, encoding_of(path))
    last = ""
    with open_text(path) as lines:
        for last in lines:
            file.write(last)
    if last and not line_end(last):
        file.write(end)
    left = []
    for item in items:
        new = rows(item)
        file.writelines(new)
        if not new:
            left.append(item)
    file.flush()
    file.detach()
    return left


def _changed(units: Sequence[Unit], edit: Edit, change: Change) -> list[str]:
    """The rows of one picture anew."""
    name, captions = units[0].name, [caption for unit in units for caption in unit.captions]
    new = None if name is None else edit(name, captions)
    if new is None or list(new) == captions:
        return [unit.raw for unit in units]
    return change(units, new)


def _scattered(units: Iterable[Unit]) -> np.ndarray:
    """The hashes, ascending, of the names that other rows stand between."""
    begun = array("q")
    before: str | None = None
    for unit in units:
        if unit.name is not None and unit.name != before:
            begun.append(hash(unit.name))
        before = unit.name
    hashes, counts = np.unique(np.frombuffer(begun, np.int64), return_counts=True)
    return hashes[counts > 1]


def _is_in(number: int, ascending: np.ndarray) -> bool:
    place = int(np.searchsorted(ascending, number))
    return place < len(ascending) and int(ascending[place]) == number
