"""Captioning pictures with a checkpoint: what the captioning tab and ``python -m engine caption`` both call."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.data.layout import EXTENSIONS
from engine.data.picture import noise
from engine.errors import Problem
from engine.language.chinese import to_chinese
from engine.training.checkpoint import CheckpointInfo, find_checkpoint, read_captioner, read_info

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Captioned:
    """One picture's caption.

    Attributes:
        source: the file's path, or how the picture came ("noise, seed 7").
        seen: (H, W, 3) uint8, the picture as the model sees it.
        seconds: from the file to both captions.
    """

    source: str
    english: str
    chinese: str
    seconds: float
    seen: np.ndarray


class PictureCaptioner:
    """A loaded checkpoint that captions one picture at a time; it may be called from any one thread."""

    def __init__(self, info: CheckpointInfo, device: str) -> None:
        from engine.training.hardware import choose_device

        self.info = info
        self.name = info.name
        self.framing = info.framing
        self.device = choose_device(device)
        self._captioner = read_captioner(info.folder).to(self.device)
        self._lock = threading.Lock()

    def caption_file(self, path: Path, beam: int | None = None) -> Captioned:
        """Caption a picture file.

        Raises:
            Problem: ``picture-missing``, ``picture-unreadable``, ``picture-too-large``.
        """
        begun = time.perf_counter()
        return self._caption(self.framing.view(self.framing.read(Path(path))), str(path), beam, begun)

    def caption_image(self, image: "Image", source: str, beam: int | None = None) -> Captioned:
        """Caption a picture that came without a file."""
        begun = time.perf_counter()
        return self._caption(self.framing.view(self.framing.prepare(image)), source, beam, begun)

    def caption_noise(self, seed: int, beam: int | None = None) -> Captioned:
        """Caption a random tensor, the notebook's own test of a model that makes things up."""
        begun = time.perf_counter()
        return self._caption(noise(self.framing, seed), f"noise, seed {seed}", beam, begun)

    def _caption(self, seen: np.ndarray, source: str, beam: int | None, begun: float) -> Captioned:
        settings = self.info.settings
        with self._lock:
            english = self._captioner.caption(
                seen[None], beam_width=beam or settings.beam_width, max_words=settings.max_words
            )[0]
        return Captioned(source, english, to_chinese(english), time.perf_counter() - begun, seen)


def load_captioner(path: Path, device: str = "auto") -> PictureCaptioner:
    """The captioner of a run (its best checkpoint) or of one checkpoint. Imports torch: call it in a worker.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``, ``checkpoint-version``, ``device-missing``.
    """
    return PictureCaptioner(read_info(find_checkpoint(Path(path))), device)


def picture_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The pictures that paths name: files as they are, folders by the pictures anywhere below, in order.

    Raises:
        Problem: ``picture-missing`` for a path that does not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in EXTENSIONS)
        elif path.exists():
            yield path
        else:
            raise Problem("picture-missing", path=path)
