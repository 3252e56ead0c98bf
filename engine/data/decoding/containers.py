"""What surrounds the pixels in a file: told apart by its first bytes, and passed over where it is broken."""

import io
import os
import random
import struct
import zlib
from typing import IO, Literal

Kind = Literal["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF", "JPEG2000", "PPM", "ICO", "HEIF", "JXL"]

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
    (b"\xff\x0a", "JXL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JXL"),
    (b"\0\0\1\0", "ICO"),
    (b"BM", "BMP"),
)
# Of the brands that ISO/IEC 23008-12 registers, those of pictures in HEVC.
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")

_END, _START_OF_SCAN = b"\xff\xd9", 0xDA
# Followed by no length.
_ALONE = (0x01, *range(0xD0, 0xD9))

_PART = 2**20
# Bytes of a JPEG before its pixels, and before its end; those of metadata and of pixels that anybody has.
_HEAD_LIMIT, _END_LIMIT = 2**24, 2**28
# Chunks of a PNG, each of which takes a step: before its pixels, and in all.
_CHUNKS_BEFORE, _CHUNKS = 2**10, 2**20
_BIG_CHUNK = 2**20
# Chunks that change what is shown; all others are metadata.
_PIXEL_CHUNKS = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_SHOWING_CHUNKS = (b"tRNS", b"iCCP", b"eXIf", b"iTXt", b"zTXt")


def kind_of(head: bytes) -> Kind | None:
    """What a file that begins with ``head``, 64 bytes of it, says it is; None if no format begins so."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        brands = [head[8:12], *(head[at : at + 4] for at in range(16, len(head), 4))]
        if b"avif" in brands or b"avis" in brands:
            return "AVIF"
        if any(brand in _HEIF_BRANDS for brand in brands):
            return "HEIF"
    if head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace():
        return "PPM"
    return None


def started(head: bytes) -> int:
    """Where a picture begins that has blank lines before it, as some web servers add; 0 where none does."""
    begins = len(head) - len(head.lstrip())
    return begins if kind_of(head[begins:]) else 0


def end_missing(file: IO[bytes], length: int) -> tuple[bytes, bytes] | None:
    """Two contents of a JPEG that has no end mark: both closed, the second with other data before; None if it has one.

    Args:
        length: of the file, in bytes.

    Raises:
        ValueError: if the pixels do not begin within ``_HEAD_LIMIT`` bytes; Pillow would look for them byte by byte.
        EOFError: if there is no end mark within ``_END_LIMIT`` bytes.
    """
    file.seek(max(0, length - 2))
    ends = file.read(2) == _END
    if ends and length <= _HEAD_LIMIT:
        return None
    file.seek(0)
    content, begins, looked = bytearray(), None, 0
    # A part at a time: behind the mark phones write films, which are nobody's concern.
    while part := file.read(_PART):
        content += part
        begins = _scan_of(content) if begins is None else begins
        if begins is None:
            if len(content) >= _HEAD_LIMIT:
                raise ValueError("no scan")
        elif ends or content.find(_END, max(begins, looked)) >= 0:
            return None
        elif len(content) >= _END_LIMIT:
            raise EOFError
        else:
            looked = len(content) - 1
    if begins is None:
        # Without a scan there is nothing to close.
        return None
    # What an interrupted copy left empty; but a zero after 255 belongs to that.
    data = bytes(content.rstrip(b"\0"))
    data += b"\0" if data.endswith(b"\xff") and len(data) < len(content) else b""
    return data + _END, data + _other_data() + _END


def _scan_of(content: bytearray) -> int | None:
    """Where the first scan of a JPEG begins."""
    at = 2
    while 0 <= at < len(content) - 3:
        if content[at] != 0xFF:
            at = content.find(b"\xff", at)
        elif content[at + 1] in (0xFF, 0x00):
            at += 1
        elif content[at + 1] == _START_OF_SCAN:
            return at
        elif content[at + 1] in _ALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def _other_data() -> bytes:
    """Entropy-coded data that mean nothing; with all restart marks, of which a decoder may wait for one."""
    chance = random.Random(1)
    parts = [bytes(chance.randrange(1, 255) for _ in range(256)) for _ in range(17)]
    return parts[0] + b"".join(b"\xff" + bytes((0xD0 + number % 8,)) + part for number, part in enumerate(parts[1:]))


def icon_side(file: IO[bytes]) -> int:
    """The longest side of the pictures in an icon, by their own heads: its directory does not bind them."""
    file.seek(4)
    count = int.from_bytes(file.read(2), "little")
    entries = file.read(16 * min(count, 256))
    longest = 0
    for (begins,) in struct.iter_unpack("<12xI", entries[: len(entries) // 16 * 16]):
        file.seek(begins)
        head = file.read(24)
        of_png = head.startswith(b"\x89PNG")
        sides = (
            struct.unpack(">II", head[16:24])
            if of_png and len(head) == 24
            else struct.unpack_from("<ii", head.ljust(12, b"\0"), 4)
        )
        longest = max(longest, *map(abs, sides))
    return longest


def oversized(file: IO[bytes]) -> bool:
    """Whether a PNG has metadata before its pixels that are not worth reading."""
    file.seek(8)
    for _ in range(_CHUNKS_BEFORE):
        if len(header := file.read(8)) < 8:
            return False
        length, name = struct.unpack(">I4s", header)
        if name == b"IDAT":
            return False
        if length > _BIG_CHUNK:
            return True
        file.seek(length + 4, os.SEEK_CUR)
    return True


def png_of_pixels(file: IO[bytes]) -> IO[bytes]:
    """A PNG with nothing but what it shows: without texts, and without profiles and EXIF that are damaged or large.

    Of a moving one the first frame is taken.
    """
    file.seek(0)
    kept = io.BytesIO()
    kept.write(file.read(8))
    for _ in range(_CHUNKS):
        if len(header := file.read(8)) < 8:
            break
        length, name = struct.unpack(">I4s", header)
        if name in _PIXEL_CHUNKS:
            kept.write(header + file.read(length + 4))
        elif name in _SHOWING_CHUNKS and length <= _BIG_CHUNK:
            data, check = file.read(length), file.read(4)
            if check == struct.pack(">I", zlib.crc32(name + data)) and _harmless(name, data):
                kept.write(header + data + check)
        else:
            file.seek(length + 4, os.SEEK_CUR)
        if name == b"IEND":
            break
    kept.seek(0)
    return kept


def _harmless(name: bytes, data: bytes) -> bool:
    """Whether a chunk may be shown to Pillow: it stays small when unpacked."""
    key, _, rest = data.partition(b"\0")
    if name == b"iTXt":
        # Of the texts, XMP alone is looked at, for the orientation.
        return key == b"XML:com.adobe.xmp" and (rest[:1] == b"\0" or _stays_small(rest.split(b"\0", 3)[-1]))
    if name == b"zTXt":
        return key == b"Raw profile type exif" and _stays_small(rest[1:])
    return name != b"iCCP" or _stays_small(rest[1:])


def _stays_small(packed: bytes) -> bool:
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(packed, _BIG_CHUNK)
    except zlib.error:
        return False
    return not unpacking.unconsumed_tail
