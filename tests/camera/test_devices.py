"""Which cameras there are, and what is said where none is, none may be used, or the extra is not installed."""

import importlib.metadata
import os
import sys
import types
from pathlib import Path

import pytest

from engine.camera import Camera, find_cameras, open_camera
from engine.camera import opening as opening_module
from engine.errors import Problem


class Info:
    def __init__(self, index: int, name: str, path: str | None = None) -> None:
        self.index, self.name, self.path = index, name, path


def listing(monkeypatch: pytest.MonkeyPatch, found: list[Info] | Exception) -> None:
    """Have the system list these cameras."""
    pytest.importorskip("cv2")
    module = types.ModuleType("cv2_enumerate_cameras")

    def enumerate_cameras(backend: int) -> list[Info]:
        if isinstance(found, Exception):
            raise found
        return found

    module.enumerate_cameras = enumerate_cameras  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", module)


def refused(code: str) -> pytest.RaisesExc[Problem]:
    return pytest.RaisesExc(Problem, check=lambda problem: problem.code == code)


def test_cameras_come_by_their_index_with_names_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    listing(monkeypatch, [Info(4, "HD Webcam", "/dev/video4"), Info(0, "HD Webcam", r"\\?\usb#1"), Info(2, " ")])
    assert find_cameras() == [
        Camera(0, "HD Webcam (1)"),
        Camera(2, "2"),
        Camera(4, "HD Webcam (2)", Path("/dev/video4")),
    ]


def test_no_camera_and_a_list_that_fails_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    listing(monkeypatch, [])
    with refused("camera-none"):
        find_cameras()
    listing(monkeypatch, OSError(5, "COM"))
    with refused("camera-list"):
        find_cameras()


@pytest.mark.parametrize("name", ["cv2", "cv2_enumerate_cameras"])
def test_without_the_extra_the_way_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if name != "cv2":
        pytest.importorskip("cv2")
    monkeypatch.setitem(sys.modules, name, None)
    with refused("camera-extra-missing") as raised:
        find_cameras()
    assert "python -m uv sync --extra camera" in str(raised.value)


def test_the_extra_is_what_the_sentence_names() -> None:
    from tests.pins import name_of, project

    named = {name_of(requirement) for requirement in project()["project"]["optional-dependencies"]["camera"]}
    sentence = str(Problem("camera-extra-missing"))
    assert named == {"opencv-python-headless", "cv2-enumerate-cameras"}
    assert all(name in sentence for name in named)


def test_one_that_is_gone_or_denied_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cv2")
    device = tmp_path / "video7"
    camera = Camera(7, "USB camera", device)
    with refused("camera-gone"):
        open_camera(camera)
    device.touch()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with refused("camera-denied") as raised:
        open_camera(camera)
    assert "(Permission denied)" in str(raised.value)


def test_one_that_does_not_open_although_it_is_there_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    cv2 = pytest.importorskip("cv2")
    device = tmp_path / "video9999"
    device.touch()
    monkeypatch.setattr(opening_module, "backend", lambda cv2: cv2.CAP_IMAGES)
    assert not cv2.VideoCapture(9999, cv2.CAP_IMAGES).isOpened()
    capfd.readouterr()
    with refused("camera-busy"):
        open_camera(Camera(9999, "USB camera", device))
    # Nothing of it goes to the terminal.
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("value", ["Deny", "Allow", None])
def test_windows_privacy_settings_are_asked(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    pytest.importorskip("cv2")
    asked: list[str] = []

    class Key:
        def __enter__(self) -> "Key":
            return self

        def __exit__(self, *error: object) -> None:
            pass

    def open_key(root: object, name: str) -> Key:
        asked.append(name)
        if value is None:
            raise FileNotFoundError
        return Key()

    registry = types.SimpleNamespace(
        HKEY_CURRENT_USER=object(), OpenKey=open_key, QueryValueEx=lambda key, name: (value, 1)
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    assert opening_module._denied(Camera(0, "Webcam")) == (opening_module.PRIVACY if value == "Deny" else "")
    assert asked[0].endswith(r"ConsentStore\webcam")


def test_the_pinned_opencv_is_the_one_without_a_window() -> None:
    pytest.importorskip("cv2")
    assert importlib.metadata.version("opencv-python-headless")
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("opencv-python")
