"""A caption format that only this module knows: lines of "file name~split~caption", the split as - where there is
none, in files that end in .toycaps."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar, get_args

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats import FormatEntry
from engine.data.formats.interface import Columns, Edit, Found, Item, Split
from engine.data.records import LeftOut
from engine.data.survey import Survey

ENTRY = FormatEntry("toycaps", "Toy captions", f"{__name__}:ToyCaptions")


class ToyCaptions:
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``."""
        files = tuple(text.path for text in survey.texts if text.ending == ".toycaps")
        return Found(files) if files else None

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        for path in files:
            with open_text(path) as lines:
                for number, line in enumerate(lines, start=1):
                    parts = [part.strip() for part in line.split("~", 2)]
                    if len(parts) < 3:
                        yield LeftOut(f"{path.name}, line {number}", "no-separator", line.strip())
                        continue
                    name, word, caption = parts
                    split: Split | None = next((known for known in get_args(Split) if known == word), None)
                    yield Item(name, (caption,), split)

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``."""
        path = folder / "captions.toycaps"
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.writelines(f"{item.name}~{item.split or '-'}~{text}\n" for item in items for text in item.captions)
        return (path,)

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``."""
        writer = text_writer(target, encoding_of(path))
        gathered: dict[tuple[str, Split | None], list[str]] = {}
        for item in self.read((path,), columns):
            if isinstance(item, Item):
                gathered.setdefault((item.name, item.split), []).extend(map(str, item.captions))
        for (name, split), captions in gathered.items():
            changed = edit(name, captions)
            for caption in captions if changed is None else changed:
                writer.write(f"{name}~{split or '-'}~{caption}\n")
        writer.detach()
