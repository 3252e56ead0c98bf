"""The start: what is missing is told before Qt loads, in words and with exit code 2."""

import ast
import os
import subprocess
import sys
from collections import namedtuple

import pytest

import main
from engine import desktop
from engine.files import project_folder
from tests.limits import SECONDS

MAIN = str(project_folder() / "main.py")


def _start(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environ = {key: value for key, value in os.environ.items() if key not in hidden} | variables
    return subprocess.run(
        [sys.executable, *options, MAIN], env=environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_one_sentence_and_exit_code_2() -> None:
    ended = _start()
    assert ended.returncode == 2
    assert "neither DISPLAY nor WAYLAND_DISPLAY names a display" in ended.stderr
    assert desktop.HEADLESS in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_the_packages_one_sentence_and_exit_code_2() -> None:
    # -S leaves site-packages out, as a Python that nothing was installed for.
    ended = _start("-S")
    assert ended.returncode == 2
    assert "PySide6" in ended.stderr
    assert "python -m pip install uv; python -m uv run main.py" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (4, 0)])
def test_another_python_is_told_so(
    version: tuple[int, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    version_info = namedtuple("version_info", "major minor micro releaselevel serial")
    made = version_info(*version, micro=0, releaselevel="final", serial=0)
    monkeypatch.setattr(sys, "version_info", made)
    assert main.main() == 2
    assert f"this is {version[0]}.{version[1]};" in capsys.readouterr().err


def test_an_old_python_can_read_the_start() -> None:
    source = (project_folder() / "main.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 6))


def test_an_obstacle_stops_before_qt_is_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(desktop, "obstacle", lambda: desktop.Obstacle("No window.", "mend it"))
    monkeypatch.setitem(sys.modules, "gui.app", None)
    assert main.main() == 2
    assert capsys.readouterr().err.splitlines() == ["No window.", "    mend it", desktop.obstacle().lines()[-1]]  # type: ignore[union-attr]


def test_a_gpu_that_torch_cannot_use_is_told_and_the_window_opens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from types import SimpleNamespace

    from engine import doctor

    started: list[list[str]] = []
    monkeypatch.setattr(desktop, "obstacle", lambda: None)
    monkeypatch.setattr(doctor, "gpu_note", lambda: "A GPU stands idle.")

    def run(argv: list[str]) -> int:
        started.append(argv)
        return 0

    monkeypatch.setitem(sys.modules, "gui.app", SimpleNamespace(run=run))
    assert main.main() == 0
    assert started == [sys.argv[1:]]
    assert "A GPU stands idle." in capsys.readouterr().err
