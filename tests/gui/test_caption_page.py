"""The Caption tab: what is dropped, pasted, drawn and chosen, and what becomes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.events import Commands, Emit
from engine.fit.verdict import judge
from gui import text, theme, worker
from gui.caption.choices import Choice
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.device import Device
from gui.pages import DeviceFound, TrainingWanted
from tests.gui.captioner import Fakes, picture


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage]) -> CaptionPage:
    return make_caption_page()


def _settle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not page.service.busy and not page.queue.count(ItemState.WAITING))


def _english(page: CaptionPage) -> str:
    return page.own.words.toPlainText()


def _drop(page: CaptionPage, data: QMimeData) -> None:
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), copy, data, left, plain)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(400, 300), copy, data, left, plain))


def test_dropped_files_and_folders_are_captioned(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    paths = [picture(tmp_path / "a.jpg"), picture(folder / "b.png"), picture(folder / "c.JPG")]
    (folder / "notes.txt").write_text("not a picture", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paths[0])), QUrl.fromLocalFile(str(tmp_path / "deep"))])
    _drop(page, data)
    # The first caption of all loads what captioning needs.
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 3)
    assert [page.queue.name(item) for item in page.queue.items()] == ["a.jpg", "b.png", "c.JPG"]
    page.list.select(0)
    assert _english(page) == "a by demo."
    assert page.translation.words.toPlainText().startswith("a。\nFree text")
    assert page.own.beside.text() == "0.01 s"


def test_another_picture_under_a_listed_name_is_captioned_anew(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    paths = [picture(tmp_path / "a.png"), picture(tmp_path / "b.png")]
    page.accept_paths(paths)
    _settle(qtbot, page)
    before = [item.source for item in page.queue.items()]
    qtbot.waitUntil(lambda: page.pictures.thumbnail(before[0]) is not None)
    Image.new("RGB", (50, 10), (9, 200, 9)).save(paths[0])
    page.accept_paths(paths)
    renewed = page.queue.items()[0]
    assert (renewed.state, renewed.caption) == (ItemState.WAITING, None), "the old caption is not the new picture's"
    _settle(qtbot, page)
    assert page.queue.items()[0].caption is not None
    after = [item.source for item in page.queue.items()]
    assert [source.path for source in after] == paths
    assert after[0].id != before[0].id, "its thumbnail and views are read anew"
    assert after[1].id == before[1].id, "what is as it was is not captioned again"
    page.accept_paths(paths)
    assert [item.source.id for item in page.queue.items()] == [source.id for source in after]


def test_a_dropped_picture_without_a_file_is_captioned(qtbot: QtBot, page: CaptionPage) -> None:
    image = QImage(30, 50, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    data = QMimeData()
    data.setImageData(image)
    _drop(page, data)
    _settle(qtbot, page)
    assert _english(page) == "pasted (30, 50) (255, 255, 255) by demo.", "what is transparent is laid on white"


def test_the_clipboard_is_pasted(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    clipboard = QGuiApplication.clipboard()
    image = QImage(20, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    clipboard.setImage(image)
    qtbot.keyClick(page.list.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    _settle(qtbot, page)
    assert _english(page).startswith("pasted (20, 30) (255, 0, 0)")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture(tmp_path / "p.jpg")))])
    clipboard.setMimeData(data)
    page.adding.paste()
    _settle(qtbot, page)
    assert _english(page) == "p by demo."
    clipboard.setText("only words")
    page.adding.paste()
    assert "no picture" in page.banner.sentence
    assert page.queue.rowCount() == 2


def test_random_tensors_have_a_seed_and_the_next_press_draws_another(qtbot: QtBot, page: CaptionPage) -> None:
    page.ways.seed.setText("41")
    qtbot.mouseClick(page.ways.noise, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert _english(page) == "noise 41 by demo."
    assert page.ways.seed.text() == "42"
    page.ways.seed.setText("9" * 30)
    qtbot.mouseClick(page.ways.noise, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert _english(page) == f"noise {2**31 - 1} by demo."


def test_a_bad_picture_says_why_and_does_not_stop_the_batch(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"no picture at all")
    names = [picture(tmp_path / "a.jpg"), tmp_path / "bad.jpg", tmp_path / "gone.jpg", picture(tmp_path / "z.jpg")]
    page.accept_paths(names)
    _settle(qtbot, page)
    assert [item.state for item in page.queue.items()] == [
        ItemState.DONE,
        ItemState.FAILED,
        ItemState.FAILED,
        ItemState.DONE,
    ]
    page.list.select(1)
    assert "bad.jpg cannot be read as a picture" in _english(page)
    assert not page.copy.isEnabled()
    page.list.select(2)
    assert "gone.jpg does not exist" in _english(page)


def test_a_batch_stops_after_the_picture_under_way_and_goes_on(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / f"{number}.jpg") for number in range(4)])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.CAPTIONING) == 1)
    qtbot.mouseClick(page.list.foot.act, Qt.MouseButton.LeftButton)
    assert page.service.stopping
    fakes.gate.set()
    qtbot.waitUntil(lambda: not page.service.busy)
    assert page.queue.count(ItemState.DONE) == 1
    assert page.queue.count(ItemState.WAITING) == 3
    assert page.list.foot.state.whole == "Paused · 3 waiting"
    qtbot.mouseClick(page.list.foot.act, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert page.queue.count(ItemState.DONE) == 4


def test_pictures_are_captioned_several_at_once_and_the_looked_at_alone(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / f"{number:02}.jpg") for number in range(12)])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.CAPTIONING) == 1)
    page.list.select(9)
    fakes.gate.set()
    _settle(qtbot, page)
    assert fakes.batches[:2] == [["00"], ["09"]], "the first comes at once, and then what somebody looks at"
    assert max(map(len, fakes.batches)) > 1
    assert sorted(name for batch in fakes.batches for name in batch) == [f"{number:02}" for number in range(12)]
    assert page.queue.count(ItemState.DONE) == 12


def test_one_that_the_model_cannot_take_does_not_spoil_the_others(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.refused = "05"
    page.accept_paths([picture(tmp_path / f"{number:02}.jpg") for number in range(8)])
    _settle(qtbot, page)
    states = [item.state for item in page.queue.items()]
    assert states == [ItemState.DONE] * 5 + [ItemState.FAILED] + [ItemState.DONE] * 2


def test_another_checkpoint_captions_what_is_looked_at_and_the_rest_on_demand(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    page.accept_paths([picture(tmp_path / f"{number}.jpg") for number in range(3)])
    _settle(qtbot, page)
    assert page.model.again.isHidden()
    page.list.select(1)
    page.model.box.setCurrentIndex(1)
    page.model.box.activated.emit(1)
    _settle(qtbot, page)
    assert _english(page) == "1 by other."
    by = [item.caption.model for item in page.queue.items() if item.caption]
    assert by == ["demo", "other", "demo"], "a night's captions are not thrown away by a click"
    assert not page.model.again.isHidden()
    qtbot.mouseClick(page.model.again, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert [item.caption.model for item in page.queue.items() if item.caption] == ["other"] * 3
    assert [name for name, _ in fakes.loaded] == ["demo", "other"]
    assert page.model.again.isHidden()


def test_captions_come_from_the_processor_while_a_training_runs(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    def park(commands: Commands, emit: Emit) -> None:
        commands.pause()
        commands.park()

    training = worker.Work(park, "training", page).start()
    page.adding.noise(1)
    _settle(qtbot, page)
    training.stop()
    qtbot.waitUntil(lambda: not training.running)
    page.adding.noise(2)
    _settle(qtbot, page)
    assert fakes.loaded == [("demo", "cpu"), ("demo", "auto")]


def test_a_checkpoint_that_cannot_be_loaded_is_told_and_the_pictures_wait(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.problem = Problem("checkpoint-broken", path=fakes.demo, reason="cut in half")
    page.accept_paths([picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg")])
    qtbot.waitUntil(lambda: bool(page.banner.sentence) and not page.service.busy)
    assert "damaged (cut in half)" in page.banner.sentence
    assert page.queue.count(ItemState.WAITING) == 2
    fakes.problem = None
    page.model.choose(Choice("folder", fakes.other))
    _settle(qtbot, page)
    assert page.queue.count(ItemState.DONE) == 2


def test_both_captions_are_copied(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    page.accept_paths([picture(tmp_path / "a.jpg")])
    _settle(qtbot, page)
    clipboard = QGuiApplication.clipboard()
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    assert clipboard.text() == "a by demo.\na。"
    qtbot.mouseClick(page.translation.copy, Qt.MouseButton.LeftButton)
    assert clipboard.text() == "a。"


def test_the_picture_is_shown_as_the_model_sees_it_and_as_it_is(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    page.accept_paths([picture(tmp_path / "a.jpg")])
    _settle(qtbot, page)
    qtbot.waitUntil(lambda: page.picture.picture.image.height() == 336)
    assert page.picture.picture.image.width() == 224
    page.picture.set_view("original")
    page.picture._refresh()
    qtbot.waitUntil(lambda: page.picture.picture.image.height() == 110)
    assert page.picture.picture.image.width() == 75


def test_what_was_chosen_is_remembered(qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path) -> None:
    page.model.choose(page.model._choices[1])
    page.ways.seed.setText("99")
    page.picture.set_view("original")
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    page.remember(settings)
    again = CaptionPage(fakes.load, fakes.find)
    qtbot.addWidget(again, before_close_func=lambda page: page.keeping.close())
    again.restore(settings, True)
    qtbot.waitUntil(lambda: again.service.choice is not None)
    assert again.service.choice == page.service.choice
    assert again.ways.seed.text() == "99"
    assert again.picture.view == "original"
    qtbot.waitUntil(lambda: not worker.running())


def test_the_list_is_cleared_and_rows_are_removed(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    page.accept_paths([picture(tmp_path / f"{number}.jpg") for number in range(3)])
    _settle(qtbot, page)
    page.list.select(1)
    qtbot.keyClick(page.list.list, Qt.Key.Key_Delete)
    assert [page.queue.name(item) for item in page.queue.items()] == ["0.jpg", "2.jpg"]
    qtbot.mouseClick(page.list.foot.act, Qt.MouseButton.LeftButton)
    assert page.queue.rowCount() == 0
    assert _english(page) == "Captions appear here."
    assert not page.save.isEnabled()


def test_every_word_is_in_chinese_after_the_switch(qtbot: QtBot, page: CaptionPage) -> None:
    page.adding.noise(7)
    _settle(qtbot, page)
    before = _words(page)
    text.set_language("zh_CN")
    try:
        qtbot.waitUntil(lambda: page.save.text() == "保存…")
        assert not {word for word in before & _words(page) if word.isascii() and word.isalpha()} - {"English"}
    finally:
        text.set_language("en")
    qtbot.waitUntil(lambda: _words(page) == before)
    assert page.save.text() == "Save…"


def _words(page: CaptionPage) -> set[str]:
    from PySide6.QtWidgets import QLabel, QPushButton

    labels, buttons = page.findChildren(QLabel), page.findChildren(QPushButton)
    return {label.text() for label in labels} | {button.text() for button in buttons} - {""}


def test_why_a_picture_cannot_be_read_is_told_in_chinese(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"")
    page.accept_paths([tmp_path / "bad.jpg"])
    _settle(qtbot, page)
    assert "it is empty" in _english(page)
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "文件为空" in _english(page))
    assert "it is empty" not in _english(page)


def test_what_the_caption_says_stands_on_chips_in_the_readers_language(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    caption = "This lady wears a long-sleeve T-shirt with plaid patterns. It has a crew neckline. There is a bird"
    page.accept_paths([picture(tmp_path / f"{caption}.png")])
    _settle(qtbot, page)

    def rows() -> list[tuple[str, list[tuple[str, str]]]]:
        return [(name, [(pill.text, pill.kind) for pill in pills]) for name, pills in page.attributes.pills.rows]

    blue, yellow = "accent", "mark"
    assert rows()[:2] == [
        ("gender", [("female", blue)]),
        ("upper", [("long sleeves", blue), ("T-shirt", blue), ("lattice", blue), ("round", blue)]),
    ]
    # The fake captioner ends in the name of its checkpoint, which no grammar knows.
    assert rows()[2][0] == "not recognised"
    assert rows()[2][1][0][1] == yellow
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: rows()[0] == ("性别", [("女士", blue)]))
    fakes.fits[caption] = judge(2.0, 0.8)
    page.queue.again([item.source.id for item in page.queue.items()])
    page.service.start()
    _settle(qtbot, page)
    assert {kind for _, pills in rows() for _, kind in pills} == {"plain"}, "of an unlike picture nothing is blue"
    page.queue.clear()
    page.list.shown.emit(None)
    assert not rows()


def test_a_line_that_is_told_moves_nothing(qtbot: QtBot, page: CaptionPage) -> None:
    before = page.picture.geometry()
    page.banner.tell("info", lambda: "Something that is told in a sentence. " * 8)
    QApplication.processEvents()
    assert page.picture.geometry() == before
    place = page.banner.geometry()
    assert page.picture.rect().contains(place)
    layout = page.banner.layout()
    assert layout is not None
    assert place.height() >= layout.heightForWidth(place.width())


def test_a_warmed_model_captions_the_first_picture_without_being_loaded_again(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.gate.clear()
    page.receive(DeviceFound(Device("CPU", 0, 2)))
    qtbot.waitUntil(lambda: fakes.batches == [["noise 0"]])
    assert not page.service.busy
    assert page.list.foot.state.whole == "", "nothing is shown of it"
    page.accept_paths([picture(tmp_path / "a.jpg")])
    assert page.service.busy
    assert page.list.foot.state.whole == "Loading the model…"
    fakes.gate.set()
    _settle(qtbot, page)
    assert fakes.batches == [["noise 0"], ["a"]]
    assert fakes.loaded == [("demo", "auto")]
    assert _english(page) == "a by demo."


def test_only_what_ships_is_loaded_before_it_is_asked_for_and_nothing_onto_a_gpu(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes
) -> None:
    page.receive(DeviceFound(Device("GPU", 2**30, 2)))
    assert not worker.running()
    page.model.choose(page.model._choices[1])
    _settle(qtbot, page)
    page.receive(DeviceFound(Device("CPU", 0, 2)))
    assert not worker.running()
    page.model.choose(page.model._choices[0])
    qtbot.waitUntil(lambda: not worker.running())
    assert fakes.loaded == [("demo", "auto")]


def test_what_goes_wrong_before_anybody_asked_is_told_when_somebody_does(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.problem = Problem("checkpoint-broken", path=fakes.demo, reason="cut in half")
    page.receive(DeviceFound(Device("CPU", 0, 2)))
    qtbot.waitUntil(lambda: not worker.running())
    assert page.banner.sentence == ""
    page.accept_paths([picture(tmp_path / "a.jpg")])
    qtbot.waitUntil(lambda: bool(page.banner.sentence) and not page.service.busy)
    assert "damaged (cut in half)" in page.banner.sentence
    fakes.problem = None
    page.service.start()
    _settle(qtbot, page)
    assert page.queue.count(ItemState.DONE) == 1


def test_a_model_for_an_unlike_picture_is_trained_on_the_train_tab(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fits["a"] = judge(3.0, 0.8)
    page.accept_paths([picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg")])
    _settle(qtbot, page)
    page.list.select(1)
    assert page.own.fit.train.isHidden()
    shown = theme.current()
    assert page.translation.words.textCursor().charFormat().foreground().color().name() == shown.text
    page.list.select(0)
    assert page.translation.words.textCursor().charFormat().foreground().color().name() == shown.quiet
    with qtbot.waitSignal(page.told, check_params_cb=lambda message: isinstance(message, TrainingWanted)):
        qtbot.mouseClick(page.own.fit.train, Qt.MouseButton.LeftButton)


MISSING = Problem("checkpoint-missing", path="run")


def test_a_checkpoint_learns_how_well_pictures_fit_once_nothing_waits(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fit_problem = MISSING
    page.accept_paths([picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg")])
    qtbot.waitUntil(lambda: page.list.foot.state.whole == "Measuring the fit… 25 %")
    assert page.queue.count(ItemState.DONE) == 2, "the captions come first"
    assert page.own.fit.sentence.text().startswith("Not known yet")
    page.accept_paths([picture(tmp_path / "c.jpg")])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 3 and fakes.learnt == 2)
    page.list.select(0)
    fakes.learning.set()
    _settle(qtbot, page)
    assert [item.caption.fit.verdict for item in page.queue.items() if item.caption] == ["fits", "unknown", "unknown"]
    assert page.own.fit.sentence.text().startswith("Like the pictures")
    assert not page.model.again.isHidden()
    qtbot.mouseClick(page.model.again, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert {item.caption.fit.verdict for item in page.queue.items() if item.caption} == {"fits"}
    assert page.model.again.isHidden()
    assert fakes.learnt == 2


def test_why_the_fit_stays_unknown_is_told_and_it_is_not_tried_again(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fit_problem = MISSING
    fakes.learn_problem = Problem("run-data-changed", before=3, now=2)
    fakes.learning.set()
    page.accept_paths([picture(tmp_path / "a.jpg")])
    _settle(qtbot, page)
    qtbot.waitUntil(
        lambda: page.own.fit.sentence.text() == "Unknown: the data has changed since the model was trained."
    )
    assert "3 training pictures" in page.own.fit.sentence.toolTip()
    assert not page.banner.sentence
    page.accept_paths([picture(tmp_path / "b.jpg")])
    _settle(qtbot, page)
    assert fakes.learnt == 1
    assert page.own.fit.sentence.text().startswith("Unknown: the data has changed")


def test_measuring_the_fit_can_be_stopped(qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path) -> None:
    fakes.fit_problem = MISSING
    page.accept_paths([picture(tmp_path / "a.jpg")])
    qtbot.waitUntil(lambda: page.list.foot.state.whole.startswith("Measuring"))
    qtbot.mouseClick(page.list.foot.act, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert (page.list.foot.state.whole, fakes.learnt) == ("All captioned", 1)
    assert page.own.fit.sentence.text().startswith("Unknown: the checkpoint has no statistics")


def test_a_training_is_left_the_processor(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    def park(commands: Commands, emit: Emit) -> None:
        commands.pause()
        commands.park()

    fakes.fit_problem = MISSING
    training = worker.Work(park, "training", page).start()
    page.adding.noise(1)
    _settle(qtbot, page)
    assert fakes.learnt == 0
    training.stop()
    qtbot.waitUntil(lambda: not training.running)
