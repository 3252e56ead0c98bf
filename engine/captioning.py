"""Captioning pictures with a checkpoint: what the captioning tab and ``python -m engine caption`` both call.

Pictures are captioned several at once, and got ready on threads while the model is busy with those before them. What
else is in a batch changes nothing of a caption but the last bits of its probabilities: a product of matrices sums in
another order when it is larger. On a processor they differ by 1e-5 at most.
"""

import contextlib
import functools
import glob
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from engine.data.picture import blank, noise
from engine.data.pictureindex import is_picture
from engine.data.walk import natural, walk
from engine.errors import Problem
from engine.fit.verdict import UNKNOWN_FIT, Fit
from engine.models.memory import MicroBatch
from engine.runs.checkpoint import CheckpointInfo, read_captioner, with_checkpoint
from engine.translation.offline import in_both

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image
    from torch import Tensor

    from engine.attention.wordmaps import WordMaps
    from engine.evaluation.support import WordSupport
    from engine.models.beam import Hypothesis

Result = TypeVar("Result")

CPU_TOGETHER = 16
"""Pictures captioned at once on a processor. On two cores the demo's model says 61 captions a second one by one, 120 by
4, 151 by 8 and 160 by 16; VGG19 with a GRU, whose encoder takes nearly all the time, 4.8 one by one and 5.6 by 16."""
PROMPT_SECONDS = 0.5
"""What a batch may take where a person waits for it, or may stop it."""
STEADY_SECONDS = 2.0
"""The same where nobody does."""
READING_THREADS = {"cpu": 1, "cuda": 8}
"""That get pictures ready: a processor is busy with the model as it is."""


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """How a caption is looked for: by beam search, or drawn by chance where ``temperature`` is more than 0.

    Attributes:
        beam: hypotheses kept; None takes the checkpoint's own.
        groups: of the beam, which differ by ``diversity`` (see ``beam_search``); each gives a caption.
        temperature, top_p, seed: of a caption drawn by chance (see ``sampling.sample``).
        support: whether the support of each word is looked for, at one more pass of the decoder.
        exact: in float32, whatever format the settings ask for on a GPU.
        allow_unknown: whether a caption may hold <unk>, for a word that is not known; None as the checkpoint's settings
            have it.
    """

    beam: int | None = None
    groups: int = 1
    diversity: float = 0.5
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 7
    support: bool = False
    exact: bool = False
    allow_unknown: bool | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that is ready to be captioned.

    Attributes:
        source: the file's path, or how the picture came ("noise, seed 7").
        pixels: (H, W, 3) uint8, as the model sees it.
        seconds: that it took to get it ready.
    """

    source: str
    pixels: np.ndarray
    seconds: float


See = Callable[[], Seen]
"""Gets a picture ready; raises Problem ``picture-missing``, ``picture-unreadable``, ``picture-too-large``."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """One picture's caption.

    Attributes:
        source: the file's path, or how the picture came ("noise, seed 7").
        seconds: from the file to caption and translation; of what was done for several pictures at once its share.
        seen: (H, W, 3) uint8, the picture as the model sees it.
        language: that the model writes, as a BCP 47 key.
        english, chinese: the caption in these languages: itself, or its offline translation; empty where there is none.
        words: the caption's words, each with the probability that the model gave it.
        others: captions by the other groups of the beam, best first, each once.
        support: of each of the words, where it was asked for.
        fit: how well the picture fits what the model was trained on.
        model: name of the checkpoint that captioned it.
    """

    source: str
    caption: str
    language: str
    english: str
    chinese: str
    seconds: float
    seen: np.ndarray
    words: tuple[tuple[str, float], ...] = ()
    others: tuple[str, ...] = ()
    support: "tuple[WordSupport, ...]" = ()
    fit: Fit = UNKNOWN_FIT
    model: str = ""


BEAM = GenerationConfig()


class AnyCaptioner(Protocol):
    """What captions pictures: one checkpoint, or several of which each picture takes one."""

    @property
    def device(self) -> "torch.device":
        """What it computes on."""

    @property
    def most(self) -> int:
        """Pictures that are captioned at once at most."""

    def see_file(self, path: Path) -> Seen:
        """Get a picture file ready."""

    def see_noise(self, seed: int) -> Seen:
        """A noise picture."""

    def caption_alone(self, picture: Seen, generation: GenerationConfig) -> Captioned:
        """Caption one picture."""

    def caption_seen(self, pictures: Sequence[Seen], generation: GenerationConfig) -> list[Captioned]:
        """Caption pictures at once."""


class PictureCaptioner:
    """A loaded checkpoint that captions pictures; it may be called from any one thread, ``see_...`` from many.

    Attributes:
        domain: the kind of its captions.
        language: that they are in.
        most: pictures that are captioned at once at most; it falls where the memory does not suffice.
    """

    def __init__(self, info: CheckpointInfo, device: str) -> None:
        from engine.models.devices import captioning_batch, choose_device

        self.info = info
        self.name = info.name
        self.framing = info.framing
        self.domain = info.captions
        self.language = info.language
        self.device = choose_device(device)
        self._captioner = read_captioner(info.folder).to(self.device)
        self._lock = threading.Lock()
        self._blanks: dict[bool, Tensor] = {}
        self._encoded: dict[int, tuple[np.ndarray, Tensor]] = {}
        self.most = CPU_TOGETHER if self.device.type == "cpu" else captioning_batch(self._captioner, self.device)

    def by(self, model: str) -> "PictureCaptioner":
        """What made a caption, by ``Captioned.model``: this one. ``AutomaticCaptioner`` has several."""
        return self

    def see_file(self, path: Path) -> Seen:
        """Get a picture file ready.

        Raises:
            Problem: ``picture-missing``, ``picture-unreadable``, ``picture-too-large``.
        """
        begun = time.perf_counter()
        return self._seen(self.framing.read(Path(path)), str(path), begun)

    def see_image(self, image: "Image", source: str) -> Seen:
        """Get a picture ready that came without a file."""
        begun = time.perf_counter()
        return self._seen(self.framing.prepare(image), source, begun)

    def see_noise(self, seed: int) -> Seen:
        """A noise picture, the published notebook's own test of a model that makes things up."""
        begun = time.perf_counter()
        return Seen(f"noise, seed {seed}", noise(self.framing, seed), time.perf_counter() - begun)

    def caption_file(self, path: Path, generation: GenerationConfig = BEAM) -> Captioned:
        """Caption a picture file alone; raises as ``see_file``."""
        return self.caption_alone(self.see_file(path), generation)

    def caption_alone(self, picture: Seen, generation: GenerationConfig = BEAM) -> Captioned:
        """Caption one picture; raises as ``caption_seen``."""
        [captioned] = self.caption_seen([picture], generation)
        return captioned

    def caption_seen(self, pictures: Sequence[Seen], generation: GenerationConfig = BEAM) -> list[Captioned]:
        """Caption pictures at once.

        Raises:
            Problem: ``memory-short`` where one at a time is still too much.
        """
        return self._over(pictures, lambda part: self._caption(part, generation))

    def fits(self, pictures: Sequence[Seen]) -> list[Fit]:
        """How well pictures fit what the model was trained on, without captioning them; raises as ``caption_seen``.

        Those that are captioned next are not encoded again.
        """
        self._encoded = {}

        def find(part: Sequence[Seen]) -> list[Fit]:
            with self._captioner.in_format():
                features = self._features(part, exact=False)
            rows = zip(part, features.split(1), strict=True)
            # The pixels are kept too, so that no others come to lie under their id.
            self._encoded.update((id(picture.pixels), (picture.pixels, row)) for picture, row in rows)
            return self._fits_of(features)

        return self._over(pictures, find)

    def _over(self, pictures: Sequence[Seen], work: Callable[[Sequence[Seen]], Sequence[Result]]) -> list[Result]:
        """The results of ``work`` on pictures, all at once or, where the memory does not suffice, by parts."""
        micro_batch = MicroBatch(len(pictures))
        with self._lock:
            found = [result for results in micro_batch.run_over(pictures, work) for result in results]
        if micro_batch.size < len(pictures):
            self.most = micro_batch.size
        return found

    def look(self, picture: Seen, words: Sequence[str]) -> "WordMaps":
        """Where in a picture each word of its caption comes from; see ``engine.attention``.

        Args:
            words: of a caption by this checkpoint, as ``Captioned.words`` has them.

        Raises:
            KeyError: for a word that this checkpoint does not know.
            Problem: ``memory-short``.
        """
        from engine.attention.finding import find_maps

        ids = self._captioner.vocabulary.ids(words)
        with self._lock:
            return MicroBatch(1).run(lambda _: find_maps(self._captioner, picture.pixels, ids))

    def _seen(self, prepared: np.ndarray, source: str, begun: float) -> Seen:
        pixels = self.framing.view(prepared)
        return Seen(source, pixels, time.perf_counter() - begun)

    def _caption(self, pictures: Sequence[Seen], generation: GenerationConfig) -> list[Captioned]:
        begun = time.perf_counter()
        with contextlib.nullcontext() if generation.exact else self._captioner.in_format():
            features = self._features(pictures, generation.exact)
            found = self._find(features, generation)
            blank_features = self._blank(generation.exact) if generation.support else None
        fits = self._fits_of(features)
        supports: Sequence[tuple[WordSupport, ...]] = [()] * len(pictures)
        if blank_features is not None:
            from engine.evaluation.support import find_supports

            captions = [best.words for best, *_ in found]
            trusted = [not fit.unlike for fit in fits]
            supports = find_supports(self._captioner, features, blank_features, captions, trusted)
        worded = [self._worded(hypotheses) for hypotheses in found]
        share = (time.perf_counter() - begun) / len(pictures)
        return [
            Captioned(
                picture.source,
                caption,
                self.language,
                *in_both(caption, self.language, self.domain),
                picture.seconds + share,
                picture.pixels,
                words,
                others,
                support,
                fit,
                self.name,
            )
            for picture, (caption, words, others), support, fit in zip(pictures, worded, supports, fits, strict=True)
        ]

    def _features(self, pictures: Sequence[Seen], exact: bool) -> "Tensor":
        """The features (B, P, C) of pictures, those that ``fits`` has encoded or new ones."""
        import torch

        known = [self._encoded.get(id(picture.pixels)) for picture in pictures]
        rows = [found[1] for found in known if found is not None]
        if exact or len(rows) < len(pictures):
            return self._captioner.encode_seen(np.stack([picture.pixels for picture in pictures]))
        return torch.cat(rows)

    def _fits_of(self, features: "Tensor") -> list[Fit]:
        """The fit of pictures, of their features (B, P, C)."""
        return [UNKNOWN_FIT] * len(features)

    def _worded(self, hypotheses: "Sequence[Hypothesis]") -> tuple[str, tuple[tuple[str, float], ...], tuple[str, ...]]:
        """The caption, its words and the other captions of what was found of one picture."""
        caption, *others = dict.fromkeys(
            self._captioner.vocabulary.decode(hypothesis.words) for hypothesis in hypotheses
        )
        return caption, self._captioner.words(hypotheses[0]), tuple(others)

    def _blank(self, exact: bool) -> "Tensor":
        """The features (1, P, C) of a blank picture, the same for every caption of a number format."""
        if exact not in self._blanks:
            self._blanks[exact] = self._captioner.encode_seen(blank(self.framing)[None])
        return self._blanks[exact]

    def _find(self, features: "Tensor", generation: GenerationConfig) -> "list[list[Hypothesis]]":
        settings, captioner = self.info.settings, self._captioner
        if generation.temperature > 0:
            drawn = captioner.sample(
                features,
                max_words=settings.max_words,
                seeds=(generation.seed,) * len(features),
                temperature=generation.temperature,
                top_p=generation.top_p,
                allow_unknown=generation.allow_unknown,
            )
            return [[hypothesis] for hypothesis in drawn]
        return captioner.search(
            features,
            beam_width=max(generation.beam or settings.beam_width, generation.groups),
            max_words=settings.max_words,
            groups=generation.groups,
            diversity=generation.diversity,
            allow_unknown=generation.allow_unknown,
        )


