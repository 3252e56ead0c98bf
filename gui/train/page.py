"""The Train tab: lays out its cards and passes events between them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from engine import files
from engine.checking import SettingsWrong
from engine.errors import Problem
from engine.events import (
    CheckpointSaved,
    DataRead,
    Evaluated,
    Event,
    LossLogged,
    Progress,
    QueueTurned,
    SamplesCaptioned,
    WeightsTaken,
)
from engine.settings import renamed
from gui import memory, text, theme
from gui.languages import ContentLanguage
from gui.pages import CaptionWanted, CheckpointOffered, DeviceFound, Message, Page, StartWanted, TrainingWanted
from gui.reading import may_be_data
from gui.train import jobs
from gui.train.actions import Actions
from gui.train.data_card import DataCard
from gui.train.history import RunHistory, show_run, state_of
from gui.train.mending import Mending
from gui.train.notices import ScoreNotices
from gui.train.queueing.jobs import Recalled
from gui.train.queueing.line import QueueLine
from gui.train.queueing.view import QueueView
from gui.train.recipe_card import RecipeCard
from gui.train.resuming import Resuming
from gui.train.samples_card import SamplesCard
from gui.train.session import Session, begin_job, is_run, resume_job
from gui.train.sharing import Sharing
from gui.train.starting import ChosenStart, StartLine
from gui.train.status_card import StatusCard
from gui.welcome import Welcome
from gui.widgets import Banner, Card, column, row
from gui.worker import PERIOD_MS, Work

if TYPE_CHECKING:
    from gui.train.curves_card import CurvesCard


class TrainPage(Page):
    """The first page: what stands in it before ``build`` loads neither torch nor the plots."""

    def __init__(self, runs: Path | None = None) -> None:
        super().__init__()
        self._runs = runs or files.runs_folder()
        self._draw: Work | None = None
        self._offered: Path | None = None
        self.curves: CurvesCard | None = None
        self.session = Session(self)
        self.history = RunHistory(self._runs, self)
        self.recipe = RecipeCard()
        self.data = DataCard(self.recipe.form.sound_settings)
        self.sharing = Sharing(self.data, self.recipe, lambda: self.session.busy, self.told.emit, self)
        self.bar = Actions(self.session)
        self.status, self.samples = StatusCard(self.session), SamplesCard()
        self.banner = Banner()
        self.resuming = Resuming(self.recipe, self.banner, self)
        self.starting = StartLine(self.banner)
        self.welcome = Welcome()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._notices = ScoreNotices(self.banner, self)
        self._mending = Mending(self.banner, self.recipe, self.resume, self)
        self.queue = QueueView(self._runs, self.session, self._asked)
        self.queue_line = QueueLine(self.queue)
        self._stack.addWidget(self._lay_out())
        self._stack.addWidget(self.queue)
        column(self._stack, parent=self)
        self._connect()
        # Drawn at a steady pace however fast the run tells; a hidden tab draws nothing.
        self._pace = QTimer(self)
        self._pace.setInterval(PERIOD_MS)
        self._pace.timeout.connect(self._refresh)

    def build(self) -> None:
        """Bring the curves."""
        from gui.train.curves_card import CurvesCard

        self.curves = CurvesCard()
        self._middle.replaceWidget(self._place, self.curves)
        self._place.hide()
        self._place.deleteLater()
        self._middle.setStretch(0, 1)
        self.curves.saving.attach(lambda: self.session.folder, self.banner)
        self.history.attach(self.curves)

    def restore(self, settings: QSettings, clean: bool) -> None:
        """See ``Page``: the data and the recipe."""
        if self.curves is not None:
            self.curves.scores.want(memory.text(settings, "train/scores").split(","))
        # Noted at once: a session that is cut off must not forget it.
        self.data.opened.connect(lambda opened: settings.setValue("train/data", str(opened.path)))
        try:
            changes = files.parse_json(memory.text(settings, "train/changes", "{}"))
        except ValueError:
            changes = {}
        # An older version may have noted them, under the settings' former names.
        changes = renamed(changes) if isinstance(changes, dict) else {}
        self.recipe.set_recipe(memory.text(settings, "train/recipe"), changes)
        folder = memory.text(settings, "train/data")
        if not folder:
            return
        self._stack.setCurrentIndex(1)
        if clean:
            # With the answers that were given about it, which the recipe's changes hold.
            self.data.open(Path(folder))
            return
        # What ended that session may be waiting in this very folder.
        self.data.banner.tell(
            "warn",
            lambda: self.tr("Atelier did not close properly last time, so {name} was not opened.").format(
                name=Path(folder).name
            ),
            [(lambda: self.tr("Open"), lambda: self.data.open(Path(folder)))],
        )

    def start(self) -> None:
        """Restore the run that was trained last, and the queue."""
        self.sharing.tell_splitting()
        self.history.look(load_latest=True)
        self.queue.look()

    def remember(self, settings: QSettings) -> None:
        """Save what the next session starts with."""
        settings.setValue("train/data", str(self.data.folder or ""))
        settings.setValue("train/recipe", self.recipe.form.recipe)
        settings.setValue("train/changes", json.dumps(self.recipe.form.changes))
        if self.curves is not None:
            settings.setValue("train/scores", ",".join(self.curves.scores.wanted))

    def receive(self, message: Message) -> None:
        """See ``Page``: the device, and what the Data page does."""
        if isinstance(message, DeviceFound):
            self.status.set_device(message.device.memory > 0)
        elif isinstance(message, StartWanted):
            self.starting.take(message.folder)
        elif isinstance(message, TrainingWanted):
            if message.path is not None:
                self.accept_paths([message.path])
            self._stack.setCurrentIndex(1)
            self.front_wanted.emit()
        elif self.sharing.receive(message):
            self._stack.setCurrentIndex(1)

    def accept_paths(self, paths: Sequence[Path]) -> bool:
        """Take one folder or caption file; what it holds is told once it is read."""
        if self.session.busy or len(paths) != 1 or not may_be_data(paths[0]):
            return False
        self.open_data(paths[0])
        return True

    def open(self) -> None:
        """Ask for a folder to train on."""
        self.choose_data()

    def press(self, place: int) -> bool:
        """See ``Page``: the run's buttons, or the queue's."""
        bar = self.front_bar
        (bar.press_primary, bar.press_second, bar.press_third)[place]()
        return True

    def stop(self) -> None:
        """See ``Page``."""
        self.session.stop()

    def choose_data(self) -> None:
        """Ask for a folder to train on."""
        if not self.session.busy:
            self.data.choose()

    def open_data(self, folder: Path) -> None:
        """Read a folder to train on."""
        self.sharing.prepare(folder)
        self._stack.setCurrentIndex(1)
        self.data.open(folder)

    def ask_for_demo(self) -> None:
        """Create the demo data; whoever reads Chinese chooses the language of its captions."""
        languages = list(dict.fromkeys((text.language().content, "en")))
        if len(languages) == 1:
            self.draw_demo()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = {"en": self.tr("English captions"), "zh": self.tr("Chinese captions")}
        for language in languages:
            menu.addAction(names[language]).triggered.connect(partial(self._draw_in, language))
        button = self.welcome.draw if self._stack.currentIndex() == 0 else self.data.demo
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _draw_in(self, language: ContentLanguage, _: bool = False) -> None:
        self.draw_demo(language)

    def draw_demo(self, language: ContentLanguage = "en") -> None:
        """Create the demo data, then open it; the progress shows on the page in front."""
        if self._draw is not None:
            return
        asked_in = self.welcome if self._stack.currentIndex() == 0 else self.data
        self.welcome.set_busy(True)
        self.data.set_editable(False)
        asked_in.banner.clear()
        asked_in.progress.begin(lambda: self.tr("Creating demo data…"))
        work = self._draw = Work(jobs.draw_job(jobs.demo_folder(language), language=language), "drawing", self)
        work.events.connect(asked_in.progress.take)
        work.done.connect(self._demo_drawn)
        work.failed.connect(asked_in.banner.tell_problem)
        work.ended.connect(self._end_drawing)
        asked_in.progress.stopped.connect(work.stop)
        work.start()

    def begin(self) -> None:
        """Start a new run with the settings in the form."""
        folder = self.data.folder
        if folder is None or self.session.busy:
            return
        try:
            settings = self.recipe.settings()
        except SettingsWrong as problem:
            self.banner.tell_problem(problem)
            return
        before = self.session.folder
        self.clear()
        if before is not None and self.history.summary(before) is not None:
            self.history.lay_under(before)
        start = self.starting.start
        self.starting.clear()
        self.session.start(begin_job(settings, folder, self._runs, start.source if start else None))

    def resume(self, folder: Path, changes: dict[str, Any] | None = None) -> None:
        """Resume a run from its last checkpoint, or start it again if it was refused and left nothing."""
        if not is_run(folder):
            self.begin()
        elif not self.session.busy:
            self._stack.setCurrentIndex(1)
            self.banner.clear()
            self.session.start(resume_job(folder, changes, self.data.folder))

    def _start_from(self, start: ChosenStart) -> None:
        """Show the settings of the checkpoint that the next run starts from, and its data where none are open."""
        self._stack.setCurrentIndex(1)
        self.front_wanted.emit()
        if self.session.busy:
            return
        self.clear()
        self.recipe.show_settings(start.settings)
        if self.data.folder is None and start.data is not None:
            self.open_data(start.data)

    @property
    def front_bar(self) -> Actions:
        """The buttons that are in front: the run's, or the queue's."""
        return self.queue.bar if self._stack.currentWidget() is self.queue else self.bar

    def _asked(self) -> tuple[str, dict[str, Any], Path | None]:
        """The data and settings of a run that is added to the queue."""
        return self.recipe.form.recipe, self.recipe.form.changes, self.data.folder

    def _resume_shown(self) -> None:
        if self.session.folder is not None:
            self.resuming.ask(self.session.folder)

    def clear(self) -> None:
        """Clear the run that is shown; its files stay."""
        self.banner.clear()
        self._notices.forget()
        self.session.clear()
        self.status.forget()
        self.samples.clear()
        if self.curves is not None:
            self.curves.clear()
        self.bar.set_resumable(False)
        self.history.offer(None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the side columns keep a share of the width within bounds."""
        super().resizeEvent(event)
        width = self.width()
        self.data.set_room(self.height())
        self._left.setFixedWidth(min(336, max(300, round(width * 0.235))))
        self.samples.setFixedWidth(min(460, max(264, round(width * 0.265))))

    def _lay_out(self) -> QWidget:
        self._left = QWidget()
        inside = column(
            self.data, self.recipe, self.starting, self.queue_line, self.bar, gap=theme.GAP, parent=self._left
        )
        inside.setStretch(1, 1)
        # Holds the room of the curves until they are loaded.
        self._place = Card()
        self._middle: QHBoxLayout = row(self._place, self.samples, gap=theme.GAP)
        self._middle.setStretch(0, 1)
        self.banner.stand_over(self.status, covers=True)
        right = column(self.status, self._middle, gap=theme.GAP)
        right.setStretch(1, 1)
        page = QWidget()
        line = row(self._left, right, gap=theme.PAD, parent=page)
        line.setStretch(1, 1)
        line.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)
        return page

    def _connect(self) -> None:
        self.welcome.draw_wanted.connect(self.ask_for_demo)
        self.welcome.open_wanted.connect(self.choose_data)
        self.welcome.caption_wanted.connect(lambda: self.told.emit(CaptionWanted()))
        self.data.chosen.connect(self.open_data)
        self.data.opened.connect(lambda _: self._stack.setCurrentIndex(1))
        self.data.changed.connect(lambda: self.bar.set_ready(self.data.folder is not None))
        self.data.draw_wanted.connect(self.ask_for_demo)
        self.recipe.changed.connect(self._recipe_changed)
        self.bar.begin.connect(self.begin)
        self.bar.resume.connect(self._resume_shown)
        self.resuming.wanted.connect(self.resume)
        self.starting.chosen.connect(self._start_from)
        self.bar.fresh.connect(self.clear)
        self.queue_line.opened.connect(lambda: self._stack.setCurrentWidget(self.queue))
        self.queue.left.connect(lambda: self._stack.setCurrentIndex(1))
        self.history.loaded.connect(self._show_run)
        self.history.listed.connect(self._runs_listed)
        self.history.failed.connect(self.banner.tell_problem)
        self.session.events.connect(self._take)
        self.session.failed.connect(self._fail)
        self.session.changed.connect(self._session_changed)
        self.session.ended.connect(self.history.look)

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, LossLogged):
                self.status.take_log(event)
                if self.curves is not None:
                    self.curves.take_loss(event)
            elif isinstance(event, Evaluated):
                self._notices.take(event)
                if self.curves is not None:
                    self.curves.take_scores(event)
            elif isinstance(event, SamplesCaptioned):
                self.samples.take(event.step, event.samples)
            elif isinstance(event, Progress):
                self.status.take_progress(event)
            elif isinstance(event, QueueTurned):
                self.clear()
            elif isinstance(event, Recalled) and self.curves is not None:
                show_run(event.run, self.curves, self.samples)
            elif isinstance(event, WeightsTaken):
                self.starting.tell_taken(event)
            elif isinstance(event, DataRead):
                self.data.show_counts(event)
            elif isinstance(event, CheckpointSaved):
                self.status.take_saved(event.step)
                self.told.emit(CheckpointOffered(event.folder))

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self.status.refresh()
        self.queue.refresh()
        if self.curves is not None:
            self.curves.set_steps(self.session.steps)
            self.curves.refresh()

    def _session_changed(self) -> None:
        busy = self.session.busy
        self.data.set_editable(not busy)
        # While a queue trains, the form is that of the next run to be added.
        self.recipe.set_editable(not busy or self.queue.training)
        if busy:
            if self._stack.currentWidget() is not self.queue:
                self._stack.setCurrentIndex(1)
            self.bar.set_resumable(False)
            self._pace.start()
        else:
            self._pace.stop()
            self._refresh()
            self.sharing.catch_up()

    def _show_run(self, run: jobs.LoadedRun) -> None:
        """Restore the run that was trained last."""
        if self.session.busy or self.curves is None:
            return
        summary = run.summary
        self._stack.setCurrentIndex(1)
        self.session.show(summary.folder, state_of(summary), summary.step, summary.steps)
        show_run(run, self.curves, self.samples)
        self.recipe.show_settings(run.settings)
        self._runs_listed()
        if summary.resumable:
            self._offer(summary.folder, summary.step, summary.steps)

    def _offer(self, folder: Path, step: int, steps: int) -> None:
        def words() -> str:
            if not steps:
                return self.tr("{run} stopped before its first checkpoint.").format(run=folder.name)
            return self.tr("{run} stopped at step {step} of {steps}.").format(
                run=folder.name, step=text.number(step), steps=text.number(steps)
            )

        self.banner.tell("info", words, [(lambda: self.tr("Resume"), lambda: self.resuming.ask(folder))])

    def _runs_listed(self) -> None:
        shown = self.session.folder
        summary = self.history.summary(shown)
        if not self.session.busy:
            self.bar.set_resumable(summary is not None and summary.resumable)
        self.history.offer(shown)

    def _fail(self, problem: Problem) -> None:
        self._mending.tell(problem, None if problem.code.startswith("queue-") else self.session.folder)

    def _recipe_changed(self) -> None:
        if not self.session.busy:
            self.data.split_again()
        if self.banner.problem is not None and self.banner.problem.code == "settings-wrong":
            self.banner.clear()

    def _demo_drawn(self, folder: Path) -> None:
        # First the drawing's progress goes, then the reading's comes into the same line.
        self._end_drawing()
        self.open_data(folder)

    def _end_drawing(self) -> None:
        if self._draw is None:
            return
        self._draw = None
        self.welcome.set_busy(False)
        self.data.set_editable(not self.session.busy)
        for line in (self.welcome.progress, self.data.progress):
            line.end()
