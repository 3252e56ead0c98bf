"""What holds for every test of the window: no thread outlives it, nothing of the person's own is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Read before it is known whether Qt loads: each fixture imports what it needs of it.
if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path) -> None:
    """Settings of the window go into a folder of this test."""
    from PySide6.QtCore import QSettings

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))


@pytest.fixture(autouse=True)
def _no_thread_left(qapp: object, qtbot: QtBot) -> Iterator[None]:
    """A test that leaves work running fails; it is stopped for the sake of the next one."""
    from gui import text, worker

    yield
    left = [work.name for work in worker.running()]
    worker.stop_all()
    qtbot.waitUntil(lambda: not worker.running(), timeout=20_000)
    if text.language() != "en":
        text.set_language("en")
    assert not left, f"still running: {left}"


@pytest.fixture
def themed(qapp: object) -> Iterator[None]:
    """The program's style, as the person sees it."""
    from gui import theme

    theme.themes().start("light")
    yield
    theme.themes().set_mode("light")


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of runs."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setattr("engine.files.runs_folder", lambda: folder)
    return folder


@pytest.fixture
def make_window(qtbot: QtBot, themed: None, runs: Path, tmp_path: Path) -> Iterator[Callable[..., MainWindow]]:
    """Makes windows that are closed, and their threads with them, at the end."""
    from PySide6.QtCore import QSettings

    from gui.window import MainWindow

    made: list[MainWindow] = []

    def make(settings: QSettings | None = None, clean: bool = True) -> MainWindow:
        window = MainWindow(settings or QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat), clean)
        made.append(window)
        window.show()
        window.complete()
        return window

    yield make
    for window in made:
        window.close()
        qtbot.waitUntil(lambda window=window: not window.isVisible(), timeout=20_000)
        window.deleteLater()
