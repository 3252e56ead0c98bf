"""Where lists lie: each window that is open at the same time has one of its own."""

import contextlib
import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import filelock

from engine.files import data_folder, make_folder, writing_problem
from engine.worklist.worklist import Worklist


def worklist_folder() -> Path:
    """Where the lists lie, in the person's data folder."""
    return data_folder() / "lists"


def open_worklist(folder: Path) -> Worklist:
    """The list of a window that has just opened: the first one that holds pictures and that no other window has; where
    there is none, an empty one. The window has it until it is closed, or the process ends.

    Raises:
        Problem: ``folder-unwritable``, ``disk-full``.
    """
    make_folder(folder)
    for path in sorted(folder.glob("list-*.sqlite"), key=_number):
        if path.stem.count(".") == 0 and (lock := _lock(path)):
            if _holds(path):
                return Worklist(path, lock)
            lock.release()
    for path in _names(folder):
        if lock := _lock(path):
            return Worklist(path, lock)
    raise AssertionError("there is no end of names")


def _names(folder: Path) -> Iterator[Path]:
    return (folder / f"list-{number}.sqlite" for number in itertools.count(1))


def _number(path: Path) -> tuple[int, str]:
    digits = path.stem.removeprefix("list-")
    return (int(digits), "") if digits.isdecimal() else (2**31, path.stem)


def _lock(path: Path) -> filelock.BaseFileLock | None:
    """The lock of a list, held; None where another window holds it.

    Raises:
        Problem: ``folder-unwritable``, ``disk-full``.
    """
    lock = filelock.FileLock(path.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return None
    except OSError as error:
        raise writing_problem(error, path.parent, 0) from error
    return lock


def _holds(path: Path) -> bool:
    """Whether a list holds pictures, or cannot be read, which has to be told."""
    if not path.stat().st_size:
        return False
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            return database.execute("SELECT 1 FROM picture WHERE NOT gone LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True