class BatchPacer:
    """How many pictures are captioned at once: one at first, so that it comes at once, then twice as many each time.

    Attributes:
        size: pictures of the next batch.

    Args:
        seconds: that a batch may take.
    """

    def __init__(self, seconds: float) -> None:
        self.size = 1
        self._seconds = seconds

    def took(self, count: int, seconds: float, most: int) -> None:
        """A batch of so many pictures took so long; ``most`` may be captioned at once."""
        if seconds > 2 * self._seconds:
            self.size = max(1, min(self.size, count // 2))
        elif count == self.size and 2 * seconds <= self._seconds:
            self.size *= 2
        self.size = min(self.size, most)


class Ahead:
    """Gets pictures ready on threads of its own before their turn comes; each has a key, by which it is known."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, "pictures")
        self._begun: dict[Hashable, Future[Seen]] = {}

    def expect(self, pictures: Mapping[Hashable, See]) -> None:
        """These come next, the first one first; what was expected before and is not among them is let go."""
        for key in self._begun.keys() - pictures.keys():
            self._begun.pop(key).cancel()
        for key, see in pictures.items():
            if key not in self._begun:
                self._begun[key] = self._pool.submit(see)

    def get(self, key: Hashable, see: See) -> Seen:
        """A picture, expected or not; raises what ``see`` raises."""
        return (self._begun.pop(key, None) or self._pool.submit(see)).result()

    def close(self) -> None:
        """End the threads; what they have in hand they finish."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _attempt(work: Callable[[], Result]) -> Result | Exception:
    """What ``work`` returns, or what it raises."""
    try:
        return work()
    except Exception as error:
        return error


def caption_together(
    captioner: AnyCaptioner, pictures: Sequence[See], generation: GenerationConfig
) -> list[Captioned | Exception]:
    """Caption pictures at once; where one cannot be, its exception stands in its place, and the others come all the
    same.
    """
    seen = [_attempt(see) for see in pictures]
    good = [picture for picture in seen if isinstance(picture, Seen)]
    together = _attempt(lambda: captioner.caption_seen(good, generation)) if good else []
    if isinstance(together, Exception):
        # One at a time, it is told which of them the model cannot take.
        outcomes = iter([_attempt(functools.partial(captioner.caption_alone, picture, generation)) for picture in good])
    else:
        outcomes = iter(together)
    return [next(outcomes) if isinstance(picture, Seen) else picture for picture in seen]


def caption_in_turn(
    captioner: AnyCaptioner,
    pictures: Iterable[tuple[str, See]],
    generation: GenerationConfig = BEAM,
    *,
    seconds: float = STEADY_SECONDS,
) -> Iterator[tuple[str, Captioned | Problem]]:
    """Caption named pictures in their order, as many at once as fit and as take no longer than ``seconds``.

    What is wrong with a picture comes in its place. Of ``pictures`` no more are taken than will soon be captioned.
    """
    rest = enumerate(pictures)
    waiting: deque[tuple[int, tuple[str, See]]] = deque()
    pacer = BatchPacer(seconds)
    with contextlib.closing(Ahead(READING_THREADS[captioner.device.type])) as ahead:
        while True:
            # This batch, and the next, which may be twice as large.
            while len(waiting) < 3 * pacer.size and (picture := next(rest, None)):
                waiting.append(picture)
            if not waiting:
                return
            ahead.expect({number: see for number, (_, see) in waiting})
            batch = [waiting.popleft() for _ in range(min(pacer.size, len(waiting)))]
            begun = time.perf_counter()
            outcomes = caption_together(
                captioner, [functools.partial(ahead.get, number, see) for number, (_, see) in batch], generation
            )
            pacer.took(len(batch), time.perf_counter() - begun, captioner.most)
            for (_, (name, _)), outcome in zip(batch, outcomes, strict=True):
                if isinstance(outcome, Exception) and not isinstance(outcome, Problem):
                    raise outcome
                yield name, outcome


def load_captioner(path: Path, device: str = "auto") -> PictureCaptioner:
    """The captioner of a run (its best checkpoint) or of one checkpoint. Imports torch: call it in a worker.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``, ``checkpoint-version``, ``device-missing``.
    """
    return with_checkpoint(Path(path), lambda info: PictureCaptioner(info, device))


def picture_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The pictures that paths name: files as they are, folders by the pictures that ``walk`` finds below.

    Raises:
        Problem: ``picture-missing`` for a path that does not exist; ``data-unreadable`` for a folder that cannot be
            listed.
    """
    for path in paths:
        if path.is_dir():
            for visited in walk(path):
                yield from (path / visited.place / name for name in visited.files if is_picture(name))
        elif path.exists():
            yield path
        elif found := sorted(glob.glob(str(path)), key=natural):
            # A pattern such as *.jpg, which the shells of Windows hand on as it is.
            yield from picture_files(map(Path, found))
        else:
            raise Problem("picture-missing", path=path)
