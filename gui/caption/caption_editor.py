"""Where a caption is changed by hand, in the place in which it is read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy


class CaptionEditor(QPlainTextEdit):
    """Enter keeps what was typed, and so does a click elsewhere; Escape leaves the caption as it was.

    ``ended``: whether it is kept, and the caption on one line. ``left``: then, where it was a key that ended it.
    """

    ended = Signal(bool, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._open = False
        self.setTabChangesFocus(True)
        self.setProperty("boxed", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.hide()

    def begin(self, words: str) -> None:
        """Open with a caption, all of it selected, so that typing replaces it and an arrow key goes into it."""
        font = self.font()
        font.setPixelSize(15)
        self.setFont(font)
        self.setPlainText(words)
        self._open = True
        self.show()
        self.selectAll()
        self.setFocus()

    def end(self, kept: bool) -> None:
        """Close; does nothing where it is not open."""
        if self._open:
            self._open = False
            words = " ".join(self.toPlainText().split())
            self.hide()
            self.ended.emit(kept, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end(True)
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.end(False)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt override: another window in front, or a menu of its own, ends nothing."""
        super().focusOutEvent(event)
        staying = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in staying:
            self.end(True)
