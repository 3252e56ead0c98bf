"""What every format of caption files offers, and what it tells of each picture."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from engine.data.records import LeftOut

Split = Literal["train", "validation", "test"]


class Item(NamedTuple):
    """One picture's captions, as they stand in a file: what is unusable of them, who asked finds out.

    Attributes:
        name: the picture's file name, or its place below the data folder, with slashes.
        captions: one or several captions of it; what is no text is left out with its reason.
        split: the split that the file puts it in. None where the file puts it in none: then a share of the pictures
            becomes the test split, unless others are in it already.
    """

    name: str
    captions: Sequence[object]
    split: Split | None = None


class CaptionFormat(Protocol):
    """Reads the caption files of one format."""

    def find(self, folder: Path) -> tuple[Path, ...]:
        """The files of this format in a data folder, which together hold its captions; none where it has none.

        A format is known by its content where its files have no names of their own; a few hundred bytes should do,
        since every format is asked about every folder.

        Raises:
            OSError, ValueError: if the folder cannot be looked at.
        """
        ...

    def read(self, files: Sequence[Path]) -> Iterator[Item | LeftOut]:
        """What stands in these files, a piece at a time, since there may be millions; and what cannot be read, with its
        reason. It may be called again.

        Of two items of one name and split the last counts: a reader gathers the captions of one picture itself.

        Raises:
            Problem: ``captions-unreadable``, ``captions-encoding``, and what else is wrong with a file as a whole.
        """
        ...
