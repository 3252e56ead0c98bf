"""The right column: what the model says, in both languages."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QTextBlockFormat, QTextCharFormat
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from gui import text, theme
from gui.caption.queue import Item, State
from gui.widgets import Button, Card, Heading, Label, row

COPIED_MS = 1200


def copy(words: str, button: Button) -> None:
    """Put words on the clipboard, and have the button tick for a moment."""
    QGuiApplication.clipboard().setText(words)
    button.set_icon("check")
    QTimer.singleShot(COPIED_MS, button, lambda: button.set_icon("copy"))


class CaptionText(QTextEdit):
    """A caption to read and to select from, in large letters."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say(self, words: str, role: str = "") -> None:
        """Show plain words: a caption, or quietly (``quiet``) or in red (``bad``) why there is none."""
        self.say_parts([(words, role)])

    def say_parts(self, parts: Sequence[tuple[str, str]]) -> None:
        """Show paragraphs, each as ``say`` shows one."""
        shown = theme.current()
        colours = {"quiet": shown.quiet, "bad": shown.bad}
        self.clear()
        cursor = self.textCursor()
        for number, (words, role) in enumerate(parts):
            look = QTextCharFormat()
            font = self.font()
            font.setPixelSize(13 if role else 15)
            look.setFont(font)
            look.setForeground(QColor(colours.get(role, shown.text)))
            spacing = QTextBlockFormat()
            spacing.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            # What follows a name stands close to it; the next name keeps away.
            spacing.setTopMargin(theme.STEP if number and role == "quiet" else 0)
            if number:
                cursor.insertBlock(spacing, look)
            else:
                cursor.setBlockFormat(spacing)
                cursor.setBlockCharFormat(look)
            cursor.insertText(words, look)
        self.moveCursor(cursor.MoveOperation.Start)


class CaptionCard(Card):
    """One language: its name, a quiet word beside it, a button to copy, and the caption."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.beside = Heading(), Label("quiet")
        self.copy = Button("quiet", "copy", small=True)
        self.words = CaptionText()
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


class EnglishCard(CaptionCard):
    """What the model says, and how long it took."""

    def show_item(self, item: Item | None, words: dict[str, str]) -> None:
        """Show a picture's caption.

        Args:
            words: what is said where there is none, by ``empty``, ``waiting``, ``captioning``, ``nothing``.
        """
        caption = item.caption if item else None
        problem = item.problem if item and item.state is State.FAILED else None
        if caption is not None and problem is None:
            # A model that has just begun to learn may end before its first word.
            self.words.say(caption.english or words["nothing"], "" if caption.english else "quiet")
            self.beside.setText(f"{caption.seconds:.2f} s")
            self.beside.setToolTip(f"{caption.model} · {caption.device}")
        else:
            said = words["empty"] if item is None else words.get(item.state.value, "")
            self.words.say(text.problem_text(problem) if problem else said, "bad" if problem else "quiet")
            self.beside.setText("")
        self.copy.setEnabled(caption is not None and problem is None)
