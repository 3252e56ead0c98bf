"""The Data page in the real window: data are opened, looked through, searched, filtered and edited."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui import text
from gui.caption.page import CaptionPage
from gui.data.page import DataPage
from gui.train.page import TrainPage
from gui.window import MainWindow
from tests.data.folders import make_folder
from tests.gui.conftest import settle
from tests.gui.data.conftest import names
from tests.gui.driving import drop

TRAIN = {f"{number}.jpg": f"A red dress number {number}." for number in range(1, 9)} | {"9.jpg": "A blue hat."}
TEST = {"10.jpg": "A green hat on a table.", "11.jpg": "A red hat.", "gone.jpg": "A hat that is not there."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eleven pictures with captions, one caption without a picture, one picture without a caption."""
    return make_folder(tmp_path / "clothes", TRAIN, TEST, [*TRAIN, "10.jpg", "11.jpg", "12.jpg"])


def test_the_empty_page_says_what_belongs_there_and_has_the_button(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.page(DataPage)
    assert "Open a folder" in page.empty.sentence.text()
    assert page.empty.isVisible()
    assert page.bar.primary.text() == "Open folder…"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.folder.click()
    settle(qtbot)
    assert not page.empty.isVisible()
    assert page.browse.rows.rowCount() == 13
    assert page.bar.primary.text() == "Train on it"


def test_what_was_understood_is_told(page: DataPage) -> None:
    facts = dict(page.source._facts.told)
    assert facts["Pictures"] == "12"
    assert [count.value.text() for count in page.source._splits] == ["8", "1", "2"]
    lines = {line.code: line._count.text() for line in page.source._lines if line.isVisible()}
    assert lines == {"missing": "1", "no-caption": "1"}


def test_rows_stand_in_natural_order_and_the_first_is_shown(page: DataPage) -> None:
    assert names(page)[:3] == ["1.jpg", "2.jpg", "3.jpg"]
    assert page.picture.row is not None
    assert page.picture.row.name == "1.jpg"
    assert page.picture.captions.texts == ["A red dress number 1."]


def test_search_and_filters_narrow_the_rows(qtbot: QtBot, page: DataPage) -> None:
    page.browse.search.setText("red hat")
    qtbot.waitUntil(lambda: names(page) == ["11.jpg"])
    assert page.browse._count.text() == "1 of 13"
    page.browse._clear.click()
    assert len(names(page)) == 13
    line = next(line for line in page.source._lines if line.code == "no-caption")
    line.click()
    assert names(page) == ["images/12.jpg"]
    assert line.isChecked()
    line.click()
    assert len(names(page)) == 13
    page.browse.show_only(split="test", word="hat")
    assert names(page) == ["10.jpg", "11.jpg"]
    assert page.browse._wanted._whole == "test · “hat”"
    page.browse.search.setText("nothing like it")
    qtbot.waitUntil(lambda: page.browse._none.isVisible())


def test_the_problem_of_the_filter_is_the_one_marked_at_the_left(page: DataPage) -> None:
    page.browse.show_only(problem="missing")
    assert {line.code: line.isChecked() for line in page.source._lines} == {"missing": True, "no-caption": False}


def test_arrows_move_and_enter_edits_and_escape_leaves(qtbot: QtBot, window: MainWindow, page: DataPage) -> None:
    window.activateWindow()
    view = page.browse.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert page.picture.row is not None
    assert page.picture.row.name == "2.jpg"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    box = page.picture.captions._lines[0].box
    qtbot.waitUntil(box.hasFocus)
    box.setPlainText("Something else")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert view.hasFocus()
    assert page.session.dirty == 0
    qtbot.keyClick(view, Qt.Key.Key_Return)
    box.setPlainText("A crimson\ndress")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert page.session.now is not None
    assert page.session.now.table.captions(1) == ("A crimson dress",)
    assert page.bar._told.text() == "1 unsaved change"
    assert page.bar.primary.text() == "Save"
    settle(qtbot)
    page.browse.search.setText("crimson")
    qtbot.waitUntil(lambda: names(page) == ["2.jpg"])


def test_captions_are_added_removed_undone_and_redone(qtbot: QtBot, page: DataPage) -> None:
    boxes, now = page.picture.captions, page.session.now
    assert now is not None
    boxes.add.click()
    boxes._lines[1].box.setPlainText("Another one")
    boxes.keep()
    assert now.table.captions(0) == ("A red dress number 1.", "Another one")
    boxes._lines[0].remove.click()
    assert now.table.captions(0) == ("Another one",)
    assert boxes.texts == ["Another one"]
    page.bar.back.click()
    page.bar.back.click()
    assert now.table.captions(0) == ("A red dress number 1.",)
    assert boxes.texts == ["A red dress number 1."]
    assert not page.bar.back.isEnabled()
    assert page.bar.primary.text() == "Train on it"
    page.bar.forth.click()
    assert boxes.texts == ["A red dress number 1.", "Another one"]
    settle(qtbot)


def test_delete_removes_the_captions_of_all_selected_and_says_so(qtbot: QtBot, page: DataPage) -> None:
    view, now = page.browse.view, page.session.now
    assert now is not None
    view.selectAll()
    assert page.browse._count.text() == "13 selected"
    for place in (0, 1):
        flag = QItemSelectionModel.SelectionFlag
        command = flag.ClearAndSelect if place == 0 else flag.Select
        view.selectionModel().select(page.browse.rows.index(place), command)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert now.table.counts[:3].tolist() == [0, 0, 1]
    assert page.banner.sentence == "Captions removed: 2."
    page.banner._actions[0][0].click()
    assert now.table.counts[:3].tolist() == [1, 1, 1]
    settle(qtbot)


def test_shift_selects_in_reading_order_and_the_arrows_keep_their_column(qtbot: QtBot, page: DataPage) -> None:
    view = page.browse.view
    columns = view.columns
    assert columns > 1
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_places() == list(range(columns + 1))
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 12
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == 12 - columns
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == 0


def test_unsaved_changes_are_told_before_other_data_and_before_closing(
    qtbot: QtBot, window: MainWindow, page: DataPage, tmp_path: Path
) -> None:
    other = make_folder(tmp_path / "other", {"a.jpg": "A cat.", "b.jpg": "A dog.", "c.jpg": "A cow."})
    page.editing.edit(lambda edits: edits.change(0, 0, "Changed"))
    settle(qtbot)
    assert not window.close()
    assert page.banner.sentence == "1 unsaved change. Save before closing?"
    page.open_path(other)
    assert page.banner.sentence == "1 unsaved change. Save before opening other data?"
    assert page.session.path != other
    page.banner._actions[1][0].click()
    settle(qtbot)
    assert page.session.path == other
    assert page.session.dirty == 0
    page.editing.edit(lambda edits: edits.change(0, 0, "Changed"))
    settle(qtbot)
    assert not window.close()
    page.banner._actions[1][0].click()
    assert not window.isVisible()


def test_both_pages_show_the_same_data(
    qtbot: QtBot, window: MainWindow, page: DataPage, folder: Path, tmp_path: Path
) -> None:
    train = window.page(TrainPage)
    assert train.data.folder == folder
    other = make_folder(tmp_path / "other", {"a.jpg": "A cat.", "b.jpg": "A dog.", "c.jpg": "A cow."})
    window.show_tab("train")
    train.open_data(other)
    settle(qtbot)
    assert page.session.path == folder
    window.show_tab("data")
    settle(qtbot)
    assert page.session.path == other
    assert train.data.data is page.session.now.source.data  # type: ignore[union-attr]
    page.bar.primary.click()
    assert window.front is train


def test_unsaved_captions_go_along_when_the_same_data_are_split_otherwise(
    qtbot: QtBot, window: MainWindow, page: DataPage, folder: Path
) -> None:
    page.editing.edit(lambda edits: edits.change(0, 0, "Changed"))
    train = window.page(TrainPage)
    train.recipe.form.set_value("validation_share", 0.5)
    settle(qtbot)
    now = page.session.now
    assert now is not None
    assert now.source.splitting["validation_share"] == 0.5
    assert now.table.captions(0) == ("Changed",)
    assert page.session.dirty == 1


def test_a_second_folder_is_read_next(qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path) -> None:
    other = make_folder(tmp_path / "other", {"a.jpg": "A cat.", "b.jpg": "A dog.", "c.jpg": "A cow."})
    window.show_tab("train")
    train = window.page(TrainPage)
    drop(window, folder)
    drop(window, other)
    assert train.data.progress._what.text() == "Reading clothes, then other…"
    settle(qtbot)
    assert train.data.folder == other
    window.show_tab("data")
    page = window.page(DataPage)
    settle(qtbot)
    drop(window, folder)
    drop(window, other)
    assert page.source.progress._what.text() == "Reading clothes, then other…"
    settle(qtbot)
    assert page.session.path == other


@pytest.mark.parametrize("tab", ["train", "data"])
def test_pictures_without_captions_are_offered_to_the_caption_page(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, tab: str
) -> None:
    folder = make_folder(tmp_path / "plain", {"a.jpg": "", "b.jpg": ""})
    (folder / "train_captions.json").unlink()
    window.show_tab(tab)
    drop(window, folder)
    settle(qtbot)
    banner = window.page(TrainPage).data.banner if tab == "train" else window.page(DataPage).banner
    assert banner.sentence == "plain contains 2 pictures but no captions."
    banner._actions[0][0].click()
    assert window.front is window.page(CaptionPage)
    qtbot.waitUntil(lambda: window.page(CaptionPage).queue.rowCount() == 2)
    window.page(CaptionPage).service.stop()
    settle(qtbot)


def test_names_and_captions_that_look_like_markup_are_text(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    captions = {"<h1>a</h1>.jpg": "<b>bold</b> <img src='x'>", "b.jpg": "plain", "c.jpg": "plain too"}
    folder = make_folder(tmp_path / "html", {name.replace("/", "_"): caption for name, caption in captions.items()})
    page = window.page(DataPage)
    page.open_path(folder)
    settle(qtbot)
    index = page.browse.rows.index(0)
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("<span")
    assert "&lt;b&gt;bold" in tip
    assert page.picture.captions.texts == ["<b>bold</b> <img src='x'>"]
    assert "&lt;h1&gt;" in page.picture._name.toolTip() or page.picture._name.text() == page.picture._name._whole


def test_the_last_paths_and_the_view_are_remembered(
    qtbot: QtBot, window: MainWindow, page: DataPage, folder: Path, make_window: Callable[..., MainWindow]
) -> None:
    page.browse.mode.click()
    settings = window._settings
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    again = make_window(settings).page(DataPage)
    settle(qtbot)
    assert again.browse.listed
    again.source._fill_menu()
    assert str(folder) in [action.text() for action in again.source._menu.actions()]


def test_everything_has_a_name_for_screen_readers(page: DataPage) -> None:
    assert page.browse.view.accessibleName() == "Pictures"
    for button in (page.browse.filter, page.browse.sort, page.browse.mode, page.browse.replace, page.bar.back):
        assert button.accessibleName() == button.toolTip()
    said = page.browse.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "1.jpg, A red dress number 1., training"
    assert page.picture.captions._lines[0].box.accessibleName() == "Caption 1"


def test_chinese_is_spoken(qtbot: QtBot, page: DataPage) -> None:
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.browse._count.text() == "13 张图片")
    assert json.dumps(page.browse.search.placeholderText(), ensure_ascii=False) == '"搜索描述"'
