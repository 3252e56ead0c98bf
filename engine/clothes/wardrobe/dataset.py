"""The demo wardrobe on disk: pictures and captions in the layout that real data has."""

import io
import json
import multiprocessing
import os
import random
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from engine.captions.domain import Language
from engine.clothes.attributes import Attributes
from engine.clothes.chinese import writer as chinese
from engine.clothes.wardrobe import chances
from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.plan import FEWEST, Picture, planned, style_pictures
from engine.clothes.writer import write
from engine.errors import Problem
from engine.files import require_space, write_json_atomically, writing_problem

FORMAT = 1
QUALITY = 90
MARK = "wardrobe.json"
IMAGES = "images"
TRAIN, TEST = "train_captions.json", "test_captions.json"
_STYLES_A_CHUNK = 1
_FEW = 32
# Windows cannot wait for more processes than this at once.
_MOST_WORKERS = 61
_BYTES_A_PICTURE = 90_000
TEST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: pictures in all, in the train split and in the test split, and their folder."""

    folder: Path
    images: int
    train: int
    test: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some styles to draw: each style's number and how many of its pictures are wanted."""

    folder: Path
    seed: int
    balanced: bool
    a_style: int | None
    styles: tuple[tuple[int, int], ...]

    @property
    def pictures(self) -> int:
        return sum(count for _, count in self.styles)


def draw_wardrobe(
    folder: Path,
    images: int,
    seed: int,
    *,
    balanced: bool = False,
    a_style: int | None = None,
    language: Language = "en",
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    workers: int | None = None,
) -> Drawn:
    """Draw dressed people with their captions into a folder.

    The same number and seed give the same bytes, whatever the number of workers. The captions are written last, so
    that they never name a picture that is not there.

    Args:
        folder: made if it is missing; it may hold a wardrobe of the same number and seed, which is drawn anew.
        images: how many pictures; ``FEWEST`` or more.
        seed: of all randomness.
        balanced: values equally likely instead of in the data's proportions.
        a_style: pictures of each style at most; None draws all of them, about five.
        language: of the captions, which tell the same in either.
        progress: told (pictures drawn, pictures in all), from the calling thread.
        stopped: asked between pictures; once it is true, what this call has drawn is removed.
        workers: processes; the number of processors by default, and none for a few pictures.

    Raises:
        Problem: ``wardrobe-few``, ``folder-not-empty``, ``folder-unwritable``, ``disk-full``, or ``stopped``.
    """
    if images < FEWEST:
        raise Problem("wardrobe-few", images=images, fewest=FEWEST)
    mark: dict[str, int | str] = {"format": FORMAT, "images": images, "seed": seed, "balanced": balanced}
    if a_style is not None:
        mark["a_style"] = a_style
    if language != "en":
        mark["language"] = language
    _claim(folder, mark)
    try:
        # Before anything is planned: the plan of what no disk can hold would fill the memory.
        require_space(folder, images * _BYTES_A_PICTURE)
    except Problem:
        _remove(folder, [])
        raise
    plan = list(planned(images, seed, balanced, a_style))
    names = [picture.name for _, pictures in plan for picture in pictures]
    chunks = [
        _Chunk(
            folder,
            seed,
            balanced,
            a_style,
            tuple((style, len(pictures)) for style, pictures in plan[i : i + _STYLES_A_CHUNK]),
        )
        for i in range(0, len(plan), _STYLES_A_CHUNK)
    ]
    count = workers if workers is not None else os.cpu_count() or 1
    try:
        done = 0
        for drawn in _drawn(chunks, 0 if images < _FEW else count, stopped or _never):
            done += drawn
            if progress:
                progress(done, images)
        train, test = _captions(plan, seed, language)
        write_json_atomically(folder / TRAIN, train)
        write_json_atomically(folder / TEST, test)
    except BaseException as error:
        _remove(folder, names)
        if isinstance(error, OSError):
            raise writing_problem(error, folder, _BYTES_A_PICTURE) from error
        raise
    return Drawn(folder, images, len(train), len(test))


