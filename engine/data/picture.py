"""The one road from a picture file to what a model sees, the same for training and captioning."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from PIL import Image

from engine.data.decoding import (
    BIG_FILE,
    CUT,
    DAMAGED,
    EMPTY,
    NO_FILE,
    NO_MEMORY,
    UNKNOWN,
    UNSUPPORTED,
    Needed,
    Source,
    TooLargeError,
    UnreadableError,
    decode,
)
from engine.data.decoding.optional import HEIC_REASON, JXL_REASON
from engine.errors import Problem, reason

if TYPE_CHECKING:
    from engine.settings import Settings

TOO_LARGE = "it is too large"
# Why a file's content is no picture that can be used; other reasons come from the operating system.
CONTENT_REASONS = frozenset((EMPTY, UNKNOWN, CUT, DAMAGED, UNSUPPORTED, BIG_FILE, TOO_LARGE))
# Reasons that pass without a change of the file: what is missing here may be installed, or free, the next time.
PASSING_REASONS = frozenset((NO_FILE, NO_MEMORY, HEIC_REASON, JXL_REASON))

RESIZED, CROPPED = 256, 224
# A strip longer than this many times its width is cut before its width is made RESIZED.
LONGEST = 4
# Share of height and width by which a fitted picture is shifted at most.
_SHIFT = 1 / 24


class Cut(NamedTuple):
    """The part of a prepared picture that a model sees: where it begins, in pixels, and whether it is mirrored."""

    top: int
    left: int
    mirrored: bool


class ViewBox(NamedTuple):
    """Where what a model sees lies over the whole upright picture, in shares of the picture's width and height.

    Below 0 and above 1 lies what surrounds a fitted picture.
    """

    left: float
    top: float
    right: float
    bottom: float


WHOLE = ViewBox(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Framing:
    """How a picture becomes what the model sees; saved in the checkpoint.

    Attributes:
        frame: ``fit`` fits the whole picture into height x width, centred on white; ``crop`` is the notebook's way:
            the shorter side resized to 256, then 224 x 224 cut out, at random in training and in the centre else.
        height, width: of a fitted picture, in pixels; crop does not look at them.
    """

    frame: Literal["fit", "crop"]
    height: int
    width: int

    @classmethod
    def of(cls, settings: "Settings") -> "Framing":
        """The framing that settings ask for."""
        return cls(settings.frame, settings.height, settings.width)

    @property
    def seen(self) -> tuple[int, int]:
        """Height and width of what the model sees, in pixels."""
        return (self.height, self.width) if self.frame == "fit" else (CROPPED, CROPPED)

    def read(self, source: Source) -> np.ndarray:
        """Load and prepare a picture.

        Raises:
            Problem: as ``load``.
        """
        return self.prepare(*_load(source, self.scaled))

    def prepare(self, image: Image.Image, size: tuple[int, int] | None = None) -> np.ndarray:
        """An RGB image as uint8 (h, w, 3): of height x width when fitted; for crop the shorter side is 256.

        Args:
            size: width and height of the picture, where ``image`` is it decoded at a fraction of them.
        """
        width, height = self.scaled(*(size or image.size))
        if self.frame == "crop":
            return np.array(_resize(_cut_strip(image), width, height))
        small = _resize(image, width, height)
        prepared = np.full((self.height, self.width, 3), 255, dtype=np.uint8)
        top, left = (self.height - small.height) // 2, (self.width - small.width) // 2
        prepared[top : top + small.height, left : left + small.width] = np.asarray(small)
        return prepared

    def scaled(self, width: int, height: int) -> tuple[int, int]:
        """Width and height to which a picture of some width and height is resized."""
        if self.frame == "crop":
            shorter, longer = sorted((width, height))
            longer = RESIZED * min(longer, LONGEST * shorter) // shorter
            return (RESIZED, longer) if width <= height else (longer, RESIZED)
        scale = min(self.height / height, self.width / width)
        return max(1, round(width * scale)), max(1, round(height * scale))

    def view(self, prepared: np.ndarray) -> np.ndarray:
        """What the model sees when captioning: uint8 (H, W, 3) of a prepared picture (h, w, 3)."""
        return self.cut(prepared, self.centre(prepared.shape[:2]))

    def augment(self, prepared: np.ndarray, rng: np.random.Generator, *, mirror: bool = True) -> np.ndarray:
        """What the model sees in training: uint8 (H, W, 3), shifted a little or cropped at random; ``mirror`` as of
        ``throw``."""
        return self.cut(prepared, self.throw(prepared.shape[:2], rng, mirror=mirror))

    def throw(self, shape: tuple[int, int], rng: np.random.Generator, *, mirror: bool = True) -> Cut:
        """What ``augment`` cuts out of a prepared picture of height and width ``shape``.

        Args:
            mirror: whether half of the cuts are mirrored; where they lie is the same without.
        """
        height, width = shape
        if self.frame == "crop":
            top, left = int(rng.integers(height - CROPPED + 1)), int(rng.integers(width - CROPPED + 1))
        else:
            furthest = (int(height * _SHIFT), int(width * _SHIFT))
            top, left = (-int(rng.integers(-most, most + 1)) for most in furthest)
        return Cut(top, left, mirror and bool(rng.random() < 0.5))

    def centre(self, shape: tuple[int, int]) -> Cut:
        """What ``view`` cuts out of a prepared picture of height and width ``shape``."""
        seen = self.seen
        return Cut((shape[0] - seen[0]) // 2, (shape[1] - seen[1]) // 2, False)

    def view_box(self, width: int, height: int) -> ViewBox:
        """Where ``view`` lies over an upright picture of some width and height, in pixels."""
        wide, high = self.scaled(width, height)
        if self.frame == "crop":
            left, top, kept_width, kept_height = _strip(width, height)
            down, right, _ = self.centre((high, wide))
        else:
            left, top, kept_width, kept_height = 0, 0, width, height
            down, right = -((self.height - high) // 2), -((self.width - wide) // 2)
        across, along = kept_width / wide / width, kept_height / high / height
        seen_height, seen_width = self.seen
        return ViewBox(
            left / width + right * across,
            top / height + down * along,
            left / width + (right + seen_width) * across,
            top / height + (down + seen_height) * along,
        )

    def cut(self, prepared: np.ndarray, cut: Cut) -> np.ndarray:
        """A part of a prepared picture (h, w, 3), uint8 (H, W, 3); white where it reaches beyond."""
        height, width = prepared.shape[:2]
        if (cut.top, cut.left) == (0, 0) and self.seen == (height, width):
            seen = prepared
        elif self.frame == "crop":
            seen = prepared[cut.top : cut.top + CROPPED, cut.left : cut.left + CROPPED]
        else:
            seen = _shifted(prepared, -cut.top, -cut.left)
        return np.ascontiguousarray(seen[:, ::-1] if cut.mirrored else seen)

    def to_json(self) -> dict[str, Any]:
        """What ``from_json`` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Any) -> "Framing":
        """The framing that ``to_json`` wrote.

        Raises:
            ValueError: if it is anything else.
        """
        if (
            not isinstance(value, dict)
            or value.get("frame") not in ("fit", "crop")
            or not all(type(value.get(side)) is int and 0 < value[side] <= 4096 for side in ("height", "width"))
        ):
            raise ValueError("the framing is not one that this Atelier knows")
        return cls(value["frame"], value["height"], value["width"])


