"""Captions of a camera's newest frames, at the pace of the model: what the captioning job does between its batches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.errors import Problem
from engine.events import Event
from gui.caption.items import Caption

if TYPE_CHECKING:
    from engine.camera import CameraFrame

_SECONDS = 0.1
"""How long a frame is waited for before the job looks what else there is to do."""


class LiveSource(Protocol):
    """What gives frames: the engine's ``CameraReader``."""

    def wait(self, after: int, seconds: float) -> "CameraFrame | None":
        """The newest frame, once its number is greater than ``after``; None after so many seconds without one."""


@dataclass(frozen=True, slots=True)
class FrameCaptioned(Event):
    """A camera's frame is captioned, or why it is not; ``source`` is the camera that it came from."""

    source: LiveSource
    frame: "CameraFrame"
    outcome: Caption | Problem


class LiveFrames:
    """Takes each frame at most once, and the newest always; used by the captioning job's thread alone."""

    def __init__(self, source: Callable[[], LiveSource | None]) -> None:
        self._source = source
        self._last: LiveSource | None = None
        self._number = 0

    @property
    def wanted(self) -> bool:
        """Whether frames are to be captioned."""
        return self._source() is not None

    def take(self) -> "tuple[LiveSource, CameraFrame] | None":
        """The newest frame that was not taken yet, with where it comes from; waits a moment for it."""
        source = self._source()
        if source is None:
            return None
        if source is not self._last:
            self._last, self._number = source, 0
        frame = source.wait(self._number, _SECONDS)
        if frame is None:
            return None
        self._number = frame.number
        return source, frame
