"""Keeps the list arranged as a person asked for it, in slices between which the window goes on."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from gui.caption.arrangement import Arrangement, SearchTexts, Steps, arrange
from gui.caption.items import CaptionItem
from gui.caption.queue import CaptionQueue
from gui.caption.shown_items import ShownItems

_SLICE_SECONDS = 0.006
"""Work is done so long before the window has its turn."""
_SOON_MS, _LATER_MS = 40, 1000
"""How soon after pictures came, and after their captions did, the list is arranged again."""
_SHARE = 10
"""While captions come, arranging takes no more than one part of the time in so many."""


class Arranging(QObject):
    """The arrangement in force, and the work that brings it about; ``arranged``: the list is as it should be.

    Args:
        take: shows other rows (M,) of the queue; called with whether a person has just asked for them.
    """

    arranged = Signal()

    def __init__(self, queue: CaptionQueue, shown: ShownItems, take: Callable[[np.ndarray, bool], None]) -> None:
        super().__init__(shown)
        self.wanted = Arrangement()
        self.answered = True
        """What is shown is what was asked for, but for what became of some pictures since."""
        self._queue, self._shown, self._take = queue, shown, take
        self._texts = SearchTexts()
        self._steps: Steps[np.ndarray] | None = None
        self._asked = self._stale = False
        self._spent = 0.0
        self._slices, self._later = QTimer(self), QTimer(self)
        self._slices.timeout.connect(self._go_on)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._begin)
        # The model that is shown has followed by now: it was connected first.
        queue.rowsInserted.connect(self._restructured)
        queue.rowsRemoved.connect(self._restructured)
        queue.modelReset.connect(self._restructured)
        queue.dataChanged.connect(self._changed)

    @property
    def busy(self) -> bool:
        """The list is being arranged, or soon will be."""
        return self._steps is not None or self._later.isActive()

    def ask(self, wanted: Arrangement) -> None:
        """Arrange the list otherwise."""
        if wanted != self.wanted:
            self.wanted, self._asked, self.answered = wanted, True, False
            self._shown.closed = wanted.narrows
            self._begin()

    def allows(self, item: CaptionItem) -> bool:
        """Whether a picture is among those that are shown."""
        return bool(len(_through(arrange([item], self._queue.name, self.wanted, self._texts))))

    def _begin(self) -> None:
        self._later.stop()
        self._spent, self._stale = 0.0, False
        self._steps = arrange(self._queue.items(), self._queue.name, self.wanted, self._texts)
        if self.wanted.plain:
            self._finish(np.arange(self._queue.rowCount()))
        else:
            self._slices.start(0)
            self._go_on()

    def _go_on(self) -> None:
        if self._steps is None:
            return
        begun = time.perf_counter()
        try:
            while time.perf_counter() - begun < _SLICE_SECONDS:
                next(self._steps)
        except StopIteration as end:
            self._finish(end.value)
        self._spent += time.perf_counter() - begun

    def _finish(self, rows: np.ndarray) -> None:
        self._slices.stop()
        asked, stale = self._asked, self._stale
        self._steps, self._asked, self._stale = None, False, False
        self.answered = True
        if asked or not np.array_equal(rows, self._shown.rows):
            self._take(rows, asked)
        self.arranged.emit()
        if stale:
            self._changed()

    def _restructured(self) -> None:
        if self.wanted.plain:
            return
        # What was found so far has other numbers now.
        self._steps, self.answered = None, False
        self._slices.stop()
        self._later.start(_SOON_MS)

    def _changed(self) -> None:
        if not self.wanted.follows:
            return
        if self._steps is not None:
            # It may have been looked at already.
            self._stale = True
        elif not self._later.isActive():
            self._later.start(max(_LATER_MS, round(_SHARE * 1000 * self._spent)))


def _through(steps: Steps[np.ndarray]) -> np.ndarray:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: np.ndarray = end.value
            return found
