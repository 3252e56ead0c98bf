"""The caption that stands in place of the model's own: by hand, or another of the model's; with undo."""

from PySide6.QtCore import QObject, QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QMenu, QWidget

from gui import theme
from gui.caption.items import CaptionItem, ItemState
from gui.caption.list_card import ListCard
from gui.caption.others_sheet import OthersSheet
from gui.caption.own_card import OwnCard
from gui.caption.queue import CaptionQueue
from gui.caption.rules_sheet import RulesSheet
from gui.caption.service import Captioning

STEPS = 1000
"""Edits that can be undone."""


class _Edit(QUndoCommand):
    """One caption changed; to undo it shows its picture, so that nothing changes out of sight."""

    def __init__(self, queue: CaptionQueue, listed: ListCard, id_: int, after: str | None) -> None:
        super().__init__()
        self._queue, self._list, self._id = queue, listed, id_
        item = queue.item_of(id_)
        self._before, self._after = (None if item is None else item.edited), after
        self._begun = False

    def redo(self) -> None:
        """Qt override."""
        self._set(self._after, show=self._begun)
        self._begun = True

    def undo(self) -> None:
        """Qt override."""
        self._set(self._before, show=True)

    def _set(self, edited: str | None, show: bool) -> None:
        row = self._queue.row_of(self._id)
        if row < 0:
            # Its picture has left the list: the step before it is undone instead.
            self.setObsolete(True)
            return
        current = self._list.current
        if show and (current is None or current.source.id != self._id):
            self._list.select(row)
        self._queue.edit(self._id, edited)


class CaptionEditing(QObject):
    """Edits the caption of the picture on display, and undoes and redoes edits of the whole list."""

    def __init__(self, page: QWidget, queue: CaptionQueue, listed: ListCard, service: Captioning, own: OwnCard) -> None:
        super().__init__(page)
        self.others = OthersSheet(page, service)
        self.others.taken.connect(self.take)
        self.rules = RulesSheet(
            page, lambda: listed.current.caption.caption if listed.current and listed.current.caption else ""
        )
        self.rules.wanted.connect(queue.rewrite)
        self._queue, self._list, self._own = queue, listed, own
        self._id = 0
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(STEPS)
        self.menu = QMenu(own.more)
        self._actions = {name: QAction(self.menu) for name in ("edit", "others", "original", "undo", "redo", "rules")}
        for name, keys, do in (
            ("edit", ["F2"], self.begin),
            ("others", ["Ctrl+J"], self.ask_others),
            ("original", [], self.take_original),
            ("rules", [], self.ask_rules),
            ("undo", ["Ctrl+Z"], self.undo),
            ("redo", ["Ctrl+Shift+Z", "Ctrl+Y"], self.redo),
        ):
            action = self._actions[name]
            action.triggered.connect(lambda _=False, do=do: do())
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), page, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(do)
        self.menu.addActions([self._actions[name] for name in ("edit", "others", "original")])
        self.menu.addSeparator()
        self.menu.addActions([self._actions["undo"], self._actions["redo"]])
        self.menu.addSeparator()
        self.menu.addAction(self._actions["rules"])
        self.menu.aboutToShow.connect(self._open_menu)
        own.more.setMenu(self.menu)
        own.edit.clicked.connect(self.begin)
        own.words.edit_wanted.connect(self.begin)
        own.editor.ended.connect(self._ended)
        listed.shown.connect(self._looked)

    def begin(self) -> None:
        """Open the caption of the picture on display to be changed; what rules lay around it is left out."""
        item = self._editable
        if item is not None:
            self._id = item.source.id
            self._own.begin_editing(item.body)

    def ask_others(self) -> None:
        """Look for other captions of the picture on display."""
        item = self._editable
        if item is not None:
            place = self._own.words
            self.others.ask(item, place.mapToGlobal(QPoint(-theme.PAD, 0)))

    def ask_rules(self) -> None:
        """Have the rules for every caption entered."""
        self.rules.ask(self._queue.rewriting, self._own.words.mapToGlobal(QPoint(0, 0)))

    def restore(self, settings: QSettings) -> None:
        """Follow the rules of the last session."""
        self._queue.rewrite(self.rules.restore(settings))

    def remember(self, settings: QSettings) -> None:
        """Save the rules for the next session."""
        self.rules.remember(settings, self._queue.rewriting)

    def take(self, item: CaptionItem, caption: str) -> None:
        """Have a caption stand as a picture's, as an edit; the one that the rules make of the model's own is none."""
        after = None if item.caption is not None and caption == item.unedited else caption
        if item.edited != after:
            self.stack.push(_Edit(self._queue, self._list, item.source.id, after))

    def take_original(self) -> None:
        """Have the model's own caption back."""
        item = self._editable
        if item is not None and item.edited is not None:
            self.stack.push(_Edit(self._queue, self._list, item.source.id, None))

    def undo(self) -> None:
        """Undo the last edit of a picture that is still in the list."""
        count = self.stack.count()
        self.stack.undo()
        # A step of a picture that has left the list is dropped, and the next one taken.
        while self.stack.count() < count and self.stack.canUndo():
            count = self.stack.count()
            self.stack.undo()

    def redo(self) -> None:
        """Redo what was undone last."""
        count = self.stack.count()
        self.stack.redo()
        while self.stack.count() < count and self.stack.canRedo():
            count = self.stack.count()
            self.stack.redo()

    def _word(self) -> None:
        # What stands behind a tab is shown as the shortcut; an action's own would be a second one beside the page's.
        for name, words, keys in (
            ("edit", self.tr("Edit the caption"), "F2"),
            ("others", self.tr("Other captions…"), "Ctrl+J"),
            ("original", self.tr("Back to the model's caption"), ""),
            ("rules", self.tr("Text for every caption…"), ""),
            ("undo", self.tr("Undo the edit"), "Ctrl+Z"),
            ("redo", self.tr("Redo the edit"), "Ctrl+Shift+Z"),
        ):
            self._actions[name].setText(f"{words}\t{keys}" if keys else words)

    @property
    def _editable(self) -> CaptionItem | None:
        """The picture on display, if it has a caption."""
        item = self._list.current
        if item is None or item.caption is None or item.state is ItemState.FAILED:
            return None
        return item

    def _looked(self, item: CaptionItem | None) -> None:
        """What was being typed belongs to the picture that it was begun for."""
        if item is None or item.source.id != self._id:
            self._own.editor.end(True)

    def _ended(self, kept: bool, words: str) -> None:
        item, self._id = self._queue.item_of(self._id), 0
        # An empty caption would say nothing, and no training takes it: it leaves things as they were.
        if kept and words and item is not None and item.caption is not None and words != item.body:
            self.take(item, words)
        self._own.end_editing()

    def _open_menu(self) -> None:
        self._word()
        item = self._editable
        self._actions["edit"].setEnabled(item is not None)
        self._actions["others"].setEnabled(item is not None)
        self._actions["original"].setEnabled(item is not None and item.edited is not None)
        self._actions["undo"].setEnabled(self.stack.canUndo())
        self._actions["redo"].setEnabled(self.stack.canRedo())
