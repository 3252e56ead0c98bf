"""The view that stands in the tab's place while two checkpoints are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from engine.events import Event, Progress, Task
from gui import text, theme
from gui.checkpoints import jobs
from gui.checkpoints.comparing.pairs import PairRows, PairView, thumbnails_job
from gui.checkpoints.comparing.scores_card import ScoresCard
from gui.checkpoints.inputs_card import InputCard, entry_name
from gui.widgets import (
    Banner,
    Button,
    Card,
    EmptyPlace,
    Heading,
    Label,
    Panel,
    ProgressLine,
    column,
    row,
)
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.choosing.comparing import Comparison
    from engine.training.catalog import CatalogEntry

Make = Callable[[Path, Path, Path, str], Job]


class PairsCard(Card):
    """The list of pictures under its heading."""

    def __init__(self) -> None:
        super().__init__()
        self._heading, self._beside = Heading(), Label("quiet")
        self.rows = PairRows(self)
        self.view = PairView(self.rows)
        self._empty = EmptyPlace("picture")
        self._same = self._count = 0
        head = row(self._heading, None, self._beside)
        head.setContentsMargins(theme.PAD - 1, 0, theme.PAD, 0)
        self.body.setContentsMargins(1, 10, 1, 8)
        self.body.setSpacing(2)
        self.body.addLayout(head)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._empty, 1)
        self.rows.modelReset.connect(self._show)
        self.retranslate()
        self._show()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Where they differ most"))
        told = self.tr("{same} of {count} captions are the same; what the other one does not say is marked")
        self._beside.setText(told.format(same=text.number(self._same), count=text.number(self._count)))
        self._empty.sentence.setText(self.tr("Both say the same of every picture."))
        self.view.setAccessibleName(self.tr("Where they differ most"))
        self.rows.retranslate()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.view.viewport().update()

    def take(self, comparison: Comparison, first: str, second: str) -> None:
        """Show another comparison; ``first`` and ``second`` are the names of the checkpoints."""
        self._same, self._count = comparison.same, len(comparison.pairs)
        self.rows.take(comparison.pairs, first, second)
        self.retranslate()

    def _show(self) -> None:
        filled = self.rows.rowCount() > 0
        self.view.setVisible(filled)
        self._beside.setVisible(filled)
        self._empty.setVisible(not filled)


class CompareView(Panel):
    """``left``: the person goes back to the table.

    Args:
        name: what a score is called.
        make: makes the job, as ``jobs.compare_job`` does.
    """

    left = Signal()

    def __init__(self, name: Callable[[str], str], make: Make = jobs.compare_job) -> None:
        super().__init__()
        self._make = make
        self._entries: tuple[CatalogEntry, CatalogEntry] | None = None
        self._work: Work | None = None
        self.inputs, self.scores, self.pairs = InputCard(("A", "B")), ScoresCard(name), PairsCard()
        self.banner = Banner()
        self._place = Card()
        self._waiting = EmptyPlace("layers")
        self._place.body.addWidget(self._waiting)
        results = Panel()
        column(self.scores, self.pairs, gap=theme.GAP, parent=results).setStretch(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._place)
        self._stack.addWidget(results)
        self.go, self.back = Button("primary", "play"), Button("secondary", "back")
        self.progress = ProgressLine(inline=True)
        self.go.clicked.connect(self.compare)
        self.back.clicked.connect(self.leave)
        self.progress.stopped.connect(self._stop)
        self.inputs.changed.connect(self._refresh)
        line = row(self.go, self.back, theme.STEP, self.progress, None)
        line.setStretch(line.indexOf(self.progress), 1)
        page = column(self.inputs, self._stack, line, gap=theme.GAP, parent=self)
        page.setStretch(1, 1)
        page.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)
        self.banner.stand_over(self._stack)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave)
        self.retranslate()

    def open(self, first: CatalogEntry, second: CatalogEntry) -> None:
        """Stand ready to compare two checkpoints, on the data of the first one's run where that still lies there."""
        self._entries = (first, second)
        self.banner.clear()
        self._stack.setCurrentIndex(0)
        self._name_both()
        self.inputs.set_data(None)
        work = Work(jobs.data_job(first.run), "data of a run", self)
        work.done.connect(self._offer)
        work.failed.connect(self.banner.tell_problem)
        work.start()

    def compare(self) -> None:
        """Begin."""
        data = self.inputs.data
        if self._entries is None or data is None or self._work is not None:
            return
        first, second = self._entries
        self.banner.clear()
        self.progress.begin(lambda: self.tr("Captioning…"))
        job = self._make(first.folder, second.folder, data, self.inputs.split.value)
        work = self._work = Work(job, "comparing", self)
        work.events.connect(self._take)
        work.done.connect(self._show)
        work.failed.connect(self.banner.tell_problem)
        work.ended.connect(self._end)
        self._refresh()
        work.start()

    def leave(self) -> None:
        """Go back; what is under way is stopped."""
        self._stop()
        self.left.emit()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.go.setText(self.tr("Compare"))
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("Back to all checkpoints (Esc)"))
        self._waiting.sentence.setText(
            self.tr(
                "Both caption the same pictures; then their scores stand here, whether the difference is more than "
                "chance, and the pictures on which they differ most."
            )
        )
        self._name_both()

    def _name_both(self) -> None:
        for label, entry in zip(self.inputs.names, self._entries or (), strict=False):
            label.set_whole(entry_name(entry))

    def _offer(self, folder: Path | None) -> None:
        if self.inputs.data is None:
            self.inputs.set_data(folder)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()

    def _take(self, events: Sequence[Event]) -> None:
        steps = {
            Task.PREPARING: lambda: self.tr("Preparing pictures…"),
            Task.COMPARING: lambda: self.tr("Scoring…"),
        }
        for event in events:
            if isinstance(event, Progress):
                self.progress.name(steps.get(event.task, lambda: self.tr("Captioning…")))
        self.progress.take(events)

    def _show(self, comparison: Comparison) -> None:
        if self._entries is None or self._work is None or self._work.commands.stopping:
            return
        self.scores.take(comparison)
        self.pairs.take(comparison, *(entry_name(entry) for entry in self._entries))
        self._stack.setCurrentIndex(1)
        rows = self.pairs.rows
        if rows.pairs:
            shown = rows.pairs
            work = Work(thumbnails_job([pair.path for pair in shown]), "pictures", self)
            work.done.connect(lambda images: self._picture(shown, images))
            work.start()

    def _picture(self, shown: list[Any], images: list[Any]) -> None:
        if self.pairs.rows.pairs is shown and images:
            self.pairs.rows.set_images(images)

    def _end(self) -> None:
        self._work = None
        self.progress.end()
        self._refresh()

    def _refresh(self) -> None:
        idle = self._work is None
        self.go.setEnabled(idle and self.inputs.data is not None)
        self.inputs.change.setEnabled(idle)
        self.inputs.split.setEnabled(idle)
