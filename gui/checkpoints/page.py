"""The Checkpoints tab: lays out its cards and passes the selection between them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from engine import files
from gui import text, theme
from gui.checkpoints import jobs
from gui.checkpoints.comparing.view import CompareView
from gui.checkpoints.deleting import Deleting
from gui.checkpoints.detail_card import DetailCard
from gui.checkpoints.evaluating.view import EvaluateView
from gui.checkpoints.exporting import Exporting
from gui.checkpoints.grid import STEP
from gui.checkpoints.grid_card import GridCard
from gui.checkpoints.plot_card import PlotCard
from gui.checkpoints.recommending import Recommending
from gui.checkpoints.reporting import Reporting
from gui.checkpoints.rows import key_of
from gui.checkpoints.table_card import TableCard
from gui.pages import CaptionWanted, CheckpointOffered, Message, Page, PicturesWanted, StartWanted
from gui.samples import pictures_job
from gui.widgets import Banner, Button, column, row
from gui.worker import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.errors import Problem
    from engine.runs.catalog import Catalog, CatalogEntry


class CheckpointsPage(Page):
    """All checkpoints of all runs, to compare and to choose from.

    Args:
        runs: the folder of all runs.
    """

    def __init__(self, runs: Path | None = None) -> None:
        super().__init__()
        self._runs = runs or files.runs_folder()
        self._reading: Work | None = None
        self._stale = False
        self._notes: list[CatalogEntry] = []
        self._samples_of: Path | None = None
        self._pictured: tuple[Any, ...] = ()
        self._told: tuple[str, ...] = ()
        self.table, self.samples = TableCard(), GridCard()
        self.detail, self.plot = DetailCard(self.table.rows), PlotCard(self.table.rows.column_name)
        self.banner = Banner()
        self.caption, self.remove = Button("secondary", "text"), Button("secondary", "trash")
        self.further = Button("secondary", "play")
        self.reporting = Reporting(self.banner)
        self.deleted = Deleting(self.banner)
        self.exporting = Exporting(self.banner, (self.caption, self.further, self.remove, self.deleted))
        name = self.table.rows.column_name
        self.recommending = Recommending(self.banner, lambda: self.table.rows.entries, name)
        self.compare = Button("secondary", "layers", small=True)
        self.comparing, self.evaluating = CompareView(name), EvaluateView()
        self._lay_out()
        self.banner.stand_over(self.samples)
        self.table.chosen.connect(self._choose)
        self.table.acted.connect(self._caption)
        self.table.picked.connect(self._pick)
        self.compare.clicked.connect(self._compare)
        self.comparing.left.connect(lambda: self._stack.setCurrentIndex(0))
        self.detail.evaluate.clicked.connect(self._evaluate)
        self.evaluating.left.connect(lambda: self._stack.setCurrentIndex(0))
        self.recommending.chosen.connect(self._recommended)
        self.caption.clicked.connect(self._caption)
        self.further.clicked.connect(self._train_further)
        self.remove.clicked.connect(self.delete)
        self.detail.noted.connect(self._note)
        self.plot.chosen.connect(self.table.select)
        self.table.sorted_by.connect(self._plot)
        self.samples.view.clicked.connect(self._grid_clicked)
        self.deleted.changed.connect(self.look)
        keys, contexts = QKeySequence.StandardKey, Qt.ShortcutContext
        # A field of the tab takes its own Ctrl+Z before any shortcut does.
        for key, place, context, act in (
            (keys.Delete, self.table.view, contexts.WidgetShortcut, self.delete),
            (keys.Undo, self, contexts.WidgetWithChildrenShortcut, self.deleted.undo),
        ):
            shortcut = QShortcut(QKeySequence(key), place)
            shortcut.setContext(context)
            shortcut.activated.connect(act)
        self._choose(None)
        self._pick()
        self.retranslate()

    def start(self) -> None:
        """Free the disk space of what an earlier session deleted, then read the catalog."""
        work = Work(jobs.forget_job(self._runs), "deleted checkpoints", self)
        work.ended.connect(self.look)
        work.start()

    def settle(self) -> None:
        """Write a note that is still being typed."""
        self.detail.flush()

    def look(self) -> None:
        """Reload the catalog."""
        if self._reading is not None:
            self._stale = True
            return
        work = self._reading = Work(jobs.catalog_job(self._runs), "checkpoints", self)
        work.done.connect(self._take)
        work.failed.connect(self.banner.tell_problem)
        work.ended.connect(self._looked)
        work.start()

    def receive(self, message: Message) -> None:
        """See ``Page``: after a checkpoint was saved a tab that nobody looks at looks when it comes to the front."""
        if isinstance(message, CheckpointOffered) and self.isVisible():
            self.look()

    def open(self) -> None:
        """Nothing is opened here: pictures to caption are."""
        self.told.emit(PicturesWanted())

    def delete(self) -> None:
        """Delete the selected checkpoints; this can be undone."""
        self.deleted.delete(self.table.selected)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Qt override: runs may have gone on since the tab was last in front."""
        super().showEvent(event)
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the side column keeps a share of the width within bounds, as on the other tabs."""
        super().resizeEvent(event)
        self._right.setFixedWidth(min(420, max(264, round(self.width() * 0.265))))

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.caption.setText(self.tr("Use for captioning"))
        self.caption.setToolTip(self.tr("Select this checkpoint on the Caption tab"))
        self.further.setText(self.tr("Train further"))
        self.further.setToolTip(self.tr("Start a new run from these weights, on the Train tab"))
        self.compare.setText(self.tr("Compare…"))
        self.compare.setToolTip(
            self.tr("Compare two checkpoints on the same pictures; select exactly two (Ctrl+click)")
        )
        self.remove.setText(self.tr("Delete"))
        self.remove.setToolTip(
            self.tr("Delete the selected checkpoints (Del); you can undo this until you close Atelier (Ctrl+Z)")
        )

    def _lay_out(self) -> None:
        left = QWidget()
        inside = column(self.table, self.samples, self.exporting, gap=theme.GAP, parent=left)
        inside.setStretch(0, 5)
        inside.setStretch(1, 6)
        self._right = QWidget()
        column(self.detail, self.plot, gap=theme.GAP, parent=self._right).setStretch(1, 1)
        for button in (self.compare, self.recommending, self.reporting):
            self.table.tools.addWidget(button)
        overview = QWidget()
        page = row(left, self._right, gap=theme.PAD, parent=overview)
        page.setStretch(0, 1)
        page.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)
        self._stack = QStackedWidget()
        self._stack.addWidget(overview)
        self._stack.addWidget(self.comparing)
        self._stack.addWidget(self.evaluating)
        column(self._stack, parent=self)

    def _take(self, catalog: Catalog) -> None:
        self.table.take(catalog)
        self.recommending.refresh()
        self._pick()
        self._plot(self.table.score)
        self._tell_unreadable(catalog)

    def _tell_unreadable(self, catalog: Catalog) -> None:
        """Report once what cannot be read, and again when that changes."""
        problems = [problem for _, problem in catalog.unreadable]
        sentences = tuple(map(str, problems))
        if sentences == self._told:
            return
        self._told = sentences
        if problems:
            self.banner.tell("warn", lambda: self._unreadable_text(problems))

    def _unreadable_text(self, problems: Sequence[Problem]) -> str:
        first = text.problem_text(problems[0])
        more = len(problems) - 1
        return first + " " + self.tr("{count} more cannot be read.").format(count=more) if more else first

    def _plot(self, score: str) -> None:
        rows = self.table.rows
        bounds = rows.catalog.bounds if rows.catalog else {}
        self.plot.take(rows.entries, score, bounds)

    def _looked(self) -> None:
        self._reading = None
        if self._stale:
            self._stale = False
            self.look()

    def _choose(self, entry: CatalogEntry | None) -> None:
        self.detail.show_entry(entry)
        self.plot.mark(None if entry is None else key_of(entry))
        self.exporting.look_at(entry)
        self.reporting.look_at(entry)
        self.caption.setEnabled(entry is not None)
        self.further.setEnabled(entry is not None)
        self.remove.setEnabled(entry is not None)
        if entry is None:
            self._samples_of = None
            self.samples.grid.take([], frozenset())
            return
        if entry.run != self._samples_of:
            self._samples_of = entry.run
            work = Work(jobs.samples_job(entry.run), "samples", self)
            work.done.connect(self._show_samples)
            work.failed.connect(self.banner.tell_problem)
            work.start()
        else:
            self._mark_row(entry.step)

    def _pick(self) -> None:
        self.compare.setEnabled(len(self.table.selected) == 2)

    def _compare(self) -> None:
        first, second = self.table.selected
        self.comparing.open(first, second)
        self._stack.setCurrentIndex(1)

    def _evaluate(self) -> None:
        current = self.table.current
        if current is not None:
            self.evaluating.open(current)
            self._stack.setCurrentIndex(2)
            # Else the keys still go to the table that is hidden now.
            self.evaluating.setFocus()

    def _recommended(self, key: object) -> None:
        if not self.table.select(key):
            self.table.filter.clear()
            self.table.select(key)

    def _show_samples(self, found: tuple[Path, list[Any]]) -> None:
        run, history = found
        if run != self._samples_of:
            return
        kept = frozenset(entry.step for entry in self.table.rows.entries if entry.run == run)
        self.samples.grid.take(history, kept)
        current = self.table.current
        if current is not None:
            self._mark_row(current.step)
        if self.samples.grid.samples:
            work = Work(pictures_job(self.samples.grid.samples, 144), "sample pictures", self)
            work.done.connect(self._show_pictures)
            work.start()

    def _show_pictures(self, images: list[Any]) -> None:
        if len(images) == len(self.samples.grid.samples):
            self.samples.grid.set_images(images)

    def _mark_row(self, step: int) -> None:
        place = self.samples.grid.row_of(step)
        self.samples.view.clearSelection()
        if place >= 0:
            self.samples.view.selectRow(place)
            self.samples.view.scrollTo(self.samples.grid.index(place, 0))

    def _grid_clicked(self, index: QModelIndex) -> None:
        if self._samples_of is not None:
            self.table.select((self._samples_of, index.data(STEP)))

    def _caption(self) -> None:
        current = self.table.current
        if current is not None:
            self.told.emit(CaptionWanted(current.folder))

    def _train_further(self) -> None:
        current = self.table.current
        if current is not None:
            self.told.emit(StartWanted(current.folder))

    def _note(self, entry: CatalogEntry) -> None:
        self.table.rows.annotate(entry)
        self._notes.append(entry)
        if len(self._notes) == 1:
            self._write_note()

    def _write_note(self) -> None:
        """Write the notes one after another: each reads the file that the one before has written."""
        entry = self._notes[0]
        work = Work(jobs.note_job(entry.run, entry.step, entry.note.text, entry.note.pinned), "note", self)
        work.done.connect(self._tell_set_aside)
        work.failed.connect(self.banner.tell_problem)
        work.ended.connect(self._note_written)
        work.start()

    def _tell_set_aside(self, aside: Path | None) -> None:
        if aside is not None:
            self.banner.tell("warn", lambda: self._set_aside_text(aside))

    def _set_aside_text(self, aside: Path) -> str:
        sentence = self.tr(
            "The notes of {run} could not be read and were renamed to {file}. As long as that file "
            "exists, training deletes no checkpoint of this run."
        )
        return sentence.format(run=aside.parent.name, file=aside.name)

    def _note_written(self) -> None:
        self._notes.pop(0)
        if self._notes:
            self._write_note()
