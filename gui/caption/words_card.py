"""The right column: what the model says, in both languages."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextBlockFormat
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
        shown = theme.current()
        colours = {"quiet": shown.quiet, "bad": shown.bad}
        font = self.font()
        font.setPixelSize(13 if role else 15)
        self.setFont(font)
        self.setTextColor(colours.get(role, shown.text))
        self.setPlainText(words)
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(spacing)


class CaptionCard(Card):
    """One language: its name, a quiet word beside it, a button to copy, and the caption."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.beside = Heading(), Label("quiet")
        self.copy = Button("quiet", "copy", small=True)
        self.words = CaptionText()
        self.copy.clicked.connect(lambda: copy(self.words.toPlainText(), self.copy))
        self.heading.setMinimumHeight(theme.CONTROL)
        self.body.addLayout(row(self.heading, None, self.beside, self.copy))
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD - 8, theme.PAD)
        self.body.addWidget(self.words, 1)


class WordsColumn:
    """Puts a picture's captions into the two cards."""

    def __init__(self) -> None:
        self.english, self.chinese = CaptionCard(), CaptionCard()

    def show_item(self, item: Item | None, words: dict[str, str]) -> None:
        """Show a picture's captions.

        Args:
            words: what is said where there is none, by ``empty``, ``waiting``, ``captioning``, ``nothing``;
                ``offline`` stands beside the Chinese.
        """
        caption = item.caption if item else None
        problem = item.problem if item and item.state is State.FAILED else None
        if caption is not None and problem is None:
            # A model that has just begun to learn may end before its first word.
            self.english.words.say(caption.english or words["nothing"], "" if caption.english else "quiet")
            self.chinese.words.say(caption.chinese)
            self.english.beside.setText(f"{caption.seconds:.2f} s")
            self.english.beside.setToolTip(f"{caption.model} · {caption.device}")
            self.chinese.beside.setText(words["offline"])
        else:
            said = words["empty"] if item is None else words.get(item.state.value, "")
            self.english.words.say(text.problem_text(problem) if problem else said, "bad" if problem else "quiet")
            self.chinese.words.say("", "quiet")
            self.english.beside.setText("")
            self.chinese.beside.setText("")
        for card in (self.english, self.chinese):
            card.copy.setEnabled(caption is not None and problem is None)
