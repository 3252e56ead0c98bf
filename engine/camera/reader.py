"""The newest frame of a camera, read on a thread of its own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.camera.devices import Camera
from engine.camera.opening import check_present, open_camera
from engine.camera.rates import EventRate
from engine.errors import Problem, reason

MOST_MISSES = 3
"""Frames in a row that may fail: some cameras lose one when the light changes."""
_PAUSE = 0.05
_CLOSING_SECONDS = 1.0


class OpenedCamera(Protocol):
    """An open camera."""

    def read(self) -> np.ndarray | None:
        """The next frame, uint8 (H, W, 3) in RGB; None where none came. Waits for it."""

    def close(self) -> None:
        """Let the camera go."""


Open = Callable[[Camera], OpenedCamera]
"""``open_camera``, or what stands in for it."""


@dataclass(frozen=True, slots=True)
class CameraFrame:
    """A picture of a camera.

    Attributes:
        pixels: uint8 (H, W, 3) in RGB; nobody writes to it.
        number: counts all frames that came, also those that nobody took.
    """

    pixels: np.ndarray
    number: int


class CameraReader:
    """Opens a camera and reads it until it is closed or the camera fails. Only the newest frame is kept.

    Its thread does not keep the program from ending: a driver that hangs is left alone. Safe for several threads.

    Args:
        open_: gives the open camera; called on the thread, since it may take seconds.
        after: a reader that was stopped; most cameras open once only, so it lets go first.
    """

    def __init__(self, camera: Camera, open_: Open = open_camera, after: "CameraReader | None" = None) -> None:
        self.camera = camera
        self.frames = EventRate()
        self.problem: Problem | None = None
        """Why no further frame comes, once that is so."""
        self._open = open_
        self._came = threading.Condition()
        self._newest: CameraFrame | None = None
        self._stop = threading.Event()
        self._after = after
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def newest(self, after: int = 0) -> CameraFrame | None:
        """The newest frame, if its number is greater than ``after``; None where none has come since."""
        with self._came:
            newest = self._newest
        return newest if newest is not None and newest.number > after else None

    def wait(self, after: int, seconds: float) -> CameraFrame | None:
        """As ``newest``, but waits for one for some seconds; not where no further one will come."""
        with self._came:
            self._came.wait_for(lambda: self.ended or self._number > after, seconds)
        return self.newest(after)

    @property
    def ended(self) -> bool:
        """No further frame will come."""
        return self.problem is not None or self._stop.is_set()

    def stop(self) -> None:
        """Have the camera let go; returns at once."""
        self._stop.set()
        with self._came:
            self._came.notify_all()

    def close(self) -> None:
        """Let the camera go; returns within a second even where its driver hangs."""
        self.stop()
        self._thread.join(_CLOSING_SECONDS)

    @property
    def released(self) -> bool:
        """The camera was let go, and the thread has ended."""
        return not self._thread.is_alive()

    @property
    def _number(self) -> int:
        return 0 if self._newest is None else self._newest.number

    def _run(self) -> None:
        if self._after is not None:
            self._after.close()
            self._after = None
        if self._stop.is_set():
            return
        try:
            capture = self._open(self.camera)
        except Exception as error:
            self._end(self._problem_of(error))
            return
        try:
            self._end(self._read(capture))
        except Exception as error:
            self._end(self._problem_of(error))
        finally:
            capture.close()

    def _read(self, capture: OpenedCamera) -> Problem | None:
        """Read until the end; returns why it came, None where it was asked for."""
        misses = 0
        while not self._stop.is_set():
            pixels = capture.read()
            if pixels is not None:
                misses = 0
                self.frames.count()
                with self._came:
                    self._newest = CameraFrame(pixels, self.frames.total)
                    self._came.notify_all()
                continue
            misses += 1
            if misses >= MOST_MISSES:
                check_present(self.camera)
                # One that opens and never sends a frame is mostly held by another program.
                return Problem("camera-lost" if self._newest else "camera-busy", camera=self.camera.name)
            self._stop.wait(_PAUSE)
        return None

    def _end(self, problem: Problem | None) -> None:
        with self._came:
            self.problem = problem
            self._came.notify_all()

    def _problem_of(self, error: Exception) -> Problem:
        if isinstance(error, Problem):
            return error
        return Problem("camera-failed", camera=self.camera.name, reason=reason(error))
