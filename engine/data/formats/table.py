"""CSV and TSV: rows of a picture's file name and its captions, with whatever other columns, with or without headings.

Delimited by commas, tabs, semicolons or vertical bars, quoted as RFC 4180 has it. Several caption columns, such as
caption_0 and caption_1, hold several captions, and so do several rows of one picture. Splits come from a column, from
the files' names or folders (train.csv), or from lists of names beside them.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar

from engine.data.encodings import encoding_of, text_writer
from engine.data.formats.interface import Columns, Edit, Found, Item, TakesMore
from engine.data.formats.rewriting import appended, copied, rewritten
from engine.data.formats.rows import spelled
from engine.data.formats.sources import found_among, head_of, lists_among, place_below, read_beside_lists, sources_among
from engine.data.formats.splits import SplitLists, is_list, split_of_place
from engine.data.formats.tablefile import TableFile
from engine.data.formats.tables import look
from engine.data.records import LeftOut
from engine.data.survey import Survey
from engine.files import write_atomically

FILE = "captions.csv"


class TableFormat(TakesMore):
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``.

        Raises:
            Problem: ``columns-unknown`` if none of its tables has the columns that a person named.
        """
        lists = lists_among(survey)
        texts = [text for text in survey.texts if text.path not in lists]
        return found_among(sources_among(texts, survey, columns, look), survey, read_table)

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        return read_beside_lists(files, columns, read_table)

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``. One row a caption."""
        path = folder / FILE
        write_atomically(path, _lines(items))
        return (path,)

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``. A caption too many gets a row of its own, which is else as the picture's last."""
        file = text_writer(target, encoding_of(path))
        if is_list(place_below(path, columns.folder), head_of(path)):
            copied(path, file)
        else:
            table = TableFile(path, columns)
            for piece in rewritten(table.units, edit, table.changed):
                file.write(piece)
        file.flush()
        file.detach()

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``."""
        table = TableFile(path, columns)
        return appended(path, target, items, table.rows_for, table.line_end())


def read_table(path: Path, columns: Columns, splits: SplitLists | None = None) -> Iterator[Item | LeftOut]:
    """What stands in one table; its own splits go before those of lists, and these before that of its file's name."""
    listed = (splits or SplitLists(())).split
    table = TableFile(path, columns)
    file_split = split_of_place(place_below(path, columns.folder))
    for row in table.rows():
        for entry in table.entries(row):
            if isinstance(entry, Item) and entry.split is None and (split := listed(entry.name) or file_split):
                yield entry._replace(split=split)
            else:
                yield entry


def _lines(items: Iterable[Item]) -> Iterator[bytes]:
    yield b"image,caption,split\n"
    for item in items:
        for caption in item.captions:
            cells = (item.name, str(caption), item.split or "")
            yield (",".join(spelled(cell, ",", quoted='"' in cell) for cell in cells) + "\n").encode()
