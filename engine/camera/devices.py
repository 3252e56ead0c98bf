"""Which cameras are connected."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from engine.camera.opencv import backend, opencv
from engine.errors import Problem, reason


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera.

    Attributes:
        index: by which OpenCV opens it.
        name: what its maker calls it; of several that are called the same, each has a number behind it.
        path: of its device file on Linux; elsewhere none.
    """

    index: int
    name: str
    path: Path | None = None


def find_cameras() -> list[Camera]:
    """The cameras that are connected, by their index; none is opened, so that no light goes on.

    Raises:
        Problem: ``camera-extra-missing``; ``camera-none`` where there is none; ``camera-list``.
    """
    cv2 = opencv()
    try:
        from cv2_enumerate_cameras import enumerate_cameras
    except ImportError as error:
        raise Problem("camera-extra-missing") from error
    try:
        found = enumerate_cameras(backend(cv2))
    except (OSError, RuntimeError, ValueError, NotImplementedError) as error:
        raise Problem("camera-list", reason=reason(error)) from error
    if not found:
        raise Problem("camera-none")
    names = Counter(info.name for info in found)
    seen: Counter[str] = Counter()
    cameras = []
    for info in sorted(found, key=lambda info: info.index):
        seen[info.name] += 1
        name = f"{info.name} ({seen[info.name]})" if names[info.name] > 1 else info.name
        path = Path(info.path) if info.path and info.path.startswith("/dev/") else None
        cameras.append(Camera(info.index, name.strip() or str(info.index), path))
    return cameras
