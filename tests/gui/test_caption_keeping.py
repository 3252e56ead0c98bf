"""The list of the Caption tab from one session to the next."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from engine.data.strange import StrangePicture
from engine.evaluation.wordsupport import WordSupport
from engine.fit.verdict import judge
from engine.worklist import worklist_folder
from gui import worker
from gui.caption.items import FileChange, ItemState
from gui.caption.page import CaptionPage
from gui.caption.pictures import seen_of
from tests.gui.captioner import FRAMING, Fakes, picture

Pages = Callable[..., CaptionPage]
WORDS = (WordSupport("shirt", 2, 5, 0.7, 0.8, 2.5, tells=True),)


def _files(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [picture(folder / f"{number}.png", (20 * number, 30, 60)) for number in range(count)]


def _idle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: page.keeping.ready and not worker.running() and not page.queue.count(ItemState.CAPTIONING))


def _all_done(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not page.queue.count(ItemState.WAITING))
    _idle(qtbot, page)


def _close(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    """End a session as the window does."""
    worker.stop_all()
    _idle(qtbot, page)
    page.remember(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


def _names(page: CaptionPage) -> list[str]:
    return [page.queue.name(item) for item in page.queue.items()]


def _texts(page: CaptionPage) -> list[str]:
    return [item.caption.caption if item.caption else "" for item in page.queue.items()]


def test_the_list_is_there_again_with_all_that_is_known_of_each(
    qtbot: QtBot, make_caption_page: Pages, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.support, fakes.fits = WORDS, {"1": judge(2.0, 0.8), "0": judge(0.2, 0.8)}
    page = make_caption_page()
    files = _files(tmp_path / "pictures", 3)
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    page.adding.paths([*files, bad])
    pasted = QImage(20, 30, QImage.Format.Format_RGB32)
    pasted.fill(QColor(10, 200, 30))
    page.adding.image(pasted)
    page.adding.noise(7)
    sources = [item.source for item in page.queue.items()]
    page.adding.strange([(StrangePicture("mixed", 11), [sources[0], sources[4]])])
    _all_done(qtbot, page)
    page.queue.edit(sources[0].id, "A green shirt.")
    names, texts = _names(page), _texts(page)
    states = [item.state for item in page.queue.items()]
    refused = page.queue.items()[3].problem
    page.list.select(1)
    _close(qtbot, page, tmp_path)
    batches = len(fakes.batches)

    again = make_caption_page()
    _idle(qtbot, again)
    assert (_names(again), _texts(again)) == (names, texts)
    assert [item.state for item in again.queue.items()] == states
    items = again.queue.items()
    assert items[0].caption is not None
    assert items[0].caption.support == WORDS
    assert (items[0].text, items[1].edited) == ("A green shirt.", None)
    assert [item.caption.fit for item in items[:2] if item.caption] == [judge(0.2, 0.8), judge(2.0, 0.8)]
    assert refused is not None
    assert items[3].problem is not None
    assert str(items[3].problem) == str(refused)
    assert again.list.current is items[1]
    assert "1 by demo." in again.own.words.toPlainText()
    assert items[4].source.image is None, "pixels of an earlier session stay on disk"
    assert tuple(seen_of(items[4].source, FRAMING)[168, 112]) == (10, 200, 30)
    assert items[6].source.of == (items[0].source, items[4].source)
    assert len(fakes.batches) == batches, "nothing is captioned anew"
    again.queue.again([items[4].source.id, items[6].source.id])
    again.service.start()
    _all_done(qtbot, again)
    assert _texts(again)[4:] == [f"{items[4].source.pixels} by demo.", *texts[5:]]
    assert fakes.strange[-1][1] == ["0.png", f"{items[4].source.pixels}.png"]
    _close(qtbot, again, tmp_path)


def test_what_waits_is_offered_and_goes_on_when_somebody_asks(
    qtbot: QtBot, make_caption_page: Pages, fakes: Fakes, tmp_path: Path
) -> None:
    page = make_caption_page()
    fakes.gate.clear()
    page.adding.paths(_files(tmp_path / "pictures", 5))
    qtbot.waitUntil(lambda: len(fakes.batches) == 1)
    page.service.pause()
    fakes.gate.set()
    _close(qtbot, page, tmp_path)
    done = sum(map(len, fakes.batches))
    assert done < 5
    again = make_caption_page()
    again.service.warm()
    _idle(qtbot, again)
    assert (again.queue.count(ItemState.DONE), again.queue.count(ItemState.WAITING)) == (done, 5 - done)
    assert sum(map(len, fakes.batches)) - fakes.batches.count(["noise 0"]) == done, (
        "a model that is got ready takes none of them"
    )
    assert again.list.foot.act.text() == "Start"
    again.list.foot.act.click()
    _all_done(qtbot, again)
    assert sorted(name for batch in fakes.batches for name in batch if name != "noise 0") == ["0", "1", "2", "3", "4"]
    _close(qtbot, again, tmp_path)


def test_the_checkpoint_that_is_found_at_the_start_captions_nothing_anew(
    qtbot: QtBot, make_caption_page: Pages, fakes: Fakes, tmp_path: Path
) -> None:
    page = make_caption_page()
    page.model.choose(page.model._choices[1])
    page.adding.paths(_files(tmp_path / "pictures", 2))
    _all_done(qtbot, page)
    page.list.select(0)
    page.model._wanted = page.model._choices[0].key
    _close(qtbot, page, tmp_path)
    again = make_caption_page()
    _idle(qtbot, again)
    assert again.service.choice is not None
    assert again.service.choice.kind == "demo"
    assert again.list.current is again.queue.item(0)
    assert _texts(again) == ["0 by other.", "1 by other."]
    _close(qtbot, again, tmp_path)


def test_after_a_crash_the_list_is_there_and_no_picture_is_opened_by_itself(
    qtbot: QtBot, make_caption_page: Pages, tmp_path: Path
) -> None:
    page = make_caption_page()
    page.adding.paths(_files(tmp_path / "pictures", 2))
    _all_done(qtbot, page)
    page.list.select(1)
    _close(qtbot, page, tmp_path)
    again = make_caption_page()
    _idle(qtbot, again)
    again.keeping.close()
    again.queue.clear()
    again.keeping.restore(worklist_folder(), clean=False)
    _idle(qtbot, again)
    assert again.queue.rowCount() == 2
    assert again.list.current is None
    _close(qtbot, again, tmp_path)


def test_what_is_added_while_the_list_is_read_stands_behind_it(
    qtbot: QtBot, make_caption_page: Pages, tmp_path: Path
) -> None:
    page = make_caption_page()
    files = _files(tmp_path / "pictures", 4)
    page.adding.paths(files[:3])
    _all_done(qtbot, page)
    _close(qtbot, page, tmp_path)
    again = make_caption_page()
    _idle(qtbot, again)
    again.keeping.close()
    again.queue.clear()
    again.keeping.restore(worklist_folder(), clean=True)
    again.adding.paths([files[3], files[0]])
    again.adding.noise(3)
    assert again.queue.rowCount() == 0
    _all_done(qtbot, again)
    assert _names(again) == ["0.png", "1.png", "2.png", "3.png", "Random tensor, seed 3"]
    _close(qtbot, again, tmp_path)


def test_a_second_window_has_a_list_of_its_own(qtbot: QtBot, make_caption_page: Pages, tmp_path: Path) -> None:
    first = make_caption_page()
    files = _files(tmp_path / "pictures", 3)
    first.adding.paths(files[:2])
    _all_done(qtbot, first)
    second = make_caption_page()
    _idle(qtbot, second)
    assert second.queue.rowCount() == 0
    second.adding.paths(files[2:])
    _all_done(qtbot, second)
    for page in (first, second):
        _close(qtbot, page, tmp_path)
    assert [_names(first), _names(second)] == [["0.png", "1.png"], ["2.png"]]
    again = make_caption_page()
    _idle(qtbot, again)
    assert _names(again) == ["0.png", "1.png"]
    _close(qtbot, again, tmp_path)


def test_files_that_changed_or_went_are_told_and_captioned_again_on_demand(
    qtbot: QtBot, make_caption_page: Pages, fakes: Fakes, tmp_path: Path
) -> None:
    page = make_caption_page()
    files = _files(tmp_path / "pictures", 4)
    page.adding.paths(files)
    _all_done(qtbot, page)
    _close(qtbot, page, tmp_path)
    picture(files[1], (1, 2, 3))
    os.utime(files[1], ns=(1, 1))
    files[2].unlink()
    again = make_caption_page()
    _idle(qtbot, again)
    changes = [item.changed for item in again.queue.items()]
    assert changes == [FileChange.NONE, FileChange.CHANGED, FileChange.GONE, FileChange.NONE]
    assert again.banner.sentence == (
        "Pictures of the list whose files have changed since they were captioned: 1. "
        "Pictures of the list whose files are gone: 1."
    )
    assert again.queue.state_text(again.queue.items()[1]).startswith("changed since")
    assert again.queue.state_text(again.queue.items()[2]).startswith("file gone")
    line = again.picture.changed
    for row, sentence, mendable in (
        (1, "The file has changed since it was captioned.", True),
        (2, "The file is no longer there.", False),
    ):
        again.list.select(row)
        assert (line.isVisibleTo(again), line.sentence.text()) == (True, sentence)
        assert line.button.isVisibleTo(line) == mendable
    again.list.select(3)
    assert not line.isVisibleTo(again)
    # Another one changes while the window is open: it is seen when somebody looks at it.
    os.utime(files[3], ns=(2, 2))
    again.list.select(0)
    again.list.select(3)
    qtbot.waitUntil(lambda: line.isVisibleTo(again))
    batches = len(fakes.batches)
    line.button.click()
    _all_done(qtbot, again)
    assert fakes.batches[batches:] == [["3"]]
    assert not line.isVisibleTo(again)
    # What goes on with captioning looks at all of them.
    os.utime(files[0], ns=(3, 3))
    again.adding.noise(1)
    _all_done(qtbot, again)
    assert [item.changed for item in again.queue.items()][:2] == [FileChange.CHANGED, FileChange.CHANGED]
    _close(qtbot, again, tmp_path)


def test_a_cleared_list_comes_back_by_undo_and_stays_away_otherwise(
    qtbot: QtBot, make_caption_page: Pages, fakes: Fakes, tmp_path: Path
) -> None:
    page = make_caption_page()
    page.adding.paths(_files(tmp_path / "pictures", 3))
    _all_done(qtbot, page)
    page.queue.clear()
    assert page.banner.sentence == "List cleared. Pictures: 3."
    [(undo, _)] = page.banner._actions
    undo.click()
    assert _texts(page) == ["0 by demo.", "1 by demo.", "2 by demo."]
    _close(qtbot, page, tmp_path)
    again = make_caption_page()
    _idle(qtbot, again)
    assert _texts(again) == ["0 by demo.", "1 by demo.", "2 by demo."]
    again.queue.remove([1])
    _close(qtbot, again, tmp_path)
    third = make_caption_page()
    _idle(qtbot, third)
    assert _names(third) == ["0.png", "2.png"]
    third.queue.clear()
    _close(qtbot, third, tmp_path)
    fourth = make_caption_page()
    _idle(qtbot, fourth)
    assert fourth.queue.rowCount() == 0
    _close(qtbot, fourth, tmp_path)


def test_a_damaged_list_is_told_and_the_window_goes_on(qtbot: QtBot, make_caption_page: Pages, tmp_path: Path) -> None:
    worklist_folder().mkdir(parents=True)
    (worklist_folder() / "list-1.sqlite").write_text("no list", encoding="utf-8")
    page = make_caption_page()
    _idle(qtbot, page)
    assert page.banner.sentence.startswith("The saved list of pictures was damaged. It is kept as ")
    page.adding.paths(_files(tmp_path / "pictures", 1))
    _all_done(qtbot, page)
    _close(qtbot, page, tmp_path)
    again = make_caption_page()
    _idle(qtbot, again)
    assert _texts(again) == ["0 by demo."]
    _close(qtbot, again, tmp_path)


def test_a_place_that_cannot_be_written_is_told_and_captions_come_all_the_same(
    qtbot: QtBot, make_caption_page: Pages, tmp_path: Path
) -> None:
    worklist_folder().parent.mkdir(parents=True)
    worklist_folder().write_bytes(b"")
    page = make_caption_page()
    assert page.banner.problem is not None
    assert page.banner.problem.code == "folder-unwritable"
    page.adding.paths(_files(tmp_path / "pictures", 2))
    _all_done(qtbot, page)
    assert page.queue.count(ItemState.DONE) == 2
    _close(qtbot, page, tmp_path)
