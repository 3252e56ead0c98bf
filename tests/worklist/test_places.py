"""Each window has a list of its own."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.files import data_folder, project_folder
from engine.worklist import ListedPicture, PictureOrigin, open_worklist, worklist_folder


def _file(number: int) -> ListedPicture:
    return ListedPicture(number, PictureOrigin(path=Path(f"/pictures/{number}.jpg")))


def test_the_lists_lie_in_the_persons_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worklist_folder().parent == data_folder()
    monkeypatch.delenv("ATELIER_DATA")
    assert data_folder().name == "atelier"


def test_a_second_window_has_a_list_of_its_own(tmp_path: Path) -> None:
    first, second = open_worklist(tmp_path), open_worklist(tmp_path)
    first.add([_file(1)])
    second.add([_file(2)])
    assert (first.path.name, second.path.name) == ("list-1.sqlite", "list-2.sqlite")
    first.close()
    second.close()
    again = open_worklist(tmp_path)
    assert again.path == first.path
    assert [picture.id for piece in again.read() for picture in piece] == [1]
    again.close()


def test_a_list_with_pictures_goes_before_an_empty_one(tmp_path: Path) -> None:
    first, second = open_worklist(tmp_path), open_worklist(tmp_path)
    first.add([_file(1)])
    first.remove([1])
    second.add([_file(2)])
    for worklist in (first, second):
        worklist.close()
    again, further = open_worklist(tmp_path), open_worklist(tmp_path)
    assert (again.path, further.path) == (second.path, first.path)
    again.close()
    further.close()


def test_a_copy_of_an_older_list_is_none(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "list-1.format-1.sqlite") as database:
        database.execute("CREATE TABLE picture (gone)")
        database.execute("INSERT INTO picture VALUES (0)")
    database.close()
    worklist = open_worklist(tmp_path)
    assert worklist.path.name == "list-1.sqlite"
    worklist.close()


def test_a_damaged_list_is_opened_so_that_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "list-2.sqlite").write_text("no list", encoding="utf-8")
    worklist = open_worklist(tmp_path)
    assert worklist.path.name == "list-2.sqlite"
    assert [*worklist.read()] == []
    assert [notice.code for notice in worklist.notices] == ["worklist-damaged"]
    worklist.close()


def test_the_list_of_a_process_that_died_is_free(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from engine.worklist import open_worklist\n"
        "worklist = open_worklist(Path(sys.argv[1])); worklist.look_at(5); worklist.flush(); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=project_folder(), check=False)
    worklist = open_worklist(tmp_path)
    assert (worklist.path.name, worklist.current) == ("list-1.sqlite", 5)
    worklist.close()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Problem) as caught:
        open_worklist(tmp_path / "file")
    assert caught.value.code == "folder-unwritable"
