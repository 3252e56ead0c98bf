"""Looks, on a thread, whether the files of captioned pictures are still those that were captioned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.events import Commands, Emit, Event
from engine.worklist import Stamp, stamp_of
from gui.caption.items import CaptionItem, FileChange, ItemState
from gui.caption.queue import CaptionQueue
from gui.worker import Work

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FilesChecked(Event):
    """What has become of some pictures' files, by the pictures' ids."""

    changes: Mapping[int, FileChange]


def change_of(path: Path, stamp: Stamp) -> FileChange:
    """What has become of a file since it had a stamp."""
    now = stamp_of(path)
    return FileChange.GONE if now is None else FileChange.NONE if now == stamp else FileChange.CHANGED


class FileChecks(QObject):
    """``checked``: what was asked for is done; the number of pictures whose files have changed, and of those gone."""

    checked = Signal(int, int)

    def __init__(self, queue: CaptionQueue) -> None:
        super().__init__(queue)
        self._queue = queue
        self._asked: list[CaptionItem] = []
        self._work: Work | None = None
        self._found: list[FileChange] = []

    def check(self, items: Sequence[CaptionItem]) -> None:
        """Check those of some pictures that are captioned and have a file."""
        self._asked += items
        self._begin()

    def _begin(self) -> None:
        if self._work is not None or not self._asked:
            return
        asked, self._asked = self._asked, []
        self._work = Work(lambda commands, emit: self._check(asked, commands, emit), "checking files", self)
        self._work.events.connect(self._take)
        self._work.ended.connect(self._end)
        self._work.start()

    def _check(self, items: Sequence[CaptionItem], commands: Commands, emit: Emit) -> None:
        """The job: a picture that goes on meanwhile is checked as it was, or as it is then."""
        for first in range(0, len(items), _AT_ONCE):
            if commands.stopping:
                return
            changes = {}
            for item in items[first : first + _AT_ONCE]:
                source, stamp = item.source, self._queue.line.stamp(item.source.id)
                if item.state is ItemState.DONE and source.path is not None and stamp is not None:
                    changes[source.id] = change_of(source.path, stamp)
            emit(FilesChecked(changes))

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, FilesChecked):
                self._queue.note_changes(event.changes)
                self._found += event.changes.values()

    def _end(self) -> None:
        self._work = None
        found, self._found = self._found, []
        self.checked.emit(found.count(FileChange.CHANGED), found.count(FileChange.GONE))
        self._begin()
