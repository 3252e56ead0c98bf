"""What browsers and file managers drop on the Caption tab: pictures, addresses of pictures, the same file twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from tests.data.web import Web
from tests.gui.captioner import picture


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage]) -> CaptionPage:
    return make_caption_page()


@pytest.fixture
def web() -> Iterator[Web]:
    running = Web()
    yield running
    running.end()


def _drop(page: CaptionPage, data: QMimeData) -> bool:
    """Whether it was taken."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), copy, data, left, plain)
    enter.ignore()
    QApplication.sendEvent(page, enter)
    if enter.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(400, 300), copy, data, left, plain))
    return enter.isAccepted()


def _settle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not worker.running() and not page.queue.count(ItemState.WAITING))


def _names(page: CaptionPage) -> list[str]:
    return [page.queue.name(item) for item in page.queue.items()]


def test_a_picture_dragged_out_of_a_link_is_fetched_by_its_own_address(
    qtbot: QtBot, page: CaptionPage, web: Web
) -> None:
    data = QMimeData()
    data.setUrls([QUrl(web.address("page"))])
    data.setHtml(f'<a href="{web.address("page")}"><img alt="x" src="{web.address("cat%20one.png")}"></a>')
    assert _drop(page, data)
    assert page.banner.sentence == "Fetching the picture from 127.0.0.1…"
    _settle(qtbot, page)
    assert web.asked == ["/cat%20one.png"]
    assert _names(page) == ["cat one.png"]
    assert page.own.words.toPlainText() == "pasted (7, 5) (200, 30, 60) by demo."
    assert page.banner.sentence == ""


def test_pixels_that_come_along_are_taken_and_nothing_is_fetched(qtbot: QtBot, page: CaptionPage, web: Web) -> None:
    image = QImage(30, 50, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QMimeData()
    data.setUrls([QUrl(web.address("picture"))])
    data.setImageData(image)
    assert _drop(page, data)
    _settle(qtbot, page)
    assert web.asked == []
    assert _names(page) == ["Pasted picture 1"]


def test_an_address_is_pasted(qtbot: QtBot, page: CaptionPage, web: Web) -> None:
    QGuiApplication.clipboard().setText(f"  {web.address('picture')}\n")
    page.adding.paste()
    _settle(qtbot, page)
    assert _names(page) == ["picture"]


def test_what_cannot_be_fetched_is_told_in_one_sentence(qtbot: QtBot, page: CaptionPage, web: Web) -> None:
    for path, words in (
        ("page", "127.0.0.1 has at this address is no picture (text/html)"),
        ("gone", "does not hand out this picture (status 404)"),
    ):
        data = QMimeData()
        data.setUrls([QUrl(web.address(path))])
        assert _drop(page, data)
        _settle(qtbot, page)
        assert words in page.banner.sentence
    data = QMimeData()
    data.setHtml("".join(f'<img src="{web.address(path)}">' for path in ("gone", "picture", "page")))
    assert _drop(page, data)
    _settle(qtbot, page)
    assert page.banner.sentence.startswith("Pictures that could not be fetched: 2. 127.0.0.1 does not hand out")
    assert _names(page) == ["picture"]


def test_what_is_fetched_can_be_stopped(qtbot: QtBot, page: CaptionPage, web: Web) -> None:
    page.adding._fetching.fetch([web.address("slow")])
    [work] = worker.running()
    work.stop()
    _settle(qtbot, page)
    assert page.banner.sentence == ""
    assert page.queue.rowCount() == 0


def test_words_are_not_taken_for_a_picture(page: CaptionPage) -> None:
    data = QMimeData()
    data.setText("a sentence with https://example.invalid/x.png in it")
    assert not _drop(page, data)


def test_what_a_drop_does_not_add_is_counted_with_its_reason(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    (folder / "deep").mkdir(parents=True)
    paths = [picture(folder / "1.png"), picture(folder / "deep" / "2.png")]
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    page.accept_paths([paths[0]])
    assert page.banner.sentence == ""
    page.accept_paths([folder, folder / "deep"])
    qtbot.waitUntil(lambda: page.queue.rowCount() == 2)
    assert page.banner.sentence == (
        "Pictures added: 1. Left out: already in the list: 1; given twice: 1; files that are no pictures: 1."
    )
    _settle(qtbot, page)


def test_a_folder_that_was_renamed_meanwhile_is_told_in_its_row(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    page.accept_paths([tmp_path / "renamed"])
    _settle(qtbot, page)
    [item] = page.queue.items()
    assert page.queue.state_text(item) == "unreadable · the file is missing"
    assert f"{tmp_path / 'renamed'} does not exist" in page.own.words.toPlainText()