def noise(framing: Framing, seed: int) -> np.ndarray:
    """A picture uint8 (H, W, 3) of which every value is drawn evenly from 0 to 255."""
    return np.random.default_rng(seed).integers(0, 256, (*framing.seen, 3), dtype=np.uint8)


def blank(framing: Framing) -> np.ndarray:
    """A picture uint8 (H, W, 3) that shows nothing: white, as what surrounds a fitted picture."""
    return np.full((*framing.seen, 3), 255, dtype=np.uint8)


def load(source: Source) -> Image.Image:
    """A picture as RGB in sRGB, upright, transparency laid on white, the first frame of several.

    A JPEG of more than a hundred million pixels is decoded at a fraction of them.

    Args:
        source: a path or a file open for reading bytes.

    Raises:
        Problem: ``picture-missing``, ``picture-unreadable``, or ``picture-too-large`` before anything is decoded.
    """
    return _load(source, None)[0]


def thumbnail(source: Source, width: int, height: int, *, covers: bool = False, most: int = 0) -> np.ndarray:
    """A picture made small for a person to look at, uint8 (h, w, 3), whole and in its own shape; never enlarged.

    Args:
        width, height: of the place into which it fits; or, where it ``covers`` that, which it fills.
        most: of a side of what covers; 0 bounds nothing.

    Raises:
        Problem: as ``load``.
    """

    def small(wide: int, high: int) -> tuple[int, int]:
        scale = (max if covers else min)(width / wide, height / high)
        if most:
            scale = min(scale, most / max(wide, high))
        return max(1, round(min(1, scale) * wide)), max(1, round(min(1, scale) * high))

    image, size = _load(source, small)
    return np.asarray(_resize(image, *small(*size)))


