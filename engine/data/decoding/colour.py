"""The colours of a decoded picture as sRGB: profiles applied, deep values scaled to 8 bits, transparency on white.

What a picture says of its colours by other means than a profile (PNG's gAMA and cHRM, EXIF's colour space) is passed
over, as image viewers do: programs write wrong values there, which nobody notices.
"""

import functools
import io
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsTransform

PROFILE_LIMIT = 4 * 2**20
"""Bytes of a profile; the largest of printing presses have 3 MB."""
_SPACES = {"RGB": "RGB ", "RGBA": "RGB ", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab "}
# A profile that moves no colour by more than this, of 255, is sRGB under another name.
_SAME = 2
_WHITE = (255, 255, 255)
# The ranges that values of unknown meaning may have; the smallest that holds them all is taken.
_INTEGERS, _FLOATS = (255, 1023, 4095, 65_535), (1, 255, 65_535)


def to_srgb(image: Image.Image) -> Image.Image:
    """Any loaded picture as RGB in sRGB, transparency laid on white; the very same where there is nothing to do."""
    profile = image.info.get("icc_profile")
    if image.mode == "RGB" and not profile and "transparency" not in image.info:
        return image
    image, alpha = _split(image)
    shown = _converted(image, profile)
    if alpha is None:
        return shown
    white = Image.new("RGB", shown.size, _WHITE)
    white.paste(shown, mask=alpha)
    return white


def _split(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """A picture of 8 bits a channel without transparency (RGB, L, CMYK, LAB), and its alpha (L), if it has any."""
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    if image.mode in ("LA", "La"):
        image = image.convert("LA")
        return image.getchannel("L"), image.getchannel("A")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        return layered.convert("RGB"), layered.getchannel("A")
    if image.mode in ("RGB", "L", "CMYK", "LAB"):
        return image, None
    return image.convert("L" if image.mode == "1" else "RGB"), None


def _eight_bits(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """A grey picture (L) of 16 or 32 bits or of floats, and its alpha where one value stands for transparent.

    Nothing in such a file says which value is white: cameras of 12 bits write 4095 for it into 16 bits. So white is
    the largest value of the smallest usual range that holds all of them, and beyond all ranges the largest value.
    """
    values = np.array(image, dtype=np.float32)
    # In place, since such a picture may have a hundred million values.
    np.nan_to_num(values, copy=False, posinf=0, neginf=0)
    clear = image.info.get("transparency")
    alpha = Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)) if isinstance(clear, int) else None
    np.maximum(values, 0, out=values)
    largest = float(values.max(initial=0))
    full = next((top for top in (_FLOATS if image.mode == "F" else _INTEGERS) if top >= largest), largest)
    values *= 255 / full
    return Image.fromarray(values.round(out=values).astype(np.uint8)), alpha


def _converted(image: Image.Image, profile: Any) -> Image.Image:
    transform = transform_for(profile, image.mode)
    if transform is not None:
        return transform.apply(image)
    return image if image.mode == "RGB" else image.convert("RGB")


def transform_for(profile: Any, mode: str) -> "ImageCmsTransform | None":
    """What makes sRGB of a picture with a profile.

    Returns:
        None where the profile changes nothing, is no profile, is too large, or belongs to colours of another kind.
    """
    if not isinstance(profile, bytes) or not 128 <= len(profile) <= PROFILE_LIMIT or mode not in _SPACES:
        return None
    # Its head names its kind of colours and has a fixed mark (ICC.1:2022, 7.2), without which it is not worth parsing.
    if profile[36:40] != b"acsp" or profile[16:20] != _SPACES[mode].encode():
        return None
    return _transform(profile, mode)


# As many as a data set may have kinds of cameras; each takes a few hundred kilobytes.
@functools.lru_cache(maxsize=32)
def _transform(profile: bytes, mode: str) -> "ImageCmsTransform | None":
    # Here, since pictures without a profile do not need it.
    from PIL import ImageCms

    try:
        transform = ImageCms.ImageCmsTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
            mode,
            "RGB",
            ImageCms.Intent.PERCEPTUAL,
        )
        return None if mode == "RGB" and _changes_nothing(transform) else transform
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # A damaged profile is passed over, as every viewer does.
        return None


def _changes_nothing(transform: "ImageCmsTransform") -> bool:
    steps = np.arange(0, 256, 17, dtype=np.uint8)
    colours = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(16, -1, 3)
    moved = np.asarray(transform.apply(Image.fromarray(colours)))
    return int(np.abs(moved.astype(int) - colours).max()) <= _SAME
