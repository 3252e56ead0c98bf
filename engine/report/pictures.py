"""Small pictures as data URIs, so that a page needs no file beside it."""

import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image

from engine.data.picture import load
from engine.errors import Problem

HIGH = 240
"""Pixels: twice the height at which they are shown, for fine screens and print."""


def of_array(picture: np.ndarray) -> str:
    """The data URI of uint8 (H, W, 3), made small."""
    return _uri(Image.fromarray(picture))


def of_file(path: Path) -> str | None:
    """The data URI of a picture's file; None where it can no longer be read."""
    try:
        return _uri(load(path))
    except Problem:
        return None


def _uri(image: Image.Image) -> str:
    image.thumbnail((HIGH, HIGH))
    held = io.BytesIO()
    image.convert("RGB").save(held, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(held.getvalue()).decode("ascii")
