"""The start of the window: first it shows, then what is slow is loaded."""

import locale
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from engine.files import project_folder
from gui import crash, fonts, memory, text, theme
from gui.window import MainWindow


def run(argv: list[str]) -> int:
    """Show the window and stay until it is closed; returns the exit status."""
    crash.record_hard_faults()
    QApplication.setApplicationName("Atelier")
    QApplication.setDesktopFileName("atelier")
    app = QApplication([sys.argv[0], *argv])
    # Qt takes the user's locale for the whole process: a decimal comma would get into every number read or written.
    locale.setlocale(locale.LC_NUMERIC, "C")
    app.setWindowIcon(QIcon(str(project_folder() / "resources" / "icons" / "atelier.svg")))
    fonts.load_fonts()
    settings = memory.store()
    clean = memory.begin(settings)
    text.set_language("zh_CN" if _language(memory.text(settings, "language")) else "en")
    remembered = memory.text(settings, "theme", "system")
    theme.themes().start("light" if remembered == "light" else "dark" if remembered == "dark" else "system")
    window = MainWindow(settings, clean)
    crash.watch(window.report_from_any_thread)
    # What is slow is loaded after the first picture of the window, not only after it was asked for.
    window.painted.connect(window.complete, Qt.ConnectionType.QueuedConnection)
    window.show()
    return app.exec()


def _language(remembered: str) -> bool:
    return (remembered or text.system_language()) == "zh_CN"
