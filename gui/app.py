"""Starts the window: it is shown first, then what is slow is loaded."""

import locale
import signal
import socket
import sys

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from engine.files import project_folder
from engine.heap import keep_freed_blocks
from engine.threads import following_load
from gui import crash, fonts, memory, text, theme
from gui.window import MainWindow


def run(argv: list[str]) -> int:
    """Show the window and stay until it is closed; returns the exit status."""
    crash.record_hard_faults()
    keep_freed_blocks()
    QApplication.setApplicationName("Atelier")
    QApplication.setDesktopFileName("atelier")
    app = QApplication([sys.argv[0], *argv])
    # Qt takes the user's locale for the whole process: a decimal comma would get into every number read or written.
    locale.setlocale(locale.LC_NUMERIC, "C")
    app.setWindowIcon(QIcon(str(project_folder() / "resources" / "icons" / "atelier.svg")))
    chinese = fonts.load_fonts()
    settings = memory.store()
    clean = memory.begin(settings)
    text.set_language(memory.text(settings, "language") or text.system_language())
    remembered = memory.text(settings, "theme", "system")
    theme.themes().start("light" if remembered == "light" else "dark" if remembered == "dark" else "system")
    window = MainWindow(settings, clean)
    crash.watch(window.report_from_any_thread)
    if not chinese:
        window.banner.tell("warn", lambda: fonts.MISSING)
    # What is slow is loaded after the first picture of the window, not only after it was asked for.
    window.painted.connect(window.complete, Qt.ConnectionType.QueuedConnection)
    window.show()
    signals = Signals(window)
    with following_load():
        status = app.exec()
    signals.end()
    return status


class Signals(QObject):
    """Closes the window, and so saves what runs, on Ctrl+C in the terminal, at a logout, or at a kill that asks.

    Qt's loop runs no Python while nothing happens, so the interpreter writes each signal to a socket that wakes it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _nothing) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._heard)

    def end(self) -> None:
        """Leave the signals as they were."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._ours.close()
        self._theirs.close()

    def _heard(self) -> None:
        self._ours.recv(64)
        self._window.close()


def _nothing(number: int, frame: object) -> None:
    """A handler there must be for the signal to be written to the socket."""
