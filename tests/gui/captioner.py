"""A captioner that needs no model: it says what it was given, and can be held up by a test."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engine.captioning import Captioned, Way
from engine.data.picture import Framing, noise
from engine.judging.support import WordSupport
from gui.caption.choices import Choice

FRAMING = Framing("fit", 336, 224)


class FakeCaptioner:
    """Stands in for ``engine.captioning.PictureCaptioner``."""

    framing = FRAMING

    def __init__(self, path: Path, device: str, fakes: "Fakes") -> None:
        self.name, self.device, self._fakes = path.name, device, fakes

    def caption_file(self, path: Path, way: Way) -> Captioned:
        self._fakes.ways.append(way.support)
        return self._caption(path.stem, self.framing.view(self.framing.read(path)))

    def caption_noise(self, seed: int, way: Way) -> Captioned:
        return self._caption(f"noise {seed}", noise(self.framing, seed))

    def caption_image(self, image: Image.Image, source: str, way: Way) -> Captioned:
        return self._caption(f"pasted {image.size} {image.getpixel((0, 0))}", self.framing.prepare(image))

    def _caption(self, said: str, seen: np.ndarray) -> Captioned:
        assert self._fakes.gate.wait(20)
        return Captioned(said, f"{said} by {self.name}.", f"{said}。", 0.01, seen, support=self._fakes.support)


class Fakes:
    """Loads fake captioners and offers two checkpoints; ``gate`` holds every caption up while it is closed.

    ``support`` is told of the words of every caption; ``ways`` are whether it was asked for, file by file.
    """

    def __init__(self, folder: Path) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.loaded: list[tuple[str, str]] = []
        self.demo, self.other = (self._checkpoint(folder / name) for name in ("demo", "other"))
        self.problem: Exception | None = None
        self.ways: list[bool] = []
        self.support: tuple[WordSupport, ...] = ()

    def load(self, path: Path, device: str) -> Any:
        if self.problem:
            raise self.problem
        self.loaded.append((path.name, device))
        return FakeCaptioner(path, device, self)

    def find(self, further: Any) -> list[Choice]:
        return [Choice("demo", self.demo, 10, 0.5), Choice("folder", self.other, 20)]

    @staticmethod
    def _checkpoint(folder: Path) -> Path:
        folder.mkdir()
        (folder / "checkpoint.json").write_text("{}", encoding="utf-8")
        return folder


def picture(path: Path, colour: tuple[int, int, int] = (200, 30, 60)) -> Path:
    """Write a small picture."""
    Image.new("RGB", (75, 110), colour).save(path)
    return path
