"""The rooms of the house: the contracts hold, and each of them fails where it is broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine import desktop
from engine.files import project_folder
from tests.limits import SECONDS

BREACHES = {
    "engine/events.py": "import PySide6",
    "engine/clothes/attributes.py": "import torch",
    "engine/files.py": "import engine.training",
    "gui/caption/queue.py": "import gui.train.page",
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    plain = {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": ""}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | plain,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("engine", "gui"):
        shutil.copytree(project_folder() / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project_folder() / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_hold_as_the_tree_stands() -> None:
    ended = _lint(project_folder())
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert " 0 broken" in ended.stdout


def test_each_contract_fails_where_it_is_broken(copy: Path) -> None:
    for name, line in BREACHES.items():
        path = copy / name
        path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    ended = _lint(copy)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    for contract in (
        "The engine knows nothing of any window",
        "Words, figures and data need no torch",
        "The engine's rooms use the rooms below them",
        "The window's rooms use the rooms below them",
    ):
        assert f"{contract} BROKEN" in ended.stdout
    assert "engine.events -> PySide6" in ended.stdout


@pytest.mark.skipif(desktop.obstacle({"QT_QPA_PLATFORM": "offscreen"}) is not None, reason="Qt cannot load here")
def test_the_window_shows_before_anything_slow_is_loaded() -> None:
    code = (
        "import sys, gui.app, gui.caption.page;"
        "print(*{'torch', 'torchvision', 'nltk', 'pyqtgraph', 'requests'} & set(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=project_folder(), capture_output=True, text=True, timeout=SECONDS, check=True
    )
    assert ended.stdout.split() == []
