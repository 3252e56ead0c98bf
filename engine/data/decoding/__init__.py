"""Picture files decoded as a viewer shows them: upright, in the colours of sRGB, transparency laid on white.

This folder needs Pillow and numpy alone, and knows nothing of Atelier: an export carries a copy of it, so that its
example sees a picture as the model saw it.
"""

import io
import os
import stat
import warnings
from collections.abc import Callable
from typing import IO

# Imported for their effect: they register the formats below, without the sixty others that Pillow would look through.
from PIL import (  # noqa: F401
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcoImagePlugin,
    Image,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from .colour import to_srgb
from .containers import Kind, end_missing, icon_side, kind_of, oversized, png_of_pixels, started
from .optional import NEEDED, readable
from .orientation import orientation, upright

# Formats that are decoded in this process, by Pillow alone: EPS, for one, would start another program.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF", "JPEG2000", "PPM", "ICO")
_USUAL = (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".webp", ".bmp", ".dib", ".gif", ".tif", ".tiff")
_OTHER = (".avif", ".avifs", ".jp2", ".j2k", ".jpx", ".jpf", ".jpc", ".ppm", ".pgm", ".pbm", ".pnm", ".ico")
EXTENSIONS = frozenset((*_USUAL, *_OTHER, ".heic", ".heif", ".hif", ".jxl"))
"""Endings of files that are taken for pictures; HEIC and JPEG XL among them, so that they are told of, not missed."""

PIXEL_LIMIT = 100_000_000
"""Pixels that are decoded at most."""
SIDE_LIMIT = 65_535
"""Pixels of a side; of a longer one, the addresses of the lines alone would fill the memory."""
CLAIM_LIMIT = 600_000_000
"""Pixels of a JPEG that can be decoded at a fraction of them. The largest phones take 200 million."""
ICON_LIMIT = 4096
"""Pixels of a side of a picture in an icon; no more than 256 is usual."""
FILE_LIMIT, WHOLE_FILE_LIMIT = 2 * 2**30, 2**28
"""Bytes of a picture's file; of formats that may be read piece by piece, and of those that are read whole at once."""
_IN_PIECES = ("JPEG", "PNG", "TIFF", "BMP", "PPM")

# Why a file's content is no picture that can be used.
EMPTY, UNKNOWN, CUT, DAMAGED = "it is empty", "it is no picture", "it is cut short", "it is damaged"
UNSUPPORTED, NO_FILE, NO_MEMORY = "its variant cannot be decoded", "it is no file", "the memory does not suffice for it"
BIG_FILE = "its file is too large"

# Pillow's own bound knows no width and height to tell; ours is looked at before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
# What Pillow warns of is either harmless or told as an error.
warnings.filterwarnings("ignore", module=r"PIL\.")

Source = str | os.PathLike[str] | IO[bytes]
Needed = Callable[[int, int], tuple[int, int]]
"""Width and height that are needed of a picture of some width and height."""


class UnreadableError(Exception):
    """A file holds no picture that can be used; ``reason`` says why, in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooLargeError(Exception):
    """A picture has more pixels than are decoded; they are ``width`` x ``height``."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"{width} x {height} pixels are too many")
        self.width, self.height = width, height


def decode(source: Source, needed: Needed | None = None) -> tuple[Image.Image, tuple[int, int]]:
    """A picture as RGB in sRGB, upright, transparency laid on white, the first of several; and its width and height.

    Args:
        source: a path, or a file open for reading bytes.
        needed: with it a JPEG is decoded at a half, a quarter or an eighth, where that is still larger than needed.
            A JPEG of more than ``PIXEL_LIMIT`` pixels is decoded at such a fraction in any case.

    Raises:
        UnreadableError: if it holds no picture that can be used.
        TooLargeError: before anything is decoded.
        OSError: with an ``errno``, if the file cannot be read.
    """
    if not isinstance(source, str | os.PathLike):
        return _decode(source, needed)
    with open_regular(source) as file:
        return _decode(file, needed)


def plain_jpeg(source: IO[bytes]) -> tuple[int, int] | None:
    """Width and height of a JPEG that any decoder makes sRGB of, without more ado; None for any other file.

    Neither inks, nor colours of another profile, nor a turn, nor too large. Only its head is read.

    Raises:
        Exception: of any kind, if it is no picture.
    """
    from .colour import transform_for

    with Image.open(source, formats=FORMATS) as image:
        plain = image.format == "JPEG" and image.mode in ("RGB", "L") and orientation(image) == 1
        plain = plain and transform_for(image.info.get("icc_profile"), image.mode) is None
        return image.size if plain and image.width * image.height <= PIXEL_LIMIT else None


def open_regular(path: str | os.PathLike[str]) -> IO[bytes]:
    """A file opened for reading, without waiting for whoever would fill a pipe.

    Raises:
        UnreadableError: if it is a folder, a device, a pipe.
        OSError: if it cannot be opened.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        # Windows opens no folder at all.
        raise UnreadableError(NO_FILE)
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UnreadableError(NO_FILE)
    return file


def _decode(file: IO[bytes], needed: Needed | None) -> tuple[Image.Image, tuple[int, int]]:
    try:
        return _as_it_is(file, needed)
    except (UnreadableError, TooLargeError):
        raise
    except UnidentifiedImageError as error:
        raise UnreadableError(UNKNOWN) from error
    except MemoryError as error:
        raise UnreadableError(NO_MEMORY) from error
    except Exception as error:
        # Damaged files make Pillow raise anything from OSError to struct.error.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        cut = isinstance(error, EOFError) or "truncated" in str(error).lower()
        raise UnreadableError(CUT if cut else DAMAGED) from error


def _as_it_is(file: IO[bytes], needed: Needed | None) -> tuple[Image.Image, tuple[int, int]]:
    """As ``decode``, of an open file; what is only wrong around the pixels is passed over."""
    head = file.read(64)
    length = file.seek(0, os.SEEK_END)
    if not length:
        raise UnreadableError(EMPTY)
    kind = kind_of(head)
    if length > (FILE_LIMIT if kind in _IN_PIECES else WHOLE_FILE_LIMIT):
        raise UnreadableError(BIG_FILE if kind else UNKNOWN)
    if kind in NEEDED and not readable(kind):
        raise UnreadableError(NEEDED[kind])
    if kind == "JPEG" and (mended := end_missing(file, length)):
        return _without_end(*mended, needed)
    if kind == "ICO" and icon_side(file) > ICON_LIMIT:
        raise UnreadableError(DAMAGED)
    if kind == "PNG" and oversized(file):
        return _open(png_of_pixels(file), kind, needed)
    file.seek(0)
    try:
        return _open(file, kind, needed)
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if kind == "PNG":
            # A text or a profile that is damaged, or that would fill the memory, is none of the picture's.
            return _open(png_of_pixels(file), kind, needed)
        if kind is None and (begins := started(head)):
            file.seek(begins)
            return _as_it_is(io.BytesIO(file.read()), needed)
        if isinstance(error, UnidentifiedImageError) and kind is not None:
            raise UnreadableError(UNSUPPORTED) from error
        raise


def _without_end(whole: bytes, other: bytes, needed: Needed | None) -> tuple[Image.Image, tuple[int, int]]:
    """A JPEG whose end mark is missing, from two contents that differ in what follows its data.

    Where its data are whole, the decoder does not look at what follows. Where not, it makes pixels of that.

    Raises:
        UnreadableError: if more than the mark is missing.
    """
    found, size = _open(io.BytesIO(whole), "JPEG", needed)
    if found.tobytes() != _open(io.BytesIO(other), "JPEG", needed)[0].tobytes():
        raise UnreadableError(CUT)
    return found, size


def _open(file: IO[bytes], kind: Kind | None, needed: Needed | None) -> tuple[Image.Image, tuple[int, int]]:
    formats = (*FORMATS, kind) if kind in NEEDED else FORMATS
    with Image.open(file, formats=formats) as image:
        width, height = image.size
        draftable = image.format in ("JPEG", "MPO")
        progressive = "progressive" in image.info
        # The coefficients of a progressive JPEG are kept whole, at whatever fraction it is decoded.
        limit = CLAIM_LIMIT if draftable and not progressive else PIXEL_LIMIT
        if width * height > limit or max(width, height) > SIDE_LIMIT:
            raise TooLargeError(width, height)
        if not draftable:
            image.load()
            shown = to_srgb(upright(image))
            return shown, shown.size
        turned = orientation(image) >= 5
        size = (height, width) if turned else (width, height)
        wanted = needed(*size) if needed else size
        fraction = next(part for part in (1, 2, 4, 8) if part == 8 or width * height <= PIXEL_LIMIT * part * part)
        wide, high = wanted[::-1] if turned else wanted
        image.draft(None, (max(1, min(wide, width // fraction)), max(1, min(high, height // fraction))))
        image.load()
        return to_srgb(upright(image)), size
