"""The captions of one picture, each in a box of its own: edited in place, added, removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout

from gui.widgets import Button, Panel, column, row

_LEAST = 34


class CaptionBox(QPlainTextEdit):
    """One caption, as high as it needs to be. ``kept``: what was typed, once it is finished; ``left``: the keys go back
    to the pictures; ``undo_wanted``, ``redo_wanted``: nothing was typed here that could be taken back."""

    kept = Signal(str)
    left = Signal()
    removed = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._saved = ""
        self.setProperty("boxed", True)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(3)
        self.textChanged.connect(self._fit)

    def show_caption(self, caption: str) -> None:
        """Show a caption; what is being typed stays."""
        if caption == self._saved and self.toPlainText() == caption:
            return
        self._saved = caption
        self.setPlainText(caption)

    def keep(self) -> None:
        """Tell what was typed, if it differs."""
        typed = " ".join(self.toPlainText().split())
        if typed != self._saved:
            self._saved = typed
            self.kept.emit(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override: a caption is one line, so Enter ends it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._saved)
            self.left.emit()
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.removed.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) and not self.document().isRedoAvailable():
            self.redo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt override: what was typed counts."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: its height follows from its width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # A plain text's document counts its height in lines.
        lines = max(1, round(self.document().size().height()))
        height = max(_LEAST, lines * QFontMetrics(self.font()).lineSpacing() + 16)
        if height != self.height():
            self.setFixedHeight(height)


class CaptionLine(Panel):
    """A caption's box and the button that removes it."""

    def __init__(self) -> None:
        super().__init__()
        self.box, self.remove = CaptionBox(), Button("quiet", "close", small=True)
        self.remove.setFixedWidth(28)
        line = row(self.box, self.remove, gap=2, parent=self)
        line.setStretch(0, 1)
        line.setAlignment(self.remove, Qt.AlignmentFlag.AlignTop)
        line.setContentsMargins(0, 0, 0, 0)
        self.remove.clicked.connect(self.box.removed)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.remove.setToolTip(self.tr("Remove this caption (Ctrl+Del)"))
        self.remove.setAccessibleName(self.tr("Remove this caption"))


class CaptionBoxes(Panel):
    """``changed``, ``added``, ``removed``: place and text of a caption; ``left``: see ``CaptionBox``."""

    changed = Signal(int, str)
    added = Signal(str)
    removed = Signal(int)
    left = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[CaptionLine] = []
        self._shown = 0
        self._new = False
        self._editable = True
        self._column: QVBoxLayout = column(gap=6)
        self.add = Button("link", "add")
        self.add.clicked.connect(self.begin)
        column(self._column, row(self.add, None), gap=6, parent=self)
        self.retranslate()

    @property
    def texts(self) -> list[str]:
        """What stands in the boxes."""
        return [line.box.toPlainText() for line in self._lines[: self._shown]]

    def show_captions(self, captions: Sequence[str], editable: bool, fresh: bool) -> None:
        """Show other captions.

        Args:
            fresh: they are those of another picture, so an empty box that was begun goes.
        """
        self._editable = editable
        self._new = self._new and not fresh
        self._shown = len(captions) + self._new
        while len(self._lines) < self._shown:
            self._make()
        for place, line in enumerate(self._lines):
            line.setVisible(place < self._shown)
            if place < len(captions):
                line.box.show_caption(captions[place])
            line.box.setReadOnly(not editable)
            line.remove.setVisible(editable)
            line.box.setAccessibleName(self.tr("Caption {number}").format(number=place + 1))
        self.add.setVisible(editable)
        self.add.setEnabled(not self._new)

    def begin(self) -> None:
        """Begin a new caption in an empty box."""
        if not self._editable:
            return
        if not self._new:
            self._new = True
            self._shown += 1
            while len(self._lines) < self._shown:
                self._make()
            line = self._lines[self._shown - 1]
            line.box.show_caption("")
            line.show()
            self.add.setEnabled(False)
        self._lines[self._shown - 1].box.setFocus()

    def edit(self) -> None:
        """Go into the first caption; where there is none, begin one."""
        if self._shown:
            box = self._lines[0].box
            box.setFocus()
            box.selectAll()
        else:
            self.begin()

    def keep(self) -> None:
        """Tell what is being typed."""
        for line in self._lines[: self._shown]:
            line.box.keep()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.add.setText(self.tr("Add caption"))

    def _make(self) -> None:
        place = len(self._lines)
        line = CaptionLine()
        self._lines.append(line)
        self._column.addWidget(line)
        line.box.kept.connect(lambda typed: self._kept(place, typed))
        line.box.removed.connect(lambda: self._removed(place))
        line.box.left.connect(self.left)
        line.box.undo_wanted.connect(self.undo_wanted)
        line.box.redo_wanted.connect(self.redo_wanted)

    def _kept(self, place: int, typed: str) -> None:
        if self._new and place == self._shown - 1:
            if typed:
                self._new = False
                self.added.emit(typed)
        else:
            self.changed.emit(place, typed)

    def _removed(self, place: int) -> None:
        if self._new and place == self._shown - 1:
            self._new = False
            self._shown -= 1
            self._lines[place].hide()
            self.add.setEnabled(True)
            self.left.emit()
        else:
            self.removed.emit(place)
