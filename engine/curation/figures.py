"""All figures of a data set as plain numbers, for whoever draws them."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.curation.facts import CaptionFacts
from engine.curation.table import SPLITS, DataTable
from engine.curation.words import words_of
from engine.data.looks import Looks
from engine.errors import Problem

MOST_WORDS = 200
"""Words whose frequency is told."""
_BARS = 40
"""Bars of a histogram at most."""
_PIECE = 500
ASPECTS = (0.25, 0.5, 2 / 3, 0.75, 0.95, 1.05, 4 / 3, 1.5, 2.0, 4.0)
"""Width by height where the bars of the aspects meet; 0.95 to 1.05 counts as square."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many fall into each bar.

    Attributes:
        edges: where the bars begin, and where the last one ends (B + 1); each bar holds its beginning, not its end.
        counts: (B).
        mean, median: of the values themselves; 0 where there are none.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    mean: float = 0.0
    median: float = 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some rows.

    Attributes:
        rows, pictures, captions: how many; pictures are rows whose file lies there.
        lengths: words of a caption.
        words: the commonest words and how often they occur.
        vocabulary, once: different words, and those that occur once.
        captions_per_picture: pictures by their number of captions, ascending.
        splits: pictures by split; "" for those that take no part.
        balance: by attribute, rows by value, the commonest first; none where captions tell no attributes.
        problems: rows by problem, the commonest first.
        sides: the shorter side of the pictures, in pixels; None before they were looked at, as ``aspects``.
        aspects: width by height; the outer edges stand for anything beyond.
    """

    rows: int
    pictures: int
    captions: int
    lengths: Histogram
    words: tuple[tuple[str, int], ...]
    vocabulary: int
    once: int
    captions_per_picture: Mapping[int, int]
    splits: Mapping[str, int]
    balance: Mapping[str, Mapping[str, int]]
    problems: Mapping[str, int]
    sides: Histogram | None
    aspects: Histogram | None


def figures(
    table: DataTable,
    facts: CaptionFacts,
    looks: Looks | None = None,
    rows: np.ndarray | None = None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Figures:
    """The figures of a table, or of some of its rows (M,).

    Args:
        facts: up to date.
        looks: of the table's rows, where they are known.
        progress: told (done, total) of the rows.
        stopped: asked every few hundred rows.

    Raises:
        Problem: ``stopped``.
    """
    among = np.arange(len(table)) if rows is None else np.asarray(rows, dtype=np.intp)
    words: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    numbers = among.tolist()
    for begin in range(0, len(numbers), _PIECE):
        if stopped():
            raise Problem("stopped")
        for row in numbers[begin : begin + _PIECE]:
            lengths.update(facts.lengths[row])
            words.update(words_of(" ".join(table.captions(row))))
        progress(min(begin + _PIECE, len(numbers)), len(numbers))
    pictured = among[[table.file(row) is not None for row in numbers]] if numbers else among
    return Figures(
        rows=len(among),
        pictures=len(pictured),
        captions=sum(lengths.values()),
        lengths=of_counts(lengths),
        words=tuple(words.most_common(MOST_WORDS)),
        vocabulary=len(words),
        once=sum(count == 1 for count in words.values()),
        captions_per_picture=_counted(table.counts[pictured]),
        splits={SPLITS[number]: count for number, count in _counted(table.splits[pictured]).items()},
        balance=facts.balance(among),
        problems=_problems(table, among),
        sides=None if looks is None else _sides(looks, among),
        aspects=None if looks is None else _aspects(looks, among),
    )


def of_counts(counts: Mapping[int, int]) -> Histogram:
    """The histogram of whole numbers that are counted already, in bars of one width."""
    if not counts:
        return Histogram((), ())
    values = np.array(sorted(counts))
    weights = np.array([counts[value] for value in values.tolist()])
    low, high = int(values[0]), int(values[-1]) + 1
    width = _width(high - low)
    low = low // width * width
    bars = math.ceil((high - low) / width)
    found = np.bincount((values - low) // width, weights=weights, minlength=bars).astype(int)
    below = np.searchsorted(np.cumsum(weights), weights.sum() / 2)
    edges = tuple(float(low + width * bar) for bar in range(bars + 1))
    return Histogram(edges, tuple(found.tolist()), float(np.average(values, weights=weights)), float(values[below]))


def _width(span: int) -> int:
    """The width of bars that a person can name: 1, 2, 5, 10, 20 …"""
    power = 1
    while True:
        for step in (1, 2, 5):
            if span <= step * power * _BARS:
                return step * power
        power *= 10


def _counted(values: np.ndarray) -> dict[int, int]:
    found, counts = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def _problems(table: DataTable, among: np.ndarray) -> dict[str, int]:
    found = {code: int(table.having(code)[among].sum()) for code in table.problem_codes}
    return dict(sorted(((code, count) for code, count in found.items() if count), key=lambda item: -item[1]))


def _sides(looks: Looks, among: np.ndarray) -> Histogram:
    rows = among[looks.seen[among]]
    return of_counts(_counted(np.minimum(looks.widths[rows], looks.heights[rows])))


def _aspects(looks: Looks, among: np.ndarray) -> Histogram:
    rows = among[looks.seen[among]]
    if not len(rows):
        return Histogram((), ())
    aspects = looks.widths[rows] / looks.heights[rows]
    within = np.clip(aspects, ASPECTS[0], np.nextafter(ASPECTS[-1], 0))
    counts, _ = np.histogram(within, ASPECTS)
    return Histogram(ASPECTS, tuple(counts.tolist()), float(aspects.mean()), float(np.median(aspects)))
