"""Where changed captions go in the files that they were read from: told by the captions that stand there."""

import os
from collections.abc import Sequence
from difflib import SequenceMatcher

from engine.curation.table import DataTable
from engine.data.captiontable import clean
from engine.data.pictureindex import normalise


class EditPlan:
    """What becomes of one row's captions: for each that was read, those that stand in its place."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._added = [] if old else list(new)
        self._old, self._into = list(old), _aligned(old, new)
        self._waiting = list(range(len(old)))
        self._found: set[int] = set()

    @property
    def done(self) -> bool:
        """Every change has found its place."""
        return len(self._found) == len(self._old) and not self._added

    @property
    def new(self) -> tuple[str, ...]:
        """Captions of a row that had none, which have found no place yet."""
        return tuple(self._added)

    def added(self) -> None:
        """The new captions stand in a file."""
        self._added = []

    def again(self) -> None:
        """What follows may hold the same captions once more, as where a picture is named for two splits."""
        self._waiting = list(range(len(self._old)))

    def apply(self, captions: Sequence[object]) -> list[object] | None:
        """What is to stand where some captions of the row stand in a file; None where they stay.

        A caption that was not read stays as it is, and so does the spelling of one that is not changed.
        """
        found: list[object] = []
        for raw in captions:
            text = clean(raw) if isinstance(raw, str) else None
            place = next((place for place in self._waiting if self._old[place] == text), None)
            if place is None:
                # A first caption takes the place of an empty one.
                found += [] if self._added and not text else [raw]
                continue
            self._waiting.remove(place)
            self._found.add(place)
            found += [raw if caption == text else caption for caption in self._into[place]]
        found += self._added
        self._added = []
        return None if found == list(captions) else found


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[list[str]]:
    """Of each old caption the new ones that stand in its place; those that are kept stand in their own."""
    into: list[list[str]] = [[] for _ in old]
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "insert" and old:
            # Behind the one before; at the beginning, before the first.
            into[max(0, first - 1)] += new[begin:end]
            continue
        for place in range(first, last):
            position = begin + place - first
            into[place] += new[position : end if place == last - 1 else position + 1] if position < end else []
    return into


class Placing:
    """The changes of a table, carried out on whatever names and captions a format finds in its files.

    Args:
        repeats: as of ``CaptionFormat``: a picture's captions may come a few at a time.

    Attributes:
        changes: how many pictures' captions were changed so far.
    """

    def __init__(self, table: DataTable, repeats: bool) -> None:
        self._table = table
        self._repeats = repeats
        self._plans = {row: EditPlan(table.read_captions(row), captions) for row, captions in table.edited.items()}
        self._names = {_own(name) for row in self._plans for name in (table.names[row], table.file(row)) if name}
        self._names |= {os.path.splitext(name)[0] for name in self._names}
        self._rows: dict[str, int | None] = {}
        self.changes = 0

    @property
    def unplaced(self) -> tuple[int, ...]:
        """The rows with changes that have found no place."""
        return tuple(row for row, plan in self._plans.items() if not plan.done)

    def next_file(self) -> None:
        """What follows stands in another file."""
        for plan in self._plans.values():
            plan.again()

    @property
    def further(self) -> dict[int, tuple[str, ...]]:
        """The captions of pictures that no file names, by row."""
        return {row: plan.new for row, plan in self._plans.items() if plan.new and self._table.file(row)}

    def placed(self, row: int) -> None:
        """The captions of a picture that no file named stand in one."""
        self._plans[row].added()
        self.changes += 1

    def edit(self, name: str, captions: Sequence[object]) -> Sequence[object] | None:
        """See ``engine.data.formats.interface.Edit``."""
        # Most names are of no row that was edited, which is seen at once.
        if _own(name) not in self._names:
            return None
        if name not in self._rows:
            self._rows[name] = self._table.find([name])[0]
        plan = self._plans.get(self._rows[name])  # type: ignore[arg-type]
        if plan is None:
            return None
        if not self._repeats:
            # Each time all captions of the picture.
            plan.again()
        changed = plan.apply(captions)
        self.changes += changed is not None
        return changed


def _own(name: str) -> str:
    """A file's own name, without its place."""
    return normalise(name).replace("\\", "/").rpartition("/")[2]
