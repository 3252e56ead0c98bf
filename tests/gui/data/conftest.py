"""The Data page in the real window, over the folder that a test file makes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gui.data.page import DataPage
from gui.window import MainWindow
from tests.gui.conftest import settle


@pytest.fixture
def window(make_window: Callable[..., MainWindow], tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    window = make_window(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    settle(qtbot)
    window.show_tab("data")
    yield window
    settle(qtbot)
    # Else the window stays open until somebody says what becomes of the changes.
    window.page(DataPage).unsaved._answered = True


@pytest.fixture
def page(window: MainWindow, folder: Path, qtbot: QtBot) -> DataPage:
    """The page with the data of the test file's ``folder`` open."""
    page = window.page(DataPage)
    page.open_path(folder)
    settle(qtbot)
    return page


def names(page: DataPage) -> list[str]:
    """The rows' names, from the top."""
    rows = page.browse.rows
    return [row.name for place in range(rows.rowCount()) if (row := rows.row(place))]
