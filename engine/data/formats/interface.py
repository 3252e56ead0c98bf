"""What every format of caption files offers: to be recognised, read, written and rewritten; in one class."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar, Literal, NamedTuple, Protocol

import numpy as np

from engine.data.records import LeftOut
from engine.data.survey import Survey

Split = Literal["train", "validation", "test"]


class Item(NamedTuple):
    """A picture's captions, or some of them, as they stand in a file: what is unusable of them, who asked finds out.

    Attributes:
        name: the picture's file name as the file spells it, with or without a place.
        captions: one or several captions of it; what is no text is left out with its reason.
        split: the split that the file puts it in. None where the file puts it in none: then a share of the pictures
            becomes the test split, unless others are in it already.
    """

    name: str
    captions: Sequence[object]
    split: Split | None = None


class CaptionBatch(NamedTuple):
    """Many items of one split, each of one caption that is text: taken at once, they take half the time.

    Attributes:
        names: (M,) as ``Item.name``; the same object in all batches of a file.
        places: (N,) the place of each item's name among these.
        captions: (N,) the caption of each.
    """

    names: Sequence[str]
    places: np.ndarray
    captions: Sequence[str]
    split: Split | None

    def items(self) -> list[Item]:
        """The same one by one."""
        pairs = zip(self.places.tolist(), self.captions, strict=True)
        return [Item(self.names[place], (caption,), self.split) for place, caption in pairs]


class Batched(Iterator[Item | LeftOut]):
    """What ``CaptionFormat.read`` gives, for whoever takes many items at once too.

    Args:
        pieces: in the order of the file, each of them taken once: here or one by one.
    """

    def __init__(self, pieces: Iterator["CaptionBatch | list[Item | LeftOut]"]) -> None:
        self.pieces = pieces
        self._single = itertools.chain.from_iterable(
            piece.items() if isinstance(piece, CaptionBatch) else piece for piece in pieces
        )

    def __iter__(self) -> Iterator[Item | LeftOut]:
        return self._single

    def __next__(self) -> Item | LeftOut:
        return next(self._single)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold what, by their headings or by their numbers from 1; "" where it is to be found.

    Attributes:
        captions: one or several, each of which holds a caption.
        delimiter: what stands between the columns, where that is known.
        folder: the data folder, where names are told from the folders below it.
    """

    image: str = ""
    captions: tuple[str, ...] = ()
    split: str = ""
    delimiter: str = ""
    folder: Path | None = None


class Question(NamedTuple):
    """What a file does not tell, so that a person has to: which of several columns holds the captions, say.

    Attributes:
        about: "columns" or "format", as the settings ``columns`` and ``data_format`` answer it; or "file", which is
            answered by naming that file as the data.
        path: the file, or the folder of several.
        choices: what may be answered.
        preview: the first rows, of cells as text; the first row holds the headings.
    """

    about: str
    path: Path
    choices: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The files of one format in a data folder.

    Attributes:
        files: that hold its captions, in an order that does not hang on the system's.
        beside: files that hold captions too and are passed over for those: each caption in them is left out.
        question: what has to be answered before they can be read.
        sure: whether what the files hold tells the format, and not their names alone.
        columns: what was found of the columns: to be given to ``read`` and ``rewrite``, which see no pictures. None
            where these need nothing.
    """

    files: tuple[Path, ...]
    beside: tuple[Path, ...] = ()
    question: Question | None = None
    sure: bool = True
    columns: Columns | None = None


Edit = Callable[[str, Sequence[object]], Sequence[object] | None]
"""What becomes of a picture's captions: called with its name as a file spells it and all its captions in the file's
order, unusable ones too; it gives those that are to stand there, or None where nothing changes."""


class CaptionFormat(Protocol):
    """The caption files of one format.

    Attributes:
        repeats: several items of one name are several captions of one picture, as the rows of a table are. Where not,
            as with the keys of an object, the last counts and those before it are left out as ``named-twice``.
    """

    repeats: ClassVar[bool]

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """The files of this format in a data folder; None where it has none.

        A format is known by what its files hold (``TextFile.head``), never by their names alone. Every format is asked
        about every folder, so it has to be sure: a list of requirements is no table of captions.
        """
        ...

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """What stands in these files, a piece at a time, since there may be millions; and what cannot be read, with its
        reason: each caption in the files is in an item or left out. It may be called again.

        Raises:
            Problem: ``captions-unreadable``, ``captions-encoding``, and what else is wrong with a file as a whole.
        """
        ...

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """Write captions into new files in a folder, so that ``find`` and ``read`` give the same items.

        Args:
            items: each picture once, with all its captions, names with slashes, below the folder.

        Returns:
            The files.

        Raises:
            Problem: ``disk-full``, ``folder-unwritable``.
        """
        ...

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """Write one of the files anew with some captions changed; all else in it, its encoding too, stays as it is.

        Raises:
            Problem: as ``read``.
            OSError: if the target cannot be written.
        """
        ...


class TakesMore(ABC):
    """What a format has whose files take pictures that none of them names yet."""

    def file_for(self, picture: Path, files: Sequence[Path]) -> Path:
        """Which of the files that ``find`` gave takes a new picture: the one that lies nearest to it, of several the
        first. Where each picture has a file of its own, a new file."""
        near = [path for path in files if picture.is_relative_to(path.parent)]
        return max(near, key=lambda path: len(path.parts), default=files[0])

    @abstractmethod
    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """Write one of the files anew with some pictures behind those that it names; all else stays as it is.

        Args:
            path: what ``file_for`` gave for each of the pictures.

        Returns:
            The pictures that the file has no place for: a name that its lines cannot hold, one of another folder.

        Raises:
            Problem: as ``read``.
            OSError: if the target cannot be written.
        """
