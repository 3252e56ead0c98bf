"""What every SQLite file here needs: one transaction, and which fault an error tells."""

import contextlib
import sqlite3
from collections.abc import Iterator


@contextlib.contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """One transaction, begun as a writing one: a reading one that turns to writing cannot wait for its turn."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def primary_code(error: BaseException) -> int:
    """SQLite's primary error code, the lowest byte of the whole one; 0 for errors of others."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_busy(error: BaseException) -> bool:
    """Another connection is writing: a later call may find it free."""
    return primary_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
