"""Caption files: one JSON object, {file name: caption}, read in pieces and cleaned."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.packed import CompressedTexts, Texts
from engine.data.pictureindex import normalise
from engine.data.records import LeftOut
from engine.errors import Problem, reason

_PIECE = 1 << 20
"""Letters that are read at once."""


@dataclass(frozen=True, slots=True)
class Captions:
    """Usable names and captions of a file, in its order, each name once."""

    names: Texts = field(default_factory=Texts)
    captions: CompressedTexts = field(default_factory=CompressedTexts)

    def __len__(self) -> int:
        return len(self.names)


def read_captions(path: Path, left_out: list[LeftOut]) -> Captions:
    """The usable captions of a file; the others are put into ``left_out``.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``, ``captions-not-json``, ``captions-not-object``.
    """
    faults: list[LeftOut] = []
    try:
        found = _clean(_pairs(path), faults)
    except (OSError, ValueError, RecursionError):
        found = None
    if found is None:
        # What is wrong with it, or which of two captions of a name counts, the whole file tells best.
        faults.clear()
        found = _clean_all(_read_whole(path), faults)
    left_out += faults
    return found


def _pairs(path: Path) -> Iterator[tuple[str, Any]]:
    """The pairs of the object in a file, of which a piece at a time is held.

    A piece is cut off where a quotation mark and a comma stand. Had the cut gone through a text or an inner object, it
    could not be read as an object; then more is read, and another place is tried.

    Raises:
        OSError, ValueError, RecursionError: if that is not all that the file holds, or if it holds nothing.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read(_PIECE).lstrip(" \t\n\r")
        if not text.startswith("{"):
            raise ValueError("no object")
        text = text[1:]
        while piece := file.read(max(_PIECE, len(text))):
            text += piece
            end = text.rfind('",') + 1
            if not end:
                continue
            try:
                pairs = json.loads(f"{{{text[:end]}}}", object_pairs_hook=list)
            except ValueError:
                continue
            yield from pairs
            text = text[end + 1 :]
        pairs = json.loads(f"{{{text}", object_pairs_hook=list)
        if not pairs:
            raise ValueError("nothing behind a comma")
        yield from pairs


def _read_whole(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        value = json.loads(text)
    except OSError as error:
        raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
    except UnicodeDecodeError as error:
        raise Problem("captions-encoding", path=path, position=error.start) from error
    except json.JSONDecodeError as error:
        raise Problem(
            "captions-not-json", path=path, line=error.lineno, column=error.colno, reason=error.msg
        ) from error
    except RecursionError as error:
        raise Problem("captions-not-json", path=path, line=1, column=1, reason="nested too deeply") from error
    except ValueError as error:
        raise Problem("captions-not-json", path=path, line=1, column=1, reason=reason(error)) from error
    if not isinstance(value, dict):
        found = {list: "a list", str: "a text", type(None): "null", bool: "true or false"}.get(type(value), "a number")
        raise Problem("captions-not-object", path=path, found=found)
    return value


def _clean(pairs: Iterable[tuple[str, Any]], left_out: list[LeftOut]) -> Captions | None:
    """What is usable of some pairs, and of the others why not; None where two of them may have one name."""
    names, captions, hashes = Texts(), CompressedTexts(), array("q")
    for key, caption in pairs:
        name, fault = _check(key, caption)
        # A hundred bytes a picture less than a set of names takes.
        hashes.append(hash(name or key))
        if fault:
            left_out.append(LeftOut(key, fault))
        else:
            names.append(name)
            captions.append(" ".join(caption.split()))
    return Captions(names, captions) if len(np.unique(np.frombuffer(hashes, np.int64))) == len(hashes) else None


def _clean_all(pairs: Mapping[str, Any], left_out: list[LeftOut]) -> Captions:
    """The same of a whole file, in which two keys may come to one name."""
    usable: dict[str, str] = {}
    for key, caption in pairs.items():
        name, fault = _check(key, caption)
        if fault or name in usable:
            left_out.append(LeftOut(key, fault or "named-twice"))
        else:
            usable[name] = " ".join(caption.split())
    return Captions(Texts(usable), CompressedTexts(usable.values()))


def _check(key: str, caption: Any) -> tuple[str, str]:
    """A key as a name, and what is wrong with the pair: nothing where it is usable."""
    name = _safe(key)
    if name is None:
        return "", "unsafe-name"
    if not isinstance(caption, str) or not _encodable(caption):
        return name, "caption-not-text"
    return name, "" if caption.strip() else "caption-empty"


def _safe(key: str) -> str | None:
    """A key as a name or a place below the folder, or None where it points elsewhere or nowhere."""
    name = normalise(key).replace("\\", "/")
    if not _encodable(name) or "\0" in name or name.startswith("/") or name[1:2] == ":":
        return None
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        return None
    place = "/".join(parts)
    return key if key == place else place


def _encodable(text: str) -> bool:
    # JSON can spell half of a surrogate pair, which is no character and cannot be written anywhere.
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
