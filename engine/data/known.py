"""What pictures looked like when they were looked at last, by path, size and time of change, in one SQLite file.

The file is an aid: where it cannot be used, every picture is looked at anew. One that is damaged is made anew.
"""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.files import cache_folder

FORMAT = 1
"""Raised whenever a picture would give another look; the file is made anew then."""
MOST = 1_000_000
"""Looks that are kept; the oldest tenth goes when there are more."""
_BUSY_SECONDS = 5.0
_AT_ONCE = 500
"""Paths that one question names; SQLite allows some thousand."""
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS look (path BLOB PRIMARY KEY, bytes INTEGER, changed INTEGER, width INTEGER, "
    "height INTEGER, hash BLOB, colours BLOB)",
    f"PRAGMA user_version = {FORMAT}",
)


class Fingerprint(NamedTuple):
    """A file as it is now: its path, its size in bytes, when it was changed in nanoseconds since 1970."""

    path: str
    size: int
    changed: int


class KnownLook(NamedTuple):
    """What a picture looks like: width and height in pixels, 32 bytes of hash, 48 of colours."""

    width: int
    height: int
    hash: bytes
    colours: bytes


def fingerprint(path: str) -> Fingerprint:
    """A file as it is now; of one that is not there, size and time are -1."""
    try:
        status = os.stat(path)
    except OSError:
        return Fingerprint(path, -1, -1)
    return Fingerprint(path, status.st_size, status.st_mtime_ns)


class KnownLooks:
    """Looks by fingerprint.

    Args:
        path: the file; its folder is made where it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None
        self._usable = True

    @classmethod
    def in_cache(cls) -> "KnownLooks":
        """Those in the cache folder."""
        return cls(cache_folder() / "looks.sqlite")

    def find(self, marks: Iterable[Fingerprint]) -> dict[Fingerprint, KnownLook]:
        """The looks that are known of files as they are."""
        wanted = {os.fsencode(mark.path): mark for mark in marks}
        found: dict[Fingerprint, KnownLook] = {}

        def look(database: sqlite3.Connection) -> None:
            paths = list(wanted)
            for begin in range(0, len(paths), _AT_ONCE):
                some = paths[begin : begin + _AT_ONCE]
                places = ",".join("?" * len(some))
                for path, *rest in database.execute(f"SELECT * FROM look WHERE path IN ({places})", some):
                    mark = wanted[path]
                    if rest[:2] == [mark.size, mark.changed]:
                        found[mark] = KnownLook(*rest[2:])

        self._use(look)
        return found

    def keep(self, looks: Mapping[Fingerprint, KnownLook]) -> None:
        """Keep some looks; the oldest go where there are too many."""
        if not looks:
            return
        rows = [(os.fsencode(mark.path), mark.size, mark.changed, *look) for mark, look in looks.items()]

        def write(database: sqlite3.Connection) -> None:
            with _writing(database):
                database.executemany("INSERT OR REPLACE INTO look VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
                [(count,)] = database.execute("SELECT count(*) FROM look")
                if count > MOST:
                    database.execute(
                        "DELETE FROM look WHERE rowid IN (SELECT rowid FROM look ORDER BY rowid LIMIT ?)",
                        (count - MOST * 9 // 10,),
                    )

        self._use(write)

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _use(self, work: Callable[[sqlite3.Connection], None]) -> None:
        if not self._usable:
            return
        try:
            try:
                work(self._open())
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                # Damaged, or no database at all.
                self.close()
                self._path.unlink(missing_ok=True)
                work(self._open())
        except (sqlite3.Error, OSError):
            self._usable = False
            self.close()

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._database = database
            [(version,)] = database.execute("PRAGMA user_version")
            if version not in (0, FORMAT):
                database.execute("DROP TABLE IF EXISTS look")
            # What a crash may lose is found out again.
            database.execute("PRAGMA synchronous = OFF")
            for statement in _SCHEMA:
                database.execute(statement)
        return self._database


@contextlib.contextmanager
def _writing(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
