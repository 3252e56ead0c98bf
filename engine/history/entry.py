"""A caption as the history keeps it, and what is asked of the history."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from engine.escapes import text_path
from engine.fit.verdict import UNKNOWN_FIT, Fit

SourceKind = Literal["file", "noise", "strange", "pasted"]


class Whereabouts(StrEnum):
    """What has become of a captioned file. ``NO_FILE``: the picture never had one."""

    THERE = "there"
    CHANGED = "changed"
    GONE = "gone"
    NO_FILE = "no file"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One caption of one picture by one checkpoint at one time.

    Attributes:
        made: when, in milliseconds since 1970, UTC.
        kind: how the picture came.
        source: its path, as ``escapes.path_text`` writes it; or what was drawn, such as "noise, seed 7".
        checkpoint: name of the model that captioned it.
        language: of the caption, as a BCP 47 key.
        caption: the model's own.
        text: what stands in its place: edited, or with the rules for all captions applied. The caption where nothing
            does.
        edited: a person has edited it.
        translation: of the text, into English or Chinese; empty where there is none.
        size, modified: of the file when it was captioned, in bytes and in nanoseconds since 1970; None without a file.
        thumbnail: the picture as ``thumbnails.packed`` writes it; empty where there is none.
        id: its number in the file, larger than those of all that were kept before; 0 before it is kept.
    """

    made: int
    kind: SourceKind
    source: str
    checkpoint: str
    language: str
    caption: str
    text: str
    edited: bool = False
    translation: str = ""
    fit: Fit = UNKNOWN_FIT
    size: int | None = None
    modified: int | None = None
    thumbnail: bytes = b""
    id: int = 0

    @property
    def path(self) -> Path | None:
        """The captioned file, which may be gone; None where the picture never had one."""
        return text_path(self.source) if self.kind == "file" else None


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What to find: entries for which all of this holds.

    Attributes:
        words: as on the Data page, in the text, its translation and the file's name: words, each of which may be the
            beginning of one; "in quotes" exact; -without this one.
        checkpoint: name of the model; empty for any.
        fit: a verdict; empty for any.
        edited: edited ones alone.
        since, until: made at this time or later, and before that one, in milliseconds since 1970, UTC.
    """

    words: str = ""
    checkpoint: str = ""
    fit: str = ""
    edited: bool = False
    since: int | None = None
    until: int | None = None


def whereabouts(entry: HistoryEntry) -> Whereabouts:
    """Look whether a captioned file still is what was captioned, by its size and its time."""
    path = entry.path
    if path is None:
        return Whereabouts.NO_FILE
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return Whereabouts.GONE
    same = entry.size is None or (found.st_size, found.st_mtime_ns) == (entry.size, entry.modified)
    return Whereabouts.THERE if same else Whereabouts.CHANGED
