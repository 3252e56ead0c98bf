"""The table's model: one row per checkpoint, one column per figure; sorted and filtered by Qt's proxy model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from engine.metrics import METRICS
from engine.metrics.bounds import Sides
from engine.metrics.verdict import Verdict
from gui import text
from gui.checkpoints.verdicts import RANKS, verdict_told, verdict_word
from gui.widgets.bounds import Scale, bounds_told, fault_told
from gui.widgets.cells import aligned

if TYPE_CHECKING:
    from engine.runs.catalog import Catalog, CatalogEntry

Index = QModelIndex | QPersistentModelIndex

ENTRY = Qt.ItemDataRole.UserRole + 1
SORT = Qt.ItemDataRole.UserRole + 2
BEST = Qt.ItemDataRole.UserRole + 3
SCALE = Qt.ItemDataRole.UserRole + 4


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its key, its decimal places, and whether more is better (None where neither is)."""

    key: str
    places: int = 3
    rising: bool | None = True


RUN, TREND, STEP, LOSS, VERDICT, SIZE = (
    Column("run", rising=None),
    Column("trend", rising=None),
    Column("step", rising=None),
    Column("loss", rising=False),
    Column("verdict", rising=None),
    Column("size", rising=None),
)


LEFT = (RUN, TREND, VERDICT)
"""What is no figure."""


def key_of(entry: CatalogEntry) -> tuple[Path, int]:
    """The identity of a checkpoint, which survives reloading the catalog."""
    return entry.run, entry.step


