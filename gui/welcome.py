"""The welcome page: three ways to start."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from gui import icons, theme
from gui.text import Worded
from gui.widgets import Banner, Label, Panel, ProgressLine, column, row


class WelcomeButton(Worded, QPushButton):
    """A big button: an icon, a heading, and a sentence."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.setProperty("big", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = icon
        self._icon = QLabel()
        self.heading = Label("large")
        self.words = Label("quiet", wrap=True)
        for part in (self._icon, self.heading, self.words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = column(self._icon, 4, self.heading, self.words, None, gap=6, parent=self)
        layout.setContentsMargins(20, 20, 20, 20)
        self.setFixedHeight(176)
        self.recolour()

    def say(self, heading: str, words: str) -> None:
        """Set the heading and the sentence."""
        self.heading.setText(heading)
        self.words.setText(words)
        self.setAccessibleName(heading)

    def recolour(self) -> None:
        """See ``Worded``."""
        self._icon.setPixmap(icons.pixmap(self._name, theme.current().accent, 32))


class Welcome(Panel):
    """Shown on the Train tab while there is no data and no run."""

    draw_wanted = Signal()
    open_wanted = Signal()
    caption_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._words = Label("title"), Label("quiet", wrap=True)
        self.draw, self.open, self.caption = WelcomeButton("hanger"), WelcomeButton("folder"), WelcomeButton("picture")
        self.draw.clicked.connect(self.draw_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.caption.clicked.connect(self.caption_wanted)
        self.progress = ProgressLine()
        self.banner = Banner()
        inside = QWidget()
        inside.setMaximumWidth(880)
        # The place of the progress is kept, so that the ways do not move when it comes.
        below = QWidget()
        below.setFixedHeight(128)
        column(self.progress, self.banner, None, gap=8, parent=below)
        ways = row(self.draw, self.open, self.caption, gap=theme.PAD)
        column(self._title, self._words, 16, ways, 12, below, gap=8, parent=inside)
        line = row(None, inside, None)
        line.setStretch(1, 100)
        outer = column(None, line, None, parent=self)
        outer.setContentsMargins(32, 16, 32, 16)
        outer.setStretch(0, 2)
        outer.setStretch(2, 3)
        self.retranslate()

    def set_busy(self, busy: bool) -> None:
        """Disable the buttons while the chosen action runs."""
        self.draw.setEnabled(not busy)
        self.open.setEnabled(not busy)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._title.setText(self.tr("Train a model to describe pictures"))
        self._words.setText(self.tr("Train a model, watch it learn, and read its captions in English and Chinese."))
        self.draw.say(
            self.tr("Create demo data"),
            self.tr(
                "2,000 synthetic pictures with captions, ready in a minute: enough to try a complete "
                "training on any machine."
            ),
        )
        self.open.say(
            self.tr("Open my data"),
            self.tr("A folder with pictures and their captions: JSON, COCO, Flickr8k, CSV, or text files beside them."),
        )
        self.caption.say(
            self.tr("Caption a picture now"),
            self.tr("Small trained models come with Atelier: drop in pictures and read their captions."),
        )
