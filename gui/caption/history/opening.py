"""The way into the history and back: its button, Ctrl+H, and the view that takes the place of the tab's columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.errors import Problem
from gui.caption.history.keeping import HistoryKeeping
from gui.caption.history.rows import noise_seed
from gui.caption.list_card import ListCard
from gui.caption.queue import CaptionQueue
from gui.caption.service import Captioning
from gui.widgets import Banner, Button, restyle

if TYPE_CHECKING:
    from engine.history import HistoryEntry
    from gui.caption.history.view import HistoryView


class HistoryButton(Button):
    """Opens the history."""

    def __init__(self) -> None:
        super().__init__("secondary", "clock")
        restyle(self, "tight", True)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setToolTip(self.tr("History of all captions (Ctrl+H)"))
        self.setAccessibleName(self.tr("History"))


class HistoryOpening(QObject):
    """Keeps captions from the start on; the view is made when it is first opened."""

    def __init__(
        self,
        page: QWidget,
        queue: CaptionQueue,
        listed: ListCard,
        service: Captioning,
        banner: Banner,
    ) -> None:
        super().__init__(page)
        self._page, self._queue, self._list = page, queue, listed
        self._service, self._banner = service, banner
        self.button = HistoryButton()
        self.keeping = HistoryKeeping(queue, service, self)
        self.view: HistoryView | None = None
        self._hidden: list[QWidget] = []
        self._silenced: list[QShortcut] = []
        self.button.clicked.connect(self.open)
        shortcut = QShortcut(QKeySequence("Ctrl+H"), page, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.open)
        self.keeping.told.connect(self._tell)
        # Whatever adds a picture looks at it.
        listed.shown.connect(lambda item: self.close() if item is not None else None)
        page.installEventFilter(self)

    def restore(self, settings: QSettings) -> None:
        """See ``Page``."""
        self.keeping.restore(settings)

    @property
    def is_open(self) -> bool:
        """The view stands in the place of the columns."""
        return bool(self._hidden)

    def open(self) -> None:
        """Show the view."""
        if self.is_open:
            return
        layout = self._page.layout()
        if self.view is None:
            from gui.caption.history.view import HistoryView

            self.view = HistoryView(self.keeping)
            self.view.left.connect(self.close)
            self.view.again.connect(self.again)
            assert isinstance(layout, QVBoxLayout)
            layout.addWidget(self.view, 1)
        children = self._page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._hidden = [child for child in children if child is not self.view and not child.isHidden()]
        shortcuts = self._page.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._silenced = [shortcut for shortcut in shortcuts if shortcut.isEnabled()]
        for shortcut in self._silenced:
            shortcut.setEnabled(False)
        for child in self._hidden:
            child.hide()
        self.view.show()
        self.view.open()

    def close(self) -> None:
        """Show the columns again."""
        if not self.is_open:
            return
        assert self.view is not None
        self.view.hide()
        for child in self._hidden:
            child.show()
        for shortcut in self._silenced:
            shortcut.setEnabled(True)
        self._hidden, self._silenced = [], []
        self._list.list.setFocus()

    def again(self, entries: Sequence[HistoryEntry]) -> None:
        """Add the pictures of entries to the list, and caption them, also those that have a caption there."""
        self.close()
        paths = list(dict.fromkeys(entry.path for entry in entries if entry.path is not None))
        there = {item.source.path: item.source.id for item in self._queue.items()}
        places = self._queue.add_files(paths)
        self._queue.again([there[path] for path in paths if path in there])
        places += [self._queue.add_noise(seed) for seed in map(noise_seed, entries) if seed is not None]
        if places:
            self._list.select(places[0])
        self._service.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt override: what is dropped goes to the list, so that is shown."""
        if event.type() == QEvent.Type.Drop:
            self.close()
        return super().eventFilter(watched, event)

    def _tell(self, problem: Problem) -> None:
        banner = self.view.banner if self.view is not None and self.is_open else self._banner
        if problem.code in ("history-damaged", "history-unindexed"):
            from gui import text

            banner.tell("warn", lambda: text.problem_text(problem))
        else:
            banner.tell_problem(problem)
