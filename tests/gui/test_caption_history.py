"""The history of the Caption tab: what is kept, found, deleted and captioned again, and where it cannot be written."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QObject, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.files import project_folder
from engine.fit.verdict import judge
from engine.history import CaptionHistory, HistoryEntry, HistoryQuery, history, history_file
from engine.translation.direction import TO_CHINESE
from engine.translation.offline import Maker, Translated
from gui import text, worker
from gui.caption.history import keeping
from gui.caption.history.reading import Latest
from gui.caption.history.view import HistoryView
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.caption.translating import wanted_of
from tests.gui.captioner import Fakes, picture
from tests.history.killing import entry
from tests.limits import SECONDS


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage]) -> CaptionPage:
    return make_caption_page()


def settle(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not worker.running())


def caption(qtbot: QtBot, page: CaptionPage, *paths: Path) -> None:
    page.accept_paths(paths)
    settle(qtbot)
    assert not page.queue.count(ItemState.WAITING)


def kept() -> list[HistoryEntry]:
    """The newest first."""
    found = CaptionHistory(history_file())
    entries = found.entries(found.numbers())
    found.close()
    return entries


def opened(qtbot: QtBot, page: CaptionPage) -> HistoryView:
    page.history.open()
    settle(qtbot)
    assert page.history.view is not None
    qtbot.waitUntil(lambda: page.history.view.list.in_view[1] == len(page.history.view.rows.numbers) - 1)  # type: ignore[union-attr]
    settle(qtbot)
    return page.history.view


def shown(view: HistoryView) -> list[str]:
    """The captions that are listed and have been read."""
    rows = (view.rows.row(place) for place in range(view.rows.rowCount()))
    return [row.entry.text for row in rows if row is not None]


def search(qtbot: QtBot, view: HistoryView, words: str) -> list[str]:
    view.filters.search.setText(words)
    view.search()
    settle(qtbot)
    view.repaint()
    settle(qtbot)
    return shown(view)


def select(qtbot: QtBot, view: HistoryView, *places: int) -> None:
    flags = QItemSelectionModel.SelectionFlag
    view.list.selectionModel().setCurrentIndex(view.rows.index(places[0]), flags.ClearAndSelect)
    for place in places[1:]:
        view.list.selectionModel().select(view.rows.index(place), flags.Select)
    settle(qtbot)


def test_every_caption_is_kept_with_its_picture(qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path) -> None:
    fakes.fits = {"red": judge(2.0, 0.8)}
    file = picture(tmp_path / "red.jpg")
    assert not history_file().exists(), "nothing is opened before there is something to keep"
    caption(qtbot, page, file)
    page.adding.noise(7)
    settle(qtbot)
    noise, first = kept()
    assert (first.path, first.kind, first.checkpoint, first.language) == (file, "file", "demo", "en")
    assert (first.caption, first.text, first.translation) == ("red by demo.", "red by demo.", "red。")
    assert (first.fit, first.edited) == (judge(2.0, 0.8), False)
    assert (first.size, first.modified) == (file.stat().st_size, file.stat().st_mtime_ns)
    assert (noise.kind, noise.source) == ("noise", "noise, seed 7")
    view = opened(qtbot, page)
    assert shown(view) == ["noise 7 by demo.", "red by demo."]
    assert view.count.text() == "2"
    row = view.rows.row(1)
    assert row is not None
    assert not row.image.isNull()
    # Captioned once more, it is there once more, above the others, without a search.
    page.queue.again([page.queue.items()[0].source.id])
    page.service.start()
    qtbot.waitUntil(lambda: shown(view)[:1] == ["red by demo."])
    settle(qtbot)
    assert len(kept()) == 3


def test_whoever_hears_a_result_can_ask_for_more(qtbot: QtBot) -> None:
    owner = QObject()
    latest = Latest(owner)
    heard: list[tuple[object, bool]] = []

    def hear(result: object) -> None:
        heard.append((result, latest.busy))
        if result == "first":
            latest.run(lambda commands, emit: "second")

    latest.done.connect(hear)
    latest.run(lambda commands, emit: "first")
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [("first", False), ("second", False)]


def test_a_start_of_the_window_loads_nothing_of_it() -> None:
    script = "import sys, gui.caption.page; print([name for name in sys.modules if name.startswith('engine.history')])"
    command = [sys.executable, "-c", script]
    found = subprocess.run(command, cwd=project_folder(), capture_output=True, text=True, check=True, timeout=SECONDS)
    assert found.stdout == "[]\n"


def test_an_edit_is_kept_beside_the_models_own_words(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    caption(qtbot, page, picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg"))
    item = page.queue.items()[0]
    for words in ("A green coat", "A blue coat"):
        page.queue.edit(item.source.id, words)
    settle(qtbot)
    assert [(one.text, one.caption, one.edited) for one in kept()] == [
        ("b by demo.", "b by demo.", False),
        ("A blue coat", "a by demo.", True),
    ]
    view = opened(qtbot, page)
    view.filters.edited.setChecked(True)
    settle(qtbot)
    assert shown(view) == ["A blue coat"]
    assert view.detail.own.text() == "a by demo."
    assert search(qtbot, view, "green") == []
    view.filters.clear()
    settle(qtbot)
    assert len(shown(view)) == 2


def test_what_an_online_translator_makes_of_it_is_kept(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    caption(qtbot, page, picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg"))
    wanted = wanted_of(page.queue.items()[0])
    online = Translated(wanted.caption, "网上的译文", TO_CHINESE, Maker.BAIDU)
    view = opened(qtbot, page)
    select(qtbot, view, 1)
    assert view.detail.translation.text() == "a。"
    page.translating._found[wanted] = online
    page.translating.came.emit({wanted})
    qtbot.waitUntil(lambda: view.detail.translation.text() == "网上的译文")
    settle(qtbot)
    page.history.close()
    assert [one.translation for one in kept()] == ["b。", "网上的译文"]
    # What is captioned or edited later has it at once.
    page.queue.again([page.queue.items()[0].source.id])
    page.service.start()
    settle(qtbot)
    assert [one.translation for one in kept()] == ["网上的译文", "b。", "网上的译文"]
    assert found("网上") == [3, 1]


def found(words: str) -> list[int]:
    return CaptionHistory(history_file()).numbers(HistoryQuery(words))


def test_it_is_searched_in_both_languages_and_words_that_nothing_matches_say_so(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    made = CaptionHistory(history_file())
    made.add([entry(1), entry(2, "A green coat", translation="绿色外套", source="/a/street.jpg")])
    made.close()
    view = opened(qtbot, page)
    assert search(qtbot, view, "dre") == ["This lady wears a red dress number1."]
    assert search(qtbot, view, "外套") == search(qtbot, view, "stree") == ["A green coat"]
    assert search(qtbot, view, "coat red") == []
    assert not view.none.isHidden()
    assert view.detail.row is None
    view.filters.clear()
    settle(qtbot)
    combo = view.filters.checkpoint
    assert [combo.itemText(place) for place in range(combo.count())] == ["All models", "Demo model", "Street model"]
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    settle(qtbot)
    assert shown(view) == ["A green coat"]
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: combo.itemText(0) == "所有模型")
    assert view.detail.translation.text() == "绿色外套"


def test_a_long_list_is_read_as_it_is_scrolled(
    qtbot: QtBot, page: CaptionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = CaptionHistory(history_file())
    made.add(map(entry, range(400)))
    made.close()
    monkeypatch.setattr("engine.history.MOST_LISTED", 150)
    page.history.open()
    settle(qtbot)
    view = page.history.view
    assert view is not None
    assert view.count.text() == "more than 150"
    assert view.rows.rowCount() == 150
    assert 0 < len(shown(view)) < 100, "those in view are read, and no others"
    bar = view.list.verticalScrollBar()
    for wanted in (300, 400):
        bar.setValue(bar.maximum())
        view.list.viewport().repaint()
        qtbot.waitUntil(partial(lambda wanted: view.rows.rowCount() == wanted, wanted))
        settle(qtbot)
    assert view.count.text() == "400"
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: "This lady wears a red dress number0." in shown(view))
    settle(qtbot)


def test_what_another_window_deletes_leaves_the_list(qtbot: QtBot, page: CaptionPage) -> None:
    other = CaptionHistory(history_file())
    other.add(map(entry, range(200)))
    page.history.open()
    settle(qtbot)
    view = page.history.view
    assert view is not None
    assert other.delete(range(1, 81)) == 80
    other.close()
    bar = view.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    view.list.viewport().repaint()
    qtbot.waitUntil(lambda: view.rows.rowCount() == 120)
    settle(qtbot)


def test_deleted_with_undo(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    caption(qtbot, page, *(picture(tmp_path / f"{name}.jpg") for name in "abc"))
    view = opened(qtbot, page)
    select(qtbot, view, 0, 1)
    view.delete_selected()
    settle(qtbot)
    assert shown(view) == ["a by demo."]
    assert view.banner.sentence == "Deleted from the history: 2."
    assert view.detail.row is not None
    assert view.detail.row.entry.text == "a by demo."
    [(undo, _)] = view.banner._actions
    undo.click()
    settle(qtbot)
    assert shown(view) == ["c by demo.", "b by demo.", "a by demo."]
    view.detail.delete.click()
    settle(qtbot)
    assert [one.text for one in kept()] == ["c by demo.", "b by demo."]


def test_all_is_deleted_once_that_is_confirmed(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    caption(qtbot, page, picture(tmp_path / "a.jpg"))
    view = opened(qtbot, page)
    view.delete_all.click()
    [(yes, _), (no, _)] = view.banner._actions
    no.click()
    assert len(kept()) == 1
    view.delete_all.click()
    [(yes, _), (no, _)] = view.banner._actions
    yes.click()
    settle(qtbot)
    assert kept() == []
    assert shown(view) == []
    assert view.banner.sentence == "The history was deleted."
    assert not view.empty.isHidden()


def test_switched_off_nothing_is_written_and_that_is_remembered(
    qtbot: QtBot, page: CaptionPage, make_caption_page: Callable[..., CaptionPage], tmp_path: Path
) -> None:
    view = opened(qtbot, page)
    view.switch.click()
    page.history.close()
    caption(qtbot, page, picture(tmp_path / "a.jpg"))
    item = page.queue.items()[0]
    page.queue.edit(item.source.id, "A green coat")
    settle(qtbot)
    assert not history_file().exists()
    # At once, whatever becomes of this window.
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert settings.value("history/on") == "false"
    other = make_caption_page()
    assert not other.history.keeping.on
    view = opened(qtbot, other)
    assert view.empty.sentence.text() == "The history is off: new captions are not kept."
    view.switch.click()
    other.history.close()
    caption(qtbot, other, picture(tmp_path / "b.jpg"))
    assert [one.text for one in kept()] == ["b by demo."]


def test_a_picture_that_moved_or_changed_is_told(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    gone, changed, there = paths = [picture(tmp_path / f"{name}.jpg") for name in "abc"]
    caption(qtbot, page, *paths)
    gone.rename(tmp_path / "elsewhere.jpg")
    changed.write_bytes(changed.read_bytes() + b"0")
    view = opened(qtbot, page)
    for place, words in ((0, ""), (1, "has changed since it was captioned"), (2, "no longer there")):
        select(qtbot, view, place)
        assert words in view.detail.moved.text()
        assert view.detail.moved.isHidden() == (words == "")
        assert not view.detail.picture.image.isNull(), "the small picture stands for one that has gone"
    assert there.exists()


def test_the_way_in_and_out(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.list.list.setFocus()
    qtbot.keyClick(page.list.list, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert page.history.is_open
    settle(qtbot)
    view = page.history.view
    assert view is not None
    assert page.picture.isHidden()
    assert view.width() > page.width() - 50
    qtbot.keyClick(view.filters.search, Qt.Key.Key_Escape)
    assert not page.history.is_open
    assert not page.picture.isHidden()
    page.history.button.click()
    assert page.history.view is view
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture(tmp_path / "a.jpg")))])
    action, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(400, 300), action, data, left, plain))
    QApplication.sendEvent(page, QDropEvent(QPointF(400, 300), action, data, left, plain))
    assert not page.history.is_open, "what is dropped goes to the list, and that is shown"
    settle(qtbot)
    assert page.queue.count(ItemState.DONE) == 1
    view = opened(qtbot, page)
    qtbot.keyClick(view.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "a by demo.\na。"


def test_captioned_again(qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path) -> None:
    caption(qtbot, page, picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg"))
    page.adding.noise(5)
    settle(qtbot)
    page.list.select(0)
    page.list.remove_selected()
    fakes.batches.clear()
    view = opened(qtbot, page)
    select(qtbot, view, 0, 1, 2)
    view.caption.click()
    assert not page.history.is_open
    settle(qtbot)
    assert sorted(name for batch in fakes.batches for name in batch) == ["a", "b", "noise 5"]
    assert page.queue.count(ItemState.DONE) == 3
    assert len(kept()) == 6


def test_where_it_cannot_be_written_one_sentence_is_told_and_captioning_goes_on(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    page.history.keeping.told.connect(lambda problem: told.append(problem.code))

    def full(self: CaptionHistory, entries: object) -> list[int]:
        raise Problem("history-full", path=self.path)

    with monkeypatch.context() as patched:
        patched.setattr(history.CaptionHistory, "add", full)
        caption(qtbot, page, picture(tmp_path / "a.jpg"))
        assert "free some space" in page.banner.sentence
        for name in "bc":
            caption(qtbot, page, picture(tmp_path / f"{name}.jpg"))
        assert told == ["history-full"]
        assert page.history.keeping.waiting == 3
        assert "Captions not kept: 3" in opened(qtbot, page)._state.text()
        page.history.close()
    # There is space again: what waited is kept with the next caption.
    caption(qtbot, page, picture(tmp_path / "d.jpg"))
    assert [one.text[0] for one in kept()] == ["d", "c", "b", "a"]
    assert page.history.keeping.waiting == 0
    assert page.history.keeping.problem is None


def test_what_waits_too_long_is_counted_and_not_held_for_ever(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_WAITING", 2)
    history_file().parent.mkdir(parents=True, exist_ok=True)
    history_file().mkdir()
    caption(qtbot, page, *(picture(tmp_path / f"{number}.jpg") for number in range(5)))
    assert page.history.keeping.waiting == 2
    assert page.history.keeping.lost == 3
    assert page.queue.count(ItemState.DONE) == 5
    assert "history.sqlite cannot be used" in page.banner.sentence
    history_file().rmdir()


def test_a_damaged_history_is_told_and_captions_are_kept(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    history_file().parent.mkdir(parents=True, exist_ok=True)
    history_file().write_bytes(b"no database" * 1000)
    caption(qtbot, page, picture(tmp_path / "a.jpg"))
    assert "was damaged. It is kept as" in page.banner.sentence
    assert [one.text for one in kept()] == ["a by demo."]


def test_what_is_found_is_exported(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caption(qtbot, page, picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg"))
    view = opened(qtbot, page)
    assert search(qtbot, view, '"b"') == ["b by demo."]
    chosen = (str(tmp_path / "found"), "JSON lines (*.jsonl)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    view.export.click()
    settle(qtbot)
    lines = (tmp_path / "found.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["caption"] for line in lines] == ["b by demo."]
    assert view.banner.sentence == f"History exported to {tmp_path / 'found.jsonl'}: 1."


def test_what_is_being_kept_when_the_window_closes_is_kept(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / "a.jpg")])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.CAPTIONING) == 1)
    fakes.gate.set()
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1)
    worker.stop_all()
    settle(qtbot)
    assert [one.text for one in kept()] == ["a by demo."]
    assert found("demo") == [1]
