"""One table of captions, row by row: what is read of each, and how it stands there with other captions."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.data.encodings import open_text
from engine.data.formats.interface import Columns, Item
from engine.data.formats.recognising import Unclear, names_a_picture
from engine.data.formats.rewriting import Unit
from engine.data.formats.rows import RawRow, line_end, pieces, read_rows, spelled, value, whole_lines
from engine.data.formats.sources import folder_of_names, head_of, place_below, without_columns
from engine.data.formats.splits import split_of_word
from engine.data.formats.tables import NoPictures, begins_row, look, merged, surplus_of
from engine.data.records import LeftOut


class TableFile:
    """A table of captions.

    Args:
        columns: those that ``find`` gave.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``; ``data-ambiguous``, ``captions-no-columns`` where the
            columns are not those of this file.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path = path
        head = head_of(path)
        try:
            seen = look(head, NoPictures(), columns)
        except KeyError:
            seen = None
        if seen is None or isinstance(seen.places, Unclear) or seen.places.image is None:
            raise without_columns(path)
        self.shape = seen.shape
        self.places = seen.places
        self._image = seen.places.image
        self._prefix = folder_of_names(path, columns.folder, seen.sample, self._image)
        self._place = place_below(path, columns.folder)
        self._headings = seen.sample.headings
        # A file whose captions hold bare delimiters is read by programs that know of no quotation marks.
        rows = read_rows(whole_lines(head), self.shape.delimiter)
        self._bare = any(surplus_of(row, self.shape, self.places) for row in rows)
        self._named = sum(map(names_a_picture, seen.sample.column(self._image))) * 2 >= len(seen.sample.rows)

    def rows(self) -> Iterator[RawRow]:
        """The rows that may hold captions, and those that hold nothing, with no cells."""
        begins = (lambda cells: begins_row(self.shape, self._image, cells)) if self._named else None
        headed = self.shape.headed
        with open_text(self.path) as lines:
            for row in read_rows(lines, self.shape.delimiter, begins):
                if not any(map(str.strip, row.cells)):
                    yield row._replace(cells=[])
                elif self.shape.headed and (headed or self._is_headings(row)):
                    headed = False
                    yield row._replace(cells=[])
                else:
                    yield row

    def entries(self, row: RawRow) -> list[Item | LeftOut]:
        """What a row holds: one item, or one that is left out for each caption; nothing of a blank one."""
        if not row.cells:
            return []
        surplus = surplus_of(row, self.shape, self.places)
        if surplus is None:
            return [LeftOut(self._where(row), "too-many-cells", self.shape.delimiter.join(row.cells))]
        cells = merged(row.cells, self.shape, self.places, surplus) if surplus else row.cells
        name = self._name(cells)
        captions = [cells[place] for place in self._slots(cells)]
        if not captions:
            return [LeftOut(name or self._where(row), "too-few-cells")]
        if not name:
            return [LeftOut(self._where(row), "no-name", caption) for caption in captions]
        split = None
        word = self._cell(cells, self.places.split)
        if word and (split := split_of_word(word)) is None:
            return [LeftOut(name, "split-unknown", caption) for caption in captions]
        return [Item(name, tuple(captions), split)]

    def units(self) -> Iterator[Unit]:
        """The rows as they are written anew."""
        for row in self.rows():
            entries = self.entries(row)
            if len(entries) == 1 and isinstance(entries[0], Item):
                yield Unit(row.raw, entries[0].name, tuple(entries[0].captions))
            else:
                yield Unit(row.raw)

    def changed(self, units: Sequence[Unit], captions: Sequence[object]) -> list[str]:
        """The rows of one picture with other captions."""
        left = ["" if caption is None else str(caption) for caption in captions]
        new: list[str] = []
        # Whatever else stands in a row shall not be lost with its captions.
        bare = self.shape.width == 1 + len(self.places.captions) + (self.places.split is not None)
        for number, unit in enumerate(units):
            held, left = left[: len(unit.captions)], left[len(unit.captions) :]
            new.append(self._with(unit.raw, held, full=False) if held or (not bare and number == 0) else "")
        while left:
            held, left = left[: len(self.places.captions)], left[len(self.places.captions) :]
            raw = units[-1].raw
            new[-1] += ("" if line_end(raw) else self.line_end()) + self._with(raw, held, full=True)
        return new

    def rows_for(self, item: Item) -> list[str]:
        """Rows of a picture that the table does not name yet; none where it has no place for it."""
        if not item.name.startswith(self._prefix):
            return []
        name, delimiter = item.name.removeprefix(self._prefix), self.shape.delimiter
        left, rows = [str(caption) for caption in item.captions], []
        while left:
            held, left = left[: len(self.places.captions)], left[len(self.places.captions) :]
            cells = [""] * max(self.shape.width, self._image + 1, max(self.places.captions) + 1)
            for place, text in ((self._image, name), *zip(self.places.captions, held, strict=False)):
                plain = self._bare and not set(text) & set('"\r\n') and text == text.strip()
                cells[place] = text if plain else spelled(text, delimiter, quoted=False)
            rows.append(delimiter.join(cells) + self.line_end())
        return rows

    def _with(self, raw: str, captions: Sequence[str], *, full: bool) -> str:
        """A row with other captions, in the cells that hold some, or, where ``full``, in all that may."""
        delimiter = self.shape.delimiter
        found = pieces(raw, delimiter)
        surplus = surplus_of(RawRow(0, raw, [value(piece) for piece in found]), self.shape, self.places) or 0
        cells = merged(found, self.shape, self.places, surplus)
        cells += [""] * (max(self.places.captions) + 1 - len(cells))
        slots = self.places.captions if full else self._slots([value(cell) for cell in cells])
        for number, place in enumerate(slots):
            text = captions[number] if number < len(captions) else ""
            plain = self._bare and not set(text) & set('"\r\n') and text == text.strip()
            quoted = cells[place].strip(" ").startswith('"')
            cells[place] = text if plain else spelled(text, delimiter, quoted=quoted)
        return delimiter.join(cells) + line_end(raw)

    def line_end(self) -> str:
        """How its lines end."""
        with open_text(self.path) as lines:
            return line_end(next(lines, "")) or "\n"

    def _slots(self, cells: Sequence[str]) -> Sequence[int]:
        """The columns that hold the captions of a row: an empty one only where there is no other."""
        there = [place for place in self.places.captions if place < len(cells)]
        if len(there) == 1:
            return there
        return [place for place in there if cells[place].strip()] or there[:1]

    def _is_headings(self, row: RawRow) -> bool:
        """Whether the headings stand here once more, as where files were joined."""
        return row.cells[:1] == [self._headings[0]] and tuple(map(str.strip, row.cells)) == self._headings

    def _name(self, cells: Sequence[str]) -> str:
        name = self._cell(cells, self._image)
        return self._prefix + name if name else ""

    def _cell(self, cells: Sequence[str], place: int | None) -> str:
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _where(self, row: RawRow) -> str:
        return f"{self._place}, line {row.line}"
