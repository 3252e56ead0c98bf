"""What is found on the machine, and the one line that mends what is missing."""

import importlib.metadata
import json
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from engine import desktop, doctor
from engine.files import project_folder

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Qt needs libraries of the system on Linux only"
)


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "_installer", lambda: "apt")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def fedora(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "_installer", lambda: "dnf")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def _without(*libraries: str) -> desktop.Check:
    return lambda library: library not in libraries


def _all(_: str) -> bool:
    return True


def _none(_: str) -> bool:
    return False


@linux
@pytest.mark.usefixtures("debian")
def test_missing_libraries_are_named_with_their_debian_packages() -> None:
    found = desktop.obstacle({"DISPLAY": ":0"}, _without("libxcb-cursor.so.0", "libEGL.so.1"), _all)
    assert found is not None
    assert "Qt lacks libEGL.so.1 and libxcb-cursor.so.0." in found.sentence
    assert found.mend is not None
    assert found.mend.endswith("sudo apt install -y libegl1 libxcb-cursor0")
    assert "python -m uv run python -m engine" in found.lines()[-1]


@linux
@pytest.mark.usefixtures("fedora")
def test_missing_libraries_are_named_with_their_fedora_packages() -> None:
    found = desktop.obstacle({"DISPLAY": ":0"}, _without("libxcb-cursor.so.0", "libxcb-icccm.so.4"), _all)
    assert found is not None
    assert found.mend == "sudo dnf install -y xcb-util-cursor xcb-util-wm"


@linux
def test_one_package_is_named_once_and_unknown_systems_get_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "_installer", lambda: "dnf")
    line = desktop.install_line(("libglib-2.0.so.0", "libgthread-2.0.so.0"))
    assert line is not None
    assert line.count("glib2") == 1
    monkeypatch.setattr(desktop, "_installer", lambda: None)
    assert desktop.install_line(("libEGL.so.1",)) is None


@pytest.mark.parametrize(
    ("release", "installer"),
    [
        ("ID=debian\n", "apt"),
        ('ID="linuxmint"\nID_LIKE="ubuntu debian"\n', "apt"),
        ("ID=fedora\n", "dnf"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "dnf"),
        ("ID=arch\n", None),
    ],
)
def test_installer_follows_the_family_of_the_system(tmp_path: Path, release: str, installer: str | None) -> None:
    path = tmp_path / "os-release"
    path.write_text(release, encoding="utf-8")
    assert desktop._installer(path) == installer


@linux
@pytest.mark.usefixtures("debian")
def test_no_display_is_told_with_a_virtual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop.shutil, "which", lambda name: None)
    found = desktop.obstacle({}, _all, _all)
    assert found is not None
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in found.sentence
    assert found.mend is not None
    assert found.mend.endswith("sudo apt install -y xvfb xauth && xvfb-run -a python -m uv run main.py")


@linux
def test_either_display_suffices() -> None:
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert desktop.obstacle(both, _without("libwayland-egl.so.1"), _all) is None
    assert desktop.obstacle(both, _all, lambda platform: platform == "xcb") is None
    assert desktop.obstacle(both, _all, lambda platform: platform == "wayland") is None
    unanswered = desktop.obstacle(both, _all, _none)
    assert unanswered is not None
    assert "DISPLAY=:0" in unanswered.sentence


@linux
def test_a_platform_that_needs_no_display_needs_the_core_libraries_only() -> None:
    offscreen = {"QT_QPA_PLATFORM": "offscreen"}
    assert desktop.obstacle(offscreen, _without("libxcb-cursor.so.0"), _none) is None
    found = desktop.obstacle(offscreen, _without("libGL.so.1"), _none)
    assert found is not None
    assert "Qt lacks libGL.so.1." in found.sentence


@linux
def test_a_real_look_at_a_display_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    if desktop.missing_qt_libraries("xcb"):
        pytest.skip("the libraries of xcb are missing")
    monkeypatch.setenv("DISPLAY", ":987")
    assert not desktop.connects("xcb")


def test_the_packages_looked_for_are_those_of_the_project() -> None:
    project = tomllib.loads((project_folder() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[=<>]", line)[0].lower() for line in project["dependencies"]}
    made_by = importlib.metadata.packages_distributions()
    found = {made_by[name][0].lower().replace("_", "-") for name in desktop.PACKAGES}
    assert found == wanted
    assert not desktop.missing_packages()


def test_a_cpu_torch_beside_a_gpu_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "gpu_present", lambda: True)
    monkeypatch.setattr(doctor, "torch_build", lambda: ("2.14.1+cpu", None))
    note = doctor.gpu_note()
    assert note is not None
    assert "python -m uv pip install torch==2.14.1 torchvision==" in note
    assert "--torch-backend=auto" in note
    assert "--no-sync" in note
    monkeypatch.setattr(doctor, "torch_build", lambda: ("2.14.1", "13.0"))
    assert doctor.gpu_note() is None
    monkeypatch.setattr(doctor, "gpu_present", lambda: False)
    monkeypatch.setattr(doctor, "torch_build", lambda: ("2.14.1+cpu", None))
    assert doctor.gpu_note() is None


@linux
def test_the_driver_tells_name_and_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'NVIDIA GeForce RTX 3060, 12288, 11000'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(doctor, "torch_build", lambda: ("2.14.1", None))
    report = doctor.diagnose()
    assert report.gpu == "NVIDIA GeForce RTX 3060"
    assert report.gpu_memory == 12288 * 2**20
    assert report.device == "cpu"
    assert any("CPU-only" in note for note in report.notes)
    program.write_text("#!/bin/sh\necho 'No devices were found'\nexit 6\n", encoding="utf-8")
    assert doctor.diagnose().gpu is None


@linux
def test_a_gpu_without_a_c_compiler_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    for name, found in (("gpu_present", True), ("_gpu_by_driver", ("A GPU", 1, 1)), ("_gpu_by_torch", (True, 1, ""))):
        monkeypatch.setattr(doctor, name, lambda found=found: found)
    monkeypatch.setattr(doctor, "torch_build", lambda: ("2.14.1", "13.0"))
    report = doctor.diagnose()
    assert report.compiler is None
    assert any("No C compiler" in note for note in report.notes)
    (tmp_path / "gcc").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "gcc").chmod(0o755)
    report = doctor.diagnose()
    assert report.compiler == str(tmp_path / "gcc")
    assert not any("No C compiler" in note for note in report.notes)


def test_the_report_covers_its_subjects() -> None:
    report = doctor.diagnose()
    plain = json.loads(json.dumps(report.to_json()))
    assert plain["python"] == ".".join(map(str, sys.version_info[:3]))
    assert plain["torch"]
    assert plain["chinese_font"] == "NotoSansSC-Regular.ttf"
    assert plain["free_disk"] > 0
    assert plain["cores"] >= 1
    assert plain["memory"] > 2**28
    assert {"cuda", "gpu", "gpu_memory", "qt", "qt_plugin", "notes"} <= set(plain)
    assert len(report.lines()) == 13 + len(report.notes)


@linux
def test_the_plugin_is_the_one_that_a_window_would_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "obstacle", lambda: None)
    monkeypatch.setattr(desktop, "platforms", lambda: ("nothing", "xcb"))
    assert doctor.diagnose().qt_plugin == "xcb"
    monkeypatch.setattr(desktop, "platforms", lambda: ("nothing",))
    report = doctor.diagnose()
    assert report.qt_plugin is None
    assert any("plug-ins are missing" in note for note in report.notes)
