"""Keeps every caption in the history as it is made, and every edit: on a thread, in batches."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, QSettings, Signal

from engine.errors import Problem
from engine.events import Commands, Emit, Event
from gui import memory, worker
from gui.caption.items import Caption, CaptionItem, Source
from gui.caption.queue import CaptionQueue
from gui.caption.saving_jobs import source_name
from gui.caption.service import Captioning
from gui.caption.translating import Translating, TranslationWanted, wanted_of
from gui.caption.waiting_line import stamp_of

if TYPE_CHECKING:
    from engine.history import CaptionHistory, HistoryEntry
    from engine.history.entry import SourceKind

Change = Literal["", "edited", "translated"]

NAME = "history"
MOST_WAITING = 10_000
"""Entries that wait while the history cannot be written; a caption more, and the oldest is lost."""
_TOGETHER = 64
_HELD = 500
"""Pictures that are held as the model saw them until they have been made small: some 100 MB."""
_TRIES = 6
"""How often a history that another window writes is asked again, ten seconds each time."""


@dataclass(frozen=True, slots=True)
class HistoryKept(Event):
    """Captions are on the disk."""


@dataclass(frozen=True, slots=True)
class HistoryTold(Event):
    """What the history has to say: why captions are not kept, or what became of a damaged file."""

    problem: Problem
    failed: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """A caption that is to be kept, or one that is kept and has changed: "edited", or "translated" since.

    ``seen`` is the model's input, uint8 (H, W, 3); None of a change, and where too many wait to hold all of theirs.
    """

    source: Source
    caption: Caption
    text: str
    edited: bool
    translation: str
    made: int
    change: Change
    seen: np.ndarray | None


class HistoryKeeping(QObject):
    """``kept``: more is on the disk. ``told``: a Problem, once until it has gone away or another one comes.
    ``switched``: it is on, or off.
    """

    kept = Signal()
    told = Signal(object)
    switched = Signal()

    def __init__(self, queue: CaptionQueue, service: Captioning, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: CaptionHistory | None = None
        self._queue = queue
        self._settings: QSettings | None = None
        self._on = True
        self._lock = threading.Lock()
        self._made: deque[_Made] = deque()
        # Ready to be written, with what has changed: what could not be written stays here.
        self._ready: deque[tuple[HistoryEntry, Change]] = deque()
        self._translating: Translating | None = None
        # The pictures whose captions an online translator may still translate.
        self._untranslated: OrderedDict[TranslationWanted, list[int]] = OrderedDict()
        self._work: worker.Work | None = None
        # Once a session, what was deleted long ago goes for good.
        self._purged = False
        self.problem: Problem | None = None
        """Why captions wait that could not be written."""
        self.lost = 0
        """Captions that were not kept, since the history could not be written for too long."""
        service.captioned.connect(self._captioned)
        queue.edited.connect(self._edited)

    @property
    def history(self) -> CaptionHistory:
        """Where captions are kept: loaded when it is first used, so that no start of the window waits for it."""
        with self._lock:
            if self._history is None:
                from engine.history import CaptionHistory, history_file

                self._history = CaptionHistory(history_file())
            return self._history

    @property
    def on(self) -> bool:
        """Whether captions are kept."""
        return self._on

    def switch(self, on: bool) -> None:
        """Keep captions from now on, or nothing any more; remembered at once, so that a crash does not turn it back."""
        self._on = on
        if self._settings is not None:
            self._settings.setValue("history/on", "true" if on else "false")
            self._settings.sync()
        self.switched.emit()

    def restore(self, settings: QSettings) -> None:
        """Take over what was chosen last."""
        self._settings = settings
        self._on = memory.text(settings, "history/on", "true") == "true"
        self.switched.emit()

    def follow(self, translating: Translating) -> None:
        """Keep what online translators make of captions too, as it comes."""
        self._translating = translating
        translating.came.connect(self._translated)

    @property
    def waiting(self) -> int:
        """Captions that are not on the disk yet."""
        return len(self._made) + len(self._ready)

    def _captioned(self, id_: int, seen: np.ndarray) -> None:
        self._put(id_, "", seen)

    def _edited(self, id_: int) -> None:
        self._put(id_, "edited")

    def _translated(self, came: set[TranslationWanted]) -> None:
        for wanted in came:
            for id_ in self._untranslated.pop(wanted, ()):
                item = self._queue.item_of(id_)
                if item is not None and item.caption is not None and wanted_of(item) == wanted:
                    self._put(id_, "translated")

    def _put(self, id_: int, change: Change, seen: np.ndarray | None = None) -> None:
        item = self._queue.item_of(id_)
        if not self._on or item is None or item.caption is None or not item.caption.caption:
            return
        told = (item.source, item.caption, item.text, item.edited is not None, self._translation(item))
        with self._lock:
            made = self._made
            if change and made and made[-1].change == change and made[-1].source == item.source:
                # Only the last of what was typed counts.
                made.pop()
            held = seen if len(made) < _HELD else None
            made.append(_Made(*told, made=round(time.time() * 1000), change=change, seen=held))
        if self._work is None:
            self._begin()

    def _translation(self, item: CaptionItem) -> str:
        """The online translation, where there is one by now, else the offline one."""
        wanted = wanted_of(item)
        online = self._translating.found(wanted) if self._translating is not None else None
        if online is not None and online.text:
            return item.rewriting.apply(online.text)
        self._untranslated.setdefault(wanted, []).append(item.source.id)
        while len(self._untranslated) > MOST_WAITING:
            self._untranslated.popitem(last=False)
        return item.translated

    def _begin(self) -> None:
        self._work = worker.Work(self._job, NAME, self)
        self._work.events.connect(self._take)
        self._work.failed.connect(self.told)
        self._work.ended.connect(self._end)
        self._work.start()

    def _job(self, commands: Commands, emit: Emit) -> None:
        """Write all that is there, also where the window is about to close."""
        tries = 0
        while self._made or self._ready:
            while self._made and len(self._ready) < MOST_WAITING + _TOGETHER:
                with self._lock:
                    made = self._made.popleft()
                self._ready.append(_ready(made))
            while len(self._ready) > MOST_WAITING:
                self._ready.popleft()
                self.lost += 1
            try:
                self._write()
                if not self._purged:
                    self._purged = True
                    self.history.purge()
            except Problem as problem:
                tries += 1
                if problem.code == "history-busy" and tries < _TRIES and not commands.stopping:
                    continue
                emit(HistoryTold(problem, failed=True))
                return
            finally:
                while self.history.notices:
                    emit(HistoryTold(self.history.notices.popleft(), failed=False))
            emit(HistoryKept())

    def _write(self) -> None:
        """Write the first of what is ready: captions together, a change by itself."""
        entry, change = self._ready[0]
        if change:
            self.history.edit(entry, add=change == "edited")
            self._ready.popleft()
            return
        added: list[HistoryEntry] = []
        for entry, change in self._ready:
            if change or len(added) == _TOGETHER:
                break
            added.append(entry)
        self.history.add(added)
        for _ in added:
            self._ready.popleft()

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, HistoryKept):
                self.problem = None
            elif isinstance(event, HistoryTold):
                if not event.failed or self.problem is None or event.problem.code != self.problem.code:
                    self.told.emit(event.problem)
                self.problem = event.problem if event.failed else self.problem
        self.kept.emit()

    def _end(self) -> None:
        self._work = None
        # A caption may have come while the job was already on its way out; what could not be written waits for the
        # next one.
        if self._made:
            self._begin()


def _ready(made: _Made) -> tuple[HistoryEntry, Change]:
    """The entry of a caption; its picture is made small here, on the job's thread."""
    from engine.history import HistoryEntry

    source, caption = made.source, made.caption
    stamp = stamp_of(source.path) if source.path is not None else None
    entry = HistoryEntry(
        made=made.made,
        kind=kind_of(source),
        source=source_name(source),
        checkpoint=caption.model,
        language=caption.language,
        caption=caption.caption,
        text=made.text,
        edited=made.edited,
        translation=made.translation,
        fit=caption.fit,
        size=stamp[0] if stamp else None,
        modified=stamp[1] if stamp else None,
        thumbnail=_thumbnail(made),
    )
    return entry, made.change


def _thumbnail(made: _Made) -> bytes:
    from engine.data.picture import thumbnail
    from engine.history.thumbnails import SIDE, packed

    if made.seen is not None:
        return packed(made.seen)
    if made.change or made.source.path is None:
        return b""
    try:
        return packed(thumbnail(made.source.path, SIDE, SIDE))
    except Problem:
        # The file has gone since; its caption stays.
        return b""


def kind_of(source: Source) -> SourceKind:
    """How a picture came, as the history has it."""
    if source.path is not None:
        return "file"
    if source.strange is not None:
        return "strange"
    return "noise" if source.seed is not None else "pasted"
