"""Files that would do harm if they were run are refused with one sentence, and run nothing."""

import builtins
import codecs
import importlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.__main__ import main
from engine.errors import Problem
from engine.importing import importer
from engine.importing.importer import import_checkpoint
from engine.importing.reasons import TOO_LARGE
from tests.importing import hostile
from tests.importing.hostile import hostile_files

CODES = {"import-refused", "import-named", "import-layout", "import-vocabulary"}


@pytest.fixture
def sentinel(tmp_path: Path) -> Path:
    return tmp_path / "touched"


@pytest.fixture
def files(tmp_path: Path, sentinel: Path) -> dict[str, Path]:
    """The hostile files by what they try; all modules that reading takes are loaded."""
    codecs.lookup("raw-unicode-escape")
    found = {}
    for number, (name, data) in enumerate(hostile_files(sentinel).items()):
        found[name] = tmp_path / f"{number}.pth"
        found[name].write_bytes(data)
    assert _refused(found["nothing"], tmp_path) in CODES
    return found


@pytest.fixture
def watched(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is called that no reader of data has any use for; nothing of it is done."""
    called: list[str] = []

    def watch(module: Any, name: str) -> None:
        monkeypatch.setattr(module, name, lambda *words, **options: called.append(name))

    for module, names in (
        (os, ("system", "popen", "mkdir")),
        (subprocess, ("Popen", "getoutput", "check_output")),
        (builtins, ("eval", "exec")),
        (pickle, ("load", "loads")),
        (torch, ("load",)),
        (importlib, ("import_module",)),
    ):
        for name in names:
            watch(module, name)
    return called


def test_each_of_them_is_refused_with_one_sentence_and_runs_nothing(
    files: dict[str, Path], tmp_path: Path, sentinel: Path, watched: list[str]
) -> None:
    assert len(files) > 400
    before = set(sys.modules)
    for name, path in files.items():
        assert _refused(path, tmp_path) in CODES, name
        assert not sentinel.exists(), name
        assert not watched, name
    assert set(sys.modules) == before
    assert not (tmp_path / "new").exists()


def _refused(path: Path, tmp_path: Path) -> str:
    with pytest.raises(Problem) as caught:
        import_checkpoint(path, tmp_path / "new")
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert str(path) in sentence
    return caught.value.code


def test_they_are_refused_as_a_vocabulary_too(
    files: dict[str, Path], tmp_path: Path, sentinel: Path, watched: list[str]
) -> None:
    for name, path in files.items():
        with pytest.raises(Problem) as caught:
            importer._words(tmp_path / "model.pth", {}, path, 17, None)
        assert caught.value.code in CODES | {"file-unreadable"}, name
        assert not sentinel.exists(), name
        assert not watched, name


@pytest.mark.skipif(os.name == "nt", reason="the files are written for a POSIX shell")
def test_they_would_do_harm_if_they_were_run(sentinel: Path) -> None:
    """The test of the tests: Python's own reader does run them."""
    files = hostile_files(sentinel)
    ran = []
    for name in (
        "posix.system by REDUCE",
        "os.system by STACK_GLOBAL",
        "builtins.eval by INST",
        "__reduce__, protocol 2",
    ):
        pickle.loads(files[name])
        ran.append(sentinel.exists())
        sentinel.unlink()
    pickle.loads(files["__setstate__, protocol 4"])
    ran.append(sentinel.exists())
    assert all(ran)


def test_a_pickle_of_too_many_instructions_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.importing.pickles.MOST_INSTRUCTIONS", 100)
    (tmp_path / "long.pth").write_bytes(pickle.dumps({str(number): number for number in range(100)}))
    with pytest.raises(Problem) as caught:
        import_checkpoint(tmp_path / "long.pth", tmp_path / "new")
    assert caught.value.values["reason"] == TOO_LARGE


@pytest.mark.parametrize("name", ["a set, copied often", "a state, copied often"])
def test_copies_of_copies_are_counted(name: str, files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        import_checkpoint(files[name], tmp_path / "new")
    assert caught.value.values["reason"] == TOO_LARGE


def test_the_sentence_names_what_was_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "old.pth"
    path.write_bytes(pickle.dumps(hostile._Reducing(tmp_path / "touched"), 2))
    assert main(["import", str(path), "--out", str(tmp_path / "new")]) == 2
    told = capsys.readouterr().err
    assert f"{os.system.__module__}.system, which no checkpoint of the published notebook holds" in told
    assert told.count("\n") == 1
