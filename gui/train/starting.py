"""The weights that the next run starts from, where they are another run's: one line above the tab's buttons."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from engine.events import Commands, Emit, WeightsTaken
from engine.runs.settings_file import WeightsSource
from engine.settings import Settings
from gui import text
from gui.widgets import Banner, Button, Elided, Label, Panel, row
from gui.worker import Job, Work

SHOWN = 3
"""Tensors named one by one; more are counted."""


@dataclass(frozen=True, slots=True)
class ChosenStart:
    """A checkpoint that a run is to start from.

    Attributes:
        name: how a person tells it from others.
        settings: those that it was trained with.
        data: the data folder of its run; None where it stands alone.
    """

    source: WeightsSource
    name: str
    settings: Settings
    data: Path | None


def start_job(checkpoint: Path) -> Job:
    """A job that reads a checkpoint that a run is to start from."""

    def job(commands: Commands, emit: Emit) -> Any:
        from engine.runs.checkpoint import read_info
        from engine.runs.summary import data_of
        from engine.training.transfer import source_of

        info = read_info(checkpoint)
        return ChosenStart(source_of(info), info.name, info.settings, data_of(checkpoint))

    return job


class StartLine(Panel):
    """Hidden while new runs start as their settings say. ``chosen``: a ``ChosenStart`` was read.

    Args:
        banner: where problems are told, and what did not fit.
    """

    chosen = Signal(object)

    def __init__(self, banner: Banner) -> None:
        super().__init__()
        self._banner = banner
        self._work: Work | None = None
        self.start: ChosenStart | None = None
        self._word, self._name = Label("quiet"), Elided()
        self.button = Button("quiet", "close", small=True)
        self.button.clicked.connect(self.clear)
        line = row(self._word, self._name, self.button, parent=self)
        line.setStretch(1, 1)
        self.retranslate()
        self.hide()

    def take(self, checkpoint: Path) -> None:
        """Have the next run start from a checkpoint."""
        if self._work is not None:
            return
        self._work = Work(start_job(checkpoint), "start", self)
        self._work.done.connect(self._read)
        self._work.failed.connect(self._banner.tell_problem)
        self._work.ended.connect(self._end)
        self._work.start()

    def clear(self) -> None:
        """Have the next run start as its settings say."""
        self.start = None
        self.hide()

    def tell_taken(self, event: WeightsTaken) -> None:
        """Tell what of a run's model does not come from the checkpoint that it started from."""
        if event.left or event.words < event.vocabulary:
            self._banner.tell("info", lambda: self._taken_words(event))

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._word.setText(self.tr("Starts from"))
        self.button.setToolTip(self.tr("Start from the weights that the settings name instead"))
        self.button.setAccessibleName(self.button.toolTip())

    def _read(self, start: ChosenStart) -> None:
        self.start = start
        self._name.set_whole(start.name)
        self.show()
        self.chosen.emit(start)

    def _end(self) -> None:
        self._work = None

    def _taken_words(self, event: WeightsTaken) -> str:
        words = self.tr(
            "{taken} of {tensors} tensors and {words} of {vocabulary} words come from the checkpoint that this run "
            "started from."
        ).format(
            taken=text.number(event.taken),
            tensors=text.number(event.tensors),
            words=text.number(event.words),
            vocabulary=text.number(event.vocabulary),
        )
        if not event.left:
            return words
        names = list(event.left)
        told = ", ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")
        rest = self.tr("The others start anew: {names}").format(names=told)
        return f"{words} {rest}"
