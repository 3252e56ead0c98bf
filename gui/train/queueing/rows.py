"""The runs of the queue as rows: state, differences, scores and cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.events import State
from engine.metrics import METRICS
from gui import text
from gui.widgets.cells import aligned

if TYPE_CHECKING:
    from engine.queueing.table import Row

Index = QModelIndex | QPersistentModelIndex
ROW, SHARE, KIND, BEST = (int(Qt.ItemDataRole.UserRole) + number for number in range(1, 5))
"""Roles: the row, the share of its steps that is done, the colour of its state, and whether a score is the best."""
ALWAYS = ("run", "settings", "state")
COSTS = ("training_seconds", "size_bytes", "caption_ms")
_KINDS = {"training": "accent", "finished": "good", "failed": "bad"}
_VERDICTS = {"grounded": "good", "blind": "bad", "unsure": "plain"}
_NONE = "–"


@dataclass(frozen=True, slots=True)
class Live:
    """The run that this window trains: its folder, and what the session knows better than the files."""

    folder: Path
    state: State
    step: int
    steps: int


class QueueRows(QAbstractTableModel):
    """A row for each planned run; a score has a column where some run has it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.columns: tuple[str, ...] = ALWAYS + COSTS
        self._best: dict[str, float] = {}
        self._live: Live | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        from engine.queueing.table import comparable, scores_of

        self.beginResetModel()
        self.rows = tuple(rows)
        scores = scores_of(rows)
        verdict = ("verdict",) if any(row.verdict is not None for row in rows) else ()
        self.columns = ALWAYS + scores + verdict + COSTS
        # A run whose captions do not depend on the pictures is never the best, nor is one among scores of other ones.
        seeing = [row for row in rows if row.verdict != "blind"]
        values = {
            name: [row.scores[name] for row in seeing if name in row.scores]
            for name in scores
            if comparable(rows, name)
        }
        # Of equals none is the best.
        self._best = {name: max(known, key=METRICS[name].rank) for name, known in values.items() if len(set(known)) > 1}
        self.endResetModel()

    def set_live(self, live: Live | None) -> None:
        """Take what is being trained right now."""
        if live != self._live:
            self._live = live
            if self.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def standing(self, row: Row) -> str:
        """How a run stands, by name; the one under way is being trained whatever its files say."""
        if self._live is not None and row.stand.folder == self._live.folder:
            return "training"
        return str(row.stand.standing.value)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Qt override."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Qt override."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        row, key = self.rows[index.row()], self.columns[index.column()]
        if role == ROW:
            return row
        if role == SHARE:
            return self._share(row) if key == "state" else None
        if role == KIND:
            if key == "verdict":
                return _VERDICTS.get(row.verdict or "", "plain")
            return _KINDS.get(self.standing(row), "plain") if key == "state" else None
        if role == BEST:
            return row.verdict != "blind" and key in self._best and row.scores.get(key) == self._best[key]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(left=key in (*ALWAYS, "verdict"))
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.plain(self.verdict_told(row) if key == "verdict" else self.told(row))
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt override."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        key = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.column_name(key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(left=key in (*ALWAYS, "verdict"))
        return None

    def column_name(self, key: str) -> str:
        """What a column is called."""
        names = {
            "run": self.tr("Run"),
            "settings": self.tr("Differences"),
            "state": self.tr("State"),
            "verdict": self.tr("Verdict"),
            "training_seconds": self.tr("Training"),
            "size_bytes": self.tr("Size"),
            "caption_ms": self.tr("Caption"),
        }
        return names[key] if key in names else text.score_name(key)

    def told(self, row: Row) -> str:
        """What a person may want to know of a run beside its figures: why it failed, or what differs."""
        if row.stand.problem is not None and self.standing(row) == "failed":
            return text.problem_text(row.stand.problem)
        parts = [f"{text.setting_label(name)}: {text.value_text(value)}" for name, value in row.settings.items()]
        if row.parameters is not None:
            parts.append(self.tr("{count} parameters").format(count=text.number(row.parameters)))
        if row.images_per_second is not None:
            parts.append(self.tr("{count} images/s").format(count=f"{row.images_per_second:.1f}"))
        if row.bests and row.best_step is not None:
            words = self.tr("best by {score} at step {step}")
            parts.append(words.format(score=self.column_name(row.score), step=text.number(row.best_step)))
        return " · ".join(parts)

    def verdict_told(self, row: Row) -> str:
        """The evidence for the verdict on a run's best checkpoint."""
        if row.grounding is None:
            return ""
        words = self.tr(
            "The loss per word changes by {margin} when captions are paired with other pictures; in "
            "a model that is not grounded it stays the same"
        )
        return words.format(margin=text.decimal(row.grounding, 3, signed=True))

    def retranslate(self) -> None:
        """Update all text."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def _share(self, row: Row) -> float | None:
        step, steps = self._steps(row)
        return step / steps if steps and 0 < step < steps else None

    def _steps(self, row: Row) -> tuple[int, int]:
        live = self._live
        if live is not None and row.stand.folder == live.folder and live.steps:
            return live.step, live.steps
        return row.stand.step, row.stand.steps

    def _words(self, row: Row, key: str) -> str:
        if key == "run":
            return row.name
        if key == "settings":
            # Another encoder starts elsewhere; the line below the table tells of that too.
            follows = {"encoder_weights"} if "encoder" in row.settings else set()
            return " · ".join(text.value_text(value) for name, value in row.settings.items() if name not in follows)
        if key == "state":
            return self._state_words(row)
        if key == "verdict":
            words = {
                "grounded": self.tr("grounded"),
                "blind": self.tr("not grounded"),
                "unsure": self.tr("weakly grounded"),
            }
            return words.get(row.verdict or "", _NONE)
        value = row.scores.get(key) if key in METRICS else getattr(row, key)
        if value is None:
            return _NONE
        if key == "training_seconds":
            return text.duration(value)
        if key == "size_bytes":
            return f"{value / 1e6:.1f} MB"
        return self.tr("{count} ms").format(count=f"{value:.1f}") if key == "caption_ms" else f"{value:.4f}"

    def _state_words(self, row: Row) -> str:
        words = {
            "waiting": self.tr("Waiting"),
            "training": self.tr("Training"),
            "interrupted": self.tr("Interrupted"),
            "finished": self.tr("Finished"),
            "failed": self.tr("Failed"),
            "skipped": self.tr("Skipped"),
        }
        words_of = words[self.standing(row)]
        if self._live is not None and row.stand.folder == self._live.folder and self._live.state is State.PAUSED:
            words_of = self.tr("Paused")
        step, steps = self._steps(row)
        return f"{words_of} {text.number(step)} / {text.number(steps)}" if steps and 0 < step < steps else words_of
