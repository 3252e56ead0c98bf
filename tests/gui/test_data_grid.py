"""The grid of the Data page at 100,000 rows, and its small pictures: what is in view is all that is looked at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QWidget
from pytestqt.qtbot import QtBot

from gui.data.cells import GRID, LIST
from gui.data.rows import ShownRows
from gui.data.thumbnails import Thumbnails
from gui.widgets.grid import Grid
from tests.data.bad_inputs import write_jpeg
from tests.gui.conftest import settle

ROWS = 100_000


class Counting(QStyledItemDelegate):
    """Notes which rows are painted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.painted: list[int] = []

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        self.painted.append(index.row())


@pytest.fixture
def grid(themed: None, show: Callable[[QWidget], None]) -> Grid:
    view = Grid(GRID)
    rows = ShownRows()
    rows.setParent(view)
    view.setModel(rows)
    view.setItemDelegate(Counting(view))
    rows.take(None, np.arange(ROWS))
    show(view)
    view.resize(640, 480)
    return view


def test_only_cells_in_view_are_painted_however_many_there_are(grid: Grid) -> None:
    delegate, bar = grid.itemDelegate(), grid.verticalScrollBar()
    assert isinstance(delegate, Counting)
    columns, lines = grid.columns, -(-ROWS // grid.columns)
    assert bar.maximum() == lines * GRID.height - grid.viewport().height()
    most = columns * (grid.viewport().height() // GRID.height + 2)
    for part in (0.0, 0.37, 1.0):
        bar.setValue(int(bar.maximum() * part))
        QApplication.processEvents()
        del delegate.painted[:]
        grid.viewport().repaint()
        assert 0 < len(delegate.painted) <= most
        first, last = grid.in_view
        assert delegate.painted == list(range(first, last + 1))
    assert last == ROWS - 1


def test_a_place_and_its_cell_find_each_other(grid: Grid) -> None:
    grid.verticalScrollBar().setValue(123 * GRID.height + 7)
    for row in range(*grid.in_view):
        assert grid.indexAt(grid.visualRect(grid.model().index(row, 0)).center()).row() == row
    assert not grid.indexAt(QPoint(5, -5 - grid.verticalOffset())).isValid()


def test_the_row_at_the_top_stays_there_in_another_width_and_as_a_list(qtbot: QtBot, grid: Grid) -> None:
    grid.verticalScrollBar().setValue(2000 * GRID.height)
    top = grid.in_view[0]
    grid.resize(1000, 480)
    qtbot.waitUntil(lambda: grid.columns > 4)
    assert grid.in_view[0] <= top <= grid.in_view[1]
    grid.set_cell_size(LIST)
    assert grid.columns == 1
    assert grid.in_view[0] <= top <= grid.in_view[1]


def test_all_rows_are_selected_as_one_range(qtbot: QtBot, grid: Grid) -> None:
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert grid.selected_count() == ROWS
    assert len(grid.selectionModel().selection().toList()) == 1


def test_what_was_scrolled_past_is_not_decoded(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thumbnails = Thumbnails()
    monkeypatch.setattr(thumbnails, "_start", lambda count: None)
    thumbnails.want(["a", "b"], 64)
    thumbnails.want(["c", "d"], 64)
    assert thumbnails.wanted == ("c", "d")
    thumbnails.want_too(["e", "c"], 64)
    assert thumbnails.wanted == ("e", "c", "d")
    thumbnails.forget()
    assert thumbnails.wanted == ()


def test_small_pictures_are_kept_within_a_bound_and_made_larger_where_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    files = []
    for number in range(6):
        files.append(str(tmp_path / f"{number}.jpg"))
        write_jpeg(Path(files[-1]))
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    thumbnails = Thumbnails()
    thumbnails.want([*files, str(broken)], 32)
    settle(qtbot)
    one = thumbnails.get(files[0])
    assert one is not None
    assert not one.isNull()
    unread = thumbnails.get(str(broken))
    assert unread is not None
    assert unread.isNull()
    size = 4 * one.width() * one.height()
    assert thumbnails.kept_bytes == 6 * size
    thumbnails.want(files, 32)
    assert thumbnails.wanted == ()
    small = Thumbnails(most_bytes=2 * size)
    small.want(files, 32)
    settle(qtbot)
    assert small.kept_bytes == 2 * size
    # Which two were made last, the threads decide.
    assert sum(small.get(file) is not None for file in files) == 2
