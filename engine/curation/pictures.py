"""What is found in the pictures themselves: which cannot be decoded, their sizes, near-duplicates and leaks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.curation.table import LEAK, NEAR_DUPLICATE, SPLITS, UNREADABLE, DataTable
from engine.data.duplicates import DISTANCE, groups_of, members, near_pairs
from engine.data.looks import Looks, look_at

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Group:
    """PictureLooks that look nearly the same.

    Attributes:
        rows: of the table, ascending.
        splits: that hold one of them, as ``SPLITS`` spells them; those without a split do not count.
        leak: one was trained on, or chose the model, and another tests it: they stand in two splits.
    """

    rows: tuple[int, ...]
    splits: tuple[str, ...]

    @property
    def leak(self) -> bool:
        """See above."""
        return len(self.splits) > 1


class PictureLooks:
    """The pictures of a table, each decoded once as long as its file stays the same.

    Attributes:
        looks: None before ``look``.
        groups: of near-duplicates, leaks first; None before ``compare``.
    """

    def __init__(self, table: DataTable) -> None:
        self._table = table
        self.looks: Looks | None = None
        self.groups: tuple[Group, ...] | None = None

    def look(self, progress: Progress = lambda done, total: None, stopped: Callable[[], bool] = lambda: False) -> Looks:
        """Decode the pictures, and mark in the table what cannot be decoded.

        Args:
            progress: told (done, total) of the rows.

        Raises:
            Problem: ``stopped``; what is done by then is not done again.
        """
        files = [self._table.file(row) for row in range(len(self._table))]
        self.looks = looks = look_at(files, progress=progress, stopped=stopped)
        self._table.mark(UNREADABLE, list(looks.reasons), looks.reasons)
        return looks

    def compare(
        self,
        progress: Progress = lambda done, total: None,
        stopped: Callable[[], bool] = lambda: False,
        *,
        distance: int = DISTANCE,
    ) -> tuple[Group, ...]:
        """Find near-duplicates and leaks, and mark them in the table; looks at the pictures first, where nobody has.

        Args:
            progress: told (done, total) of the pairs.
            distance: bits of 256 in which hashes of near-duplicates differ at most.

        Raises:
            Problem: ``stopped``.
        """
        looks = self.looks if self.looks is not None else self.look(stopped=stopped)
        pairs = near_pairs(looks, distance=distance, progress=progress, stopped=stopped)
        found = [self._group(rows) for rows in members(groups_of(pairs, len(self._table)))]
        self.groups = groups = tuple(sorted(found, key=lambda group: not group.leak))
        self._table.mark(NEAR_DUPLICATE, [row for group in groups for row in group.rows])
        self._table.mark(LEAK, [row for group in groups if group.leak for row in group.rows])
        return groups

    @property
    def leaks(self) -> tuple[Group, ...]:
        """The groups that stand in two splits; none before ``compare``."""
        return tuple(group for group in self.groups or () if group.leak)

    def _group(self, rows: Sequence[int]) -> Group:
        numbers = sorted({int(self._table.splits[row]) for row in rows} - {0})
        return Group(tuple(rows), tuple(SPLITS[number] for number in numbers))


def sizes(looks: Looks) -> tuple[np.ndarray, np.ndarray]:
    """Widths and heights (M,) of the pictures that could be decoded, in pixels."""
    return looks.widths[looks.seen], looks.heights[looks.seen]
