"""Captions saved through the window: what the sheet foretells is what happens, and what is there stays unasked."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from engine.captions.rewriting import Rewriting
from engine.keeping import FORMATS, Earlier, Fate, SidecarLanguage, saving
from gui import text, worker
from gui.caption import saving_jobs
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.caption.saving_jobs import SavePlan
from gui.caption.saving_sheet import SavingSheet
from gui.widgets.setting import Combo
from tests.gui.captioner import Fakes, picture
from tests.gui.saving import saved_rows
from tests.limits import SECONDS


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage], qtbot: QtBot, tmp_path: Path) -> CaptionPage:
    """The page with four captioned pictures, one that cannot be read, and one of noise."""
    page = make_caption_page()
    folder = tmp_path / "in"
    folder.mkdir()
    pictures = [picture(folder / name) for name in ("a.jpg", "b.jpg", "c.jpg", "c.png")]
    (folder / "bad.jpg").write_bytes(b"no picture")
    page.accept_paths([*pictures, folder / "bad.jpg"])
    page.adding.noise(7)
    settle(qtbot)
    assert page.queue.count(ItemState.DONE) == 5
    return page


def settle(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not worker.running())


def ask(qtbot: QtBot, page: CaptionPage, form: str = "sidecar", **chosen: str) -> SavingSheet:
    """Open the sheet as a person does and choose; what would happen is known when this returns."""
    sheet = page.saving.sheet
    if not sheet.isVisible():
        qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    choose(sheet.form, form)
    for name, key in chosen.items():
        choose(getattr(sheet, name), key)
    qtbot.waitUntil(lambda: sheet.outlook is not None or bool(sheet.told.text()))
    settle(qtbot)
    return sheet


def choose(combo: Combo, key: str) -> None:
    row = combo.findData(key)
    assert row >= 0, key
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def save(qtbot: QtBot, page: CaptionPage) -> str:
    """Press the sheet's button; gives what is said afterwards."""
    sheet = page.saving.sheet
    assert sheet.save.isEnabled()
    qtbot.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    assert sheet.isHidden()
    qtbot.waitUntil(lambda: not page.saving.busy)
    return page.banner.sentence


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.rglob("*.txt")}


