"""The main window: the bar at the top, a page a tab, and the way out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QMainWindow, QStackedWidget, QWidget

from engine.errors import Problem
from gui import icons, memory, text, theme, worker
from gui.device import Device, probe
from gui.text import Worded
from gui.train.page import TrainPage
from gui.widgets import Banner, Button, Elided, Label, column, row

if TYPE_CHECKING:
    from gui.caption.page import CaptionPage
    from gui.checkpoints.page import CheckpointsPage

TABS = ("train", "caption", "checkpoints")


class TopBar(Worded, QFrame):
    """The name, the tabs, what the program computes on, language and theme."""

    tab_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(48)
        self._logo = Label()
        self._tabs: dict[str, Button] = {}
        group = QButtonGroup(self)
        tabs = row(gap=4)
        for key in TABS:
            button = Button("tab")
            button.setProperty("tab", True)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=key: self.tab_chosen.emit(key))
            group.addButton(button)
            tabs.addWidget(button)
            self._tabs[key] = button
        self.device = Elided("small", mode=Qt.TextElideMode.ElideRight)
        self.device.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._language = Button("quiet", small=True)
        self._language.clicked.connect(self.switch_language)
        self._theme = Button("quiet", "theme", small=True)
        self._theme.clicked.connect(lambda: theme.themes().toggle())
        brand = Label("brand", "Atelier")
        layout = row(self._logo, brand, 14, tabs, 16, self.device, 8, self._language, self._theme, gap=6, parent=self)
        layout.setContentsMargins(16, 0, 12, 0)
        layout.setStretch(layout.indexOf(self.device), 1)
        self.recolour()
        self.retranslate()

    def show_tab(self, key: str) -> None:
        """Mark a tab as the one in front."""
        self._tabs[key].setChecked(True)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._tabs["train"].setText(self.tr("Train"))
        self._tabs["train"].setToolTip(self.tr("Train a model and watch it learn (Ctrl+1)"))
        self._tabs["caption"].setText(self.tr("Caption"))
        self._tabs["caption"].setToolTip(self.tr("Caption pictures with any checkpoint (Ctrl+2)"))
        self._tabs["checkpoints"].setText(self.tr("Checkpoints"))
        self._tabs["checkpoints"].setToolTip(self.tr("Compare all checkpoints and choose one (Ctrl+3)"))
        # Each language by its own name, so that nobody is lost in the other one.
        self._language.setText("English" if text.language() == "zh_CN" else "中文")
        self._language.setToolTip(self.tr("Change the language (Ctrl+L)"))
        self._theme.setToolTip(self.tr("Light or dark (Ctrl+D)"))
        self._theme.setAccessibleName(self.tr("Light or dark (Ctrl+D)"))

    def recolour(self) -> None:
        """See ``Worded``."""
        self._logo.setPixmap(icons.pixmap("hanger", theme.current().accent, 22))

    def switch_language(self) -> None:
        """English and Chinese in turn."""
        text.set_language("en" if text.language() == "zh_CN" else "zh_CN")


class MainWindow(Worded, QMainWindow):
    """Shows itself first; ``complete`` then brings what takes time to load."""

    painted = Signal()
    _reported = Signal(object)

    def __init__(self, settings: QSettings, clean: bool = True) -> None:
        super().__init__()
        self._settings = settings
        self._clean = clean
        self._closing = False
        self._painted = False
        self._device: Device | None = None
        self.caption: CaptionPage | None = None
        self.checkpoints: CheckpointsPage | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 640)
        self.bar = TopBar()
        self.bar.tab_chosen.connect(self.show_tab)
        self.banner = Banner()
        self.train = TrainPage()
        self.train.caption_wanted.connect(lambda: self.show_tab("caption"))
        self.pages = QStackedWidget()
        self.pages.addWidget(self.train)
        ground = QWidget()
        ground.setObjectName("ground")
        column(self.bar, self.pages, gap=0, parent=ground).setStretch(1, 1)
        self.banner.stand_over(ground)
        self.setCentralWidget(ground)
        self._reported.connect(self.report, Qt.ConnectionType.QueuedConnection)
        for keys, action in (
            ("Ctrl+1", lambda: self.show_tab("train")),
            ("Ctrl+2", lambda: self.show_tab("caption")),
            ("Ctrl+3", lambda: self.show_tab("checkpoints")),
            ("Ctrl+O", self._open),
            ("Ctrl+L", self.bar.switch_language),
            ("Ctrl+D", theme.themes().toggle),
            ("Ctrl+Return", lambda: self.train.front_bar.press_primary()),
            ("Ctrl+.", lambda: self.train.front_bar.press_second()),
            ("Ctrl+S", lambda: self.train.front_bar.press_third()),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self, action)
        self._restore()
        self.retranslate()

    def complete(self) -> None:
        """Load what is slow, now that the window is there."""
        from gui.caption.page import CaptionPage
        from gui.checkpoints.page import CheckpointsPage

        self.caption = CaptionPage()
        self.caption.restore(self._settings)
        self.pages.addWidget(self.caption)
        self.train.checkpoint_saved.connect(self.caption.checkpoint_offered)
        self.checkpoints = CheckpointsPage()
        self.checkpoints.caption_wanted.connect(self._caption_with)
        self.pages.addWidget(self.checkpoints)
        self.train.checkpoint_saved.connect(self.checkpoints.saved)
        self.checkpoints.begin()
        self.train.complete(self._settings, self._clean)
        self.show_tab(memory.text(self._settings, "tab", "train"))
        work = worker.Work(probe, "device", self)
        work.done.connect(self._show_device)
        # A machine whose torch does not load still shows its window; training tells the rest.
        work.start()

    def show_tab(self, key: str) -> None:
        """Bring a page to the front."""
        pages: dict[str, QWidget | None] = {
            "train": self.train,
            "caption": self.caption,
            "checkpoints": self.checkpoints,
        }
        page = pages.get(key)
        if page is None:
            key, page = "train", self.train
        self.bar.show_tab(key)
        self.pages.setCurrentWidget(page)

    @property
    def tab(self) -> str:
        """The key of the page in front."""
        shown = self.pages.currentWidget()
        return "train" if shown is self.train else "caption" if shown is self.caption else "checkpoints"

    def report(self, problem: Problem) -> None:
        """Tell of a fault that no page expected, in a line above the pages."""
        self.banner.tell_problem(problem)

    def report_from_any_thread(self, problem: Problem) -> None:
        """``report``, by way of the window's own thread."""
        self._reported.emit(problem)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setWindowTitle(self.tr("Stopping…") if self._closing else "Atelier")
        self._word_device()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt's own hook: tells once that the window is there to be seen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Qt's own hook: files may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Qt's own hook."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take(paths)

    def take(self, paths: list[Path]) -> None:
        """Files and folders from outside: data for training, or pictures to caption."""
        on_train = self.pages.currentWidget() is self.train
        if on_train and len(paths) == 1 and self.train.open_dropped(paths[0]):
            return
        if self.caption is not None:
            self.show_tab("caption")
            self.caption.accept_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Qt's own hook: work under way is asked to stop, and the window closes when it has."""
        if self.checkpoints is not None:
            self.checkpoints.settle()
        if worker.running():
            event.ignore()
            if not self._closing:
                self._closing = True
                worker.when_idle(self._close_now)
                self.banner.tell("info", lambda: self.tr("Stopping; everything is being saved…"), closable=False)
                self.retranslate()
            # Through its session, so that its buttons and its state say so too.
            self.train.session.stop()
            worker.stop_all()
            return
        worker.forget(self._close_now)
        self._remember()
        event.accept()

    def _close_now(self) -> None:
        self.close()

    def _open(self) -> None:
        if self.pages.currentWidget() is self.train:
            self.train.choose_data()
        elif self.caption is not None:
            self.caption.open_pictures()

    def _caption_with(self, folder: Path) -> None:
        if self.caption is not None:
            self.caption.model.open(folder)
            self.show_tab("caption")

    def _show_device(self, device: Device) -> None:
        self._device = device
        self._word_device()
        self.train.status.set_device(device.memory > 0)

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
        settings.setValue("language", text.language())
        settings.setValue("theme", theme.themes().mode)
        self.train.remember(settings)
        if self.caption is not None:
            self.caption.remember(settings)
        memory.end(settings)
