"""The history's file: older formats, other windows, kills, damage, a full disk, and SQLite without FTS5."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.files import project_folder
from engine.history import CaptionHistory, HistoryQuery, schema
from tests.history.killing import entry, kill_while_writing
from tests.limits import SECONDS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def filled(path: Path, count: int = 40) -> None:
    with contextlib.closing(CaptionHistory(path)) as history:
        history.add(map(entry, range(count)))


def ids(path: Path, words: str = "") -> list[int]:
    with contextlib.closing(CaptionHistory(path)) as history:
        return history.numbers(HistoryQuery(words))


def write_format_1(path: Path, count: int = 12) -> None:
    """A history as format 1 had it, in its own words, so that a change of today's steps is noticed."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.executescript(
            """
            CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
            CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, made INTEGER NOT NULL, kind TEXT NOT NULL,
                source TEXT NOT NULL, checkpoint INTEGER NOT NULL REFERENCES checkpoint, language TEXT NOT NULL,
                caption TEXT NOT NULL, text TEXT NOT NULL, edited INTEGER NOT NULL, translation TEXT NOT NULL,
                fit TEXT NOT NULL, distance REAL, doubtful REAL NOT NULL);
            CREATE TABLE thumbnail (id INTEGER PRIMARY KEY, image BLOB NOT NULL);
            PRAGMA user_version = 1;
            INSERT INTO checkpoint VALUES (1, 'demo');
            """
        )
        for number in range(1, count + 1):
            database.execute(
                "INSERT INTO entry VALUES (?, ?, 'file', ?, 1, 'en', ?, ?, ?, '红色连衣裙', 'fits', 0.25, 0.8)",
                (number, 10**12 + number, f"/{number}.jpg", "A red dress", f"A red dress {number}", number == 3),
            )
            database.execute("INSERT INTO thumbnail VALUES (?, ?)", (number, bytes(number)))


def test_an_older_format_is_brought_up_to_date_and_a_copy_kept(path: Path) -> None:
    write_format_1(path)
    before = path.read_bytes()
    with contextlib.closing(CaptionHistory(path)) as history:
        assert history.numbers(HistoryQuery("红色 dres")) == list(range(12, 0, -1))
        [third] = history.entries(history.numbers(HistoryQuery(edited=True)))
        assert (third.text, third.caption, third.size, third.thumbnail) == (
            "A red dress 3",
            "A red dress",
            None,
            bytes(3),
        )
        assert history.numbers(HistoryQuery(since=10**12 + 10)) == [12, 11, 10]
        assert history.add([entry(1)]) == [13]
        assert history.delete([13]) == 1
        assert not history.notices
    copy = path.with_name("history.sqlite.format-1")
    with contextlib.closing(sqlite3.connect(copy)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
        assert database.execute("SELECT count(*), max(text) FROM entry").fetchone() == (12, "A red dress 9")
    assert len(copy.read_bytes()) == len(before)
    # The copy is what was there first, also where an older version has written once more.
    kept = copy.read_bytes()
    ids(path)
    assert copy.read_bytes() == kept
    with contextlib.closing(CaptionHistory(path)) as history:
        history.delete_all()
    assert not copy.exists()


def test_a_step_that_is_interrupted_leaves_the_older_format(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_format_1(path)

    def fail(database: sqlite3.Connection) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "rebuild", fail)
    with pytest.raises(KeyboardInterrupt):
        ids(path)
    monkeypatch.undo()
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
    assert len(ids(path, "dress")) == 12


def test_a_newer_format_is_left_alone(path: Path) -> None:
    filled(path)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
    with contextlib.closing(CaptionHistory(path)) as history, pytest.raises(Problem) as caught:
        history.add([entry(1)])
    assert caught.value.code == "history-newer"
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM entry").fetchone() == (40,)


def test_nothing_that_was_told_is_lost_in_kills(path: Path) -> None:
    told, faults = kill_while_writing(path, 10, seed=7)
    assert told > 50
    assert faults == []


WINDOW = """
import sys
from pathlib import Path
from engine.history import CaptionHistory, HistoryQuery
from tests.history.killing import entry
history, first = CaptionHistory(Path(sys.argv[1])), int(sys.argv[2])
for number in range(first, first + 60):
    [id_] = history.add([entry(number)])
    history.edit(entry(number, f"Edited words{number}", edited=True))
    assert history.numbers(HistoryQuery(f"words{number}")) == [id_]
    if number % 10 == 0:
        assert history.delete([id_]) == history.restore([id_]) == 1
"""


def test_two_windows_at_once(path: Path) -> None:
    windows = [
        subprocess.Popen([sys.executable, "-c", WINDOW, str(path), str(first)], cwd=project_folder())
        for first in (1000, 2000)
    ]
    assert [window.wait(SECONDS) for window in windows] == [0, 0]
    with contextlib.closing(CaptionHistory(path)) as history:
        kept = history.entries(history.numbers())
        assert sorted(one.text for one in kept) == sorted(
            f"Edited words{number}" for first in (1000, 2000) for number in range(first, first + 60)
        )
        assert len(history.numbers(HistoryQuery("edited"))) == 120


def test_a_window_that_holds_the_file_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.01)
    with contextlib.closing(sqlite3.connect(path)) as other, contextlib.closing(CaptionHistory(path)) as history:
        assert len(history.numbers()) == 40
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Problem) as caught:
            history.add([entry(1)])
        assert caught.value.code == "history-busy"
        # Reading goes on.
        assert len(history.numbers(HistoryQuery("dress"))) == 40
        other.execute("ROLLBACK")
        assert history.add([entry(1)]) == [41]


