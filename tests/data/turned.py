"""One picture stored in each of the eight orientations and in several formats, so that all are equal when upright."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

# What undoes each turn that EXIF names.
_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
_WAYS: dict[str, tuple[str, dict[str, object]]] = {
    "jpg": ("JPEG", {"quality": 95, "subsampling": 0}),
    "png": ("PNG", {"compress_level": 1}),
    "webp": ("WEBP", {"lossless": True, "method": 0}),
    "tiff": ("TIFF", {}),
}

every_turn = pytest.mark.parametrize("turn", _STORED, ids=lambda turn: f"orientation {turn}")
every_format = pytest.mark.parametrize("ending", _WAYS)


def blocks() -> Image.Image:
    """A picture of flat squares of 16 pixels, 640 x 960.

    A JPEG keeps each block of 8 x 8 by its mean alone, so that it is the same to the bit however it is turned, also
    where it is decoded at a half.
    """
    colours = np.random.default_rng(5).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    return Image.fromarray(colours.repeat(16, 0).repeat(16, 1))


def store_turned(folder: Path, ending: str, turn: int) -> Path:
    """The picture in a format, stored so that EXIF's orientation, or TIFF's tag, turns it upright."""
    form, options = _WAYS[ending]
    image, how = blocks(), _STORED[turn]
    exif = Image.Exif()
    exif[0x0112] = turn
    path = folder / f"turned-{turn}.{ending}"
    (image if how is None else image.transpose(how)).save(path, form, exif=exif, **options)
    return path


def store_upright(folder: Path, ending: str) -> Path:
    """The picture in a format, upright, without a word about it."""
    form, options = _WAYS[ending]
    path = folder / f"upright.{ending}"
    blocks().save(path, form, **options)
    return path
