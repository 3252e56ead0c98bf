"""The Data tab: lays out its columns and passes events between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from gui import memory, theme
from gui.data.actions import DataActions
from gui.data.browse import Browse
from gui.data.duplicates_view import DuplicatesView
from gui.data.editing import Editing
from gui.data.figures_view import FiguresView
from gui.data.looking import Looking
from gui.data.opening import Opening
from gui.data.picture_card import DataPictureCard
from gui.data.question_view import QuestionView
from gui.data.replace_view import ReplaceView
from gui.data.saving import Saving
from gui.data.session import DataSession
from gui.data.source_card import SourceCard
from gui.data.thumbnails import Thumbnails
from gui.data.unsaved import Unsaved
from gui.pages import (
    DataOpened,
    DataSaved,
    DataWanted,
    Message,
    Page,
    SettingsWanted,
    SplittingChanged,
    TrainingWanted,
)
from gui.reading import CAPTION_ENDINGS, may_be_data
from gui.widgets import Banner, Button, Card, EmptyPlace, Segments, column, row

if TYPE_CHECKING:
    from engine.curation.edits import Edits, Step

RECENT = 6
"""Folders and files that are offered again."""
VIEWS = ("pictures", "figures", "duplicates")
"""Also their places in the stack; finding and replacing stands behind them."""


class DataPage(Page):
    """Pictures with their captions, of the data that the Train page has open too."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = ""
        self._alike: dict[int, tuple[int, ...]] = {}
        self._fresh = True
        self._recent: list[Path] = []
        self.session = DataSession(self)
        self.thumbnails = Thumbnails(self)
        self.source, self.bar = SourceCard(), DataActions()
        self.browse = Browse(self.session, self.thumbnails)
        self.picture = DataPictureCard(self.thumbnails)
        self.banner = Banner()
        self.unsaved = Unsaved(self.session, self.banner, self)
        self.saving = Saving(self.session, self.banner, self)
        self.unsaved.save = self.saving.save
        keep = self.picture.captions.keep
        self.editing = Editing(self.session, self.saving, self.banner, keep, self)
        self.looking = Looking(self.session, self)
        self.figures = FiguresView(self.looking)
        self.duplicates = DuplicatesView(self.session, self.looking, self.thumbnails)
        self.replacing = ReplaceView(self.session, self.thumbnails)
        self.question = QuestionView()
        told = self.told.emit
        self.opening = Opening(self.session, self.unsaved, self.question, self.banner, told, self)
        self.folder, self.file = Button("secondary", "folder"), Button("secondary", "text")
        self.empty = EmptyPlace("picture", (self.folder, self.file))
        self.views = Segments(VIEWS)
        self._lay_out()
        self._connect()
        self._opened()
        self.retranslate()

    # What the window calls

    def restore(self, settings: QSettings, clean: bool) -> None:
        """See ``Page``: what was opened before, and how pictures are shown."""
        self._folder = memory.text(settings, "data/folder")
        self._recent = [Path(line) for line in memory.text(settings, "data/recent").splitlines() if line]
        self.source.set_recent(self._recent)
        self.browse.set_listed(memory.text(settings, "data/view") == "list")

    def remember(self, settings: QSettings) -> None:
        """See ``Page``."""
        settings.setValue("data/folder", self._folder)
        settings.setValue("data/recent", "\n".join(map(str, self._recent)))
        settings.setValue("data/view", "list" if self.browse.listed else "grid")

    def receive(self, message: Message) -> None:
        """See ``Page``: data that another page has opened are shown here too, once somebody looks."""
        if isinstance(message, SplittingChanged):
            self.opening.use(message.splitting)
            self.duplicates.set_split(message.splitting["split_by"])
        elif isinstance(message, DataWanted):
            self.front_wanted.emit()
            self.open_path(message.path)
        elif isinstance(message, DataOpened):
            self.opening.offer(message)
            if self.isVisible():
                self.opening.follow()

    def accept_paths(self, paths: Sequence[Path]) -> bool:
        """Take one folder or caption file."""
        if len(paths) != 1 or not may_be_data(paths[0]):
            return False
        self.open_path(paths[0])
        return True

    def open(self) -> None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder with pictures and captions"), self._folder)
        if chosen:
            self.open_path(Path(chosen))

    def open_file(self) -> None:
        """Ask for a caption file."""
        kinds = self.tr("Caption files") + f" ({' '.join(f'*{ending}' for ending in sorted(CAPTION_ENDINGS))})"
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open a caption file"), self._folder, kinds)
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Read data; changes that are not saved are asked about first."""
        self.opening.open(path)

    def press(self, place: int) -> bool:
        """See ``Page``: the primary button, and saving."""
        if not self.isVisible():
            return False
        if place == 0:
            self.bar.press_primary()
        elif place == 2:
            self.picture.captions.keep()
            self.bar.press_save()
        return place != 1

    def holds(self, close: Callable[[], object]) -> bool:
        """See ``Page``: changes that are not saved are asked about."""
        self.picture.captions.keep()
        return self.unsaved.holds(close)

    def settle(self) -> None:
        """See ``Page``."""
        self.picture.captions.keep()

    def stop(self) -> None:
        """See ``Page``."""
        self.session.stop()
        self.looking.stop()

    def show_view(self, view: str) -> None:
        """Bring one of ``VIEWS`` to the front; what it shows is looked for now."""
        self.views.set_value(view)
        self._stack.setCurrentIndex(VIEWS.index(view))
        if view != "pictures":
            self.looking.want()

    def show_only(self, wanted: dict[str, Any]) -> None:
        """Show the pictures that a figure stands for."""
        self.show_view("pictures")
        self.browse.show_only(**wanted)
        self.browse.view.setFocus()

    def replace(self) -> None:
        """Find and replace in the captions of the pictures that are selected, or listed."""
        if self.session.now is not None and self._places.currentIndex() == 1:
            self.picture.captions.keep()
            self._stack.setCurrentWidget(self.replacing)
            self.replacing.begin(self.browse.chosen, self.browse.rows.numbers.tolist())

    # Qt's hooks

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.empty.sentence.setText(
            self.tr("Open a folder of pictures with captions, or a caption file, to look through it and correct it.")
        )
        self.folder.setText(self.tr("Open folder…"))
        self.file.setText(self.tr("Open caption file…"))
        self.views.set_words(
            {
                "pictures": self.tr("Pictures"),
                "figures": self.tr("Figures"),
                "duplicates": self.tr("Duplicates"),
            }
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Qt override: what another page has opened meanwhile is shown now."""
        super().showEvent(event)
        self.opening.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the side columns keep a share of the width within bounds, as on the other tabs."""
        super().resizeEvent(event)
        width = self.width()
        self._left.setFixedWidth(min(320, max(264, round(width * 0.22))))
        self.picture.setFixedWidth(min(440, max(272, round(width * 0.28))))

    # Inside

    def _lay_out(self) -> None:
        self._left = QWidget()
        column(self.source, self.bar, gap=theme.GAP, parent=self._left).setStretch(0, 1)
        self.middle = Card()
        self.middle.body.setContentsMargins(theme.PAD - 2, theme.PAD - 4, theme.PAD - 8, 8)
        filled = QWidget()
        self._stack = QStackedWidget()
        for part in (self.browse, self.figures, self.duplicates, self.replacing):
            self._stack.addWidget(part)
        column(self.views, self._stack, gap=10, parent=filled).setStretch(1, 1)
        self._places = QStackedWidget()
        self._places.addWidget(self.empty)
        self._places.addWidget(filled)
        self._places.addWidget(self.question)
        self.middle.body.addWidget(self._places)
        page = row(self._left, self.middle, self.picture, gap=theme.PAD, parent=self)
        page.setStretch(1, 1)
        page.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)
        self.banner.stand_over(self.middle)

    def _connect(self) -> None:
        self.folder.clicked.connect(self.open)
        self.file.clicked.connect(self.open_file)
        self.source.choose_folder.connect(self.open)
        self.source.choose_file.connect(self.open_file)
        self.source.recent.connect(self.open_path)
        self.source.filtered.connect(lambda code: self.show_only({"problem": code}))
        for work in (self.session, self.saving):
            self.source.progress.stopped.connect(work.stop)
            work.events.connect(self.source.progress.take)
        self.bar.open.connect(self.open)
        self.bar.save.connect(self._save)
        self.bar.copy.connect(self._copy)
        self.bar.train.connect(lambda: self.told.emit(TrainingWanted()))
        self.bar.undo.connect(self.editing.undo)
        self.bar.redo.connect(self.editing.redo)
        self.session.opened.connect(self._opened)
        self.session.edited.connect(self._edited)
        self.session.indexed.connect(self._indexed)
        self.opening.asked.connect(lambda: self._places.setCurrentWidget(self.question))
        self.opening.unread.connect(self._leave_question)
        self.session.changed.connect(self._tell_reading)
        self.browse.shown.connect(self._show)
        self.browse.acted.connect(self.picture.captions.edit)
        self.browse.removed.connect(lambda: self.editing.clear(self.browse.chosen))
        self.browse.sheet.changed.connect(lambda: self.source.mark(str(self.browse.sheet.problem.currentData() or "")))
        self.browse.replace_wanted.connect(self.replace)
        self.views.chosen.connect(self.show_view)
        self.figures.filtered.connect(self.show_only)
        self.duplicates.filtered.connect(self.show_only)
        self.duplicates.shown.connect(self._go_to)
        self.duplicates.split_wanted.connect(lambda value: self.told.emit(SettingsWanted({"split_by": value})))
        self.looking.changed.connect(self._looked)
        self.looking.failed.connect(self.banner.tell_problem)
        self.replacing.left.connect(self._leave_replacing)
        self.replacing.replaced.connect(self.editing.replace)
        self.question.left.connect(self._leave_question)
        self.saving.changed.connect(self._saving)
        self.saving.saved.connect(self._saved)
        boxes = self.picture.captions
        boxes.changed.connect(lambda place, typed: self._of_row(lambda edits, row: edits.change(row, place, typed)))
        boxes.added.connect(lambda typed: self._of_row(lambda edits, row: edits.add(row, typed)))
        boxes.removed.connect(lambda place: self._of_row(lambda edits, row: edits.remove(row, place)))
        boxes.left.connect(self.browse.view.setFocus)
        boxes.undo_wanted.connect(self.editing.undo)
        boxes.redo_wanted.connect(self.editing.redo)
        self.editing.stepped.connect(self._go_to)
        self.picture.wanted.connect(self._go_to)
        keys = QKeySequence.StandardKey
        for key, act in (
            (QKeySequence(keys.Undo), self.editing.undo),
            (QKeySequence("Ctrl+Y"), self.editing.redo),
            (QKeySequence("Ctrl+Shift+Z"), self.editing.redo),
            (QKeySequence(keys.Find), self._find),
            (QKeySequence("Ctrl+H"), self.replace),
        ):
            shortcut = QShortcut(key, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _opened(self) -> None:
        now = self.session.now
        self._places.setCurrentIndex(0 if now is None else 1)
        self._alike = {}
        self._fresh = True
        self.source.show_opened(now)
        self.thumbnails.forget()
        self.browse.show_opened()
        self._stand()
        if now is None:
            return
        self.banner.clear()
        path = now.source.path
        self._folder = str(path.parent)
        self._recent = [path, *(other for other in self._recent if other != path)][:RECENT]
        self.source.set_recent(self._recent)
        self.show_view(self.views.value)
        self.opening.tell(now.source)

    def _edited(self) -> None:
        self.browse.refresh()
        self._show(self.browse.current)
        self._stand()

    def _indexed(self) -> None:
        self.source.refresh()
        self.browse.refresh()
        if self._fresh and self.browse.narrowed:
            self.browse.look()
        # After an edit what is listed stays: a picture does not vanish because it was mended.
        self._fresh = False

    def _stand(self) -> None:
        now = self.session.now
        undoing = redoing = None
        if now is not None:
            undoing, redoing = now.edits.undo_step, now.edits.redo_step
        self.bar.tell(now is not None, self.session.dirty, undoing, redoing)

    def _tell_reading(self) -> None:
        reading = self.session.reading
        if reading is None:
            self.source.progress.end()
        else:
            self.source.progress.begin(self._reading_words)

    def _reading_words(self) -> str:
        reading, following = self.session.reading, self.session.following
        name = reading.name if reading else ""
        if following is None:
            return self.tr("Reading {name}…").format(name=name)
        return self.tr("Reading {name}, then {next}…").format(name=name, next=following.name)

    def _show(self, number: int) -> None:
        now = self.session.now
        self.picture.show_row(now, None if now is None or number < 0 else now.table[number])
        self._show_alike(number)

    def _go_to(self, number: int) -> None:
        """Look at a row, whatever the filter."""
        if not self.browse.go_to(number):
            self._show(number)

    def _looked(self) -> None:
        """Problems may have been found, and what looks alike."""
        groups = self.looking.groups or ()
        self._alike = {number: group.rows for group in groups for number in group.rows}
        if not self.looking.busy:
            self.source.refresh()
            self.browse.refresh()
        if self.picture.row is not None:
            self._show(self.picture.row.number)

    def _show_alike(self, number: int) -> None:
        now = self.session.now
        rows = [] if now is None else [now.table[other] for other in self._alike.get(number, ()) if other != number]
        if [row.number for row in rows] != [row.number for row in self.picture.alike.rows]:
            self.picture.show_alike(rows)
            if self.picture.alike.files:
                self.thumbnails.want_too(self.picture.alike.files, 132)

    def _leave_question(self) -> None:
        self._places.setCurrentIndex(0 if self.session.now is None else 1)

    def _leave_replacing(self) -> None:
        self.show_view("pictures")
        self.browse.view.setFocus()

    def _save(self) -> None:
        self.picture.captions.keep()
        self.saving.save()

    def _copy(self, key: str) -> None:
        self.picture.captions.keep()
        self.saving.ask_copy(Path(self._folder), key)

    def _saving(self) -> None:
        self.bar.set_busy(self.saving.busy)
        if self.saving.busy:
            self.source.progress.begin(lambda: self.tr("Saving…"))
        else:
            self._tell_reading()

    def _saved(self, path: Path) -> None:
        self.told.emit(DataSaved(path))

    def _of_row(self, act: Callable[[Edits, int], Step | None]) -> None:
        row = self.picture.row
        if row is not None:
            self.editing.edit(lambda edits: act(edits, row.number))

    def _find(self) -> None:
        self.show_view("pictures")
        self.browse.search.setFocus()
        self.browse.search.selectAll()
