"""The history's file: its tables, and the steps that bring a file of an older format up to date.

A new file goes through all steps, so that each of them is tried by every test.
"""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from engine.databases import writing
from engine.errors import Problem
from engine.files import TEMPORARY
from engine.history import index

BUSY_SECONDS = 10.0
"""How long to wait for another window that writes."""
_DAY_MS = 86_400_000
_PIECE = 2000
"""Rows indexed together where the whole index is built anew."""


class ForeignFile(sqlite3.DatabaseError):
    """A database that another program has made, or of which a part is missing."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the history, made where there is none and brought up to date where it is older.

    Raises:
        sqlite3.Error: it cannot be opened, is damaged, or (``ForeignFile``) is not ours.
        Problem: ``history-newer``.
    """
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        # Readers go on while another window writes; what is committed outlasts a power cut.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        version = format_of(database)
        if version > FORMAT:
            raise Problem("history-newer", path=path)
        if version < FORMAT:
            _bring_up_to_date(database, path)
        if not _is_indexed(database) and indexes(database):
            # It was written by a Python whose SQLite has no FTS5.
            with writing(database):
                rebuild(database)
    except BaseException:
        database.close()
        raise
    return database


def format_of(database: sqlite3.Connection) -> int:
    """The format of a file; 0 for a new one."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def indexes(database: sqlite3.Connection) -> bool:
    """Whether this SQLite has FTS5; some systems' Python comes without."""
    try:
        database.execute("CREATE VIRTUAL TABLE temp.probe USING fts5(text, content='')")
    except sqlite3.OperationalError as error:
        if "no such module" not in str(error):
            raise
        return False
    database.execute("DROP TABLE temp.probe")
    return True


def copy_name(path: Path, version: int) -> Path:
    """Where the file as it was before it was brought up to date is kept."""
    return path.with_name(f"{path.name}.format-{version}")


def _bring_up_to_date(database: sqlite3.Connection, path: Path) -> None:
    older = format_of(database)
    if older:
        _copy(database, copy_name(path, older))
    with writing(database):
        # Another window may have done it meanwhile.
        for version in range(format_of(database), FORMAT):
            _STEPS[version](database)
            database.execute(f"PRAGMA user_version = {version + 1}")


def _copy(database: sqlite3.Connection, path: Path) -> None:
    """Copy the whole file, what is still in its log too; a copy that is there already stays, and is one of this."""
    if path.exists():
        return
    half = path.with_name(path.name + TEMPORARY)
    half.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(half)) as copy:
            database.backup(copy)
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _captions(database: sqlite3.Connection) -> None:
    """Format 1: captions with their pictures."""
    if database.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise ForeignFile("it is a database of another program")
    for statement in (
        "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        # A number is never given twice, since windows go by it.
        "CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, made INTEGER NOT NULL, kind TEXT NOT NULL, "
        "source TEXT NOT NULL, checkpoint INTEGER NOT NULL REFERENCES checkpoint, language TEXT NOT NULL, "
        "caption TEXT NOT NULL, text TEXT NOT NULL, edited INTEGER NOT NULL, translation TEXT NOT NULL, "
        "fit TEXT NOT NULL, distance REAL, doubtful REAL NOT NULL)",
        # Apart, so that rows that are gone through are short.
        "CREATE TABLE thumbnail (id INTEGER PRIMARY KEY, image BLOB NOT NULL)",
    ):
        database.execute(statement)


def _searched(database: sqlite3.Connection) -> None:
    """Format 2: words are searched, entries deleted with undo, a file that changed is noticed."""
    for statement in (
        "ALTER TABLE entry ADD COLUMN size INTEGER",
        "ALTER TABLE entry ADD COLUMN modified INTEGER",
        "ALTER TABLE entry ADD COLUMN deleted INTEGER",
        "CREATE INDEX gone ON entry (deleted) WHERE deleted IS NOT NULL",
        "CREATE INDEX of_picture ON entry (source)",
        # Numbers of entries by the day on which they were made: both rise together while no clock is set back.
        "CREATE TABLE day (day INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL)",
        f"INSERT INTO day SELECT made / {_DAY_MS}, min(id), max(id) FROM entry GROUP BY 1",
        "CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE state (indexed INTEGER NOT NULL)",
        "INSERT INTO state VALUES (0)",
    ):
        database.execute(statement)
    if indexes(database):
        rebuild(database)


_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {0: _captions, 1: _searched}
FORMAT = len(_STEPS)


def day_of(made: int) -> int:
    """The day, as the table ``day`` counts them, of a time in milliseconds."""
    return made // _DAY_MS


def texts_of(text: str, translation: str, kind: str, source: str) -> tuple[str, str, str]:
    """What words are searched in: the text, its translation, and what the picture is called."""
    if kind == "file":
        name = source.replace("\\", "/").rsplit("/", 1)[-1]
        source = name.rpartition(".")[0] or name
    return text, translation, source


def _is_indexed(database: sqlite3.Connection) -> bool:
    try:
        database.execute("SELECT id, deleted FROM entry LIMIT 1").fetchone()
        return bool(database.execute("SELECT indexed FROM state").fetchone()[0])
    except (sqlite3.OperationalError, TypeError) as error:
        # A table or its row is missing.
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        raise ForeignFile(str(error)) from error


def rebuild(database: sqlite3.Connection) -> None:
    """Index all entries anew, within the caller's transaction."""
    database.execute("DROP TABLE IF EXISTS searched")
    database.execute(index.CREATE)
    last = 0
    while rows := database.execute(
        "SELECT id, text, translation, kind, source, checkpoint, fit, edited FROM entry "
        "WHERE id > ? AND deleted IS NULL ORDER BY id LIMIT ?",
        (last, _PIECE),
    ).fetchall():
        last = rows[-1][0]
        put_words(
            database,
            [(row[0], index.document(texts_of(*row[1:5]), row[5], row[6], bool(row[7]))) for row in rows],
        )
    database.execute("UPDATE state SET indexed = 1")


def put_words(database: sqlite3.Connection, documents: list[tuple[int, str]]) -> None:
    """Index entries: their numbers and ``index.document``."""
    database.executemany("INSERT INTO searched (rowid, text) VALUES (?, ?)", documents)
    words = set[str]().union(*(index.long_words(document) for _, document in documents))
    database.executemany("INSERT OR IGNORE INTO word VALUES (?)", [(word,) for word in sorted(words)])


def drop_words(database: sqlite3.Connection, documents: list[tuple[int, str]]) -> None:
    """Undo ``put_words`` of the very same documents; FTS5 keeps no text to take them from."""
    database.executemany("INSERT INTO searched (searched, rowid, text) VALUES ('delete', ?, ?)", documents)
