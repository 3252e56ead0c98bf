"""What is searched for: words, and below them a model, a time, a fit, and edited captions alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSizePolicy

from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE
from gui import icons, theme
from gui.caption.names import shipped_name
from gui.widgets import Panel, column, row
from gui.widgets.fit import fit_word
from gui.widgets.setting import Combo

if TYPE_CHECKING:
    from engine.history import HistoryQuery

PAUSE_MS = 60
"""A search begins when the typing has paused so long."""
DAYS = (0, 1, 7, 30, 365)
"""The times to choose from: any, today, and the last so many days."""


class HistoryFilters(Panel):
    """``changed``: something else is searched for."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.checkpoint, self.time, self.fit, self.edited = Combo(), Combo(), Combo(), QCheckBox()
        self.checkpoint.addItem("", "")
        for days in DAYS:
            self.time.addItem("", days)
        for verdict in ("", FITS, DOUBTFUL, UNLIKE, UNKNOWN):
            self.fit.addItem("", verdict)
        for combo in (self.checkpoint, self.time, self.fit):
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            combo.activated.connect(self.changed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self.changed)
        self.search.textEdited.connect(lambda: self._later.start())
        self.search.textChanged.connect(lambda words: None if words else self._later.start())
        self.search.returnPressed.connect(self._now)
        self.edited.toggled.connect(self.changed)
        below = row(self.checkpoint, self.time, self.fit, self.edited, gap=8)
        for place in range(3):
            below.setStretch(place, 1)
        column(self.search, below, gap=8, parent=self)
        self.retranslate()
        self.recolour()

    @property
    def query(self) -> HistoryQuery:
        """What is searched for."""
        from engine.history import HistoryQuery

        since, days = None, self.time.currentData()
        if days:
            midnight = datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
            since = round((midnight - timedelta(days=days - 1)).timestamp() * 1000)
        return HistoryQuery(
            words=self.search.text(),
            checkpoint=self.checkpoint.currentData(),
            fit=self.fit.currentData(),
            edited=self.edited.isChecked(),
            since=since,
        )

    @property
    def narrowed(self) -> bool:
        """Whether fewer are shown than there are."""
        chosen = (self.checkpoint, self.time, self.fit)
        return bool(
            self.search.text().strip() or any(combo.currentIndex() for combo in chosen) or self.edited.isChecked()
        )

    def clear(self) -> None:
        """Show all."""
        with QSignalBlocker(self.search), QSignalBlocker(self.edited):
            self.search.clear()
            self.edited.setChecked(False)
        for combo in (self.checkpoint, self.time, self.fit):
            combo.setCurrentIndex(0)
        self._now()

    def set_checkpoints(self, names: Sequence[str]) -> None:
        """Offer other models; the one that is chosen stays so where it is among them."""
        combo = self.checkpoint
        if [combo.itemData(place) for place in range(1, combo.count())] == list(names):
            return
        chosen = combo.currentData()
        combo.clear()
        combo.addItem(self.tr("All models"), "")
        for name in names:
            combo.addItem(shipped_name(name), name)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.search.setPlaceholderText(self.tr("Search captions, translations and file names"))
        self.search.setAccessibleName(self.tr("Search captions, translations and file names"))
        self.search.setToolTip(
            self.tr("Words match from their beginning; “in quotes” exactly; -word excludes a word (Ctrl+F)")
        )
        times = {
            0: self.tr("Any time"),
            1: self.tr("Today"),
            7: self.tr("Last 7 days"),
            30: self.tr("Last 30 days"),
            365: self.tr("Last 365 days"),
        }
        for place, days in enumerate(DAYS):
            self.time.setItemText(place, times[days])
        for place in range(self.fit.count()):
            verdict = self.fit.itemData(place)
            self.fit.setItemText(place, fit_word(verdict) if verdict else self.tr("Any fit"))
        for place in range(self.checkpoint.count()):
            name = self.checkpoint.itemData(place)
            self.checkpoint.setItemText(place, shipped_name(name) if name else self.tr("All models"))
        self.checkpoint.setAccessibleName(self.tr("Model"))
        self.time.setAccessibleName(self.tr("Time"))
        self.fit.setAccessibleName(self.tr("Fit"))
        self.edited.setText(self.tr("Edited only"))

    def recolour(self) -> None:
        """See ``Worded``."""
        self._glass.setIcon(icons.icon("search", theme.current().quiet, 16))

    def _now(self) -> None:
        self._later.stop()
        self.changed.emit()
