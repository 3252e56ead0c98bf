"""Loss, reward, scores and learning rates over one axis of steps.

Imports pyqtgraph, so it is made after the window shows.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from engine.events import Evaluated, LossLogged
from engine.metrics import VALIDATION_LOSS
from engine.metrics.verdict import Verdict
from engine.runs.metrics_log import ScoreCurve
from gui import theme
from gui.train.attribute_bars import AttributeBars
from gui.train.axes import LEFT, PlotLine
from gui.train.curves import Floats, Series, finite, smoothed, span, thinned
from gui.train.curves_saving import CurvesSaving
from gui.train.grounding_chip import GroundingChip
from gui.train.plot import PlotPanel
from gui.train.score_lines import ScoreLines
from gui.widgets import Button, Card, EmptyPlace, Hairline, Heading, Label, column, row

pg.setConfigOptions(antialias=False, useOpenGL=False, useNumba=False)

MENU = 12
"""Earlier runs offered for comparison."""
ROOM = 440
"""Height that must be left to the plots for the attributes to be drawn, too."""


@dataclass(frozen=True, slots=True)
class EarlierLosses:
    """The loss and the reward of an earlier run: their lines, and the smoothed points of each.

    Attributes:
        rewarded: it is a self-critical training.
    """

    lines: tuple[PlotLine, ...]
    points: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
    rewarded: bool


class CurvesCard(Card):
    """The panels; that of the reward shows in self-critical training alone.

    ``take`` and ``set_run`` fill buffers; ``refresh`` draws, and only while it can be seen.
    """

    comparison_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.losses = Series(4)
        self._steps = 0
        self._earlier: dict[Path, EarlierLosses] = {}
        self._dirty = False
        self._headings = (Heading(), Heading(), Heading(), Heading())
        self.grounding = GroundingChip()
        self._log = Button("quiet", small=True)
        self._log.setCheckable(True)
        self._log.toggled.connect(self._set_log)
        self._compare = Button("quiet", "layers", small=True)
        self._menu = QMenu(self._compare)
        self._compare.setMenu(self._menu)
        self.saving = CurvesSaving()
        self.loss = PlotPanel("{:g}".format, "{:.4f}".format, readout="top", steps_shown=False, least=1e-3)
        self.score = PlotPanel("{:.2g}".format, "{:.3f}".format, readout="bottom", steps_shown=False, least=0.2)
        self.rate = PlotPanel(_rate, _rate, readout="outside", steps_shown=True, least=1e-9)
        self.reward = PlotPanel("{:.2g}".format, "{:.3f}".format, readout="bottom", steps_shown=False, least=0.2)
        self.panels = (self.loss, self.reward, self.score, self.rate)
        self._raw = self.loss.add(PlotLine(0, "faded"))
        self._smooth = self.loss.add(PlotLine(0))
        self._validation = self.loss.add(PlotLine(1, "dots"))
        self._raw_reward = self.reward.add(PlotLine(1, "faded"))
        self._smooth_reward = self.reward.add(PlotLine(1))
        self.scores = ScoreLines(self.score)
        self.scores.ticked.connect(self._redraw)
        self._encoder = self.rate.add(PlotLine(2))
        self._decoder = self.rate.add(PlotLine(3))
        for panel in self.panels:
            panel.pointed.connect(self._point)
            panel.released.connect(self._release)
            if panel is not self.rate:
                panel.setXLink(self.rate)
        self.rate.setFixedHeight(96)
        self.bars = AttributeBars()
        self._empty = EmptyPlace("curve")
        rates = Label("small")
        rates.setTextFormat(Qt.TextFormat.RichText)
        self.rate.told.connect(rates.setText)
        self._reward_part = QWidget()
        head = row(self._headings[1], None)
        column(4, Hairline(), 4, head, self.reward, gap=4, parent=self._reward_part).setStretch(4, 1)
        self._reward_part.hide()
        plots = QWidget()
        layout = column(
            row(self._headings[0], None, self._log, self._compare, self.saving, gap=4),
            self.loss,
            self._reward_part,
            *(4, Hairline(), 4),
            row(self._headings[2], None, self.scores, self.grounding, theme.STEP),
            self.score,
            # In line with the plots: from the axis to the names.
            row(LEFT, self.bars, theme.STEP, gap=0),
            *(4, Hairline(), 4),
            row(self._headings[3], None, rates),
            self.rate,
            gap=4,
            parent=plots,
        )
        for part, share in ((self.loss, 6), (self._reward_part, 6), (self.score, 5)):
            layout.setStretchFactor(part, share)
        self.body.setContentsMargins(theme.PAD, theme.STEP, theme.STEP, theme.STEP)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(plots)
        self.body.addLayout(self._stack)
        self.retranslate()
        self.recolour()

    def clear(self) -> None:
        """Forget the run shown; the earlier ones under it stay."""
        self.losses.clear()
        self.scores.clear()
        self.show_attributes({}, {})
        self.grounding.show_verdict(None, None)
        self._steps = 0
        self._dirty = True
        self.refresh()

    def set_run(self, losses: Sequence[Floats], scores: ScoreCurve, steps: int, reward: Floats | None = None) -> None:
        """Take the curves of a run from its files: step, loss and rates, its reward where it has one; and what its
        evaluations told."""
        self.losses.replace(*losses, np.full(len(losses[0]), np.nan) if reward is None else reward)
        self.scores.replace(scores)
        self.show_attributes(scores.attributes, scores.majority)
        self.grounding.show_verdict(scores.verdict, scores.grounding)
        self._steps, self._dirty = steps, True
        self.refresh()

    def show_attributes(self, accuracy: Mapping[str, float], majority: Mapping[str, float]) -> None:
        """Take what the last evaluation scored by attribute, and the share of each one's commonest value."""
        self.bars.show_values(accuracy, majority)
        self._fit_bars()

    def set_steps(self, steps: int) -> None:
        """The run's whole length."""
        if steps != self._steps:
            self._steps, self._dirty = steps, True

    def take_loss(self, log: LossLogged) -> None:
        """Take a line of metrics."""
        reward = math.nan if log.reward is None else log.reward
        self.losses.append(log.step, log.loss, log.lr_encoder, log.lr_decoder, reward)
        self._dirty = True

    def take_scores(self, scores: Evaluated) -> None:
        """Take an evaluation."""
        self.scores.append(scores)
        self.show_attributes(scores.attributes, scores.majority)
        self.grounding.show_verdict(Verdict(scores.verdict) if scores.verdict else None, scores.grounding)
        self._dirty = True

    def offer(self, runs: Sequence[tuple[Path, str]]) -> None:
        """Take the earlier runs that can be laid under the present one."""
        self._menu.clear()
        for folder, name in runs[:MENU]:
            action = QAction(name, self._menu)
            action.setCheckable(True)
            action.setChecked(folder in self._earlier)
            action.toggled.connect(lambda on, folder=folder: self._compare_with(folder, on))
            self._menu.addAction(action)
        self._compare.setEnabled(bool(runs))

    @property
    def rewarded(self) -> bool:
        """Whether the run that is shown is a self-critical training, whose loss is another one."""
        return len(self.losses) > 0 and bool(np.isfinite(self.losses.y(3)[-1]))

    def lay_under(
        self, folder: Path, losses: tuple[Floats, Floats], scores: ScoreCurve, reward: Floats | None = None
    ) -> None:
        """Draw an earlier run under the present one: its smoothed loss and reward, and its scores."""
        self.take_away(folder)
        step, _ = losses
        lines = tuple(panel.add(PlotLine(None, "dashed", end=folder.name)) for panel in (self.loss, self.reward))
        has_reward = reward is not None and bool(np.isfinite(reward).any())
        gained = smoothed(step, reward) if reward is not None and has_reward else (step[:0], step[:0])
        self._earlier[folder] = EarlierLosses(lines, (smoothed(*losses), gained), has_reward)
        self.scores.lay_under(folder, scores)
        self._redraw()

    def take_away(self, folder: Path) -> None:
        """Take an earlier run away."""
        earlier = self._earlier.pop(folder, None)
        if earlier is not None:
            for panel, line in zip((self.loss, self.reward), earlier.lines, strict=True):
                panel.remove(line)
            self.scores.take_away(folder)
            self._dirty = True

    def refresh(self) -> None:
        """Draw what has come since the last time."""
        if not self._dirty or not self.isVisible():
            return
        self._dirty = False
        own = len(self.losses) > 0 or len(self.scores.series) > 0
        self._stack.setCurrentIndex(1 if own or self._earlier else 0)
        self.saving.setEnabled(own)
        x = self.losses.x
        self.loss.draw(self._raw, x, self.losses.y(0))
        self.loss.draw(self._smooth, *smoothed(x, self.losses.y(0)))
        shown = self.scores.series.x[:0] if self.rewarded else self.scores.series.x
        self.loss.draw(self._validation, *finite(shown, self.scores.values(VALIDATION_LOSS)[: len(shown)]))
        self.loss.ring_lowest(self._validation)
        self._draw_rewards(x)
        self.scores.draw()
        self.rate.draw(self._encoder, *thinned(x, self.losses.y(1)))
        self.rate.draw(self._decoder, *thinned(x, self.losses.y(2)))
        ends = [float(steps[-1]) for earlier in self._earlier.values() if len(steps := earlier.points[0][0])]
        last = max([self.scores.last, *x[-1:].tolist(), *ends])
        for panel in self.panels:
            panel.fit()
        whole = span(last, self._steps)
        # Where no curve has come yet.
        self.score.lean_band(right=last < whole / 2)
        if not any(panel.held for panel in self.panels):
            self.rate.reach(whole)

    def _draw_rewards(self, x: Floats) -> None:
        """The reward and the earlier runs. A cross-entropy and a policy loss do not belong on one axis: only earlier
        runs of the same kind show their losses."""
        rewarded = self.rewarded
        if self._reward_part.isHidden() == rewarded:
            self._reward_part.setVisible(rewarded)
            self._log.setVisible(not rewarded)
            self._log.setChecked(self._log.isChecked() and not rewarded)
            self._name_loss()
        self.reward.draw(self._raw_reward, *finite(x, self.losses.y(3)))
        self.reward.draw(self._smooth_reward, *smoothed(x, self.losses.y(3)))
        for earlier in self._earlier.values():
            shown = earlier.rewarded == rewarded or not len(x)
            for panel, line, (steps, values) in zip(
                (self.loss, self.reward), earlier.lines, earlier.points, strict=True
            ):
                panel.draw(line, *((steps, values) if shown else (steps[:0], values[:0])))

    def _name_loss(self) -> None:
        self._headings[0].setText(self.tr("Policy loss") if self.rewarded else self.tr("Loss"))
        self._headings[0].setToolTip(
            self.tr("What self-critical training lowers. Its sign and size tell little; watch the reward.")
            if self.rewarded
            else self.tr(
                "Cross-entropy in nats per word. Validation: all captions of the validation pictures that are "
                "evaluated, without dropout. The ring marks its lowest value."
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: where the plots would become too low, the bars give way; their figures stay in the tooltip."""
        super().resizeEvent(event)
        self._fit_bars()
        self._fit_looks()

    def _fit_bars(self) -> None:
        """Show the bars where captions tell attributes, and where the plots are still high enough beside them."""
        self.bars.fit(self.width() - LEFT - theme.PAD - 2 * theme.STEP)
        shown = self.bars.told
        self.bars.setVisible(shown and self.height() - self.bars.height() >= ROOM)
        self._headings[2].setToolTip(self.bars.table() if shown else "")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Qt override: what came while hidden is drawn now."""
        super().showEvent(event)
        self.refresh()

    def retranslate(self) -> None:
        """See ``Worded``."""
        words = (self.tr("Reward of the samples"), self.tr("Scores on validation"), self.tr("Learning rate"))
        for heading, word in zip(self._headings[1:], words, strict=True):
            heading.setText(word)
        self._name_loss()
        self._log.setText(self.tr("Log scale"))
        self._log.setToolTip(self.tr("Loss on a logarithmic axis"))
        self._compare.setText(self.tr("Compare"))
        self._compare.setToolTip(self.tr("Overlay earlier runs"))
        self._raw.name, self._smooth.name, self._smooth.end = self.tr("loss"), self.tr("smoothed"), self.tr("training")
        self._validation.name = self._validation.end = self.tr("validation")
        self._raw_reward.name, self._smooth_reward.name = self.tr("reward"), self.tr("smoothed")
        self._smooth_reward.end = self.tr("training")
        self._encoder.name = self._encoder.end = self.tr("encoder")
        self._decoder.name = self._decoder.end = self.tr("decoder")
        self._fit_bars()
        self._fit_looks()
        self.scores.retranslate()
        self.score.show_band(self.scores.lines.get(self.scores.monitored))
        self._empty.sentence.setText(self.tr("Loss and scores appear here during training."))
        for panel in self.panels:
            panel.recolour()

    def recolour(self) -> None:
        """See ``Worded``."""
        for panel in self.panels:
            panel.recolour()

    def _fit_looks(self) -> None:
        taken = self._headings[2].sizeHint().width() + self.scores.sizeHint().width()
        self.grounding.fit(self.width() - taken - theme.PAD - 5 * theme.STEP)

    def _redraw(self) -> None:
        self._dirty = True
        self.refresh()

    def _set_log(self, log: bool) -> None:
        self.loss.set_log(log)
        self._redraw()

    def _compare_with(self, folder: Path, wanted: bool) -> None:
        if wanted:
            self.comparison_wanted.emit(folder)
        else:
            self.take_away(folder)
            self.refresh()

    def _release(self) -> None:
        for panel in self.panels:
            panel.held = False
        self._redraw()

    def _point(self, step: float | None) -> None:
        for panel in self.panels:
            panel.point(step)


def _rate(value: float) -> str:
    """5e-4, not 0.0005 nor 5e-04."""
    if value == 0:
        return "0"
    figures, power = f"{value:.1e}".split("e")
    return f"{figures.removesuffix('.0')}e{int(power)}"
