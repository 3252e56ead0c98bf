"""Keeps the list of the Caption tab from one session to the next, through the end of the program, and through kills."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from engine.errors import Problem
from engine.events import Commands, Emit, Event
from engine.worklist import Outcome, Stamp, Worklist, open_worklist
from gui import text
from gui.caption.file_checks import FileChecks
from gui.caption.items import CaptionItem, FileChange, ItemState
from gui.caption.job import CaptionReady, Refused
from gui.caption.kept_items import STATES, item_of, listed_picture, new_picture
from gui.caption.list_card import ListCard
from gui.caption.queue import CaptionQueue
from gui.caption.service import Captioning
from gui.widgets import Banner
from gui.worker import Work


@dataclass(frozen=True, slots=True)
class ListRead(Event):
    """Some pictures of the list, with the stamps of their files when they were captioned."""

    items: Sequence[CaptionItem]
    stamps: Sequence[Stamp | None]


class ListKeeping(QObject):
    """Restores the list, keeps what becomes of it, and says which files have changed since.

    ``came_back``: some rows are there again. ``restored``: all are, or there were none.

    Attributes:
        ready: no list is being restored. What is added while one is waits for it (``when_ready``).
    """

    came_back = Signal(list)
    restored = Signal()

    def __init__(self, queue: CaptionQueue, listed: ListCard, service: Captioning, banner: Banner) -> None:
        super().__init__(queue)
        self._queue, self._list, self._service, self._banner = queue, listed, service, banner
        self.checks = FileChecks(queue)
        self.ready = True
        self._worklist: Worklist | None = None
        self._calls: list[Callable[[], None]] = []
        self._pieces: deque[ListRead] = deque()
        self._reading = self._inserting = self._busy = False
        self._clean, self._current, self._tells = True, -1, False
        queue.rowsInserted.connect(self._came)
        queue.went.connect(self._went)
        queue.renewed.connect(self._renewed)
        queue.restated.connect(self._restated)
        queue.edited.connect(self._edited)
        queue.cleared.connect(self._cleared)
        self.checks.checked.connect(self._tell_changes)
        listed.shown.connect(self._looked_at)
        service.changed.connect(self._follow)
        service.keep = self._keep

    # What the page calls

    def restore(self, folder: Path, clean: bool) -> None:
        """Bring back the list of the last session from a folder, some rows at a time.

        Args:
            clean: that session ended properly. Else no picture is shown by itself: it may be what ended it.
        """
        self._clean = clean
        self.close()
        try:
            self._worklist = open_worklist(folder)
        except Problem as problem:
            self._banner.tell_problem(problem)
            return
        if not self._worklist.exists:
            self.restored.emit()
            return
        self.ready, self._reading = False, True
        self._queue.line.held = True
        work = Work(_reading(self._worklist), "list", self)
        work.events.connect(self._take)
        work.done.connect(self._all_read)
        work.failed.connect(self._banner.tell_problem)
        work.ended.connect(self._end_reading)
        work.start()

    def when_ready(self, call: Callable[[], None]) -> None:
        """Call at once, or as soon as the list of the last session is there."""
        if self.ready:
            call()
        else:
            self._calls.append(call)

    def close(self) -> None:
        """Write what is not yet written; another window may have the list from here on."""
        if self._worklist is not None:
            self._worklist.close()
            self._worklist = None

    def caption_again(self, item: CaptionItem) -> None:
        """Caption a picture whose file has changed."""
        self._queue.again([item.source.id], first=True)
        self._service.start()

    # Reading

    def _take(self, events: list[Event]) -> None:
        self._pieces += [event for event in events if isinstance(event, ListRead)]
        self._add_piece()

    def _add_piece(self) -> None:
        """Add a piece, then let the window have its turn."""
        if self._pieces:
            piece = self._pieces.popleft()
            self._inserting = True
            self._queue.restore(piece.items, piece.stamps)
            self._inserting = False
            self.came_back.emit(piece.items)
            QTimer.singleShot(0, self, self._add_piece)
        elif not self._reading and not self.ready:
            self._be_ready()

    def _all_read(self, current: int | None) -> None:
        self._current = -1 if current is None else current

    def _end_reading(self) -> None:
        self._reading = False
        self._add_piece()

    def _be_ready(self) -> None:
        self.ready = True
        line, queue = self._queue.line, self._queue
        line.held = queue.count(ItemState.WAITING) > 0
        self._tells = True
        self.checks.check(queue.items())
        current = queue.row_of(self._current)
        if self._clean and current >= 0:
            self._list.select(current)
        self._tell_notices()
        calls, self._calls = self._calls, []
        for call in calls:
            call()
        self.restored.emit()

    # Keeping

    def _keep(self, events: Sequence[CaptionReady | Refused]) -> None:
        """Keep what came of pictures; on the thread that captions."""
        worklist = self._worklist
        if worklist is None:
            return
        stamp = self._queue.line.stamp
        worklist.keep(
            [
                Outcome(event.id, event.caption, stamp=stamp(event.id))
                if isinstance(event, CaptionReady)
                else Outcome(event.id, problem=event.problem, stamp=stamp(event.id))
                for event in events
            ]
        )

    def _came(self, parent: QModelIndex, first: int, last: int) -> None:
        if self._worklist is not None and not self._inserting:
            sources = [item.source for item in self._queue.items()[first : last + 1]]
            self._worklist.add(map(new_picture, sources))

    def _went(self, ids: list[int]) -> None:
        if self._worklist is not None:
            self._worklist.remove(ids)

    def _renewed(self, before: int, item: CaptionItem) -> None:
        if self._worklist is not None:
            self._worklist.renew(before, new_picture(item.source))

    def _restated(self, ids: list[int]) -> None:
        if self._worklist is not None:
            items = filter(None, map(self._queue.item_of, ids))
            self._worklist.restate([(item.source.id, STATES[item.state], item.problem) for item in items])

    def _edited(self, id_: int) -> None:
        item = self._queue.item_of(id_)
        if self._worklist is not None and item is not None:
            self._worklist.edit(id_, item.edited)

    def _looked_at(self, item: CaptionItem | None) -> None:
        if item is None:
            return
        if self._worklist is not None and self.ready:
            self._worklist.look_at(item.source.id)
        if item.source.path is not None and item.state is ItemState.DONE:
            self.checks.check([item])

    def _follow(self) -> None:
        """When captioning goes on, files are looked at anew."""
        if self._service.busy and not self._busy:
            self.checks.check(self._queue.items())
        self._busy = self._service.busy
        self._tell_notices()

    # Telling

    def _tell_notices(self) -> None:
        worklist = self._worklist
        while worklist is not None and worklist.notices:
            problem = worklist.notices.popleft()
            if problem.code == "worklist-damaged" and self.ready:
                # In the middle of a session; all of the list is still here.
                stamp = self._queue.line.stamp
                worklist.add([listed_picture(item, stamp(item.source.id)) for item in self._queue.items()])
            self._banner.tell_problem(problem)

    def _tell_changes(self, changed: int, gone: int) -> None:
        """After the list was restored: how many of its files are others by now."""
        tells, self._tells = self._tells, False
        if not tells or not (changed or gone):
            return

        def words() -> str:
            counted = (
                (changed, self.tr("Pictures of the list whose files have changed since they were captioned: {count}.")),
                (gone, self.tr("Pictures of the list whose files are gone: {count}.")),
            )
            return text.language().space.join(part.format(count=text.number(count)) for count, part in counted if count)

        def again() -> None:
            self._banner.clear()
            items = self._queue.items()
            self._queue.again([item.source.id for item in items if item.changed is FileChange.CHANGED])
            self._service.start()

        self._banner.tell("info", words, [(lambda: self.tr("Caption again"), again)] if changed else [])

    def _cleared(self, items: list[CaptionItem], stamps: list[Stamp | None]) -> None:
        def words() -> str:
            return self.tr("List cleared. Pictures: {count}.").format(count=text.number(len(items)))

        def bring_back() -> None:
            self._banner.clear()
            self._inserting = True
            self._queue.restore(items, stamps)
            self._inserting = False
            if self._worklist is not None:
                self._worklist.bring_back([item.source.id for item in items])
            self._list.select(0)

        self._banner.tell("info", words, [(lambda: self.tr("Undo"), bring_back)])


def _reading(worklist: Worklist) -> Callable[[Commands, Emit], Any]:
    def job(commands: Commands, emit: Emit) -> int | None:
        for piece in worklist.read():
            emit(ListRead([item_of(kept, worklist.pixels) for kept in piece], [kept.stamp for kept in piece]))
            if commands.stopping:
                break
        return worklist.current

    return job
