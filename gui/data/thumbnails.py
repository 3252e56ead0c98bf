"""Small pictures of the rows in view, decoded on threads; what was scrolled past is never decoded."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from engine.events import Commands, Emit, Event
from gui import worker
from gui.images import small_image

THREADS = 2
"""Decoding lets Python go on meanwhile, so two threads decode at twice the speed of one."""
MOST_BYTES = 48 * 2**20
"""Of pixels that are kept: some 170 pictures of a fine screen, five times what is in view."""
NAME = "thumbnails"


@dataclass(frozen=True, slots=True)
class ThumbnailMade(Event):
    """A small picture; null where its file cannot be read."""

    file: str
    height: int
    image: QImage


class Thumbnails(QObject):
    """Keeps small pictures by file; ``made`` says that some have come."""

    made = Signal()

    def __init__(self, parent: QObject | None = None, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(parent)
        self._most = most_bytes
        self._lock = threading.Lock()
        self._wanted: OrderedDict[str, int] = OrderedDict()
        self._under_way: set[str] = set()
        self._kept: OrderedDict[str, tuple[int, QPixmap]] = OrderedDict()
        self._bytes = 0
        self._works: list[worker.Work] = []
        self._stopped = False

    @property
    def kept_bytes(self) -> int:
        """Bytes of all pixels that are kept."""
        return self._bytes

    @property
    def wanted(self) -> tuple[str, ...]:
        """Files that are asked for and not begun."""
        with self._lock:
            return tuple(self._wanted)

    def get(self, file: str) -> QPixmap | None:
        """A small picture, null where it cannot be read; None while it is not there."""
        found = self._kept.get(file)
        if found is None:
            return None
        self._kept.move_to_end(file)
        return found[1]

    def want(self, files: Sequence[str], height: int) -> None:
        """Ask for what is in view, the first first; what was asked for before, and is not begun, is dropped.

        Args:
            height: in pixels of the screen. A kept picture of less than three quarters of it is made again.
        """
        wanted = [
            file
            for file in files
            if file not in self._under_way and (file not in self._kept or 4 * self._kept[file][0] < 3 * height)
        ]
        with self._lock:
            self._wanted = OrderedDict.fromkeys(wanted, height)
        self._start(len(wanted))

    def want_too(self, files: Sequence[str], height: int) -> None:
        """Ask for some before all others, which stay."""
        with self._lock:
            before = dict(self._wanted)
        self.want([*files, *before], height)

    def forget(self) -> None:
        """Keep nothing, and decode nothing that is not begun."""
        with self._lock:
            self._wanted.clear()
        self._kept.clear()
        self._bytes = 0

    def _start(self, count: int) -> None:
        while not self._stopped and len(self._works) < min(THREADS, count):
            work = worker.Work(self._job, NAME, self)
            self._works.append(work)
            work.events.connect(self._take)
            work.ended.connect(lambda work=work: self._end(work))
            work.start()

    def _job(self, commands: Commands, emit: Emit) -> None:
        while not commands.stopping:
            with self._lock:
                if not self._wanted:
                    return
                file, height = self._wanted.popitem(last=False)
                self._under_way.add(file)
            emit(ThumbnailMade(file, height, _make(Path(file), height)))
        # The window is closing: nothing is begun any more.
        self._stopped = True

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, ThumbnailMade):
                self._under_way.discard(event.file)
                self._keep(event.file, event.height, QPixmap.fromImage(event.image))
        self.made.emit()

    def _keep(self, file: str, height: int, pixels: QPixmap) -> None:
        before = self._kept.pop(file, None)
        self._bytes += _bytes(pixels) - (_bytes(before[1]) if before else 0)
        self._kept[file] = (height, pixels)
        while self._bytes > self._most and len(self._kept) > 1:
            self._bytes -= _bytes(self._kept.popitem(last=False)[1][1])

    def _end(self, work: worker.Work) -> None:
        self._works.remove(work)
        with self._lock:
            waiting = len(self._wanted)
        self._start(waiting)


def _make(file: Path, height: int) -> QImage:
    try:
        # In the screen's own format: converted here, not while the window draws.
        return small_image(file, height).convertToFormat(QImage.Format.Format_RGB32)
    except Exception:
        # A place without a picture; why it cannot be read, the table's problems tell.
        return QImage()


def _bytes(pixels: QPixmap) -> int:
    return 4 * pixels.width() * pixels.height()
