"""The line in which pictures wait to be captioned.

It is the one piece that both threads touch: the captioning job takes from it while the window still adds.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import islice

from engine.worklist import Stamp, stamp_of
from gui.caption.items import Source


class WaitingLine:
    """The waiting pictures, in order, and what was read of those that waited; safe for two threads.

    Attributes:
        held: nobody has asked yet that those that wait be captioned: an earlier session has left them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[int, Stamp | None] = {}
        self._waiting: OrderedDict[int, Source] = OrderedDict()
        self._urgent: set[int] = set()
        self.held = False

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def ready(self) -> bool:
        """Whether there is anything to take."""
        return bool(self._waiting) and not self.held

    def put(self, source: Source) -> None:
        """Wait at the end."""
        with self._lock:
            self._waiting[source.id] = source

    def prefer(self, id_: int) -> None:
        """Let one that waits come before all others, as it is on display; one that was taken is not taken again."""
        with self._lock:
            if id_ in self._waiting:
                self._waiting.move_to_end(id_, last=False)
                self._urgent.add(id_)

    def put_all(self, sources: Iterable[Source]) -> None:
        """Wait at the end, in this order."""
        with self._lock:
            self._waiting.update((source.id, source) for source in sources)

    def put_back(self, sources: Sequence[Source]) -> None:
        """Wait in front of all others, in this order."""
        with self._lock:
            for source in reversed(sources):
                self._waiting[source.id] = source
                self._waiting.move_to_end(source.id, last=False)

    def take(self, most: int = 1) -> list[Source]:
        """Remove and return the next ones; the picture on display comes alone, so that it is captioned soonest."""
        with self._lock:
            taken: list[Source] = []
            while self.ready and len(taken) < most:
                urgent = next(iter(self._waiting)) in self._urgent
                if taken and urgent:
                    break
                id_, source = self._waiting.popitem(last=False)
                self._urgent.discard(id_)
                taken.append(source)
                if urgent:
                    break
            return taken

    def next(self, count: int) -> list[Source]:
        """The pictures that would be taken next."""
        with self._lock:
            return list(islice(self._waiting.values(), count if self.ready else 0))

    def note_read(self, source: Source) -> None:
        """A picture's file is about to be read as it is now."""
        if source.path is not None:
            self._read[source.id] = stamp_of(source.path)

    def stamp(self, id_: int) -> Stamp | None:
        """The stamp of a picture's file as it was read; None for what has no file, or was not read."""
        return self._read.get(id_)

    def note_stamp(self, id_: int, stamp: Stamp) -> None:
        """A picture's file was read in an earlier session."""
        self._read[id_] = stamp

    def stale(self, source: Source) -> bool:
        """Whether a picture's file is another one than that which was read."""
        return source.path is not None and source.id in self._read and self._read[source.id] != stamp_of(source.path)

    def clear(self) -> None:
        """All leave the queue."""
        with self._lock:
            self._read, self._waiting, self._urgent = {}, OrderedDict(), set()

    def drop(self, ids: Iterable[int]) -> None:
        """Leave the queue."""
        with self._lock:
            for id_ in ids:
                self._read.pop(id_, None)
                self._waiting.pop(id_, None)
                self._urgent.discard(id_)
