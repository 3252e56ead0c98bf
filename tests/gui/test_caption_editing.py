"""A caption changed by hand in the Caption tab, and undone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine.captioning import GenerationConfig
from engine.captions.rewriting import Rewriting
from engine.errors import Problem
from engine.evaluation.support import WordSupport
from gui import worker
from gui.caption.items import CaptionItem, ItemState
from gui.caption.job import DIVERSITY
from gui.caption.page import CaptionPage
from gui.caption.row_words import state_text
from tests.gui.captioner import Fakes, picture

CAPTION = "This lady wears a red dress."


def _word(word: str) -> WordSupport:
    return WordSupport(word, CAPTION.index(word), len(word), 0.9, 0.9, 2.0, True)


@pytest.fixture
def page(qtbot: QtBot, fakes: Fakes, make_caption_page: Callable[..., CaptionPage], tmp_path: Path) -> CaptionPage:
    """Two pictures with a caption each; the first is on display."""
    fakes.caption = CAPTION
    fakes.support = (_word("lady"), _word("red"), _word("dress"))
    page = make_caption_page()
    page.accept_paths([picture(tmp_path / "a.png"), picture(tmp_path / "b.png")])
    qtbot.waitUntil(lambda: not page.service.busy and page.queue.count(ItemState.DONE) == 2)
    page.list.select(0)
    return page


def _item(page: CaptionPage, row: int = 0) -> CaptionItem:
    return page.queue.items()[row]


def _type(qtbot: QtBot, page: CaptionPage, words: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Edit the caption on display with the keyboard alone."""
    qtbot.keyClick(page.own.words, Qt.Key.Key_F2)
    assert page.own.editor.isVisible()
    assert not page.own.words.isVisible()
    qtbot.keyClicks(page.own.editor, words)
    qtbot.keyClick(page.own.editor, end)
    assert not page.own.editor.isVisible()


def test_enter_keeps_an_edit_with_its_translation_and_the_words_that_still_stand(
    qtbot: QtBot, page: CaptionPage
) -> None:
    told: list[int] = []
    page.queue.edited.connect(told.append)
    _type(qtbot, page, "This lady wears a green dress.")
    item = _item(page)
    assert item.text == "This lady wears a green dress."
    assert page.own.words.toPlainText() == item.text
    assert "绿" in page.translation.caption
    assert [word.word for _, word in item.support] == ["lady", "dress"]
    assert page.own.words.word_at(QPoint(4, 10)) is None
    assert "edited" in page.own.beside.text()
    assert CAPTION in page.own.beside.toolTip()
    assert state_text(item).startswith("edited")
    assert told == [item.source.id]
    page.copy_both()
    assert item.caption is not None
    assert item.caption.caption == CAPTION, "the model's own is not lost"


def test_escape_an_empty_caption_and_the_same_one_change_nothing(qtbot: QtBot, page: CaptionPage) -> None:
    _type(qtbot, page, "Something else", Qt.Key.Key_Escape)
    _type(qtbot, page, " ")
    _type(qtbot, page, CAPTION)
    assert _item(page).edited is None
    assert not page.editing.stack.canUndo()
    assert page.own.words.toPlainText() == CAPTION


def test_a_word_that_is_pointed_at_after_an_edit_is_the_models_own(qtbot: QtBot, page: CaptionPage) -> None:
    _type(qtbot, page, "A dress.")
    pointed: list[int] = []
    page.own.pointed.connect(pointed.append)
    qtbot.keyClick(page.own.words, Qt.Key.Key_Home)
    assert pointed[-1] == 2, "dress is the third of the words that the model can be asked about"


def test_edits_of_all_pictures_are_undone_in_turn_and_their_picture_is_shown(qtbot: QtBot, page: CaptionPage) -> None:
    _type(qtbot, page, "one")
    page.list.select(1)
    _type(qtbot, page, "two")
    undo, again = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    page.list.select(0)
    qtbot.keyClick(page.own.words, Qt.Key.Key_Z, undo)
    assert [item.edited for item in page.queue.items()] == ["one", None]
    assert page.list.current is _item(page, 1), "nothing changes out of sight"
    qtbot.keyClick(page.own.words, Qt.Key.Key_Z, undo)
    assert [item.edited for item in page.queue.items()] == [None, None]
    assert page.own.words.toPlainText() == CAPTION
    qtbot.keyClick(page.own.words, Qt.Key.Key_Z, undo | again)
    qtbot.keyClick(page.own.words, Qt.Key.Key_Y, undo)
    assert [item.edited for item in page.queue.items()] == ["one", "two"]


