"""The camera in the Caption tab: seen, captioned live, taken, saved, and each reason why it is not."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.camera import Camera
from engine.errors import Problem
from engine.fit.verdict import judge
from gui import text, worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from tests.camera.sources import CAMERA, OTHER, FakeCamera, opened, plain, video
from tests.gui.captioner import Fakes, picture


class Cameras:
    """What is connected, and what each of them is opened as."""

    def __init__(self) -> None:
        self.connected: list[Camera] = [CAMERA, OTHER]
        self.fakes = {camera.index: FakeCamera() for camera in self.connected}
        self.problem: Problem | None = None

    def find(self) -> list[Camera]:
        if self.problem is not None:
            raise self.problem
        return self.connected

    def open(self, camera: Camera) -> FakeCamera:
        return self.fakes[camera.index].open(camera)


@pytest.fixture
def cameras() -> Iterator[Cameras]:
    made = Cameras()
    yield made
    for fake in made.fakes.values():
        # What still waits for a frame ends.
        fake.send(None, None, None)


@pytest.fixture
def page(make_caption_page: Callable[..., CaptionPage], cameras: Cameras) -> CaptionPage:
    made = make_caption_page()
    made.camera.watching._find, made.camera.watching._open = cameras.find, cameras.open
    return made


def shown(page: CaptionPage) -> int:
    """The red of the frame that is shown, -1 for none."""
    image = page.camera.picture.image
    return -1 if image.isNull() else image.pixelColor(3, 3).red()


def open_and_see(qtbot: QtBot, page: CaptionPage, cameras: Cameras, red: int = 10) -> None:
    page.ways.camera.click()
    cameras.fakes[CAMERA.index].send(plain(red))
    qtbot.waitUntil(lambda: shown(page) == red)


def sentence(page: CaptionPage) -> str:
    return page.camera._empty.sentence.text()


def test_the_newest_frame_is_shown_and_the_camera_is_let_go(qtbot: QtBot, page: CaptionPage, cameras: Cameras) -> None:
    open_and_see(qtbot, page, cameras)
    assert page.camera.camera.currentText() == "Test camera"
    cameras.fakes[0].send(plain(11), plain(12), plain(13))
    qtbot.waitUntil(lambda: shown(page) == 13)
    page.camera.close_.click()
    assert page.camera.isHidden()
    assert shown(page) == -1
    cameras.fakes[0].send(plain(14))
    qtbot.waitUntil(lambda: cameras.fakes[0].closed)
    assert shown(page) == -1


def test_another_camera_is_chosen(qtbot: QtBot, page: CaptionPage, cameras: Cameras) -> None:
    open_and_see(qtbot, page, cameras)
    page.camera.camera.setCurrentIndex(1)
    page.camera.camera.activated.emit(1)
    cameras.fakes[0].send(plain(99))
    cameras.fakes[1].send(plain(50))
    qtbot.waitUntil(lambda: shown(page) == 50)
    assert cameras.fakes[0].closed
    # It is the one that is opened the next time.
    page.camera.leave()
    cameras.fakes[1].send(None)
    page.camera.open()
    cameras.fakes[1].send(plain(51))
    qtbot.waitUntil(lambda: shown(page) == 51)


def test_frames_are_captioned_at_the_model_s_pace(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, fakes: Fakes
) -> None:
    fakes.fit = judge(0.5, 0.8)
    open_and_see(qtbot, page, cameras)
    fakes.gate.clear()
    page.camera.live.click()
    # While the model captions one frame, others pass by; of these the newest comes next.
    qtbot.waitUntil(lambda: len(fakes.batches) == 1)
    cameras.fakes[0].send(*(plain(red) for red in range(20, 40)))
    qtbot.waitUntil(lambda: shown(page) == 39)
    fakes.gate.set()
    qtbot.waitUntil(lambda: page.camera.said.own.text() == "pasted (64, 48) (39, 40, 80) by demo.")
    assert fakes.batches == [["pasted (64, 48) (10, 40, 80)"], ["pasted (64, 48) (39, 40, 80)"]]
    assert page.camera.said.other.text() == "pasted (64, 48) (39, 40, 80)。"
    assert page.camera.said.word.text() == "fits"
    page.camera._tell_figures()
    assert "captions a second" in page.camera._figures.text()
    # Nothing is in the list, and nothing says that it is being captioned.
    assert page.queue.rowCount() == 0
    assert not page.service.busy
    page.camera.live.click()
    qtbot.waitUntil(lambda: not worker.running())
    assert page.camera.said.own.text() == ""


def test_pictures_of_the_list_are_captioned_beside_it(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, fakes: Fakes, tmp_path: Path
) -> None:
    open_and_see(qtbot, page, cameras)
    page.camera.live.click()
    qtbot.waitUntil(lambda: "(10, 40, 80)" in page.camera.said.own.text())
    page.accept_paths([picture(tmp_path / f"p{number}.png") for number in range(3)])
    assert page.service.busy
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 3)
    qtbot.waitUntil(lambda: not page.service.busy)
    cameras.fakes[0].send(plain(77))
    qtbot.waitUntil(lambda: "(77, 40, 80)" in page.camera.said.own.text())
    # Stopped in the list, the camera goes on, and what waits keeps waiting.
    fakes.gate.clear()
    page.accept_paths([picture(tmp_path / f"q{number}.png") for number in range(3)])
    page.service.stop()
    fakes.gate.set()
    cameras.fakes[0].send(plain(78))
    qtbot.waitUntil(lambda: "(78, 40, 80)" in page.camera.said.own.text())
    waiting = page.queue.count(ItemState.WAITING)
    cameras.fakes[0].send(plain(79))
    qtbot.waitUntil(lambda: "(79, 40, 80)" in page.camera.said.own.text())
    assert page.queue.count(ItemState.WAITING) == waiting > 0
    page.service.start()
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 6)
    page.camera.leave()


def test_a_picture_is_taken_into_the_list(qtbot: QtBot, page: CaptionPage, cameras: Cameras) -> None:
    open_and_see(qtbot, page, cameras, 42)
    page.camera.mirror.click()
    page.camera.take.click()
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1)
    [item] = page.queue.items()
    assert page.queue.name(item) == "Camera picture 1"
    assert item.caption is not None
    assert "(64, 48) (42, 40, 80)" in item.caption.caption
    page.camera.take_picture()
    assert page.queue.name(page.queue.items()[1]) == "Camera picture 2"
    page.camera.leave()
    qtbot.waitUntil(lambda: not worker.running())


def test_a_mirror_turns_what_is_shown_alone(qtbot: QtBot, page: CaptionPage, cameras: Cameras) -> None:
    frame = plain(0)
    frame[:, 32:] = 255
    page.ways.camera.click()
    cameras.fakes[0].send(frame)
    qtbot.waitUntil(lambda: shown(page) == 0)
    view = page.camera.picture

    def left_and_right() -> tuple[bool, bool]:
        drawn = view.grab().toImage()
        middle = drawn.height() // 2
        return tuple(
            drawn.pixelColor(x, middle).lightness() > 128 for x in (drawn.width() // 4, 3 * drawn.width() // 4)
        )  # type: ignore[return-value]

    assert left_and_right() == (False, True)
    page.camera.mirror.click()
    assert left_and_right() == (True, False)
    page.camera.take_picture()
    taken = page.queue.items()[0].source.image
    assert taken is not None
    assert taken.pixelColor(60, 3).red() == 255
    page.camera.leave()
    qtbot.waitUntil(lambda: not worker.running())


@pytest.mark.parametrize("name", ["seen.png", "seen.jpg", "seen"])
def test_a_picture_is_saved_and_listed_as_a_file(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, tmp_path: Path, name: str
) -> None:
    open_and_see(qtbot, page, cameras, 42)
    page.camera.save_image(page.camera.picture.image, tmp_path / name)
    path = tmp_path / (name if "." in name else "seen.png")
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1)
    assert page.queue.items()[0].source.path == path
    with Image.open(path) as read:
        assert (read.format, read.size) == ("JPEG" if name.endswith("jpg") else "PNG", (64, 48))
        assert np.abs(np.asarray(read.convert("RGB"))[0, 0].astype(int) - (42, 40, 80)).max() <= 4
    page.camera.leave()
    qtbot.waitUntil(lambda: not worker.running())


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, tmp_path: Path
) -> None:
    open_and_see(qtbot, page, cameras)
    (tmp_path / "file").touch()
    page.camera.save_image(page.camera.picture.image, tmp_path / "file" / "seen.png")
    assert str(tmp_path / "file") in page.camera.said.own.text()
    assert page.queue.rowCount() == 0
    page.camera.leave()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("camera-none", "No camera is connected."),
        ("camera-extra-missing", "python -m uv sync --extra camera"),
    ],
)
def test_without_a_camera_or_the_extra_a_line_says_so(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, code: str, words: str
) -> None:
    cameras.problem = Problem(code)
    page.ways.camera.click()
    qtbot.waitUntil(lambda: words in sentence(page))
    assert not page.camera.take.isEnabled()
    assert not page.camera.live.isEnabled()
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "摄像头" in sentence(page))
    # Connected meanwhile, it is found.
    cameras.problem = None
    page.camera._search.click()
    cameras.fakes[0].send(plain(5))
    qtbot.waitUntil(lambda: shown(page) == 5)
    page.camera.leave()


@pytest.mark.parametrize("code", ["camera-busy", "camera-denied", "camera-gone"])
def test_a_camera_that_does_not_open_says_why(qtbot: QtBot, page: CaptionPage, cameras: Cameras, code: str) -> None:
    problem = Problem(code, camera="Test camera", reason="Permission denied")

    def refuse(camera: Camera) -> FakeCamera:
        raise problem

    page.camera.watching._open = refuse
    page.ways.camera.click()
    qtbot.waitUntil(lambda: sentence(page) == str(problem))
    assert not page.camera._search.isHidden()
    page.camera.leave()


def test_one_that_is_pulled_out_in_the_middle_says_so_and_ends_the_captions(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, fakes: Fakes
) -> None:
    open_and_see(qtbot, page, cameras)
    page.camera.live.click()
    qtbot.waitUntil(lambda: page.camera.said.own.text() != "")
    cameras.fakes[0].send(None, None, None)
    qtbot.waitUntil(lambda: sentence(page).startswith("Test camera stopped sending pictures."))
    assert shown(page) == -1
    qtbot.waitUntil(lambda: not worker.running())
    # Found again, it goes on, with its captions.
    page.camera.again.click()
    cameras.fakes[0].send(plain(60))
    qtbot.waitUntil(lambda: "(60, 40, 80)" in page.camera.said.own.text())
    page.camera.leave()
    qtbot.waitUntil(lambda: not worker.running())


def test_a_model_that_cannot_be_loaded_ends_the_captions_and_is_told(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, fakes: Fakes
) -> None:
    fakes.problem = Problem("memory-short", device="cpu")
    open_and_see(qtbot, page, cameras)
    page.camera.live.click()
    qtbot.waitUntil(lambda: page.banner.problem is not None)
    assert page.banner.problem is fakes.problem or page.banner.problem.code == "memory-short"  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not page.camera.live.isChecked())
    assert shown(page) == 10
    page.camera.leave()


def test_behind_another_tab_nobody_is_watched(qtbot: QtBot, page: CaptionPage, cameras: Cameras) -> None:
    open_and_see(qtbot, page, cameras)
    page.hide()
    cameras.fakes[0].send(plain(1))
    qtbot.waitUntil(lambda: cameras.fakes[0].closed)
    page.show()
    assert page.camera.isHidden()


def test_keys_open_take_and_close(qtbot: QtBot, page: CaptionPage, cameras: Cameras) -> None:
    page.activateWindow()
    qtbot.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    cameras.fakes[0].send(plain(10))
    qtbot.waitUntil(lambda: shown(page) == 10)
    qtbot.keyClick(page.camera, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.queue.rowCount() == 1
    page.camera.setFocus()
    qtbot.keyClick(page.camera, Qt.Key.Key_Escape)
    assert page.camera.isHidden()
    qtbot.waitUntil(lambda: not worker.running())


def test_a_video_goes_through_the_window_as_a_camera_does(
    qtbot: QtBot, page: CaptionPage, cameras: Cameras, tmp_path: Path
) -> None:
    pytest.importorskip("cv2")
    path = video(tmp_path / "camera.avi", [plain(120 + number, 96, 128) for number in range(5)])
    held = threading.Event()

    class Held:
        """Stays at the last frame of the video until it is let go."""

        def __init__(self) -> None:
            self._capture = opened(path)
            self._last: np.ndarray | None = None

        def read(self) -> np.ndarray | None:
            pixels = self._capture.read()
            if pixels is None and not held.wait(0.01):
                return self._last
            self._last = pixels
            return pixels

        def close(self) -> None:
            self._capture.close()

    page.camera.watching._open = lambda camera: Held()
    page.ways.camera.click()
    qtbot.waitUntil(lambda: abs(shown(page) - 124) <= 3)
    page.camera.live.click()
    qtbot.waitUntil(lambda: page.camera.said.own.text().startswith("pasted (128, 96) (12"))
    page.camera.take.click()
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1)
    held.set()
    qtbot.waitUntil(lambda: "stopped sending pictures" in sentence(page))
    page.camera.leave()
    qtbot.waitUntil(lambda: not worker.running())
