"""The status of the run: state, progress, speed, time left, memory."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from engine.events import LossLogged, Progress, State, Task
from gui import text
from gui.train.session import BUSY, Session
from gui.widgets import Card, Chip, Elided, Label, column, row

_KINDS = {
    State.PAUSED: "mark",
    State.PAUSING: "mark",
    State.STOPPING: "mark",
    State.STOPPED: "plain",
    State.FINISHED: "good",
    State.FAILED: "bad",
}
_NONE = "–"


class StatusFigure(QWidget):
    """A big figure over the small words that say what it is."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.value = Label("big", _NONE)
        self.name = Label("small")
        self.setMinimumWidth(width)
        column(self.value, self.name, gap=0, parent=self)


class StatusCard(Card):
    """One line over the curves; its places never move."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._log: LossLogged | None = None
        self._progress: Progress | None = None
        self._saved: int | None = None
        self._has_gpu = True
        self._chip = Chip("plain")
        self._where = Elided("", mode=Qt.TextElideMode.ElideRight)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1)
        self._speed, self._left, self._memory = StatusFigure(72), StatusFigure(72), StatusFigure(84)
        words = row(self._chip, self._where, gap=10)
        words.setStretch(1, 1)
        place = column(words, self._bar, gap=11)
        line = row(place, 16, self._speed, self._left, self._memory, gap=12)
        line.setStretch(0, 1)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.addLayout(line)
        self.setFixedHeight(74)
        session.changed.connect(self.refresh)
        self.retranslate()

    def take_log(self, log: LossLogged) -> None:
        """A line of metrics; the figures follow at the next ``refresh``."""
        self._log = log

    def take_progress(self, progress: Progress | None) -> None:
        """Progress of what is not a step: preparing, fetching, evaluating."""
        self._progress = progress

    def take_saved(self, step: int) -> None:
        """A checkpoint stands."""
        self._saved = step

    def set_device(self, has_gpu: bool) -> None:
        """Whether this machine has a GPU; else there is no memory of one to tell, not even while nothing runs."""
        self._has_gpu = has_gpu
        self.refresh()

    def forget(self) -> None:
        """Take the figures of the run before away."""
        self._log = self._progress = self._saved = None
        self.refresh()

    def refresh(self) -> None:
        """Show what was taken."""
        session, state = self._session, self._session.state
        self._chip.setText(self._state_words(state))
        self._chip.set_kind("plain" if state is None else _KINDS.get(state, "accent"))
        self._where.set_whole(self._where_words(state))
        progress = self._progress if self._shows_progress(state) else None
        if progress is not None and progress.total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * min(1.0, progress.done / progress.total)))
        elif state is State.PREPARING and session.step == 0:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * session.step / session.steps) if session.steps else 0)
        log = self._log if state in BUSY else None
        fast = log is not None and log.images_per_second >= 100
        self._speed.value.setText(_NONE if log is None else f"{log.images_per_second:.{0 if fast else 1}f}")
        left = log.seconds_left if log is not None else None
        self._left.value.setText(_NONE if left is None else text.duration(left))
        used = log.gpu_bytes if log is not None else None
        on_cpu = not self._has_gpu or (log is not None and used is None)
        self._memory.value.setText("CPU" if on_cpu else _NONE if used is None else text.size(used))
        self._memory.name.setText(self.tr("device") if on_cpu else self.tr("GPU memory"))

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._speed.name.setText(self.tr("images/s"))
        self._left.name.setText(self.tr("time left"))
        self.refresh()

    def _shows_progress(self, state: State | None) -> bool:
        progress = self._progress
        if progress is None:
            return False
        return state is State.PREPARING or (state is State.EVALUATING and progress.task is Task.EVALUATING)

    def _state_words(self, state: State | None) -> str:
        words = {
            None: self.tr("Ready"),
            State.PREPARING: self.tr("Preparing"),
            State.RUNNING: self.tr("Training"),
            State.EVALUATING: self.tr("Evaluating"),
            State.PAUSING: self.tr("Pausing…"),
            State.PAUSED: self.tr("Paused"),
            State.STOPPING: self.tr("Stopping…"),
            State.STOPPED: self.tr("Stopped"),
            State.FINISHED: self.tr("Finished"),
            State.FAILED: self.tr("Failed"),
        }
        return words[state]

    def _where_words(self, state: State | None) -> str:
        session = self._session
        if state is None:
            return self.tr("No run yet.")
        if self._shows_progress(state):
            assert self._progress is not None
            return self._progress_words(self._progress)
        if not session.steps:
            return session.folder.name if session.folder else ""
        parts = []
        if session.epoch_steps:
            epochs = -(-session.steps // session.epoch_steps)
            epoch = min(epochs, session.step // session.epoch_steps + 1)
            parts.append(
                self.tr("epoch {epoch} of {epochs}").format(epoch=text.number(epoch), epochs=text.number(epochs))
            )
        parts.append(
            self.tr("step {step} of {steps}").format(step=text.number(session.step), steps=text.number(session.steps))
        )
        if self._saved is not None:
            parts.append(self.tr("saved at {step}").format(step=text.number(self._saved)))
        elif session.folder:
            parts.append(session.folder.name)
        return " · ".join(parts)

    def _progress_words(self, progress: Progress) -> str:
        names = {
            Task.DRAWING: self.tr("drawing pictures"),
            Task.READING: self.tr("reading the data"),
            Task.PREPARING: self.tr("preparing pictures"),
            Task.FETCHING: self.tr("downloading ImageNet weights"),
            Task.ENCODING: self.tr("computing image features"),
            Task.EVALUATING: self.tr("captioning the validation pictures"),
            Task.CAPTIONING: self.tr("captioning"),
        }
        words = names[progress.task]
        if progress.total > 0:
            if progress.task is Task.FETCHING:
                amount = f"{text.size(progress.done)} / {text.size(progress.total)}"
            else:
                amount = f"{text.number(progress.done)} / {text.number(progress.total)}"
            words = f"{words} · {amount}"
        if progress.seconds_left is not None:
            words += " · " + self.tr("{time} left").format(time=text.duration(progress.seconds_left))
        return words
