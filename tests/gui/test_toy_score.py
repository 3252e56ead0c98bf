"""The window finds a score that a module of its own registers: in plot, tables, choices."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from engine.events import Commands
from engine.metrics import METRICS
from engine.queueing.plan import Planned, Queue
from engine.recipes import resolve
from engine.runs.run import Run
from engine.training.trainer import train
from gui.checkpoints.page import CheckpointsPage
from gui.train.page import TrainPage
from tests.gui.conftest import settle
from tests.metrics import toy_score
from tests.tiny import TINY, write_data

KEY, LABEL = toy_score.ENTRY.key, toy_score.ENTRY.label
CHANGES = {**TINY, "epochs": 1, "evaluate_every": 2, "checkpoint_every": 2, "monitor": KEY}


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    METRICS.register(toy_score.ENTRY)
    yield
    METRICS.unregister(KEY)


@pytest.fixture
def trained(registered: None, runs: Path, tmp_path: Path) -> Path:
    """A run that the toy score steers."""
    data = write_data(tmp_path / "shapes")
    run = Run.create(runs / "toy", resolve("compact", CHANGES), data)
    train(run, Commands(), lambda event: None, device="cpu")
    return run.folder


def test_the_live_plot_draws_it_and_the_form_offers_it(
    qtbot: QtBot, trained: Path, make_train_page: Callable[[], TrainPage]
) -> None:
    page = make_train_page()
    settle(qtbot)
    assert page.curves is not None
    scores = page.curves.scores
    assert list(scores.lines) == [KEY]
    assert (scores.lines[KEY].end, len(scores.lines[KEY].x)) == (LABEL, 2)
    page.recipe.show_all(True)
    boxes = [box for box in page.recipe.findChildren(QComboBox) if box.findText(LABEL) >= 0]
    assert len(boxes) == 1


def test_the_checkpoints_are_sorted_by_it_and_recommended(
    qtbot: QtBot, trained: Path, make_checkpoints_page: Callable[..., CheckpointsPage]
) -> None:
    page = make_checkpoints_page()
    rows = page.table.rows
    names = [
        rows.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        for place in range(rows.columnCount())
    ]
    assert LABEL in names
    assert (page.table.score, rows.column_name("trend")) == (KEY, f"{LABEL} trend")
    assert page.plot._heading.text() == LABEL
    sheet = page.recommending.sheet
    sheet.offer(rows.entries)
    assert sheet.by._buttons[KEY].isEnabled()
    assert sheet.by._buttons[KEY].text() == LABEL


def test_the_queue_s_table_and_plot_have_it(
    qtbot: QtBot, trained: Path, runs: Path, make_train_page: Callable[[], TrainPage]
) -> None:
    data = Run.open(trained).data
    Queue(runs).add([Planned("toy", "compact", CHANGES, data)])
    page = make_train_page()
    settle(qtbot)
    page.queue.look()
    settle(qtbot)
    rows = page.queue.table.rows
    place = rows.columns.index(KEY)
    assert rows.headerData(place, Qt.Orientation.Horizontal) == LABEL
    assert float(rows.index(0, place).data()) > 0
    page.queue.plot.score._buttons[KEY].click()
    assert page.queue.plot.score.value == KEY
