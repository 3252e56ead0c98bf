"""Texts in whatever encoding people have: UTF-8, UTF-16, GB 18030 or Latin-1, told by what the file holds.

A file in UTF-8 or UTF-16 with a few damaged bytes is read as such, each of these bytes as half of a surrogate pair:
whoever reads the captions leaves out what holds one. Any other guess would turn the sound rest of it into nonsense.
"""

import codecs
import functools
import io
import os
import re
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, TextIO

from engine.errors import Problem, reason
from engine.files import open_regular

DAMAGED = "damaged"
"""How damaged text is read and written: a byte as U+DC00 and its value, half of a surrogate pair as itself."""
_PIECE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HIGH = re.compile(rb"[\x80-\xff]+")
# What no text holds.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1e\x7f]")
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"


class Encoding(NamedTuple):
    """How a text stands in its file.

    Attributes:
        codec: its name in Python.
        bom: the bytes before the text.
        errors: how damaged bytes are read.
    """

    codec: str
    bom: bytes = b""
    errors: str = "strict"


def _keep_damaged(error: UnicodeError) -> tuple[str | bytes, int]:
    """What a codec calls for bytes that are no text, and for what stands for these in a text."""
    if not isinstance(error, UnicodeDecodeError | UnicodeEncodeError):
        raise error
    part = error.object[error.start : error.end]
    if error.encoding.startswith("utf-16"):
        order: Literal["little", "big"] = "big" if error.encoding.endswith("be") else "little"
        if isinstance(part, str):
            return b"".join(ord(letter).to_bytes(2, order) for letter in part), error.end
        halves = (part[place : place + 2] for place in range(0, len(part), 2))
        # A single byte is left at the end of a file that was cut off.
        return "".join(chr(int.from_bytes(half, order)) if len(half) == 2 else "\ufffd" for half in halves), error.end
    if isinstance(part, bytes):
        return "".join(chr(0xDC00 + byte) for byte in part), error.end
    values = [ord(letter) - 0xDC00 for letter in part]
    if not all(128 <= value < 256 for value in values):
        raise error
    return bytes(values), error.end


codecs.register_error(DAMAGED, _keep_damaged)


def open_text(path: Path) -> TextIO:
    """A text file, to be read from its beginning, whatever its encoding; line ends come as they stand.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``.
    """
    encoding = encoding_of(path)
    try:
        file = open_regular(path)
    except (OSError, ValueError) as error:
        raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
    file.seek(len(encoding.bom))
    return io.TextIOWrapper(file, encoding.codec, encoding.errors, newline="")


def text_writer(target: BinaryIO, encoding: Encoding) -> io.TextIOWrapper:
    """A text file to be written anew in an encoding, its mark included; ``detach`` it from its target when done.

    Line ends are written as they come. What the encoding cannot hold raises ``UnicodeEncodeError`` (a ``ValueError``).
    """
    target.write(encoding.bom)
    return io.TextIOWrapper(target, encoding.codec, encoding.errors, newline="", write_through=True)


def encoding_of(path: Path) -> Encoding:
    """The encoding of a text file.

    Raises:
        Problem: ``captions-unreadable``; ``captions-encoding`` where it is none of those known here, or no text.
    """
    try:
        status = os.stat(path)
        return _encoding_of(path, status.st_size, status.st_mtime_ns, status.st_ino)
    except (OSError, ValueError) as error:
        raise Problem("captions-unreadable", path=path, reason=reason(error)) from error


@functools.lru_cache(maxsize=64)
def _encoding_of(path: Path, size: int, time: int, number: int) -> Encoding:
    """The encoding of a file as it was at a time, so that a large one is looked through once."""
    del size, time, number
    with open_regular(path) as file:
        encoding, position = _judge(file, whole=True)
    if encoding is None:
        raise Problem("captions-encoding", path=path, position=position)
    return encoding


def beginning(path: Path, most: int) -> str:
    """The text in the first bytes of a file; empty where they are no text, or cannot be read."""
    try:
        with open_regular(path) as file:
            data = file.read(most)
    except (OSError, ValueError):
        return ""
    encoding, _ = _judge(io.BytesIO(data), whole=len(data) < most)
    if encoding is None:
        return ""
    return codecs.getincrementaldecoder(encoding.codec)("replace").decode(data[len(encoding.bom) :])


def _judge(file: BinaryIO, whole: bool) -> tuple[Encoding | None, int]:
    """The encoding of a file, or where the first byte stands that fits none.

    Args:
        whole: whether the file's end is the text's, which may not stand within a character.
    """
    start = file.read(_PIECE)
    for bom, codec in _BOMS:
        if start.startswith(bom):
            return Encoding(codec, bom, DAMAGED), 0
    if codec := _by_zeros(start):
        return Encoding(codec, b"", DAMAGED), 0
    fault = _fault(file, "utf-8", whole)
    if fault is None:
        return Encoding("utf-8"), 0
    counts = _Counts(file)
    if counts.binary:
        return None, fault
    if counts.as_utf8 > 4 * counts.not_utf8:
        return Encoding("utf-8", b"", DAMAGED), 0
    if counts.alone * 2 >= counts.high:
        # What Windows calls so: it has quotation marks where Latin-1 has nothing.
        return Encoding("latin-1" if counts.undefined else "cp1252"), 0
    return (Encoding("gb18030"), 0) if _fault(file, "gb18030", whole) is None else (None, fault)


def _fault(file: BinaryIO, codec: str, whole: bool) -> int | None:
    """Where a file is not text of an encoding, in bytes; None where all of it is."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(codec)()
    position = 0
    while True:
        piece = file.read(_PIECE)
        try:
            decoder.decode(piece, final=whole and not piece)
        except UnicodeDecodeError as error:
            return position + error.start
        if not piece:
            return None
        position += len(piece)


class _Counts:
    """What bytes beyond ASCII look like.

    Attributes:
        high: how many there are.
        alone: those of them that stand between ASCII characters, one by one, as accents do in Latin-1 and seldom
            in GB 18030.
        as_utf8, not_utf8: those that are, and are not, part of a character in UTF-8.
        undefined: those that mean nothing in Windows' own Latin-1.
        binary: whether there are more bytes that no text holds than damage explains.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.high = self.alone = self.as_utf8 = self.not_utf8 = self.undefined = 0
        self.binary = False
        file.seek(0)
        while piece := file.read(_PIECE):
            if len(_CONTROL.findall(piece)) * 100 > len(piece):
                self.binary = True
                return
            for run in _HIGH.findall(piece):
                sound = len(run.decode("utf-8", "ignore").encode("utf-8"))
                self.as_utf8 += sound
                self.not_utf8 += len(run) - sound
                self.high += len(run)
                self.alone += len(run) == 1
                self.undefined += sum(map(run.count, _UNDEFINED))


def _by_zeros(start: bytes) -> str:
    """UTF-16 without a mark, known by the zeros of its ASCII characters; "" for anything else."""
    pairs = start[: len(start) // 2 * 2]
    if len(pairs) < 4 or b"\0" not in pairs:
        return ""
    low, high = pairs[::2].count(0), pairs[1::2].count(0)
    for codec, zeros, others in (("utf-16-le", high, low), ("utf-16-be", low, high)):
        if zeros * 8 >= len(pairs) // 2 and others * 4 < zeros:
            text = pairs.decode(codec, "ignore").encode("utf-8")
            return codec if len(_CONTROL.findall(text)) * 100 <= len(text) else ""
    return ""
