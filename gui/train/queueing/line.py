"""The line above the tab's buttons that opens the queue and shows its state."""

from PySide6.QtCore import Signal

from gui.train.queueing.view import QueueView
from gui.widgets import Button, Elided, Panel, row


class QueueLine(Panel):
    """``opened``: the person wants to see the queue."""

    opened = Signal()

    def __init__(self, queue: QueueView) -> None:
        super().__init__()
        self._queue = queue
        self.button, self._told = Button("secondary", "layers", small=True), Elided("quiet")
        self.button.clicked.connect(self.opened)
        queue.counted.connect(lambda: self._told.set_whole(queue.words))
        line = row(self.button, self._told, parent=self)
        line.setStretch(1, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.button.setText(self.tr("Queue…"))
        self.button.setToolTip(self.tr("Plan several runs, train them one after another, and compare them"))
        self._told.set_whole(self._queue.words)
