"""The line over a picture whose file is no longer the one that was captioned."""

from PySide6.QtCore import Signal

from gui import theme
from gui.caption.items import FileChange
from gui.caption.status import change_sentence
from gui.widgets import Button, Label, Panel, row


class ChangedLine(Panel):
    """Says what has become of the file; hidden where it is as it was. ``again``: caption the picture once more."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._change = FileChange.NONE
        self.sentence, self.button = Label("small"), Button("link", "refresh")
        self.button.clicked.connect(self.again)
        row(self.sentence, self.button, None, gap=theme.PAD, parent=self)
        self.retranslate()
        self.hide()

    def show_change(self, change: FileChange) -> None:
        """Tell of a change."""
        self._change = change
        self.retranslate()
        self.setVisible(change is not FileChange.NONE)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.sentence.setText(change_sentence(self._change))
        self.button.setText(self.tr("Caption again"))
        self.button.setVisible(self._change is FileChange.CHANGED)
