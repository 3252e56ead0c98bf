"""Checks this machine: Python, torch, GPU, Qt, Chinese font, disk, cores, memory."""

import importlib.metadata
import importlib.util
import os
import platform
import runpy
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine import __version__, desktop

MIN_FREE = 2 * 2**30
"""Free bytes below which a run is likely to fill the disk."""


@dataclass(frozen=True, slots=True)
class Report:
    """The result. Sizes in bytes; None: not found. ``notes``: what is wrong and how to fix it."""

    atelier: str
    python: str
    system: str
    cores: int
    memory: int
    torch: str | None
    cuda: str | None
    """The CUDA that torch was built for, not the driver's."""
    gpu: str | None
    gpu_memory: int | None
    gpu_free: int | None
    compiler: str | None
    """The C compiler for torch.compile, which speeds up long runs on a GPU."""
    device: str
    """Default device for training: cuda or cpu."""
    qt: str | None
    qt_plugin: str | None
    """The platform plug-in that a window would use; None if no window can open."""
    chinese_font: str | None
    timm: str | None
    """The optional package of further encoders."""
    opencv: str | None
    """The optional package that reads cameras."""
    free_disk: int
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The fields by their names."""
        return asdict(self) | {"notes": list(self.notes)}

    def lines(self) -> list[str]:
        """A line for each subject, then the notes."""
        gpu = "none found"
        if self.gpu:
            gpu = f"{self.gpu}, {_gb(self.gpu_memory)}" + (f" ({_gb(self.gpu_free)} free)" if self.gpu_free else "")
        rows = {
            "Atelier": self.atelier,
            "Python": f"{self.python} on {self.system}",
            "Cores, memory": f"{self.cores}, {_gb(self.memory)}",
            "torch": f"{self.torch or 'missing'}, " + (f"for CUDA {self.cuda}" if self.cuda else "CPU only"),
            "GPU": gpu,
            "C compiler": self.compiler or "none found",
            "Trains on": self.device,
            "Qt": self.qt or "missing",
            "Qt plug-in": self.qt_plugin or "none that works here",
            "Chinese font": self.chinese_font or "missing",
            "timm (optional)": self.timm or "not installed; python -m uv sync --extra timm",
            "Camera (optional)": f"OpenCV {self.opencv}"
            if self.opencv
            else "not installed; python -m uv sync --extra camera",
            "Free disk": _gb(self.free_disk),
        }
        width = max(map(len, rows)) + 2
        return [f"{name:{width}}{value}" for name, value in rows.items()] + [f"! {note}" for note in self.notes]


def diagnose() -> Report:
    """Check everything. torch is imported only if there is a GPU that it might use."""
    import psutil

    from engine.files import project_folder

    torch_version, cuda = torch_build()
    name, memory, free = _gpu_by_driver() if gpu_present() else (None, None, None)
    device, notes = "cpu", []
    if name and cuda:
        usable, free_now, fault = _gpu_by_torch()
        device, free = ("cuda", free_now) if usable else ("cpu", free)
        if not usable:
            notes.append(f"torch cannot use the {name} ({fault}); install a driver for CUDA {cuda} or later.")
    compiler = c_compiler()
    if device == "cuda" and compiler is None:
        notes.append("No C compiler was found, so long runs are not compiled for the GPU. Install gcc or clang.")
    missing = desktop.missing_packages()
    if missing:
        notes.append(f"Python packages are missing ({', '.join(missing)}). Start Atelier with {desktop.START}.")
    plugin, plugin_note = _plugin()
    font = project_folder() / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
    free_disk = shutil.disk_usage(project_folder()).free
    wrong = [
        plugin_note,
        gpu_note(),
        None
        if font.is_file()
        else f"{font} is missing, so Chinese may appear as boxes. Restore it from the repository.",
        None
        if free_disk >= MIN_FREE
        else f"Only {_gb(free_disk)} of disk space are free. Runs need several gigabytes.",
    ]
    return Report(
        atelier=__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory=psutil.virtual_memory().total,
        torch=torch_version,
        cuda=cuda,
        gpu=name,
        gpu_memory=memory,
        gpu_free=free,
        compiler=compiler,
        device=device,
        qt=_version("PySide6-Essentials"),
        qt_plugin=plugin,
        chinese_font=font.name if font.is_file() else None,
        timm=_version("timm"),
        opencv=_version("opencv-python-headless"),
        free_disk=free_disk,
        notes=tuple(notes + [note for note in wrong if note]),
    )


def gpu_note() -> str | None:
    """A sentence with the command that fixes it, if there is an NVIDIA GPU but a CPU-only torch; else None.

    Cheap enough for every start: it neither imports torch nor starts a process.
    """
    version, cuda = torch_build()
    if version is None or cuda or not gpu_present():
        return None
    # A plain install keeps the CPU build, whose version satisfies it; a plain ``uv run`` would reinstall it.
    vision = (_version("torchvision") or "").split("+")[0]
    packages = f"torch=={version.split('+')[0]} " + (f"torchvision=={vision}" if vision else "torchvision")
    return (
        "This machine has an NVIDIA GPU, but the installed torch is CPU-only. Run "
        f"`python -m uv pip install {packages} --torch-backend=auto "
        "--reinstall-package torch --reinstall-package torchvision`, "
        "then start Atelier with `python -m uv run --no-sync main.py`."
    )


def gpu_present() -> bool:
    """Whether an NVIDIA driver is installed, judging by its files alone."""
    places = (Path("/proc/driver/nvidia/version"), Path("/usr/lib/wsl/lib/nvidia-smi"))
    return any(place.exists() for place in places) or shutil.which("nvidia-smi") is not None


def torch_build() -> tuple[str | None, str | None]:
    """torch's version and the CUDA it was built for (None: CPU only), read from its folder without importing it."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return None, None
    try:
        built = runpy.run_path(str(Path(spec.origin).with_name("version.py")))
    except OSError:
        return _version("torch"), None
    return str(built["__version__"]), built.get("cuda")


