"""The data that the page shows: read, indexed in the background, edited, and read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.events import Commands, Emit
from gui.pages import DataOpened
from gui.reading import open_told
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.curation.edits import Edits, Step
    from engine.curation.facts import CaptionFacts
    from engine.curation.search import Search
    from engine.curation.selection import Filter, Order
    from engine.curation.table import DataTable
    from engine.settings import Splitting


@dataclass(frozen=True, slots=True)
class Opened:
    """Data and all that the page asks about them."""

    source: DataOpened
    table: DataTable
    search: Search
    facts: CaptionFacts
    edits: Edits
    indexing: list[Work] = field(default_factory=list)


def open_job(path: Path, splitting: Splitting) -> Job:
    """A job that reads data from the disk."""

    def job(commands: Commands, emit: Emit) -> Opened:
        return make_opened(DataOpened(path, open_told(path, splitting, commands, emit), splitting))

    return job


def follow_job(source: DataOpened) -> Job:
    """A job that makes a table of data that are read already."""

    def job(commands: Commands, emit: Emit) -> Opened:
        return make_opened(source)

    return job


def make_opened(source: DataOpened) -> Opened:
    """The table of data, with an empty index."""
    from engine.curation.edits import Edits
    from engine.curation.facts import CaptionFacts
    from engine.curation.search import Search
    from engine.curation.table import DataTable

    table = DataTable(source.data)
    return Opened(source, table, Search(table), CaptionFacts(table), Edits(table))


class DataSession(QObject):
    """One at a time is open. ``opened``: another is, or none. ``edited``: captions of it have changed. ``indexed``:
    what is searched and counted is up to date again. ``failed``: a path and the problem of reading it. ``changed``:
    something is being read, or no longer. ``events``: how far it is."""

    opened = Signal()
    edited = Signal()
    indexed = Signal()
    failed = Signal(object, object)
    changed = Signal()
    events = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now: Opened | None = None
        self._reading: Work | None = None
        self.reading: Path | None = None
        self.following: Path | None = None
        self._next: Callable[[], None] | None = None

    @property
    def path(self) -> Path | None:
        """What is open."""
        return None if self.now is None else self.now.source.path

    @property
    def dirty(self) -> int:
        """How many pictures have captions that are not saved."""
        return 0 if self.now is None else len(self.now.table.edited)

    def open(self, path: Path, splitting: Splitting) -> None:
        """Read data from the disk; while others are being read, these are the next."""
        self._read(path, open_job(path, splitting))

    def follow(self, source: DataOpened) -> None:
        """Show data that another page has read."""
        if self.now is None or self.now.source.data is not source.data:
            self._read(source.path, follow_job(source))

    def stop(self) -> None:
        """Ask what is being read to stop."""
        self._next = self.following = None
        if self._reading is not None:
            self._reading.stop()

    def select(self, wanted: Filter, order: Order, descending: bool) -> np.ndarray:
        """The rows that a filter allows, in an order."""
        from engine.curation.selection import select

        assert self.now is not None
        now = self.now
        return select(now.table, now.search, now.facts, wanted, order, descending=descending)

    def edit(self, act: Callable[[Edits], Step | None]) -> Step | None:
        """Change captions; what follows of it is brought up to date in the background.

        Raises:
            Problem: as the act.
        """
        assert self.now is not None
        step = act(self.now.edits)
        if step is not None:
            self.edited.emit()
            self.index()
        return step

    def index(self) -> None:
        """Bring what is searched and counted up to date."""
        now = self.now
        if now is None or now.indexing:
            return

        def job(commands: Commands, emit: Emit) -> None:
            now.facts.update(stopped=lambda: commands.stopping)
            now.search.build(stopped=lambda: commands.stopping)

        work = Work(job, "indexing captions", self)
        now.indexing.append(work)
        work.failed.connect(lambda problem: self.failed.emit(now.source.path, problem))
        work.ended.connect(lambda: self._indexed(now))
        work.start()

    def saved(self) -> None:
        """What was edited stands in the files."""
        self.edited.emit()

    def adopt(self, source: DataOpened) -> None:
        """Take data that were read again after they were saved here: the table, and what can be undone, stay."""
        if self.now is not None:
            self.now = replace(self.now, source=source)

    def _indexed(self, now: Opened) -> None:
        now.indexing.clear()
        if now is not self.now:
            return
        if not (now.facts.ready and now.search.ready):
            self.index()
        self.indexed.emit()

    def _read(self, path: Path, job: Job) -> None:
        if self._reading is not None:
            self.following = path
            self._next = lambda: self._read(path, job)
            self.changed.emit()
            return
        self.reading = path
        work = self._reading = Work(job, "reading data", self)
        work.events.connect(self.events)
        work.done.connect(self._take)
        work.failed.connect(lambda problem: self.failed.emit(path, problem))
        work.ended.connect(self._end)
        work.start()
        self.changed.emit()

    def _take(self, now: Opened) -> None:
        before, self.now = self.now, now
        if before is not None:
            for work in before.indexing:
                work.stop()
            if before.source.path == now.source.path and before.table.edited:
                _carry(before, now)
        self.opened.emit()
        self.index()

    def _end(self) -> None:
        self._reading = self.reading = None
        following, self._next, self.following = self._next, None, None
        if following is not None:
            following()
        self.changed.emit()


def _carry(before: Opened, now: Opened) -> None:
    """Take unsaved captions over into the same data, read anew."""
    place = {name: row for row, name in enumerate(now.table.names)}
    for row, captions in before.table.edited.items():
        there = place.get(before.table.names[row])
        if there is not None and now.table.editable(there):
            now.table.put({there: captions})
