"""Run by test_caption_drop.py: the real window, which prints a line for what arrives in it."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from gui import app
from gui.caption.page import CaptionPage
from gui.window import MainWindow


class Watch(QObject):
    """Prints that something is dragged over the window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.DragEnter and watched.isWidgetType():
            print("entered", flush=True)
        return False


def watched(complete: Callable[[MainWindow], None]) -> Callable[[MainWindow], None]:
    """``MainWindow.complete`` that then says where the window is."""

    def run(window: MainWindow) -> None:
        complete(window)
        queue = window.page(CaptionPage).queue
        window.move(0, 0)
        queue.rowsInserted.connect(
            lambda *_: print("rows", *(queue.name(item) for item in queue.items()), sep="|", flush=True)
        )
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(Watch(application))
        print("ready", window.width(), window.height(), flush=True)

    return run


MainWindow.complete = watched(MainWindow.complete)  # type: ignore[assignment, method-assign]
sys.exit(app.run([]))
