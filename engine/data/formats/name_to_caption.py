"""JSON, one object {file name: caption}: train_captions.json and test_captions.json, or one captions.json."""

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.data.formats.interface import Item, Split
from engine.errors import Problem, reason

TRAIN_FILE, TEST_FILE, WHOLE_FILE = "train_captions.json", "test_captions.json", "captions.json"
_SPLITS: dict[str, Split] = {TRAIN_FILE: "train", TEST_FILE: "test"}

_PIECE = 1 << 20
"""Letters that are read at once."""


class _Pairs(list[tuple[str, Any]]):
    """The pairs of an object, in its order, with every one of two that have one key."""


class NameToCaption:
    """See ``CaptionFormat``. A file that is called so and holds something else is told as such."""

    def find(self, folder: Path) -> tuple[Path, ...]:
        """See ``CaptionFormat``."""
        train = next((folder / name for name in (TRAIN_FILE, WHOLE_FILE) if (folder / name).exists()), None)
        test = folder / TEST_FILE
        return ((train,) if train else ()) + ((test,) if test.exists() else ())

    def read(self, files: Sequence[Path]) -> Iterator[Item]:
        """See ``CaptionFormat``.

        Raises:
            Problem: ``captions-unreadable``, ``captions-encoding``, ``captions-not-json``, ``captions-not-object``.
        """
        for path in files:
            split = _SPLITS.get(path.name)
            for name, caption in _pairs(path):
                yield Item(name, (caption,), split)


def _pairs(path: Path) -> Iterator[tuple[str, Any]]:
    """The pairs of a file's object; where the file cannot be read in pieces, what is wrong with it, or its rest."""
    count = 0
    try:
        for pair in _in_pieces(path):
            yield pair
            count += 1
    except (OSError, ValueError, RecursionError):
        yield from itertools.islice(_whole(path), count, None)


def _in_pieces(path: Path) -> Iterator[tuple[str, Any]]:
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


def _whole(path: Path) -> _Pairs:
    """All pairs of the object in a file.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``, ``captions-not-json``, ``captions-not-object``.
    """
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        value = json.loads(text, object_pairs_hook=_Pairs)
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
    if not isinstance(value, _Pairs):
        found = {list: "a list", str: "a text", type(None): "null", bool: "true or false"}.get(type(value), "a number")
        raise Problem("captions-not-object", path=path, found=found)
    return value
