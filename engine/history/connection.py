"""The file as threads use it: two connections, opened late; a damaged file set aside; each fault as one sentence."""

import contextlib
import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import filelock

from engine.databases import primary_code, writing
from engine.errors import Problem, reason
from engine.files import set_aside
from engine.history import schema

T = TypeVar("T")

Work = Callable[[sqlite3.Connection], T]
Stopped = Callable[[], bool]

_STEPS = 20_000
"""Of SQLite's machine, between two looks whether a search is still wanted: some milliseconds."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_INDEX_DAMAGED = 267
"""SQLITE_CORRUPT_VTAB: of a virtual table alone, and the index is the only one."""


class HistoryFile:
    """One connection reads and one writes, so that a search does not wait for a batch that is being kept.

    Attributes:
        indexed: words are found by an index. None before the file was opened.
        notices: what has to be told besides, such as that a damaged file was set aside; whoever tells it takes it out.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.indexed: bool | None = None
        self.notices: deque[Problem] = deque()
        self._reading, self._writing = _Door(path), _Door(path)

    def read(self, work: Work[T], stopped: Stopped | None = None) -> T:
        """Do what only reads; where ``stopped`` says so, it is left off.

        Raises:
            Problem: ``stopped``; else as ``write``.
        """
        return self._use(self._reading, work, stopped)

    def write(self, work: Work[T]) -> T:
        """Do what writes.

        Raises:
            Problem: ``history-unusable``, ``history-full``, ``history-busy``, ``history-newer``.
        """
        return self._use(self._writing, work, None)

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        for door in (self._reading, self._writing):
            door.close()

    def _use(self, door: "_Door", work: Work[T], stopped: Stopped | None) -> T:
        rebuilt = False
        try:
            for _ in range(2):
                try:
                    return door.use(self._open, work, stopped)
                except sqlite3.DatabaseError as error:
                    if getattr(error, "sqlite_errorcode", 0) == _INDEX_DAMAGED and not rebuilt:
                        rebuilt = True
                        self._rebuild(door)
                    elif is_damage(error):
                        self._set_aside(door)
                    else:
                        raise
            return door.use(self._open, work, stopped)
        except sqlite3.Error as error:
            raise self._problem(error) from error
        except (OSError, filelock.Timeout) as error:
            raise Problem("history-unusable", path=self.path, reason=reason(error)) from error

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = schema.connect(self.path)
        told, self.indexed = self.indexed, schema.indexes(database)
        if told is None and not self.indexed:
            self.notices.append(Problem("history-unindexed"))
        return database

    def _rebuild(self, door: "_Door") -> None:
        """Make the index anew: the entries themselves are not damaged."""

        def rebuild(database: sqlite3.Connection) -> None:
            with writing(database):
                schema.rebuild(database)

        try:
            self._writing.use(self._open, rebuild, None)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._set_aside(door)

    def _set_aside(self, door: "_Door") -> None:
        """Move the damaged file away, unless another process, or thread, has just done so."""
        self.close()
        with filelock.FileLock(self.path.with_name(self.path.name + ".lock"), timeout=schema.BUSY_SECONDS):
            if door.found is None or _identity(self.path) != door.found:
                return
            aside = set_aside(self.path)
            for ending in ("-wal", "-shm"):
                log = self.path.with_name(self.path.name + ending)
                with contextlib.suppress(FileNotFoundError):
                    os.replace(log, aside.with_name(aside.name + ending))
        self.notices.append(Problem("history-damaged", path=self.path, aside=aside))

    def _problem(self, error: sqlite3.Error) -> Problem:
        match primary_code(error):
            case sqlite3.SQLITE_INTERRUPT:
                return Problem("stopped")
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return Problem("history-busy", path=self.path)
            case sqlite3.SQLITE_FULL:
                return Problem("history-full", path=self.path)
        return Problem("history-unusable", path=self.path, reason=reason(error))


class _Door:
    """One connection, opened when it is used, and the lock that one thread at a time holds.

    Attributes:
        found: what lay at the path when it was opened last; None for nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self.found: tuple[int, int] | None = None

    def use(self, opened: Callable[[], sqlite3.Connection], work: Work[T], stopped: Stopped | None) -> T:
        with self._lock:
            if self._database is None:
                self.found = _identity(self._path)
                self._database = opened()
                self.found = _identity(self._path)
            database = self._database
            if stopped is None:
                return work(database)
            database.set_progress_handler(lambda: int(stopped()), _STEPS)
            try:
                return work(database)
            finally:
                database.set_progress_handler(None, 0)

    def close(self) -> None:
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None


def is_damage(error: BaseException) -> bool:
    """Whether a file is damaged, or none of ours."""
    return isinstance(error, schema.ForeignFile) or primary_code(error) in _DAMAGED


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
