"""What pictures look like, in a few numbers each: size, a perceptual hash, coarse colours; kept until a file changes.

The hash is imagehash's ``phash``: the signs of the lowest 16 x 16 frequencies of a small grey picture, against their
median. Scaling, other compression and a little brightness change few of its 256 bits; of other pictures half differ.
Measured on 600 photos each of shops, streets and people on white: copies at two thirds of the size, or at JPEG quality
40, differ in up to 8 bits; other street photos in 42 and more, shirts of one cut on one person in 18 and more.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import NamedTuple

import numpy as np
from PIL import Image

from engine.data.known import Fingerprint, KnownLook, KnownLooks, fingerprint
from engine.data.making import processors
from engine.data.picture import TOO_LARGE, glance
from engine.errors import Problem

BITS = 256
COLOURS = (4, 4)
"""Fields, across and down, whose mean colour is kept."""
# imagehash makes it of a square of four times the frequencies' number.
_SIDE = 64
_TOGETHER = 256
"""Pictures between two writes of the cache, and two looks at whether to stop."""


class Looks(NamedTuple):
    """Of N pictures; a row without a picture, or with one that cannot be decoded, is all zeros.

    Attributes:
        widths, heights: (N,) int32, in pixels, upright.
        hashes: (N, 4) uint64, the bits of the hash.
        colours: (N, 48) uint8, red, green and blue of 4 x 4 fields.
        seen: (N,) bool, whether the picture could be decoded.
        reasons: why not, by row, as ``Problem`` words it.
    """

    widths: np.ndarray
    heights: np.ndarray
    hashes: np.ndarray
    colours: np.ndarray
    seen: np.ndarray
    reasons: dict[int, str]


def look_at(
    files: Sequence[str | os.PathLike[str] | None],
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
    known: KnownLooks | None = None,
) -> Looks:
    """KnownLook at some pictures, each of which is decoded once as long as its file stays the same.

    Args:
        files: None where there is no picture.
        progress: told (done, total) of the files.
        stopped: asked between some hundred pictures; what is done by then is kept.
        known: what is kept of earlier looks; None for that in the cache folder.

    Raises:
        Problem: ``stopped``.
    """
    count = len(files)
    looks = Looks(
        np.zeros(count, dtype=np.int32),
        np.zeros(count, dtype=np.int32),
        np.zeros((count, BITS // 64), dtype=np.uint64),
        np.zeros((count, 3 * COLOURS[0] * COLOURS[1]), dtype=np.uint8),
        np.zeros(count, dtype=bool),
        {},
    )
    with closing(known or KnownLooks.in_cache()) as kept, ThreadPoolExecutor(processors(), "looks") as pool:
        for begin in range(0, count, _TOGETHER):
            if stopped():
                raise Problem("stopped")
            some = enumerate(files[begin : begin + _TOGETHER], start=begin)
            marks = {row: fingerprint(os.fspath(file)) for row, file in some if file is not None}
            for row, look in _looks(marks, kept, pool):
                _put(looks, row, look)
            progress(min(begin + _TOGETHER, count), count)
    return looks


def _looks(
    marks: dict[int, Fingerprint], kept: KnownLooks, pool: ThreadPoolExecutor
) -> Iterator[tuple[int, KnownLook | str]]:
    """The look of each file, kept or new; what is new is kept."""
    found = kept.find(marks.values())
    waiting: deque[tuple[int, Future[KnownLook | str]]] = deque()
    for row, mark in marks.items():
        if mark in found:
            yield row, found[mark]
        else:
            waiting.append((row, pool.submit(_look, mark.path)))
    new: dict[Fingerprint, KnownLook] = {}
    for row, future in waiting:
        look = future.result()
        if isinstance(look, KnownLook):
            new[marks[row]] = look
        yield row, look
    kept.keep(new)


def _look(path: str) -> KnownLook | str:
    # Here, since scipy comes with it, which takes a while to load.
    from imagehash import phash

    try:
        image, (width, height) = glance(path, _SIDE)
    except Problem as problem:
        return str(problem.values.get("reason", "missing" if problem.code == "picture-missing" else TOO_LARGE))
    # Flattened, its rows of frequencies stand one after another.
    bits = np.packbits(phash(image, hash_size=16).hash)
    colours = np.asarray(image.resize(COLOURS, Image.Resampling.BOX))
    return KnownLook(width, height, bits.tobytes(), colours.tobytes())


def _put(looks: Looks, row: int, look: KnownLook | str) -> None:
    if isinstance(look, str):
        looks.reasons[row] = look
        return
    looks.widths[row], looks.heights[row], looks.seen[row] = look.width, look.height, True
    looks.hashes[row] = np.frombuffer(look.hash, dtype=np.uint64)
    looks.colours[row] = np.frombuffer(look.colours, dtype=np.uint8)
