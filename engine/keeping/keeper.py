"""What all ways of keeping captions have in common, and which there are."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.errors import Problem
from engine.fit.verdict import UNKNOWN_FIT, Fit

FORMATS: Mapping[str, str] = {
    "sidecar": "",
    "csv": "captions.csv",
    "jsonl": "captions.jsonl",
    "coco": "captions.json",
    "metadata": "metadata.jsonl",
}
"""The formats by key, and what the one file of each is called where nobody names it."""


class Earlier(StrEnum):
    """What becomes of captions that are there already.

    ``LEAVE``: a picture that has one is passed over; one file for all is refused where it exists. ``SKIP``: pictures
    that have one are passed over, the others added. ``OVERWRITE``: they are replaced. ``APPEND``: the new ones stand
    behind them.
    """

    LEAVE = "leave"
    SKIP = "skip"
    OVERWRITE = "overwrite"
    APPEND = "append"

    @property
    def passes_over(self) -> bool:
        """Whether pictures that have a caption are passed over."""
        return self in (Earlier.LEAVE, Earlier.SKIP)


@dataclass(frozen=True, slots=True)
class KeptCaption:
    """A picture's caption as it is kept; ``english`` and ``chinese`` are "" where there is none."""

    picture: Path
    caption: str
    language: str
    english: str = ""
    chinese: str = ""
    model: str = ""
    fit: Fit = UNKNOWN_FIT

    @property
    def line(self) -> str:
        """The caption on one line, as every file has it."""
        return " ".join(self.caption.split())


class CaptionKeeper(ABC):
    """Keeps captions; closed in the end, whatever happened in between.

    Attributes:
        place: the file or folder that is told; None for text files beside their pictures.
    """

    place: Path | None = None

    @abstractmethod
    def has(self, picture: Path) -> bool:
        """Whether a picture need not be captioned, since it has a caption that stays."""

    @abstractmethod
    def keep(self, kept: KeptCaption) -> None:
        """Keep a caption; once it returns, a kill loses it no more than a power cut loses any file.

        Raises:
            Problem: ``disk-full``, ``folder-unwritable``; ``captions-unreadable`` where an earlier one has to be read.
        """

    @abstractmethod
    def close(self) -> None:
        """Write what waits.

        Raises:
            Problem: as ``keep``.
        """

    def __enter__(self) -> "CaptionKeeper":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_keeper(form: str, earlier: Earlier, *, out: Path | None = None, root: Path | None = None) -> CaptionKeeper:
    """Get ready to keep captions.

    Args:
        form: a key of ``FORMATS``.
        out: the file; for text files the folder below which they lie as their pictures do. None: beside the pictures,
            or the file of its usual name in ``root``.
        root: the folder of the pictures, where there is one; else the current one.

    Raises:
        Problem: ``kept-exists`` where the file exists and nothing is said of what becomes of it; ``kept-differs`` where
            it holds something else; ``captions-unreadable``, ``folder-unwritable``.
    """
    from engine.keeping.results import CocoResults
    from engine.keeping.rows import CsvRows, JsonRows, MetadataRows
    from engine.keeping.textfiles import TextFiles

    if form == "sidecar":
        return TextFiles(earlier, out, root)
    path = out or (root or Path()) / FORMATS[form]
    if path.is_dir():
        path /= FORMATS[form]
    if earlier is Earlier.LEAVE and path.exists():
        raise Problem("kept-exists", path=path)
    kinds: Mapping[str, type[CsvRows | JsonRows | CocoResults]] = {
        "csv": CsvRows,
        "jsonl": JsonRows,
        "metadata": MetadataRows,
        "coco": CocoResults,
    }
    return kinds[form](path, earlier)
