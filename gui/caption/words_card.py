"""A caption in large letters, with its marks, and the card around it that a caption and its translation share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QToolTip

from engine.attention.drawing import HUE
from gui import text, theme
from gui.caption.items import Caption
from gui.caption.word_marks import draw_mark, marks, spoken, tell
from gui.languagenames import heading_name
from gui.widgets import Button, Card, Heading, Label, row
from gui.widgets.flow import boxes

if TYPE_CHECKING:
    from engine.evaluation.support import WordSupport

COPIED_MS = 1200


def copy(words: str, button: Button) -> None:
    """Put words on the clipboard, and have the button tick for a moment."""
    QGuiApplication.clipboard().setText(words)
    button.set_icon("check")
    QTimer.singleShot(COPIED_MS, button, lambda: button.set_icon("copy"))


def role_of(caption: Caption) -> str:
    """How the words of a caption, or of its translation, are shown: grey where the picture is unlike the training's."""
    return "faded" if caption.fit.unlike else ""


class CaptionText(QTextEdit):
    """A caption to read and to select from, in large letters; its words may be marked, and pointed at.

    ``pointed``: the number of the marked word under the mouse, or of the one that the arrow keys have come to; -1 for
    none. ``edit_wanted``: a double click.

    Args:
        leading: height of a line, in per cent of the font's own.
    """

    pointed = Signal(int)
    edit_wanted = Signal()

    def __init__(self, leading: int = 115) -> None:
        super().__init__()
        self._leading = leading
        self._words: Sequence[WordSupport] = ()
        self._under = self._chosen = self._told = -1
        self.setReadOnly(True)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)

    def say(self, words: str, role: str = "") -> None:
        """Show plain words: a caption, one that is not to be trusted (``faded``), or quietly (``quiet``) or in red
        (``bad``) why there is none."""
        self.say_parts([(words, role)])

    def say_parts(self, parts: Sequence[tuple[str, str]]) -> None:
        """Show paragraphs, each as ``say`` shows one; without marks until ``mark``."""
        self.mark(())
        shown = theme.current()
        colours = {"quiet": shown.quiet, "faded": shown.quiet, "bad": shown.bad}
        self.clear()
        cursor = self.textCursor()
        for number, (words, role) in enumerate(parts):
            look = QTextCharFormat()
            font = self.font()
            font.setPixelSize(13 if role in ("quiet", "bad") else 15)
            look.setFont(font)
            look.setForeground(QColor(colours.get(role, shown.text)))
            spacing = QTextBlockFormat()
            spacing.setLineHeight(self._leading, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            # What follows a name stands close to it; the next name keeps away.
            spacing.setTopMargin(theme.STEP if number and role == "quiet" else 0)
            if number:
                cursor.insertBlock(spacing, look)
            else:
                cursor.setBlockFormat(spacing)
                cursor.setBlockCharFormat(look)
            cursor.insertText(words, look)
        self.moveCursor(cursor.MoveOperation.Start)
        self._show_whole_lines()

    def mark(self, words: Sequence[WordSupport]) -> None:
        """Mark the words of the caption that is shown."""
        self._words = words
        self.setAccessibleDescription(spoken(words))
        self._point(-1, -1)
        self.viewport().update()

    @property
    def current(self) -> int:
        """The number of the word that is pointed at, -1 for none; the mouse goes before the keys."""
        return self._chosen if self._under < 0 else self._under

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override."""
        super().resizeEvent(event)
        self._show_whole_lines()

    def word_at(self, place: QPoint) -> WordSupport | None:
        """The word at a place of the viewport."""
        point = QPointF(place.x(), place.y() + self.verticalScrollBar().value())
        for word in self._words:
            if any(box.contains(point) for box in self._boxes(word)):
                return word
        return None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override: the marks lie under the letters."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        for word in self._words:
            for mark in marks(word):
                for box in self._boxes(word):
                    draw_mark(painter, mark, box, word.support)
        if self.current >= 0:
            painter.setPen(QPen(QColor(*HUE), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in self._boxes(self._words[self.current]):
                painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3)
        painter.end()
        super().paintEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Qt override: the figures of the word under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            word = self.word_at(event.pos())
            # No text takes the shown one away.
            QToolTip.showText(event.globalPos(), text.plain(tell(word) if word else ""), self)
            return True
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            word = self.word_at(event.position().toPoint())
            self._point(self._words.index(word) if word else -1, self._chosen)
        elif event.type() == QEvent.Type.Leave:
            self._point(-1, self._chosen)
        return super().viewportEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override."""
        super().mouseDoubleClickEvent(event)
        self.edit_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override: the arrow keys go from word to word, Escape points at none."""
        last, key = len(self._words) - 1, Qt.Key(event.key())
        places = {
            Qt.Key.Key_Left: max(0, self.current - 1),
            Qt.Key.Key_Right: min(last, self.current + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Escape: -1,
        }
        if last < 0 or key not in places or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self._point(-1, places[key])
        if self.current >= 0:
            boxes_of = self._boxes(self._words[self.current])
            bar, shown = self.verticalScrollBar(), self.viewport().height()
            bar.setValue(round(min(max(bar.value(), boxes_of[-1].bottom() - shown), boxes_of[0].top())))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt override: who comes by the Tab key begins at the first word."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self._words:
            self._point(self._under, 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt override."""
        super().focusOutEvent(event)
        self._point(self._under, -1)

    def _point(self, under: int, chosen: int) -> None:
        """Point at the word under the mouse, or else at the one that the keys have chosen."""
        self._under, self._chosen = under, chosen
        if self.current != self._told:
            self._told = self.current
            self.viewport().update()
            self.pointed.emit(self._told)

    def _show_whole_lines(self) -> None:
        """Leave the room free in which the lowest line would be cut in half, with half of its marks."""
        layout = self.document().firstBlock().layout()
        rest = 0
        if self.document().blockCount() == 1 and layout.lineCount() > 1:
            line = layout.lineAt(1).y() - layout.lineAt(0).y()
            rest = round(self.height() % line) if self.document().size().height() > self.height() else 0
        if self.viewportMargins().bottom() != rest:
            self.setViewportMargins(0, 0, 0, rest)

    def _boxes(self, word: WordSupport) -> list[QRectF]:
        """Where a word stands in the document, one box a line."""
        block = self.document().firstBlock()
        corner = self.document().documentLayout().blockBoundingRect(block).topLeft()
        found = [box.translated(corner) for box in boxes(block.layout(), word.start, word.length)]
        # Those of the first words of a line would begin before the edge.
        return [box.adjusted(max(0.0, -box.left()), 0, 0, 0) for box in found]


class CaptionCard(Card):
    """One language: its name, a quiet word beside it, a button to copy, and the caption."""

    def __init__(self, leading: int = 115) -> None:
        super().__init__()
        self.heading, self.beside = Heading(), Label("quiet")
        self.copy = Button("quiet", "copy", small=True)
        self.words = CaptionText(leading)
        self.copy.clicked.connect(lambda: copy(self.caption, self.copy))
        self.heading.setMinimumHeight(theme.CONTROL)
        self.head = row(self.heading, None, self.beside, self.copy)
        self.body.addLayout(self.head)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD - 8, theme.PAD)
        self.body.addWidget(self.words, 1)

    @property
    def caption(self) -> str:
        """What is copied: the caption alone."""
        return self.words.toPlainText()

    def name_language(self, language: str) -> None:
        """Name the language of what the card shows."""
        name = heading_name(language)
        self.heading.setText(name)
        self.copy.setToolTip(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy {language}").format(language=name))
