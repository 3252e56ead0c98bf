"""The rows that are shown, as Qt reads them: places of the table, in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from gui import text
from gui.data.wording import problem_text, split_text

if TYPE_CHECKING:
    from engine.curation.table import DataRow, DataTable

ROW = int(Qt.ItemDataRole.UserRole)
"""Role of a ``DataRow``."""
Index = QModelIndex | QPersistentModelIndex


class ShownRows(QAbstractListModel):
    """Rows of a table; each is made when it is drawn, so that 100,000 cost what ten do."""

    def __init__(self) -> None:
        super().__init__()
        self.table: DataTable | None = None
        self.numbers = np.zeros(0, dtype=np.int64)
        """(N,) the rows' numbers in the table, in the order in which they are shown."""

    def take(self, table: DataTable | None, numbers: np.ndarray) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.table, self.numbers = table, numbers
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self.numbers)

    def row(self, place: int) -> DataRow | None:
        """The row at a place."""
        if self.table is None or not 0 <= place < len(self.numbers):
            return None
        return self.table[int(self.numbers[place])]

    def place(self, number: int) -> int:
        """Where a row of the table is shown; -1 where it is not."""
        found = np.flatnonzero(self.numbers == number)
        return int(found[0]) if len(found) else -1

    def refresh(self) -> None:
        """The captions of some rows have changed."""
        if len(self.numbers):
            self.dataChanged.emit(self.index(0), self.index(len(self.numbers) - 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        if role not in (ROW, *_WORDS):
            return None
        row = self.row(index.row())
        if row is None or role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        words = [row.name, *row.captions]
        if row.split:
            words.append(split_text(row.split))
        words += [problem_text(problem) for problem in row.problems]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(words)
        return text.plain("\n".join(words))


_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
