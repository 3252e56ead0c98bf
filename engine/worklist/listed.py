"""A picture of the list as it is kept: where it comes from, how far it is, its caption."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.data.strange import StrangePicture
from engine.errors import Problem
from engine.worklist.caption import Caption

Stamp = tuple[int, int]
"""A file's size in bytes and the time of its last change in ns: another one is another picture under the same name."""


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


class Progressed(StrEnum):
    """How far a kept picture is. One that was being captioned when the program was killed waits."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PictureOrigin:
    """Where a picture comes from: a file, a seed of noise, pixels without a file, or one that shows nothing.

    Attributes:
        pixels: the key of pixels that have no file, by which ``Worklist.pixels`` finds them; "" for none.
        number, name: what such pixels are called.
        strange: how one that shows nothing is made; ``of`` are those that it is made of.
        id: of one that another is made of, the number that it has, or had, in the list.
    """

    path: Path | None = None
    seed: int | None = None
    pixels: str = ""
    number: int = 0
    name: str = ""
    strange: StrangePicture | None = None
    of: "tuple[PictureOrigin, ...]" = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class ListedPicture:
    """One picture of the list.

    Attributes:
        id: its number, which no other picture of the list has.
        caption: the last one; a picture that is to be captioned again keeps it until then.
        problem: why it could not be captioned, where it is ``FAILED``.
        edited: the caption as a person has corrected it; None where nobody has.
        stamp: of its file when it was captioned last; None for what has no file.
        png: makes the bytes of the PNG with its pixels, where ``origin.pixels`` is new; called on another thread.
    """

    id: int
    origin: PictureOrigin
    state: Progressed = Progressed.WAITING
    caption: Caption | None = None
    problem: Problem | None = None
    edited: str | None = None
    stamp: Stamp | None = None
    png: Callable[[], bytes] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a picture: its caption, or why it has none; ``stamp`` is that of its file as it was read."""

    id: int
    caption: Caption | None = None
    problem: Problem | None = None
    stamp: Stamp | None = None
