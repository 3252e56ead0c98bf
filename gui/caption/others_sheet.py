"""Other captions of the picture on display, side by side: one of them is chosen by its number or a click."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from engine.errors import Problem
from gui import text, theme
from gui.caption.items import CaptionItem
from gui.caption.job import OTHERS
from gui.caption.questions import OthersWanted
from gui.caption.service import Captioning
from gui.text import Worded
from gui.widgets import Button, Heading, Label, Segments, Sheet, column, restyle, row
from gui.widgets.setting import NumberEdit

if TYPE_CHECKING:
    from engine.captioning import Alternative

LIKELIEST, DRAWN = "likeliest", "drawn"
TEMPERATURE, TOP_P = 1.0, 0.9
SEEDS = 1000
"""Between two presses of Draw again: more than are drawn at once."""


class _Share(QWidget):
    """A bar as long as a caption is likely, beside the likeliest one."""

    def __init__(self) -> None:
        super().__init__()
        self.share = 0.0
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter, shown = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, share in ((shown.line, 1.0), (shown.accent, self.share)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(0, 0, max(4.0, share * self.width()), self.height()), 2, 2)


class OtherRow(Worded, QFrame):
    """One caption with its number and how likely it is. ``chosen``: a click, or Enter while it has the focus."""

    chosen = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self.caption = ""
        self._log_probability = 0.0
        self.setProperty("pick", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._words, self._figure, self._bar = Label(wrap=True), Label("quiet"), _Share()
        self._number = Label("quiet", text=str(number))
        self._number.setFixedWidth(12)
        below = row(self._bar, self._figure, gap=10)
        below.setStretch(0, 1)
        layout = row(self._number, column(self._words, below, gap=4), gap=8, parent=self)
        layout.setStretch(1, 1)
        layout.setAlignment(self._number, Qt.AlignmentFlag.AlignTop)
        layout.setContentsMargins(8, 7, 8, 7)
        self.retranslate()

    def show_caption(self, caption: str, log_probability: float, share: float, stands: bool) -> None:
        """Show a caption; ``stands``: it is the picture's already."""
        self.caption, self._log_probability, self._bar.share = caption, log_probability, share
        self._words.setText(caption)
        restyle(self, "stands", stands)
        self._bar.update()
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._figure.setText(text.decimal(self._log_probability, 1))
        tip = self.tr("Log-probability of the whole caption, in nats; the bar compares it with the likeliest one")
        self.setToolTip(text.plain(tip))
        self.setAccessibleName(f"{self._number.text()}. {self.caption} ({self._figure.text()})")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override."""
        if self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


class OthersSheet(Sheet):
    """``taken``: the picture, and the caption that was chosen for it."""

    WIDTH = 460
    taken = Signal(object, str)

    def __init__(self, parent: QWidget, service: Captioning) -> None:
        super().__init__(parent)
        self._service = service
        self._item: CaptionItem | None = None
        self._wanted: OthersWanted | None = None
        self._problem: Problem | None = None
        self._found: Sequence[Alternative] = ()
        self._seed = 1
        self._right = QPoint()
        self._heading, self._told = Heading(), Label("small", wrap=True)
        self.way = Segments((LIKELIEST, DRAWN))
        self.way.chosen.connect(lambda _: self._ask())
        self.temperature, self.top_p = NumberEdit(False), NumberEdit(False)
        self._names = Label("quiet"), Label("quiet")
        self.again = Button("secondary", "dice", small=True)
        self.again.clicked.connect(self.draw_again)
        for edit, name, value in zip((self.temperature, self.top_p), self._names, (TEMPERATURE, TOP_P), strict=True):
            edit.setText(f"{value:g}")
            edit.setFixedWidth(56)
            edit.returnPressed.connect(self._ask)
            name.setBuddy(edit)
        self._drawing = QWidget()
        row(
            self._names[0], self.temperature, self._names[1], self.top_p, None, self.again, gap=8, parent=self._drawing
        ).setContentsMargins(0, 0, 0, 0)
        self.rows = [OtherRow(number + 1) for number in range(OTHERS)]
        for one in self.rows:
            one.chosen.connect(lambda one=one: self._take(one))
        head = row(self._heading, None, self.way)
        self.body.addLayout(column(head, self._drawing, self._told, *self.rows, gap=6))
        service.others_found.connect(self._came)
        self.retranslate()

    def ask(self, item: CaptionItem, place: QPoint) -> None:
        """Open for a picture that has a caption, with the right upper corner at a place of the screen."""
        self._item, self._right, self._seed = item, place, 1
        self._ask()
        self.show()
        self.setFocus()

    def draw_again(self) -> None:
        """Draw other captions by chance."""
        self._seed += SEEDS
        self._ask()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Other captions"))
        self.way.set_words(
            {LIKELIEST: self.tr("Likeliest"), DRAWN: self.tr("Drawn")},
            {
                LIKELIEST: self.tr("By diverse beam search: likely captions that differ"),
                DRAWN: self.tr("By sampling: what else the model might say"),
            },
        )
        names = self.tr("Temperature"), self.tr("Top p")
        for label, edit, name in zip(self._names, (self.temperature, self.top_p), names, strict=True):
            label.setText(name)
            edit.setAccessibleName(name)
        self.temperature.setToolTip(self.tr("Above 1 for more variety, below 1 for less"))
        self.top_p.setToolTip(self.tr("Draw only from the likeliest words whose probabilities sum to this"))
        self.again.setText(self.tr("Draw again"))
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override: the number of a caption takes it."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self._found):
            self._take(self.rows[place])
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        item = self._item
        if item is None or item.caption is None:
            return
        self._found, self._problem = (), None
        how = (self._value(self.temperature, TEMPERATURE, 0.05, 10.0), self._value(self.top_p, TOP_P, 0.01, 1.0))
        drawn = self.way.value == DRAWN
        self._wanted = OthersWanted(item.source, item.caption, *(how if drawn else (0.0, 1.0)), seed=self._seed)
        self._service.ask(self._wanted)
        self._show()

    def _came(self, wanted: OthersWanted, found: "tuple[Alternative, ...] | Problem") -> None:
        if wanted is not self._wanted:
            return
        self._found, self._problem = ((), found) if isinstance(found, Problem) else (found, None)
        self._show()

    def _show(self) -> None:
        item = self._item
        for number, one in enumerate(self.rows):
            one.setVisible(number < len(self._found))
            if item is not None and number < len(self._found):
                other = self._found[number]
                caption = item.rewriting.replaced(other.caption)
                one.show_caption(caption, other.log_probability, other.share, caption == item.body)
        self._drawing.setVisible(self.way.value == DRAWN)
        if self._problem is not None:
            told = text.problem_text(self._problem)
        elif not self._found:
            told = self.tr("Looking for other captions…")
        else:
            told = self.tr("Press a number, or click, to have that caption stand.")
        self._told.setText(told)
        self.fit()
        self.move(self._right - QPoint(self.width(), 0))

    def _take(self, one: OtherRow) -> None:
        self.hide()
        if self._item is not None:
            self.taken.emit(self._item, one.caption)

    @staticmethod
    def _value(edit: NumberEdit, usual: float, least: float, most: float) -> float:
        """What was typed, within its bounds; the usual value for what is no number."""
        try:
            typed = float(edit.text())
        except ValueError:
            return usual
        return min(max(least, typed), most) if typed == typed else usual
