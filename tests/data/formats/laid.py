"""Data folders of text formats for tests, and what a format makes of them."""

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.data.formats.interface import CaptionFormat, Columns, Found, Item
from engine.data.records import LeftOut
from engine.data.survey import Survey

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def lay(folder: Path, files: Mapping[str, str | bytes], pictures: Iterable[str] = ()) -> Path:
    """A folder of caption files, and of empty files that are called as pictures are."""
    for name, content in [*files.items(), *((name, b"") for name in pictures)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@dataclass(frozen=True)
class Opened:
    """What a format finds and reads in a folder."""

    format: CaptionFormat
    found: Found
    columns: Columns
    entries: list[Item | LeftOut]

    @property
    def items(self) -> list[Item]:
        """What is read."""
        return [entry for entry in self.entries if isinstance(entry, Item)]

    @property
    def left_out(self) -> list[LeftOut]:
        """What is left out."""
        return [entry for entry in self.entries if isinstance(entry, LeftOut)]

    @property
    def captions(self) -> dict[str, list[object]]:
        """The captions of each picture, in the files' order."""
        return gathered(self.entries)

    @property
    def splits(self) -> dict[str, str | None]:
        """The split of each picture."""
        return {item.name: item.split for item in self.items}

    @property
    def reasons(self) -> list[str]:
        """Why captions are left out."""
        return [entry.reason for entry in self.left_out]

    @property
    def count(self) -> int:
        """Captions that are read or left out."""
        return sum(len(item.captions) for item in self.items) + len(self.left_out)


def gathered(entries: Iterable[Item | LeftOut]) -> dict[str, list[object]]:
    """The captions of each picture."""
    found: dict[str, list[object]] = {}
    for entry in entries:
        if isinstance(entry, Item):
            found.setdefault(entry.name, []).extend(entry.captions)
    return found


def found_in(kind: CaptionFormat, folder: Path, columns: Columns | None = None) -> Found | None:
    """What a format finds in a folder."""
    return kind.find(Survey.of(folder), columns or Columns())


def opened(kind: CaptionFormat, folder: Path, columns: Columns | None = None) -> Opened:
    """What a format finds and reads in a folder; it has to find something that needs no answer."""
    found = found_in(kind, folder, columns)
    assert found is not None
    assert found.question is None, found.question
    answer = found.columns or columns or Columns()
    entries = list(kind.read(found.files, answer))
    assert entries == list(kind.read(found.files, answer))
    return Opened(kind, found, answer, entries)


def rewritten(data: Opened, path: Path, edit: Callable[[str, Sequence[object]], Sequence[object] | None]) -> bytes:
    """A file written anew."""
    target = io.BytesIO()
    data.format.rewrite(path, target, edit, data.columns)
    return target.getvalue()


def check_rewriting(data: Opened) -> None:
    """Unchanged, each file is written as it was; and what may be changed is what was read."""
    seen: dict[str, list[object]] = {}

    def note(name: str, captions: Sequence[object]) -> None:
        assert name not in seen
        seen[name] = list(captions)

    for path in data.found.files:
        before = len(seen)
        assert rewritten(data, path, note) == path.read_bytes()
        if len(data.found.files) == 1:
            assert before == 0
    assert seen == data.captions


def change(data: Opened, name: str, captions: Sequence[object]) -> None:
    """Give a picture other captions, in the files themselves."""
    for path in data.found.files:
        path.write_bytes(rewritten(data, path, lambda known, _: captions if known == name else None))


def lines_of(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line for line in LINE.findall(text) if line.strip()]
