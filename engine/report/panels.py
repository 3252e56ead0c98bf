"""The charts of a run's curves: what each is called, what it shows, and the band behind it."""

import math
from dataclasses import dataclass

from engine.charts.band import Band
from engine.charts.lines import Curve
from engine.metrics import METRICS, is_loss, rank
from engine.metrics.bounds import Sides
from engine.report.wording import Words
from engine.runs.metrics_log import Metrics


@dataclass(frozen=True, slots=True)
class CurvePanel:
    """One chart: its name, its curves over steps, and what its score lies between."""

    name: str
    curves: tuple[Curve, ...]
    band: Band | None = None


def curve_panels(metrics: Metrics, sides: Sides, say: Words) -> list[CurvePanel]:
    """The charts of the loss, of the reward in self-critical training, and of each score that an evaluation told."""
    losses, scores = metrics.losses, metrics.scores
    panels = []
    if len(losses.step):
        trained = Curve(say("training"), losses.step.tolist(), losses.loss.tolist(), smooth=True)
        validated = tuple(
            Curve(say("validation"), scores.step.tolist(), values.tolist(), 1, ring_lowest=True)
            for name, values in scores.values.items()
            if is_loss(name)
        )
        if losses.rewarded:
            # A policy loss and a cross-entropy do not belong on one axis.
            gained = Curve(say("reward"), losses.step.tolist(), losses.reward.tolist(), 1, smooth=True)
            panels.append(CurvePanel(say("Policy loss"), (trained,)))
            panels.append(CurvePanel(say("Reward of the samples"), (gained,)))
            panels += [CurvePanel(say("Validation loss"), validated)] if validated else []
        else:
            panels.append(CurvePanel(say("Loss"), (trained, *validated)))
    top = say("people" if sides.ceiling_of == "people" else "ceiling")
    for number, name in enumerate(name for name in METRICS if name in scores.values and not is_loss(name)):
        values = scores.values[name].tolist()
        if not any(math.isfinite(value) for value in values):
            continue
        low, high = sides.floor.get(name), sides.ceiling.get(name)
        band = None
        if low is not None and high is not None and rank(name, high) > rank(name, low):
            band = Band(low, high, say("floor"), top)
        curve = Curve(name, scores.step.tolist(), values, number + 1)
        panels.append(CurvePanel(say.score(name), (curve,), band))
    return panels
