"""The main window: the bar at the top, the pages below it, and closing. It knows the pages only by their list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from engine.errors import Problem
from gui import memory, text, theme, worker
from gui.crash import as_problem
from gui.device import Device, probe
from gui.dropped import local_paths
from gui.pages import HOME, PAGES, DeviceFound, Message, Page
from gui.text import Worded
from gui.topbar import TopBar, shortcut
from gui.widgets import Banner, column

P = TypeVar("P", bound=Page)


class MainWindow(Worded, QMainWindow):
    """Shows itself first, with the first page; ``complete`` then brings the others, and what takes time to load."""

    painted = Signal()
    _reported = Signal(object)

    def __init__(self, settings: QSettings, clean: bool = True) -> None:
        super().__init__()
        self._settings = settings
        self._clean = clean
        self._closing = False
        self._painted = False
        self._device: Device | None = None
        self._pages: dict[str, Page] = {}
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 640)
        self.bar = TopBar()
        self.bar.tab_chosen.connect(self.show_tab)
        self.banner = Banner()
        self._stack = QStackedWidget()
        self._make(HOME)
        ground = QWidget()
        ground.setObjectName("ground")
        column(self.bar, self._stack, gap=0, parent=ground).setStretch(1, 1)
        self.banner.stand_over(ground)
        self.setCentralWidget(ground)
        self._reported.connect(self.report, Qt.ConnectionType.QueuedConnection)
        for place, key in enumerate(PAGES):
            if keys := shortcut(place):
                QShortcut(QKeySequence(keys), self, partial(self.show_tab, key))
        for keys, action in (
            ("Ctrl+O", lambda: self.front.open()),
            ("Ctrl+L", self.bar.next_language),
            ("Ctrl+D", theme.themes().toggle),
            ("Ctrl+Return", lambda: self._press(0)),
            ("Ctrl+.", lambda: self._press(1)),
            ("Ctrl+S", lambda: self._press(2)),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self, action)
        self._restore()
        self.retranslate()

    def complete(self) -> None:
        """Load what is slow, now that the window is visible."""
        for key in PAGES:
            if key not in self._pages:
                try:
                    self._make(key)
                except Exception as error:
                    # The other pages go on without it.
                    self.bar.tabs[key].setEnabled(False)
                    self.report(as_problem(error))
        self._pages = {key: self._pages[key] for key in PAGES if key in self._pages}
        for page in self._pages.values():
            page.build()
            page.restore(self._settings, self._clean)
        for page in self._pages.values():
            page.start()
        self.show_tab(memory.text(self._settings, "tab"))
        work = worker.Work(probe, "device", self)
        work.done.connect(self._show_device)
        # A machine whose torch does not load still shows its window; training tells the rest.
        work.start()

    def page(self, kind: type[P]) -> P:
        """The page of a class.

        Raises:
            LookupError: if there is none, or none yet.
        """
        for page in self._pages.values():
            if isinstance(page, kind):
                return page
        raise LookupError(kind.__name__)

    def show_tab(self, key: str) -> None:
        """Bring a page to the front; ``HOME`` where there is none of this key."""
        if key not in self._pages:
            key = HOME
        self.bar.show_tab(key)
        self._stack.setCurrentWidget(self._pages[key])

    @property
    def front(self) -> Page:
        """The page in front."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    @property
    def tab(self) -> str:
        """The key of the page in front."""
        return next(key for key, page in self._pages.items() if page is self.front)

    def send(self, message: Message) -> None:
        """Send a message to all pages."""
        for page in self._pages.values():
            page.receive(message)

    def report(self, problem: Problem) -> None:
        """Show an unexpected error in a line above the pages."""
        self.banner.tell_problem(problem)

    def report_from_any_thread(self, problem: Problem) -> None:
        """``report`` from any thread, run on the window's thread."""
        self._reported.emit(problem)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setWindowTitle(self.tr("Stopping…") if self._closing else "Atelier")
        self._word_device()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override: tells once that the window is there to be seen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Qt override: files may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Qt override."""
        paths = local_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.take(paths)

    def take(self, paths: list[Path]) -> None:
        """Files and folders from outside, such as data for training or pictures to caption."""
        self._offer(lambda page: page.accept_paths(paths), to_front=True)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Qt override: unsaved work is asked about, work under way asked to stop; then the window closes."""
        for key, page in self._pages.items():
            if not self._closing and page.holds(self.close):
                event.ignore()
                self.show_tab(key)
                return
        for page in self._pages.values():
            page.settle()
        if worker.running():
            event.ignore()
            if not self._closing:
                self._closing = True
                worker.when_idle(self._close_now)
                self.banner.tell("info", lambda: self.tr("Stopping and saving…"), closable=False)
                self.retranslate()
            # Through its page first, so that its buttons and its state say so too.
            for page in self._pages.values():
                page.stop()
            worker.stop_all()
            return
        worker.forget(self._close_now)
        self._remember()
        event.accept()

    def _close_now(self) -> None:
        self.close()

    def _make(self, key: str) -> None:
        page = PAGES[key].make()
        page.told.connect(self.send)
        page.front_wanted.connect(partial(self.show_tab, key))
        self._pages[key] = page
        self._stack.addWidget(page)

    def _offer(self, take: Callable[[Page], bool], to_front: bool = False) -> None:
        """Ask the page in front, then the others in their order, until one takes what there is."""
        front = self.front
        for key, page in sorted(self._pages.items(), key=lambda item: item[1] is not front):
            if take(page):
                if to_front:
                    self.show_tab(key)
                return

    def _press(self, place: int) -> None:
        self._offer(lambda page: page.press(place))

    def _show_device(self, device: Device) -> None:
        self._device = device
        self._word_device()
        self.send(DeviceFound(device))

    def _word_device(self) -> None:
        device = self._device
        if device is None:
            words = ""
        elif device.memory:
            words = self.tr("{name} · {size} GPU memory").format(name=device.name, size=text.size(device.memory))
        else:
            words = self.tr("CPU · {cores} cores").format(cores=device.cores)
        self.bar.device.set_whole(words)

    def _restore(self) -> None:
        geometry = self._settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(QSize(1280, 800))

    def _remember(self) -> None:
        settings = self._settings
        settings.setValue("geometry", self.saveGeometry())
        settings.setValue("tab", self.tab)
        settings.setValue("language", text.language().code)
        settings.setValue("theme", theme.themes().mode)
        for page in self._pages.values():
            page.remember(settings)
        memory.end(settings)
