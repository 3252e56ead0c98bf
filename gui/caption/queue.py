"""The pictures of the Caption tab as a list model, on the window's thread; those that wait stand in its line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage

from engine.data.strange import StrangePicture
from engine.errors import Problem
from gui import text
from gui.caption.items import Caption, CaptionItem, ItemState, Source
from gui.caption.names import shipped_name
from gui.caption.status import Status, short_reason, status_of, status_word
from gui.caption.waiting_line import WaitingLine
from gui.widgets.fit import fit_word

Index = QModelIndex | QPersistentModelIndex


class CaptionQueue(QAbstractListModel):
    """All pictures of the tab in the order of arrival. ``counted``: a picture came, went or changed state."""

    counted = Signal()

    ITEM = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.line = WaitingLine()
        self._items: list[CaptionItem] = []
        self._rows: dict[int, int] = {}
        self._files: dict[Path, int] = {}
        self._counts: Counter[ItemState] = Counter()
        self._next = 0
        self._pasted = 0

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
            return text.plain("\n".join(self._told(item)))
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

    def name(self, item: CaptionItem) -> str:
        """The display name of the picture."""
        return self._name(item.source)

    def _name(self, source: Source) -> str:
        if source.strange is not None:
            names = [self._name(part) for part in source.of]
            return {
                "uniform": self.tr("Uniform noise, seed {seed}"),
                "normal": self.tr("Normal noise, seed {seed}"),
                "blank": self.tr("Blank picture"),
                "blurred": self.tr("{name}, blurred"),
                "shuffled": self.tr("{name}, shuffled"),
                "mixed": self.tr("{name} mixed with {other}"),
            }[source.strange.kind].format(seed=source.strange.seed, name=(names or [""])[0], other=(names or [""])[-1])
        if source.path is not None:
            return source.path.name
        if source.seed is not None:
            return self.tr("Random tensor, seed {seed}").format(seed=source.seed)
        return self.tr("Pasted picture {number}").format(number=source.number)

    def state_text(self, item: CaptionItem) -> str:
        """The status in a word, with the reason where there is no caption; of a captioned picture how well it fits, and
        which model was chosen by that."""
        status = status_of(item)
        if item.state is ItemState.DONE and item.caption is not None:
            caption = item.caption
            skipped = status_word(status) if status is Status.SKIPPED else ""
            model = shipped_name(caption.model) if caption.automatic else ""
            return " · ".join(filter(None, (skipped, fit_word(caption.fit.verdict), model)))
        reason = short_reason(item.problem) if item.problem is not None else ""
        return " · ".join(filter(None, (status_word(status), reason)))

    def _told(self, item: CaptionItem) -> list[str]:
        """The lines of a row's tooltip: its name, its status, why it has no caption, and where it lies."""
        status, fit = status_of(item), item.caption.fit.verdict if item.caption is not None else ""
        words = [status_word(status)] if status is not Status.UNLIKE else []
        if item.state is ItemState.DONE and fit:
            words.append(fit_word(fit))
        lines = [self.name(item), " · ".join(words)]
        if item.problem is not None:
            lines.append(text.problem_text(item.problem))
        elif item.source.path is not None:
            lines.append(str(item.source.path))
        return lines

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

    def add_image(self, image: QImage) -> int:
        """Add a picture that has no file; returns its row."""
        self._pasted += 1
        # A picture copied on a fine screen is drawn at half its size wherever its ratio counts.
        plain = QImage(image)
        plain.setDevicePixelRatio(1)
        self._append([Source(self._number(), image=plain, number=self._pasted)])
        return len(self._items) - 1

    def remove(self, rows: Iterable[int]) -> None:
        """Take rows away; a caption that is still made for one of them is thrown away when it comes."""
        # Rows in a row go in one go: each goes at the cost of all that lie behind it.
        wanted = sorted(set(rows))
        for _, run in groupby(reversed(list(enumerate(wanted))), key=lambda pair: pair[1] - pair[0]):
            block = [row for _, row in run]
            first, last = block[-1], block[0]
            self.beginRemoveRows(QModelIndex(), first, last)
            gone, self._items[first : last + 1] = self._items[first : last + 1], []
            for item in gone:
                self._forget(item)
            for row in range(first, len(self._items)):
                self._rows[self._items[row].source.id] = row
            self.endRemoveRows()
        self.counted.emit()

    def clear(self) -> None:
        """Take all rows away."""
        self.beginResetModel()
        items, self._items, self._rows = self._items, [], {}
        for item in items:
            self._forget(item)
        self.endResetModel()
        self.counted.emit()

    # What becomes of them

    def again(self, ids: Iterable[int], first: bool = False) -> None:
        """Caption pictures again; the present caption stays until the new one comes."""
        for id_ in ids:
            if self._item(id_).state is not ItemState.CAPTIONING:
                self._set(id_, ItemState.WAITING)
                self.line.put(self._item(id_).source, first)
        self.counted.emit()

    def prefer(self, id_: int) -> None:
        """Caption a waiting picture before all others, because it is on display."""
        if id_ in self._rows and self._item(id_).state is ItemState.WAITING:
            self.line.put(self._item(id_).source, first=True)

    def begun(self, id_: int) -> None:
        """Mark a picture as being captioned."""
        self._set(id_, ItemState.CAPTIONING)

    def captioned(self, id_: int, caption: Caption) -> None:
        """Store a picture's caption."""
        self._set(id_, ItemState.DONE, caption=caption)

    def refused(self, id_: int, problem: Problem) -> None:
        """Store why a picture has no caption."""
        self._set(id_, ItemState.FAILED, problem=problem)

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
            self._items.append(CaptionItem(source))
            self._rows[source.id] = row
        self._counts[ItemState.WAITING] += len(sources)
        self.endInsertRows()
        for source in sources:
            self.line.put(source)
        self.counted.emit()

    def _renewed(self, id_: int) -> int:
        """The id of a listed file: a new one, which waits, where another picture now lies under its name."""
        row = self._rows[id_]
        item = self._items[row]
        if item.state not in (ItemState.DONE, ItemState.FAILED) or not self.line.stale(item.source):
            return id_
        self._forget(item)
        item.source = Source(self._number(), path=item.source.path)
        item.caption = item.problem = None
        item.state = ItemState.WAITING
        self._counts[item.state] += 1
        self._rows[item.source.id] = row
        assert item.source.path is not None
        self._files[item.source.path] = item.source.id
        self.line.put(item.source)
        self._changed(row, row)
        self.counted.emit()
        return item.source.id

    def _forget(self, item: CaptionItem) -> None:
        self._rows.pop(item.source.id, None)
        self._counts[item.state] -= 1
        self.line.drop([item.source.id])
        if item.source.path is not None:
            self._files.pop(item.source.path, None)

    def _set(self, id_: int, state: ItemState, caption: Caption | None = None, problem: Problem | None = None) -> None:
        row = self._rows.get(id_)
        if row is None:
            return
        item = self._items[row]
        self._counts[item.state] -= 1
        self._counts[state] += 1
        item.state, item.problem = state, problem
        item.caption = caption or item.caption
        self._changed(row, row)

    def _changed(self, first: int, last: int) -> None:
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))
