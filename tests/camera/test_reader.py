"""The newest frame of a camera: old ones are dropped, the thread ends, and each failure has its true sentence."""

from pathlib import Path

import numpy as np
import pytest

from engine.camera import Camera, CameraReader, EventRate
from engine.errors import Problem
from tests.camera.sources import CAMERA, FakeCamera, opened, plain, video
from tests.limits import SECONDS


def ended(reader: CameraReader) -> Problem:
    """Why a reader ended, once its thread has."""
    reader._thread.join(SECONDS)
    assert reader.released
    assert reader.problem is not None
    return reader.problem


def test_only_the_newest_frame_is_kept_and_given_once() -> None:
    fake = FakeCamera()
    reader = CameraReader(CAMERA, fake.open)
    assert reader.newest() is None
    fake.send(plain(1))
    first = reader.wait(0, SECONDS)
    assert first is not None
    assert (first.number, int(first.pixels[0, 0, 0])) == (1, 1)
    assert reader.newest(first.number) is None
    fake.send(plain(2), plain(3), plain(4))
    last = reader.wait(3, SECONDS)
    assert last is not None
    assert (last.number, int(last.pixels[0, 0, 0])) == (4, 4)
    assert reader.frames.total == 4
    reader.stop()
    fake.send(None)
    reader.close()
    assert reader.released
    assert fake.closed
    assert reader.problem is None


def test_one_frame_that_fails_is_passed_over() -> None:
    fake = FakeCamera()
    reader = CameraReader(CAMERA, fake.open)
    fake.send(None, None, plain(1), None, None, plain(2))
    assert reader.wait(1, SECONDS) is not None
    reader.stop()
    fake.send(None)
    reader.close()
    assert reader.problem is None


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([plain(1), None, None, None], "camera-lost"),
        ([None, None, None], "camera-busy"),
        ([OSError(5, "Input/output error")], "camera-failed"),
        ([plain(1), RuntimeError("USB")], "camera-failed"),
    ],
)
def test_a_camera_that_ends_says_why(frames: list[np.ndarray | Exception | None], code: str) -> None:
    fake = FakeCamera()
    fake.send(*frames)
    reader = CameraReader(CAMERA, fake.open)
    problem = ended(reader)
    assert problem.code == code
    assert str(problem).startswith("Test camera ")
    assert fake.closed
    assert reader.wait(99, SECONDS) is None


def test_one_that_was_pulled_out_says_so(tmp_path: Path) -> None:
    device = tmp_path / "video0"
    device.touch()
    fake = FakeCamera()
    reader = CameraReader(Camera(0, "USB camera", device), fake.open)
    fake.send(plain(1))
    assert reader.wait(0, SECONDS) is not None
    device.unlink()
    fake.send(None, None, None)
    assert str(ended(reader)) == ("USB camera is not connected any more. Connect it again, or choose another camera.")


def test_a_camera_that_does_not_open_says_why() -> None:
    def refuse(camera: Camera) -> FakeCamera:
        raise Problem("camera-denied", camera=camera.name, reason="Permission denied")

    assert ended(CameraReader(CAMERA, refuse)).code == "camera-denied"


def test_the_next_reader_waits_until_the_camera_is_let_go() -> None:
    fake = FakeCamera()
    first = CameraReader(CAMERA, fake.open)
    fake.send(plain(1))
    assert first.wait(0, SECONDS) is not None
    first.stop()
    fake.send(plain(2))
    second = CameraReader(CAMERA, fake.open, first)
    fake.send(plain(3))
    taken = second.wait(0, SECONDS)
    assert taken is not None
    assert fake.opened == 2
    second.stop()
    fake.send(None)
    second.close()
    assert first.released


def test_a_rate_is_that_of_the_last_seconds() -> None:
    now = [100.0]
    rate = EventRate(lambda: now[0])
    assert rate.per_second == 0
    for _ in range(10):
        now[0] += 0.1
        rate.count()
    assert rate.per_second == pytest.approx(10)
    now[0] += 1.55
    assert rate.per_second == pytest.approx(5 / 2)
    now[0] += 10
    assert (rate.per_second, rate.total) == (0, 10)


def test_a_video_is_read_as_a_camera_is(tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    path = video(tmp_path / "camera.avi", [plain(40 * number, 96, 128) for number in range(6)])
    seen: list[np.ndarray] = []

    class Noting:
        def __init__(self) -> None:
            self._capture = opened(path)

        def read(self) -> np.ndarray | None:
            pixels = self._capture.read()
            if pixels is not None:
                seen.append(pixels)
            return pixels

        def close(self) -> None:
            self._capture.close()

    reader = CameraReader(CAMERA, lambda camera: Noting())
    assert ended(reader).code == "camera-lost"
    assert len(seen) == reader.frames.total == 6
    for number, pixels in enumerate(seen):
        assert (pixels.shape, pixels.dtype) == ((96, 128, 3), np.uint8)
        assert pixels.flags.c_contiguous
        # Red is first; Motion JPEG keeps a colour to a few steps.
        assert np.abs(pixels[48, 64].astype(int) - (40 * number, 40, 80)).max() <= 6


def test_an_image_sequence_is_read_as_a_camera_is(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"frame{number:02}.png"), plain(100 + number)[:, :, ::-1])
    capture = opened(tmp_path / "frame%02d.png")
    frames = [capture.read() for _ in range(4)]
    capture.close()
    assert [tuple(map(int, frame[0, 0])) for frame in frames if frame is not None] == [
        (100, 40, 80),
        (101, 40, 80),
        (102, 40, 80),
    ]
    assert frames[3] is None