def _never() -> bool:
    return False


def _claim(folder: Path, mark: dict[str, int | str]) -> None:
    """Make the folder this wardrobe's, or refuse one that holds anything else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            try:
                found = json.loads((folder / MARK).read_text("utf-8"))
            except (OSError, ValueError):
                found = None
            if found != mark:
                raise Problem("folder-not-empty", path=folder)
            for name in (TRAIN, TEST):
                (folder / name).unlink(missing_ok=True)
        # First, since a folder that holds anything without it is refused.
        write_json_atomically(folder / MARK, mark)
        (folder / IMAGES).mkdir(exist_ok=True)
    except OSError as error:
        raise writing_problem(error, folder, 0) from error


def _drawn(chunks: list[_Chunk], workers: int, stopped: Callable[[], bool]) -> Iterable[int]:
    """Draw all chunks and yield the number of pictures of each finished piece."""
    if workers < 2:
        for chunk in chunks:
            for picture in _pictures(chunk):
                if stopped():
                    raise Problem("stopped")
                _draw_picture(chunk.folder, picture)
                yield 1
        return
    # Spawned, since a fork of a program with threads and a GPU can hang.
    pool = ProcessPoolExecutor(
        min(workers, len(chunks), _MOST_WORKERS), mp_context=multiprocessing.get_context("spawn")
    )
    try:
        waiting: set[Future[int]] = {pool.submit(_draw_chunk, chunk) for chunk in chunks}
        while waiting:
            finished, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            if stopped():
                raise Problem("stopped")
            for future in finished:
                yield future.result()
    except BrokenProcessPool as error:
        raise Problem("wardrobe-worker-lost") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _draw_chunk(chunk: _Chunk) -> int:
    for picture in _pictures(chunk):
        _draw_picture(chunk.folder, picture)
    return chunk.pictures


def _pictures(chunk: _Chunk) -> Iterable[Picture]:
    for style, count in chunk.styles:
        yield from style_pictures(chunk.seed, style, chunk.balanced, chunk.a_style)[:count]


def _draw_picture(folder: Path, picture: Picture) -> None:
    buffer = io.BytesIO()
    draw(picture.outfit).save(buffer, "JPEG", quality=QUALITY)
    (folder / IMAGES / picture.name).write_bytes(buffer.getvalue())


def _captions(
    plan: list[tuple[int, list[Picture]]], seed: int, language: Language
) -> tuple[dict[str, str], dict[str, str]]:
    """Captions of the train and the test split, which share no product."""
    captions = {
        picture.name: _caption(picture.outfit.seen, random.Random(f"{seed} caption {picture.name}"), language)
        for _, pictures in plan
        for picture in pictures
    }
    products: dict[str, int] = {}
    for name in captions:
        products[_product(name)] = products.get(_product(name), 0) + 1
    order = list(products)
    random.Random(f"{seed} split").shuffle(order)
    held: set[str] = set()
    pictures_held = 0
    for product in order[:-1]:
        if pictures_held >= TEST_SHARE * len(captions):
            break
        held.add(product)
        pictures_held += products[product]
    test = {name: caption for name, caption in captions.items() if _product(name) in held}
    return {name: caption for name, caption in captions.items() if name not in test}, test


def _caption(seen: Attributes, rng: random.Random, language: Language) -> str:
    """A caption of what a picture shows; some speak of "the upper clothing" and "the lower clothing" without a name."""
    if rng.random() < chances.UNNAMED:
        seen = replace(seen, upper=None, lower=None)
    return chinese.write(seen, rng) if language == "zh" else write(seen, rng, telling=True)


def _product(name: str) -> str:
    return name.rsplit("_", 2)[0]


def _remove(folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / IMAGES / name).unlink(missing_ok=True)
    for name in (TRAIN, TEST, MARK):
        (folder / name).unlink(missing_ok=True)
    for place in (folder / IMAGES, folder):
        try:
            place.rmdir()
        except OSError:
            # Not ours alone, or gone already.
            continue
