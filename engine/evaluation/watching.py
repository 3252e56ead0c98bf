"""How far the captioning of a set is, told as it goes."""

import time
from collections.abc import Callable

from engine.errors import Problem
from engine.events import Emit, Progress, Task


class CaptioningWatch:
    """Reports the progress of one captioning, or of several as one, and ends them when a stop is wanted.

    Args:
        task: as which it is told.
        count: captionings that follow one another, of as many pictures each.
    """

    def __init__(self, emit: Emit, stopped: Callable[[], bool], task: Task, count: int = 1) -> None:
        self._emit, self._stopped, self._task, self._count = emit, stopped, task, count
        self._begun: float | None = None
        self._before = self._last = 0

    def captioned(self, done: int, total: int) -> None:
        """The ``tick`` of ``caption_records``.

        Raises:
            Problem: ``stopped``.
        """
        if self._stopped():
            raise Problem("stopped")
        now = time.perf_counter()
        if self._begun is None:
            self._begun = now
        if done < self._last:
            # The next one has begun.
            self._before += total
        self._last = done
        done, total = self._before + done, self._count * total
        left = (now - self._begun) / done * (total - done) if done else None
        self._emit(Progress(self._task, done, total, left))
