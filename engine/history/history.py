"""The history itself: entries kept, edited, found, deleted and brought back."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.errors import Problem
from engine.escapes import encodable, escape
from engine.files import DAMAGED, data_folder
from engine.fit.verdict import Fit
from engine.history import index
from engine.history.connection import HistoryFile, Stopped
from engine.history.entry import HistoryEntry, HistoryQuery
from engine.history.finding import selection
from engine.history.schema import FORMAT, copy_name, day_of, drop_words, put_words, texts_of, writing

MOST_LISTED = 10_000
"""Entries that a search finds at once; the next ones follow."""
_PIECE = 500
UNDO_MS, UNDO_ENTRIES = 86_400_000, 20_000
"""Deleted entries can be brought back for so long, and so many of them."""
_COLUMNS = (
    "entry.id, made, kind, source, name, language, caption, text, edited, translation, fit, distance, doubtful, size, "
    "modified"
)

Change = Callable[[sqlite3.Connection, list[tuple[int, str]]], None]


def history_file() -> Path:
    """Where the history lies."""
    return data_folder() / "history.sqlite"


class CaptionHistory:
    """The history in one file. Nothing is opened before it is used. Safe for several threads and processes.

    All methods raise a ``Problem`` where the file cannot be used: ``history-unusable``, ``history-full``,
    ``history-busy``, ``history-newer``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = HistoryFile(path)

    @property
    def notices(self) -> deque[Problem]:
        """What has to be told besides, such as that a damaged file was set aside; whoever tells it takes it out."""
        return self._file.notices

    # Kept

    def add(self, entries: Iterable[HistoryEntry]) -> list[int]:
        """Keep entries; they are on the disk when this returns. Returns their numbers."""
        given = list(entries)

        def keep(database: sqlite3.Connection) -> list[int]:
            with writing(database):
                return self._put(database, given)

        return self._file.write(keep) if given else []

    def edit(self, entry: HistoryEntry, *, add: bool = True) -> int:
        """Give the newest entry of the same picture, checkpoint and caption another text and translation.

        Args:
            add: where there is none, as it was captioned while the history was off, add the entry.

        Returns:
            Its number; 0 where there is none.
        """

        def change(database: sqlite3.Connection) -> int:
            with writing(database):
                found = database.execute(
                    "SELECT entry.id FROM entry JOIN checkpoint ON checkpoint.id = entry.checkpoint "
                    "WHERE source = ? AND name = ? AND caption = ? AND deleted IS NULL ORDER BY entry.id DESC LIMIT 1",
                    tuple(map(_stored, (entry.source, entry.checkpoint, entry.caption))),
                ).fetchone()
                if found is None:
                    return self._put(database, [entry])[0] if add else 0
                [number] = found
                self._index(database, drop_words, [number])
                database.execute(
                    "UPDATE entry SET text = ?, edited = ?, translation = ? WHERE id = ?",
                    (_stored(entry.text), entry.edited, _stored(entry.translation), number),
                )
                self._index(database, put_words, [number])
                return int(number)

        return self._file.write(change)

    # Found

    def numbers(
        self,
        query: HistoryQuery = HistoryQuery(),  # noqa: B008 - it cannot be changed
        *,
        before: int | None = None,
        limit: int = MOST_LISTED,
        stopped: Stopped | None = None,
    ) -> list[int]:
        """The numbers of the newest entries that a query finds, the newest first.

        Args:
            before: only those below this one, as to go on after the last of those that were found before.
            stopped: asked every few milliseconds; where it says so the search is left off.

        Raises:
            Problem: ``stopped``.
        """
        if not self.path.exists():
            # Looking makes no file.
            return []

        def find(database: sqlite3.Connection) -> list[int]:
            found = selection(database, query, before=before, indexed=bool(self._file.indexed))
            if found is None:
                return []
            bounded = f"{found.statement} ORDER BY number DESC LIMIT ?"
            return [number for (number,) in database.execute(bounded, (*found.values, limit))]

        return self._file.read(find, stopped)

    def entries(self, numbers: Sequence[int]) -> list[HistoryEntry]:
        """Entries by their numbers, in that order; those that are gone by now are left out."""
        if not self.path.exists():
            return []

        def read(database: sqlite3.Connection) -> list[HistoryEntry]:
            wanted = (
                f"SELECT {_COLUMNS}, image FROM entry JOIN checkpoint ON checkpoint.id = entry.checkpoint "
                "LEFT JOIN thumbnail ON thumbnail.id = entry.id WHERE entry.id = ? AND deleted IS NULL"
            )
            rows = (database.execute(wanted, (number,)).fetchone() for number in numbers)
            return [_entry(row) for row in rows if row is not None]

        return self._file.read(read)

    def every(self, query: HistoryQuery) -> Iterator[HistoryEntry]:
        """All entries that a query finds, the newest first, read a piece at a time."""
        numbers = self.numbers(query, limit=_PIECE)
        while numbers:
            yield from self.entries(numbers)
            numbers = self.numbers(query, before=numbers[-1], limit=_PIECE)

    def checkpoints(self) -> list[str]:
        """The names of all checkpoints that captioned, in alphabetical order."""

        if not self.path.exists():
            return []

        def names(database: sqlite3.Connection) -> list[str]:
            return [name for (name,) in database.execute("SELECT name FROM checkpoint ORDER BY name")]

        return self._file.read(names)

    def size(self) -> int:
        """Bytes that it takes on the disk, with copies of older formats and damaged files; 0 where there is none."""
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{self.path.name}*"))

    # Deleted

    def delete(self, numbers: Sequence[int]) -> int:
        """Delete entries, which ``restore`` brings back for a day; returns how many there were."""
        return self._mark(numbers, "deleted IS NULL", drop_words, _now())

    def restore(self, numbers: Sequence[int]) -> int:
        """Bring deleted entries back; returns how many were still there."""
        return self._mark(numbers, "deleted IS NOT NULL", put_words, None)

    def purge(self) -> int:
        """Remove for good what was deleted longer ago than ``UNDO_MS``, or before the last ``UNDO_ENTRIES``; returns
        how many entries went."""

        if not self.path.exists():
            return 0

        def remove(database: sqlite3.Connection) -> int:
            gone = (
                "(SELECT id FROM entry WHERE deleted < ? UNION SELECT id FROM (SELECT id FROM entry WHERE "
                "deleted IS NOT NULL ORDER BY deleted DESC, id DESC LIMIT -1 OFFSET ?))"
            )
            bounds = (_now() - UNDO_MS, UNDO_ENTRIES)
            with writing(database):
                database.execute(f"DELETE FROM thumbnail WHERE id IN {gone}", bounds)
                return database.execute(f"DELETE FROM entry WHERE id IN {gone}", bounds).rowcount

        return self._file.write(remove)

    def delete_all(self) -> list[Path]:
        """Delete all entries for good, and the copies of older formats; returns the damaged files, which stay."""

        def empty(database: sqlite3.Connection) -> None:
            with writing(database):
                for table in ("entry", "thumbnail", "checkpoint", "day", "word"):
                    database.execute(f"DELETE FROM {table}")
                if self._file.indexed:
                    database.execute("INSERT INTO searched (searched) VALUES ('delete-all')")
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        if self.path.exists():
            self._file.write(empty)
        for version in range(1, FORMAT):
            copy_name(self.path, version).unlink(missing_ok=True)
        return sorted(self.path.parent.glob(f"{self.path.name}{DAMAGED}*[0-9]"))

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        self._file.close()

    # Inside

    def _put(self, database: sqlite3.Connection, entries: Sequence[HistoryEntry]) -> list[int]:
        names = sorted({_stored(entry.checkpoint) for entry in entries})
        database.executemany("INSERT OR IGNORE INTO checkpoint (name) VALUES (?)", [(name,) for name in names])
        known = {
            name: database.execute("SELECT id FROM checkpoint WHERE name = ?", (name,)).fetchone()[0] for name in names
        }
        numbers = []
        for entry in entries:
            texts = (entry.language, entry.caption, entry.text)
            cursor = database.execute(
                "INSERT INTO entry (made, kind, source, checkpoint, language, caption, text, edited, translation, "
                f"fit, distance, doubtful, size, modified) VALUES ({', '.join('?' * 14)})",
                (
                    *(entry.made, entry.kind, _stored(entry.source), known[_stored(entry.checkpoint)]),
                    *(*map(_stored, texts), entry.edited, _stored(entry.translation)),
                    *(entry.fit.verdict, entry.fit.distance, entry.fit.doubtful_from, entry.size, entry.modified),
                ),
            )
            number = int(cursor.lastrowid or 0)
            numbers.append(number)
            database.execute(
                "INSERT INTO day VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET last = excluded.last",
                (day_of(entry.made), number, number),
            )
        database.executemany(
            "INSERT INTO thumbnail VALUES (?, ?)",
            [(number, entry.thumbnail) for number, entry in zip(numbers, entries, strict=True) if entry.thumbnail],
        )
        self._index(database, put_words, numbers)
        return numbers

    def _index(self, database: sqlite3.Connection, change: Change, numbers: Sequence[int]) -> None:
        """Put the words of entries as they stand into the index, or take them out."""
        if not self._file.indexed:
            database.execute("UPDATE state SET indexed = 0")
            return
        documents = []
        for number in numbers:
            row = database.execute(
                "SELECT text, translation, kind, source, checkpoint, fit, edited FROM entry WHERE id = ?", (number,)
            ).fetchone()
            documents.append((number, index.document(texts_of(*row[:4]), row[4], row[5], bool(row[6]))))
        change(database, documents)

    def _mark(self, numbers: Sequence[int], state: str, change: Change, deleted: int | None) -> int:
        def mark(database: sqlite3.Connection) -> int:
            there = f"SELECT 1 FROM entry WHERE id = ? AND {state}"
            with writing(database):
                found = [number for number in dict.fromkeys(numbers) if database.execute(there, (number,)).fetchone()]
                self._index(database, change, found)
                rows = [(deleted, number) for number in found]
                database.executemany("UPDATE entry SET deleted = ? WHERE id = ?", rows)
            return len(found)

        return self._file.write(mark)


def _entry(row: Sequence[Any]) -> HistoryEntry:
    number, made, kind, source, checkpoint, language, caption, text, edited, translation = row[:10]
    verdict, distance, doubtful, size, modified, image = row[10:]
    return HistoryEntry(
        *(made, kind, source, checkpoint, language, caption, text, bool(edited), translation),
        *(Fit(verdict, distance, doubtful), size, modified, image or b"", number),
    )


def _stored(text: str) -> str:
    """A text that SQLite can hold: half of a surrogate pair, which an input may leave, is spelled."""
    return text if encodable(text) else escape(text)


def _now() -> int:
    return round(time.time() * 1000)
