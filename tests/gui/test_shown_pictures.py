"""The window shows each picture as the engine reads it: upright, in the right colours, and whatever its kind."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from engine.data.picture import Framing, load, thumbnail
from engine.files import project_folder
from gui.caption.items import Source
from gui.caption.pictures import View, Wish, make
from gui.caption.queue import CaptionQueue
from gui.images import pillow_image, small_image
from tests.data.bad_inputs import BOTTOM, PICTURES, TOP, Odd
from tests.data.sound_inputs import SOUND
from tests.data.turned import every_format, every_turn, store_turned, store_upright

pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")

READABLE = [*(odd for odd in PICTURES if not odd.fault), *SOUND]
VIEWS: list[View] = ["thumbnail", "original", "seen"]


def pixels(image: QImage) -> np.ndarray:
    """(H, W, 3) uint8 of an image."""
    return np.asarray(pillow_image(image))


@every_format
@every_turn
def test_turned_pictures_stand_upright_in_every_view(turn: int, ending: str, tmp_path: Path) -> None:
    turned, upright = store_turned(tmp_path, ending, turn), store_upright(tmp_path, ending)
    for framing in (Framing("fit", 336, 224), Framing("crop", 336, 224)):
        for view in VIEWS:
            shown, expected = (make(Wish(Source(1, path=path), view, framing)) for path in (turned, upright))
            assert not expected.isNull()
            np.testing.assert_array_equal(pixels(shown), pixels(expected), strict=True)
    # As a sample, pinned, beside its captions, in the data card.
    np.testing.assert_array_equal(pixels(small_image(turned, 200)), pixels(small_image(upright, 200)), strict=True)
    assert small_image(turned, 200).height() == 200


@pytest.mark.parametrize("odd", READABLE, ids=lambda odd: odd.name)
def test_what_can_be_captioned_can_be_looked_at(odd: Odd, tmp_path: Path) -> None:
    path = tmp_path / odd.name
    odd.write(path)
    whole = np.asarray(load(path))
    shown = pixels(make(Wish(Source(1, path=path), "original")))
    np.testing.assert_array_equal(shown, thumbnail(path, 1600, 1600), strict=True)
    if max(odd.size) <= 1600:
        np.testing.assert_array_equal(shown, whole, strict=True)
    assert not make(Wish(Source(1, path=path), "thumbnail")).isNull()
    assert not small_image(path, 40).isNull()


@pytest.mark.parametrize("odd", [odd for odd in PICTURES if odd.fault], ids=lambda odd: odd.name)
def test_what_cannot_be_read_leaves_its_place_empty(odd: Odd, tmp_path: Path) -> None:
    path = tmp_path / odd.name
    odd.write(path)
    for view in VIEWS:
        assert make(Wish(Source(1, path=path), view, Framing("fit", 336, 224))).isNull()
    assert small_image(path, 40).isNull()


def test_the_window_has_no_decoder_of_its_own() -> None:
    """Qt's would show other pictures than those that are captioned, and wait for a pipe."""
    readers = re.compile(
        r"QImageReader|QMovie|QPictur|fromData\(|loadFromData|Q(?:Image|Pixmap)\((?:str\(|\"|path|file)"
    )
    sources = list((project_folder() / "gui").rglob("*.py"))
    assert len(sources) > 50
    assert [path.name for path in sources if readers.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("name", ["pipe.jpg", "device.png"])
def test_what_is_no_file_is_not_waited_for(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.startswith("pipe"):
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    assert make(Wish(Source(1, path=path), "thumbnail")).isNull()
    assert small_image(path, 40).isNull()


def test_a_picture_pasted_on_a_fine_screen_is_taken_whole() -> None:
    image = QImage(40, 60, QImage.Format.Format_RGB32)
    for y in range(60):
        for x in range(40):
            image.setPixel(x, y, 0xFF000000 | int.from_bytes(bytes(TOP if y < 30 else BOTTOM), "big"))
    image.setDevicePixelRatio(2)
    queue = CaptionQueue()
    item = queue.item(queue.add_image(image))
    assert item is not None
    assert item.source.image is not None
    taken = pixels(item.source.image)
    assert taken.shape == (60, 40, 3)
    assert tuple(taken[29, 39]) == TOP
    assert tuple(taken[59, 39]) == BOTTOM
    assert image.devicePixelRatio() == 2
