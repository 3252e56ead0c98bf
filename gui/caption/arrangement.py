"""Which pictures the list shows, and in which order: computed in short steps, between which the window goes on."""

import unicodedata
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from engine.curation.words import Query, Term, searchable
from engine.data.natural import natural_key, sorting
from gui.caption.items import CaptionItem
from gui.caption.status import Status, status_of

ADDED, NAME, STATUS, FIT, SURPRISE = "added", "name", "status", "fit", "surprise"
SORTS = (ADDED, NAME, STATUS, FIT, SURPRISE)
_STEP = 256
"""Rows of a step; it takes some milliseconds at the most."""

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Work in steps, each of which ends with a yield."""
Name = Callable[[CaptionItem], str]
"""Gives the display name of a picture."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a person asked the list for.

    Attributes:
        sort: one of ``SORTS``; what is equal in it, or has no value, stands in the order of adding.
        query: words of a caption, its translation or the name; see ``Query.parse``.
        status: of the pictures that are shown; None for all.
    """

    sort: str = ADDED
    descending: bool = False
    query: str = ""
    status: Status | None = None

    @property
    def narrows(self) -> bool:
        """Not all pictures may be shown."""
        return self.status is not None or bool(self.query)

    @property
    def plain(self) -> bool:
        """All pictures are shown in the order of adding."""
        return not self.narrows and self.sort == ADDED and not self.descending

    @property
    def follows(self) -> bool:
        """It changes with what becomes of the pictures, and not only as some come and go."""
        return self.narrows or self.sort in (STATUS, FIT, SURPRISE)


# What of a picture is searched: its name, caption and translation; these in small letters; how long the name is there.
# Plain tuples of texts, which the collector of cycles passes by: there may be 100,000.
_Searched = tuple[tuple[str, ...], str, int]


class SearchTexts:
    """What of each picture is searched: made once, and anew where a caption is another."""

    def __init__(self) -> None:
        self._kept: dict[int, _Searched] = {}
        # What ``searchable`` makes of them, once it was asked for.
        self._spaced: dict[int, str] = {}

    def matches(self, query: Query, item: CaptionItem, name: str) -> bool:
        """Whether a picture has the words: those of its caption and translation from their beginning, those of its
        name wherever they stand in it."""
        words, folded, end = self._of(item, name)
        # Most pictures are told apart by this alone, which takes a fifth of the time.
        if any(word not in folded for term in query.wanted for word in term.words):
            return False
        text = self._spaced.get(item.source.id)
        if text is None:
            text = self._spaced[item.source.id] = searchable(words)
        if any(term.within(text) for term in query.unwanted):
            return False
        return all(term.within(text) or _in_name(term, folded, end) for term in query.wanted)

    def keep(self, items: Sequence[CaptionItem]) -> None:
        """Forget all other pictures, once these are many more."""
        if len(self._kept) > 2 * len(items) + 1000:
            ids = {item.source.id for item in items}
            self._kept = {id_: kept for id_, kept in self._kept.items() if id_ in ids}
            self._spaced = {id_: kept for id_, kept in self._spaced.items() if id_ in ids}

    def _of(self, item: CaptionItem, name: str) -> _Searched:
        words = (name, *words_shown(item))
        kept = self._kept.get(item.source.id)
        if kept is None or kept[0] != words:
            kept = self._kept[item.source.id] = (words, _folded("\n".join(words)), len(_folded(name)))
            self._spaced.pop(item.source.id, None)
        return kept


def _folded(text: str) -> str:
    """A text in the letters of ``words_of``, with all that stands between its words."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


def _in_name(term: Term, folded: str, end: int) -> bool:
    return not term.exact and len(term.words) == 1 and folded.find(term.words[0], 0, end) >= 0


def words_shown(item: CaptionItem) -> tuple[str, ...]:
    """The caption of a picture and its translation; where rules alone have rewritten it, that of the model's own, which
    need not be translated anew for each of 100,000."""
    if item.caption is None:
        return (item.text,)
    return item.text, item.translated if item.edited is not None else item.caption.offline


def arrange(items: Sequence[CaptionItem], name: Name, wanted: Arrangement, texts: SearchTexts) -> Steps[np.ndarray]:
    """The numbers of the rows (M,) that are shown, in their order. ``items`` must not become fewer meanwhile."""
    rows = yield from _matching(items, name, wanted, texts)
    match wanted.sort:
        case "name":
            found = yield from _by_name(items, name, rows)
            return found[::-1] if wanted.descending else found
        case "added":
            return rows[::-1] if wanted.descending else rows
    values = np.empty(len(rows))
    value = {STATUS: _status_rank, FIT: _distance, SURPRISE: _surprise}[wanted.sort]
    for start in range(0, len(rows), _STEP):
        part = rows[start : start + _STEP].tolist()
        values[start : start + _STEP] = [value(items[row]) for row in part]
        yield
    # What has no value is NaN, which stands at the end either way.
    return rows[np.argsort(-values if wanted.descending else values, kind="stable")]


def _matching(items: Sequence[CaptionItem], name: Name, wanted: Arrangement, texts: SearchTexts) -> Steps[np.ndarray]:
    if not wanted.narrows:
        return np.arange(len(items))
    query = Query.parse(wanted.query)
    texts.keep(items)
    found: list[int] = []
    for start in range(0, len(items), _STEP):
        found += [
            row
            for row in range(start, min(len(items), start + _STEP))
            if (wanted.status is None or status_of(items[row]) is wanted.status)
            and (not wanted.query or texts.matches(query, items[row], name(items[row])))
        ]
        yield
    return np.array(found, dtype=np.int64)


def _by_name(items: Sequence[CaptionItem], name: Name, rows: np.ndarray) -> Steps[np.ndarray]:
    keys: list[tuple[str, str, int]] = []
    for start in range(0, len(rows), _STEP):
        keys += [(*natural_key(name(items[row])), row) for row in rows[start : start + _STEP].tolist()]
        yield
    ordered = yield from sorting(keys)
    keys.clear()
    found = np.empty(len(ordered), np.int64)
    # From the end, so that the memory of the keys is given back step by step as well.
    for start in reversed(range(0, len(ordered), 4 * _STEP)):
        found[start : start + 4 * _STEP] = [row for _, _, row in ordered[start:]]
        del ordered[start:]
        yield
    return found


_RANKS = {status: rank for rank, status in enumerate(Status)}


def _status_rank(item: CaptionItem) -> float:
    return _RANKS[status_of(item)]


def _distance(item: CaptionItem) -> float:
    distance = None if item.caption is None else item.caption.fit.distance
    return float("nan") if distance is None else distance


def _surprise(item: CaptionItem) -> float:
    surprise = None if item.caption is None else item.caption.surprise
    return float("nan") if surprise is None else surprise
