"""Resuming a run after its settings were changed in the form: the changes are confirmed before it starts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.checking import SettingsWrong
from engine.errors import Problem
from engine.events import Commands, Emit
from engine.settings import Settings
from gui import text
from gui.train.recipe_card import RecipeCard
from gui.widgets import Banner
from gui.worker import Job, Work

SHOWN = 3
"""Changes told one by one; more are counted."""


@dataclass(frozen=True, slots=True)
class FoundChanges:
    """The settings that a run has, what the form would change of them, and why that may not be.

    Attributes:
        rates_rise: the run becomes longer, and its learning rates rise at once.
    """

    own: Settings
    changes: tuple[Any, ...]
    problem: Problem | None = None
    rates_rise: bool = False


def changes_job(folder: Path, settings: Settings) -> Job:
    """A job that finds out what settings would change of a run."""

    def job(commands: Commands, emit: Emit) -> FoundChanges:
        from engine.runs.changes import rates_rise
        from engine.runs.run import Run

        run = Run.open(folder)
        try:
            changes = Run(run.folder, settings, run.data).changed()
            return FoundChanges(run.settings, changes, rates_rise=rates_rise(changes, settings))
        except Problem as problem:
            if problem.code != "setting-fixed":
                raise
            return FoundChanges(run.settings, (), problem)

    return job


class Resuming(QObject):
    """Asks before a run goes on otherwise than it began. ``wanted``: its folder, and the values that it is to have."""

    wanted = Signal(object, object)

    def __init__(self, recipe: RecipeCard, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._recipe = recipe
        self._banner = banner
        self._work: Work | None = None

    def ask(self, folder: Path) -> None:
        """Go on at once where the form says what the run has; else tell first what would change."""
        if self._work is not None:
            return
        try:
            settings = self._recipe.settings()
        except SettingsWrong as problem:
            self._banner.tell_problem(problem)
            return
        self._work = Work(changes_job(folder, settings), "changes", self)
        self._work.done.connect(lambda found: self._tell(folder, settings, found))
        self._work.failed.connect(self._banner.tell_problem)
        self._work.ended.connect(self._end)
        self._work.start()

    def _tell(self, folder: Path, settings: Settings, found: FoundChanges) -> None:
        as_it_was = (lambda: self.tr("Resume unchanged"), lambda: self._as_it_was(folder, found.own))
        if found.problem is not None:
            self._banner.tell_problem(found.problem, [as_it_was])
            return
        if not found.changes:
            self.wanted.emit(folder, None)
            return

        def words() -> str:
            lines = [text.change_text(change.name, change.before, change.now) for change in found.changes[:SHOWN]]
            more = len(found.changes) - SHOWN
            if more > 0:
                lines.append(self.tr("and {count} more").format(count=more))
            step = text.number(found.changes[0].step)
            told = self.tr("From step {step} on: {changes}").format(step=step, changes=" · ".join(lines))
            if found.rates_rise:
                told += " " + self.tr("The longer cosine schedule raises the learning rates at once.")
            return told

        values = settings.model_dump()
        go_on = (lambda: self.tr("Resume with changes"), lambda: self.wanted.emit(folder, values))
        self._banner.tell("info", words, [go_on, as_it_was])

    def _as_it_was(self, folder: Path, own: Settings) -> None:
        self._recipe.show_settings(own)
        self.wanted.emit(folder, None)

    def _end(self) -> None:
        self._work = None
