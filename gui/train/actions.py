"""The buttons of the Train tab: one primary button, whose label changes and whose place does not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from engine.events import State
from gui import text
from gui.train.session import Session
from gui.widgets import Button, Panel, row

ACTIVE = frozenset((State.PREPARING, State.RUNNING, State.EVALUATING))


class Actions(Panel):
    """``begin``, ``resume`` and ``fresh`` ask for a run; the rest goes to the session straight."""

    begin = Signal()
    resume = Signal()
    fresh = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._resumable = False
        self._ready = False
        self.primary = Button("primary", "play")
        self.second = Button("secondary", "stop")
        self.third = Button("secondary", "save")
        self.primary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.primary.clicked.connect(self.press_primary)
        self.second.clicked.connect(self.press_second)
        self.third.clicked.connect(self.press_third)
        for button in (self.primary, self.second, self.third):
            button.setProperty("tight", True)
        row(self.primary, self.second, self.third, parent=self).setStretch(0, 1)
        session.changed.connect(self.retranslate)
        self.retranslate()

    def set_ready(self, ready: bool) -> None:
        """Whether there is something to train on."""
        self._ready = ready
        self.retranslate()

    def set_resumable(self, resumable: bool) -> None:
        """Whether the run that is shown can go on."""
        self._resumable = resumable
        self.retranslate()

    def press_primary(self) -> None:
        """Do what the primary button says."""
        if not self.primary.isEnabled():
            return
        if not self._session.busy:
            (self.resume if self._resumable else self.begin).emit()
        elif self._session.state is State.PAUSED:
            self._session.resume()
        else:
            self._session.pause()

    def press_second(self) -> None:
        """Stop; or, where a stopped run is shown, make room for a new one."""
        if self._session.busy:
            self._session.stop()
        elif self._resumable:
            self.fresh.emit()

    def press_third(self) -> None:
        """Save a checkpoint now."""
        if self.third.isEnabled():
            self._session.save()

    def retranslate(self) -> None:
        """See ``Worded``: each state has its words."""
        session, state = self._session, self._session.state
        if not session.busy:
            word, icon = (self.tr("Resume"), "play") if self._resumable else (self.tr("Train"), "play")
            enabled = self._resumable or self._ready
            tip = self.tr("Start (Ctrl+Enter)") if enabled else self.tr("Open data first (Ctrl+O)")
        elif state is State.PAUSED:
            word, icon, enabled, tip = self.tr("Resume"), "play", True, self.tr("Resume (Ctrl+Enter)")
        elif state is State.PAUSING:
            word, icon, enabled, tip = self.tr("Pausing…"), "pause", False, ""
        elif state in ACTIVE:
            word, icon, enabled = self.tr("Pause"), "pause", True
            tip = self.tr("Pause after the current step; nothing is lost (Ctrl+Enter)")
        else:
            word, icon, enabled, tip = self.tr("Stopping…"), "stop", False, ""
        self.primary.setText(word)
        self.primary.set_icon(icon)
        self.primary.setEnabled(enabled)
        self.primary.setToolTip(text.plain(tip))
        fresh = not session.busy and self._resumable
        self.second.setText(self.tr("New run") if fresh else self.tr("Stop"))
        self.second.set_icon("add" if fresh else "stop")
        self.second.setEnabled(fresh or (session.busy and state is not State.STOPPING))
        self.second.setToolTip(
            self.tr("Keep this run as it is and set up a new one")
            if fresh
            else self.tr("Save, free the memory and end the run (Ctrl+.)")
        )
        self.third.setText(self.tr("Save now"))
        self.third.setEnabled(session.busy and state in (State.RUNNING, State.EVALUATING))
        self.third.setToolTip(self.tr("Save a checkpoint at the next step (Ctrl+S)"))
