"""Changes to captions, each of which can be undone; nothing is written before ``saving`` does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from engine.curation.replacing import Preview, Replacement
from engine.curation.table import DataTable
from engine.data.captiontable import clean
from engine.errors import Problem

_PIECE = 1000
"""Rows that are looked through between two looks at whether to stop."""


class EditKind(StrEnum):
    """What was done, for the words beside Undo and Redo."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Step:
    """One change that is undone as a whole.

    Attributes:
        captions: how many captions it changed, added or removed.
        before, after: the captions of each row that it changed.
    """

    kind: EditKind
    captions: int
    before: Mapping[int, tuple[str, ...]]
    after: Mapping[int, tuple[str, ...]]


class Prepared(NamedTuple):
    """A replacement that only waits to be carried out.

    Attributes:
        preview: what it changes, counted, with examples.
        changes: the new captions of each row that it changes.
        revisions: of those rows, as they were looked at.
    """

    preview: Preview
    changes: Mapping[int, tuple[str, ...]]
    revisions: Mapping[int, int]


class Edits:
    """The changes to a table's captions, in their order; made from one thread.

    A picture whose captions are all removed does not take part any more; its file stays where it lies.

    Attributes:
        originals: the caption files that were written back, each with its copy from before.
    """

    def __init__(self, table: DataTable) -> None:
        self.table = table
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self.originals: dict[Path, Path] = {}

    @property
    def dirty(self) -> bool:
        """Whether any caption differs from the file's."""
        return bool(self.table.edited)

    @property
    def undo_step(self) -> Step | None:
        """What ``undo`` would take back."""
        return self._done[-1] if self._done else None

    @property
    def redo_step(self) -> Step | None:
        """What ``redo`` would do again."""
        return self._undone[-1] if self._undone else None

    def change(self, row: int, place: int, text: str) -> Step | None:
        """Change one caption; None where it says the same. An empty one is removed.

        Args:
            place: of the caption in its row, from 0.
        """
        captions = list(self.table.captions(row))
        captions[place] = clean(text)
        if not captions[place]:
            return self.remove(row, place)
        return self._do(EditKind.CHANGED, 1, {row: tuple(captions)})

    def add(self, row: int, text: str) -> Step | None:
        """Add a caption after the others; None for an empty one."""
        if not clean(text):
            return None
        return self._do(EditKind.ADDED, 1, {row: (*self.table.captions(row), clean(text))})

    def remove(self, row: int, place: int) -> Step | None:
        """Remove one caption."""
        captions = self.table.captions(row)
        return self._do(EditKind.REMOVED, 1, {row: captions[:place] + captions[place + 1 :]})

    def clear(self, rows: Iterable[int]) -> Step | None:
        """Remove all captions of some rows; None where there are none."""
        gone = {row: self.table.captions(row) for row in rows if self.table.editable(row)}
        return self._do(EditKind.REMOVED, sum(map(len, gone.values())), dict.fromkeys(gone, ()))

    def prepare(
        self, replacement: Replacement, rows: Sequence[int], stopped: Callable[[], bool] = lambda: False
    ) -> Prepared:
        """Look through some rows for what a replacement would change, in any thread, while nothing is edited.

        Raises:
            Problem: ``find-wrong``, ``find-empty``; ``stopped``.
        """
        replacer, preview = replacement.compile(), Preview()
        changes: dict[int, tuple[str, ...]] = {}
        for begin in range(0, len(rows), _PIECE):
            if stopped():
                raise Problem("stopped")
            changes.update(replacer.changes(self.table, [int(row) for row in rows[begin : begin + _PIECE]], preview))
        return Prepared(preview, changes, {row: int(self.table.revisions[row]) for row in changes})

    def carry_out(self, prepared: Prepared) -> Step | None:
        """Carry out what was prepared; None where nothing was found.

        Raises:
            ValueError: if one of the rows was edited since.
        """
        if any(self.table.revisions[row] != revision for row, revision in prepared.revisions.items()):
            raise ValueError("a row was edited after the replacement was prepared")
        return self._do(EditKind.REPLACED, prepared.preview.captions, prepared.changes)

    def preview(
        self, replacement: Replacement, rows: Sequence[int], stopped: Callable[[], bool] = lambda: False
    ) -> Preview:
        """What a replacement would change in some rows; raises as ``prepare``."""
        return self.prepare(replacement, rows, stopped).preview

    def replace(
        self, replacement: Replacement, rows: Sequence[int], stopped: Callable[[], bool] = lambda: False
    ) -> Step | None:
        """Carry out a replacement in some rows; None where nothing is found. Raises as ``prepare``."""
        return self.carry_out(self.prepare(replacement, rows, stopped))

    def undo(self) -> Step | None:
        """Take back the last step; None where there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self.table.put(step.before)
        return step

    def redo(self) -> Step | None:
        """Do again what was taken back last; None where there is nothing."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self.table.put(step.after)
        return step

    def _do(self, kind: EditKind, captions: int, after: Mapping[int, tuple[str, ...]]) -> Step | None:
        before = {row: self.table.captions(row) for row in after}
        changed = {row: captions for row, captions in after.items() if captions != before[row]}
        if any(not self.table.editable(row) for row in changed):
            raise ValueError("a row that cannot be edited")
        if not changed:
            return None
        step = Step(kind, captions, {row: before[row] for row in changed}, changed)
        self._done.append(step)
        self._undone.clear()
        self.table.put(step.after)
        return step
