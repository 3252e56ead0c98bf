"""The view in which two checkpoints are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.events import Task
from gui import text, theme
from gui.checkpoints import jobs
from gui.checkpoints.comparing.pairs import PairRows, PairView, thumbnails_job
from gui.checkpoints.comparing.scores_card import DifferencesCard
from gui.checkpoints.inputs_card import InputCard, entry_name
from gui.checkpoints.split_view import SplitView
from gui.widgets import Card, EmptyPlace, Heading, Label, Panel, column, row
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.choosing.comparing import Comparison
    from engine.runs.catalog import CatalogEntry

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
        sentence = self.tr("{same} of {count} captions are the same; differing words are marked")
        self._beside.setText(sentence.format(same=text.number(self._same), count=text.number(self._count)))
        self._empty.sentence.setText(self.tr("Both give the same captions for all pictures."))
        self.view.setAccessibleName(self.tr("Where they differ most"))
        self.rows.retranslate()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.view.viewport().update()

    def take(self, comparison: Comparison, first: str, second: str) -> None:
        """Show another comparison; ``first`` and ``second`` are the names of the checkpoints."""
        self._same, self._count = comparison.same, len(comparison.pairs)
        self.rows.take(comparison.pairs, first, second, comparison.language, comparison.domain)
        self.retranslate()

    def _show(self) -> None:
        filled = self.rows.rowCount() > 0
        self.view.setVisible(filled)
        self._beside.setVisible(filled)
        self._empty.setVisible(not filled)


class CompareView(SplitView):
    """See ``SplitView``.

    Args:
        name: what a score is called.
        make: makes the job, as ``jobs.compare_job`` does.
    """

    def __init__(self, name: Callable[[str], str], make: Make = jobs.compare_job) -> None:
        self._make = make
        self._entries: tuple[CatalogEntry, CatalogEntry] | None = None
        self.scores, self.pairs = DifferencesCard(name), PairsCard()
        found = Panel()
        column(self.scores, self.pairs, gap=theme.GAP, parent=found).setStretch(1, 1)
        super().__init__("comparing", InputCard(("A", "B")), found, "layers")
        self.retranslate()

    def open(self, first: CatalogEntry, second: CatalogEntry) -> None:
        """Prepare to compare two checkpoints, on the data of the first one's run if it still exists."""
        self._entries = (first, second)
        self.banner.clear()
        self._name_both()
        self.offer_data_of(first.run)

    def job(self, data: Path) -> Job | None:
        """See ``SplitView``."""
        if self._entries is None:
            return None
        first, second = self._entries
        return self._make(first.folder, second.folder, data, self.inputs.split.value)

    def steps(self) -> Mapping[Task, Callable[[], str]]:
        """See ``SplitView``."""
        return {**super().steps(), Task.COMPARING: lambda: self.tr("Scoring…")}

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        self.go.setText(self.tr("Compare"))
        self.waiting.sentence.setText(
            self.tr(
                "Both checkpoints caption the same pictures. Their scores, whether the differences "
                "are significant, and the pictures on which they differ most then appear here."
            )
        )
        self._name_both()

    def show_found(self, found: Comparison) -> None:
        """See ``SplitView``."""
        self.scores.take(found)
        self.pairs.take(found, *(entry_name(entry) for entry in self._entries or ()))
        rows = self.pairs.rows
        if rows.pairs:
            shown = rows.pairs
            work = Work(thumbnails_job([pair.path for pair in shown]), "pictures", self)
            work.done.connect(lambda images: self._picture(shown, images))
            work.start()

    def _name_both(self) -> None:
        for label, entry in zip(self.inputs.names, self._entries or (), strict=False):
            label.set_whole(entry_name(entry))

    def _picture(self, shown: list[Any], images: list[Any]) -> None:
        if self.pairs.rows.pairs is shown and images:
            self.pairs.rows.set_images(images)
