"""Run by test_caption_drop.py: a small window to drag files out of, given as arguments."""

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Source(QWidget):
    """Drags the files as a file manager does."""

    _painted = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        # Shown it is before the display has it: a press meanwhile falls on whatever lies there.
        if not self._painted:
            self._painted = True
            print("shown", flush=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        print("pressed", flush=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        drag = QDrag(self)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
        drag.setMimeData(data)
        drag.actionChanged.connect(lambda action: print("action", action.name, flush=True))
        print("dragging", flush=True)
        print("dropped", drag.exec(Qt.DropAction.CopyAction).name, flush=True)


app = QApplication(sys.argv[:1])
source = Source()
source.setGeometry(1400, 100, 150, 150)
source.show()
sys.exit(app.exec())
