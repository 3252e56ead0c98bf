"""Pictures in their turn: several are captioned at once, and got ready on threads while the model is busy with those
before them.
"""

import contextlib
import functools
import glob
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.captioning.captioned import BEAM, Captioned, GenerationConfig, See, Seen
from engine.data.natural import natural_key
from engine.data.pictureindex import is_picture
from engine.data.walk import walk
from engine.errors import Problem

if TYPE_CHECKING:
    import torch

Result = TypeVar("Result")

PROMPT_SECONDS = 0.5
"""What a batch may take where a person waits for it, or may stop it."""
STEADY_SECONDS = 2.0
"""The same where nobody does."""
READING_THREADS = {"cpu": 1, "cuda": 8}
"""That get pictures ready: a processor is busy with the model as it is."""


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


def picture_files(paths: Iterable[Path], *, recursive: bool = True) -> Iterator[Path]:
    """The pictures that paths name: files as they are, folders by the pictures that ``walk`` finds below, or without
    ``recursive`` in the folder itself.

    Raises:
        Problem: ``picture-missing`` for a path that does not exist; ``data-unreadable`` for a folder that cannot be
            listed.
    """
    for path in paths:
        if path.is_dir():
            for visited in walk(path):
                yield from (path / visited.place / name for name in visited.files if is_picture(name))
                if not recursive:
                    break
        elif path.exists():
            yield path
        elif found := sorted(glob.glob(str(path)), key=natural_key):
            # A pattern such as *.jpg, which the shells of Windows hand on as it is.
            yield from picture_files(map(Path, found), recursive=recursive)
        else:
            raise Problem("picture-missing", path=path)
