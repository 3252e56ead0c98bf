"""Thumbnails as data URIs, so that the report is self-contained."""

import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image

from engine.data.picture import thumbnail
from engine.errors import Problem

HIGH = 240
"""Maximum size in pixels: twice the displayed height, for high-resolution screens and print."""


def of_array(picture: np.ndarray) -> str:
    """The thumbnail of a picture, uint8 (H, W, 3), as a data URI."""
    return _uri(Image.fromarray(picture))


def of_file(path: Path) -> str | None:
    """The thumbnail of a picture's file as a data URI; None if it cannot be read."""
    try:
        return of_array(thumbnail(path, HIGH, HIGH))
    except Problem:
        return None


def _uri(image: Image.Image) -> str:
    image.thumbnail((HIGH, HIGH))
    held = io.BytesIO()
    image.convert("RGB").save(held, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(held.getvalue()).decode("ascii")
