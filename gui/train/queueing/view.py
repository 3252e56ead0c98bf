"""The queue's view: adding runs on the left, the runs and their comparison on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from engine.errors import Problem
from engine.events import Evaluated, Event, Failed, QueueTurned
from gui import text, theme
from gui.train.actions import Actions
from gui.train.queueing import jobs
from gui.train.queueing.add_card import AddCard
from gui.train.queueing.plot_card import QueuePlot
from gui.train.queueing.rows import Live
from gui.train.queueing.table_card import QueueTable
from gui.train.session import Session
from gui.widgets import Banner, Button, Elided, Panel, column, row
from gui.worker import Work

if TYPE_CHECKING:
    from engine.queueing.plan import Queue
    from engine.queueing.table import Row

LEFT = frozenset(("waiting", "interrupted"))
"""How runs stand that the queue would take up."""


class QueueActions(Actions):
    """The tab's buttons, at the same place; here the primary one trains the queue."""

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        if not self._session.busy:
            tip = self.tr("Train the waiting runs one after another (Ctrl+Enter)")
            self.primary.setToolTip(text.plain(tip if self._ready else self.tr("No runs are waiting; add one first")))


class QueueView(Panel):
    """``left``: the person goes back to the run. ``counted``: how the queue stands has been read anew.

    Args:
        runs: the folder of all runs; the queue's file lies in it.
        session: the one thread that trains.
        asked: gives the recipe, what is changed of it, and the data, None where none is open.
    """

    left = Signal()
    counted = Signal()

    def __init__(
        self, runs: Path, session: Session, asked: Callable[[], tuple[str, dict[str, Any], Path | None]]
    ) -> None:
        super().__init__()
        self._runs, self._session, self._asked = runs, session, asked
        self._changes: list[Callable[[Queue], None]] = []
        self._rows: tuple[Row, ...] = ()
        self._work: Work | None = None
        self.training = False
        """Whether the session trains the queue, and not a run by itself."""
        self.add, self.table, self.plot = AddCard(), QueueTable(), QueuePlot()
        self.bar = QueueActions(session)
        self.back, self._told = Button("secondary", "back", small=True), Elided("quiet")
        self.banner = Banner()
        self._lay_out()
        self.banner.stand_over(self.plot)
        self.back.clicked.connect(self.left)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        self.add.wanted.connect(self._add)
        self.table.moved.connect(lambda name, by: self.change(lambda queue: queue.move(name, by)))
        self.table.acted.connect(self._act)
        self.plot.score.chosen.connect(lambda _: self._show_rows())
        self.bar.begin.connect(self.train)
        session.events.connect(self._take_events)
        session.changed.connect(self._follow)
        session.failed.connect(self._fail)
        session.ended.connect(self._ended)
        self.retranslate()

    @property
    def words(self) -> str:
        """The state of the queue, in a few words."""
        rows = self.table.rows
        standing = [rows.standing(status) for status in rows.rows]
        waiting, failed = sum(status in LEFT for status in standing), standing.count("failed")
        parts = [self.tr("{count} waiting").format(count=text.number(waiting))] if standing else []
        if failed:
            parts.append(self.tr("{count} failed").format(count=text.number(failed)))
        return " · ".join(parts)

    def look(self) -> None:
        """Reload the state of the queue."""
        self.change(lambda queue: None)

    def change(self, change: Callable[[Queue], None]) -> None:
        """Change the plan on a thread, one change after another, and read how it then stands."""
        self._changes.append(change)
        if self._work is None:
            self._next()

    def train(self) -> None:
        """Train what waits, one after another."""
        if not self._session.busy:
            self.banner.clear()
            self.training = True
            self._session.start(jobs.train_job(self._runs))

    def refresh(self) -> None:
        """Show how far the run under way is; called at a steady pace."""
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Qt override: the form and the data may have changed since it was last in front."""
        super().showEvent(event)
        self._say_what()
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the side column is as wide as on the tab's other view."""
        super().resizeEvent(event)
        self._left.setFixedWidth(min(336, max(296, round(self.width() * 0.235))))

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("Back to the run (Esc)"))
        self._say_what()
        self._say_how()

    def _lay_out(self) -> None:
        self._left = QWidget()
        line = row(self.back, self._told)
        line.setStretch(1, 1)
        column(self.add, line, self.bar, gap=theme.GAP, parent=self._left).setStretch(0, 1)
        right = column(self.table, self.plot, gap=theme.GAP)
        right.setStretch(0, 5)
        right.setStretch(1, 4)
        page = row(self._left, right, gap=theme.PAD, parent=self)
        page.setStretch(1, 1)
        page.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)

    def _add(self, name: str, values: list[Any]) -> None:
        """Plan what the form holds, a run for each value."""
        from engine.recipes import resolve

        recipe, changes, data = self._asked()
        if data is None:
            return
        try:
            for value in values or [None]:
                resolve(recipe, changes if value is None else {**changes, name: value})
        except Problem as problem:
            self.add.tell_wrong(text.problem_text(problem))
            return
        self.add.tell_wrong("")
        self.change(jobs.adding(recipe, changes, data, {name: values} if values else {}))

    def _act(self, name: str, what: str) -> None:
        if what == "remove":
            self.change(lambda queue: queue.remove(name))
        elif what == "again":
            self.change(jobs.trying_again(name))
        elif self.training and self._session.folder == self._runs / name:
            self._session.skip()
        else:
            self.change(lambda queue: queue.skip(name))

    def _next(self) -> None:
        work = self._work = Work(jobs.table_job(self._runs, self._changes[0]), "queue", self)
        work.done.connect(self._take)
        work.failed.connect(self.banner.tell_problem)
        work.ended.connect(self._looked)
        work.start()

    def _looked(self) -> None:
        self._work = None
        self._changes.pop(0)
        if self._changes:
            self._next()

    def _take(self, rows: tuple[Row, ...]) -> None:
        self._rows = rows
        self.plot.take(rows)
        self._show_rows()
        self._say_how()

    def _show_rows(self) -> None:
        """Show of each run the checkpoint that is best by the plot's score."""
        self.table.take([row.by(self.plot.score.value) for row in self._rows])

    def _take_events(self, events: list[Event]) -> None:
        if self.training and any(isinstance(event, QueueTurned | Evaluated | Failed) for event in events):
            self.look()

    def _follow(self) -> None:
        session = self._session
        live = None
        if self.training and session.busy and session.folder is not None and session.state is not None:
            live = Live(session.folder, session.state, session.step, session.steps)
        self.table.rows.set_live(live)
        self._say_how()

    def _fail(self, problem: Problem) -> None:
        """What ends the whole queue is told here too: the page's own banner is hidden while this view is in front."""
        if self.training:
            self.banner.tell_problem(problem)

    def _ended(self) -> None:
        self.training = False
        self._follow()
        self.look()

    def _say_what(self) -> None:
        recipe, changes, data = self._asked()
        self.add.show_settings(recipe, changes)
        if data is None:
            self.add.set_ready(False, self.tr("Open data first; runs use that data and the settings of the recipe."))
            return
        sentence = self.tr("{recipe} on {data}.")
        if len(changes) == 1:
            sentence = self.tr("{recipe} with one setting changed, on {data}.")
        elif changes:
            sentence = self.tr("{recipe} with {count} settings changed, on {data}.")
        self.add.set_ready(
            True, sentence.format(recipe=text.choice_label(recipe), count=text.number(len(changes)), data=data.name)
        )

    def _say_how(self) -> None:
        rows = self.table.rows
        self._told.set_whole(self.words)
        self.bar.set_ready(any(rows.standing(row) in LEFT for row in rows.rows))
        self.counted.emit()
