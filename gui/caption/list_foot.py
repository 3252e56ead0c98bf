"""Below the list: how far the captions are, and what can be done about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar

from gui import text
from gui.caption.items import ItemState
from gui.caption.queue import CaptionQueue
from gui.caption.service import Captioning
from gui.widgets import Button, Elided, Panel, column, row

_Act = tuple[str, Callable[[], None]]


class ListFoot(Panel):
    """The progress, the time left, and one or two actions: pause, go on, cancel, try again, clear.

    ``cancelled``: a ``TakenBack``, what waited and does no longer.
    """

    cancelled = Signal(object)

    def __init__(self, queue: CaptionQueue, service: Captioning) -> None:
        super().__init__()
        self._queue, self._service = queue, service
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        # Kept while hidden, so that nothing jumps when a batch begins or ends.
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self.state = Elided("quiet", mode=Qt.TextElideMode.ElideRight)
        self.act, self.other = Button("link"), Button("link")
        self._does: dict[Button, Callable[[], None]] = {}
        for button in (self.act, self.other):
            button.clicked.connect(lambda _=False, button=button: self._does[button]())
        words = row(self.state, self.act, self.other, gap=12)
        words.setStretch(0, 1)
        column(self._bar, words, parent=self)
        queue.counted.connect(self.refresh)
        service.changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        """Show how far the batch is."""
        queue, service = self._queue, self._service
        total, waiting, failed = queue.rowCount(), queue.count(ItemState.WAITING), queue.count(ItemState.FAILED)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(queue.count(ItemState.DONE) + failed)
        self._bar.setVisible(service.busy or waiting > 0)
        pause, cancel = (self.tr("Pause"), service.pause), (self.tr("Cancel"), self.cancel)
        clear = (self.tr("Clear list"), queue.clear)
        if service.stopping:
            self._say(self.tr("Pausing…") if service.paused else self.tr("Stopping…"))
        elif service.busy and service.loading:
            self._say(self.tr("Loading the model…"), pause, cancel)
        elif service.busy and service.measuring:
            done = service.measuring
            share = f" {100 * done.done // done.total} %" if done.total else ""
            self._say(self.tr("Measuring the fit…") + share, (self.tr("Stop"), service.stop))
        elif service.busy:
            left = service.seconds_left()
            progress = self.tr("{time} left").format(time=text.duration(left)) if left else self.tr("Captioning…")
            self._say(progress, pause, cancel)
        elif waiting:
            words = self.tr("Paused · {count} waiting") if service.paused else self.tr("{count} waiting")
            begin = self.tr("Resume") if service.paused else self.tr("Start")
            acts = ((begin, service.start),) if service.choice else ()
            self._say(words.format(count=text.number(waiting)), *acts, cancel)
        elif failed:
            words = self.tr("{count} unreadable").format(count=text.number(failed))
            self._say(words, (self.tr("Try again"), self._try_again), clear, bad=True)
        elif total:
            self._say(self.tr("All captioned"), clear)
        else:
            self._say("")

    def cancel(self) -> None:
        """Have what waits not captioned after all."""
        taken = self._queue.take_back()
        if taken:
            self.cancelled.emit(taken)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.refresh()

    def _try_again(self) -> None:
        self._queue.again_failed()
        self._service.start()

    def _say(self, sentence: str, *acts: _Act, bad: bool = False) -> None:
        self.state.set_whole(sentence)
        self.state.set_role("bad" if bad else "quiet")
        for place, button in enumerate((self.act, self.other)):
            words, self._does[button] = acts[place] if place < len(acts) else ("", lambda: None)
            button.setText(words)
            button.setVisible(bool(words))
