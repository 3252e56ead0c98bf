"""Pictures that any viewer shows and that a strict reader refuses or shows otherwise, made on the spot."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from tests.data.bad_inputs import BOTTOM, SIZE, TOP, WHITE, Odd, jpeg, png, png_chunk, two_colours, write_bytes

RED = (0.4360747, 0.2225045, 0.0139322)
GREEN = (0.3850649, 0.7168786, 0.0971045)
BLUE = (0.1430804, 0.0606169, 0.7141733)


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


_WHITE_POINT = (0.9642, 1.0, 0.8249)


def _icc(kind: bytes, space: bytes, values: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC profile (ICC.1:2022, 7) of some kind of device and colours, and the space that its tags lead to."""
    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(11 + 67)
    parts = {b"desc": name, b"wtpt": _xyz(_WHITE_POINT), **tags}
    table, data, begins = b"", b"", 128 + 4 + 12 * len(parts)
    for tag, part in parts.items():
        table += tag + struct.pack(">2I", begins + len(data), len(part))
        data += part + bytes(-len(part) % 4)
    head = struct.pack(">I4sI4s4s4s", begins + len(data), b"lcms", 0x02400000, kind, space, values)
    head += bytes(12) + b"acsp" + bytes(28) + _xyz(_WHITE_POINT)[8:]
    return head.ljust(128, b"\0") + struct.pack(">I", len(parts)) + table + data


def _curve(values: np.ndarray) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">I", len(values)) + (values * 65535).round().astype(">u2").tobytes()


def profile(red: tuple[float, ...] = BLUE, green: tuple[float, ...] = GREEN, blue: tuple[float, ...] = RED) -> bytes:
    """A profile of three primaries (XYZ under D50) with sRGB's curve; unless told, red and blue are exchanged."""
    steps = np.arange(1024) / 1023
    tone = _curve(np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4))
    tags = {b"rXYZ": _xyz(red), b"gXYZ": _xyz(green), b"bXYZ": _xyz(blue), b"rTRC": tone, b"gTRC": tone, b"bTRC": tone}
    return _icc(b"mntr", b"RGB ", b"XYZ ", tags)


def grey_profile() -> bytes:
    """A profile of greys that are as light as their values say: twice the value is twice the light."""
    return _icc(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _curve(np.arange(256) / 255)})


