"""The view that stands in the tab's place while one checkpoint is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget

from engine.events import Event, Progress, Task
from gui import theme
from gui.checkpoints import jobs
from gui.checkpoints.evaluating.cards import (
    AttributesCard,
    BalanceCard,
    MistakesCard,
    ScoresCard,
    VerdictCard,
    WordsCard,
)
from gui.checkpoints.evaluating.samples import SamplesCard
from gui.checkpoints.inputs_card import InputCard, entry_name
from gui.checkpoints.rows import key_of
from gui.widgets import Banner, Button, Card, EmptyPlace, Label, Panel, ProgressLine, Scroll, column, row
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.report.gathering import Judged
    from engine.training.catalog import CatalogEntry

Make = Callable[[Path, Path, str, int | None], Job]

_MOST = 10_000_000


class EvaluateView(Panel):
    """``left``: the person goes back to the table.

    Args:
        name: what a score is called.
        make: makes the job, as ``jobs.evaluate_job`` does.
    """

    left = Signal()

    def __init__(self, name: Callable[[str], str], make: Make = jobs.evaluate_job) -> None:
        super().__init__()
        self._make = make
        self._entry: CatalogEntry | None = None
        self._work: Work | None = None
        self._score_name = name
        self.inputs, self.banner = InputCard(), Banner()
        self._most_name, self.most = Label("quiet"), QLineEdit()
        self.most.setFixedWidth(76)
        self.most.setValidator(QIntValidator(1, _MOST, self))
        self.inputs.where.addSpacing(theme.PAD)
        for part in (self._most_name, self.most):
            self.inputs.where.addWidget(part)
        self.verdict, self.scores, self.attributes = VerdictCard(), ScoresCard(self._name), AttributesCard()
        self.balance, self.mistakes, self.words = BalanceCard(), MistakesCard(), WordsCard()
        self.samples = SamplesCard()
        self.attributes.chosen.connect(self.mistakes.choose)
        found = Panel()
        # Sentences that wrap ask for more than they need at this width; the scroll area asks for the height at its own.
        found.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        halves = (
            column(self.scores, self.attributes, gap=theme.GAP),
            column(self.balance, self.mistakes, self.words, gap=theme.GAP),
        )
        sides = row(*halves, gap=theme.GAP)
        for place, half in enumerate(halves):
            sides.setStretch(place, 1)
            # Both sides end at one height.
            half.setStretch(half.count() - 1, 1)
        column(self.verdict, sides, self.samples, None, gap=theme.GAP, parent=found)
        self._place, self._waiting = Card(), EmptyPlace("curve")
        self._place.body.addWidget(self._waiting)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._place)
        self._stack.addWidget(Scroll(found))
        self.go, self.back = Button("primary", "play"), Button("secondary", "back")
        self.progress = ProgressLine(inline=True)
        self.go.clicked.connect(self.evaluate)
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

    def open(self, entry: CatalogEntry) -> None:
        """Stand ready to judge a checkpoint, on the data of its run where that still lies there; of the one that was
        judged last what was found still stands."""
        self.banner.clear()
        if self._entry is not None and key_of(self._entry) == key_of(entry):
            return
        self._entry = entry
        self._stack.setCurrentIndex(0)
        self.inputs.names[0].set_whole(entry_name(entry))
        self.inputs.set_data(None)
        work = Work(jobs.data_job(entry.run), "data of a run", self)
        work.done.connect(lambda folder: self._offer(entry, folder))
        work.failed.connect(self.banner.tell_problem)
        work.start()

    def evaluate(self) -> None:
        """Begin."""
        data = self.inputs.data
        if self._entry is None or data is None or self._work is not None:
            return
        self.banner.clear()
        self.progress.begin(lambda: self.tr("Captioning…"))
        most = int(self.most.text()) if self.most.hasAcceptableInput() else None
        job = self._make(self._entry.folder, data, self.inputs.split.value, most)
        work = self._work = Work(job, "evaluating", self)
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
        self.go.setText(self.tr("Evaluate"))
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("Back to all checkpoints (Esc)"))
        self._most_name.setText(self.tr("Pictures"))
        self.most.setPlaceholderText(self.tr("all"))
        self.most.setAccessibleName(self.tr("Pictures"))
        self.most.setToolTip(self.tr("Judge so many pictures of the split, chosen by chance; empty: all of them"))
        self._waiting.sentence.setText(
            self.tr(
                "The checkpoint captions a split of the data; then it stands here what the scores mean, whether it "
                "looks at the pictures, what it mistakes for what, and samples."
            )
        )
        if self._entry is not None:
            self.inputs.names[0].set_whole(entry_name(self._entry))

    def _name(self, score: str) -> str:
        known = {"bleu1": "BLEU-1", "bleu2": "BLEU-2", "bleu3": "BLEU-3"}
        return known.get(score) or self._score_name(score)

    def _offer(self, entry: CatalogEntry, folder: Path | None) -> None:
        if self.inputs.data is None and self._entry is entry:
            self.inputs.set_data(folder)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()

    def _take(self, events: Sequence[Event]) -> None:
        steps = {
            Task.PREPARING: lambda: self.tr("Preparing pictures…"),
            Task.COMPARING: lambda: self.tr("Judging…"),
        }
        for event in events:
            if isinstance(event, Progress):
                self.progress.name(steps.get(event.task, lambda: self.tr("Captioning…")))
        self.progress.take(events)

    def _show(self, judged: Judged) -> None:
        if self._work is None or self._work.commands.stopping:
            return
        self.show_found(judged)

    def show_found(self, judged: Judged) -> None:
        """Show what was found."""
        for card in (self.verdict, self.scores, self.attributes, self.balance, self.mistakes, self.words):
            card.take(judged.judgement)
        self.samples.take(judged.good, judged.bad)
        self._stack.setCurrentIndex(1)

    def _end(self) -> None:
        self._work = None
        self.progress.end()
        self._refresh()

    def _refresh(self) -> None:
        idle = self._work is None
        self.go.setEnabled(idle and self.inputs.data is not None)
        for part in (self.inputs.change, self.inputs.split, self.most):
            part.setEnabled(idle)
