"""A real drop: another program's files, moved by a real mouse on a virtual display, onto the real window."""

import contextlib
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import desktop
from engine.files import project_folder
from tests.gui.captioner import picture
from tests.limits import SECONDS


class Program:
    """A program whose lines are waited for."""

    def __init__(self, script: str, *arguments: str, environ: dict[str, str]) -> None:
        command = [sys.executable, "-m", f"tests.gui.{script}", *arguments]
        self.process = subprocess.Popen(
            command, cwd=project_folder(), env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._seen: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait(self, beginning: str, limit: float = SECONDS) -> str:
        """The next line that begins so."""
        while True:
            try:
                line = self._lines.get(timeout=limit)
            except queue.Empty:
                raise AssertionError(f"no line {beginning!r}, but {self._seen}") from None
            self._seen.append(line)
            if line.startswith(beginning):
                return line
            if not line:
                raise AssertionError(f"the program ended without {beginning!r}: {self._seen}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put("")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def display() -> Iterator[str]:
    if not all(shutil.which(name) for name in ("Xvfb", "xdotool")) or desktop.missing_qt_libraries("xcb"):
        pytest.skip("a real drop needs Xvfb, xdotool and Qt's libraries for X11")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    try:
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def _drag(program: Program, window: Program, environ: dict[str, str], to: tuple[int, int]) -> None:
    def mouse(*words: str | int) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=environ, check=True, timeout=SECONDS)

    mouse("mousemove", 1470, 170)
    mouse("mousedown", 1)
    program.wait("pressed")
    mouse("mousemove", 1450, 180)
    program.wait("dragging")
    mouse("mousemove", *to)
    window.wait("entered")
    # The source learns by a message that the files are welcome; each movement asks anew.
    for step in range(50):
        mouse("mousemove", to[0] + step % 2, to[1])
        with contextlib.suppress(AssertionError):
            program.wait("action CopyAction", limit=0.2)
            break
    mouse("mouseup", 1)
    assert program.wait("dropped") == "dropped CopyAction"


def test_files_and_folders_dropped_by_another_program_arrive(display: str, tmp_path: Path) -> None:
    files = [picture(tmp_path / "one.jpg"), picture(tmp_path / "另一张.png")]
    folder = tmp_path / "folder"
    folder.mkdir()
    picture(folder / "three.jpg")
    environ = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"} | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "PYTHONIOENCODING": "utf-8",
    }
    window = Program("drop_window", environ=environ)
    sources = []
    try:
        window.wait("ready")
        for given, to in (([str(path) for path in files], (600, 400)), ([str(folder)], (500, 600))):
            source = Program("drop_source", *given, environ=environ)
            sources.append(source)
            source.wait("shown")
            _drag(source, window, environ, to)
            # The window fetches the files' names after the drop: the source must still be there.
            rows = window.wait("rows")
            source.end()
            if given == [str(folder)]:
                assert rows == "rows|one.jpg|另一张.png|three.jpg"
            else:
                assert rows == "rows|one.jpg|另一张.png"
    finally:
        for program in (window, *sources):
            program.end()
