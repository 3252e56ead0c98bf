"""Small pictures as bytes: WebP of 1.5 to 3 kB, of which a history can hold a million."""

import io

import numpy as np

SIDE = 160
"""Pixels of the longer side at most."""
_QUALITY, _EFFORT = 75, 2
_FILLING = 255


def packed(pixels: np.ndarray) -> bytes:
    """A picture (H, W, 3) uint8 made small, as WebP."""
    from PIL import Image

    image = Image.fromarray(_without_margins(pixels))
    image.thumbnail((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=None)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=_QUALITY, method=_EFFORT)
    return file.getvalue()


def _without_margins(pixels: np.ndarray) -> np.ndarray:
    """A picture without the white that fills it up to the model's shape, such as of a wide one above and below."""
    if pixels[0].min() < _FILLING and pixels[:, 0].min() < _FILLING:
        # The picture stands in the middle: one that reaches the first row and column has no margins.
        return pixels
    ink = (pixels != _FILLING).any(2)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    if not len(rows):
        return pixels
    return np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def unpacked(data: bytes) -> np.ndarray | None:
    """The small picture (h, w, 3) uint8; None where there is none, or its bytes are no picture."""
    from PIL import Image

    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=["WEBP"]) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
