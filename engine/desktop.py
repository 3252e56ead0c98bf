"""Checks what a window needs before Qt loads, since Qt aborts the process if something is missing.

Only the standard library is imported here: the check takes milliseconds and works before anything is installed.
"""

import ctypes
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = (
    "PIL",
    "PySide6",
    "filelock",
    "imagehash",
    "keyring",
    "msgspec",
    "nltk",
    "numpy",
    "onnx",
    "onnxruntime",
    "onnxscript",
    "platformdirs",
    "psutil",
    "punkt",
    "py3langid",
    "pydantic",
    "pyqtgraph",
    "regex",
    "requests",
    "resvg_py",
    "safetensors",
    "tomli_w",
    "torch",
    "torchvision",
)
"""The modules of the dependencies in pyproject.toml."""

START = "python -m uv run main.py"
HEADLESS = "python -m uv run python -m engine --help"

# File name of a library: its Debian and its Fedora package.
_CORE = {
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libz.so.1": ("zlib1g", "zlib"),
    "libzstd.so.1": ("libzstd1", "libzstd"),
}
_XCB = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
}
_WAYLAND = {
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl"),
}
_LIBRARIES = {"xcb": _CORE | _XCB, "wayland": _CORE | _WAYLAND}
_VIRTUAL_DISPLAY = {"apt": ("xvfb", "xauth"), "dnf": ("xorg-x11-server-Xvfb", "xorg-x11-xauth")}

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why no window can open: one sentence, and the command that fixes it if there is one."""

    sentence: str
    mend: str | None = None

    def lines(self) -> list[str]:
        """The sentence, the command that fixes it, and how to run Atelier without a window."""
        mend = [f"    {self.mend}"] if self.mend else []
        return [self.sentence, *mend, f"The command line needs no window: {HEADLESS}"]


def missing_packages() -> tuple[str, ...]:
    """The required Python packages that are not installed; nothing is imported."""
    return tuple(name for name in PACKAGES if importlib.util.find_spec(name) is None)


def loads(library: str) -> bool:
    """Whether the system's loader can load a library with its dependencies."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def connects(platform: str) -> bool:
    """Whether a display server accepts a connection; its client library must be loadable."""
    if platform == "xcb":
        xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
        answered = not xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
        return answered
    wayland = ctypes.CDLL("libwayland-client.so.0")
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = wayland.wl_display_connect(None)
    if display:
        wayland.wl_display_disconnect(ctypes.c_void_p(display))
    return bool(display)


def missing_qt_libraries(platform: str, loads: Check = loads) -> tuple[str, ...]:
    """File names of the system libraries that Qt lacks for a platform: xcb, wayland, or another (offscreen, vnc, …).

    Checked on Linux only; elsewhere Qt comes with its libraries.
    """
    if not sys.platform.startswith("linux"):
        return ()
    return tuple(library for library in _LIBRARIES.get(platform, _CORE) if not loads(library))


def platforms(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The platform plug-ins that Qt will try, in its order; empty if there is no display."""
    named = environ.get("QT_QPA_PLATFORM")
    if named:
        return tuple(part.split(":")[0].removesuffix("-egl") for part in named.split(";"))
    if not sys.platform.startswith("linux"):
        return ("cocoa",) if sys.platform == "darwin" else ("windows",)
    found = []
    if environ.get("WAYLAND_DISPLAY"):
        found.append("wayland")
    if environ.get("DISPLAY"):
        found.append("xcb")
    return tuple(found)


def obstacle(
    environ: Mapping[str, str] = os.environ, loads: Check = loads, connects: Check = connects
) -> Obstacle | None:
    """What prevents Qt from opening a window here, or None.

    Args:
        environ: the variables that Qt reads: QT_QPA_PLATFORM, DISPLAY, WAYLAND_DISPLAY.
        loads: whether a library loads; given by tests.
        connects: whether the display of xcb or wayland answers; given by tests.
    """
    if not sys.platform.startswith("linux"):
        return None
    wanted = platforms(environ)
    if not wanted:
        missing = missing_qt_libraries("xcb", loads)
        also = f", and Qt lacks {_listed(missing)}" if missing else ""
        sentence = f"No window can open here: neither DISPLAY nor WAYLAND_DISPLAY names a display{also}."
        return Obstacle(sentence, _virtual_display(missing))
    unanswered = []
    lacking: dict[str, None] = {}
    for platform in wanted:
        missing = missing_qt_libraries(platform, loads)
        if missing:
            # What xcb lacks is asked for only where Wayland is not the one that Qt tries first.
            lacking = lacking or dict.fromkeys(missing)
        elif platform not in _LIBRARIES or connects(platform):
            return None
        else:
            unanswered.append(platform)
    if lacking:
        return Obstacle(f"No window can open here: Qt lacks {_listed(tuple(lacking))}.", install_line(tuple(lacking)))
    variables = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
    names = " and ".join(f"{variables[name]}={environ.get(variables[name], '')}" for name in unanswered)
    return Obstacle(
        f"No window can open here: no display responds at {names}. Start Atelier in a desktop session, or over ssh -X."
    )


def load_torch_first() -> None:
    """On Windows, load torch's lowest library before Qt's: the other way round, torch no longer loads (pytorch#166628).

    Loading one library instead of ``import torch`` saves two seconds. Does nothing on other systems.
    """
    spec = importlib.util.find_spec("torch") if sys.platform == "win32" else None
    if spec is None or spec.origin is None:
        return
    library = Path(spec.origin).with_name("lib") / "c10.dll"
    if library.is_file():
        loads(str(library))


def install_line(libraries: tuple[str, ...], more: Mapping[str, tuple[str, ...]] | None = None) -> str | None:
    """The apt or dnf command that installs the packages of some libraries, or None on other systems.

    Args:
        libraries: file names, as ``missing_qt_libraries`` gives them.
        more: further packages by installer, ``apt`` and ``dnf``.
    """
    installer = _installer()
    if installer is None:
        return None
    column = 0 if installer == "apt" else 1
    known = _CORE | _XCB | _WAYLAND
    packages = [known[library][column] for library in libraries] + list((more or {}).get(installer, ()))
    command = f"{installer} install -y " + " ".join(dict.fromkeys(packages))
    # A fresh container has neither sudo nor apt's lists.
    sudo = "" if os.geteuid() == 0 and not shutil.which("sudo") else "sudo "
    listed = installer == "dnf" or any(Path("/var/lib/apt/lists").glob("*_Packages*"))
    return f"{sudo}{command}" if listed else f"{sudo}apt update && {sudo}{command}"


def _virtual_display(libraries: tuple[str, ...]) -> str | None:
    start = f"xvfb-run -a {START}"
    more = {} if shutil.which("xvfb-run") else _VIRTUAL_DISPLAY
    if not libraries and not more:
        return start
    install = install_line(libraries, more)
    return f"{install} && {start}" if install else None


def _installer(release: Path = Path("/etc/os-release")) -> str | None:
    """apt or dnf, by the distribution family in os-release; None for others."""
    try:
        text = release.read_text(encoding="utf-8")
    except OSError:
        return None
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    values = {key: value.strip("\"'") for key, value in pairs}
    family = {values.get("ID", ""), *values.get("ID_LIKE", "").split()}
    if family & {"debian", "ubuntu"}:
        return "apt"
    return "dnf" if family & {"fedora", "rhel", "centos"} else None


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
