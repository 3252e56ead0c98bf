"""The window with a run on free captions: no card, bar or sentence about attributes or gender is to be seen."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from engine.files import demo_checkpoint
from engine.recipes import resolve
from engine.runs.run import Run
from gui.caption.choices import of_folder
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.checkpoints.page import CheckpointsPage
from gui.train.page import TrainPage
from gui.window import MainWindow
from tests.gui.conftest import settle
from tests.test_free_captions import heard
from tests.tiny import TINY, write_data
from tests.training.driving import run_through


@pytest.fixture(scope="module")
def free_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_data(tmp_path_factory.mktemp("free") / "shapes", 40, free=True)
    run = Run.create(tmp_path_factory.mktemp("free") / "run", resolve("compact", {**TINY, "epochs": 3}), data)
    run_through(run)
    return run.folder


def seen(page: QWidget, without: QWidget | None = None) -> Iterator[str]:
    """What can be read on a page, its tooltips included."""
    for widget in (page, *page.findChildren(QWidget)):
        if not widget.isVisibleTo(page) or (without is not None and without.isAncestorOf(widget)):
            continue
        yield from (widget.toolTip(), widget.accessibleName())
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        elif isinstance(widget, (QTextEdit, QPlainTextEdit)):
            yield widget.toPlainText()


def of_clothes(page: QWidget, without: QWidget | None = None) -> list[str]:
    return heard("\n".join(seen(page, without)))


def test_nothing_of_clothes_is_to_be_seen(
    qtbot: QtBot, make_window: Callable[..., MainWindow], runs: Path, free_run: Path
) -> None:
    shutil.copytree(free_run, runs / "free")
    window = make_window()
    train = window.page(TrainPage)
    settle(qtbot)
    assert train.curves is not None
    assert len(train.curves.scores.series) > 0
    assert not train.curves.bars.isVisibleTo(train)
    # The form of the settings is the same for all data.
    assert of_clothes(train, without=train.recipe) == []

    checkpoints = window.page(CheckpointsPage)
    window.bar.tabs["checkpoints"].click()
    qtbot.waitUntil(lambda: checkpoints.table.rows.rowCount() > 0)
    settle(qtbot)
    checkpoints.detail.evaluate.click()
    settle(qtbot)
    view = checkpoints.evaluating
    view.go.click()
    settle(qtbot)
    assert view.banner.problem is None
    assert view.scores.evaluation is not None
    hidden: list[QWidget] = [view.attributes, view.balance, view.mistakes]
    shown: list[QWidget] = [view.verdict, view.scores, view.words]
    assert [card.isVisibleTo(view) for card in (*hidden, *shown)] == [False] * 3 + [True] * 3
    assert of_clothes(view) == []


def test_the_card_beside_the_picture_follows_the_checkpoint(
    qtbot: QtBot, make_window: Callable[..., MainWindow], runs: Path, free_run: Path
) -> None:
    run = Path(shutil.copytree(free_run, runs / "free"))
    window = make_window()
    page = window.page(CaptionPage)
    window.bar.tabs["caption"].click()
    settle(qtbot)
    [choice, *_] = of_folder(run)
    # As a person chooses it: the card names it then, and no longer the demo, whose score is one of clothes.
    page.model.choose(choice)
    assert choice.domain == "free"
    assert not page.attributes.isVisibleTo(page)
    picture = next((Run.open(run).data / "images").iterdir())
    page.accept_paths([picture])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1)
    settle(qtbot)
    assert not page.attributes.isVisibleTo(page)
    assert of_clothes(page) == []
    [demo] = of_folder(demo_checkpoint())
    page.again.use(demo)
    qtbot.waitUntil(lambda: page.attributes.isVisibleTo(page))
    settle(qtbot)
