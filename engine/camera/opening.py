"""Opening a camera, and the true reason where that fails."""

import errno
import os
import sys
from types import ModuleType
from typing import Any

import numpy as np

from engine.camera.devices import Camera
from engine.camera.opencv import backend, opencv
from engine.errors import Problem, reason

WIDTH, HEIGHT = 1280, 720
"""Asked for; a camera that cannot do it sends the nearest that it can."""
PRIVACY = "the privacy settings of Windows"
_CONSENT = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"


class OpenCvCapture:
    """Frames of a ``cv2.VideoCapture``: of a camera, or of a video or an image sequence, which it reads alike."""

    def __init__(self, cv2: ModuleType, capture: Any) -> None:
        self._cv2, self._capture = cv2, capture

    def read(self) -> np.ndarray | None:
        """The next frame, uint8 (H, W, 3) in RGB; None where none came."""
        try:
            came, pixels = self._capture.read()
        except self._cv2.error:
            return None
        if not came or pixels is None or pixels.ndim not in (2, 3) or pixels.dtype != np.uint8 or not pixels.size:
            return None
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            return np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
        # OpenCV's order is blue, green, red.
        return np.ascontiguousarray(pixels[:, :, 2::-1])

    def close(self) -> None:
        """Let the camera go."""
        self._capture.release()


def open_camera(camera: Camera) -> OpenCvCapture:
    """Open a camera; its light goes on.

    Raises:
        Problem: ``camera-extra-missing``; ``camera-gone`` where it is not connected any more; ``camera-denied``;
            ``camera-busy`` where it does not open although it is there and may be used.
    """
    cv2 = opencv()
    check_present(camera)
    denied = _denied(camera)
    if denied:
        raise Problem("camera-denied", camera=camera.name, reason=denied)
    try:
        capture = cv2.VideoCapture(camera.index, backend(cv2))
    except cv2.error as error:
        raise Problem("camera-failed", camera=camera.name, reason=reason(error)) from error
    if not capture.isOpened():
        check_present(camera)
        raise Problem("camera-busy", camera=camera.name)
    # Without compression a USB camera sends large frames a few times a second only.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
    # What waits in a buffer is old.
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return OpenCvCapture(cv2, capture)


def check_present(camera: Camera) -> None:
    """Pass a camera that is connected, as far as the system tells.

    Raises:
        Problem: ``camera-gone``.
    """
    if camera.path is not None and not camera.path.exists():
        raise Problem("camera-gone", camera=camera.name)


def _denied(camera: Camera) -> str:
    """Why this account may not use a camera, where the system says so; else empty."""
    if camera.path is not None and not os.access(camera.path, os.R_OK | os.W_OK):
        return os.strerror(errno.EACCES)
    return PRIVACY if _windows_denies() else ""


def _windows_denies() -> bool:
    """Whether Windows keeps cameras from all programs, or from those that come without the store."""
    if sys.platform != "win32":
        return False
    import winreg

    for key in (_CONSENT, rf"{_CONSENT}\NonPackaged"):
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                if winreg.QueryValueEx(opened, "Value")[0] == "Deny":
                    return True
        except OSError:
            # Windows 10 writes the key when the setting is first changed.
            continue
    return False
