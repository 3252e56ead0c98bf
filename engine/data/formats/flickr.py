"""The files of Flickr8k and Flickr30k: on each line a picture's file name, mostly with the caption's number, and a
caption that runs to the end of the line, whatever stands in it.

Flickr8k.token.txt and results_20130124.token have "name.jpg#0", a tab and the caption (Hodosh, Young and Hockenmaier
2013, "Framing Image Description as a Ranking Task"; Young et al. 2014, "From image descriptions to visual
denotations"); results.csv of Flickr30k has "name.jpg| 0| caption". Others have changed the tab into a comma, a vertical
bar or blanks, or left out the number. Known faults are mended: the name "2258277193_586949ec62.jpg.1" of Flickr8k, and
the row of Flickr30k that lacks its second bar. Lists of names beside them tell the splits.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, ClassVar, NamedTuple

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats.interface import Columns, Edit, Found, Item, Split, TakesMore
from engine.data.formats.recognising import reads_as_text
from engine.data.formats.rewriting import Unit, appended, copied, rewritten
from engine.data.formats.rows import line_end, whole_lines
from engine.data.formats.sources import CaptionSource, found_among, head_of, place_below
from engine.data.formats.splits import SplitLists, is_list, split_of_place
from engine.data.pictureindex import is_picture
from engine.data.records import LeftOut
from engine.data.survey import Survey
from engine.errors import Problem
from engine.files import write_atomically

FILE = "captions.token"
LISTS: dict[Split, str] = {"train": "trainImages.txt", "validation": "devImages.txt", "test": "testImages.txt"}

_ENDINGS = "jpe?g|jpe|jfif|png|webp|bmp|gif|tiff?|avif|heic|heif|jp2"
_NAME = rf"(?P<name>\S(?:[^\t|,]*?\S)??\.(?:{_ENDINGS}))(?:\.\d+)?"
_NAME_WITH_COMMAS = _NAME.replace("|,", "|")
_LINES = {
    # With the caption's number in the name: whatever stands behind it.
    "numbered": re.compile(
        rf"{_NAME_WITH_COMMAS}(?P<number>#\d+)(?P<mark>[ ]*[\t,|][ ]*|[ ]+)(?P<caption>.*)", re.IGNORECASE
    ),
    # With the number between bars, of which one may be missing.
    "barred": re.compile(
        rf"{_NAME}[ ]*\|[ ]*(?P<number>\d+)(?P<mark>[ ]*\|[ ]*|[ ]{{2,}})(?P<caption>.*)", re.IGNORECASE
    ),
    # Without any, blanks between.
    "plain": re.compile(rf"(?P<name>[^\s|,]+\.(?:{_ENDINGS}))(?P<number>)(?P<mark>[ ]+)(?P<caption>.*)", re.IGNORECASE),
}
_HEADINGS = re.compile(r"\W*image(_?name)?\W+(comment|caption)", re.IGNORECASE)
_LEMMA = re.compile(r"lemma", re.IGNORECASE)
_LOOKED_AT = 200
_LEAST = {"numbered": 4, "barred": 4, "plain": 8}
"""Tenths of the lines that have to be so, that a file is known by them."""


class _Parts(NamedTuple):
    """A line of a picture and a caption."""

    name: str
    caption: str
    start: int


class Flickr(TakesMore):
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``. What is named as lemmatised lies beside the captions that it was made of."""
        if columns.image or columns.captions:
            # Who names columns has a table.
            return None
        known = [text for text in survey.texts if _kind(text.head)]
        plain = [text for text in known if not _LEMMA.search(text.name)] or known
        sources = [CaptionSource(text.path, text.place, Columns(folder=survey.folder)) for text in plain]
        found = found_among(sources, survey, lambda path, columns: self.read((path,), columns))
        lemmatised = (text.path for text in known if text not in plain)
        return found and replace(found, beside=(*found.beside, *lemmatised))

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``."""
        lists = [path for path in files if is_list(place_below(path, columns.folder), head_of(path))]
        splits = SplitLists(lists)
        for path in files:
            if path in lists:
                continue
            kind, place = _kind_of(path), place_below(path, columns.folder)
            file_split = split_of_place(place)
            with open_text(path) as lines:
                for number, line in enumerate(lines, start=1):
                    if not line.strip() or (number == 1 and _HEADINGS.match(line)):
                        continue
                    if parts := _parts(line, kind):
                        yield Item(parts.name, (parts.caption,), splits.split(parts.name) or file_split)
                    else:
                        yield LeftOut(f"{place}, line {number}", "no-name", line.strip())

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``. Splits are written as lists of names.

        Raises:
            Problem: ``name-unwritable`` for a file name that such a line cannot hold.
        """
        names: dict[Split, list[str]] = {"train": [], "validation": [], "test": []}
        write_atomically(folder / FILE, _lines(items, names))
        written = [folder / FILE]
        for split, listed in names.items():
            if listed:
                written.append(folder / LISTS[split])
                write_atomically(written[-1], (f"{name}\n".encode() for name in listed))
        return tuple(written)

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``. A caption more gets a line of its own with the next number."""
        file = text_writer(target, encoding_of(path))
        if is_list(place_below(path, columns.folder), head_of(path)):
            copied(path, file)
        else:
            kind = _kind_of(path)
            with open_text(path) as lines:
                end = line_end(next(lines, "")) or "\n"
            for piece in rewritten(lambda: _units(path, kind), edit, lambda *change: _changed(kind, end, *change)):
                file.write(piece)
        file.flush()
        file.detach()

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``. The lines are written as the first one is."""
        del columns
        kind = _kind_of(path)
        first = next(unit.raw for unit in _units(path, kind) if unit.name is not None)
        return appended(path, target, items, lambda item: _rows_like(first, kind, item), line_end(first) or "\n")


