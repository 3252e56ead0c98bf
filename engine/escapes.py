"""Names of files that are no Unicode, spelled so that they can be written into any text and found again.

A file's name is bytes on Linux. Python holds those that are not UTF-8 as halves of surrogate pairs (PEP 383), which can
be written into no text. ``escape`` spells them as ``\\xb3``, one to one.
"""

import os
import re
from pathlib import Path

_SURROGATE = re.compile("[\ud800-\udfff]")
# What would be taken for an escape when it is read again.
_LIKE_ESCAPE = re.compile(r"\\(?=x[0-9a-f]{2}|ud[89a-f][0-9a-f]{2})")
# C0 and C1 controls; Unicode's embeddings, overrides and isolates of direction; its separators of lines and paragraphs.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\u(d[89a-f][0-9a-f]{2})")


def escape(name: str) -> str:
    r"""A name with halves of surrogate pairs spelled as ``\xb3`` or ``\ud800``; every other one stays as it is.

    It is one to one: a backslash before what looks like such an escape is spelled ``\x5c``.
    """
    if name.isascii() and "\\" not in name:
        return name
    return _SURROGATE.sub(_spell, _LIKE_ESCAPE.sub(r"\\x5c", name))


def _spell(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number - 0xDC00:02x}" if 0xDC80 <= number <= 0xDCFF else f"\\u{number:04x}"


def printable(text: str) -> str:
    r"""A text for a terminal or a log, in which nothing is obeyed: control characters but a tab and an end of line, and
    those that turn the direction of writing, are spelled as ``\x1b`` and ``\u202e``; halves of surrogate pairs too."""
    if not encodable(text):
        text = escape(text)
    return _OBEYED.sub(lambda found: _spelled(ord(found[0])), text)


def obeys_nothing(text: str) -> bool:
    """Whether ``printable`` gives the same text."""
    return encodable(text) and not _OBEYED.search(text)


def _spelled(number: int) -> str:
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


def unescape(name: str) -> str:
    """The name that ``escape`` spelled so."""
    return _ESCAPE.sub(_read, name) if "\\" in name else name


def _read(found: re.Match[str]) -> str:
    if found[2]:
        return chr(int(found[2], 16))
    number = int(found[1], 16)
    return chr(number) if number < 128 else chr(0xDC00 + number)


def encodable(text: str) -> bool:
    """Whether a text holds characters alone. JSON can spell half of a surrogate pair, which is none."""
    return text.isascii() or not _SURROGATE.search(text)


def path_text(path: str | os.PathLike[str]) -> str:
    """A path as it is written into files and shown; only on Windows, whose names are Unicode, never escaped."""
    return os.fspath(path) if os.name == "nt" else escape(os.fspath(path))


def text_path(text: str) -> Path:
    """The path that ``path_text`` wrote."""
    return Path(text if os.name == "nt" else unescape(text))