def c_compiler() -> str | None:
    """The C compiler that torch.compile would use, where Triton looks for one."""
    wanted = (os.environ.get("CC"), "gcc", "clang", "cl" if sys.platform == "win32" else None)
    return next((found for name in wanted if name and (found := shutil.which(name))), None)


def _gpu_by_driver() -> tuple[str | None, int | None, int | None]:
    """Name, memory and free memory (bytes) of the first GPU, from its driver."""
    program = shutil.which("nvidia-smi") or "/usr/lib/wsl/lib/nvidia-smi"
    query = ["--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run([program, *query], capture_output=True, text=True, timeout=20, check=True).stdout
        name, total, free = (part.strip() for part in answer.splitlines()[0].rsplit(",", 2))
        return name, int(total) * 2**20, int(free) * 2**20
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None, None, None


def _gpu_by_torch() -> tuple[bool, int | None, str]:
    """Whether torch can use the first GPU, its free bytes, and torch's reason if it cannot."""
    try:
        import torch

        if not torch.cuda.is_available():
            return False, None, "torch finds no CUDA device"
        return True, torch.cuda.mem_get_info(0)[0], ""
    except (ImportError, OSError, RuntimeError) as error:
        return False, None, str(error).splitlines()[0] if str(error) else type(error).__name__


def _plugin() -> tuple[str | None, str | None]:
    """The platform plug-in that Qt would use, or a sentence why there is none."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return None, f"PySide6 is missing. Start Atelier with {desktop.START}."
    blocked = desktop.obstacle()
    if blocked:
        return None, " ".join([blocked.sentence, f"To fix it, run `{blocked.mend}`." if blocked.mend else ""]).strip()
    folder = Path(next(iter(spec.submodule_search_locations)))
    prefix, suffix = {"win32": ("q", ".dll"), "darwin": ("libq", ".dylib")}.get(sys.platform, ("libq", ".so"))
    for name in desktop.platforms():
        for plugins in (folder / "Qt" / "plugins", folder / "plugins"):
            if (plugins / "platforms" / f"{prefix}{name}{suffix}").is_file():
                return name, None
    return None, "Qt's platform plug-ins are missing from PySide6. Run `python -m uv sync --reinstall`."


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _gb(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 2**30:.1f} GB"
