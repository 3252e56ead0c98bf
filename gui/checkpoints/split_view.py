"""The frame of a view that replaces the tab while checkpoints are evaluated on a split of a data folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from engine.events import Event, Progress, Task
from gui import theme
from gui.checkpoints import jobs
from gui.checkpoints.inputs_card import InputCard
from gui.widgets import Banner, Button, Card, EmptyPlace, Panel, ProgressLine, column, row
from gui.worker import Job, Work


class SplitView(Panel):
    """Top: the inputs; below: the results; bottom: the buttons and the progress.

    A subclass says what is begun (``job``) and shows what it found (``show_found``). ``left``: the person goes back to
    the table.

    Args:
        name: of the work's thread.
        inputs: the card of what is judged on what.
        found: the widget of what was found.
        symbol: of the place that waits for it.
    """

    left = Signal()

    def __init__(self, name: str, inputs: InputCard, found: QWidget, symbol: str) -> None:
        super().__init__()
        self._work_name = name
        self._work: Work | None = None
        self._asked: Path | None = None
        self._found_on: tuple[object, ...] | None = None
        self.inputs, self.banner = inputs, Banner()
        self.waiting = EmptyPlace(symbol)
        place = Card()
        place.body.addWidget(self.waiting)
        self._stack = QStackedWidget()
        self._stack.addWidget(place)
        self._stack.addWidget(found)
        self.go, self.back = Button("primary", "play"), Button("secondary", "back")
        self.progress = ProgressLine(inline=True)
        self.go.clicked.connect(self.begin)
        self.back.clicked.connect(self.leave)
        self.progress.stopped.connect(self._stop)
        self.inputs.changed.connect(self._refresh)
        line = row(self.go, self.back, theme.STEP, self.progress, None)
        line.setStretch(line.indexOf(self.progress), 1)
        page = column(self.inputs, self._stack, line, gap=theme.GAP, parent=self)
        page.setStretch(1, 1)
        page.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)
        self.banner.stand_over(self._stack)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave)

    def job(self, data: Path) -> Job | None:
        """The job for a data folder; None if there is nothing to evaluate."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what the job returned."""
        raise NotImplementedError

    @property
    def asked(self) -> tuple[object, ...]:
        """The inputs changed; results for other inputs are hidden."""
        return self.inputs.data, self.inputs.split.value

    def steps(self) -> Mapping[Task, Callable[[], str]]:
        """What the parts of the work are called, beside captioning."""
        return {Task.PREPARING: lambda: self.tr("Preparing pictures…")}

    def parts_to_hold(self) -> tuple[QWidget, ...]:
        """What may not be changed while it works."""
        return (self.inputs.change, self.inputs.split)

    def offer_data_of(self, run: Path) -> None:
        """Use the data of a run, if it still exists and no other data has been chosen by then."""
        self._stack.setCurrentIndex(0)
        self._found_on = None
        self.inputs.set_data(None)
        self._asked = run
        work = Work(jobs.data_job(run), "data of a run", self)
        work.done.connect(lambda folder: self._offer(run, folder))
        work.failed.connect(self.banner.tell_problem)
        work.start()

    def begin(self) -> None:
        """Begin."""
        data = self.inputs.data
        job = None if data is None or self._work is not None else self.job(data)
        if job is None:
            return
        self.banner.clear()
        self.progress.begin(lambda: self.tr("Captioning…"))
        work = self._work = Work(job, self._work_name, self)
        work.events.connect(self._take)
        work.done.connect(self._done)
        work.failed.connect(self.banner.tell_problem)
        work.ended.connect(self._end)
        self._refresh()
        work.start()

    def leave(self) -> None:
        """Go back; a running job is stopped."""
        self._stop()
        self.left.emit()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("Back to all checkpoints (Esc)"))

    def present(self, found: Any) -> None:
        """Show the results in place of the empty state."""
        self.show_found(found)
        self._found_on = self.asked
        self._stack.setCurrentIndex(1)

    def _offer(self, run: Path, folder: Path | None) -> None:
        if self.inputs.data is None and self._asked == run:
            self.inputs.set_data(folder)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()

    def _take(self, events: Sequence[Event]) -> None:
        steps = self.steps()
        for event in events:
            if isinstance(event, Progress):
                self.progress.name(steps.get(event.task, lambda: self.tr("Captioning…")))
        self.progress.take(events)

    def _done(self, found: Any) -> None:
        if self._work is not None and not self._work.commands.stopping:
            self.present(found)

    def _end(self) -> None:
        self._work = None
        self.progress.end()
        self._refresh()

    def _refresh(self) -> None:
        idle = self._work is None
        self.go.setEnabled(idle and self.inputs.data is not None)
        if self._found_on is not None:
            self._stack.setCurrentIndex(1 if self.asked == self._found_on else 0)
        for part in self.parts_to_hold():
            part.setEnabled(idle)
