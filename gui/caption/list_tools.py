"""Above the list: a search field, and what the pictures are filtered and sorted by."""

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton

from gui import icons, memory, text, theme
from gui.caption.arrangement import ADDED, FIT, NAME, SORTS, STATUS, SURPRISE, Arrangement
from gui.caption.queue import CaptionQueue
from gui.caption.status import Status, status_word
from gui.widgets import Button, Panel, restyle, row

PAUSE_MS = 120
"""A search begins when the typing has paused so long."""
_MENU = (Status.WAITING, Status.CAPTIONING, Status.DONE, Status.UNLIKE, Status.UNREADABLE, Status.SKIPPED)


class ListTools(Panel):
    """``changed``: another arrangement is wanted. ``entered``: the person is done with typing."""

    changed = Signal()
    entered = Signal()

    def __init__(self, queue: CaptionQueue) -> None:
        super().__init__()
        self._queue = queue
        self._sort, self._descending = ADDED, False
        self._status: Status | None = None
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.filter, self.sort = Button("secondary", "filter"), Button("secondary", "sort")
        for button in (self.filter, self.sort):
            restyle(button, "tight", True)
            button.setFixedWidth(38)
            button.setCheckable(True)
        row(self.search, self.filter, self.sort, gap=6, parent=self).setStretch(0, 1)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(PAUSE_MS)
        self._typing.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self._enter)
        self.filter.clicked.connect(lambda: self._open(self.filter_menu(), self.filter))
        self.sort.clicked.connect(lambda: self._open(self.sort_menu(), self.sort))
        self.recolour()
        self.retranslate()

    @property
    def wanted(self) -> Arrangement:
        """What is asked for."""
        return Arrangement(self._sort, self._descending, self.search.text().strip(), self._status)

    def show_all(self) -> None:
        """Neither search nor filter."""
        self.search.clear()
        # At once, and not after a pause in typing.
        self._filter_by(None)

    def begin_search(self) -> None:
        """Have words typed that are searched for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def restore(self, settings: QSettings) -> None:
        """Sort as in the last session."""
        sort = memory.text(settings, "caption/sort", ADDED)
        self._sort = sort if sort in SORTS else ADDED
        self._descending = memory.text(settings, "caption/descending") == "true"
        self._tell()

    def remember(self, settings: QSettings) -> None:
        """Save the order for the next session."""
        settings.setValue("caption/sort", self._sort)
        settings.setValue("caption/descending", "true" if self._descending else "false")

    def filter_menu(self) -> QMenu:
        """A menu of what can be shown, with how many there are of each."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        statuses = [status for status in _MENU if self._queue.status_count(status) or status is self._status]
        for status in (None, *statuses):
            count = self._queue.rowCount() if status is None else self._queue.status_count(status)
            # After a tab, a menu sets what it says at the right.
            action = QAction(f"{self._filter_text(status)}\t{text.number(count)}", menu, checkable=True)
            action.setChecked(status is self._status)
            action.triggered.connect(lambda _=False, status=status: self._filter_by(status))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def sort_menu(self) -> QMenu:
        """A menu of what the pictures can be sorted by."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        for sort in SORTS:
            action = QAction(self._sort_text(sort), menu, checkable=True)
            action.setChecked(sort == self._sort)
            if sort == SURPRISE:
                action.setToolTip(text.plain(self.tr("How unlikely the model found its own words, on average")))
            action.triggered.connect(lambda _=False, sort=sort: self._sort_by(sort, self._descending))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        down = QAction(self.tr("Descending"), menu, checkable=True)
        down.setChecked(self._descending)
        down.triggered.connect(lambda checked: self._sort_by(self._sort, checked))
        menu.addAction(down)
        return menu

    def set_enabled(self, enabled: bool) -> None:
        """Whether there is anything to search in."""
        for part in (self.search, self.filter, self.sort):
            part.setEnabled(enabled)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search captions and file names"))
        self.search.setToolTip(
            self.tr(
                "Search captions, translations and file names: words match from their beginning; “in quotes” exactly; "
                "-word excludes a word (Ctrl+F)"
            )
        )
        self._tell()

    def recolour(self) -> None:
        """See ``Worded``."""
        self._glass.setIcon(icons.icon("search", theme.current().quiet, 16))

    def _enter(self) -> None:
        self._typing.stop()
        self.changed.emit()
        self.entered.emit()

    def _filter_by(self, status: Status | None) -> None:
        self._status = status
        self._typing.stop()
        self._tell()
        self.changed.emit()

    def _sort_by(self, sort: str, descending: bool) -> None:
        self._sort, self._descending = sort, descending
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        """The buttons say what they do, and show whether they do it."""
        filtered, order = self.tr("Filter by status"), self.tr("Sort")
        if self._status is not None:
            filtered = self.tr("Filter by status: {choice}").format(choice=self._filter_text(self._status))
        if self._sort != ADDED or self._descending:
            words = self.tr("Sort: {choice}, descending") if self._descending else self.tr("Sort: {choice}")
            order = words.format(choice=self._sort_text(self._sort))
        self.filter.setChecked(self._status is not None)
        self.sort.setChecked(self._sort != ADDED or self._descending)
        for button, words in ((self.filter, filtered), (self.sort, order)):
            button.setToolTip(text.plain(words))
            button.setAccessibleName(words)

    def _open(self, menu: QMenu, button: QPushButton) -> None:
        # A click has switched the button, which shows what is in force, not that it was pressed.
        self._tell()
        menu.exec(button.mapToGlobal(QPoint(0, button.height() + 4)))
        menu.deleteLater()

    def _filter_text(self, status: Status | None) -> str:
        if status is None:
            return self.tr("All pictures")
        word = status_word(status).rstrip("…")
        return word[:1].upper() + word[1:]

    def _sort_text(self, sort: str) -> str:
        return {
            ADDED: self.tr("Order added"),
            NAME: self.tr("Name"),
            STATUS: self.tr("Status"),
            FIT: self.tr("Fit"),
            SURPRISE: self.tr("Surprise"),
        }[sort]
