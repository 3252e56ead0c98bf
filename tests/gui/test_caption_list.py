"""The list of the Caption tab: sorted, searched, filtered, and what is looked at meanwhile."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine.evaluation.support import WordSupport
from engine.fit.verdict import judge
from gui import text
from gui.caption.arrangement import Arrangement, SearchTexts, arrange
from gui.caption.items import CaptionItem, ItemState, Source
from gui.caption.page import CaptionPage
from gui.caption.queue import CaptionQueue
from gui.caption.shown_items import ShownItems
from gui.caption.status import Status
from tests.gui.captioner import Fakes, picture


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage]) -> CaptionPage:
    return make_caption_page()


def _names(page: CaptionPage) -> list[str]:
    """What the list shows, from top to bottom."""
    items = page.list.items
    return [str(items.data(items.index(place))) for place in range(items.rowCount())]


def _settle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not page.service.busy and not page.queue.count(ItemState.WAITING))
    _arranged(qtbot, page)


def _arranged(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not page.list.arranging.busy)


def _choose(qtbot: QtBot, page: CaptionPage, menu: QMenu, words: str) -> None:
    [action] = [action for action in menu.actions() if action.text().partition("\t")[0] == words]
    action.trigger()
    menu.deleteLater()
    _arranged(qtbot, page)


def _sort(qtbot: QtBot, page: CaptionPage, words: str) -> None:
    _choose(qtbot, page, page.list.tools.sort_menu(), words)


def _filter(qtbot: QtBot, page: CaptionPage, words: str) -> None:
    _choose(qtbot, page, page.list.tools.filter_menu(), words)


def _search(qtbot: QtBot, page: CaptionPage, words: str) -> None:
    page.list.tools.search.setText(words)
    qtbot.waitUntil(lambda: page.list.arranging.wanted.query == words)
    _arranged(qtbot, page)


def _add(qtbot: QtBot, page: CaptionPage, folder: Path, *names: str) -> None:
    page.accept_paths([picture(folder / f"{name}.png") for name in names])
    _settle(qtbot, page)


def test_pictures_stand_in_the_order_added_or_by_name_as_people_count(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    _add(qtbot, page, tmp_path, "10", "2", "b", "A", "1")
    assert _names(page) == ["10.png", "2.png", "b.png", "A.png", "1.png"]
    _sort(qtbot, page, "Name")
    assert _names(page) == ["1.png", "2.png", "10.png", "A.png", "b.png"]
    assert page.list.current is page.queue.items()[0], "what is looked at stays on display"
    assert page.list.list.currentIndex().row() == 2
    _sort(qtbot, page, "Descending")
    assert _names(page) == ["b.png", "A.png", "10.png", "2.png", "1.png"]
    assert page.list.tools.sort.toolTip() == "Sort: Name, descending"
    _add(qtbot, page, tmp_path, "11")
    assert _names(page) == ["b.png", "A.png", "11.png", "10.png", "2.png", "1.png"]
    _sort(qtbot, page, "Order added")
    _sort(qtbot, page, "Descending")
    assert _names(page)[-1] == "11.png"


def test_pictures_are_sorted_by_fit_and_what_has_none_stands_last(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fits = {"near": judge(0.1, 0.8), "far": judge(3.0, 0.8), "between": judge(0.9, 0.8)}
    _add(qtbot, page, tmp_path, "unknown", "far", "near", "between")
    _sort(qtbot, page, "Fit")
    assert _names(page) == ["near.png", "between.png", "far.png", "unknown.png"]
    _sort(qtbot, page, "Descending")
    assert _names(page) == ["far.png", "between.png", "near.png", "unknown.png"]


def test_pictures_are_sorted_by_how_surprised_the_model_was_by_its_words(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    for name, probabilities in (("sure", (0.9, 0.8)), ("none", ()), ("surprised", (0.5, 0.01))):
        fakes.support = tuple(WordSupport("w", 0, 1, value, value, 0.2, True) for value in probabilities)
        _add(qtbot, page, tmp_path, name)
    _sort(qtbot, page, "Surprise")
    assert _names(page) == ["sure.png", "surprised.png", "none.png"]
    _sort(qtbot, page, "Descending")
    assert _names(page) == ["surprised.png", "sure.png", "none.png"]


def test_what_asks_for_attention_comes_first_by_status(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fits = {"odd": judge(3.0, 0.8)}
    (tmp_path / "bad.png").write_bytes(b"no picture")
    page.accept_paths([picture(tmp_path / "well.png"), picture(tmp_path / "odd.png"), tmp_path / "bad.png"])
    _settle(qtbot, page)
    _sort(qtbot, page, "Status")
    assert _names(page) == ["bad.png", "odd.png", "well.png"]


def test_words_find_captions_translations_and_names(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    for name, caption in (("one", "This lady wears a hat."), ("two", "This lady wears long pants."), ("x_0042", "")):
        fakes.caption = caption
        _add(qtbot, page, tmp_path, name)
    for words, found in (
        ("hat", ["one.png"]),
        ("LADY", ["one.png", "two.png"]),
        ("lady -hat", ["two.png"]),
        ("裤", ["two.png"]),
        ("042", ["x_0042.png"]),
        ("two.png", ["two.png"]),
        ('"long pants"', ["two.png"]),
        ('"pant"', []),
        ("Ｈat", ["one.png"]),
        ("zebra", []),
    ):
        _search(qtbot, page, words)
        assert _names(page) == found, words
    assert page.list._count.text() == "0 of 3"
    assert page.list._stack.currentIndex() == 1
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.list._all.text() == "显示全部")
    text.set_language("en")
    qtbot.waitUntil(lambda: page.list._all.text() == "Show all")
    _arranged(qtbot, page)
    assert page.list._stack.currentIndex() == 1
    qtbot.mouseClick(page.list._all, Qt.MouseButton.LeftButton)
    _arranged(qtbot, page)
    assert _names(page) == ["one.png", "two.png", "x_0042.png"]
    assert page.list._count.text() == "3 / 3"
    assert page.list.tools.search.text() == ""


def test_keys_pressed_in_the_search_field_belong_to_it(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    _add(qtbot, page, tmp_path, "a", "b")
    control = Qt.KeyboardModifier.ControlModifier
    search = page.list.tools.search
    qtbot.keyClick(page.list.list, Qt.Key.Key_F, control)
    assert page.focusWidget() is search
    qtbot.keyClicks(search, "b")
    qtbot.keyClick(search, Qt.Key.Key_Home)
    qtbot.keyClick(search, Qt.Key.Key_Delete)
    assert page.queue.rowCount() == 2, "it was a letter that was deleted, not a picture"
    QGuiApplication.clipboard().setText("http://127.0.0.1:9/b.png")
    qtbot.keyClick(search, Qt.Key.Key_V, control)
    assert search.text() == "http://127.0.0.1:9/b.png"
    qtbot.keyClick(search, Qt.Key.Key_Return)
    _arranged(qtbot, page)
    assert _names(page) == []
    assert not page.banner.sentence


def test_an_edited_caption_is_found_as_it_stands(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    _add(qtbot, page, tmp_path, "a", "b")
    page.queue.edit(page.queue.items()[1].source.id, "A zebra.")
    _search(qtbot, page, "zebra")
    assert _names(page) == ["b.png"]
    _search(qtbot, page, "demo")
    assert _names(page) == ["a.png"]


def test_the_menu_of_the_filter_counts_each_status(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fits = {"odd": judge(3.0, 0.8)}
    (tmp_path / "bad.png").write_bytes(b"")
    page.accept_paths([*(picture(tmp_path / f"{name}.png") for name in ("a", "odd", "b")), tmp_path / "bad.png"])
    _settle(qtbot, page)
    menu = page.list.tools.filter_menu()
    assert [action.text() for action in menu.actions()] == [
        *("All pictures\t4", "Done\t2", "Unlike\t1", "Unreadable\t1")
    ]
    _filter(qtbot, page, "Unreadable")
    assert _names(page) == ["bad.png"]
    assert page.list.current is page.queue.items()[3], "what was asked for is shown at once"
    assert "it is empty" in page.own.words.toPlainText()
    assert page.list.tools.filter.toolTip() == "Filter by status: Unreadable"
    _filter(qtbot, page, "All pictures")
    assert len(_names(page)) == 4


def test_a_filter_follows_the_captions_and_what_is_looked_at_stays(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / f"{number}.png") for number in range(4)])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.CAPTIONING) == 1)
    _filter(qtbot, page, "Waiting")
    assert _names(page) == ["1.png", "2.png", "3.png"]
    page.list.select(2)
    fakes.gate.set()
    qtbot.waitUntil(lambda: page.list.items.rowCount() == 0)
    _settle(qtbot, page)
    item = page.list.current
    assert item is page.queue.items()[2], "a picture does not leave the display because it is done"
    assert page.own.words.toPlainText() == "2 by demo."


def test_what_is_added_is_shown_even_where_a_filter_leaves_it_out(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    _add(qtbot, page, tmp_path, "b", "c")
    _sort(qtbot, page, "Name")
    _search(qtbot, page, "c")
    _add(qtbot, page, tmp_path, "a")
    assert page.list.tools.search.text() == ""
    assert _names(page) == ["a.png", "b.png", "c.png"]
    assert page.list.current is page.queue.items()[2]
    assert page.list.list.currentIndex().row() == 0


def test_what_is_selected_stays_so_in_another_order_and_is_what_is_removed(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    _add(qtbot, page, tmp_path, "5", "3", "4", "1", "2")
    page.list.select(0)
    model = page.list.list.selectionModel()
    for place in (0, 2):
        model.select(page.list.items.index(place), model.SelectionFlag.Select)
    _sort(qtbot, page, "Name")
    assert [page.queue.name(item) for item in page.list.selected_items] == ["4.png", "5.png"]
    page.list.remove_selected()
    assert _names(page) == ["1.png", "2.png", "3.png"]
    assert sorted(page.queue.name(item) for item in page.queue.items()) == ["1.png", "2.png", "3.png"]
    assert page.list.current is not None
    assert page.queue.name(page.list.current) == "3.png", "the one that stands there now"
    qtbot.keyClick(page.list.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    page.list.remove_selected()
    assert page.list.current is None
    assert page.own.words.toPlainText() == "Captions appear here."


def test_many_rows_here_and_there_are_removed_at_once(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    page.service.choose(None)
    page.accept_paths([tmp_path / f"{number}.png" for number in range(40)])
    page.list.select(20)
    resets: list[None] = []
    page.queue.modelReset.connect(lambda: resets.append(None))
    page.queue.remove(range(1, 40, 2))
    assert len(resets) == 1
    assert _names(page) == [f"{number}.png" for number in range(0, 40, 2)]
    assert page.list.current is page.queue.items()[10]
    assert page.list.list.currentIndex().row() == 10
    assert len(page.queue.line) == 20


def test_the_words_of_the_tools_are_in_both_languages(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    _add(qtbot, page, tmp_path, "a")
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.list.tools.search.placeholderText() == "搜索")
    menus = (page.list.tools.sort_menu(), page.list.tools.filter_menu())
    for action in (action for menu in menus for action in menu.actions() if action.text()):
        assert not action.text().partition("\t")[0].isascii()


def test_the_order_is_remembered(
    qtbot: QtBot, page: CaptionPage, make_caption_page: Callable[..., CaptionPage], tmp_path: Path
) -> None:
    _sort(qtbot, page, "Name")
    settings = QSettings(str(tmp_path / "order.ini"), QSettings.Format.IniFormat)
    page.list.tools.remember(settings)
    again = make_caption_page()
    again.list.restore(settings)
    assert again.list.arranging.wanted == Arrangement("name")


def test_the_view_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    queue = CaptionQueue()
    shown = ShownItems(queue)
    qtmodeltester.check(shown)
    queue.add_files(Path(f"{number}.png") for number in range(6))
    shown.take(np.array([5, 3, 1, 0]))
    queue.remove([3])
    assert [str(shown.data(shown.index(place))) for place in range(3)] == ["5.png", "1.png", "0.png"]
    queue.remove([0, 1])
    assert [str(shown.data(shown.index(place))) for place in range(1)] == ["5.png"]
    shown.closed = True
    queue.add_noise(7)
    assert shown.rowCount() == 1
    shown.show_too(3)
    assert shown.rowCount() == 2
    queue.begun(queue.items()[3].source.id)
    queue.clear()
    assert shown.rowCount() == 0


@pytest.mark.parametrize("sort", ["added", "name", "status", "fit", "surprise"])
def test_a_long_list_is_arranged_in_many_short_steps(sort: str) -> None:
    items = [CaptionItem(Source(number, path=Path(f"{number}.png"))) for number in range(20_000)]
    wanted = Arrangement(sort, query="png", status=Status.WAITING)
    steps = arrange(items, lambda item: str(item.source.path), wanted, SearchTexts())
    kept: list[np.ndarray] = []

    def through() -> Iterator[None]:
        kept.append((yield from steps))

    assert sum(1 for _ in through()) >= 20_000 // 256
    assert kept[0].tolist() == list(range(20_000))
