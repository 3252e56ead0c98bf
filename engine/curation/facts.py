"""What is counted of each row's captions: how long they are, which of them repeat, which attributes they tell."""

from collections.abc import Callable

import numpy as np

from engine.curation.table import LONG, REPEATED, DataTable
from engine.curation.words import words_of
from engine.errors import Problem

UNSAID = -1
"""The number of an attribute's value where no caption of the row tells it."""
_PIECE = 500
"""Rows that are read between two looks at whether to stop."""


class CaptionFacts:
    """Lengths and attributes of a table's rows, brought up to date after edits.

    Args:
        longest: words that a caption may have before the row has the problem ``too-long``; 0 for any number.

    Attributes:
        lengths: words of each caption of each row.
        longest: (N,) int32, words of the longest caption of each row; 0 without any.
        values: by attribute, the values that captions tell; none where the captions have no attributes.
    """

    def __init__(self, table: DataTable, longest: int = 0) -> None:
        self._table = table
        self._limit = longest
        self._known = np.full(len(table), -1, dtype=np.int32)
        self.lengths: list[tuple[int, ...]] = [()] * len(table)
        self.longest = np.zeros(len(table), dtype=np.int32)
        self._repeated = np.zeros(len(table), dtype=bool)
        self.values: dict[str, list[str]] = {}
        self._numbers: dict[str, np.ndarray] = {}

    @property
    def ready(self) -> bool:
        """Whether they hold for the captions as they stand."""
        return bool((self._known == self._table.revisions).all())

    def update(
        self,
        progress: Callable[[int, int], None] = lambda done, total: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Count what is not known yet, or was edited since; then the problems that follow are marked in the table.

        Args:
            progress: told (done, total) of the rows.
            stopped: asked every few hundred rows.

        Raises:
            Problem: ``stopped``.
        """
        stale = np.flatnonzero(self._known != self._table.revisions).tolist()
        for place, row in enumerate(stale):
            if place % _PIECE == 0:
                if stopped():
                    raise Problem("stopped")
                progress(place, len(stale))
            # Read before the captions: what is edited in between is out of date at once.
            revision = self._table.revisions[row]
            self._count(row)
            self._known[row] = revision
        if stale:
            progress(len(stale), len(stale))
            self._table.mark(REPEATED, np.flatnonzero(self._repeated))
            if self._limit:
                self._table.mark(LONG, np.flatnonzero(self.longest > self._limit))

    def with_length(self, shortest: int | None, longest: int | None) -> np.ndarray:
        """(N,) bool: the rows with a caption of at least and at most so many words."""
        least = shortest or 0
        if longest is None:
            return (self.longest >= least) & (self._table.counts > 0)
        return np.array([any(least <= length <= longest for length in own) for own in self.lengths], dtype=bool)

    def with_value(self, attribute: str, value: str) -> np.ndarray:
        """(N,) bool: the rows whose captions tell a value of an attribute."""
        values = self.values.get(attribute, [])
        if value not in values:
            return np.zeros(len(self._table), dtype=bool)
        return self._numbers[attribute] == values.index(value)

    def balance(self, among: np.ndarray) -> dict[str, dict[str, int]]:
        """By attribute, how many of some rows (M,) tell each value, the commonest first."""
        found: dict[str, dict[str, int]] = {}
        labels = self._table.data.domain.labels
        known = [name for name in (labels.names if labels else ()) if name in self.values]
        for attribute in dict.fromkeys([*known, *self.values]):
            values = self.values[attribute]
            numbers = self._numbers[attribute][among]
            counts = np.bincount(numbers[numbers != UNSAID], minlength=len(values)).tolist()
            told = sorted(zip(values, counts, strict=True), key=lambda item: -item[1])
            found[attribute] = {value: count for value, count in told if count}
        return {attribute: counts for attribute, counts in found.items() if counts}

    def _count(self, row: int) -> None:
        captions = self._table.captions(row)
        lengths = self.lengths[row] = tuple(len(words_of(caption)) for caption in captions)
        self.longest[row] = max(lengths, default=0)
        self._repeated[row] = len(set(captions)) < len(captions)
        domain = self._table.data.domain
        if not domain.has_attributes:
            return
        for numbers in self._numbers.values():
            numbers[row] = UNSAID
        for caption in reversed(captions):
            for attribute, value in domain.said(self._table.names[row], caption).items():
                values = self.values.setdefault(attribute, [])
                if attribute not in self._numbers:
                    self._numbers[attribute] = np.full(len(self._table), UNSAID, dtype=np.int16)
                if value not in values:
                    values.append(value)
                self._numbers[attribute][row] = values.index(value)
