"""Which of several files of one format hold the captions of a data folder, and which say the same once more."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from pathlib import Path

from engine.data.encodings import beginning, encoding_of
from engine.data.formats.columns import TableSample, columns_of
from engine.data.formats.interface import Columns, Found, Item, Question
from engine.data.formats.recognising import Unclear
from engine.data.formats.splits import SplitLists, is_list, split_of_place
from engine.data.formats.tables import TableLook
from engine.data.pictureindex import PictureIndex
from engine.data.records import LeftOut
from engine.data.survey import HEAD, Survey, TextFile
from engine.errors import Problem

Entries = Iterator[Item | LeftOut]

_CELL = 200
"""Letters of a cell that a preview shows."""
_LOOKED_AT = 20
_SOUGHT = 200
"""Captions of one file that are looked for in another one."""
_AMONG = 200_000
"""Captions of that other one among which they are looked for."""
_COMPARED = 12
"""Files that are compared with each other; where there are more, each is taken for a part."""
_METADATA = "metadata"
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class CaptionSource:
    """A file that may hold captions.

    Attributes:
        place: below the data folder, with slashes.
        columns: those that hold its captions; None where a person has to choose among ``choices``.
        shown: its first rows, the headings first.
    """

    path: Path
    place: str
    columns: Columns | None
    choices: tuple[str, ...] = ()
    shown: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, text: TextFile, seen: TableLook, named: Columns) -> "CaptionSource":
        """A file by what its beginning shows. Its splits may stand in a column that other files have not."""
        shown = tuple(tuple(cell[:_CELL] for cell in row) for row in seen.preview())
        if isinstance(seen.places, Unclear):
            return cls(text.path, text.place, None, seen.places.choices, shown)
        columns = replace(columns_of(seen.places, seen.sample), split=named.split, delimiter=seen.shape.delimiter)
        return cls(text.path, text.place, columns, shown=shown)

    @property
    def question(self) -> Question:
        """Which columns hold its captions."""
        return Question("columns", self.path, self.choices, self.shown)


def sources_among(
    texts: Iterable[TextFile],
    survey: Survey,
    columns: Columns,
    look: Callable[[str, PictureIndex, Columns], TableLook | None],
) -> list[CaptionSource]:
    """Those of some files that may hold captions in columns; what belongs to an image folder is none of them.

    Args:
        look: what the beginning of a file shows; raises ``KeyError`` for a column that a person named and it lacks.

    Raises:
        Problem: ``columns-unknown`` if none of them has the columns that a person named.
    """
    sources = []
    unknown: Problem | None = None
    for text in texts:
        try:
            seen = look(text.head, survey.pictures, columns)
        except KeyError as error:
            unknown = unknown or Problem("columns-unknown", path=text.path, column=error.args[0])
            continue
        if seen is not None and not is_metadata(text.place, seen.sample.headings):
            sources.append(CaptionSource.of(text, seen, columns))
    if unknown is not None and not sources:
        raise unknown
    return sources


def read_beside_lists(
    files: Sequence[Path], columns: Columns, read: Callable[[Path, Columns, SplitLists], Entries]
) -> Entries:
    """What ``read`` gives of each file that is no list of a split, with the splits that such lists tell.

    Raises:
        Problem: as ``read`` and ``SplitLists``.
    """
    lists = [path for path in files if is_list(place_below(path, columns.folder), head_of(path))]
    splits = SplitLists(lists)
    for path in files:
        if path not in lists:
            yield from read(path, columns, splits)


def found_among(
    sources: Sequence[CaptionSource], survey: Survey, read: Callable[[Path, Columns], Entries]
) -> Found | None:
    """What to read of some files of one format: those that together are a data set.

    Files are read together where they tell different splits or name different pictures. Where one says what another
    does, the one that tells a split is read, or the larger one.

    Args:
        read: reads one file.
    """
    clear = [source for source in sources if source.columns is not None]
    if not clear:
        alike = [source for source in sources if source.shown[:1] == sources[0].shown[:1]]
        return Found(tuple(source.path for source in alike), question=sources[0].question) if sources else None
    again, at_odds = _compared(clear, read) if len(clear) <= _COMPARED else (set(), False)
    kept = [source for source in clear if source.path not in again]
    beside = tuple(source.path for source in clear if source.path in again)
    files = tuple(source.path for source in kept)
    if at_odds or len({source.columns for source in kept}) > 1:
        shown = tuple((source.place, *row) for source in kept for row in source.shown[1:2])
        return Found(files, beside, Question("file", survey.folder, tuple(source.place for source in kept), shown))
    columns = kept[0].columns
    assert columns is not None
    return Found((*files, *lists_among(survey)), beside, columns=replace(columns, folder=survey.folder))


def _compared(sources: Sequence[CaptionSource], read: Callable[[Path, Columns], Entries]) -> tuple[set[Path], bool]:
    """The files that say what another one does, and whether two say different things of the same pictures."""
    again: set[Path] = set()
    at_odds = False
    for pair in combinations(sources, 2):
        if again & {source.path for source in pair}:
            continue
        splits = [split_of_place(source.place) for source in pair]
        if None not in splits and splits[0] != splits[1]:
            continue
        # The one that tells a split first, then the larger one, which may hold all of the other.
        sizes = [source.path.stat().st_size for source in pair]
        better, worse = sorted((0, 1), key=lambda place: (splits[place] is None, -sizes[place], place))
        few, many = (better, worse) if sizes[better] < sizes[worse] else (worse, better)
        entries = [read(source.path, source.columns or Columns()) for source in pair]
        common, same = agreement(pairs(entries[few], str.casefold), entries[many], str.casefold)
        if same:
            again.add(pair[worse].path)
        at_odds |= common and not same
    return again, at_odds


def base_name(name: str) -> str:
    """A file name by which pictures are compared whose places are told in different ways."""
    return name.replace("\\", "/").rpartition("/")[2].casefold()


def pairs(entries: Iterable[Item | LeftOut], key: Callable[[str], str] = base_name) -> list[tuple[str, str]]:
    """File names and captions at the beginning of a file, as they are compared with others."""
    found = [
        (key(item.name), _words(caption))
        for item in islice((entry for entry in entries if isinstance(entry, Item)), _SOUGHT)
        for caption in item.captions
        if isinstance(caption, str) and caption.strip()
    ]
    return found[:_SOUGHT]


def agreement(
    few: Sequence[tuple[str, str]], many: Iterable[Item | LeftOut], key: Callable[[str], str] = base_name
) -> tuple[bool, bool]:
    """Whether some pictures are in other files too, and whether these say the same of them.

    Letters count, not their case nor the marks between them, since some files hold the words alone.
    """
    sought: dict[str, set[str]] = {}
    for name, words in few:
        sought.setdefault(name, set()).add(words)
    seen: dict[str, set[str]] = {}
    for item in islice((entry for entry in many if isinstance(entry, Item)), _AMONG):
        if (name := key(item.name)) in sought:
            seen.setdefault(name, set()).update(_words(text) for text in item.captions if isinstance(text, str))
    wanted = sum(len(sought[name]) for name in seen)
    met = sum(len(sought[name] & seen[name]) for name in seen)
    return bool(seen), len(seen) * 2 >= len(sought) > 0 and met * 10 >= wanted * 9


def _words(caption: str) -> str:
    return " ".join(_WORDS.findall(caption.casefold()))


def is_metadata(place: str, headings: Sequence[str]) -> bool:
    """Whether a file belongs to a Hugging Face image folder: metadata.csv or .jsonl, with names in file_name."""
    stem = os.path.splitext(os.path.basename(place))[0].casefold()
    return stem == _METADATA and any(heading == "file_name" or heading.endswith("_file_name") for heading in headings)


def lists_among(survey: Survey) -> tuple[Path, ...]:
    """The lists of the pictures of a split in a data folder."""
    return tuple(text.path for text in survey.texts if is_list(text.place, text.head))


def place_below(path: Path, folder: Path | None) -> str:
    """The place of a file below a folder, with slashes; its name where it lies elsewhere."""
    try:
        return path.relative_to(folder).as_posix() if folder else path.name
    except ValueError:
        return path.name


def head_of(path: Path) -> str:
    """The first letters of a file.

    Raises:
        Problem: ``captions-unreadable``, ``captions-encoding``.
    """
    encoding_of(path)
    return beginning(path, HEAD)


def folder_of_names(path: Path, folder: Path | None, sample: TableSample, image: int) -> str:
    """The place, with a slash at its end, that the names in a file are told from: its own folder where most of the
    pictures that its first rows name lie there, else ""."""
    place = place_below(path, folder).rpartition("/")[0]
    names = [name for name in islice(sample.column(image), _LOOKED_AT) if isinstance(name, str)] if place else []
    try:
        lying = sum(os.path.isfile(path.parent / name.strip()) for name in names)
    except ValueError:
        # A name that no system knows, such as one with a NUL.
        return ""
    return f"{place}/" if lying * 2 > len(names) else ""


def without_columns(path: Path) -> Problem:
    """What is wrong with a file whose columns are not what they were, or were never clear."""
    return Problem("captions-no-columns", path=path)
