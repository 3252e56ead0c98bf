"""A caption format that only this module knows: lines of "file name | split | caption", the split as - where there is
none, in files that end in .toycaps."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from engine.data.formats import FormatEntry
from engine.data.formats.interface import Item, Split
from engine.data.records import LeftOut

ENTRY = FormatEntry("toycaps", "Toy captions", f"{__name__}:ToyCaptions")


class ToyCaptions:
    """See ``CaptionFormat``."""

    def find(self, folder: Path) -> tuple[Path, ...]:
        """See ``CaptionFormat``."""
        return tuple(sorted(folder.glob("*.toycaps")))

    def read(self, files: Sequence[Path]) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        for path in files:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                parts = [part.strip() for part in line.split("|", 2)]
                if len(parts) < 3:
                    yield LeftOut(f"{path.name}, line {number}", "no-separator")
                    continue
                name, word, caption = parts
                split: Split | None = next((known for known in get_args(Split) if known == word), None)
                yield Item(name, (caption,), split)
