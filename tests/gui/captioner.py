"""A captioner that needs no model: it says what it was given, and can be held up by a test."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engine.attention.wordmaps import WordMaps
from engine.captioning import Alternative, Captioned, GenerationConfig, Seen
from engine.clothes.domain import CLOTHES
from engine.data.picture import Framing, noise
from engine.data.strange import StrangePicture
from engine.errors import Problem
from engine.evaluation.support import WordSupport
from engine.events import Emit, Progress, Task
from engine.fit.verdict import UNKNOWN_FIT, Fit, judge
from engine.translation.offline import in_both
from gui.caption.choices import Choice
from tests.limits import SECONDS

FRAMING = Framing("fit", 336, 224)


class FakeCaptioner:
    """Stands in for ``engine.captioning.PictureCaptioner``."""

    framing = FRAMING
    domain = CLOTHES

    def __init__(self, path: Path, device: str, fakes: "Fakes") -> None:
        self.name, self.device, self._fakes = path.name, device, fakes

    most = 16

    def by(self, model: str) -> "FakeCaptioner":
        return self

    @property
    def fit_problem(self) -> Problem | None:
        return self._fakes.fit_problem

    def learn_fit(self, emit: Emit, stopped: Callable[[], bool]) -> None:
        self._fakes.learnt += 1
        emit(Progress(Task.ENCODING, 1, 4))
        while not self._fakes.learning.wait(0.01):
            if stopped():
                raise Problem("stopped")
        if self._fakes.learn_problem:
            raise self._fakes.learn_problem
        self._fakes.fit_problem = None
        self._fakes.fit = judge(0.5, 0.8)

    def see_file(self, path: Path) -> Seen:
        return Seen(path.stem, self.framing.view(self.framing.read(path)), 0.0)

    def see_noise(self, seed: int) -> Seen:
        return Seen(f"noise {seed}", noise(self.framing, seed), 0.0)

    def see_strange(self, strange: StrangePicture, pictures: Sequence[Any], source: str) -> Seen:
        real = [self.framing.read(one) if isinstance(one, Path) else self.framing.prepare(one) for one in pictures]
        self._fakes.strange.append((strange, [getattr(one, "name", "pasted") for one in pictures]))
        return Seen(strange.kind, strange.make(self.framing, *real), 0.0)

    def see_image(self, image: Image.Image, source: str) -> Seen:
        return Seen(f"pasted {image.size} {image.getpixel((0, 0))}", self.framing.prepare(image), 0.0)

    def caption_seen(self, pictures: Sequence[Seen], generation: GenerationConfig) -> list[Captioned]:
        self._fakes.batches.append([picture.source for picture in pictures])
        self._fakes.ways.append(generation.support)
        assert self._fakes.gate.wait(SECONDS)
        if self._fakes.refused in [picture.source for picture in pictures]:
            raise RuntimeError("not this one")
        return [self._told(picture) for picture in pictures]

    def look(self, picture: Seen, words: Sequence[str]) -> WordMaps:
        self._fakes.looks.append((picture.source, tuple(words)))
        if self._fakes.look_problem:
            raise self._fakes.look_problem
        maps = np.zeros((len(words), 14, 10), np.float32)
        for number, grid in enumerate(maps):
            grid[number, number % 10] = 1
        return WordMaps("attention", tuple(words), maps, self.framing)

    def alternatives(self, picture: Seen, generation: GenerationConfig, count: int) -> list[Alternative]:
        self._fakes.wishes.append((picture.source, generation))
        if self._fakes.look_problem:
            raise self._fakes.look_problem
        name = f"drawn {generation.seed}" if generation.temperature else "beam"
        return [Alternative(f"{name} caption {number}.", -1.5 * number - 1, 0.5**number) for number in range(count)]

    def caption_alone(self, picture: Seen, generation: GenerationConfig) -> Captioned:
        return self.caption_seen([picture], generation)[0]

    def _told(self, picture: Seen) -> Captioned:
        language, caption = self._fakes.language, self._fakes.caption
        if caption:
            both = in_both(caption, language, CLOTHES)
        else:
            caption = f"{picture.source} by {self.name}."
            both = caption, f"{picture.source}。"
        name = self._fakes.models.get(picture.source, self.name)
        fit = self._fakes.fits.get(picture.source, self._fakes.fit)
        return Captioned(
            picture.source,
            caption,
            language,
            *both,
            0.01,
            picture.pixels,
            support=self._fakes.support,
            fit=fit,
            model=name,
        )


class Fakes:
    """Loads fake captioners and offers two checkpoints; ``gate`` holds every caption up while it is closed.

    ``support`` is told of the words of every caption; ``ways`` are whether it was asked for, batch by batch, and
    ``batches`` what was in them. A batch with ``refused`` in it fails. A ``caption`` is said of every picture, in its
    ``language``. ``fits`` and ``models`` say by a picture's source how well it fits, and which model captions it.
    Where there is a ``fit_problem``, the fit is learnt once ``learning`` is set, so that ``fit`` is another from then
    on, or not for a ``learn_problem``; ``learnt`` counts how often it was begun.
    ``looks`` are the pictures whose words' maps were asked for, with the words; word n looks at row n, column n of its
    grid. They fail with ``look_problem``, as do the other captions of a picture, whose ``wishes`` are told with how
    they were looked for. ``strange`` are the pictures that show nothing, with the names of those that
    they are made of.
    """

    def __init__(self, folder: Path) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.loaded: list[tuple[str, str]] = []
        self.demo, self.other = (self._checkpoint(folder / name) for name in ("demo", "other"))
        self.problem: Exception | None = None
        self.ways: list[bool] = []
        self.batches: list[list[str]] = []
        self.refused = ""
        self.support: tuple[WordSupport, ...] = ()
        self.language, self.caption = "en", ""
        self.fits: dict[str, Fit] = {}
        self.models: dict[str, str] = {}
        self.fit = UNKNOWN_FIT
        self.fit_problem: Problem | None = None
        self.learning = threading.Event()
        self.learn_problem: Problem | None = None
        self.learnt = 0
        self.looks: list[tuple[str, tuple[str, ...]]] = []
        self.look_problem: Exception | None = None
        self.wishes: list[tuple[str, GenerationConfig]] = []
        self.strange: list[tuple[StrangePicture, list[str]]] = []

    def load(self, paths: Sequence[Path], device: str) -> Any:
        if self.problem:
            raise self.problem
        self.loaded.append((paths[0].name, device))
        return FakeCaptioner(paths[0], device, self)

    def find(self, further: Any) -> list[Choice]:
        return [
            Choice("demo", self.demo, 10, "bleu4", 0.5, "clothes"),
            Choice("folder", self.other, 20, domain="clothes"),
        ]

    @staticmethod
    def _checkpoint(folder: Path) -> Path:
        folder.mkdir()
        (folder / "checkpoint.json").write_text("{}", encoding="utf-8")
        return folder


def picture(path: Path, colour: tuple[int, int, int] = (200, 30, 60)) -> Path:
    """Write a small picture."""
    Image.new("RGB", (75, 110), colour).save(path)
    return path
