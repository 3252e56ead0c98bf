"""How long to wait and how often to ask: pauses that hear a stop, patience with failures, the limit on the rate."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engine.errors import Problem

Stopped = Callable[[], bool]

HEARING_SECONDS = 0.1
"""How often a wait looks whether it is to stop."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """What is put up with. Times in seconds.

    ``back_off`` is the wait after the first failed try; it doubles with each further one. A server that asks for more
    than ``longest_wait`` is left alone for that long, and so is one for ``rest`` after ``failures`` in a row.
    """

    tries: int = 3
    back_off: float = 1.0
    longest_wait: float = 20.0
    failures: int = 2
    rest: float = 60.0


def pause(seconds: float, stopped: Stopped) -> None:
    """Wait.

    Raises:
        Problem: ``stopped``, soon after it is wanted.
    """
    end = time.perf_counter() + seconds
    while True:
        if stopped():
            raise Problem("stopped")
        left = end - time.perf_counter()
        if left <= 0:
            return
        time.sleep(min(left, HEARING_SECONDS))


class RateLimit:
    """At most ``per_second`` requests in any second, as the server sees them; below 1, one in so many seconds.

    A second is counted from the answer of one request to the beginning of another, not between their beginnings:
    however long either travels, the server gets them a second apart. Safe for several threads.
    """

    def __init__(self, per_second: float) -> None:
        self._lock = threading.Lock()
        self._ended: deque[float] = deque()
        self._under_way = 0
        self.per_second = per_second

    @contextmanager
    def turn(self, stopped: Stopped) -> Iterator[None]:
        """Wait until a request is allowed, and count it.

        Raises:
            Problem: ``stopped``.
        """
        while (left := self._take()) > 0:
            pause(left, stopped)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                self._ended.append(time.perf_counter())

    def _take(self) -> float:
        """Begin a request and return 0, or how long to wait before asking again."""
        most, period = max(1, int(self.per_second)), max(1.0, 1.0 / self.per_second)
        with self._lock:
            now = time.perf_counter()
            while self._ended and self._ended[0] + period <= now:
                self._ended.popleft()
            if self._under_way + len(self._ended) < most:
                self._under_way += 1
                return 0.0
            return self._ended[0] + period - now if self._ended else HEARING_SECONDS


_limits: dict[str, RateLimit] = {}
_lock = threading.Lock()


def shared_limit(account: str, per_second: float) -> RateLimit:
    """The one limit of an account in this process; the rate asked for last holds."""
    with _lock:
        limit = _limits.setdefault(account, RateLimit(per_second))
        limit.per_second = per_second
        return limit
