"""Cards, labels and buttons."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui import icons, theme
from gui.text import Worded, plain

L = TypeVar("L", bound=QBoxLayout)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and have the style sheet look at it again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def column(*items: QWidget | QLayout | int | None, gap: int = theme.STEP, parent: QWidget | None = None) -> QVBoxLayout:
    """A vertical layout without margins: widgets, layouts, spaces in pixels, None for what stretches."""
    return _fill(QVBoxLayout(parent) if parent else QVBoxLayout(), items, gap)


def row(*items: QWidget | QLayout | int | None, gap: int = theme.STEP, parent: QWidget | None = None) -> QHBoxLayout:
    """A horizontal layout without margins, as ``column``."""
    return _fill(QHBoxLayout(parent) if parent else QHBoxLayout(), items, gap)


def _fill(layout: L, items: Sequence[QWidget | QLayout | int | None], gap: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


class Panel(Worded, QWidget):
    """A plain widget that words and colours itself."""


class Card(Worded, QFrame):
    """A white sheet on the ground; its ``body`` is a column with the margins of the grid."""

    def __init__(self, parent: QWidget | None = None, pad: int = theme.PAD) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad - 2, pad, pad)
        self.body.setSpacing(theme.STEP)


class Sheet(Card):
    """A card that pops up beside what opened it, and goes when something else is clicked."""

    WIDTH = 340

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Popup)
        # The corners are round: what lies behind them shows.
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.body.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)
        self.setFixedWidth(self.WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override: the style sheet paints no ground of a window through which one can see."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.current().line))
        painter.setBrush(QColor(theme.current().card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.CORNER, theme.CORNER)

    def fit(self) -> None:
        """Take the height that the words need at this width; a window of its own does not do so by itself."""
        self.ensurePolished()
        for label in self.findChildren(QLabel):
            label.ensurePolished()
        self.body.invalidate()
        needed = self.body.totalHeightForWidth(self.WIDTH) if self.body.hasHeightForWidth() else -1
        self.setFixedHeight(needed if needed > 0 else self.body.totalSizeHint().height())


class Scroll(QScrollArea):
    """Scrolls a column up and down. Its bar stands in a margin of ``BAR`` pixels at the right that is always kept."""

    BAR = 12

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._keep_margin)
        self._keep_margin(0, 0)

    def _keep_margin(self, low: int, high: int) -> None:
        layout = self._inside.layout()
        if layout is not None:
            taken = self.verticalScrollBar().sizeHint().width() if high > low else 0
            layout.setContentsMargins(0, 0, max(0, self.BAR - taken), 0)


class Hairline(QFrame):
    """A hairline between two rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", True)


class Label(QLabel):
    """Words in a role of the style sheet: heading, quiet, small, big, large, title, bad, good, section."""

    def __init__(self, role: str = "", text: str = "", wrap: bool = False, select: bool = False) -> None:
        super().__init__(text)
        # What is shown is often a name or a sentence from elsewhere: never markup.
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        if wrap:
            self.setWordWrap(True)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if select:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def set_role(self, role: str) -> None:
        """Change what the words are."""
        restyle(self, "role", role)


class Heading(Label):
    """The name of a card."""

    def __init__(self, text: str = "") -> None:
        super().__init__("heading", text)


class Chip(Label):
    """A short word on a coloured pill: accent, good, bad, mark or plain."""

    def __init__(self, kind: str = "accent", text: str = "") -> None:
        super().__init__(text=text)
        self.setProperty("chip", kind)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_kind(self, kind: str) -> None:
        """Change its colour."""
        restyle(self, "chip", kind)


class Elided(Label):
    """One line that is cut with … where it does not fit; the whole of it is the tooltip."""

    def __init__(self, role: str = "", text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__(role)
        self._mode = mode
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_whole(text)

    @property
    def whole(self) -> str:
        """The text before cutting."""
        return self._whole

    def set_whole(self, text: str) -> None:
        """The text before cutting."""
        self._whole = text
        self._cut()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide enough for all of it."""
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(0, self.width()))
        self.setText(shown)
        self.setToolTip(plain(self._whole if shown != self._whole else ""))


class Button(Worded, QPushButton):
    """A button of a kind (primary, secondary, quiet, link), with an icon beside its word where one is named."""

    def __init__(self, kind: str = "secondary", icon: str = "", text: str = "", small: bool = False) -> None:
        super().__init__(text)
        self._icon = ""
        self.setProperty("kind", kind)
        if small:
            self.setProperty("small", True)
        self.setIconSize(QSize(16, 16) if small else QSize(icons.SIZE, icons.SIZE))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # A ring around what the mouse has pressed says nothing; by the keyboard each button is reached as ever.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_icon(icon)

    def set_icon(self, name: str) -> None:
        """The icon's name in resources/icons, or nothing."""
        self._icon = name
        self.recolour()

    def set_kind(self, kind: str) -> None:
        """Change its kind."""
        restyle(self, "kind", kind)
        self.recolour()

    def recolour(self) -> None:
        """The icon in the colour of the words."""
        if not self._icon:
            return
        shown = theme.current()
        colours = {"primary": shown.on_accent, "quiet": shown.quiet, "link": shown.accent}
        self.setIcon(icons.icon(self._icon, colours.get(self.property("kind"), shown.text)))


class Segments(QFrame):
    """A choice of one among a few, side by side."""

    chosen = Signal(str)

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("segments", True)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._layout = row(gap=2, parent=self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self.set_keys(keys)

    @property
    def keys(self) -> tuple[str, ...]:
        """What can be chosen, in its order."""
        return tuple(self._buttons)

    def set_keys(self, keys: Sequence[str]) -> None:
        """Offer other choices; what was chosen stays so where it is among them, else the first one is."""
        if tuple(keys) == self.keys:
            return
        chosen = self.value if self._buttons else ""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for key in keys:
            button = QPushButton(key)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            self._layout.addWidget(button, 1)
        self.set_value(chosen if chosen in self._buttons else keys[0])

    @property
    def value(self) -> str:
        """The key of the choice."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_value(self, key: str) -> None:
        """Choose without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_enabled(self, key: str, enabled: bool) -> None:
        """Whether a choice can be made."""
        self._buttons[key].setEnabled(enabled)

    def set_words(self, words: dict[str, str], tips: dict[str, str] | None = None) -> None:
        """The words of the choices, and what each means."""
        for key, said in words.items():
            self._buttons[key].setText(said)
            self._buttons[key].setToolTip(plain((tips or {}).get(key, "")))
