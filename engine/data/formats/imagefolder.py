"""An image folder of Hugging Face: metadata.jsonl or metadata.csv beside the pictures, with their names in file_name
(or in image_file_name and the like) and the captions in text or another column; folders such as train/ and test/ tell
the splits. See "Create an image dataset" in the documentation of ``datasets``."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar

from engine.data.formats.interface import CaptionFormat, Columns, Edit, Found, Item, TakesMore
from engine.data.formats.jsonl import JsonLines, read_objects
from engine.data.formats.objectfile import look_at_objects
from engine.data.formats.sources import CaptionSource, found_among, head_of, is_metadata
from engine.data.formats.splits import split_of_word
from engine.data.formats.table import TableFormat, read_table
from engine.data.formats.tables import look
from engine.data.records import LeftOut
from engine.data.survey import Survey
from engine.files import write_atomically

FILE = "metadata.jsonl"


class ImageFolder(TakesMore):
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``."""
        sources = []
        for text in survey.texts:
            if not is_metadata(text.place, ("file_name",)):
                continue
            try:
                seen = (look_at_objects if _holds_objects(text.head) else look)(text.head, survey.pictures, columns)
            except KeyError:
                continue
            if seen is not None and is_metadata(text.place, seen.sample.headings):
                sources.append(CaptionSource.of(text, seen, columns))
        return found_among(sources, survey, _read)

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        for kind, paths in ((JsonLines(), True), (TableFormat(), False)):
            yield from kind.read([path for path in files if _holds_objects(head_of(path)) == paths], columns)

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``. Where the first folder of a name tells its split, the file stands in that folder.

        The captions are texts where each picture has one, else lists, since a column may hold values of one kind only.
        """
        parts: dict[str, list[Item]] = {}
        for item in items:
            first, slash, rest = item.name.partition("/")
            apart = bool(slash) and item.split is not None and split_of_word(first) == item.split
            place, kept = (first, Item(rest, tuple(item.captions))) if apart else ("", item)
            parts.setdefault(place, []).append(kept)
        single = all(len(item.captions) == 1 for part in parts.values() for item in part)
        written = []
        for place, part in parts.items():
            (folder / place).mkdir(parents=True, exist_ok=True)
            written.append(folder / place / FILE)
            write_atomically(written[-1], (_line(item, single) for item in part))
        return tuple(written)

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``."""
        kind: CaptionFormat = JsonLines() if _holds_objects(head_of(path)) else TableFormat()
        kind.rewrite(path, target, edit, columns)

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``."""
        kind: TakesMore = JsonLines() if _holds_objects(head_of(path)) else TableFormat()
        return kind.append(path, target, items, columns)


def _holds_objects(head: str) -> bool:
    return head.lstrip().startswith("{")


def _read(path: Path, columns: Columns) -> Iterator[Item | LeftOut]:
    return (read_objects if _holds_objects(head_of(path)) else read_table)(path, columns)


def _line(item: Item, single: bool) -> bytes:
    found: dict[str, object] = {"file_name": item.name, "text": item.captions[0] if single else list(item.captions)}
    if item.split:
        found["split"] = item.split
    return (json.dumps(found, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