def test_text_files_are_foretold_and_then_stand_beside_the_pictures(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    (tmp_path / "in/a.txt").write_text("Mine.\n")
    sheet = ask(qtbot, page)
    assert sheet.place.whole == "Beside the pictures"
    assert sheet.facts.told == (
        ("New files", "3"),
        ("Already there, kept as they are", "1"),
        ("Pictures without a file, left out", "1"),
        ("Unreadable pictures, left out", "1"),
        ("Named in full, since another picture has the same name", "2"),
    )
    shown = [(file.whole, said.whole) for file, said in sheet.examples]
    assert shown == [("b.txt", "b by demo."), ("c.jpg.txt", "c by demo."), ("c.png.txt", "c by demo.")]
    assert texts(tmp_path) == {"a.txt": "Mine.\n"}, "nothing is written while it is foretold"
    said = save(qtbot, page)
    assert said.startswith("Captions saved beside their pictures: 3. Already there, kept as they are: 1.")
    assert texts(tmp_path) == {"a.txt": "Mine.\n"} | {file: f"{caption}\n" for file, caption in shown}
    sheet = ask(qtbot, page)
    assert sheet.facts.told[0] == ("Already there, kept as they are", "4")
    assert not sheet.save.isEnabled()
    sheet.hide()


@pytest.mark.parametrize(
    ("earlier", "fact", "text_after"),
    [
        (Earlier.OVERWRITE, "Files replaced", "b by demo.\n"),
        (Earlier.APPEND, "Caption added below", "Mine.\nb by demo.\n"),
        (Earlier.PREPEND, "Caption added above", "b by demo.\nMine.\n"),
    ],
)
def test_earlier_files_are_changed_when_that_is_asked_for_and_only_once(
    earlier: Earlier, fact: str, text_after: str, qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    (tmp_path / "in/b.txt").write_text("Mine.\n")
    sheet = ask(qtbot, page, earlier=earlier.value)
    assert (fact, "1") in sheet.facts.told
    outcome = next(said.whole for file, said in sheet.examples if file.isVisible() and file.whole == "b.txt")
    assert outcome == text_after.strip().replace("\n", " ↵ ")
    assert f"{fact}: 1." in save(qtbot, page)
    assert texts(tmp_path)["b.txt"] == text_after
    assert ask(qtbot, page).plan.earlier is Earlier.LEAVE, "it is asked for anew each time"
    page.saving.sheet.hide()


def test_both_languages_go_into_two_files_or_into_one(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    sheet = ask(qtbot, page, language="both")
    sheet.pattern.clear()
    qtbot.keyClicks(sheet.pattern, "{name}.{language}.txt")
    qtbot.waitUntil(lambda: sheet.outlook is not None and sheet.examples[0][0].whole == "a.en.txt")
    save(qtbot, page)
    written = texts(tmp_path)
    assert (written["a.en.txt"], written["a.zh.txt"]) == ("a by demo.\n", "a。\n")
    sheet = ask(qtbot, page, language="lines")
    assert "tells a language" in sheet.told.text()
    assert not sheet.save.isEnabled()
    assert sheet.pattern.property("wrong")
    sheet.pattern.clear()
    qtbot.keyClicks(sheet.pattern, "{name}.txt")
    qtbot.waitUntil(lambda: sheet.outlook is not None and sheet.examples[0][1].whole == "a by demo. ↵ a。")
    save(qtbot, page)
    assert texts(tmp_path)["a.txt"] == "a by demo.\na。\n"


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "sidecar"])
def test_one_file_is_saved_is_not_replaced_unasked_and_is_gone_on_with(
    form: str, qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    sheet = ask(qtbot, page, form)
    path = tmp_path / "in" / FORMATS[form]
    assert sheet.place.whole == str(path)
    assert sheet.language.isHidden()
    assert sheet.pattern.isHidden()
    listed = 4 if form in ("coco", "metadata") else 5
    assert ("Captions", str(listed)) in sheet.facts.told
    assert f"Captions saved to {path}: {listed}." in save(qtbot, page)
    before = path.read_bytes()
    sheet = ask(qtbot, page, form)
    assert "already exists" in sheet.told.text()
    assert sheet.place.whole == str(path)
    assert not sheet.save.isEnabled()
    page.accept_paths([picture(tmp_path / "in/d.jpg")])
    sheet.hide()
    settle(qtbot)
    sheet = ask(qtbot, page, form, earlier="skip")
    assert sheet.facts.told[:2] == (("Captions", "1"), ("Already there, kept as they are", str(listed)))
    save(qtbot, page)
    assert b"d by demo." in path.read_bytes()
    assert len(path.read_bytes()) > len(before)
    fakes.caption = "Something else."
    page.queue.again([item.source.id for item in page.queue.items() if item.caption])
    page.service.start()
    settle(qtbot)
    sheet = ask(qtbot, page, form, earlier="overwrite")
    assert f"{path.name} is there already and will be replaced." in sheet.told.text()
    save(qtbot, page)
    assert b"by demo" not in path.read_bytes()


def test_the_shortcut_opens_it_and_another_place_is_chosen(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = page.saving.sheet
    qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(sheet.isVisible)
    out = tmp_path / "texts"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    qtbot.mouseClick(sheet.choose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.outlook is not None and sheet.place.whole == str(out))
    save(qtbot, page)
    assert sorted(texts(out)) == ["a.txt", "b.txt", "c.jpg.txt", "c.png.txt"]
    assert not texts(tmp_path / "in")
    ask(qtbot, page)
    qtbot.mouseClick(sheet.beside, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.outlook is not None and sheet.place.whole == "Beside the pictures")
    ask(qtbot, page, "json")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(out / "mine"), ""))
    qtbot.mouseClick(sheet.choose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.outlook is not None and sheet.place.whole == str(out / "mine.json"))
    save(qtbot, page)
    assert json.loads((out / "mine.json").read_text("utf-8"))[0]["caption"] == "a by demo."


def test_what_fails_is_told_with_the_counts(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, page)
    for path in (tmp_path / "in").iterdir():
        path.unlink()
    shutil.rmtree(tmp_path / "in")
    said = save(qtbot, page)
    assert "in cannot be written (" in said
    assert "Captions saved beside their pictures: 0. " in said
    assert "Cannot be written: 4." in said
    (tmp_path / "file").write_text("")
    sheet = ask(qtbot, page, "csv")
    sheet._take_place(tmp_path / "file" / "below.csv")
    qtbot.waitUntil(lambda: sheet.outlook is not None)
    assert "cannot be written" in save(qtbot, page)


def test_saving_shows_how_far_it_is_and_is_stopped(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, gate = threading.Event(), threading.Event()
    keep = saving.CaptionSaver.keep

    def held(self: saving.CaptionSaver, kept: saving.KeptCaption) -> Fate:
        begun.set()
        assert gate.wait(SECONDS)
        return keep(self, kept)

    monkeypatch.setattr(saving.CaptionSaver, "keep", held)
    ask(qtbot, page)
    qtbot.mouseClick(page.saving.sheet.save, Qt.MouseButton.LeftButton)
    assert page.saving.progress.isVisible()
    assert not page.save.isEnabled()
    qtbot.waitUntil(begun.is_set)
    [stop] = page.saving.progress.findChildren(QPushButton)
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    gate.set()
    qtbot.waitUntil(lambda: not page.saving.busy)
    assert page.banner.sentence.startswith("Stopped. Captions saved beside their pictures: 1.")
    assert page.saving.progress.isHidden()
    assert page.save.isEnabled()
    assert texts(tmp_path) == {"a.txt": "a by demo.\n"}


def test_while_many_are_counted_nothing_that_was_counted_before_is_shown(
    qtbot: QtBot, page: CaptionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = ask(qtbot, page)
    gate, foresee = threading.Event(), saving_jobs.preview

    def held(*given: Any, **named: Any) -> Any:
        assert gate.wait(SECONDS)
        return foresee(*given, **named)

    monkeypatch.setattr(saving_jobs, "preview", held)
    choose(sheet.language, "both")
    qtbot.waitUntil(lambda: sheet.told.text() == "Counting…")
    assert list(sheet.facts.told) == []
    assert not sheet.save.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: sheet.outlook is not None)
    assert sheet.told.isHidden()
    assert sheet.facts.told[0] == ("New files", "4")
    sheet.hide()
    settle(qtbot)


def test_what_waits_is_counted_and_left_out(qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path) -> None:
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / "in/late.jpg")])
    sheet = page.saving.sheet
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.outlook is not None)
    assert ("Not captioned yet, left out", "1") in sheet.facts.told
    qtbot.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.saving.busy)
    assert "Not captioned yet, left out: 1." in page.banner.sentence
    fakes.gate.set()


