"""The list of pictures in a SQLite file, written by a thread of its own.

Whoever changes the list says so and goes on; the thread takes all that has come by then into one transaction. What came
of a picture is waited for (``keep``), so that it is on disk before anybody is shown it.
"""

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import filelock

from engine.databases import writing
from engine.errors import Problem, reason
from engine.files import make_folder, set_aside, write_bytes_atomically, writing_problem
from engine.worklist import rows
from engine.worklist.listed import ListedPicture, Outcome, PictureOrigin, Progressed
from engine.worklist.schema import HAS_PIXELS, connect, is_damage, is_full

AT_ONCE = 500
"""Pictures that are read at once."""

Operation = Callable[[sqlite3.Connection], object]
_INSERT = f"INSERT OR REPLACE INTO picture ({rows.COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

_PIECE = f"SELECT place, {rows.COLUMNS} FROM picture WHERE place > ? AND NOT gone ORDER BY place LIMIT ?"
_STATE = "UPDATE picture SET state = ?, problem = ? WHERE id = ?"


class Worklist:
    """The list in one file. Nothing is made before something is kept. Any thread may call any method.

    Where the file cannot be written, no method raises: ``notices`` says why, and what could not be written is tried
    again with the next change.

    Attributes:
        notices: what a person has to be told, such as that a damaged file was set aside; whoever tells it takes it out.
    """

    def __init__(self, path: Path, lock: filelock.BaseFileLock | None = None) -> None:
        """A list.

        Args:
            lock: released by ``close``.
        """
        self.path = path
        self.notices: deque[Problem] = deque()
        self._lock = lock
        self._using = threading.RLock()
        self._database: sqlite3.Connection | None = None
        self._wait = threading.Lock()
        self._waiting: list[Operation] = []
        self._writer = ThreadPoolExecutor(1, "worklist")
        self._told = ""

    # What is there

    @property
    def exists(self) -> bool:
        """Whether anything was kept here before."""
        return self.path.exists()

    def read(self) -> Iterator[list[ListedPicture]]:
        """All pictures in their order, some at a time. To be read before anything is changed.

        A file that is damaged is set aside; those pictures of it that could be read come all the same, and are kept
        anew.
        """
        found: list[ListedPicture] = []
        lost, place = 0, -1
        try:
            while True:
                with self._using:
                    read = self._open().execute(_PIECE, (place, AT_ONCE)).fetchall()
                if not read:
                    break
                place = read[-1][0]
                listed = [rows.from_row(row[1:]) for row in read]
                whole = [picture for picture in listed if picture is not None]
                lost += len(listed) - len(whole)
                found += whole
                yield whole
        except sqlite3.Error as error:
            if is_damage(error):
                self._renew(len(found))
                self.add(found)
            else:
                self._tell(error)
        except Problem as problem:
            self._tell(problem)
        if lost:
            self.notices.append(Problem("worklist-lost", count=lost))

    @property
    def current(self) -> int | None:
        """The id of the picture that was looked at last."""
        with self._using, contextlib.suppress(sqlite3.Error, Problem):
            row = self._open().execute("SELECT value FROM note WHERE name = 'current'").fetchone()
            if row is not None and isinstance(row[0], int):
                return row[0]
        return None

    def pixels(self, key: str) -> Path:
        """The PNG of pixels that have no file, by ``PictureOrigin.pixels``."""
        return self._pictures / f"{Path(key).name}.png"

    # What changes

    def add(self, pictures: Iterable[ListedPicture]) -> None:
        """Pictures come to the end; those of an id that is there already leave their place.

        Args:
            pictures: asked for on the thread that writes; it may be a generator.
        """

        given: list[ListedPicture] = []

        def write(database: sqlite3.Connection) -> None:
            # Once only: where this is tried again, a generator has nothing more to say.
            given.extend(pictures if not given else ())
            for picture in given:
                if picture.png is not None:
                    self._keep_pixels(picture.origin.pixels, picture.png)
            database.executemany(_INSERT, map(rows.to_row, given))

        self._do(write)

    def renew(self, id_: int, picture: ListedPicture) -> None:
        """Put another picture in the place of one."""

        def write(database: sqlite3.Connection) -> None:
            names = ", ".join(f"{name.strip()} = ?" for name in rows.COLUMNS.split(","))
            database.execute(f"UPDATE picture SET {names}, gone = 0 WHERE id = ?", (*rows.to_row(picture), id_))

        self._do(write)

    def remove(self, ids: Sequence[int]) -> None:
        """Pictures leave the list; until the list is opened the next time they can be brought back."""
        self._do(lambda database: _set_gone(database, ids, 1))

    def bring_back(self, ids: Sequence[int]) -> None:
        """Undo ``remove``."""
        self._do(lambda database: _set_gone(database, ids, 0))

    def restate(self, states: Iterable[tuple[int, Progressed, Problem | None]]) -> None:
        """Pictures wait again, or do no longer, by their ids; a problem says why one that FAILED has no caption."""
        values = [(state.value, rows.problem_text(problem), id_) for id_, state, problem in states]
        self._do(lambda database: database.executemany(_STATE, values))

    def edit(self, id_: int, edited: str | None) -> None:
        """A person has corrected a caption; None undoes that."""
        values = (rows.edited_text(edited), id_)
        self._do(lambda database: database.execute("UPDATE picture SET edited = ? WHERE id = ?", values))

    def look_at(self, id_: int | None) -> None:
        """A picture is looked at."""
        self._do(lambda database: database.execute("INSERT OR REPLACE INTO note VALUES ('current', ?)", (id_,)))

    def keep(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what came of pictures; it is on disk when this returns, or ``notices`` says why not."""
        self._do(lambda database: _keep(database, outcomes))
        self.flush()

    def flush(self) -> None:
        """Wait until all that was said is on disk, or cannot be written."""
        if (written := self._begin()) is not None:
            written.result()

    def close(self) -> None:
        """Write what waits, and let another window have the list. Nothing is kept from here on."""
        self.flush()
        self._writer.shutdown()
        with self._using:
            self._disconnect()
        if self._lock is not None:
            self._lock.release()

    # Inside

    @property
    def _pictures(self) -> Path:
        return self.path.with_suffix(".pictures")

    def _do(self, operation: Operation) -> None:
        with self._wait:
            self._waiting.append(operation)
        self._begin()

    def _begin(self) -> Future[None] | None:
        """Have the thread write; None after ``close``."""
        try:
            return self._writer.submit(self._write)
        except RuntimeError:
            return None

    def _write(self) -> None:
        with self._wait:
            operations = list(self._waiting)
        if not operations:
            # Those before have taken it along.
            return
        try:
            self._commit(operations)
        except (sqlite3.Error, OSError, Problem) as error:
            self._tell(error)
            return
        self._told = ""
        with self._wait:
            del self._waiting[: len(operations)]

    def _commit(self, operations: Sequence[Operation]) -> None:
        with self._using:
            try:
                self._transact(operations)
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise
                self._renew(0)
                self._transact(operations)

    def _transact(self, operations: Sequence[Operation]) -> None:
        database = self._open()
        with writing(database):
            for operation in operations:
                operation(database)

    def _open(self) -> sqlite3.Connection:
        """The database; at first without what was taken out before.

        Raises:
            sqlite3.Error, Problem: as ``connect``; ``folder-unwritable``, ``disk-full``.
        """
        if self._database is None:
            make_folder(self.path.parent)
            self._database = connect(self.path)
            with writing(self._database):
                self._database.execute("DELETE FROM picture WHERE gone")
            self._remove_pixels(self._database)
        return self._database

    def _disconnect(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _renew(self, read: int) -> None:
        """Set the damaged file aside, and begin anew.

        Args:
            read: pictures that could be read of it.

        Raises:
            Problem: ``folder-unwritable``, ``disk-full``.
        """
        with self._using:
            self._disconnect()
            aside = set_aside(self.path)
            for ending in ("-wal", "-shm"):
                # They belong to the damaged file, and would be taken for those of the new one.
                with contextlib.suppress(FileNotFoundError):
                    self.path.with_name(self.path.name + ending).replace(aside.with_name(aside.name + ending))
            self.notices.append(Problem("worklist-damaged", path=aside, count=read))

    def _keep_pixels(self, key: str, png: Callable[[], bytes]) -> None:
        path = self.pixels(key)
        if not path.exists():
            make_folder(path.parent)
            write_bytes_atomically(path, png())

    def _remove_pixels(self, database: sqlite3.Connection) -> None:
        """Delete the pixels of pictures that are no longer in the list."""
        if not self._pictures.is_dir():
            return
        used: set[str] = set()
        for row in database.execute(f"SELECT {rows.COLUMNS} FROM picture WHERE {HAS_PIXELS}"):
            if (picture := rows.from_row(row)) is not None:
                used.update(_pixels_of(picture.origin))
        for path in self._pictures.iterdir():
            if path.stem not in used:
                path.unlink(missing_ok=True)

    def _tell(self, error: Exception) -> None:
        """Have it told why nothing is kept, once."""
        if isinstance(error, Problem):
            problem = error
        elif isinstance(error, OSError):
            problem = writing_problem(error, self.path.parent, 0)
        elif isinstance(error, sqlite3.Error) and is_full(error):
            problem = Problem("worklist-full", path=self.path.parent)
        else:
            problem = Problem("worklist-unusable", path=self.path, reason=reason(error))
        if problem.code != self._told:
            self._told = problem.code
            self.notices.append(problem)


def _keep(database: sqlite3.Connection, outcomes: Sequence[Outcome]) -> None:
    captions: list[tuple[Any, ...]] = [
        (Progressed.DONE.value, *rows.caption_columns(outcome.caption), *rows.stamp_columns(outcome.stamp), outcome.id)
        for outcome in outcomes
        if outcome.caption is not None
    ]
    problems = [
        (Progressed.FAILED.value, rows.problem_text(outcome.problem), *rows.stamp_columns(outcome.stamp), outcome.id)
        for outcome in outcomes
        if outcome.problem is not None
    ]
    database.executemany(
        "UPDATE picture SET state = ?, problem = NULL, caption = ?, support = ?, size = ?, modified = ? WHERE id = ?",
        captions,
    )
    database.executemany("UPDATE picture SET state = ?, problem = ?, size = ?, modified = ? WHERE id = ?", problems)


def _set_gone(database: sqlite3.Connection, ids: Sequence[int], gone: int) -> None:
    database.executemany("UPDATE picture SET gone = ? WHERE id = ?", [(gone, id_) for id_ in ids])


def _pixels_of(origin: PictureOrigin) -> Iterator[str]:
    if origin.pixels:
        yield origin.pixels
    for part in origin.of:
        yield from _pixels_of(part)
