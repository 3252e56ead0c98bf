"""The bar at the top of the window: the name, a tab for each page, the compute device, language and theme."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu

from gui import icons, languages, theme
from gui.pages import PAGES, PageEntry
from gui.text import Worded, plain
from gui.widgets import Button, Elided, Label, row

NUMBERED = 9
"""Pages that have a shortcut: Ctrl+1 to Ctrl+9."""


def shortcut(place: int) -> str:
    """The keys of the page at a place of the list, from 0; empty for those after the ninth."""
    return f"Ctrl+{place + 1}" if place < NUMBERED else ""


def page_tip(entry: PageEntry, keys: str) -> str:
    """What one does on a page, with its shortcut."""
    if not keys:
        return entry.tooltip
    return QCoreApplication.translate("Page", "{does} ({keys})").format(does=entry.tooltip, keys=keys)


class TopBar(Worded, QFrame):
    """``tab_chosen``: the key of the page whose tab was clicked."""

    tab_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(48)
        self._logo = Label()
        self.tabs: dict[str, Button] = {}
        group = QButtonGroup(self)
        tabs = row(gap=4)
        self._entries = PAGES.values()
        for entry in self._entries:
            button = Button("tab")
            button.setProperty("tab", True)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=entry.key: self.tab_chosen.emit(key))
            group.addButton(button)
            tabs.addWidget(button)
            self.tabs[entry.key] = button
        self.device = Elided("small", mode=Qt.TextElideMode.ElideRight)
        self.device.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.language = Button("quiet", "language", small=True)
        self.language.setMenu(self._language_menu())
        self._theme = Button("quiet", "theme", small=True)
        self._theme.clicked.connect(lambda: theme.themes().toggle())
        brand = Label("brand", "Atelier")
        layout = row(self._logo, brand, 14, tabs, 16, self.device, 8, self.language, self._theme, gap=6, parent=self)
        layout.setContentsMargins(16, 0, 12, 0)
        layout.setStretch(layout.indexOf(self.device), 1)
        self.recolour()
        self.retranslate()

    def show_tab(self, key: str) -> None:
        """Mark a tab as the one in front."""
        self.tabs[key].setChecked(True)

    def retranslate(self) -> None:
        """See ``Worded``."""
        for place, entry in enumerate(self._entries):
            button = self.tabs[entry.key]
            button.setText(entry.title)
            button.setToolTip(plain(page_tip(entry, shortcut(place))))
        chosen = languages.language()
        self.language.setText(f"{chosen.label} ▾")
        self.language.setToolTip(self.tr("Language (Ctrl+L: next)"))
        for code, action in self._languages.items():
            action.setChecked(code == chosen.code)
        self._theme.setToolTip(self.tr("Light or dark (Ctrl+D)"))
        self._theme.setAccessibleName(self.tr("Light or dark (Ctrl+D)"))

    def recolour(self) -> None:
        """See ``Worded``."""
        self._logo.setPixmap(icons.pixmap("hanger", theme.current().accent, 22))

    def next_language(self) -> None:
        """Switch to the next language in the list."""
        languages.set_language(languages.following().code)

    def _language_menu(self) -> QMenu:
        """All languages, each by its own name, so that readers of any language find theirs."""
        menu = QMenu(self.language)
        group = QActionGroup(menu)
        self._languages: dict[str, QAction] = {}
        for entry in languages.LANGUAGES.values():
            action = QAction(entry.label, menu, checkable=True)
            action.triggered.connect(lambda _=False, code=entry.code: languages.set_language(code))
            group.addAction(action)
            menu.addAction(action)
            self._languages[entry.code] = action
        return menu
