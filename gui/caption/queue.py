"""The pictures of the Caption tab as a list model, on the window's thread; those that wait stand in its line."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage

from engine.captions.rewriting import NOTHING, Rewriting
from engine.data.strange import StrangePicture
from engine.errors import Problem
from engine.worklist import Stamp
from gui import text
from gui.caption.items import Caption, CaptionItem, FileChange, ItemState, Source
from gui.caption.row_words import source_name, state_text, told_of
from gui.caption.status import Status, status_of
from gui.caption.waiting_line import WaitingLine

Index = QModelIndex | QPersistentModelIndex
_BLOCKS = 8
"""Blocks of rows that are removed one by one; more of them go at once."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What waited and is not captioned after all: the pictures that left the list, and the ids of those that stay as
    they were before, with their caption or the reason why there is none."""

    gone: tuple[Source, ...] = ()
    kept: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.gone) + len(self.kept)


class CaptionQueue(QAbstractListModel):
    """All pictures of the tab in the order of arrival.

    ``counted``: a picture came, went or changed state. ``edited``: the id of one whose caption a person has changed.
    ``went``: the ids of pictures that left. ``cleared``: all have, by their items and the stamps of these items' files.
    ``renewed``: another picture lies under the name of one, by its former id and its item. ``restated``: the ids of
    pictures that wait again, or do no longer, otherwise than by being captioned.
    """

    counted = Signal()
    edited = Signal(int)
    went = Signal(list)
    cleared = Signal(list, list)
    renewed = Signal(int, object)
    restated = Signal(list)

    ITEM = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.line = WaitingLine()
        self._items: list[CaptionItem] = []
        self._rows: dict[int, int] = {}
        self._files: dict[Path, int] = {}
        self._counts: Counter[ItemState] = Counter()
        self._statuses: Counter[Status] = Counter()
        # Why those that wait to be tried once more had no caption before.
        self._refused: dict[int, Problem] = {}
        self._next = 0
        self._pasted = 0
        self.rewriting = NOTHING

    # What there is

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == self.ITEM:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(item)
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.plain("\n".join(told_of(item)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.name(item)}, {self.state_text(item)}"
        return None

    def items(self) -> Sequence[CaptionItem]:
        """All rows."""
        return self._items

    def item(self, row: int) -> CaptionItem | None:
        """A row, or None where there is none."""
        return self._items[row] if 0 <= row < len(self._items) else None

    def item_of(self, id_: int) -> CaptionItem | None:
        """The row of a source, None once it was removed."""
        return self.item(self.row_of(id_))

    def row_of(self, id_: int) -> int:
        """The number of the row of a source, -1 once it was removed."""
        return self._rows.get(id_, -1)

    def count(self, state: ItemState) -> int:
        """How many pictures are in a state."""
        return self._counts[state]

    def status_count(self, status: Status) -> int:
        """How many pictures have a status."""
        return self._statuses[status]

    def name(self, item: CaptionItem) -> str:
        """The display name of the picture."""
        return source_name(item.source)

    def state_text(self, item: CaptionItem) -> str:
        """The status in a word, with the reason where there is no caption; of a captioned picture how well it fits, and
        which model was chosen by that."""
        return state_text(item)

    def retranslate(self) -> None:
        """Update the text of all rows."""
        self._changed(0, len(self._items) - 1)

    # What comes and goes

    def add_files(self, paths: Iterable[Path]) -> list[int]:
        """Add files, and ask again for those that could not be read before, or that were overwritten since.

        Returns:
            The rows of all of them, those that were already there included.
        """
        known: list[int] = []
        new: list[Source] = []
        for path in paths:
            if path in self._files:
                known.append(self._renewed(self._files[path]))
            else:
                source = Source(self._number(), path=path)
                self._files[path] = source.id
                new.append(source)
        self.again([id_ for id_ in known if self._item(id_).state is ItemState.FAILED])
        self._append(new)
        return [self._rows[id_] for id_ in known] + [self._rows[source.id] for source in new]

    def add_noise(self, seed: int) -> int:
        """Add a random tensor, or ask again for the one of this seed; returns its row."""
        for row, item in enumerate(self._items):
            if item.source.seed == seed:
                self.again([item.source.id], first=True)
                return row
        self._append([Source(self._number(), seed=seed)])
        return len(self._items) - 1

    def add_strange(self, strange: StrangePicture, of: Sequence[Source] = ()) -> int:
        """Add a picture that shows nothing, or ask again for one that is there; returns its row."""
        for row, item in enumerate(self._items):
            if item.source.strange == strange and item.source.of == tuple(of):
                self.again([item.source.id], first=True)
                return row
        self._append([Source(self._number(), strange=strange, of=tuple(of))])
        return len(self._items) - 1

    def add_image(self, image: QImage, name: str = "") -> int:
        """Add a picture that has no file; returns its row."""
        # Those with a name are not numbered, so that no number is missing.
        self._pasted += not name
        # A picture copied on a fine screen is drawn at half its size wherever its ratio counts.
        plain = QImage(image)
        plain.setDevicePixelRatio(1)
        key = uuid4().hex
        self._append([Source(self._number(), image=plain, number=self._pasted, name=name, pixels=key)])
        return len(self._items) - 1

    def remove(self, rows: Iterable[int]) -> None:
        """Take rows away; a caption that is still made for one of them is thrown away when it comes."""
        wanted = sorted(set(rows))
        blocks = [[row for _, row in run] for _, run in groupby(enumerate(wanted), key=lambda pair: pair[1] - pair[0])]
        # A block goes at the cost of all rows behind it: where there are many, the list is made anew once.
        if wanted and len(wanted) == len(self._items):
            self.clear()
            return
        if len(blocks) > _BLOCKS:
            self.beginResetModel()
            going = set(wanted)
            self._forget([self._items[row] for row in wanted])
            self._items = [item for row, item in enumerate(self._items) if row not in going]
            self._number_rows(0)
            self.endResetModel()
        else:
            for block in reversed(blocks):
                first, last = block[0], block[-1]
                self.beginRemoveRows(QModelIndex(), first, last)
                gone, self._items[first : last + 1] = self._items[first : last + 1], []
                self._forget(gone)
                self._number_rows(first)
                self.endRemoveRows()
        self.counted.emit()

    def clear(self) -> None:
        """Take all rows away."""
        self.beginResetModel()
        items, self._items = self._items, []
        stamps = [self.line.stamp(item.source.id) for item in items]
        self._rows, self._files, self._refused = {}, {}, {}
        self._counts.clear()
        self._statuses.clear()
        self.line.clear()
        if items:
            self.went.emit([item.source.id for item in items])
        self.endResetModel()
        self.counted.emit()
        if items:
            self.cleared.emit(items, stamps)

    def restore(self, items: Sequence[CaptionItem], stamps: Sequence[Stamp | None]) -> None:
        """Bring back items as they were, behind those that are there; what was being captioned waits.

        Args:
            stamps: of their files when they were captioned.
        """
        for item, stamp in zip(items, stamps, strict=True):
            if stamp is not None:
                self.line.note_stamp(item.source.id, stamp)
        new = [item for item in items if item.source.path is None or item.source.path not in self._files]
        first = len(self._items)
        if not new:
            return
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self._items += new
        self._number_rows(first)
        for item in new:
            item.rewriting = self.rewriting
            if item.state is ItemState.CAPTIONING:
                item.state = ItemState.WAITING
            self._next = max(self._next, item.source.id)
            self._pasted = max(self._pasted, item.source.number)
            if item.source.path is not None:
                self._files[item.source.path] = item.source.id
            self._count(item, 1)
        self.line.put_all([item.source for item in new if item.state is ItemState.WAITING])
        self.endInsertRows()
        self.counted.emit()

    def take_back(self) -> TakenBack:
        """Have what waits not captioned after all: what was captioned or refused before stays as it was, all other
        pictures leave the list."""
        waiting = [item for item in self._items if item.state is ItemState.WAITING]
        kept = [item for item in waiting if item.caption is not None or item.source.id in self._refused]
        self.line.drop([item.source.id for item in kept])
        for item in kept:
            problem = self._refused.get(item.source.id)
            self._set(item.source.id, ItemState.DONE if problem is None else ItemState.FAILED, problem=problem)
        self.restated.emit([item.source.id for item in kept])
        gone = [item for item in waiting if item.state is ItemState.WAITING]
        self.remove([self._rows[item.source.id] for item in gone])
        return TakenBack(tuple(item.source for item in gone), tuple(item.source.id for item in kept))

    def put_back(self, taken: TakenBack) -> None:
        """Undo ``take_back``; what has come anew since then is not added twice."""
        self._append([source for source in taken.gone if source.path is None or source.path not in self._files])
        self.again([id_ for id_ in taken.kept if id_ in self._rows])

    # What becomes of them

    def again(self, ids: Iterable[int], first: bool = False) -> None:
        """Caption pictures again; the present caption stays until the new one comes."""
        restated = []
        for id_ in ids:
            item = self._item(id_)
            renewed = item.changed is FileChange.CHANGED and self._renewed(id_) != id_
            if not renewed and item.state in (ItemState.DONE, ItemState.FAILED):
                # One that waits may have been taken already, and would be captioned twice.
                restated.append(id_)
                problem = item.problem
                self._set(id_, ItemState.WAITING)
                if problem is not None:
                    self._refused[id_] = problem
                self.line.put(item.source)
            if first:
                self.line.prefer(item.source.id)
        if restated:
            self.restated.emit(restated)
        self.counted.emit()

    def again_failed(self) -> None:
        """Try once more what has no caption."""
        self.again([item.source.id for item in self._items if item.state is ItemState.FAILED])

    def prefer(self, id_: int) -> None:
        """Caption a waiting picture before all others, because it is on display."""
        self.line.prefer(id_)

    def begun(self, id_: int) -> None:
        """Mark a picture as being captioned."""
        self._set(id_, ItemState.CAPTIONING)

    def captioned(self, id_: int, caption: Caption) -> None:
        """Store a picture's caption."""
        self._set(id_, ItemState.DONE, caption=caption)

    def refused(self, id_: int, problem: Problem) -> None:
        """Store why a picture has no caption."""
        self._set(id_, ItemState.FAILED, problem=problem)

    def edit(self, id_: int, edited: str | None) -> None:
        """Have another caption stand in place of a model's own; None has that one stand again."""
        row = self._rows.get(id_)
        if row is not None and self._items[row].edited != edited:
            self._items[row].edited = edited
            self._changed(row, row)
            self.edited.emit(id_)

    def rewrite(self, rewriting: Rewriting) -> None:
        """Have all captions follow other rules, those to come too."""
        self.rewriting = rewriting
        for item in self._items:
            item.rewriting = rewriting
        self._changed(0, len(self._items) - 1)

    def note_changes(self, changes: Mapping[int, FileChange]) -> None:
        """Note what has become of the files of captioned pictures."""
        rows = []
        for id_, change in changes.items():
            item = self.item_of(id_)
            if item is not None and item.state is ItemState.DONE and item.changed is not change:
                item.changed = change
                rows.append(self._rows[id_])
        if rows:
            self._changed(min(rows), max(rows))

    def wait_again(self) -> None:
        """Put pictures in progress back into the queue, after their job has ended."""
        stuck = [item.source for item in self._items if item.state is ItemState.CAPTIONING]
        for source in stuck:
            self._set(source.id, ItemState.WAITING)
        if stuck:
            self.line.put_back(stuck)
            self.counted.emit()

    # Inside

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _item(self, id_: int) -> CaptionItem:
        return self._items[self._rows[id_]]

    def _append(self, sources: list[Source]) -> None:
        if not sources:
            return
        first = len(self._items)
        self.beginInsertRows(QModelIndex(), first, first + len(sources) - 1)
        for row, source in enumerate(sources, first):
            self._items.append(CaptionItem(source, rewriting=self.rewriting))
            self._rows[source.id] = row
            if source.path is not None:
                self._files[source.path] = source.id
        self._counts[ItemState.WAITING] += len(sources)
        self._statuses[Status.WAITING] += len(sources)
        self.line.put_all(sources)
        self.endInsertRows()
        self.counted.emit()

    def _renewed(self, id_: int) -> int:
        """The id of a listed file: a new one, which waits, where another picture now lies under its name."""
        row = self._rows[id_]
        item = self._items[row]
        if item.state not in (ItemState.DONE, ItemState.FAILED) or not self.line.stale(item.source):
            return id_
        before = item.source.id
        self._forget([item], leaving=False)
        item.source = Source(self._number(), path=item.source.path)
        item.changed = FileChange.NONE
        item.caption = item.problem = item.edited = None
        item.state, item.skipped = ItemState.WAITING, False
        self._count(item, 1)
        self._rows[item.source.id] = row
        assert item.source.path is not None
        self._files[item.source.path] = item.source.id
        self.line.put(item.source)
        self._changed(row, row)
        self.renewed.emit(before, item)
        self.counted.emit()
        return item.source.id

    def _forget(self, items: Sequence[CaptionItem], leaving: bool = True) -> None:
        for item in items:
            self._rows.pop(item.source.id, None)
            self._refused.pop(item.source.id, None)
            self._count(item, -1)
            if item.source.path is not None:
                self._files.pop(item.source.path, None)
        self.line.drop(item.source.id for item in items)
        if leaving and items:
            self.went.emit([item.source.id for item in items])

    def _number_rows(self, first: int) -> None:
        self._rows.update((item.source.id, row) for row, item in enumerate(self._items[first:], first))

    def _count(self, item: CaptionItem, by: int) -> None:
        self._counts[item.state] += by
        self._statuses[status_of(item)] += by

    def _set(self, id_: int, state: ItemState, caption: Caption | None = None, problem: Problem | None = None) -> None:
        row = self._rows.get(id_)
        if row is None:
            return
        item = self._items[row]
        self._count(item, -1)
        item.state, item.problem, item.skipped = state, problem, False
        if caption is not None:
            item.caption, item.changed = caption, FileChange.NONE
        if state not in (ItemState.WAITING, ItemState.CAPTIONING):
            self._refused.pop(id_, None)
        self._count(item, 1)
        self._changed(row, row)

    def _changed(self, first: int, last: int) -> None:
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))
