import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.errors import Problem
from engine.files import (
    remove_leftovers,
    require_space,
    write_bytes_atomically,
    write_folder_atomically,
    write_json_atomically,
)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_json_atomically(tmp_path / "a.json", {"名": 1})
    write_json_atomically(tmp_path / "a.json", {"名": 2})
    assert (tmp_path / "a.json").read_text(encoding="utf-8").count("名") == 1
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, fails, full)
    with pytest.raises(Problem, match="disk of"):
        write_bytes_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "one").write_bytes(b"1")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Problem):
        write_folder_atomically(tmp_path / "f", fill)
    assert os.listdir(tmp_path) == []
    write_folder_atomically(tmp_path / "f", lambda folder: (folder / "one").touch())
    assert os.listdir(tmp_path / "f") == ["one"]


def test_leftovers_go_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "step-1.part").mkdir()
    (tmp_path / "step-1.part" / "weights").touch()
    (tmp_path / "a.json.part").touch()
    (tmp_path / "a.json").touch()
    remove_leftovers(tmp_path)
    assert os.listdir(tmp_path) == ["a.json"]


def test_space_is_looked_for_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_space(tmp_path, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=5 * 2**20))
    with pytest.raises(Problem, match="5 MB free, 9 MB needed"):
        require_space(tmp_path, 9 * 2**20)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="cannot be written"):
        write_bytes_atomically(tmp_path / "file" / "a", b"")
