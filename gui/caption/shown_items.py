"""The rows of the Caption tab as its list shows them: some or all of the queue's, in an order of their own."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.caption.items import CaptionItem
from gui.caption.queue import CaptionQueue

Index = QModelIndex | QPersistentModelIndex


class ShownItems(QAbstractListModel):
    """A view of the queue. A *row* is a number in the queue, a *place* one in this model.

    Whoever arranges it calls ``take``. In between it follows the queue: rows that go are gone, rows that come stand at
    the end, unless ``closed`` says that it is not known yet whether they belong here.
    """

    def __init__(self, queue: CaptionQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.rows = np.arange(queue.rowCount())
        """(N,) the queue's rows, in the order in which they are shown."""
        self.closed = False
        self._places: np.ndarray | None = None
        self._going: tuple[int, int] | None = None
        queue.rowsInserted.connect(self._inserted)
        queue.rowsAboutToBeRemoved.connect(self._about_to_remove)
        queue.rowsRemoved.connect(self._removed)
        queue.modelAboutToBeReset.connect(self.beginResetModel)
        queue.modelReset.connect(self._reset)
        queue.dataChanged.connect(self._changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        if not 0 <= index.row() < len(self.rows):
            return None
        return self._queue.data(self._queue.index(int(self.rows[index.row()])), role)

    def item(self, place: int) -> CaptionItem | None:
        """The picture at a place, or None where there is none."""
        return self._queue.item(int(self.rows[place])) if 0 <= place < len(self.rows) else None

    def place(self, row: int) -> int:
        """Where a row of the queue is shown; -1 where it is not."""
        return int(self.places[row]) if 0 <= row < len(self.places) else -1

    @property
    def places(self) -> np.ndarray:
        """(N,) of each row of the queue, where it is shown; -1 where it is not."""
        if self._places is None:
            self._places = np.full(self._queue.rowCount(), -1)
            self._places[self.rows] = np.arange(len(self.rows))
        return self._places

    def take(self, rows: np.ndarray) -> None:
        """Show other rows (M,), or the same in another order."""
        self.beginResetModel()
        self._set(rows)
        self.endResetModel()

    def show_too(self, row: int) -> None:
        """Show a row of the queue at the end, if it is not shown yet."""
        if self.place(row) < 0:
            self._append(row, row)

    def _set(self, rows: np.ndarray) -> None:
        self.rows, self._places = rows, None

    def _append(self, first: int, last: int) -> None:
        place = len(self.rows)
        self.beginInsertRows(QModelIndex(), place, place + last - first)
        self._set(np.concatenate([self.rows, np.arange(first, last + 1)]))
        self.endInsertRows()

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        # The queue has grown whether or not they are shown.
        self._places = None
        if not self.closed:
            self._append(first, last)

    def _about_to_remove(self, parent: QModelIndex, first: int, last: int) -> None:
        places = np.flatnonzero((self.rows >= first) & (self.rows <= last))
        if not len(places):
            self._going = None
        elif places[-1] - places[0] == len(places) - 1:
            self._going = (int(places[0]), int(places[-1]))
            self.beginRemoveRows(QModelIndex(), *self._going)
        else:
            # Here and there: one reset instead of many removals.
            self._going = (-1, -1)
            self.beginResetModel()

    def _removed(self, parent: QModelIndex, first: int, last: int) -> None:
        kept = self.rows[(self.rows < first) | (self.rows > last)]
        self._set(np.where(kept > last, kept - (last - first + 1), kept))
        if self._going == (-1, -1):
            self.endResetModel()
        elif self._going is not None:
            self.endRemoveRows()

    def _reset(self) -> None:
        self._set(np.arange(0 if self.closed else self._queue.rowCount()))
        self.endResetModel()

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if not len(self.rows):
            return
        if first.row() == last.row():
            place = self.place(first.row())
            if place >= 0:
                self.dataChanged.emit(self.index(place), self.index(place))
        else:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))
