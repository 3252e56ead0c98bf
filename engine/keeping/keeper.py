"""What all ways of keeping captions have in common, and which there are."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.errors import Problem
from engine.fit.verdict import UNKNOWN_FIT, Fit
from engine.keeping.fate import Fate
from engine.keeping.naming import Naming

SIDECAR = "sidecar"
FORMATS: Mapping[str, str] = {
    SIDECAR: "",
    "csv": "captions.csv",
    "jsonl": "captions.jsonl",
    "json": "caption-list.json",
    "coco": "captions.json",
    "metadata": "metadata.jsonl",
}
"""The formats by key, and what the one file of each is called where nobody names it."""


class Earlier(StrEnum):
    """What becomes of captions that are there already.

    ``LEAVE``: a picture that has one is passed over; one file for all is refused where it exists. ``SKIP``: pictures
    that have one are passed over, the others added. ``OVERWRITE``: they are replaced. ``APPEND``: the new ones stand
    behind them. ``PREPEND``: the new ones stand before them, in text files alone.
    """

    LEAVE = "leave"
    SKIP = "skip"
    OVERWRITE = "overwrite"
    APPEND = "append"
    PREPEND = "prepend"

    @property
    def passes_over(self) -> bool:
        """Whether pictures that have a caption are passed over."""
        return self in (Earlier.LEAVE, Earlier.SKIP)


@dataclass(frozen=True, slots=True)
class KeptCaption:
    """A picture's caption as it is kept; ``english`` and ``chinese`` are "" where there is none.

    Attributes:
        picture: its file; None where it has none, and ``source`` says what it is.
        translator: who translated it, "" where nobody has.
        model: the checkpoint that captioned it.
        checkpoint: what was chosen to caption it: that one, or "auto"; "" where it is not told.
        seconds: that it took; None where it is not told.
        model_caption: the model's own caption, where another stands in its place.
        problem: why there is no caption; "" where there is one.
    """

    picture: Path | None
    caption: str
    language: str
    english: str = ""
    chinese: str = ""
    model: str = ""
    fit: Fit = UNKNOWN_FIT
    source: str = ""
    translator: str = ""
    checkpoint: str = ""
    seconds: float | None = None
    model_caption: str = ""
    problem: str = ""

    @property
    def line(self) -> str:
        """The caption on one line, as every file has it."""
        return " ".join(self.caption.split())


class CaptionKeeper(ABC):
    """Keeps captions; closed in the end, whatever happened in between.

    Attributes:
        place: the file or folder that is told; None for text files beside their pictures.
        replaces: whether one file for all is there already and will be replaced, once the new one is whole.
    """

    place: Path | None = None
    replaces: bool = False

    @abstractmethod
    def begin(self) -> None:
        """Get ready to write; before that nothing is changed.

        Raises:
            Problem: ``disk-full``, ``folder-unwritable``.
        """

    @abstractmethod
    def fate_of(self, picture: Path | None) -> Fate:
        """What ``keep`` will do with a caption of a picture, as far as that does not depend on the caption. Nothing is
        written. ``COLLIDING`` is told of the second of two pictures that are asked for."""

    def foresee(self, kept: KeptCaption) -> Fate:
        """What ``keep`` will do with a caption; nothing is written.

        Raises:
            Problem: where an earlier caption has to be read, and cannot be: as ``keep``.
        """
        return Fate.UNREADABLE if kept.problem else self.fate_of(kept.picture)

    @abstractmethod
    def keep(self, kept: KeptCaption) -> Fate:
        """Keep a caption; once it returns, a kill loses it no more than a power cut loses any file.

        Raises:
            Problem: ``disk-full``, ``folder-unwritable``, ``kept-gone`` where the place is no longer there; of one text
                file ``captions-unreadable``, ``captions-encoding``, ``captions-unencodable``.
        """

    @abstractmethod
    def close(self) -> None:
        """Write what waits.

        Raises:
            Problem: as ``keep``.
        """

    def abandon(self) -> None:
        """Leave off before the end: what was kept stays, but a file that was to be replaced stands as before.

        Raises:
            Problem: as ``keep``.
        """
        self.close()

    def has(self, picture: Path) -> bool:
        """Whether a picture need not be captioned, since it has a caption that stays."""
        return self.fate_of(picture) is Fate.SKIPPED

    def in_full(self, picture: Path | None) -> bool:
        """Whether a picture's text file has its whole name, to be told from another's."""
        return False

    def lacks(self, kept: KeptCaption) -> bool:
        """Whether one of two languages that are wanted is missing."""
        return False

    def __enter__(self) -> "CaptionKeeper":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_keeper(
    form: str,
    earlier: Earlier,
    *,
    out: Path | None = None,
    root: Path | None = None,
    naming: Naming | None = None,
    dry: bool = False,
) -> CaptionKeeper:
    """Get ready to keep captions.

    Args:
        form: a key of ``FORMATS``.
        out: the file; for text files the folder below which they lie as their pictures do. None: beside the pictures,
            or the file of its usual name in ``root``.
        root: the folder of the pictures, where there is one; else the current one.
        naming: of text files.
        dry: whether it is only to be foreseen what would happen; then nothing can be kept, and nothing is changed.

    Raises:
        Problem: ``kept-exists`` where the file exists and nothing is said of what becomes of it; ``kept-differs`` where
            it holds something else; ``kept-prepend``; ``captions-unreadable``, ``folder-unwritable``.
    """
    from engine.keeping.results import CocoResults, JsonList
    from engine.keeping.rows import CsvRows, JsonRows, MetadataRows
    from engine.keeping.textfiles import TextFiles

    keeper: CaptionKeeper
    if form == SIDECAR:
        keeper = TextFiles(earlier, out, root, naming or Naming())
    else:
        if earlier is Earlier.PREPEND:
            raise Problem("kept-prepend")
        path = out or (root or Path()) / FORMATS[form]
        if path.is_dir():
            path /= FORMATS[form]
        if earlier is Earlier.LEAVE and os.path.lexists(path):
            raise Problem("kept-exists", path=path)
        kinds: Mapping[str, type[CsvRows | JsonRows | CocoResults | JsonList]] = {
            "csv": CsvRows,
            "jsonl": JsonRows,
            "metadata": MetadataRows,
            "coco": CocoResults,
            "json": JsonList,
        }
        keeper = kinds[form](path, earlier)
    if not dry:
        keeper.begin()
    return keeper


def common_folder(places: Iterable[Path]) -> Path | None:
    """The folder in which all of some folders and files lie; None where there is none, as on two disks of Windows."""
    folders = [os.path.abspath(place.parent if place.is_file() else place) for place in places]
    try:
        return Path(os.path.commonpath(folders)) if folders else None
    except ValueError:
        return None
