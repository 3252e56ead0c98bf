"""What is found by looking at all captions and pictures, in the background: figures, sizes, near-duplicates."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QObject, Signal

from engine.errors import Problem
from engine.events import Commands, Emit, Event, Progress, Task
from gui.data.session import DataSession, Opened
from gui.worker import Work

if TYPE_CHECKING:
    from engine.captions.domain import CaptionDomain
    from engine.curation.figures import Figures
    from engine.curation.pictures import Group, PictureLooks

Part = Literal["captions", "pictures", "duplicates"]


class Looking(QObject):
    """One look at the data that are open; begun when somebody wants to see it. ``changed``: more is known, or it stands
    otherwise. ``failed``: a problem."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, session: DataSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._work: Work | None = None
        self._now: Opened | None = None
        self._wanted = False
        self._stopped = False
        self._revision = -1
        self.part: Part = "captions"
        self.progress: Progress | None = None
        self.figures: Figures | None = None
        self.pictures: PictureLooks | None = None
        session.opened.connect(self._forget)
        session.indexed.connect(self._indexed)

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return self._work is not None

    @property
    def domain(self) -> CaptionDomain | None:
        """The kind of the captions."""
        return None if self._now is None else self._now.source.data.domain

    @property
    def groups(self) -> tuple[Group, ...] | None:
        """The near-duplicates; None before they are known."""
        return None if self.pictures is None else self.pictures.groups

    def want(self) -> None:
        """Somebody wants to see it: begin, if there is anything to find."""
        self._wanted = True
        self._begin()

    def again(self) -> None:
        """Go on after it was stopped."""
        self._stopped = False
        self.want()

    def stop(self) -> None:
        """Stop; what is found by then stays."""
        self._stopped = True
        if self._work is not None:
            self._work.stop()

    @property
    def stopped(self) -> bool:
        """Whether the person has stopped it before all was found."""
        return self._stopped and self.groups is None

    def words(self) -> str:
        """What is being done."""
        translate = QCoreApplication.translate
        return {
            "captions": translate("Looking", "Counting words…"),
            "pictures": translate("Looking", "Looking at the pictures…"),
            "duplicates": translate("Looking", "Comparing the pictures…"),
        }[self.part]

    def _forget(self) -> None:
        if self._work is not None:
            self._work.stop()
        self._now = self._session.now
        self.figures = self.pictures = self.progress = None
        self._stopped, self._revision = False, -1
        self.changed.emit()

    def _indexed(self) -> None:
        if self._wanted:
            self._begin()

    def _begin(self) -> None:
        now = self._now
        if now is None or self._work is not None or not now.facts.ready:
            return
        revision = int(now.table.revisions.sum())
        complete = self._stopped or self.groups is not None
        if revision == self._revision and complete:
            return
        work = self._work = Work(lambda commands, emit: self._look(now, commands, emit), "looking at data", self)
        work.events.connect(lambda events: self._take(now, events))
        work.failed.connect(self._fail)
        work.ended.connect(lambda: self._end(now, revision))
        work.start()
        self.changed.emit()

    def _look(self, now: Opened, commands: Commands, emit: Emit) -> None:
        """On the work's thread."""
        from engine.curation.figures import figures
        from engine.curation.pictures import PictureLooks

        def stopped() -> bool:
            return commands.stopping

        pictures = self.pictures
        looks = None if pictures is None else pictures.looks
        emit(_Found(figures(now.table, now.facts, looks, stopped=stopped), pictures))
        if self._stopped or self.groups is not None:
            return
        if pictures is None:
            pictures = PictureLooks(now.table)
        if looks is None:
            emit(_Part("pictures"))
            looks = pictures.look(_clock(Task.READING, emit), stopped)
            emit(_Found(figures(now.table, now.facts, looks, stopped=stopped), pictures))
        emit(_Part("duplicates"))
        pictures.compare(_clock(Task.COMPARING, emit), stopped)
        emit(_Found(figures(now.table, now.facts, looks, stopped=stopped), pictures))

    def _take(self, now: Opened, events: list[Event]) -> None:
        if now is not self._now:
            return
        for event in events:
            if isinstance(event, _Part):
                self.part, self.progress = event.part, None
            elif isinstance(event, Progress):
                self.progress = event
            elif isinstance(event, _Found):
                self.figures, self.pictures = event.figures, event.pictures
        self.changed.emit()

    def _fail(self, problem: Problem) -> None:
        # What fails once would fail again: it is tried when somebody asks for it.
        self._stopped = True
        self.failed.emit(problem)

    def _end(self, now: Opened, revision: int) -> None:
        self._work = None
        self.part, self.progress = "captions", None
        if now is self._now:
            self._revision = revision
        if self._wanted:
            self._begin()
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class _Part(Event):
    """Another part begins."""

    part: Part


@dataclass(frozen=True, slots=True)
class _Found(Event):
    """What is known by now."""

    figures: Figures
    pictures: PictureLooks | None


def _clock(task: Task, emit: Emit) -> Callable[[int, int], None]:
    """Tells progress with the time left."""
    began = time.monotonic()

    def progress(done: int, total: int) -> None:
        left = (time.monotonic() - began) / done * (total - done) if done else None
        emit(Progress(task, done, total, left))

    return progress
