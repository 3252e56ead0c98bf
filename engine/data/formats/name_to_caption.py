"""JSON, one object {file name: caption} or {file name: [captions]}: train_captions.json and test_captions.json, or one
captions.json, or any file whose keys name pictures."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats.interface import Columns, Edit, Found, Item, Split
from engine.data.formats.splits import split_of_file
from engine.data.survey import Survey, TextFile
from engine.errors import Problem, reason
from engine.files import write_atomically

TRAIN_FILE, TEST_FILE, WHOLE_FILE = "train_captions.json", "test_captions.json", "captions.json"
_FILES: dict[Split | None, str] = {
    None: WHOLE_FILE,
    "train": TRAIN_FILE,
    "validation": "validation_captions.json",
    "test": TEST_FILE,
}
_LOOKED_AT = 20
"""Names in a file that are looked for among the pictures, to know what it holds."""

_PIECE = 1 << 20
"""Letters that are read at once."""
_KEY = re.compile(r'[{,]\s*("(?:[^"\\]|\\.)*")\s*:')
_SPACE = re.compile(r"[ \t\n\r]*")


class _Pairs(list[tuple[str, Any]]):
    """The pairs of an object, in its order, with every one of two that have one key."""


class NameToCaption:
    """See ``CaptionFormat``. A file that is called so and holds something else is told as such."""

    repeats: ClassVar[bool] = False

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``."""
        del columns
        candidates = [text for text in survey.texts if text.ending == ".json" or text is survey.named]
        known = [text for text in candidates if _names_pictures(text, survey)]
        named = [text for text in candidates if text.place.casefold() in _FILES.values() and _may_hold(text)]
        files = known + [text for text in named if text not in known]
        if not files:
            return None
        whole = [text for text in files if split_of_file(text.name) is None]
        if len(whole) < len(files) and any(split_of_file(text.name) == "train" for text in files):
            # The files of the splits hold them all, as a rule.
            files = [text for text in files if text not in whole]
        else:
            whole = []
        order = sorted(files, key=lambda text: (list(_FILES).index(split_of_file(text.name)), text.place))
        return Found(tuple(text.path for text in order), tuple(text.path for text in whole), sure=bool(known))

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item]:
        """See ``CaptionFormat``.

        Raises:
            Problem: ``captions-unreadable``, ``captions-encoding``, ``captions-not-json``, ``captions-not-object``.
        """
        del columns
        for path in files:
            split = split_of_file(path.name)
            for name, value in _pairs(path):
                yield Item(name, _captions(value), split)

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``: a file a split, one caption as a text, several as a list."""
        by_split: dict[Split | None, list[Item]] = {}
        for item in items:
            by_split.setdefault(item.split, []).append(item)
        return tuple(_write(folder / _FILES[split], batch) for split, batch in by_split.items())

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``."""
        del columns
        with open_text(path) as file:
            text = file.read()
        writer = text_writer(target, encoding_of(path))
        written = 0
        ascii_only = text.isascii()
        for name, value, start, end in _spans(path, text):
            old = _captions(value)
            new = edit(name, old)
            if new is None or list(new) == list(old):
                continue
            plain: Any = new[0] if len(new) == 1 and not isinstance(value, list) else list(new)
            writer.write(text[written:start])
            writer.write(json.dumps(plain, ensure_ascii=ascii_only))
            written = end
        writer.write(text[written:])
        writer.detach()


def _captions(value: object) -> Sequence[object]:
    """The captions that a value holds: one, or several in a list."""
    return value if isinstance(value, list) and not isinstance(value, _Pairs) else (value,)


def _may_hold(text: TextFile) -> bool:
    """Whether a file could be meant, by its first letter; one that cannot be read could."""
    head = text.head.lstrip()
    return not head.startswith("[") or len(head) > 1


def _names_pictures(text: TextFile, survey: Survey) -> bool:
    """Whether a file is an object whose keys name pictures."""
    head = text.head.lstrip()
    if not head.startswith("{"):
        return False
    names = []
    for match in itertools.islice(_KEY.finditer(head), _LOOKED_AT):
        try:
            names.append(json.loads(match[1]))
        except ValueError:
            continue
    rows = [row for row, _ in survey.pictures.find(names)]
    return bool(rows) and 2 * sum(row >= 0 for row in rows) >= len(rows)


def _write(path: Path, items: Iterable[Item]) -> Path:
    """An object of one pair a line."""

    def lines() -> Iterator[str]:
        before = "{\n"
        for item in items:
            value = item.captions[0] if len(item.captions) == 1 else list(item.captions)
            yield f"{before} {json.dumps(item.name)}: {json.dumps(value, ensure_ascii=False)}"
            before = ",\n"
        yield "{}\n" if before == "{\n" else "\n}\n"

    write_atomically(path, (line.encode("utf-8", "surrogatepass") for line in lines()))
    return path


def _spans(path: Path, text: str) -> Iterator[tuple[str, Any, int, int]]:
    """The pairs of the object in a text, and where each value begins and ends."""
    decoder = json.JSONDecoder(object_pairs_hook=_Pairs)
    place = _skip(text, 0)
    try:
        if text[place : place + 1] != "{":
            raise Problem("captions-not-object", path=path, found="something else")
        place = _skip(text, place + 1)
        while text[place : place + 1] != "}":
            name, place = decoder.raw_decode(text, place)
            place = _skip(text, _skip(text, place) + 1)
            value, end = decoder.raw_decode(text, place)
            yield name, value, place, end
            place = _skip(text, end)
            if text[place : place + 1] == ",":
                place = _skip(text, place + 1)
    except json.JSONDecodeError as error:
        raise Problem(
            "captions-not-json", path=path, line=error.lineno, column=error.colno, reason=error.msg
        ) from error


def _skip(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


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
    with open_text(path) as file:
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
                pairs = json.loads(f"{{{text[:end]}}}", object_pairs_hook=_Pairs)
            except ValueError:
                continue
            yield from pairs
            text = text[end + 1 :]
        pairs = json.loads(f"{{{text}", object_pairs_hook=_Pairs)
        if not pairs:
            raise ValueError("nothing behind a comma")
        yield from pairs


def _whole(path: Path) -> _Pairs:
    """All pairs of the object in a file.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``, ``captions-not-json``, ``captions-not-object``.
    """
    try:
        with open_text(path) as file:
            text = file.read()
        value = json.loads(text, object_pairs_hook=_Pairs)
    except OSError as error:
        raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
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
