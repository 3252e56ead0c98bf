"""Formats of caption files: one registry, one module a format. Standard library only.

To add a format, write a class with the methods of ``interface.CaptionFormat`` in a module beside this one and register
it below.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.registry import Registry, load

if TYPE_CHECKING:
    from engine.data.formats.interface import CaptionFormat


@dataclass(frozen=True, slots=True)
class FormatEntry:
    """What is known of a caption format before its code is loaded.

    Attributes:
        key: its name in what is told of a data folder.
        label: its name for people.
        target: its class, a ``CaptionFormat`` made without arguments, as ``module:Class``.
    """

    key: str
    label: str
    target: str

    def reader(self) -> CaptionFormat:
        """What reads files of this format."""
        reader: CaptionFormat = load(self.target)()
        return reader


FORMATS: Registry[FormatEntry] = Registry("formats")

FORMATS.register(
    FormatEntry("name_to_caption", "JSON, {file name: caption}", f"{__name__}.name_to_caption:NameToCaption")
)


def holds_captions(folder: Path) -> bool:
    """Whether a folder can be looked at and holds captions of any format."""
    try:
        return find_captions(folder) is not None
    except (OSError, ValueError):
        return False


def find_captions(folder: Path) -> tuple[FormatEntry, tuple[Path, ...]] | None:
    """The format of a folder's captions and their files, or None where no reader knows any.

    What is registered later is asked earlier: a format that is known by its content goes before the JSON object, which
    is known by its file's name.

    Raises:
        OSError, ValueError: if the folder cannot be looked at.
    """
    for entry in reversed(FORMATS.values()):
        if files := entry.reader().find(folder):
            return entry, files
    return None
