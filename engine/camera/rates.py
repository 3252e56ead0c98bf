"""How many of something come in a second."""

import time
from collections import deque
from collections.abc import Callable

OVER = 2.0
"""Seconds that a rate is taken over."""


class EventRate:
    """Counts what comes; a rate is that of the last seconds, so that it falls where nothing comes any more.

    Args:
        clock: seconds that go on evenly.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._moments: deque[float] = deque()
        self._begun = clock()
        self.total = 0

    def count(self) -> None:
        """One more has come."""
        self.total += 1
        self._moments.append(self._clock())
        self._drop()

    @property
    def per_second(self) -> float:
        """How many came in a second, over the last ``OVER`` seconds or since the beginning."""
        self._drop()
        over = min(OVER, self._clock() - self._begun)
        return len(self._moments) / over if over > 0 else 0.0

    def _drop(self) -> None:
        last = self._clock() - OVER
        while self._moments and self._moments[0] <= last:
            self._moments.popleft()