def glance(source: Source, side: int) -> tuple[Image.Image, tuple[int, int]]:
    """A picture as ``load`` gives it, a JPEG at a fraction that still covers side x side; and its whole size.

    Raises:
        Problem: as ``load``.
    """

    def covering(wide: int, high: int) -> tuple[int, int]:
        scale = min(1, side / min(wide, high))
        return max(1, round(scale * wide)), max(1, round(scale * high))

    return _load(source, covering)


def _load(source: Source, needed: Needed | None) -> tuple[Image.Image, tuple[int, int]]:
    """As ``decode``, with a Problem for whatever goes wrong."""
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", "The picture")
    try:
        return decode(source, needed)
    except TooLargeError as error:
        raise Problem("picture-too-large", path=path, width=error.width, height=error.height) from error
    except UnreadableError as error:
        raise Problem("picture-unreadable", path=path, reason=error.reason) from error
    except FileNotFoundError as error:
        raise Problem("picture-missing", path=path) from error
    except OSError as error:
        raise Problem("picture-unreadable", path=path, reason=reason(error)) from error


def read_or_reason(path: Path, framing: Framing) -> np.ndarray | str:
    """A prepared picture, or why there is none, as ``LeftOut.reason`` says it."""
    try:
        return framing.read(path)
    except Problem as problem:
        if problem.code == "picture-missing":
            return "missing"
        return "unreadable: " + problem.values.get("reason", TOO_LARGE)


def lasting(left_out: str) -> bool:
    """Whether a reason lies in the file's content, so that it stays until the file changes."""
    return left_out.removeprefix("unreadable: ") in CONTENT_REASONS


def _cut_strip(image: Image.Image) -> Image.Image:
    left, top, width, height = _strip(*image.size)
    return image if (width, height) == image.size else image.crop((left, top, left + width, top + height))


def _strip(width: int, height: int) -> tuple[int, int, int, int]:
    """What of a picture is resized for crop: left, top, width and height, in its pixels."""
    longest = LONGEST * min(width, height)
    left, top = max(0, (width - longest) // 2), max(0, (height - longest) // 2)
    return left, top, min(width, longest), min(height, longest)


def _resize(image: Image.Image, width: int, height: int) -> Image.Image:
    # Hamming is as sharp as bicubic when shrinking, at the cost of bilinear; when enlarging it would show squares.
    return image.resize((width, height), filter_of(width < image.width))


def filter_of(shrinking: bool) -> Image.Resampling:
    """The filter by which a picture is made smaller or larger."""
    return Image.Resampling.HAMMING if shrinking else Image.Resampling.BICUBIC


def _shifted(picture: np.ndarray, down: int, right: int) -> np.ndarray:
    height, width = picture.shape[:2]
    shifted = np.full_like(picture, 255)
    shifted[max(0, down) : height + min(0, down), max(0, right) : width + min(0, right)] = picture[
        max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)
    ]
    return shifted
