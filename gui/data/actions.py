"""The buttons at the foot of the left column: one primary button, whose word changes and whose place does not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from gui import text
from gui.data.wording import changes_text, format_text
from gui.widgets import Button, Label, Panel, column, row

if TYPE_CHECKING:
    from engine.curation.edits import Step


class DataActions(Panel):
    """``open``, ``train``, ``save``: by the primary button. ``copy``: a copy in a format, "" for the same."""

    open = Signal()
    train = Signal()
    save = Signal()
    copy = Signal(str)
    undo = Signal()
    redo = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._filled, self._dirty, self._busy = False, 0, False
        self._undoing: Step | None = None
        self._redoing: Step | None = None
        self.primary, self.saving = Button("primary"), Button("secondary", "save")
        self.back, self.forth = Button("secondary", "undo"), Button("secondary", "redo")
        self._told = Label("quiet")
        self._menu = QMenu(self.saving)
        self._menu.aboutToShow.connect(self._fill)
        self.saving.setMenu(self._menu)
        self.primary.clicked.connect(self.press_primary)
        self.back.clicked.connect(self.undo)
        self.forth.clicked.connect(self.redo)
        for button in (self.back, self.forth):
            button.setProperty("tight", True)
            button.setFixedWidth(38)
        top = row(self._told, None, self.back, self.forth, gap=8)
        bottom = row(self.primary, self.saving, gap=8)
        bottom.setStretch(0, 1)
        column(top, bottom, parent=self)
        self.retranslate()

    def press_primary(self) -> None:
        """What the primary button does now."""
        if not self.primary.isEnabled():
            return
        if not self._filled:
            self.open.emit()
        elif self._dirty:
            self.save.emit()
        else:
            self.train.emit()

    def press_save(self) -> None:
        """Ctrl+S."""
        if self._dirty and self.primary.isEnabled():
            self.save.emit()

    def tell(self, filled: bool, dirty: int, undoing: Step | None, redoing: Step | None) -> None:
        """Show how things stand.

        Args:
            filled: whether data are open.
            dirty: pictures whose captions are not saved.
        """
        self._filled, self._dirty = filled, dirty
        self._undoing, self._redoing = undoing, redoing
        self.retranslate()

    def set_busy(self, busy: bool) -> None:
        """Whether files are being written."""
        self._busy = busy
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        if not self._filled:
            words, icon, tip = self.tr("Open folder…"), "folder", self.tr("Open pictures with captions (Ctrl+O)")
        elif self._dirty:
            words, icon = self.tr("Save"), "save"
            tip = self.tr("Write the changes into the caption files; the original files are kept beside them (Ctrl+S)")
        else:
            words, icon, tip = self.tr("Train on it"), "play", self.tr("Set up a training on these data")
        self.primary.setText(words)
        self.primary.set_icon(icon)
        self.primary.setToolTip(text.plain(tip))
        self.primary.setEnabled(not self._busy)
        self.saving.setText(self.tr("Save a copy") + " ▾")
        self.saving.setToolTip(self.tr("Save all data into a new folder, in this or another format"))
        self.saving.setEnabled(self._filled and not self._busy)
        self._told.setText(changes_text(self._dirty) if self._dirty else "")
        self.back.setEnabled(self._undoing is not None and not self._busy)
        self.forth.setEnabled(self._redoing is not None and not self._busy)
        for button, words in ((self.back, self.tr("Undo (Ctrl+Z)")), (self.forth, self.tr("Redo (Ctrl+Y)"))):
            button.setToolTip(text.plain(words))
            button.setAccessibleName(words)

    def _fill(self) -> None:
        from engine.data.formats import FORMATS

        self._menu.clear()
        self._menu.addAction(self.tr("In the same format…"), lambda: self.copy.emit(""))
        self._menu.addSeparator()
        for entry in FORMATS.values():
            if getattr(entry, "writes", True):
                self._menu.addAction(format_text(entry.key), partial(self.copy.emit, entry.key))
