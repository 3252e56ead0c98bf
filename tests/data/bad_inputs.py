"""Pictures that programs stumble over, made on the spot, each with what must come of it."""

import io
import pickle
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

TOP, BOTTOM, WHITE, BLACK = (200, 40, 40), (40, 40, 200), (255, 255, 255), (0, 0, 0)
SIZE = (40, 60)


@dataclass(frozen=True)
class Odd:
    """A picture of red above blue, or a file that is none.

    ``fault`` is the reason in the sentence, or the problem's code; None where the picture must come out right, with
    the colours ``top`` and ``bottom`` to within ``near``, and of ``size``.
    """

    name: str
    write: Callable[[Path], None]
    fault: str | None = None
    top: tuple[int, int, int] = TOP
    bottom: tuple[int, int, int] = BOTTOM
    size: tuple[int, int] = SIZE
    near: int = 6


def two_colours(size: tuple[int, int] = SIZE) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", size, TOP)
    image.paste(BOTTOM, (0, size[1] // 2, *size))
    return image


def jpeg(image: Image.Image | None = None, **options: object) -> bytes:
    """A JPEG without colour subsampling."""
    file = io.BytesIO()
    (image or two_colours()).save(file, "JPEG", quality=95, subsampling=0, **options)
    return file.getvalue()


def write_jpeg(path: Path) -> None:
    """A picture with nothing wrong."""
    path.write_bytes(jpeg())


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG, with its sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, extra: bytes = b"") -> bytes:
    """A PNG made by hand; ``rows`` are its unfiltered lines with their filter bytes."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = png_chunk(b"IDAT", zlib.compress(rows, 1))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + extra + body + png_chunk(b"IEND", b"")


def write_bytes(data: bytes) -> Callable[[Path], None]:
    """What writes these bytes."""

    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def _huge(path: Path) -> None:
    path.write_bytes(png(30_000, 30_000, 1, 0, bytes(3751) * 30_000))


def _sixteen_bit_grey(path: Path) -> None:
    values = np.full(SIZE[::-1], 50_000, dtype=np.uint16)
    values[SIZE[1] // 2 :] = 10_000
    Image.fromarray(values).save(path, "PNG")


def _sixteen_bit_colour(path: Path) -> None:
    row = {
        colour: b"\0" + b"".join(struct.pack(">H", part * 257) for part in colour) * SIZE[0] for colour in (TOP, BOTTOM)
    }
    path.write_bytes(png(*SIZE, 16, 2, row[TOP] * 30 + row[BOTTOM] * 30))


def _float_tiff(path: Path) -> None:
    values = np.full(SIZE[::-1], 0.8, dtype=np.float32)
    values[SIZE[1] // 2 :] = 0.2
    values[0, 0] = np.nan
    Image.fromarray(values).save(path, "TIFF")


def _animated(path: Path) -> None:
    others = [Image.new("RGB", SIZE, (0, 255, 0)) for _ in range(3)]
    two_colours().save(path, "GIF", save_all=True, append_images=others, duration=50)


def _turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = two_colours().transpose(Image.Transpose.ROTATE_90)
    path.write_bytes(jpeg(lying, exif=exif))


def _palette_with_transparency(path: Path) -> None:
    image = two_colours().quantize(4)
    transparent = image.getpixel((0, SIZE[1] - 1))
    image.save(path, "PNG", transparency=transparent)


def _alpha(path: Path) -> None:
    image = two_colours().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, SIZE[1] // 2, *SIZE))
    image.save(path, "PNG")


def _strip(path: Path) -> None:
    two_colours((1, 5000)).save(path, "PNG")


def _folder(path: Path) -> None:
    path.mkdir()


class _Trap:
    """Unpickling it would raise: the proof that nothing unpickles."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('a pickle was executed')",)


_EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(gs_was_here) (w) file closefile showpage\n%%EOF\n"
_TEXT_BOMB = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000), 1))
_HEIC = "it is HEIC, which needs the package pi-heif"
# One picture of 16 x 16, says its directory.
_ICON = struct.pack("<HHH4BHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, 10**6, 22)
_BROKEN_EXIF = b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(20)


def _saved(format_name: str, mode: str = "RGB", **options: object) -> Callable[[Path], None]:
    return lambda path: two_colours().convert(mode).save(path, format_name, **options)


PICTURES = [
    Odd("cut-short.jpg", write_bytes(jpeg()[:-200]), "it is cut short"),
    Odd("cut-in-the-head.jpg", write_bytes(jpeg()[:40]), "it is cut short"),
    Odd("cut-short.png", write_bytes(png(40, 60, 8, 0, bytes(41 * 60))[:-30]), "it is cut short"),
    Odd("text.jpg", write_bytes(b"This is no picture at all.\n" * 40), "it is no picture"),
    Odd("empty.jpg", write_bytes(b""), "it is empty"),
    Odd("pickle.jpg", write_bytes(pickle.dumps(_Trap())), "it is no picture"),
    Odd("postscript.jpg", write_bytes(_EPS), "it is no picture"),
    Odd("folder.jpg", _folder, "it is no file"),
    Odd("huge.png", _huge, "picture-too-large"),
    Odd("tall.png", write_bytes(png(1, 100_000_000, 1, 0, b"")), "picture-too-large"),
    Odd("square.png", write_bytes(png(65_535, 65_535, 1, 0, b"")), "picture-too-large"),
    Odd("huge.ico", write_bytes(_ICON + png(30_000, 30_000, 1, 0, b"")), "it is damaged"),
    Odd("heic.heic", write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), _HEIC),
    Odd("jxl.jxl", write_bytes(b"\xff\x0a" + bytes(90)), "it is JPEG XL, which is not supported"),
    Odd("text-bomb.png", write_bytes(png(40, 60, 8, 0, bytes(41 * 60), _TEXT_BOMB)), top=BLACK, bottom=BLACK),
    Odd("no-pixels.png", write_bytes(png(0, 0, 8, 0, b"")), "it is no picture"),
    Odd("cmyk.jpg", _saved("JPEG", "CMYK", quality=95), near=14),
    Odd("grey.jpg", _saved("JPEG", "L"), top=(88, 88, 88), bottom=(58, 58, 58)),
    Odd("black-and-white.png", _saved("PNG", "1"), top=(88, 88, 88), bottom=(58, 58, 58), near=90),
    Odd("sixteen-bit-grey.png", _sixteen_bit_grey, top=(195,) * 3, bottom=(39,) * 3, near=1),
    Odd("sixteen-bit-colour.png", _sixteen_bit_colour, near=1),
    Odd("float.tiff", _float_tiff, top=(204,) * 3, bottom=(51,) * 3, near=1),
    Odd("animated.gif", _animated),
    Odd("turned.jpg", _turned),
    Odd("broken-exif.jpg", write_bytes(jpeg(exif=_BROKEN_EXIF))),
    Odd("palette-with-transparency.png", _palette_with_transparency, bottom=WHITE),
    Odd("alpha.png", _alpha, bottom=WHITE),
    Odd("alpha.webp", lambda path: two_colours().convert("RGBA").save(path, "WEBP", lossless=True)),
    Odd("one-pixel.png", lambda path: Image.new("RGB", (1, 1), TOP).save(path), bottom=TOP, size=(1, 1)),
    Odd("strip.png", _strip, size=(1, 5000)),
    Odd("plain.bmp", _saved("BMP")),
    Odd("plain.tif", _saved("TIFF", compression="tiff_lzw")),
    Odd("png-named.JPG", _saved("PNG")),
]


def contents(odd: Odd) -> bytes:
    """The bytes of the file that ``odd`` writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / odd.name
        odd.write(path)
        return path.read_bytes()
