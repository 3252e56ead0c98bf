"""The checkpoints that the Caption tab offers: the automatic choice among those that ship, these themselves, each run's
best and last, and any other folder.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine import files
from engine.captions.domain import FREE
from engine.domains import AUTO
from engine.errors import Problem
from engine.metrics import preferred
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, read_info
from engine.runs.summary import list_runs
from engine.translation.direction import ENGLISH

Kind = Literal["auto", "demo", "shipped", "best", "last", "folder"]
"""``shipped`` are those that came with Atelier after ``demo``, whose kind stands in what is remembered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A checkpoint by its place: that of a run is looked up anew at each use, since training goes on.

    Attributes:
        path: the checkpoint's folder, or for best and last the run's; of the automatic choice the first one's.
        step: as of the look.
        score, value: likewise, the key and the value of the score by which a run's best is meant; value is None where
            none was measured.
        domain: key of the kind of its captions.
        language: that they are in.
        imported: name of the file of another program that it was made of.
    """

    kind: Kind
    path: Path
    step: int = 0
    score: str = ""
    value: float | None = None
    domain: str = FREE.key
    language: str = ENGLISH
    imported: str = ""

    @property
    def key(self) -> str:
        """What is remembered of the choice."""
        return AUTO if self.kind == "auto" else f"{self.kind}:{self.path}"

    @property
    def ships(self) -> bool:
        """It came with Atelier, so that it is small and loads fast."""
        return self.kind in ("auto", "demo", "shipped")

    @property
    def name(self) -> str:
        """The run, or the folder."""
        return self.path.name

    def resolve(self) -> tuple[Path, ...]:
        """The checkpoint's folder now; of the automatic choice those of all that ship.

        Raises:
            Problem: ``checkpoint-missing``, or why it cannot be read; ``shipped-missing``.
        """
        if self.kind == "auto":
            shipped = tuple(files.shipped_checkpoints())
            if not shipped:
                raise Problem("shipped-missing")
            return shipped
        if self.kind != "last":
            return (find_checkpoint(self.path),)
        whole = list_checkpoints(self.path)
        if not whole:
            raise Problem("checkpoint-missing", path=self.path)
        return (whole[-1],)


def find_choices(further: Iterable[Path] = ()) -> list[Choice]:
    """All checkpoints there are: the shipped ones, before them the automatic choice, then the runs, the latest first,
    then those that were imported, then ``further`` folders.

    Reads files: call it off the window's thread. What cannot be read is passed over; choosing it would say why.
    """
    found: list[Choice] = []
    for folder in files.shipped_checkpoints():
        try:
            found.append(_choice("demo" if folder.name == "demo" else "shipped", folder, folder))
        except Problem:
            continue
    if found:
        found.insert(0, replace(found[0], kind="auto", step=0, score="", value=None))
    runs = [summary.folder for summary in list_runs(files.runs_folder())]
    imported = sorted(path.parent for path in files.imported_folder().glob("*/checkpoint.json"))
    for path in dict.fromkeys([*runs, *imported, *further]):
        try:
            found += of_folder(path)
        except Problem:
            continue
    return found


def of_folder(path: Path) -> list[Choice]:
    """The choices that a folder offers: a run its best and its last, a checkpoint itself.

    Raises:
        Problem: where it holds no checkpoint, or none that can be read.
    """
    path = path.absolute()
    best, whole = find_checkpoint(path), list_checkpoints(path)
    if not whole:
        return [_choice("folder", best, best)]
    choices = [_choice("best", path, best)]
    if whole[-1] != best:
        choices.append(_choice("last", path, whole[-1]))
    return choices


def _choice(kind: Kind, path: Path, folder: Path) -> Choice:
    info = read_info(folder)
    score = preferred([info.scores])
    value = info.scores.get(score)
    return Choice(kind, path, info.step, score, value, info.domain, info.language, info.imported)
