"""Stand-ins for cameras: a fake one that sends what a test says, and a video that OpenCV reads as it reads a camera."""

import queue
from pathlib import Path
from typing import Any

import numpy as np

from engine.camera import Camera
from tests.limits import SECONDS

CAMERA = Camera(0, "Test camera")
OTHER = Camera(1, "Other camera")


def plain(red: int, height: int = 48, width: int = 64) -> np.ndarray:
    """A frame in one colour, (red, 40, 80)."""
    return np.full((height, width, 3), (red, 40, 80), np.uint8)


class FakeCamera:
    """A capture that waits for each frame until the test sends it; None stands for one that did not come."""

    def __init__(self) -> None:
        self._frames: queue.SimpleQueue[np.ndarray | Exception | None] = queue.SimpleQueue()
        self.closed = False
        self.opened = 0

    def open(self, camera: Camera) -> "FakeCamera":
        """What a reader opens it with."""
        self.opened += 1
        self.closed = False
        return self

    def send(self, *frames: np.ndarray | Exception | None) -> None:
        """Let it send frames, one after the other."""
        for frame in frames:
            self._frames.put(frame)

    def read(self) -> np.ndarray | None:
        frame = self._frames.get(timeout=SECONDS)
        if isinstance(frame, Exception):
            raise frame
        return frame

    def close(self) -> None:
        self.closed = True


def video(path: Path, frames: list[np.ndarray]) -> Path:
    """Write frames as a Motion JPEG video."""
    import cv2

    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (width, height))
    assert writer.isOpened()
    for frame in frames:
        writer.write(frame[:, :, ::-1])
    writer.release()
    return path


def opened(path: Path) -> Any:
    """A video, or an image sequence such as frame%02d.png, as an open camera."""
    import cv2

    from engine.camera.opening import OpenCvCapture

    capture = cv2.VideoCapture(str(path))
    assert capture.isOpened()
    return OpenCvCapture(cv2, capture)
