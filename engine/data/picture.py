"""The one road from a picture file to what a model sees, the same for training and captioning."""

import os
import stat
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

# Imported for their effect: they register the formats below, without the sixty others that Pillow would look through.
from PIL import (  # noqa: F401
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from engine.errors import Problem, reason

if TYPE_CHECKING:
    from engine.settings import Settings

PIXEL_LIMIT = 100_000_000
# Formats that are decoded in this process by Pillow alone: EPS, for one, would start another program.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")

# Why a file's content is no picture that can be used; other reasons come from the operating system.
EMPTY, UNKNOWN, CUT, DAMAGED = "it is empty", "it is no picture", "it is cut short", "it is damaged"
TOO_LARGE = "it is too large"
CONTENT_REASONS = frozenset((EMPTY, UNKNOWN, CUT, DAMAGED, TOO_LARGE))
NO_FILE, NO_MEMORY = "it is no file", "the memory does not suffice for it"

# Pillow's own bound knows no width and height to tell; ``_load`` checks ours before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
# What Pillow warns of is either harmless or told as a Problem.
warnings.filterwarnings("ignore", module=r"PIL\.")

RESIZED, CROPPED = 256, 224
# A strip longer than this many times its width is cut before its width is made RESIZED.
LONGEST = 4
# Share of height and width by which a fitted picture is shifted at most.
_SHIFT = 1 / 24

Source = str | os.PathLike[str] | IO[bytes]


class Cut(NamedTuple):
    """The part of a prepared picture that a model sees: where it begins, in pixels, and whether it is mirrored."""

    top: int
    left: int
    mirrored: bool


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
        return self.prepare(*_load(source, self))

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

    def augment(self, prepared: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """What the model sees in training: uint8 (H, W, 3), shifted a little or cropped at random, mirrored at half."""
        return self.cut(prepared, self.throw(prepared.shape[:2], rng))

    def throw(self, shape: tuple[int, int], rng: np.random.Generator) -> Cut:
        """What ``augment`` cuts out of a prepared picture of height and width ``shape``."""
        height, width = shape
        if self.frame == "crop":
            top, left = int(rng.integers(height - CROPPED + 1)), int(rng.integers(width - CROPPED + 1))
        else:
            furthest = (int(height * _SHIFT), int(width * _SHIFT))
            top, left = (-int(rng.integers(-most, most + 1)) for most in furthest)
        return Cut(top, left, bool(rng.random() < 0.5))

    def centre(self, shape: tuple[int, int]) -> Cut:
        """What ``view`` cuts out of a prepared picture of height and width ``shape``."""
        seen = self.seen
        return Cut((shape[0] - seen[0]) // 2, (shape[1] - seen[1]) // 2, False)

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
    """A picture as RGB, turned as its EXIF says, transparency laid on white, the first frame of several.

    Args:
        source: a path or a file open for reading bytes.

    Raises:
        Problem: ``picture-missing``, ``picture-unreadable``, or ``picture-too-large`` before anything is decoded.
    """
    return _load(source, None)[0]


def _load(source: Source, framing: Framing | None) -> tuple[Image.Image, tuple[int, int]]:
    """A picture as RGB, and its whole width and height.

    With a framing a JPEG is decoded at a half, a quarter or an eighth, where that is still larger than needed.
    """
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", "The picture")
    try:
        if isinstance(source, str | os.PathLike) and not stat.S_ISREG(os.stat(source).st_mode):
            raise Problem("picture-unreadable", path=path, reason=NO_FILE)
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > PIXEL_LIMIT:
                limit = PIXEL_LIMIT // 10**6
                raise Problem("picture-too-large", path=path, width=image.width, height=image.height, limit=limit)
            turned = image.format in ("JPEG", "MPO") and _orientation(image) >= 5
            size = image.size[::-1] if turned else image.size
            if framing:
                needed = framing.scaled(*size)
                image.draft(None, needed[::-1] if turned else needed)
            image.load()
            return to_rgb(image), size
    except Problem:
        raise
    except FileNotFoundError as error:
        raise Problem("picture-missing", path=path) from error
    except Exception as error:
        # Damaged files make Pillow raise anything from OSError to struct.error.
        raise Problem("picture-unreadable", path=path, reason=_unreadable(error, source)) from error


def decodable_at_once(source: IO[bytes]) -> tuple[int, int] | None:
    """Width and height of a JPEG that any decoder makes RGB of, without more ado; None for any other file.

    Neither inks nor a turn by EXIF, nor so large that ``load`` refuses it. Only its head is read.

    Raises:
        Exception: of any kind, if it is no picture.
    """
    with Image.open(source, formats=FORMATS) as image:
        plain = image.format == "JPEG" and image.mode in ("RGB", "L") and _orientation(image) == 1
        return image.size if plain and image.width * image.height <= PIXEL_LIMIT else None


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


def to_rgb(image: Image.Image) -> Image.Image:
    """Any decoded image as RGB: turned as its EXIF says, 16 bits scaled to 8, transparency laid on white.

    Returns:
        A new image, or the very same where there is nothing to do.
    """
    if _orientation(image) != 1:
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image).convert("RGB")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    """EXIF's orientation, 1 to 8; a picture with broken EXIF is taken as it lies."""
    try:
        found = image.getexif().get(0x0112, 1)
    except Exception:
        return 1
    return found if found in range(1, 9) else 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """A grey image of 16 or 32 bits or of floats; what exceeds 16 bits, or 1 in floats, is scaled by its largest."""
    values = np.array(image, dtype=np.float32)
    # In place, since such a picture may have a hundred million values.
    np.nan_to_num(values, copy=False, posinf=0, neginf=0)
    np.maximum(values, 0, out=values)
    full = 1.0 if image.mode == "F" else 65535.0
    values *= 255 / max(full, float(values.max(initial=0)))
    return Image.fromarray(values.round(out=values).astype(np.uint8))


def _cut_strip(image: Image.Image) -> Image.Image:
    width, height = image.size
    longest = LONGEST * min(width, height)
    if max(width, height) <= longest:
        return image
    left, top = max(0, (width - longest) // 2), max(0, (height - longest) // 2)
    return image.crop((left, top, left + min(width, longest), top + min(height, longest)))


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


def _unreadable(error: Exception, source: Source) -> str:
    if isinstance(error, UnidentifiedImageError):
        empty = isinstance(source, str | os.PathLike) and os.path.getsize(source) == 0
        return EMPTY if empty else UNKNOWN
    if isinstance(error, OSError) and error.errno is not None:
        return reason(error)
    if isinstance(error, MemoryError):
        return NO_MEMORY
    cut = isinstance(error, EOFError) or "truncated" in str(error).lower()
    return CUT if cut else DAMAGED
