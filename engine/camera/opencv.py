"""OpenCV, which comes with the extra ``camera``, imported once and set up for this use."""

import os
import sys
from types import ModuleType

from engine.errors import Problem

_SELECT_SECONDS = "3"


def opencv() -> ModuleType:
    """The module ``cv2``.

    Raises:
        Problem: ``camera-extra-missing``.
    """
    # A camera that sends nothing is waited for ten seconds otherwise; read when the module loads.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", _SELECT_SECONDS)
    try:
        import cv2
    except ImportError as error:
        raise Problem("camera-extra-missing") from error
    # What a camera does wrong is told in a sentence, not on the terminal.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    return cv2


def backend(cv2: ModuleType) -> int:
    """The way to cameras of this system. On Windows DirectShow opens them at once, Media Foundation after seconds."""
    ways = {"win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
    return int(ways.get(sys.platform, cv2.CAP_V4L2))
