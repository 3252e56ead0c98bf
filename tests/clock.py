"""What tests put in the place of the module ``time``: it passes where somebody sleeps, and then at once."""

import threading


class Clock:
    """A clock that stands still unless it is moved; safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = 0.0

    def perf_counter(self) -> float:
        """Seconds since it was made."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        with self._lock:
            self.now += seconds
