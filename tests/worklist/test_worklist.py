"""The list comes back as it was, through kills, damage and full disks."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.files import project_folder
from engine.worklist import ListedPicture, Outcome, PictureOrigin, Progressed, Worklist, schema
from tests.worklist.pictures import WORDS, caption, some


def _opened(path: Path) -> tuple[list[ListedPicture], Worklist]:
    worklist = Worklist(path)
    return [picture for piece in worklist.read() for picture in piece], worklist


def _read(path: Path) -> list[ListedPicture]:
    pictures, worklist = _opened(path)
    worklist.close()
    assert not worklist.notices
    return pictures


def _told(picture: ListedPicture) -> tuple[object, ...]:
    """A picture by all that can be compared: problems are compared by their code and sentence."""
    problems = [picture.problem, picture.caption.fit_problem if picture.caption else None]
    plain = replace(
        picture, problem=None, png=None, caption=picture.caption and replace(picture.caption, fit_problem=None)
    )
    return plain, [problem and (problem.code, str(problem)) for problem in problems]


def _file(number: int) -> ListedPicture:
    return ListedPicture(number, PictureOrigin(path=Path(f"/pictures/{number}.jpg")))


def _ids(path: Path) -> list[int]:
    return [picture.id for picture in _read(path)]


def test_everything_comes_back_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "lists" / "list-1.sqlite"
    worklist = Worklist(path)
    assert not worklist.exists
    worklist.add(iter(some()))
    worklist.look_at(4)
    worklist.close()
    read, again = _opened(path)
    assert again.current == 4
    assert list(map(_told, read)) == list(map(_told, some()))
    assert read[0].caption is not None
    assert tuple(read[0].caption.support) == WORDS
    assert read[0].caption.english is read[0].caption.caption, "thousands of texts lie in memory once"
    assert again.pixels("3-a").read_bytes() == b"pixels"
    again.close()


def test_what_comes_of_a_picture_is_on_disk_when_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.sqlite"
    worklist = Worklist(path)
    worklist.add(map(_file, (1, 2, 3)))
    worklist.keep(
        [
            Outcome(1, caption("One."), stamp=(5, 6)),
            Outcome(2, problem=Problem("picture-missing", path="/pictures/2.jpg"), stamp=None),
        ]
    )
    # As another process sees it, without a word to the one that wrote it.
    rows = sqlite3.connect(path).execute("SELECT id, state, size, modified FROM picture ORDER BY place").fetchall()
    assert rows == [(1, "done", 5, 6), (2, "failed", None, None), (3, "waiting", None, None)]
    worklist.restate([(1, Progressed.WAITING, None)])
    worklist.close()
    first, second, third = _read(path)
    assert (first.state, first.caption and first.caption.caption) == (Progressed.WAITING, "One.")
    assert (second.state, second.problem and second.problem.code) == (Progressed.FAILED, "picture-missing")
    assert third == _file(3)


def test_pictures_go_come_back_and_give_their_place_to_another(tmp_path: Path) -> None:
    path = tmp_path / "list.sqlite"
    worklist = Worklist(path)
    worklist.add(map(_file, range(6)))
    worklist.remove([1, 2, 4])
    worklist.bring_back([4])
    worklist.renew(3, _file(9))
    worklist.edit(5, "Corrected.")
    worklist.close()
    assert [(picture.id, picture.edited) for picture in _read(path)] == [
        (0, None),
        (9, None),
        (4, None),
        (5, "Corrected."),
    ]
    worklist = Worklist(path)
    worklist.edit(5, None)
    worklist.bring_back([1])
    worklist.add([_file(0)])
    worklist.close()
    read = _read(path)
    assert [picture.id for picture in read] == [9, 4, 5, 0], "what left before the list was opened is gone for good"
    assert read[2].edited is None


def test_pixels_of_pictures_that_left_are_deleted_when_the_list_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "list.sqlite"
    worklist = Worklist(path)
    worklist.add(some())
    worklist.remove([3, 6])
    worklist.close()
    assert worklist.pixels("6-b").exists()
    _read(path)
    assert not worklist.pixels("6-b").exists()
    assert worklist.pixels("3-a").exists(), "another picture is made of it"


@pytest.mark.parametrize("what", ["head", "middle", "text", "other"])
def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path, what: str) -> None:
    path = tmp_path / "list.sqlite"
    worklist = Worklist(path)
    worklist.add(map(_file, range(1, 3001)))
    worklist.close()
    whole = path.read_bytes()
    if what == "head":
        path.write_bytes(b"\0" * 100 + whole[100:])
    elif what == "middle":
        path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))
    elif what == "text":
        path.write_text("a letter to somebody", encoding="utf-8")
    else:
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE picture (name TEXT)")
        database.close()
    damaged = path.read_bytes()
    read, worklist = _opened(path)
    [notice] = worklist.notices
    aside = tmp_path / "list.sqlite.damaged-1"
    assert (notice.code, notice.values) == ("worklist-damaged", {"path": aside, "count": len(read)})
    assert (len(read) > 0) == (what == "middle")
    # SQLite notes in another database's head how it was opened.
    assert aside.read_bytes() == damaged or what == "other"
    worklist.add([_file(4001)])
    worklist.close()
    assert _read(path) == [*read, _file(4001)], "what could be read is kept anew"


def test_a_row_that_is_damaged_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "list.sqlite"
    worklist = Worklist(path)
    worklist.add(some())
    worklist.close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE picture SET support = x'00' WHERE id = 1")
        database.execute('UPDATE picture SET problem = \'{"code": "picture-missing", "values": {}}\' WHERE id = 2')
        database.execute("UPDATE picture SET origin = '{}' WHERE id = 4")
    database.close()
    read, worklist = _opened(path)
    worklist.close()
    assert [(notice.code, notice.values) for notice in worklist.notices] == [("worklist-lost", {"count": 1})]
    assert [(picture.id, picture.state) for picture in read if picture.id < 4] == [
        (1, Progressed.WAITING),
        (2, Progressed.WAITING),
        (3, Progressed.WAITING),
    ]


def test_what_cannot_be_written_is_told_once_and_written_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.sqlite"
    worklist = Worklist(path)
    worklist.add([_file(1)])
    worklist.flush()
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    whole = worklist._transact

    def fail(operations: object) -> None:
        raise full

    monkeypatch.setattr(worklist, "_transact", fail)
    worklist.add(iter([_file(2)]))
    worklist.keep([Outcome(2, caption())])
    worklist.keep([Outcome(1, caption())])
    assert [(notice.code, notice.values["path"]) for notice in worklist.notices] == [("worklist-full", tmp_path)]
    monkeypatch.setattr(worklist, "_transact", whole)
    worklist.keep([])
    worklist.close()
    assert [(picture.id, picture.state) for picture in _read(path)] == [(1, Progressed.DONE), (2, Progressed.DONE)]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    worklist = Worklist(tmp_path / "file" / "list.sqlite")
    worklist.keep([])
    worklist.close()
    assert [notice.code for notice in worklist.notices] == ["folder-unwritable"]


def test_a_list_of_an_older_format_is_brought_up_to_date_and_a_copy_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list-1.sqlite"
    worklist = Worklist(path)
    worklist.add(map(_file, (1, 2)))
    worklist.close()
    steps = (*schema.STEPS, ("ALTER TABLE picture ADD COLUMN colour TEXT",))
    monkeypatch.setattr(schema, "STEPS", steps)
    assert _ids(path) == [1, 2]
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT colour FROM picture").fetchall() == [(None,), (None,)]
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
    database.close()
    monkeypatch.setattr(schema, "STEPS", steps[:1])
    assert _ids(tmp_path / "list-1.format-1.sqlite") == [1, 2]
    read, worklist = _opened(path)
    worklist.add([_file(3)])
    worklist.close()
    assert (read, [notice.code for notice in worklist.notices]) == ([], ["worklist-newer"])
    monkeypatch.setattr(schema, "STEPS", steps)
    assert _ids(path) == [1, 2], "a newer list is left as it is"


_KILLED = """
import json, sys
from pathlib import Path
from engine.worklist import Outcome, Worklist
from tests.worklist.pictures import caption
from tests.worklist.test_worklist import _file
worklist = Worklist(Path(sys.argv[1]))
[*worklist.read()]
first = int(sys.argv[2])
worklist.add(_file(number) for number in range(first, first + 1000))
for number in range(first, first + 1000):
    worklist.keep([Outcome(number, caption(str(number)))])
    print(number, flush=True)
"""


def test_a_kill_loses_nothing_that_was_said_to_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.sqlite"
    kept: list[int] = []
    for first in (1000, 2000, 3000):
        process = subprocess.Popen(
            [sys.executable, "-c", _KILLED, str(path), str(first)],
            cwd=project_folder(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        kept += [int(process.stdout.readline()) for _ in range(40)]
        os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        # What it had kept besides by the time that the signal came.
        kept += [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
        process.stdout.close()
    read = {picture.id: picture for picture in _read(path)}
    assert len(read) == 3000, "all that came with it is there"
    assert len(kept) >= 120
    for number in kept:
        found = read[number]
        assert (found.state, found.caption and found.caption.caption) == (Progressed.DONE, str(number))


def test_rows_are_json_that_others_can_read(tmp_path: Path) -> None:
    path = tmp_path / "list.sqlite"
    worklist = Worklist(path)
    worklist.add(some()[:1])
    worklist.close()
    with sqlite3.connect(path) as database:
        [(origin, told)] = database.execute("SELECT origin, caption FROM picture").fetchall()
    database.close()
    assert json.loads(origin) == {"path": "/pictures/\udcb3 .jpg"} or os.name == "nt"
    assert json.loads(told)["chinese"] == "一件衬衫。"
