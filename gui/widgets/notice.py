"""Messages shown in place, without a dialog: a problem, an empty state, the progress of long work."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QSizePolicy, QWidget

from engine.errors import Problem
from engine.events import Event, Progress
from gui import icons, text, theme
from gui.text import Worded
from gui.widgets.basics import Button, Label, Panel, column, restyle, row

FLOATING = 720
"""Width of a banner that floats, where there is room."""

Action = tuple[Callable[[], str], Callable[[], None]]
"""A button of a banner: what it says, asked again in every language, and what it does."""


class Banner(Worded, QFrame):
    """One message in a coloured line with its buttons; hidden while there is none. ``kind``: bad, warn, info, good.

    Stands in a layout, or over a widget (``stand_over``), where it moves nothing when it comes and goes.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: Callable[[], str] = str
        self.problem: Problem | None = None
        """The problem that is told, where it is one."""
        self._actions: list[tuple[Button, Callable[[], str]]] = []
        self._host: QWidget | None = None
        self._covers = False
        self._icon = QLabel()
        self._text = Label(wrap=True, select=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = Button("quiet", "close", small=True)
        self._close.clicked.connect(self.clear)
        self._close.clicked.connect(self.closed)
        self._buttons = row()
        layout = row(self._icon, self._text, self._buttons, self._close, gap=10, parent=self)
        layout.setStretch(1, 1)
        layout.setContentsMargins(12, 7, 8, 7)
        layout.setAlignment(self._icon, Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("banner", "info")
        self.retranslate()
        self.hide()

    def stand_over(self, host: QWidget, *, covers: bool = False) -> None:
        """Float at the foot of ``host``, or cover the whole of it."""
        self._host, self._covers = host, covers
        self.setParent(host)
        host.installEventFilter(self)

    def tell(self, kind: str, words: Callable[[], str], actions: Sequence[Action] = (), closable: bool = True) -> None:
        """Show a sentence; ``words`` is asked again in every language."""
        restyle(self, "banner", kind)
        self._words, self.problem = words, None
        for button, _ in self._actions:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._actions = []
        for number, (say, do) in enumerate(actions):
            button = Button("primary" if number == 0 and kind == "info" else "secondary", small=True)
            button.clicked.connect(lambda _=False, do=do: do())
            self._buttons.addWidget(button)
            self._actions.append((button, say))
        self._close.setVisible(closable)
        self.retranslate()
        self.recolour()
        self._take_place()
        self.show()
        self.raise_()

    def tell_problem(self, problem: Problem, actions: Sequence[Action] = ()) -> None:
        """Show a problem."""
        self.tell("bad", lambda: text.problem_text(problem), actions)
        self.problem = problem

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt override: goes along with what it stands over."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._take_place()
        return super().eventFilter(watched, event)

    @property
    def sentence(self) -> str:
        """The current message; empty if there is none."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def buttons(self) -> list[Button]:
        """The buttons of the current message."""
        return [button for button, _ in self._actions] if not self.isHidden() else []

    def clear(self) -> None:
        """Hide the message."""
        self._words, self.problem = str, None
        self.hide()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._text.setText(self._words())
        for button, say in self._actions:
            button.setText(say())
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
        self._take_place()

    def recolour(self) -> None:
        """See ``Worded``."""
        kind, shown = self.property("banner"), theme.current()
        name = {"bad": "alert", "warn": "alert", "good": "check"}.get(kind, "info")
        colour = {"bad": shown.bad, "good": shown.good, "info": shown.accent}.get(kind, shown.text)
        self._icon.setPixmap(icons.pixmap(name, colour))

    def _take_place(self) -> None:
        host, layout = self._host, self.layout()
        if host is None or layout is None:
            return
        if self._covers:
            self.setGeometry(host.rect())
            return
        width = min(FLOATING, host.width() - 2 * theme.PAD)
        height = max(layout.heightForWidth(width), layout.minimumSize().height())
        self.setGeometry((host.width() - width) // 2, host.height() - height - theme.PAD, width, height)


class EmptyPlace(Panel):
    """An empty state: an icon, a sentence that says what belongs there, its buttons."""

    def __init__(self, icon: str, buttons: Sequence[Button] = ()) -> None:
        super().__init__()
        self._name = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = Label("quiet", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMaximumWidth(420)
        line = row(None, self.sentence, None)
        line.setStretch(1, 10)
        column(None, self._picture, line, row(None, *buttons, None), None, gap=12, parent=self)
        self.recolour()

    def recolour(self) -> None:
        """See ``Worded``."""
        shown = theme.current()
        self._picture.setPixmap(icons.pixmap(self._name, shown.mix(shown.quiet, 0.55), 36))


class ProgressLine(Panel):
    """The progress of long work where it was started: what it does, how far, how long still, and a way to stop it.

    ``inline``: in one line, as high as the button, for a place beside others.
    """

    stopped = Signal()

    def __init__(self, inline: bool = False) -> None:
        super().__init__()
        self._words: Callable[[], str] = str
        self._last: Progress | None = None
        self._stopping = False
        self._what = Label()
        self._left = Label("quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._button = Button("secondary", "stop", small=True)
        self._button.clicked.connect(self._stop)
        if inline:
            row(self._what, self._bar, self._left, self._button, gap=12, parent=self).setStretch(1, 1)
        else:
            words = row(self._what, None, self._left)
            column(words, row(self._bar, self._button, gap=12), gap=6, parent=self)
        self.retranslate()
        self.hide()

    def begin(self, words: Callable[[], str]) -> None:
        """Show the line for new work; ``words`` names it, in every language."""
        self._words, self._last, self._stopping = words, None, False
        self._bar.setRange(0, 0)
        self._button.setEnabled(True)
        self.retranslate()
        self.show()

    def name(self, words: Callable[[], str]) -> None:
        """Name what the work does now."""
        self._words = words
        self.retranslate()

    def take(self, events: Sequence[Event]) -> None:
        """Show the last progress among a job's events."""
        for event in events:
            if isinstance(event, Progress):
                self._last = event
        if self._last is not None:
            self.show_progress(self._last)

    def show_progress(self, progress: Progress) -> None:
        """How far the work is; a total of 0 cannot be told."""
        self._last = progress
        self._bar.setRange(0, max(0, progress.total) if progress.total < 2**31 else 1000)
        done = progress.done if progress.total < 2**31 else round(1000 * progress.done / progress.total)
        self._bar.setValue(done)
        self._word_rest()

    def end(self) -> None:
        """Take the line away."""
        self.hide()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._what.setText(self.tr("Stopping…") if self._stopping else self._words())
        self._button.setText(self.tr("Stop"))
        self._word_rest()

    def _word_rest(self) -> None:
        last = self._last
        if last is None or last.total <= 0:
            self._left.setText("")
            return
        if last.task == "fetching":
            parts = [f"{text.size(last.done)} / {text.size(last.total)}"]
        else:
            parts = [f"{text.number(last.done)} / {text.number(last.total)}"]
        if last.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=text.duration(last.seconds_left)))
        self._left.setText(" · ".join(parts))

    def _stop(self) -> None:
        self._stopping = True
        self._button.setEnabled(False)
        self.retranslate()
        self.stopped.emit()
