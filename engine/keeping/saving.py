"""Many captions saved one after another: what becomes of each is counted, and may be foreseen without writing."""

import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from engine.errors import Problem
from engine.heap import uncollected
from engine.keeping.fate import Fate, FateCounts
from engine.keeping.keeper import CaptionKeeper, KeptCaption
from engine.keeping.textfiles import TextFiles

EXAMPLES = 3
_OF_ONE_FILE = frozenset(("captions-unreadable", "captions-encoding", "captions-unencodable"))
_SETTLED = 2.0
"""Seconds after which the time that is left can be told."""


class CaptionSaver:
    """Keeps captions and counts what becomes of them. A folder beside whose pictures nothing can be written does not
    stop the others; a full disk does, and so does one file for all that cannot be written.

    Attributes:
        problems: why captions could not be written, once for each folder or file.
    """

    def __init__(self, keeper: CaptionKeeper) -> None:
        self.keeper = keeper
        self.tally = FateCounts()
        self.problems: list[Problem] = []
        self._refused: set[Path] = set()

    def passes_over(self, picture: Path) -> bool:
        """Whether a picture need not be captioned, since nothing would be saved; that is counted."""
        fate = Fate.UNWRITABLE if picture.parent in self._refused else self.keeper.fate_of(picture)
        if fate in (Fate.UNWRITABLE, Fate.SKIPPED, Fate.COLLIDING):
            self.tally.counts[fate] += 1
            return True
        return False

    def keep(self, kept: KeptCaption) -> Fate:
        """Keep a caption.

        Raises:
            Problem: where no more can be kept: ``disk-full``, ``folder-unwritable``, ``kept-gone``.
        """
        fate = self._keep(kept)
        self.tally.counts[fate] += 1
        if fate.kept:
            self.tally.in_full += self.keeper.in_full(kept.picture)
            self.tally.partial += self.keeper.lacks(kept)
        return fate

    def _keep(self, kept: KeptCaption) -> Fate:
        folder = kept.picture.parent if kept.picture is not None else None
        if folder in self._refused and not kept.problem:
            return Fate.UNWRITABLE
        try:
            return self.keeper.keep(kept)
        except Problem as problem:
            if problem.code not in _OF_ONE_FILE:
                if problem.code != "folder-unwritable" or folder is None or self.keeper.place is not None:
                    raise
                if not _takes_files(folder):
                    self._refused.add(folder)
            self.problems.append(problem)
            return Fate.UNWRITABLE


@dataclass(frozen=True, slots=True)
class SavedCaptions:
    """What came of saving captions.

    Attributes:
        problems: why captions could not be written; after the last of them nothing was written where ``ended``.
        ended: whether a problem ended it early.
        stopped: whether somebody stopped it.
        unchanged: whether, ended or stopped, it left a file as it was that was to be replaced.
    """

    tally: FateCounts
    place: Path | None
    problems: Sequence[Problem] = ()
    ended: bool = False
    stopped: bool = False
    unchanged: bool = False


def save_captions(
    open_: Callable[[], CaptionKeeper],
    captions: Iterable[KeptCaption],
    *,
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[int, float | None], None] = lambda done, left: None,
    total: int = 0,
) -> SavedCaptions:
    """Save captions one after another.

    Args:
        open_: opens the keeper, as ``open_keeper`` does.
        progress: is called with how many are done and the seconds that are left, None while that cannot be told.
        total: how many captions there are.

    Raises:
        Problem: as ``open_keeper``. What happens later is told with the counts.
    """
    keeper = open_()
    saver, begun = CaptionSaver(keeper), time.monotonic()
    replaces, ended, halted = keeper.replaces, False, False
    try:
        for done, kept in enumerate(captions, start=1):
            if stopped():
                halted = True
                break
            saver.keep(kept)
            passed = time.monotonic() - begun
            progress(done, passed / done * max(0, total - done) if passed > _SETTLED else None)
        if not halted:
            keeper.close()
    except Problem as problem:
        ended = True
        saver.problems.append(problem)
    finally:
        if halted or ended:
            with contextlib.suppress(Problem):
                # Why it ended is told already.
                keeper.abandon()
    unchanged = replaces and (halted or ended)
    tally = FateCounts() if unchanged else saver.tally
    return SavedCaptions(tally, keeper.place, tuple(saver.problems), ended, halted, unchanged)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A file as it would be.

    Attributes:
        file: its path.
        text: what it would hold: of a text file all, of one file for all the caption.
    """

    file: Path
    text: str
    fate: Fate


@dataclass(slots=True)
class SavingPreview:
    """What would happen; nothing has been written.

    Attributes:
        tally: how many pictures would have which fate.
        examples: some of those that would be saved, of each fate one before a second one.
        place: the file or folder that is told; None for text files beside their pictures.
        replaces: whether one file for all is there and would be replaced.
        problems: why earlier captions cannot be read, to which others would be added.
    """

    tally: FateCounts = field(default_factory=FateCounts)
    examples: list[Foreseen] = field(default_factory=list)
    place: Path | None = None
    replaces: bool = False
    problems: list[Problem] = field(default_factory=list)


def preview(
    keeper: CaptionKeeper, captions: Iterable[KeptCaption], *, stopped: Callable[[], bool] = lambda: False
) -> SavingPreview:
    """Foresee what ``save_captions`` would do.

    Args:
        keeper: opened dry.

    Raises:
        Problem: ``stopped``.
    """
    found = SavingPreview(place=keeper.place, replaces=keeper.replaces)
    first: dict[Fate, list[KeptCaption]] = {}
    with uncollected():
        for kept in captions:
            if stopped():
                raise Problem("stopped")
            try:
                fate = keeper.foresee(kept)
            except Problem as problem:
                found.problems.append(problem)
                fate = Fate.UNWRITABLE
            found.tally.counts[fate] += 1
            if fate.kept:
                found.tally.in_full += keeper.in_full(kept.picture)
                found.tally.partial += keeper.lacks(kept)
                if len(several := first.setdefault(fate, [])) < EXAMPLES:
                    several.append(kept)
    turns = [
        (fate, several[turn]) for turn in range(EXAMPLES) for fate, several in first.items() if turn < len(several)
    ]
    found.examples = [example for fate, kept in turns[:EXAMPLES] if (example := _example(keeper, kept, fate))]
    return found


def _example(keeper: CaptionKeeper, kept: KeptCaption, fate: Fate) -> Foreseen | None:
    if isinstance(keeper, TextFiles):
        found = keeper.text_of(kept)
        return None if found is None else Foreseen(*found, fate)
    return Foreseen(kept.picture or Path(kept.source), kept.line, fate)


def _takes_files(folder: Path) -> bool:
    """Whether a file can be made in a folder."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
