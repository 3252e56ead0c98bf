"""The view in which one checkpoint is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from engine.events import Task
from gui import theme
from gui.checkpoints import jobs
from gui.checkpoints.evaluating.cards import (
    AttributeAccuracyCard,
    BalanceCard,
    MistakesCard,
    ScoresCard,
    VerdictCard,
    WordsCard,
)
from gui.checkpoints.evaluating.samples import BestAndWorstCard
from gui.checkpoints.inputs_card import InputCard, entry_name
from gui.checkpoints.rows import key_of
from gui.checkpoints.split_view import SplitView
from gui.widgets import Label, Panel, Scroll, column, row
from gui.worker import Job

if TYPE_CHECKING:
    from engine.evaluation.checkpoint import CheckpointEvaluation
    from engine.runs.catalog import CatalogEntry

Make = Callable[[Path, Path, str, int | None], Job]

_MOST = 10_000_000


class EvaluateView(SplitView):
    """See ``SplitView``.

    Args:
        make: makes the job, as ``jobs.evaluate_job`` does.
    """

    def __init__(self, make: Make = jobs.evaluate_job) -> None:
        self._make = make
        self._entry: CatalogEntry | None = None
        self.verdict = VerdictCard()
        self.scores = ScoresCard()
        self.attributes = AttributeAccuracyCard()
        self.balance, self.mistakes, self.words = BalanceCard(), MistakesCard(), WordsCard()
        self.samples = BestAndWorstCard()
        self.attributes.chosen.connect(self._show_mistakes)
        found = Panel()
        # Sentences that wrap ask for more than they need at this width; the scroll area asks for the height at its own.
        found.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        halves = (
            column(self.scores, self.balance, self.words, gap=theme.GAP),
            column(self.attributes, self.mistakes, gap=theme.GAP),
        )
        sides = row(*halves, gap=theme.GAP)
        for place, half in enumerate(halves):
            sides.setStretch(place, 1)
            # Both sides end at one height.
            half.setStretch(half.count() - 1, 1)
        column(self.verdict, sides, self.samples, None, gap=theme.GAP, parent=found)
        self._scroll = Scroll(found)
        super().__init__("evaluating", InputCard(), self._scroll, "curve")
        self._most_name, self.most = Label("quiet"), QLineEdit()
        self.most.textChanged.connect(self.inputs.changed)
        self.most.setFixedWidth(76)
        self.most.setValidator(QIntValidator(1, _MOST, self))
        self.inputs.where.addSpacing(theme.PAD)
        for part in (self._most_name, self.most):
            self.inputs.where.addWidget(part)
        self.retranslate()

    def open(self, entry: CatalogEntry) -> None:
        """Prepare to evaluate a checkpoint, on the data of its run if it still exists. The results of the checkpoint
        evaluated last are kept."""
        self.banner.clear()
        if self._entry is not None and key_of(self._entry) == key_of(entry):
            return
        self._entry = entry
        self.inputs.names[0].set_whole(entry_name(entry))
        self.offer_data_of(entry.run)

    def job(self, data: Path) -> Job | None:
        """See ``SplitView``."""
        if self._entry is None:
            return None
        return self._make(self._entry.folder, data, self.inputs.split.value, self._count)

    @property
    def asked(self) -> tuple[object, ...]:
        """See ``SplitView``."""
        return (*super().asked, self._count)

    def steps(self) -> Mapping[Task, Callable[[], str]]:
        """See ``SplitView``."""
        return {**super().steps(), Task.COMPARING: lambda: self.tr("Evaluating…")}

    def parts_to_hold(self) -> tuple[QWidget, ...]:
        """See ``SplitView``."""
        return (*super().parts_to_hold(), self.most)

    @property
    def _count(self) -> int | None:
        """How many pictures to evaluate; None for all."""
        return int(self.most.text()) if self.most.hasAcceptableInput() else None

    def _show_mistakes(self, name: str) -> None:
        """Of an attribute that was clicked; the table stands below all of them, maybe out of sight."""
        self.mistakes.choose(name)
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.mistakes, 0, theme.GAP))

    def show_found(self, found: CheckpointEvaluation) -> None:
        """See ``SplitView``."""
        for card in (self.verdict, self.scores, self.attributes, self.balance, self.mistakes, self.words):
            card.take(found.evaluation)
        self.samples.take(found.good, found.bad, found.evaluation.language, found.evaluation.domain)

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        self.go.setText(self.tr("Evaluate"))
        self._most_name.setText(self.tr("Pictures"))
        self.most.setPlaceholderText(self.tr("all"))
        self.most.setAccessibleName(self.tr("Pictures"))
        self.most.setToolTip(
            self.tr("Number of pictures to evaluate, chosen at random from the split; empty: all of them")
        )
        self.waiting.sentence.setText(
            self.tr(
                "The checkpoint captions a split of the data. Its scores, the grounding test, common "
                "mistakes and samples then appear here."
            )
        )
        if self._entry is not None:
            self.inputs.names[0].set_whole(entry_name(self._entry))
