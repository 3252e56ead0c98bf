"""JSON Lines: on each line an object with a picture's file name and its caption, or a list of captions; or one list of
such objects.

The keys are recognised as the columns of a table are; several captions may also stand under caption_0, caption_1 and
so on, or on several lines.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar

from engine.data.encodings import encoding_of, text_writer
from engine.data.formats.interface import Columns, Edit, Found, Item, TakesMore
from engine.data.formats.objectfile import ObjectFile, look_at_objects
from engine.data.formats.rewriting import appended, copied, rewritten
from engine.data.formats.sources import found_among, head_of, place_below, read_beside_lists, sources_among
from engine.data.formats.splits import SplitLists, is_list, split_of_place
from engine.data.records import LeftOut
from engine.data.survey import Survey
from engine.files import write_atomically

FILE = "captions.jsonl"


class JsonLines(TakesMore):
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``.

        Raises:
            Problem: ``columns-unknown`` if none of its files has the keys that a person named.
        """
        return found_among(sources_among(survey.texts, survey, columns, look_at_objects), survey, read_objects)

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        return read_beside_lists(files, columns, read_objects)

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``. One line a picture, its captions in a list."""
        path = folder / FILE
        write_atomically(path, map(_line, items))
        return (path,)

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``. A text becomes a list where its picture gets more captions than it had lines."""
        file = text_writer(target, encoding_of(path))
        if is_list(place_below(path, columns.folder), head_of(path)):
            copied(path, file)
        else:
            objects = ObjectFile(path, columns)
            for piece in rewritten(objects.units, edit, objects.changed):
                file.write(piece)
        file.flush()
        file.detach()

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``. A list takes none."""
        objects = ObjectFile(path, columns)
        return items if objects.array else appended(path, target, items, objects.lines_for, "\n")


def read_objects(path: Path, columns: Columns, splits: SplitLists | None = None) -> Iterator[Item | LeftOut]:
    """What stands in one file; its own splits go before those of lists, and these before that of its name."""
    listed = (splits or SplitLists(())).split
    objects = ObjectFile(path, columns)
    file_split = split_of_place(place_below(path, columns.folder))
    for number, line, holds in objects.lines():
        for entry in objects.entries(number, line) if holds else ():
            if isinstance(entry, Item) and entry.split is None and (split := listed(entry.name) or file_split):
                yield entry._replace(split=split)
            else:
                yield entry


def _line(item: Item) -> bytes:
    found: dict[str, object] = {"image": item.name, "captions": list(item.captions)}
    if item.split:
        found["split"] = item.split
    return (json.dumps(found, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
