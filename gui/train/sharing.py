"""The Train page and the Data page show the same data: what one opens, the other follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from engine.settings import Settings, Splitting
from gui.pages import (
    DataOpened,
    DataSaved,
    DataWanted,
    Message,
    PicturesWanted,
    SettingsWanted,
    SplittingChanged,
)
from gui.reading import SOURCE
from gui.train.data_card import DataCard
from gui.train.recipe_card import RecipeCard


class Sharing(QObject):
    """Sends and takes the messages about data.

    Args:
        busy: whether a run keeps the data that is shown.
        tell: sends a message to all pages.
    """

    def __init__(
        self,
        data: DataCard,
        recipe: RecipeCard,
        busy: Callable[[], bool],
        tell: Callable[[Message], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._data, self._recipe, self._busy, self._tell = data, recipe, busy, tell
        self._told: Splitting | None = None
        self._later: DataOpened | None = None
        data.opened.connect(self._opened)
        data.look_wanted.connect(lambda path: tell(DataWanted(path)))
        data.caption_wanted.connect(lambda path: tell(PicturesWanted((path,))))
        recipe.changed.connect(self.tell_splitting)

    def receive(self, message: Message) -> bool:
        """Act on a message; returns whether data of the Data page are shown now."""
        if isinstance(message, DataOpened) and message.data is not self._data.data:
            if self._busy():
                self._later = message
            else:
                self._data.follow(message)
                return True
        elif isinstance(message, SettingsWanted):
            self._recipe.form.set_in_all(message.changes)
        elif isinstance(message, DataSaved) and message.path == self._data.folder:
            self._reopen(message.path)
        return False

    def prepare(self, path: Path) -> None:
        """Before a folder is opened: what was answered about another one does not hold for it."""
        form = self._recipe.form
        stale = [name for name in SOURCE if name in form.changes and name in Settings.model_fields]
        if stale and path != self._data.folder:
            form.set_in_all({name: Settings.model_fields[name].default for name in stale})

    def catch_up(self) -> None:
        """A run has ended: follow what the Data page opened meanwhile."""
        if self._later is not None:
            message, self._later = self._later, None
            self._data.follow(message)

    def tell_splitting(self) -> None:
        """Tell the settings by which data are read, where they differ from those last told."""
        splitting = self._recipe.form.sound_settings().splitting
        if splitting != self._told:
            self._told = splitting
            self._tell(SplittingChanged(splitting))

    def _opened(self, opened: DataOpened) -> None:
        self._tell(opened)

    def _reopen(self, path: Path) -> None:
        if not self._busy():
            self._data.open(path, again=True)
