"""Captions kept for training from the Caption tab, and the rules that every caption follows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine.captions.rewriting import NOTHING, Rewriting
from gui import worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.pages import TrainingWanted
from tests.gui.captioner import picture

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage], tmp_path: Path) -> CaptionPage:
    made = make_caption_page()
    made.training.use(tmp_path / "mine")
    made.banner.clear()
    return made


def _settle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not worker.running() and not page.queue.count(ItemState.WAITING))


def _kept(tmp_path: Path) -> list[tuple[str, str]]:
    lines = (tmp_path / "mine/metadata.jsonl").read_text(encoding="utf-8").splitlines()
    return [(json.loads(line)["file_name"], json.loads(line)["text"]) for line in lines]


def test_the_picture_on_display_is_kept_with_the_caption_that_stands(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    page.accept_paths([picture(tmp_path / "a.png"), picture(tmp_path / "b.png", (1, 2, 3))])
    _settle(qtbot, page)
    page.queue.rewrite(Rewriting(prefix="photo: "))
    page.list.select(1)
    qtbot.keyClick(page.own.words, Qt.Key.Key_K, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    _settle(qtbot, page)
    assert _kept(tmp_path) == [("images/b.png", "photo: b by demo.")]
    assert "1 (new: 1, replaced: 0)" in page.banner.sentence
    assert str(tmp_path / "mine") in page.banner.sentence
    page.editing.take(page.queue.items()[1], "corrected")
    page.training.keep()
    _settle(qtbot, page)
    assert _kept(tmp_path) == [("images/b.png", "photo: corrected")]
    assert "(new: 0, replaced: 1)" in page.banner.sentence
    told: list[object] = []
    page.told.connect(told.append)
    [opening] = page.banner.buttons
    opening.click()
    assert told == [TrainingWanted(tmp_path / "mine")]


def test_what_is_left_out_of_a_selection_is_counted_with_its_reason(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    paths = [picture(tmp_path / "a.png"), bad, picture(tmp_path / "c.png", (9, 9, 9)), picture(tmp_path / "d.png")]
    page.accept_paths(paths)
    image = QImage(30, 50, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    page.adding.image(image)
    page.adding.noise(7)
    _settle(qtbot, page)
    picture(paths[2], (90, 90, 0))
    paths[3].unlink()
    page.list.list.selectAll()
    page.training.keep()
    _settle(qtbot, page)
    assert [name for name, _ in _kept(tmp_path)] == ["images/a.png", "images/pasted-1.png"]
    for sentence in (
        "2 (new: 2, replaced: 0)",
        "without a caption: 1.",
        "show nothing: 1.",
        "since it was captioned: 2.",
    ):
        assert sentence in page.banner.sentence


def test_a_folder_of_something_else_is_refused_and_another_is_chosen_once(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "notes.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    page.training.choose()
    assert str(other) in page.banner.sentence
    page.accept_paths([picture(tmp_path / "a.png")])
    _settle(qtbot, page)
    page.training.keep()
    _settle(qtbot, page)
    assert page.banner.problem is not None
    assert page.banner.problem.code == "training-folder-other"
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    page.remember(settings)
    page.training.use(tmp_path)
    page.restore(settings, True)
    assert page.training.folder == other


def test_rules_are_entered_in_their_sheet_shown_on_the_caption_and_remembered(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    page.accept_paths([picture(tmp_path / "a.png")])
    _settle(qtbot, page)
    page.editing.ask_rules()
    sheet = page.editing.rules
    qtbot.keyClicks(sheet.prefix, "photo: ")
    qtbot.keyClicks(sheet.suffix, "!")
    sheet.rules.setPlainText("a → the\nno rule")
    assert not sheet.use.isEnabled(), "a line that is none is told, not passed over"
    sheet.enter()
    assert page.queue.rewriting == NOTHING
    sheet.rules.setPlainText("a → the\ndemo -> model")
    assert sheet._shown.text() == "photo: the by model.!"
    qtbot.mouseClick(sheet.use, Qt.MouseButton.LeftButton)
    assert page.own.words.toPlainText() == "photo: the by model.!"
    wanted = Rewriting("photo: ", "!", (("a", "the"), ("demo", "model")))
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    page.remember(settings)
    page.queue.rewrite(NOTHING)
    page.restore(settings, True)
    assert page.queue.rewriting == wanted
    page.editing.ask_rules()
    qtbot.mouseClick(sheet.clear, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sheet.use, Qt.MouseButton.LeftButton)
    assert page.queue.rewriting == NOTHING
    assert page.own.words.toPlainText() == "a by demo."
