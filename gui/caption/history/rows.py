"""The entries that were found, as Qt reads them: their numbers are known, each is read when it comes into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui import text
from gui.caption.history.reading import HistoryRow
from gui.caption.names import shipped_name
from gui.widgets.fit import fit_word

if TYPE_CHECKING:
    from engine.history import HistoryEntry

Index = QModelIndex | QPersistentModelIndex

FOUND = int(Qt.ItemDataRole.UserRole) + 1
"""Role of a ``HistoryRow``; None of one that has not been read yet."""
_KEPT = 2000


class HistoryRows(QAbstractListModel):
    """Rows in the order of time, the newest first; 1,000,000 cost what those in view do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers: list[int] = []
        self._read: OrderedDict[int, HistoryRow] = OrderedDict()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self.numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        found = self.row(index.row())
        if found is None or role == FOUND:
            return found
        entry = found.entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (entry.text, entry.translation, told_of(found))))
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.plain("\n".join(filter(None, (entry.text, entry.translation, entry.source))))
        return None

    def row(self, place: int) -> HistoryRow | None:
        """What stands in a row; None where it has not been read yet."""
        return self._read.get(self.numbers[place]) if 0 <= place < len(self.numbers) else None

    def unread(self, first: int, last: int) -> list[int]:
        """The numbers of the rows between two, both included, that have not been read."""
        return [number for number in self.numbers[max(0, first) : last + 1] if number not in self._read]

    def take(self, numbers: list[int]) -> None:
        """Show what another search found; what was read of it stays."""
        self.beginResetModel()
        self.numbers = numbers
        self.endResetModel()

    def extend(self, numbers: Sequence[int]) -> None:
        """Add older entries."""
        if numbers:
            self.beginInsertRows(QModelIndex(), len(self.numbers), len(self.numbers) + len(numbers) - 1)
            self.numbers.extend(numbers)
            self.endInsertRows()

    def keep(self, rows: Sequence[HistoryRow]) -> None:
        """Entries were read."""
        for found in rows:
            self._read[found.entry.id] = found
            self._read.move_to_end(found.entry.id)
        while len(self._read) > _KEPT:
            self._read.popitem(last=False)
        self.refresh()

    def forget(self) -> None:
        """Have all entries read again, since they may have become others."""
        self._read.clear()

    def refresh(self) -> None:
        """Update the text of all rows."""
        if self.numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self.numbers) - 1))


def told_of(found: HistoryRow) -> str:
    """Where a caption comes from, in one line: the picture, the model, the time, how well it fits."""
    entry = found.entry
    edited = QCoreApplication.translate("HistoryRows", "edited") if entry.edited else ""
    parts = (name_of(found), shipped_name(entry.checkpoint), time_of(entry.made), fit_word(entry.fit.verdict), edited)
    return " · ".join(filter(None, parts))


def name_of(found: HistoryRow) -> str:
    """What the picture is called."""
    entry = found.entry
    if entry.path is not None:
        return entry.path.name
    seed = noise_seed(entry)
    if seed is not None:
        return QCoreApplication.translate("CaptionQueue", "Random tensor, seed {seed}").format(seed=seed)
    return {
        "strange": QCoreApplication.translate("HistoryRows", "Picture that shows nothing"),
    }.get(entry.kind, QCoreApplication.translate("HistoryRows", "Pasted picture"))


def noise_seed(entry: HistoryEntry) -> int | None:
    """The seed of a random tensor; None of any other picture."""
    seed = entry.source.rpartition(" ")[2]
    return int(seed) if entry.kind == "noise" and seed.isdigit() else None


def time_of(made: int) -> str:
    """When it was captioned, in local time, in the same order in every language."""
    return f"{datetime.fromtimestamp(made / 1000):%Y-%m-%d %H:%M}"