@pytest.mark.parametrize("damage", ["garbage", "pages", "another program's", "without a table", "cut"])
def test_a_damaged_file_is_set_aside_and_never_deleted(path: Path, damage: str) -> None:
    filled(path, 400)
    whole = path.read_bytes()
    match damage:
        case "garbage":
            path.write_bytes(b"no database" * 1000)
        case "pages":
            path.write_bytes(whole[:4096] + b"\x55" * (len(whole) - 4096))
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "another program's":
            path.unlink()
            execute(path, "CREATE TABLE entry (x)")
        case _:
            execute(path, "DROP TABLE state")
    damaged = path.read_bytes()
    with contextlib.closing(CaptionHistory(path)) as history:
        history.add([entry(1)])
        assert len(history.numbers(HistoryQuery("dress"))) == 1
        [notice] = history.notices
        assert notice.code == "history-damaged"
    aside = path.with_name("history.sqlite.damaged-1")
    assert notice.values == {"path": path, "aside": aside}
    # SQLite may have closed its log into it.
    assert len(aside.read_bytes()) == len(damaged)


def execute(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)


def test_damage_that_comes_while_it_is_open(path: Path) -> None:
    with contextlib.closing(CaptionHistory(path)) as history, contextlib.closing(CaptionHistory(path)) as other:
        history.add(map(entry, range(400)))
        assert len(other.numbers()) == 400
        assert execute_all(path, "PRAGMA wal_checkpoint(TRUNCATE)")
        with open(path, "r+b") as file:
            file.write(b"\x55" * path.stat().st_size)
        history.add([entry(1)])
        assert [problem.code for problem in history.notices] == ["history-damaged"]
        # The other window finds the new file, and does not set that aside.
        other.add([entry(2)])
        assert not other.notices
        assert len(other.numbers()) == len(history.numbers()) == 2
    assert len(list(path.parent.glob("*.damaged-?"))) == 1


def execute_all(path: Path, statement: str) -> bool:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return bool(database.execute(statement).fetchall())


def test_a_damaged_index_is_made_anew(path: Path) -> None:
    filled(path)
    execute(path, "DELETE FROM searched_data WHERE id > 10")
    assert len(ids(path, "dress")) == 40
    assert ids(path, "number7") == [8]
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_full_disk_is_told_and_nothing_is_lost(path: Path) -> None:
    filled(path)
    with contextlib.closing(CaptionHistory(path)) as history:
        history.numbers()
        database = history._file._writing
        history.purge()

        def bound(connection: sqlite3.Connection) -> int:
            [pages] = connection.execute("PRAGMA page_count").fetchone()
            return int(connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()[0])

        history._file.write(bound)
        assert database is history._file._writing
        with pytest.raises(Problem) as caught:
            history.add(entry(number, thumbnail=bytes(5000)) for number in range(50))
        assert caught.value.code == "history-full"
        assert str(path) in str(caught.value)
        assert len(history.numbers()) == 40
        history._file.write(lambda connection: connection.execute("PRAGMA max_page_count = 1000000").fetchone())
        assert len(history.add(map(entry, range(50)))) == 50


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "file" / "history.sqlite", tmp_path):
        with contextlib.closing(CaptionHistory(path)) as history, pytest.raises(Problem) as caught:
            history.add([entry(1)])
        assert caught.value.code == "history-unusable"
        assert str(path) in str(caught.value)


def test_sqlite_without_full_text_search(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, 3)
    lacking: Callable[[sqlite3.Connection], bool] = lambda database: False  # noqa: E731
    monkeypatch.setattr(schema, "indexes", lacking)
    with contextlib.closing(CaptionHistory(path)) as history:
        history.add([entry(3)])
        history.edit(entry(1, "A green coat", edited=True, translation="绿色外套"))
        history.delete([1])
        for words, found in (("number", [4, 3]), ("色外", [2]), ("gre", [2]), ("-green", [4, 3]), ("", [4, 3, 2])):
            assert history.numbers(HistoryQuery(words)) == found
        assert history.numbers(HistoryQuery("green", checkpoint="demo", fit="fits", edited=True, since=0)) == [2]
        assert [problem.code for problem in history.notices] == ["history-unindexed"]
    monkeypatch.undo()
    # A Python that has it makes the index up to date.
    assert ids(path, "number") == [4, 3]
    assert ids(path, "外套") == [2]