class CheckpointRows(QAbstractTableModel):
    """All checkpoints. Only the scores that some checkpoint has are columns."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: list[Column] = [RUN, TREND, STEP, LOSS, SIZE]
        self.catalog: Catalog | None = None
        self._score = ""
        self._entries: list[CatalogEntry] = []
        self._best: dict[str, float] = {}

    def take(self, catalog: Catalog) -> None:
        """Show another catalog."""
        self.beginResetModel()
        self.catalog = catalog
        self._entries = list(catalog.entries)
        present = {name for entry in self._entries for name in entry.scores}
        scores = [Column(key, rising=METRICS[key].higher_is_better) for key in METRICS if key in present]
        looked = [VERDICT] if any(entry.verdict for entry in self._entries) else []
        self.columns = [RUN, TREND, STEP, LOSS, *scores, *looked, SIZE]
        self._best = {}
        for column in self.columns:
            honest = (entry for entry in self._entries if self._honest(entry, column))
            values = [value for entry in honest if (value := self._value(entry, column)) is not None]
            if column.rising is not None and len(set(values)) > 1:
                self._best[column.key] = max(values) if column.rising else min(values)
        self.endResetModel()

    @property
    def entries(self) -> Sequence[CatalogEntry]:
        """All rows."""
        return self._entries

    @property
    def score(self) -> str:
        """The score whose curve the runs show."""
        return self._score

    def show_score(self, score: str) -> None:
        """Show another score's curves."""
        self._score = score
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def scale(self, entry: CatalogEntry, score: str) -> Scale | None:
        """A score of a checkpoint between its bounds; None where one of them is not known."""
        value = entry.scores.get(score)
        bounds = self.catalog.bounds.get(entry.run, Sides()).span(score) if self.catalog else None
        if value is None or bounds is None:
            return None
        return Scale(value, bounds, score in entry.above_ceiling, entry.place(score) or 0.0)

    def annotate(self, entry: CatalogEntry) -> None:
        """Put a checkpoint with another note in its own place."""
        for row, old in enumerate(self._entries):
            if key_of(old) == key_of(entry):
                self._entries[row] = replace(old, note=entry.note)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry, column = self._entries[index.row()], self.columns[index.column()]
        if role == ENTRY:
            return entry
        if role == SORT:
            return entry.name.casefold() if column is RUN else self._value(entry, column)
        if role == BEST:
            best = self._best.get(column.key)
            return best is not None and self._honest(entry, column) and self._value(entry, column) == best
        if role == SCALE:
            return self.scale(entry, column.key)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(left=column in LEFT)
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.plain(self._tip(entry, column))
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt override."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.column_name(column.key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(left=column in LEFT)
        return None

    def column_name(self, key: str) -> str:
        """What a figure is called."""
        names = {
            "run": self.tr("Run"),
            "trend": self.tr("{score} trend").format(score="" if key != "trend" else self.column_name(self._score)),
            "step": self.tr("Step"),
            "loss": self.tr("Loss"),
            "grounding": self.tr("Grounding"),
            "verdict": self.tr("Verdict"),
            "size": self.tr("Size"),
        }
        return names[key] if key in names else text.score_name(key)

    def retranslate(self) -> None:
        """Update the headings."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    @staticmethod
    def _honest(entry: CatalogEntry, column: Column) -> bool:
        """A checkpoint that is not grounded never counts as the best, nor does a score above its ceiling."""
        return entry.verdict is not Verdict.BLIND and column.key not in entry.above_ceiling

    @staticmethod
    def _value(entry: CatalogEntry, column: Column) -> float | None:
        if column is STEP or column is TREND:
            return float(entry.step)
        if column is LOSS:
            return entry.loss
        if column is SIZE:
            return float(entry.size_bytes)
        if column is VERDICT:
            return None if entry.verdict is None else float(RANKS.index(entry.verdict))
        return entry.scores.get(column.key)

    def _words(self, entry: CatalogEntry, column: Column) -> str:
        if column is RUN:
            return entry.name
        if column is TREND:
            return ""
        if column is STEP:
            return text.number(entry.step)
        if column is SIZE:
            return text.size(entry.size_bytes)
        if column is VERDICT and entry.verdict is not None:
            return verdict_word(entry.verdict)
        value = self._value(entry, column)
        return "–" if value is None else text.decimal(value, column.places)

    def _tip(self, entry: CatalogEntry, column: Column) -> str:
        """What a figure means; elsewhere what was noted and where it lies."""
        if column is VERDICT and entry.verdict is not None:
            return verdict_told(entry.verdict, entry.scores.get("grounding"))
        scale = self.scale(entry, column.key)
        if scale is None:
            return "\n".join(filter(None, (entry.note.text, str(entry.folder))))
        tip = f"{self.column_name(column.key)} {bounds_told(scale.value, scale.bounds, '{:.4f}'.format)}"
        return f"{tip}\n{fault_told(scale.bounds.people)}" if scale.wrong else tip


class CheckpointOrder(QSortFilterProxyModel):
    """Sorted by any figure, what is pinned always first; what has no figure last; filtered by words."""

    def __init__(self, rows: CheckpointRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: list[str] = []
        self.setSourceModel(rows)
        self.setSortRole(SORT)

    def look_for(self, words: str) -> None:
        """Show those alone of which every word is told: by run, note, recipe, encoder, decoder, verdict or pin."""
        self.beginFilterChange()
        self._wanted = words.casefold().split()
        self.endFilterChange()

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt override: an arrow beside the figure that rules."""
        heading = super().headerData(section, orientation, role)
        if role == Qt.ItemDataRole.DisplayRole and section == self.sortColumn():
            return f"{heading} {'↑' if self.sortOrder() == Qt.SortOrder.AscendingOrder else '↓'}"
        return heading

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802
        """Qt override."""
        if not self._wanted:
            return True
        words = self._told(self.sourceModel().index(source_row, 0, source_parent).data(ENTRY))
        return all(word in words for word in self._wanted)

    def _told(self, entry: CatalogEntry) -> str:
        """All of a checkpoint that can be looked for, in lower case: as it is stored and as it is worded."""
        words = [entry.name, entry.note.text, entry.recipe, entry.encoder, entry.decoder]
        words += [text.choice_label(value) for value in (entry.recipe, entry.encoder, entry.decoder)]
        words += [verdict_word(entry.verdict)] if entry.verdict is not None else []
        words += [self.tr("pinned")] if entry.note.pinned else []
        return "\n".join(words).casefold()

    @property
    def _by_verdict(self) -> bool:
        """Of one verdict the greater margin is the better."""
        columns = cast(CheckpointRows, self.sourceModel()).columns
        return 0 <= self.sortColumn() < len(columns) and columns[self.sortColumn()] is VERDICT

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802
        """Qt override; of two equal ones the later step is the greater."""
        rising = self.sortOrder() == Qt.SortOrder.AscendingOrder
        entry, other = left.data(ENTRY), right.data(ENTRY)
        if entry.note.pinned != other.note.pinned:
            return bool(entry.note.pinned) is rising
        first, second = left.data(SORT), right.data(SORT)
        if first == second and "grounding" in entry.scores and "grounding" in other.scores and self._by_verdict:
            first, second = entry.scores["grounding"], other.scores["grounding"]
        if (first is None) != (second is None):
            return (second is None) is rising
        if first == second:
            return bool(entry.step < other.step)
        return bool(first < second)