def ink_profile() -> bytes:
    """A profile of inks (lut8Type) by which the first makes the paper yellow and the third makes it cyan."""
    corners = [[high * 255 for high in (k >> 3 & 1, k >> 2 & 1, k >> 1 & 1, k & 1)] for k in range(16)]
    shown = [[(255 - ink) * (255 - black) // 255 for ink in inks[::-1]] for *inks, black in corners]
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = np.asarray(to_lab.apply(Image.fromarray(np.array([shown], dtype=np.uint8)))).astype(np.int8).reshape(16, 3)
    # Pillow keeps a and b as numbers with a sign, the profile by 128 more.
    table = np.stack([lab[:, 0].view(np.uint8), *(lab[:, 1:].astype(int) + 128).T.astype(np.uint8)], 1)
    straight = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + struct.pack(">9i", *(np.eye(3) * 65536).astype(int).ravel())
    return _icc(b"prtr", b"CMYK", b"Lab ", {b"A2B0": lut + straight * 4 + table.tobytes() + straight * 3})


def _profiled(format_name: str, mode: str = "RGB", **options: object) -> bytes:
    """A picture whose profile exchanges red and blue, so that it is stored blue above red."""
    held = io.BytesIO()
    red, green, blue = two_colours().split()
    Image.merge("RGB", (blue, green, red)).convert(mode).save(held, format_name, icc_profile=profile(), **options)
    return held.getvalue()


def _with(extra: bytes) -> bytes:
    rows = b"".join(b"\0" + bytes(colour) * SIZE[0] for colour in [TOP] * 30 + [BOTTOM] * 30)
    return png(*SIZE, 8, 2, rows, extra)


def _wrong_sum(chunk: bytes) -> bytes:
    return chunk[:-4] + bytes(byte ^ 255 for byte in chunk[-4:])


def _deep(high: int, low: int, extra: bytes = b"", colour: int = 0) -> bytes:
    """A grey PNG of 16 bits."""
    row = b"\0" + struct.pack(">H", high) * SIZE[0], b"\0" + struct.pack(">H", low) * SIZE[0]
    return png(*SIZE, 16, colour, row[0] * 30 + row[1] * 30, extra)


def _float(high: float, low: float) -> bytes:
    values = np.full(SIZE[::-1], high, dtype=np.float32)
    values[SIZE[1] // 2 :] = low
    held = io.BytesIO()
    Image.fromarray(values).save(held, "TIFF")
    return held.getvalue()


def _saved(format_name: str, image: Image.Image | None = None, **options: object) -> bytes:
    held = io.BytesIO()
    (image or two_colours()).save(held, format_name, **options)
    return held.getvalue()


def _lab(path: Path) -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    to_lab.apply(two_colours()).save(path, "TIFF")


def _exif_last() -> bytes:
    """A PNG whose EXIF follows its pixels, which the standard allows."""
    content = _saved("PNG", _LYING, exif=_TURNED)
    begins = content.index(b"eXIf") - 4
    ends = begins + 12 + int.from_bytes(content[begins : begins + 4], "big")
    return content[:begins] + content[ends:-12] + content[begins:ends] + content[-12:]


_LYING = two_colours().transpose(Image.Transpose.ROTATE_90)
# Orientation 6.
_TURNED = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
_TEXT = b"workflow\0" + b"\0" + zlib.compress(bytes(1_500_000))
_ICC = b"profile\0\0" + zlib.compress(profile())
_BIG_ICC = b"profile\0\0" + zlib.compress(profile() + bytes(1_500_000))
# XMP without EXIF, as some phones' editors leave it.
_XMP = b'<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'

SOUND = [
    Odd("text-of-a-megabyte.png", write_bytes(_with(png_chunk(b"zTXt", _TEXT)))),
    Odd("plain-text-of-megabytes.png", write_bytes(_with(png_chunk(b"tEXt", b"workflow\0" + b"a" * 3_000_000)))),
    Odd("wrong-sum-of-text.png", write_bytes(_with(_wrong_sum(png_chunk(b"tEXt", b"Comment\0text"))))),
    Odd("wrong-sum-of-profile.png", write_bytes(_with(_wrong_sum(png_chunk(b"iCCP", _ICC))))),
    Odd("profile-of-a-megabyte.png", write_bytes(_with(png_chunk(b"iCCP", _BIG_ICC)))),
    Odd("profile-of-noise.jpg", write_bytes(jpeg(icc_profile=bytes(range(256)) * 3))),
    Odd("profile-for-inks.jpg", write_bytes(jpeg(icc_profile=profile().replace(b"RGB ", b"CMYK", 1)))),
    Odd("profile-cut.jpg", write_bytes(jpeg(icc_profile=profile()[:200]))),
    Odd("gamma.png", write_bytes(_with(png_chunk(b"gAMA", struct.pack(">I", 100_000))))),
    Odd("no-end.jpg", write_bytes(jpeg()[:-2])),
    Odd("no-end-but-zeros.jpg", write_bytes(jpeg()[:-2] + bytes(4096))),
    Odd("no-end-progressive.jpg", write_bytes(jpeg(progressive=True)[:-2])),
    Odd("no-end.png", write_bytes(_with(b"")[:-12])),
    Odd("a-line-before.jpg", write_bytes(b"\r\n" + jpeg())),
    Odd("a-line-before.png", write_bytes(b"\n" + _with(b""))),
    Odd("more-behind.jpg", write_bytes(jpeg() + b"ftypmp42" * 100)),
    Odd("srgb.jpg", write_bytes(jpeg(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()))),
    Odd("profile.png", write_bytes(_profiled("PNG"))),
    Odd("profile-alpha.png", write_bytes(_profiled("PNG", "RGBA"))),
    Odd("profile-palette.png", write_bytes(_profiled("PNG", "P"))),
    Odd("profile.jpg", write_bytes(_profiled("JPEG", quality=95, subsampling=0))),
    Odd("profile.webp", write_bytes(_profiled("WEBP", lossless=True))),
    Odd("profile.tiff", write_bytes(_profiled("TIFF"))),
    Odd("profile.avif", write_bytes(_profiled("AVIF", quality=95)), near=8),
    Odd("xmp.jpg", write_bytes(jpeg(_LYING, xmp=_XMP))),
    Odd("turned.avif", write_bytes(_saved("AVIF", _LYING, exif=_TURNED, quality=95)), near=8),
    Odd("turned-after-the-pixels.png", write_bytes(_exif_last())),
    Odd("twelve-bits.png", write_bytes(_deep(3125, 625)), None, (195,) * 3, (39,) * 3),
    Odd("ten-bits.png", write_bytes(_deep(782, 156)), None, (195,) * 3, (39,) * 3),
    Odd("sixteen-bits-clear.png", write_bytes(_deep(50_000, 10_000, png_chunk(b"tRNS", struct.pack(">H", 10_000)))),
        top=(195,) * 3, bottom=WHITE, near=1),
    Odd("floats.tiff", write_bytes(_float(195, 39)), None, (195,) * 3, (39,) * 3),
    Odd("inks.tiff", write_bytes(_saved("TIFF", two_colours().convert("CMYK")))),
    Odd("lab.tiff", _lab),
    Odd("plain.avif", write_bytes(_saved("AVIF", quality=95)), near=8),
    Odd("plain.jp2", write_bytes(_saved("JPEG2000"))),
    Odd("plain.ppm", write_bytes(_saved("PPM"))),
    Odd("plain.ico", write_bytes(_saved("ICO", sizes=[(16, 24)])), size=(16, 24), near=40),
    Odd("plain.jfif", write_bytes(jpeg())),
]  # fmt: skip
"""All of red above blue, as ``bad_inputs.PICTURES`` are."""
