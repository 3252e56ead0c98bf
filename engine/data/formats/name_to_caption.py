"""JSON, one object {file name: caption} or {file name: [captions]}: train_captions.json and test_captions.json, or one
captions.json, or any file whose keys name pictures.

The object may stand below a key of its own, such as "captions" or "train"; and a picture's captions in an object, as
kohya's scripts write {name: {"caption": …, "tags": …}}.
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar

from engine.data.encodings import beginning, encoding_of, open_text, text_writer
from engine.data.formats.interface import Columns, Edit, Found, Item, Split, TakesMore
from engine.data.formats.jsonfault import until_fault
from engine.data.formats.jsonspans import JsonSpan, Splices, spans
from engine.data.formats.splits import by_split, split_of_file, split_of_word
from engine.data.jsonstream import JsonStream, Pairs
from engine.data.records import LeftOut
from engine.data.survey import HEAD, Survey, TextFile
from engine.errors import Problem
from engine.files import write_atomically

TRAIN_FILE, TEST_FILE, WHOLE_FILE = "train_captions.json", "test_captions.json", "captions.json"
_FILES: dict[Split | None, str] = {
    None: WHOLE_FILE,
    "train": TRAIN_FILE,
    "validation": "validation_captions.json",
    "test": TEST_FILE,
}
_KINDS = {"[": "a list", '"': "a text", "n": "null", "t": "true or false", "f": "true or false"}
_LOOKED_AT = 20
"""Names in a file that are looked for among the pictures, to know what it holds."""

_HOLDERS = frozenset(("caption", "captions", "text", "description", "tags"))
"""Keys of an object that belongs to one picture, such as kohya's {"caption": …, "tags": …}; the last where no other."""
_ABOUT = frozenset(
    [
        "info",
        "version",
        "description",
        "licenses",
        "license",
        "dataset",
        "name",
        "year",
        "date",
        "url",
        "source",
        "author",
        "language",
    ]
)
"""Keys beside the pictures of a file, that tell of itself."""
_KEY = re.compile(r'[{,]\s*("(?:[^"\\]|\\.)*")\s*:')


class NameToCaption(TakesMore):
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

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``.

        Raises:
            Problem: ``captions-unreadable``, ``captions-encoding``, ``captions-not-json``, ``captions-not-object``.
        """
        del columns
        for path in files:
            split = split_of_file(path.name)
            with JsonStream(path) as stream:
                first = stream.peek()
                if first and first != "{":
                    raise Problem("captions-not-object", path=path, found=_KINDS.get(first, "a number"))
                if not first:
                    stream.value()
                yield from until_fault(stream, _pictures(stream, split))

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``: a file a split, one caption as a text, several as a list."""
        return tuple(_write(folder / _FILES[split], batch) for split, batch in by_split(items).items())

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``."""
        del columns
        with open_text(path) as file:
            text = file.read()
        splices = Splices(text)
        nested = _is_nested(text[:HEAD])
        for span in spans(path, text):
            inner = spans(path, text, span.start) if nested and _holds_pictures(span.value) else (span,)
            for picture in inner:
                _edit(path, text, picture, edit, splices)
        writer = text_writer(target, encoding_of(path))
        writer.writelines(splices.pieces())
        writer.detach()

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``. Where pictures stand below keys, below that of the training split, or the last."""
        del columns
        with open_text(path) as file:
            text = file.read()
        splices = Splices(text)
        place: int | None = 0
        if _is_nested(text[:HEAD]):
            holders = {span.key: span.start for span in spans(path, text) if _holds_pictures(span.value)}
            trained = [start for key, start in holders.items() if split_of_word(key) == "train"]
            place = next(iter([*trained, *reversed(holders.values())]), None)
        if place is not None:
            lists = any(isinstance(span.value, list) for span in spans(path, text, place))
            one = (len(item.captions) == 1 and not lists for item in items)
            values = (
                item.captions[0] if alone else list(item.captions) for item, alone in zip(items, one, strict=True)
            )
            splices.append(path, zip((item.name for item in items), values, strict=True), place)
        writer = text_writer(target, encoding_of(path))
        writer.writelines(splices.pieces())
        writer.detach()
        return items if place is None else ()


def _pictures(stream: JsonStream, split: Split | None) -> Iterator[Item | LeftOut]:
    if _is_nested(beginning(stream.path, HEAD)):
        for key in stream.members():
            yield from _member(stream, key, split)
    else:
        for name, value in stream.pairs():
            yield Item(name, _captions(value), split)
    stream.end()


def _member(stream: JsonStream, key: str, split: Split | None) -> Iterator[Item | LeftOut]:
    """What stands below a key of a file whose pictures stand below such keys."""
    if stream.peek() == "{":
        for name, value in stream.pairs():
            yield Item(name, _captions(value), split_of_word(key) or split)
    elif key.casefold() not in _ABOUT:
        yield Item(key, _captions(stream.value()), split)


def _edit(path: Path, text: str, picture: JsonSpan, edit: Edit, splices: Splices) -> None:
    """Put a picture's new captions in place of the old ones."""
    old = _captions(picture.value)
    new = edit(picture.key, old)
    if new is None or list(new) == list(old):
        return
    place = picture
    if isinstance(picture.value, Pairs):
        holders = [span for span in spans(path, text, picture.start) if span.key == _holder(picture.value)]
        if not holders:
            return
        place = holders[-1]
    if isinstance(place.value, list) and len(new) == len(old):
        for element, caption in zip(spans(path, text, place.start), new, strict=True):
            if caption != element.value:
                splices.replace(element.start, element.end, caption)
        return
    several = isinstance(place.value, list) or len(new) != 1
    splices.replace(place.start, place.end, list(new) if several else new[0])


def _captions(value: object) -> Sequence[object]:
    """The captions that a value holds: one, or several in a list; below a key where it is an object."""
    if isinstance(value, Pairs):
        holder = _holder(value)
        return _captions(value.get(holder)[-1]) if holder else (value,)
    return value if isinstance(value, list) else (value,)


def _holder(picture: Pairs) -> str:
    """The key of a picture's object below which its captions stand; "" where there is none."""
    keys = [key for key, value in picture if key in _HOLDERS and not isinstance(value, Pairs)]
    return next((key for key in keys if key != "tags"), keys[-1] if keys else "")


def _holds_pictures(value: object) -> bool:
    return isinstance(value, Pairs) and not _holder(value)


def _is_nested(head: str) -> bool:
    """Whether an object's pictures stand below keys of their own, by what it begins with."""
    keys = [match.end() for match in itertools.islice(_KEY.finditer(head), _LOOKED_AT)]
    for place in keys:
        # The first inner object, be it the value of the first key or of one behind "info".
        inner = head[place:].lstrip()
        if inner.startswith("{") and (match := _KEY.match(inner)):
            key = json.loads(match[1], strict=False)
            return key not in _HOLDERS and inner[match.end() :].lstrip()[:1] in ('"', "[", "{")
    return False


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
