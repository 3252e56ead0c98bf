"""Names of files as people spell them: taken apart, and folded for comparison."""

import os
import re
import unicodedata
from urllib.parse import unquote

from engine.escapes import unescape

_COCO = re.compile(r"(?:(COCO_(?:train|val|test)20\d\d_))?(\d{12})(\.\w+)?", re.IGNORECASE)
_COCO_PREFIXES = ("COCO_train2014_", "COCO_val2014_", "COCO_test2014_", "COCO_test2015_")
_DRIVE = re.compile(r"[A-Za-z]:")


def normalise(name: str) -> str:
    """A name in composed form, since some systems store an accent apart from its letter."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def fold(name: str) -> str:
    """A name by which those are compared that differ in small and capital letters alone."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name.casefold())


def as_gb18030(name: str) -> str:
    """A name that is no UTF-8 as a Chinese system would read it; "" where it could not."""
    try:
        return os.fsencode(name).decode("gb18030")
    except UnicodeError:
        return ""


def spellings(key: str) -> list[str]:
    """What a key may mean, the plainest first: as it stands, unescaped, without blanks at its ends, without %20."""
    found = {key: None}
    for other in (unescape(key), key.strip(), unquote(key, errors="surrogateescape") if "%" in key else key):
        found[other] = None
        found[other.strip()] = None
    return list(found)


def coco_names(name: str) -> list[str]:
    """The other file names that an image of COCO may have: its captions of 2014 call COCO_val2014_000000000139.jpg what
    lies in the folders of 2017 as 000000000139.jpg. None for a name that is not one of COCO's."""
    match = _COCO.fullmatch(name)
    if match is None:
        return []
    plain = match[2] + (match[3] or "")
    return [plain] if match[1] else [prefix + plain for prefix in _COCO_PREFIXES]


def split_place(name: str) -> tuple[tuple[str, ...], bool]:
    """The folders and the file that a name spells, with slashes or backslashes, and whether it leads elsewhere: it
    begins with a slash or a drive, or goes up by ".." further than it came down. No parts where it names nothing."""
    text = normalise(name).replace("\\", "/")
    drive = _DRIVE.match(text)
    outside = text.startswith("/") or drive is not None
    parts: list[str] = []
    for part in text[2 if drive else 0 :].split("/"):
        if part == "..":
            outside = outside or not parts
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return (() if "\0" in text or text.endswith("/") else tuple(parts)), outside
