"""The scores plotted for a run: the monitored one, and those that the person has ticked.

A loss is no score: its values are kept here with the others of an evaluation, and drawn beside the training loss.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from engine.metrics import METRICS, is_loss, preferred
from engine.metrics.bounds import Sides
from gui import text
from gui.train.axes import PlotLine
from gui.train.curves import Floats, Series, finite
from gui.train.plot import PlotPanel
from gui.widgets import Button

if TYPE_CHECKING:
    from engine.events import Evaluated
    from engine.runs.metrics_log import ScoreCurve

COLOURS = 4
"""Colours of the theme's plots; the first is the monitored score's."""


class ScoreLines(Button):
    """The button that opens the menu of scores, and their lines in a panel. ``ticked``: other scores are wanted.

    Args:
        panel: where the lines are drawn.
    """

    ticked = Signal()

    def __init__(self, panel: PlotPanel) -> None:
        super().__init__("quiet", "layers", small=True)
        self._panel = panel
        self.series = Series(len(METRICS))
        self._keys = tuple(METRICS)
        self._plotted = tuple(key for key in METRICS if not is_loss(key))
        self._monitored = ""
        self._wanted: set[str] = set()
        self._bounds = Sides()
        self._earlier: dict[Path, ScoreCurve] = {}
        self.lines: dict[str, PlotLine] = {}
        self._under: list[PlotLine] = []
        self.menu_ = QMenu(self)
        self.setMenu(self.menu_)
        self._actions: dict[str, QAction] = {}
        for key in self._plotted:
            action = QAction(self.menu_)
            action.setCheckable(True)
            action.toggled.connect(lambda on, key=key: self._tick(key, on))
            self.menu_.addAction(action)
            self._actions[key] = action
        self.retranslate()

    @property
    def monitored(self) -> str:
        """The key of the score that plateau and early stopping go by, or of the preferred one where they go by a loss;
        "" before the first evaluation."""
        return self._monitored

    @property
    def wanted(self) -> tuple[str, ...]:
        """Keys of the scores that are ticked, in the order in which they are shown."""
        return tuple(key for key in self._keys if key in self._wanted)

    def want(self, keys: Iterable[str]) -> None:
        """Tick scores, as a session before left them; keys that are not registered are passed over."""
        self._wanted = {key for key in keys if key in self._actions}
        self._arrange()

    def values(self, key: str) -> Floats:
        """The values of a score (n,), not a number where an evaluation did not tell it."""
        return self.series.y(self._keys.index(key))

    def clear(self) -> None:
        """Forget the run; the earlier ones stay."""
        self.series.clear()
        self._bounds, self._monitored = Sides(), ""
        self._arrange()

    def replace(self, scores: ScoreCurve) -> None:
        """Take all evaluations of a run from its file."""
        missing = [math.nan] * len(scores.step)
        self.series.replace(scores.step, *(scores.values.get(key, missing) for key in self._keys))
        self._bounds, self._monitored = scores.sides, self._score(scores.monitored, scores.values)
        self._arrange()

    def append(self, evaluated: Evaluated) -> None:
        """Take an evaluation."""
        self.series.append(evaluated.step, *(evaluated.scores.get(key, math.nan) for key in self._keys))
        self._bounds, self._monitored = (
            Sides(evaluated.floor, evaluated.ceiling, evaluated.ceiling_of),
            self._score(evaluated.monitored, evaluated.scores),
        )
        self._arrange()

    def lay_under(self, folder: Path, scores: ScoreCurve) -> None:
        """Draw an earlier run's scores under the present ones."""
        self._earlier[folder] = scores
        self._arrange()

    def take_away(self, folder: Path) -> None:
        """Take an earlier run away."""
        if self._earlier.pop(folder, None) is not None:
            self._arrange()

    def draw(self) -> None:
        """Give each line its points."""
        for key, line in self.lines.items():
            self._panel.draw(line, *finite(self.series.x, self.values(key)))

    @property
    def last(self) -> float:
        """The last step of any line."""
        lines = [*self.lines.values(), *self._under]
        return max([0.0, *self.series.x[-1:].tolist(), *(float(line.x[-1]) for line in lines if len(line.x))])

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setText(self.tr("Scores"))
        self.setToolTip(self.tr("Plot other scores besides the monitored one"))
        for key, action in self._actions.items():
            action.setText(text.score_name(key))
        for key, line in self.lines.items():
            line.name = line.end = text.score_name(key)

    def _score(self, monitored: str, known: Iterable[str]) -> str:
        """What is monitored, or the preferred score where that is a loss."""
        return preferred([set(known)]) if is_loss(monitored) else monitored

    def _tick(self, key: str, on: bool) -> None:
        if on:
            self._wanted.add(key)
        else:
            self._wanted.discard(key)
        self._arrange()
        self.ticked.emit()

    def _arrange(self) -> None:
        """Bring lines and menu in line with what is monitored, ticked and known."""
        shown = [key for key in self._plotted if key == self._monitored]
        shown += [key for key in self.wanted if key != self._monitored]
        if shown != list(self.lines):
            for line in self.lines.values():
                self._panel.remove(line)
            self.lines = {}
            for number, key in enumerate(shown):
                name = text.score_name(key)
                colour = 0 if key == self._monitored else 1 + (number - bool(self._monitored)) % (COLOURS - 1)
                self.lines[key] = self._panel.add(PlotLine(colour, "dots", name, name))
        for key, line in self.lines.items():
            self._panel.bound(line, self._bounds.span(key))
        self._panel.show_band(self.lines.get(self._monitored))
        self._lay_earlier()
        self._offer()

    def _lay_earlier(self) -> None:
        for line in self._under:
            self._panel.remove(line)
        self._under = []
        for scores in self._earlier.values():
            for key in self.lines or (self._score(scores.monitored, scores.values),):
                if key in scores.values:
                    line = self._panel.add(PlotLine(None, "dashed"))
                    self._panel.draw(line, *finite(scores.step, scores.values[key]))
                    self._under.append(line)

    def _offer(self) -> None:
        """Offer those that the run has; the monitored one is there in any case."""
        for key, action in self._actions.items():
            known = len(self.series) > 0 and bool(np.isfinite(self.values(key)).any())
            known = known or any(key in scores.values for scores in self._earlier.values())
            action.setVisible(known or key in self._wanted)
            action.setEnabled(key != self._monitored)
            with QSignalBlocker(action):
                action.setChecked(key in self._wanted or key == self._monitored)
        self.setEnabled(any(action.isVisible() for action in self._actions.values()))
