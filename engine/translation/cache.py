"""What online translators answered, kept in one SQLite file, so that no caption is asked, and paid for, twice.

The cache is an aid: where it cannot be used, translation goes on without it and ``problem`` says why. A damaged file is
set aside and made anew. Several processes may use it at once; a key never enters it.
"""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import filelock

from engine.databases import is_busy, primary_code, writing
from engine.errors import Problem, reason
from engine.files import cache_folder
from engine.translation.direction import TO_CHINESE, Direction

FORMAT = 2
"""Format 1 held what was translated from English into Chinese alone; it is taken over."""
BUDGET = 64 * 2**20
"""Bytes of the file's pages in use, beyond which those unused for longest go: some 100,000 captions."""
_SHARE_DROPPED = 10
_BUSY_SECONDS = 0.5
_SAME_USE_SECONDS = 3600.0
"""Reading what was read so lately writes nothing."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT})
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS translation (provider TEXT NOT NULL, direction TEXT NOT NULL, text TEXT NOT NULL, "
    "translation TEXT NOT NULL, used REAL NOT NULL, PRIMARY KEY (provider, direction, text)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS by_use ON translation (used)",
    f"PRAGMA user_version = {FORMAT}",
)
_FROM_FORMAT_1 = (
    "ALTER TABLE translation RENAME TO former",
    "DROP INDEX IF EXISTS by_use",
    *_SCHEMA,
    f"INSERT INTO translation SELECT provider, '{TO_CHINESE}', english, chinese, used FROM former",
    "DROP TABLE former",
)


def cache_file() -> Path:
    """Where the cache lies, among the others of this program."""
    return cache_folder() / "translations.sqlite"


class _OtherFormat(sqlite3.DatabaseError):
    """A database that another version of this program, or another program, has made."""


class Cache:
    """Translations by provider, direction and text. Safe for several threads and processes.

    Args:
        path: the file; its folder is made where it does not exist.
        budget: bytes that it may use.
    """

    def __init__(self, path: Path, budget: int = BUDGET) -> None:
        self.path = path
        self.problem: Problem | None = None
        self._budget = budget
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None

    def find(self, provider: str, texts: Iterable[str], direction: Direction = TO_CHINESE) -> dict[str, str]:
        """The translation of those texts that are known."""
        wanted, now = list(texts), time.time()
        found: dict[str, str] = {}

        def look(database: sqlite3.Connection) -> None:
            stale = []
            for text in wanted:
                row = database.execute(
                    "SELECT translation, used FROM translation WHERE provider = ? AND direction = ? AND text = ?",
                    (provider, str(direction), text),
                ).fetchone()
                if row is None or not isinstance(row[0], str):
                    continue
                found[text] = row[0]
                if row[1] < now - _SAME_USE_SECONDS:
                    stale.append((now, provider, str(direction), text))
            if stale:
                with writing(database):
                    database.executemany(
                        "UPDATE translation SET used = ? WHERE provider = ? AND direction = ? AND text = ?", stale
                    )

        self._use(look)
        return found

    def keep(self, provider: str, translations: Mapping[str, str], direction: Direction = TO_CHINESE) -> None:
        """Keep the translation of some texts; the oldest go where the budget is used up."""

        def write(database: sqlite3.Connection) -> None:
            with writing(database):
                database.executemany(
                    "INSERT OR REPLACE INTO translation VALUES (?, ?, ?, ?, ?)",
                    [
                        (provider, str(direction), text, translation, time.time())
                        for text, translation in translations.items()
                    ],
                )
                while _bytes_used(database) > self._budget and _drop_oldest(database):
                    pass

        self._use(write)

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        with self._lock:
            self._close()

    def _use(self, work: Callable[[sqlite3.Connection], None]) -> None:
        with self._lock:
            if self.problem is not None:
                return
            try:
                try:
                    work(self._open())
                except sqlite3.DatabaseError as error:
                    if not _is_damage(error):
                        raise
                    self._close()
                    self._set_aside()
                    work(self._open())
            except (sqlite3.Error, OSError, filelock.Timeout) as error:
                self._close()
                if not _is_busy(error):
                    self.problem = Problem("translator-cache", path=self.path, reason=reason(error))

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _connect(self.path)
        return self._database

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _set_aside(self) -> None:
        """Move the damaged file away, unless another process has just done so."""
        with filelock.FileLock(self.path.with_suffix(".lock"), timeout=_BUSY_SECONDS):
            try:
                database = _connect(self.path)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
            else:
                with contextlib.closing(database):
                    if database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",):
                        return
            for ending in ("", "-journal"):
                path = self.path.with_name(self.path.name + ending)
                with contextlib.suppress(FileNotFoundError):
                    os.replace(path, path.with_name(path.name + ".damaged"))


def _connect(path: Path) -> sqlite3.Connection:
    """The database of a file, made where there is none.

    Raises:
        sqlite3.Error: it cannot be opened, is damaged, or is not ours.
    """
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        # Nothing is lost with a cache that a power cut damages.
        database.execute("PRAGMA synchronous = OFF")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version not in (0, 1, FORMAT):
            raise _OtherFormat(f"format {version}")
        if version != FORMAT:
            with writing(database):
                # Another process may have been here meanwhile.
                (version,) = database.execute("PRAGMA user_version").fetchone()
                for statement in {0: _SCHEMA, 1: _FROM_FORMAT_1}.get(version, ()):
                    database.execute(statement)
        database.execute("SELECT provider, direction, text, translation, used FROM translation LIMIT 1").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def _bytes_used(database: sqlite3.Connection) -> int:
    pages, free, size = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _drop_oldest(database: sqlite3.Connection) -> int:
    """Delete a share of the rows and return how many."""
    (rows,) = database.execute("SELECT count(*) FROM translation").fetchone()
    return database.execute(
        "DELETE FROM translation WHERE (provider, direction, text) IN "
        "(SELECT provider, direction, text FROM translation ORDER BY used LIMIT ?)",
        (max(1, rows // _SHARE_DROPPED),),
    ).rowcount


def _is_damage(error: BaseException) -> bool:
    return isinstance(error, _OtherFormat) or primary_code(error) in _DAMAGED


def _is_busy(error: BaseException) -> bool:
    """Another process is writing: the next call may find it free."""
    return isinstance(error, filelock.Timeout) or is_busy(error)
