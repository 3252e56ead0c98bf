"""What becomes of a picture's caption where captions are saved, and how often."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of one picture's caption.

    ``SKIPPED``: one is there already, and stays. ``UNTRANSLATED``: there is no caption in the language asked for.
    ``FILELESS``: the picture has no file, so that none can lie beside it. ``COLLIDING``: its text file would be that of
    another picture. ``UNREADABLE``: it could not be captioned. ``UNWRITABLE``: the file could not be written.
    """

    NEW = "new"
    OVERWRITTEN = "overwritten"
    APPENDED = "appended"
    PREPENDED = "prepended"
    SKIPPED = "skipped"
    UNTRANSLATED = "untranslated"
    FILELESS = "fileless"
    COLLIDING = "colliding"
    UNREADABLE = "unreadable"
    UNWRITABLE = "unwritable"

    @property
    def kept(self) -> bool:
        """Whether the caption was saved."""
        return self in KEPT

    @property
    def fault(self) -> bool:
        """Whether a caption that was asked for is missing."""
        return self not in KEPT and self is not Fate.SKIPPED


KEPT = (Fate.NEW, Fate.OVERWRITTEN, Fate.APPENDED, Fate.PREPENDED)


@dataclass(slots=True)
class FateCounts:
    """How many pictures had each fate.

    Attributes:
        in_full: of those saved, how many have a text file of their whole name, since another picture of their folder
            differs in its ending alone.
        partial: of those saved, how many lack one of two languages.
    """

    counts: Counter[Fate] = field(default_factory=Counter)
    in_full: int = 0
    partial: int = 0

    @property
    def kept(self) -> int:
        """How many captions were saved."""
        return sum(self.counts[fate] for fate in KEPT)

    @property
    def faults(self) -> int:
        """How many pictures have no caption there that were to have one."""
        return sum(count for fate, count in self.counts.items() if fate.fault)
