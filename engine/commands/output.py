"""Output of the commands: text or JSON on standard output, progress on standard error."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from engine.charts.ticks import clock
from engine.errors import Problem, reason
from engine.escapes import obeys_nothing, printable
from engine.events import Event, Progress


class Output:
    """Writes results as text or JSON, and progress where standard error is a terminal."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._shown = 0.0
        self._width = 0

    def say(self, line: str) -> None:
        """Print a line of text; nothing with ``--json``."""
        if not self.as_json:
            self._clear()
            _write(line)

    def result(self, value: dict[str, Any], lines: Callable[[], list[str]] | None = None) -> None:
        """Print one result: a line of JSON, or lines of text, by default ``name  value``."""
        if self.as_json:
            _write(_json(value))
            return
        self._clear()
        width = max(len(name) for name in value)
        for line in lines() if lines else [f"{name:<{width}}  {_plain(item)}" for name, item in value.items()]:
            _write(line)

    def refuse(self, problem: Problem, **beside: str) -> None:
        """Print a problem as one sentence on standard error, and with ``--json`` as an object on standard output."""
        self._clear()
        if self.as_json and problem.code != "output-unwritable":
            _write(_json({**beside, "error": problem.code, "message": str(problem)}))
        print(printable(str(problem)), file=sys.stderr, flush=True)

    def warn(self, sentence: str) -> None:
        """Print a warning on standard error."""
        self._clear()
        print(printable(sentence), file=sys.stderr, flush=True)

    def progress(self, what: str, done: int, total: int | None, seconds_left: float | None = None) -> None:
        """Update the progress line, on a terminal only, at most ten times per second; ``total``: None if unknown."""
        now = time.monotonic()
        if not sys.stderr.isatty() or (now - self._shown < 0.1 and done != total):
            return
        self._shown = now
        left = f", {clock(seconds_left)} left" if seconds_left is not None else ""
        text = f"{what} {done:,}" + (f" of {total:,}{left}" if total is not None else "")
        print("\r" + text.ljust(self._width), end="", file=sys.stderr, flush=True)
        self._width = len(text)

    def tell(self, event: Event) -> None:
        """Show a ``Progress`` event as the progress line; ignore other events."""
        if isinstance(event, Progress):
            self.progress(event.task.value, event.done, event.total or None, event.seconds_left)

    def _clear(self) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)
            self._width = 0


def _json(value: Any) -> str:
    """A value as JSON; in ASCII where it holds what a terminal would obey, or the name of a file that is no Unicode."""
    text = json.dumps(value, ensure_ascii=False)
    return text if obeys_nothing(text) else json.dumps(value)


def _write(line: str) -> None:
    """Print a line.

    Raises:
        BrokenPipeError: if the reader has closed the pipe.
        Problem: ``output-unwritable``.
    """
    try:
        print(printable(line), flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Problem("output-unwritable", reason=reason(error)) from error


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
    if isinstance(value, list):
        return "none" if not value else f"{len(value):,}"
    return str(value)
