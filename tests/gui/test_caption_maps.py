"""Where in the picture a word comes from: shown for the word under the mouse or the keys, and saved as a strip."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from engine.attention.drawing import HUE, greys, overlay
from engine.errors import Problem
from engine.evaluation.support import WordSupport
from engine.fit.verdict import UNLIKE, Fit
from gui import text, theme, worker
from gui.caption.items import ItemState
from gui.caption.mapped_picture import MapFoot, MappedPicture
from gui.caption.page import CaptionPage
from gui.images import array_from_image, image_from_array
from tests.data.turned import store_turned
from tests.gui.captioner import Fakes, picture

CAPTION = "This lady wears a sweater."
WORDS = ("This", "lady", "wears", "a", "sweater", ".")


@pytest.fixture
def fakes(fakes: Fakes) -> Fakes:
    fakes.caption = CAPTION
    starts = (0, 5, 10, 16, 18, 25)
    fakes.support = tuple(
        WordSupport(word, start, len(word), 0.9, 0.9, 1.0, tells=len(word) > 1)
        for word, start in zip(WORDS, starts, strict=True)
    )
    return fakes


@pytest.fixture
def page(themed: None, make_caption_page: Callable[..., CaptionPage]) -> CaptionPage:
    return make_caption_page()


def _caption(qtbot: QtBot, page: CaptionPage, *paths: Path) -> None:
    page.accept_paths(paths)
    _settle(qtbot, page)


def _settle(qtbot: QtBot, page: CaptionPage) -> None:
    qtbot.waitUntil(lambda: not worker.running() and not page.queue.count(ItemState.WAITING))


def _hover(page: CaptionPage, word: int) -> None:
    """Move the mouse to a word, by its number; -1 moves it out."""
    words = page.own.words
    if word < 0:
        QApplication.sendEvent(words.viewport(), QEvent(QEvent.Type.Leave))
        return
    place = words._boxes(words._words[word])[0].center() - QPointF(0, words.verticalScrollBar().value())
    there = QPointF(words.viewport().mapToGlobal(place.toPoint()))
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, place, there, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(words.viewport(), moved)


def _strongest(page: CaptionPage) -> tuple[float, float]:
    """Where the colour is deepest on the large picture, (y, x) in shares of the place of the layer."""
    view = page.picture.picture
    image, place = view.grab().toImage(), view.layer_place()
    best = max(
        (image.pixelColor(x, y).red() - image.pixelColor(x, y).blue(), y, x)
        for y in range(0, image.height(), 2)
        for x in range(0, image.width(), 2)
    )
    assert best[0] > 90, "there is colour"
    return (best[1] - place.top()) / place.height(), (best[2] - place.left()) / place.width()


def _has_layer(page: CaptionPage) -> bool:
    return not page.picture.picture.layer.isNull()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_word_under_the_mouse_is_shown_in_the_picture(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path, mode: theme.Mode
) -> None:
    theme.themes().set_mode(mode)
    _caption(qtbot, page, picture(tmp_path / "a.png"))
    assert not _has_layer(page)
    assert "Point at a word" in page.picture.foot.sentence
    assert fakes.looks == [], "nothing is computed unasked"
    _hover(page, 4)
    _settle(qtbot, page)
    assert fakes.looks == [("a", WORDS)]
    assert _strongest(page) == pytest.approx((4.5 / 14, 4.5 / 10), abs=0.04)
    assert page.picture.foot.name == "“sweater”: Attention"
    assert "need not be why" in page.picture.foot.sentence
    box = page.own.words._boxes(fakes.support[4])[0].toAlignedRect()
    outlined = page.own.words.viewport().grab(box).toImage()
    assert any(outlined.pixelColor(x, 1) == QColor(*HUE) for x in range(outlined.width()))
    _hover(page, 1)
    assert _strongest(page) == pytest.approx((1.5 / 14, 1.5 / 10), abs=0.04)
    _hover(page, -1)
    assert not _has_layer(page)
    _hover(page, 2)
    assert _has_layer(page)
    assert len(fakes.looks) == 1, "what was found is kept: the mouse waits for nothing"


def test_the_keys_go_from_word_to_word(qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path) -> None:
    _caption(qtbot, page, picture(tmp_path / "a.png"))
    words = page.own.words
    seen: list[int] = []
    words.pointed.connect(seen.append)
    words.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right):
        qtbot.keyClick(words, key)
    assert seen == [0, 1, 2, 5]
    qtbot.keyClick(words, Qt.Key.Key_Left)
    _settle(qtbot, page)
    assert _strongest(page) == pytest.approx((4.5 / 14, 4.5 / 10), abs=0.04)
    _hover(page, 1)
    _hover(page, -1)
    assert words.current == 4, "where the keys have come to stays"
    qtbot.keyClick(words, Qt.Key.Key_Escape)
    assert not _has_layer(page)
    qtbot.keyClick(words, Qt.Key.Key_Home)
    assert words.current == 0
    page.list.list.setFocus()
    assert words.current == -1
    assert not _has_layer(page)


def test_many_pictures_are_captioned_and_none_is_looked_at(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    _caption(qtbot, page, *(picture(tmp_path / f"{number:02}.png") for number in range(12)))
    assert page.queue.count(ItemState.DONE) == 12
    assert fakes.looks == []
    page.list.select(7)
    _hover(page, 0)
    _settle(qtbot, page)
    assert [source for source, _ in fakes.looks] == ["07"]


def test_a_look_comes_between_two_batches_and_does_not_resume_what_was_stopped(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    _caption(qtbot, page, picture(tmp_path / "first.png"))
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / f"{number}.png") for number in range(4)])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.CAPTIONING) == 1)
    page.list.select(0)
    _hover(page, 3)
    assert fakes.looks == []
    page.service.stop()
    fakes.gate.set()
    qtbot.waitUntil(lambda: _has_layer(page) and not worker.running())
    assert [source for source, _ in fakes.looks] == ["first"]
    assert page.queue.count(ItemState.WAITING) == 3, "they wait for whoever stopped them"
    assert not page.service.busy
    page.service.start()
    _settle(qtbot, page)
    assert page.queue.count(ItemState.DONE) == 5


def test_pictures_that_come_during_a_look_are_captioned_after_it(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    _caption(qtbot, page, picture(tmp_path / "first.png"))
    _hover(page, 3)
    page.accept_paths([picture(tmp_path / "second.png")])
    _settle(qtbot, page)
    assert page.queue.count(ItemState.DONE) == 2


def test_a_caption_by_another_checkpoint_is_not_explained_by_this_one(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    _caption(qtbot, page, picture(tmp_path / "a.png"), picture(tmp_path / "b.png"))
    page.list.select(0)
    page.model.choose(fakes.find(())[1])
    _settle(qtbot, page)
    page.list.select(1)
    _hover(page, 1)
    _settle(qtbot, page)
    assert fakes.looks == []
    assert not _has_layer(page)
    assert "has changed since this caption" in page.picture.foot.sentence
    page.again.all()
    _settle(qtbot, page)
    _hover(page, 2)
    _settle(qtbot, page)
    assert _has_layer(page)


def test_of_an_unlike_picture_the_map_is_shown_and_not_trusted(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.fits["a"] = Fit(UNLIKE, 3.0, 0.8)
    _caption(qtbot, page, picture(tmp_path / "a.png"))
    _hover(page, 1)
    _settle(qtbot, page)
    assert _has_layer(page)
    assert "is unlike the training pictures" in page.picture.foot.sentence


def test_a_file_that_became_another_picture_is_not_looked_at(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.png")
    _caption(qtbot, page, path)
    Image.new("RGB", (50, 10), (9, 200, 9)).save(path)
    _hover(page, 1)
    _settle(qtbot, page)
    assert fakes.looks == []
    assert "has changed since this caption" in page.picture.foot.sentence
    page.accept_paths([path])
    _settle(qtbot, page)
    assert page.queue.items()[0].caption is not None
    _hover(page, 2)
    _settle(qtbot, page)
    assert _has_layer(page)


def test_what_stood_against_a_look_is_told_and_tried_again(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.look_problem = Problem("memory-short", device="CPU")
    _caption(qtbot, page, picture(tmp_path / "a.png"))
    _hover(page, 1)
    _settle(qtbot, page)
    _hover(page, 2)
    _settle(qtbot, page)
    assert len(fakes.looks) == 1
    assert "memory" in page.picture.foot.sentence
    fakes.look_problem = None
    _hover(page, -1)
    _hover(page, 2)
    _settle(qtbot, page)
    assert _has_layer(page)


def test_the_map_lies_over_a_turned_original_as_over_the_models_view(
    qtbot: QtBot, page: CaptionPage, tmp_path: Path
) -> None:
    _caption(qtbot, page, store_turned(tmp_path, "jpg", 6))
    _hover(page, 5)
    _settle(qtbot, page)
    view = page.picture.picture
    whole = view.layer_place()
    assert whole.width() / whole.height() == pytest.approx(224 / 336, rel=0.01)
    page.picture.set_view("original")
    page.picture.point(5)
    _settle(qtbot, page)
    assert (view.image.width(), view.image.height()) == (640, 960)
    assert _strongest(page) == pytest.approx((5.5 / 14, 5.5 / 10), abs=0.04)
    # Of a picture of another shape, what surrounded it reaches beyond the original.
    Image.new("RGB", (600, 300), "navy").save(tmp_path / "wide.png")
    _caption(qtbot, page, tmp_path / "wide.png")
    qtbot.waitUntil(lambda: view.image.width() == 600)
    _hover(page, 5)
    _settle(qtbot, page)
    place = view.layer_place()
    assert place.width() == pytest.approx(view.width() - 1, abs=1)
    assert place.height() == pytest.approx(place.width() * 336 / 224, rel=0.01)
    assert place.top() < 0


def test_the_maps_are_saved_as_a_strip(
    qtbot: QtBot, page: CaptionPage, fakes: Fakes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = picture(tmp_path / "a.png")
    assert not page.picture.foot.save.isEnabled()
    _caption(qtbot, page, path)
    assert page.picture.foot.save.isEnabled()
    chosen = [str(tmp_path / "maps")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen[0], ""))
    qtbot.mouseClick(page.picture.foot.save, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert "maps.png" in page.banner.sentence
    with Image.open(tmp_path / "maps.png") as strip:
        assert strip.width > 7 * 200
    assert len(fakes.looks) == 1
    chosen[0] = str(path)
    before = path.read_bytes()
    qtbot.mouseClick(page.picture.foot.save, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert "is the captioned picture itself" in page.banner.sentence
    assert path.read_bytes() == before
    for add in (lambda: page.adding.noise(7), lambda: page.adding.image(QImage(40, 60, QImage.Format.Format_RGB32))):
        add()
        _settle(qtbot, page)
        chosen[0] = str(tmp_path / f"{page.queue.rowCount()}.png")
        page.saving.ask_maps(page.list.current, "")
        _settle(qtbot, page)
        assert Path(chosen[0]).is_file()


def test_the_picture_under_a_map_is_in_the_engines_greys(qtbot: QtBot, themed: None) -> None:
    view = MappedPicture(QSize(90, 60))
    qtbot.addWidget(view)
    view.resize(91, 61)
    pixels = np.random.default_rng(3).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    assert (array_from_image(image_from_array(pixels)) == pixels).all()
    view.set_image(image_from_array(pixels))
    clear = QImage(9, 6, QImage.Format.Format_ARGB32_Premultiplied)
    clear.fill(0)
    view.set_layer(clear)
    shown = array_from_image(view.grab().toImage())
    found = {tuple(pixel) for pixel in shown[20:40, 20:60].reshape(-1, 3).tolist()}
    assert all(len(set(pixel)) == 1 for pixel in found)
    assert found <= {tuple(pixel) for pixel in greys(pixels).reshape(-1, 3).tolist()}
    view.set_layer(QImage())
    assert any(
        len(set(pixel)) > 1 for pixel in array_from_image(view.grab().toImage())[20:40, 20:60].reshape(-1, 3).tolist()
    )


def test_a_layer_is_the_engines(qtbot: QtBot, page: CaptionPage, tmp_path: Path) -> None:
    _caption(qtbot, page, picture(tmp_path / "a.png"))
    _hover(page, 3)
    _settle(qtbot, page)
    item = page.list.current
    assert item is not None
    maps = page.maps.of(item)
    assert maps is not None
    assert not isinstance(maps, Problem)
    expected, layer = overlay(maps.shade(3, 336, 224)), page.picture.picture.layer
    for x, y in ((75, 84), (80, 90), (0, 0)):
        assert layer.pixelColor(x, y).alpha() == expected[y, x, 3]


def test_the_foot_fits_and_its_height_never_changes(qtbot: QtBot, themed: None) -> None:
    foot = MapFoot()
    qtbot.addWidget(foot)
    foot.resize(287, 80)
    foot.show()
    heights = set()
    for language in ("en", "zh_CN"):
        text.set_language(language)
        for name, peak in (("", None), ("“sunglasses”: Attention", "16.7×"), ("“hat”: Gradient (Grad-CAM)", "")):
            foot.say(name, "", peak=peak)
            heights.add(foot.sizeHint().height())
    assert len(heights) == 1
    assert foot.minimumSizeHint().width() <= 287


def test_the_real_window_shows_where_the_shipped_model_looks(qtbot: QtBot, noise_page: CaptionPage) -> None:
    _hover(noise_page, 1)
    qtbot.waitUntil(lambda: _has_layer(noise_page))
    item = noise_page.list.current
    assert item is not None
    assert item.caption is not None
    assert noise_page.picture.foot.name == f"“{item.caption.support[1].word}”: Gradient (Grad-CAM)"