def _kind(head: str) -> str:
    """How the lines of a file are written: a key of ``_LINES``; "" where most are no picture and caption."""
    if head.lstrip()[:1] in ("{", "["):
        # JSON in one line whose first key ends in a blank looks like a name and a caption.
        return ""
    lines = [line for line in whole_lines(head)[: _LOOKED_AT + 1] if line.strip()]
    if lines and _HEADINGS.match(lines[0]):
        lines = lines[1:]
    # "a.jpg 640 480" and "a.jpg cat" stand in lists of other things.
    counts = Counter(
        kind
        for line in lines
        for kind in _LINES
        if (parts := _parts(line, kind)) and (kind != "plain" or reads_as_text(parts.caption))
    )
    for kind in _LINES:
        if counts[kind] * 10 > len(lines) * _LEAST[kind]:
            return kind
    return ""


def _kind_of(path: Path) -> str:
    kind = _kind(head_of(path))
    if not kind:
        raise Problem("captions-no-columns", path=path)
    return kind


def _parts(line: str, kind: str) -> _Parts | None:
    """What a line holds; None where it does not begin with a picture's name."""
    found = _LINES[kind].match(line.rstrip("\r\n"))
    if found is None or not is_picture(found["name"]):
        return None
    return _Parts(found["name"], found["caption"], found.start("caption"))


def _units(path: Path, kind: str) -> Iterator[Unit]:
    with open_text(path) as lines:
        for number, line in enumerate(lines):
            parts = None if number == 0 and _HEADINGS.match(line) else _parts(line, kind)
            yield Unit(line, parts.name, (parts.caption,)) if parts else Unit(line)


def _changed(kind: str, end: str, units: Sequence[Unit], captions: Sequence[object]) -> list[str]:
    """The lines of one picture with other captions."""
    texts = [" ".join(str(caption or "").split()) for caption in captions]
    new = [_with(unit.raw, kind, text) for unit, text in zip(units, texts, strict=False)]
    new += [""] * (len(units) - len(new))
    last = units[-1].raw
    for count, text in enumerate(texts[len(units) :], start=1):
        if not line_end(last):
            new[-1] += end
        new[-1] += _numbered(_with(last, kind, text), kind, count)
    return new


def _with(line: str, kind: str, caption: str) -> str:
    parts = _parts(line, kind)
    return line if parts is None else line[: parts.start] + caption + line_end(line)


def _rows_like(line: str, kind: str, item: Item) -> list[str]:
    """Lines of a picture, written as one of another is; none where they cannot hold its name."""
    end = line_end(line) or "\n"
    found = _LINES[kind].match(line.rstrip("\r\n"))
    assert found is not None
    rows = []
    for number, caption in enumerate(item.captions):
        counted = re.sub(r"\d+", str(number), found["number"])
        text = " ".join(str(caption).split())
        between, mark = (
            line[found.end("name") : found.start("number")],
            line[found.end("number") : found.start("caption")],
        )
        rows.append(f"{item.name}{between}{counted}{mark}{text}{end}")
        parts = _parts(rows[-1], kind)
        if parts is None or (parts.name, parts.caption) != (item.name, text):
            return []
    return rows


def _numbered(line: str, kind: str, more: int) -> str:
    """A line whose caption has a number that is some more."""
    found = _LINES[kind].match(line.rstrip("\r\n"))
    if found is None or not found["number"]:
        return line
    number = found["number"]
    counted = re.sub(r"\d+", lambda digits: str(int(digits[0]) + more), number)
    return line[: found.start("number")] + counted + line[found.end("number") :]


def _lines(items: Iterable[Item], names: dict[Split, list[str]]) -> Iterator[bytes]:
    """The lines of some pictures; their names are gathered by split."""
    for item in items:
        if not (found := _LINES["numbered"].match(f"{item.name}#0\t")) or found["name"] != item.name:
            raise Problem("name-unwritable", name=item.name)
        if item.split:
            names[item.split].append(item.name)
        for number, caption in enumerate(item.captions):
            yield f"{item.name}#{number}\t{' '.join(str(caption).split())}\n".encode("utf-8", "surrogatepass")
