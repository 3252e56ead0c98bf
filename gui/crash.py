"""Unexpected errors: they are written to a log, shown in a line, and the window keeps running."""

import faulthandler
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from engine.errors import Problem, reason
from engine.files import cache_folder

_open_files: list[IO[str]] = []
_LIMIT = 2**20


def log_file() -> Path:
    """Where tracebacks are written."""
    return cache_folder() / "atelier.log"


def as_problem(error: BaseException) -> Problem:
    """The fault as a sentence; what is not a Problem yet is written to the log, with its traceback."""
    if isinstance(error, Problem):
        return error
    return Problem("unexpected", reason=reason(error), log=write_log(error))


def write_log(error: BaseException) -> Path:
    """Append a traceback to the log; a log that cannot be written is no second fault."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LIMIT:
            path.replace(path.with_suffix(".old.log"))
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"--- {datetime.now():%Y-%m-%d %H:%M:%S} in {threading.current_thread().name}\n")
            file.write("".join(traceback.format_exception(error)))
    except OSError:
        pass
    return path


def watch(show: Callable[[Problem], None]) -> None:
    """Send every exception that nothing caught to the log and to ``show``, which any thread may call."""

    def report(error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt):
            raise SystemExit(130)
        traceback.print_exception(error)
        show(as_problem(error))

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        report(error.with_traceback(trace))

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            report(args.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook


def record_hard_faults() -> None:
    """Have the stacks of all threads written beside the log when the process itself dies."""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        file = open(log_file().with_name("atelier-fault.log"), "w", encoding="utf-8")  # noqa: SIM115
    except OSError:
        faulthandler.enable()
        return
    # The handler writes to the file's descriptor for as long as the process lives.
    _open_files.append(file)
    faulthandler.enable(file)