def test_what_a_person_wrote_and_the_rules_are_saved_and_the_models_own_beside_it(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    first = page.queue.items()[0]
    page.queue.edit(first.source.id, "A red hat.")
    page.queue.rewrite(Rewriting("photo: "))
    ask(qtbot, page)
    save(qtbot, page)
    assert (texts(tmp_path)["a.txt"], texts(tmp_path)["b.txt"]) == ("photo: A red hat.\n", "photo: b by demo.\n")
    row = saved_rows(page.queue.items(), tmp_path / "all.csv")[0]
    assert (row["caption"], row["model_caption"]) == ("photo: A red hat.", "a by demo.")
    assert row["english"] == row["caption"]


def test_choices_are_remembered_but_never_that_files_are_replaced(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    sheet = ask(qtbot, page, language="both", earlier="overwrite")
    sheet.pattern.setText("{file}.txt")
    sheet.hide()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    page.remember(settings)
    again = CaptionPage(fakes.load, fakes.find)
    qtbot.addWidget(again, before_close_func=lambda page: page.keeping.close())
    again.restore(settings, True)
    qtbot.waitUntil(lambda: again.service.choice is not None)
    assert again.saving.sheet.plan == SavePlan("sidecar", SidecarLanguage.BOTH, "{file}.txt")


def test_it_speaks_chinese(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    (tmp_path / "in/a.txt").write_text("Mine.\n")
    text.set_language("zh_CN")
    try:
        sheet = ask(qtbot, page)
        said = [said for said, _ in sheet.facts.told]
        assert not [word for word in said if word.isascii()]
        assert sheet.place.whole == "图片旁边"
        assert not any(char in save(qtbot, page) for char in ":")
    finally:
        text.set_language("en")
