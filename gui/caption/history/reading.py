"""Searches the history on a thread: a newer search takes the place of one that is under way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from engine.events import Commands, Emit
from gui import worker
from gui.images import image_from_array
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.history import CaptionHistory, HistoryEntry, HistoryQuery, Whereabouts

NAME = "reading the history"


class HistoryFound(NamedTuple):
    """What a search found: the numbers of the newest entries; ``more``: there are older ones too; ``checkpoints``: all
    that captioned; ``size``: of the history, in bytes."""

    numbers: list[int]
    more: bool
    checkpoints: list[str]
    size: int


class HistoryRow(NamedTuple):
    """An entry with its small picture, null where there is none."""

    entry: HistoryEntry
    image: QImage


class HistoryRead(NamedTuple):
    """What was read; ``gone``: some of what was asked for has been deleted meanwhile, as by another window."""

    rows: list[HistoryRow]
    gone: bool


class HistoryLook(NamedTuple):
    """A closer look at an entry: what became of its file, and the picture itself, null where that cannot be read."""

    number: int
    whereabouts: Whereabouts
    image: QImage


class Latest(QObject):
    """Runs one job at a time; of those that are asked for meanwhile the last, and the one under way is left off.

    ``done``: the result of a job that nothing has taken the place of. ``failed``: its Problem.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._next: Job | None = None
        self._work: Work | None = None
        self._result: object = None

    @property
    def busy(self) -> bool:
        """A job runs."""
        return self._work is not None

    def run(self, job: Job) -> None:
        """Run a job now, or as soon as the one under way has left off."""
        self._next = job
        if self._work is not None:
            self._work.stop()
        else:
            self._begin()

    def _begin(self) -> None:
        job, self._next = self._next, None
        if job is None:
            return
        self._work = worker.Work(job, NAME, self)
        self._work.done.connect(self._done)
        self._work.failed.connect(self.failed)
        self._work.ended.connect(self._end)
        self._work.start()

    def _done(self, result: object) -> None:
        self._result = result

    def _end(self) -> None:
        # Told only now, so that whoever hears it finds nothing busy, and can ask for what is still to be had.
        self._work = None
        result, self._result = self._result, None
        if self._next is None and result is not None:
            self.done.emit(result)
        self._begin()


def search_job(history: CaptionHistory, query: HistoryQuery, before: int | None = None) -> Job:
    """Searches the history; ``before``: goes on behind what was found."""

    def job(commands: Commands, emit: Emit) -> HistoryFound:
        from engine.history import MOST_LISTED

        found = history.numbers(query, before=before, limit=MOST_LISTED + 1, stopped=lambda: commands.stopping)
        return HistoryFound(found[:MOST_LISTED], len(found) > MOST_LISTED, history.checkpoints(), history.size())

    return job


def rows_job(history: CaptionHistory, numbers: Sequence[int]) -> Job:
    """Reads entries."""

    def job(commands: Commands, emit: Emit) -> HistoryRead:
        rows = [HistoryRow(entry, _image(entry)) for entry in history.entries(numbers)]
        return HistoryRead(rows, gone=len(rows) < len(numbers))

    return job


def look_job(entry: HistoryEntry, width: int, height: int) -> Job:
    """Looks for an entry's file, and reads it to fit into a place."""

    def job(commands: Commands, emit: Emit) -> HistoryLook:
        from engine.data.picture import thumbnail
        from engine.errors import Problem
        from engine.history import Whereabouts, whereabouts

        found, image = whereabouts(entry), QImage()
        if found is Whereabouts.THERE and entry.path is not None:
            try:
                image = image_from_array(thumbnail(entry.path, width, height))
            except Problem:
                # Its small picture is shown instead.
                image = QImage()
        return HistoryLook(entry.id, found, image)

    return job


def _image(entry: HistoryEntry) -> QImage:
    from engine.history.thumbnails import unpacked

    pixels = unpacked(entry.thumbnail)
    return QImage() if pixels is None else image_from_array(pixels)
