"""Several formats that know captions in one data folder: which of them is the data set, where that is clear."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from engine.data.formats import FormatEntry
from engine.data.formats.interface import Columns, Found, Item, Question
from engine.data.formats.sources import agreement, pairs
from engine.data.reasons import NOT_TEXT
from engine.data.records import LeftOut
from engine.data.survey import Survey
from engine.errors import Problem

_FAR_MORE = 10
"""How many times as much one format's files hold as another's, where the latter are clearly something beside it."""
_LOOKED_AT = 200


class Rival(NamedTuple):
    """A format and what it found."""

    entry: FormatEntry
    found: Found

    def entries(self, columns: Columns) -> Iterator[Item | LeftOut]:
        """What stands in its files."""
        return self.entry.format().read(self.found.files, self.found.columns or columns)


def settled(rivals: Sequence[Rival], columns: Columns) -> tuple[list[Rival], list[Rival]]:
    """Those that may be the data set, and those that are passed over.

    Of two that say the same of the same pictures the one that tells splits stays, or else the narrower format; of two
    that differ, one that holds far more. Where more than one is left, a person has to choose.

    Args:
        rivals: the narrowest format first.
    """
    left, passed = list(rivals), []
    for one in rivals:
        for other in rivals:
            if one is other or one not in left or other not in left:
                continue
            if (loser := _loser(one, other, columns)) is not None:
                left.remove(loser)
                passed.append(loser)
    return left, passed


def _loser(one: Rival, other: Rival, columns: Columns) -> Rival | None:
    """Which of two is passed over; None where that is not clear. The first one is the narrower format."""
    sizes = [sum(map(_size, rival.found.files)) for rival in (one, other)]
    if one.found.question is None and other.found.question is None:
        few, many = (one, other) if sizes[0] < sizes[1] else (other, one)
        try:
            _, same = agreement(pairs(few.entries(columns)), many.entries(columns))
            if same:
                return one if _tells_splits(other, columns) and not _tells_splits(one, columns) else other
        except Problem:
            # What is wrong with a file is told when it is read.
            pass
    if sizes[0] >= _FAR_MORE * sizes[1]:
        return other
    return one if sizes[1] >= _FAR_MORE * sizes[0] else None


def _tells_splits(rival: Rival, columns: Columns) -> bool:
    return any(isinstance(entry, Item) and entry.split for entry in islice(rival.entries(columns), _LOOKED_AT))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def which(rivals: Sequence[Rival], survey: Survey, columns: Columns) -> Question:
    """The question which of several formats is the data set, with the beginning of each."""
    shown = [("format", "file", "image", "caption")]
    for entry, found in rivals:
        first: Iterable[Item | LeftOut] = ()
        if found.question is None:
            first = entry.format().read(found.files, found.columns or columns)
        item = next((entry for entry in islice(first, _LOOKED_AT) if isinstance(entry, Item) and entry.captions), None)
        shown.append((entry.key, found.files[0].name, item.name if item else "", str(item.captions[0]) if item else ""))
    return Question("format", survey.folder, tuple(rival.entry.key for rival in rivals), tuple(shown))


def left_by(rival: Rival, columns: Columns) -> Iterator[LeftOut]:
    """What is passed over with a rival: each of its captions, or its files where these cannot be read."""
    if rival.found.question is not None:
        yield from (LeftOut(path.name, "columns-unclear") for path in rival.found.files)
        return
    for path in (*rival.found.files, *rival.found.beside):
        try:
            for entry in rival.entry.format().read((path,), rival.found.columns or columns):
                if isinstance(entry, LeftOut):
                    yield entry
                else:
                    yield from (LeftOut(entry.name, "other-file", _text(caption)) for caption in entry.captions)
        except Problem as problem:
            yield LeftOut(path.name, f"file-unreadable: {problem.values.get('reason') or NOT_TEXT}")


def _text(caption: object) -> str:
    return caption if isinstance(caption, str) else ""
