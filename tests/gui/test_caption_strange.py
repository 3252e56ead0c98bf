"""Pictures that show nothing: noise of a mean and a spread, blank, blurred, shuffled, mixed, beside a real one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from engine.data.strange import KINDS, MEAN, SPREAD, StrangePicture
from engine.fit.verdict import FITS, UNLIKE, Fit
from gui import text, worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.images import array_from_image
from tests.gui.captioner import FRAMING, Fakes, picture
from tests.gui.saving import saved_rows


@pytest.fixture
def page(themed: None, make_caption_page: Callable[..., CaptionPage]) -> CaptionPage:
    return make_caption_page()


def _settle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not worker.running() and not page.queue.count(ItemState.WAITING))


def _open(qtbot: QtBot, page: CaptionPage, kind: str) -> None:
    qtbot.mouseClick(page.ways.more, Qt.MouseButton.LeftButton)
    assert page.strange.isVisible()
    page.strange.kind.setCurrentIndex(KINDS.index(kind))


def _names(page: CaptionPage) -> list[str]:
    return [page.queue.name(item) for item in page.queue.items()]


def test_noise_is_drawn_with_mean_spread_and_seed(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    _open(qtbot, page, "normal")
    for name, typed in (("mean", "90"), ("spread", "12.5"), ("seed", "41")):
        page.strange.edits[name].setText(typed)
    qtbot.mouseClick(page.strange.one, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert not page.strange.isVisible()
    wanted = StrangePicture("normal", 41, 90.0, 12.5)
    assert fakes.strange[0] == (wanted, [])
    assert _names(page) == ["Normal noise, seed 41"]
    assert (array_from_image(page.picture.picture.image) == wanted.make(FRAMING)).all(), "what the model saw is shown"
    assert not page.picture._kind.isEnabled(), "it has no original"
    _open(qtbot, page, "normal")
    page.strange.add()
    _settle(qtbot, page)
    assert len(_names(page)) == 1, "the same one is captioned again"


def test_what_is_no_number_is_the_usual_one_and_what_is_out_of_bounds_is_brought_back(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes
) -> None:
    _open(qtbot, page, "uniform")
    for name, typed in (("mean", "nan"), ("spread", "9999"), ("seed", "")):
        page.strange.edits[name].setText(typed)
    page.strange.add()
    _settle(qtbot, page)
    assert fakes.strange[0][0] == StrangePicture("uniform", 7, MEAN, 255.0)


def test_a_blank_one_is_white_by_default(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    _open(qtbot, page, "blank")
    assert page.strange.edits["mean"].text() == "255"
    assert not page.strange.edits["seed"].isEnabled()
    page.strange.add()
    _settle(qtbot, page)
    assert (array_from_image(page.picture.picture.image) == 255).all()


def test_one_of_each_stands_beside_the_picture_each_with_its_fit(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fits = {"a": Fit(FITS, 0.3, 0.8), **{kind: Fit(UNLIKE, 4.0, 0.8) for kind in KINDS}}
    page.accept_paths([picture(tmp_path / "a.png"), picture(tmp_path / "b.png", (20, 90, 160))])
    _settle(qtbot, page)
    page.list.select(0)
    page.list.list.selectionModel().select(page.queue.index(1), QItemSelectionModel.SelectionFlag.Select)
    _open(qtbot, page, "uniform")
    qtbot.mouseClick(page.strange.all, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    made = ["Uniform noise, seed 7", "Normal noise, seed 7", "Blank picture"]
    made += ["a.png, blurred", "a.png, shuffled", "a.png mixed with b.png"]
    assert _names(page) == ["a.png", "b.png", *made]
    assert page.list.current is page.queue.items()[0], "the real one stays on display"
    verdicts = [item.caption.fit.verdict for item in page.queue.items() if item.caption]
    assert verdicts[0] == FITS
    assert verdicts[2:] == [UNLIKE] * 6
    assert [of for _, of in fakes.strange if of] == [["a.png"], ["a.png"], ["a.png", "b.png"]]
    rows = saved_rows(page.queue.items(), tmp_path / "out.json")
    sources = [row["file_name"] for row in rows]
    assert sources[2:5] == [
        f"uniform noise, mean {MEAN:g}, spread {SPREAD:g}, seed 7",
        f"normal noise, mean {MEAN:g}, spread {SPREAD:g}, seed 7",
        "blank, value 255",
    ]
    assert sources[5:] == [
        f"blurred, {tmp_path / 'a.png'}",
        f"shuffled, {tmp_path / 'a.png'}",
        f"mixed, {tmp_path / 'a.png'}, {tmp_path / 'b.png'}",
    ]
    for number in range(2, 8):
        source = page.queue.items()[number].source
        qtbot.waitUntil(lambda source=source: page.pictures.thumbnail(source) is not None)  # type: ignore[misc]
        assert not page.pictures.thumbnail(source).isNull()  # type: ignore[union-attr]


def test_what_is_made_of_pictures_asks_for_them(qtbot: QtBot, page: CaptionPage, fakes: Fakes) -> None:
    _open(qtbot, page, "blurred")
    assert not page.strange.one.isEnabled()
    page.strange.hide()
    image = QImage(40, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    page.adding.image(image)
    _settle(qtbot, page)
    _open(qtbot, page, "blurred")
    assert page.strange.one.isEnabled()
    page.strange.add()
    _settle(qtbot, page)
    assert _names(page)[1] == "Pasted picture 1, blurred"
    _open(qtbot, page, "mixed")
    assert not page.strange.one.isEnabled(), "one is selected, and it is no real picture"
    page.strange.hide()
    assert len(fakes.strange) == 1


def test_a_picture_that_is_gone_is_told(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    page.accept_paths([path])
    _settle(qtbot, page)
    path.unlink()
    _open(qtbot, page, "shuffled")
    page.strange.add()
    _settle(qtbot, page)
    assert page.queue.items()[1].state is ItemState.FAILED
    assert "a.png does not exist" in page.own.words.toPlainText()


def test_the_sheet_is_worded_in_both_languages(qtbot: QtBot, page: CaptionPage) -> None:
    _open(qtbot, page, "mixed")
    kind = page.strange.kind
    english = [kind.itemText(place) for place in range(len(KINDS))]
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: not {kind.itemText(place) for place in range(len(KINDS))} & set(english))
    page.strange.hide()


def test_the_models_view_of_the_real_engine_is_what_is_shown(tmp_path: Path) -> None:
    from engine.captioning import load_captioner
    from engine.files import demo_checkpoint
    from gui.caption.items import Source
    from gui.caption.pictures import seen_of

    captioner = load_captioner(demo_checkpoint(), "cpu")
    paths = [picture(tmp_path / "a.png"), picture(tmp_path / "b.png", (20, 90, 160))]
    real = [Source(number, path=path) for number, path in enumerate(paths)]
    for kind in KINDS:
        strange = StrangePicture(kind)
        seen = captioner.see_strange(strange, paths, strange.told)
        shown = seen_of(Source(9, strange=strange, of=tuple(real)), captioner.framing)
        assert np.array_equal(seen.pixels, shown)
