"""Captioning pictures with a checkpoint: what the captioning tab and ``python -m engine caption`` both call."""

import functools
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.data.picture import blank, noise
from engine.data.pictureindex import EXTENSIONS
from engine.errors import Problem
from engine.language.chinese import to_chinese
from engine.training.checkpoint import CheckpointInfo, find_checkpoint, read_captioner, read_info

if TYPE_CHECKING:
    from PIL.Image import Image
    from torch import Tensor

    from engine.judging.support import WordSupport
    from engine.models.beam import Found


@dataclass(frozen=True, slots=True)
class Way:
    """How a caption is looked for: by beam search, or drawn by chance where ``temperature`` is more than 0.

    Attributes:
        beam: hypotheses kept; None takes the checkpoint's own.
        groups: of the beam, which differ by ``diversity`` (see ``beam_search``); each gives a caption.
        temperature, top_p, seed: of a caption drawn by chance (see ``sampling.sample``).
        support: whether the support of each word is looked for, at one more pass of the decoder.
    """

    beam: int | None = None
    groups: int = 1
    diversity: float = 0.5
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 7
    support: bool = False


@dataclass(frozen=True, slots=True)
class Captioned:
    """One picture's caption.

    Attributes:
        source: the file's path, or how the picture came ("noise, seed 7").
        seconds: from the file to both captions.
        seen: (H, W, 3) uint8, the picture as the model sees it.
        words: the English words, each with the probability that the model gave it.
        others: English captions by the other groups of the beam, best first, each once.
        support: of each of the words, where it was asked for.
    """

    source: str
    english: str
    chinese: str
    seconds: float
    seen: np.ndarray
    words: tuple[tuple[str, float], ...] = ()
    others: tuple[str, ...] = ()
    support: "tuple[WordSupport, ...]" = ()


BEAM = Way()


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

    def caption_file(self, path: Path, way: Way = BEAM) -> Captioned:
        """Caption a picture file.

        Raises:
            Problem: ``picture-missing``, ``picture-unreadable``, ``picture-too-large``.
        """
        begun = time.perf_counter()
        return self._caption(self.framing.view(self.framing.read(Path(path))), str(path), way, begun)

    def caption_image(self, image: "Image", source: str, way: Way = BEAM) -> Captioned:
        """Caption a picture that came without a file."""
        begun = time.perf_counter()
        return self._caption(self.framing.view(self.framing.prepare(image)), source, way, begun)

    def caption_noise(self, seed: int, way: Way = BEAM) -> Captioned:
        """Caption a random tensor, the notebook's own test of a model that makes things up."""
        begun = time.perf_counter()
        return self._caption(noise(self.framing, seed), f"noise, seed {seed}", way, begun)

    def _caption(self, seen: np.ndarray, source: str, way: Way, begun: float) -> Captioned:
        with self._lock:
            codes = self._captioner.encode_seen(seen[None])
            best, *others = self._find(codes, way)
            words = self._captioner.words(best)
            support = self._support(codes, best) if way.support else ()
        english, *rest = dict.fromkeys(self._captioner.vocabulary.decode(one.words) for one in (best, *others))
        chinese = to_chinese(english)
        return Captioned(source, english, chinese, time.perf_counter() - begun, seen, words, tuple(rest), support)

    def _support(self, codes: "Tensor", found: "Found") -> "tuple[WordSupport, ...]":
        from engine.judging.support import find_support

        return find_support(self._captioner, codes, self._blank, found.words)

    @functools.cached_property
    def _blank(self) -> "Tensor":
        """The code (1, P, C) of a blank picture, the same for every caption."""
        return self._captioner.encode_seen(blank(self.framing)[None])

    def _find(self, codes: "Tensor", way: Way) -> "list[Found]":
        settings, captioner = self.info.settings, self._captioner
        if way.temperature > 0:
            return captioner.sample(
                codes,
                max_words=settings.max_words,
                seeds=(way.seed,),
                temperature=way.temperature,
                top_p=way.top_p,
            )
        return captioner.search(
            codes,
            beam_width=max(way.beam or settings.beam_width, way.groups),
            max_words=settings.max_words,
            groups=way.groups,
            diversity=way.diversity,
        )[0]


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
