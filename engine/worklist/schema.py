"""The database of a list: its tables, how an older one becomes one of today, and which errors are damage."""

import contextlib
import sqlite3
from pathlib import Path

from engine.databases import primary_code, writing
from engine.errors import Problem

HAS_PIXELS = """instr(origin, '"pixels"')"""
"""Whether a picture has pixels that lie beside the database, or is made of one that has."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        # ``place`` is the order of the list; a row that is ``gone`` was taken out, and can still be brought back.
        "CREATE TABLE picture (place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, origin TEXT NOT NULL, "
        "state TEXT NOT NULL, problem TEXT, caption TEXT, support BLOB, edited TEXT, size INTEGER, modified INTEGER, "
        "gone INTEGER NOT NULL DEFAULT 0)",
        # So that what left, and what has pixels here, is found without a look at all that is there.
        "CREATE INDEX gone ON picture (place) WHERE gone",
        f"CREATE INDEX with_pixels ON picture (place) WHERE {HAS_PIXELS}",
        "CREATE TABLE note (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    ),
)
"""The statements that make format n + 1 of format n; format 0 is an empty file."""

_BUSY_SECONDS = 5.0
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT})


def connect(path: Path) -> sqlite3.Connection:
    """The database at a path, made where there is none, and brought up to date; of an older one a copy is kept.

    Raises:
        Problem: ``worklist-newer``.
        sqlite3.Error: it cannot be opened or is damaged (see ``is_damage``).
    """
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        # What is committed survives a kill of this process; at a power cut the last moments may be missing, no more.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > len(STEPS):
            raise Problem("worklist-newer", path=path)
        if version < len(STEPS):
            _bring_up_to_date(database, path, version)
        database.execute("SELECT place, id, gone FROM picture LIMIT 1").fetchone()
        database.execute("SELECT name, value FROM note LIMIT 1").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def _bring_up_to_date(database: sqlite3.Connection, path: Path, version: int) -> None:
    if version:
        copy = sqlite3.connect(path.with_name(f"{path.stem}.format-{version}{path.suffix}"))
        with contextlib.closing(copy):
            database.backup(copy)
    with writing(database):
        for statements in STEPS[version:]:
            for statement in statements:
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(STEPS)}")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file holds something else than a list, or one that some fault of a disk has changed."""
    return primary_code(error) in _DAMAGED


def is_full(error: sqlite3.Error) -> bool:
    """Whether the disk is full."""
    return primary_code(error) == sqlite3.SQLITE_FULL
