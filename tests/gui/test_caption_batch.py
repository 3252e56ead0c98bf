"""A batch of the Caption tab: paused and gone on with, cancelled and brought back, tried again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.caption.queue import CaptionQueue
from tests.gui.captioner import Fakes, picture


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage]) -> CaptionPage:
    return make_caption_page()


def _settle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not page.service.busy and not page.queue.count(ItemState.WAITING))


def _click(qtbot: QtBot, page: CaptionPage, words: str) -> None:
    [button] = [button for button in (page.list.foot.act, page.list.foot.other) if button.text() == words]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _acts(page: CaptionPage) -> list[str]:
    return [button.text() for button in (page.list.foot.act, page.list.foot.other) if button.isVisible()]


def test_a_batch_is_paused_between_pictures_and_goes_on(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / f"{number}.png") for number in range(4)])
    qtbot.waitUntil(lambda: page.list.foot.state.whole == "Captioning…")
    assert _acts(page) == ["Pause", "Cancel"]
    _click(qtbot, page, "Pause")
    assert page.list.foot.state.whole == "Pausing…"
    assert _acts(page) == []
    fakes.gate.set()
    qtbot.waitUntil(lambda: not page.service.busy)
    assert page.list.foot.state.whole == "Paused · 3 waiting"
    assert _acts(page) == ["Resume", "Cancel"]
    assert page.queue.count(ItemState.DONE) == 1
    _click(qtbot, page, "Resume")
    _settle(qtbot, page)
    assert page.queue.count(ItemState.DONE) == 4
    assert page.list.foot.state.whole == "All captioned"
    assert not page.service.paused


def test_what_waits_is_taken_back_and_comes_back_where_that_is_undone(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.gate.clear()
    paths = [picture(tmp_path / f"{number}.png") for number in range(4)]
    page.accept_paths(paths)
    qtbot.waitUntil(lambda: page.queue.count(ItemState.CAPTIONING) == 1)
    _click(qtbot, page, "Cancel")
    assert [item.source.path for item in page.queue.items()] == paths[:1], "the one in progress is finished"
    assert len(page.queue.line) == 0
    assert page.banner.sentence == "Captioning cancelled. Pictures taken back: 3."
    fakes.gate.set()
    _settle(qtbot, page)
    [undo] = [button for button in page.banner.findChildren(QPushButton) if button.text() == "Undo"]
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert page.banner.sentence == ""
    _settle(qtbot, page)
    assert [item.source.path for item in page.queue.items()] == paths
    assert page.queue.count(ItemState.DONE) == 4


def test_what_failed_is_tried_again(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    page.accept_paths([picture(tmp_path / "a.png"), tmp_path / "b.png", tmp_path / "c.png"])
    _settle(qtbot, page)
    assert page.list.foot.state.whole == "2 unreadable"
    assert _acts(page) == ["Try again", "Clear list"]
    picture(tmp_path / "b.png")
    _click(qtbot, page, "Try again")
    _settle(qtbot, page)
    assert [item.state for item in page.queue.items()] == [ItemState.DONE, ItemState.DONE, ItemState.FAILED]
    assert page.list.foot.state.whole == "1 unreadable"


def test_what_was_captioned_or_refused_before_stays_as_it_was_where_its_next_turn_is_cancelled(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    page.accept_paths([picture(tmp_path / "a.png"), tmp_path / "gone.png"])
    _settle(qtbot, page)
    queue = page.queue
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / "new.png")])
    qtbot.waitUntil(lambda: queue.count(ItemState.CAPTIONING) == 1)
    queue.again([item.source.id for item in queue.items()])
    assert queue.count(ItemState.WAITING) == 2
    taken = queue.take_back()
    assert (len(taken.gone), len(taken.kept)) == (0, 2)
    assert [item.state for item in queue.items()] == [ItemState.DONE, ItemState.FAILED, ItemState.CAPTIONING]
    assert queue.items()[0].caption is not None
    assert queue.items()[1].problem is not None
    queue.put_back(taken)
    assert queue.count(ItemState.WAITING) == 2
    fakes.gate.set()
    page.service.start()
    _settle(qtbot, page)


def test_a_picture_that_came_again_is_not_put_back_twice() -> None:
    queue = CaptionQueue()
    paths = [Path(f"/pictures/{number}.png") for number in range(3)]
    queue.add_files(paths)
    [first] = queue.line.take()
    queue.refused(first.id, Problem("picture-missing", path=paths[0]))
    taken = queue.take_back()
    assert queue.rowCount() == 1
    queue.add_files(paths[1:2])
    queue.put_back(taken)
    assert [item.source.path for item in queue.items()] == paths
    assert len(queue.line) == 2
    queue.again_failed()
    assert len(queue.line) == queue.count(ItemState.WAITING) == 3
