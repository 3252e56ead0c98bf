"""What a table of captions looks like: its delimiter, whether it has headings, and which column holds what."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.data.formats.columns import Places, TableSample, places_of
from engine.data.formats.interface import Columns
from engine.data.formats.recognising import PictureFinder, Unclear, is_heading, names_a_picture, recognise
from engine.data.formats.rows import RawRow, is_quoted, pieces, read_rows, whole_lines
from engine.data.formats.splits import split_of_word

DELIMITERS = ("\t", ",", ";", "|")
SAMPLED = 60
"""Rows by which a table is recognised."""
_PREVIEWED = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows of a table are written.

    Attributes:
        width: cells of a row.
        headed: its first row holds headings.
    """

    delimiter: str
    width: int
    headed: bool


class TableLook(NamedTuple):
    """What the head of a file shows of a table."""

    shape: Shape
    sample: TableSample
    places: Places | Unclear

    def preview(self) -> tuple[tuple[str, ...], ...]:
        """Its first rows as text, the headings first."""
        headings = tuple(self.sample.headings[place] or f"#{place + 1}" for place in range(self.shape.width))
        rows = self.sample.rows[:_PREVIEWED]
        return headings, *(tuple("" if cell is None else str(cell) for cell in row) for row in rows)


class NoPictures:
    """Stands for the pictures where none are known."""

    def find(self, names: Sequence[str], /) -> list[tuple[int, str]]:
        """No row for any name."""
        return [(-1, name) for name in names]


def look(head: str, pictures: PictureFinder, columns: Columns) -> TableLook | None:
    """The table of captions whose beginning this is, or None.

    Raises:
        KeyError: with the name of a column that a person named and that is in no table which this could be.
    """
    if head.lstrip()[:1] in ("{", "["):
        return None
    unknown: KeyError | None = None
    for shape, rows in _shapes(head, (columns.delimiter,) if columns.delimiter else DELIMITERS):
        sample = _sample(shape, rows)
        try:
            places = recognise(sample, pictures, places_of(columns, sample.headings))
        except KeyError as error:
            if recognise(sample, pictures, Places()):
                unknown = error
            continue
        if places is not None:
            return TableLook(shape, sample, places)
    if unknown is not None:
        raise unknown
    return None


def surplus_of(row: RawRow, shape: Shape, places: Places) -> int | None:
    """How many of a row's delimiters belong to its caption, since people write commas in captions; None for a row that
    has too many cells for some other reason.
    """
    surplus = len(row.cells) - shape.width
    if surplus <= 0:
        return 0
    if len(places.captions) != 1:
        return None
    [place] = places.captions
    if any(map(is_quoted, pieces(row.raw, shape.delimiter)[place : place + surplus + 1])):
        return None
    behind = list(range(place + 1, shape.width))
    sure = not behind or (behind == [places.split] and split_of_word(row.cells[behind[0] + surplus]) is not None)
    return surplus if sure else None


def merged(cells: Sequence[str], shape: Shape, places: Places, surplus: int) -> list[str]:
    """The cells of a row, the caption's in one piece."""
    if not surplus:
        return list(cells)
    [place] = places.captions
    return [
        *cells[:place],
        shape.delimiter.join(cells[place : place + surplus + 1]),
        *cells[place + surplus + 1 :],
    ]


def begins_row(shape: Shape, place: int, cells: Sequence[str]) -> bool:
    """Whether the cells of a line are those of a row that names a picture."""
    return len(cells) >= min(2, shape.width) and place < len(cells) and names_a_picture(cells[place])


def _shapes(head: str, delimiters: Iterable[str]) -> list[tuple[Shape, list[list[str]]]]:
    """Ways to read a table, with its first rows; the likeliest first."""
    lines = whole_lines(head)
    found = []
    for delimiter in delimiters:
        read = itertools.islice(read_rows(lines, delimiter), 4 * SAMPLED)
        rows = [row.cells for row in read if any(cell.strip() for cell in row.cells)][: SAMPLED + 1]
        if not rows:
            continue
        headed = _is_headed(rows)
        width = len(rows[0]) if headed else _width(rows[1:] or rows)
        body = rows[1:] if headed else rows
        if width < 2:
            continue
        whole = sum(len(row) == width for row in body) / max(1, len(body))
        named = max((sum(map(names_a_picture, column)) for column in _columns(body, width)), default=0)
        told = sum(map(is_heading, rows[0])) if headed else 0
        found.append(((named * 2 >= max(1, len(body)), told, whole, width), Shape(delimiter, width, headed), rows))
    found.sort(key=lambda entry: entry[0], reverse=True)
    return [(shape, rows) for _, shape, rows in found]


def _columns(rows: Sequence[Sequence[str]], width: int) -> Iterator[list[str]]:
    for place in range(width):
        yield [row[place] for row in rows if place < len(row)]


def _is_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds headings: it names no picture, and says so, or rows below it name pictures."""
    first, *others = rows
    if len(first) < 2 or any(map(names_a_picture, first)):
        return False
    if any(map(is_heading, first)):
        return True
    return any(
        place < len(first) and sum(map(names_a_picture, column)) * 2 >= len(others) > 0
        for place, column in enumerate(_columns(others, len(first)))
    )


def _width(rows: Sequence[Sequence[str]]) -> int:
    """The number of columns of a table without headings."""
    [(width, count)] = Counter(map(len, rows)).most_common(1)
    if count * 5 >= len(rows) * 4:
        return width
    # A name, and a caption that holds delimiters of its own.
    return 2 if sum(len(row) > 1 and names_a_picture(row[0]) for row in rows) * 5 >= len(rows) * 4 else width


def _sample(shape: Shape, rows: Sequence[Sequence[str]]) -> TableSample:
    """The first rows as cells of as many columns as the table has; rows with too
    many of them count where most have."""
    headings = tuple(cell.strip() for cell in rows[0]) if shape.headed else ("",) * shape.width
    cells = []
    body = rows[shape.headed :]
    whole = [row for row in body if len(row) <= shape.width]
    for row in whole if len(whole) * 2 > len(body) else body:
        last = shape.delimiter.join(row[shape.width - 1 :]) if len(row) >= shape.width else None
        missing = (None,) * (shape.width - 1 - len(row))
        cells.append((*row[: shape.width - 1], *missing, last))
    return TableSample(headings, tuple(cells))