def test_the_models_caption_can_be_had_back(qtbot: QtBot, page: CaptionPage) -> None:
    _type(qtbot, page, "mine")
    page.editing.take_original()
    assert (_item(page).edited, page.own.words.toPlainText()) == (None, CAPTION)
    page.editing.undo()
    assert _item(page).edited == "mine"


def test_the_step_of_a_picture_that_left_the_list_is_passed_over(qtbot: QtBot, page: CaptionPage) -> None:
    _type(qtbot, page, "one")
    page.list.select(1)
    _type(qtbot, page, "two")
    page.list.remove_selected()
    page.editing.undo()
    assert [item.edited for item in page.queue.items()] == [None]
    page.editing.undo()
    assert not page.editing.stack.canUndo()


def test_what_is_being_typed_belongs_to_the_picture_it_was_begun_for(qtbot: QtBot, page: CaptionPage) -> None:
    page.own.words.edit_wanted.emit()
    qtbot.keyClicks(page.own.editor, "half a")
    page.list.select(1)
    assert [item.edited for item in page.queue.items()] == ["half a", None]
    assert page.own.words.isVisible()


def test_an_edit_outlives_another_caption_of_the_model(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    _type(qtbot, page, "mine")
    fakes.caption, fakes.support = "This man wears a hat.", ()
    page.list.again_selected()
    qtbot.waitUntil(lambda: not page.service.busy and page.queue.count(ItemState.DONE) == 2)
    assert _item(page).text == "mine"
    page.editing.take_original()
    assert _item(page).text == "This man wears a hat."


def _others(qtbot: QtBot, page: CaptionPage) -> list[str]:
    """The other captions that are offered, once they are there."""
    rows = page.editing.others.rows
    qtbot.waitUntil(lambda: any(row.isVisible() for row in rows) and not worker.running())
    return [row.caption for row in rows if row.isVisible()]


def test_another_caption_of_the_model_is_taken_by_its_number(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    page.queue.rewrite(Rewriting("a photo: ", "", (("beam", "BEAM"),)))
    qtbot.keyClick(page.own.words, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert _others(qtbot, page) == [f"BEAM caption {number}." for number in range(5)]
    assert fakes.wishes[-1] == ("a", GenerationConfig(diversity=DIVERSITY, seed=1))
    first = page.editing.others.rows[0].accessibleName()
    assert first == "1. BEAM caption 0. (−1.0)"
    qtbot.keyClick(page.editing.others, Qt.Key.Key_3)
    assert not page.editing.others.isVisible()
    assert _item(page).text == "a photo: BEAM caption 2."
    page.editing.undo()
    assert _item(page).edited is None


def test_captions_are_drawn_anew_with_other_seeds_and_taken_by_a_click(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes
) -> None:
    page.editing.ask_others()
    sheet = page.editing.others
    _others(qtbot, page)
    sheet.way.set_value("drawn")
    sheet.temperature.setText("1.5")
    sheet.way.chosen.emit("drawn")
    assert _others(qtbot, page)[0] == "drawn 1 caption 0."
    sheet.draw_again()
    assert _others(qtbot, page)[0] == "drawn 1001 caption 0."
    wished = fakes.wishes[-1][1]
    assert (wished.temperature, wished.top_p, wished.seed) == (1.5, 0.9, 1001)
    qtbot.mouseClick(sheet.rows[1], Qt.MouseButton.LeftButton)
    assert _item(page).edited == "drawn 1001 caption 1."


def test_why_there_are_no_other_captions_is_told(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    fakes.look_problem = Problem("maps-outdated")
    page.editing.ask_others()
    qtbot.waitUntil(lambda: not worker.running())
    assert not any(row.isVisible() for row in page.editing.others.rows)
    qtbot.keyClick(page.editing.others, Qt.Key.Key_1)
    assert page.editing.others.isVisible(), "no number takes what is not there"
    page.editing.others.hide()
    assert _item(page).edited is None
