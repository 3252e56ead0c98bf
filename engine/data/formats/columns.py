"""Columns of a table, or keys of objects, as they are named by a person and found by ``recognising``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.data.formats.interface import Columns

_UNSURE = re.compile(r"[=,+]|^\s|\s$|^#?\d+$")


@dataclass(frozen=True, slots=True)
class Places:
    """Places of columns, from 0: None and () where a column is not known."""

    image: int | None = None
    captions: tuple[int, ...] = ()
    split: int | None = None

    @property
    def known(self) -> bool:
        """Whether captions and the pictures that they describe can be read."""
        return self.image is not None and bool(self.captions)


@dataclass(frozen=True, slots=True)
class TableSample:
    """The first rows of a table.

    Attributes:
        headings: of its columns; "" where a table has none.
        rows: of as many cells each; None stands for a cell that is not there.
        keyed: they are objects, and the headings their keys.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    keyed: bool = False

    def column(self, place: int) -> list[object]:
        """The values of a column that are there."""
        return [row[place] for row in self.rows if row[place] not in (None, "")]

    def name(self, place: int) -> str:
        """What a person calls a column: its heading where that is its alone, else # and its number from 1."""
        heading = self.headings[place]
        alone = bool(heading) and self.headings.count(heading) == 1 and not _UNSURE.search(heading)
        return heading if alone or self.keyed else f"#{place + 1}"


def place_of(name: str, headings: Sequence[str]) -> int | None:
    """The place of a column by its heading, whatever its case, or by its number from 1, 2 or #2; None without it."""
    if name in headings:
        return list(headings).index(name)
    folded = [heading.strip().casefold() for heading in headings]
    if name.strip().casefold() in folded:
        return folded.index(name.strip().casefold())
    digits = name.strip().removeprefix("#")
    return int(digits) - 1 if digits.isdecimal() and 0 < int(digits) <= len(headings) else None


def places_of(columns: Columns, headings: Sequence[str]) -> Places:
    """The places of those columns that are named.

    Raises:
        KeyError: with the name of one that is not there.
    """

    def place(name: str) -> int:
        found = place_of(name, headings)
        if found is None:
            raise KeyError(name)
        return found

    return Places(
        place(columns.image) if columns.image else None,
        tuple(map(place, columns.captions)),
        place(columns.split) if columns.split else None,
    )


def columns_of(places: Places, sample: TableSample) -> Columns:
    """The names of some columns, by which ``places_of`` finds them again."""
    return Columns(
        image="" if places.image is None else sample.name(places.image),
        captions=tuple(map(sample.name, places.captions)),
        split="" if places.split is None else sample.name(places.split),
    )


def answer(image: str, captions: Sequence[str]) -> str:
    """The value of the setting ``columns`` that names these columns."""
    return f"image={image},caption={'+'.join(captions)}"
