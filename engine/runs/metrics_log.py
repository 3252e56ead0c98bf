"""``metrics.jsonl``: the losses and the evaluations that a run has written as it went."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from engine.metrics import METRICS as REGISTERED
from engine.metrics import preferred
from engine.metrics.bounds import CeilingOf, Sides
from engine.metrics.verdict import Evidence, Verdict, recorded_verdict
from engine.runs.line_log import LineFault, read_lines

METRICS = "metrics.jsonl"

Figure = Annotated[float, Field(allow_inf_nan=False)]


class _LossLine(BaseModel):
    """A line that is written every ``log_every`` steps."""

    model_config = ConfigDict(strict=True)

    loss: Figure
    lr_encoder: Figure | None = None
    lr_decoder: Figure | None = None
    images_per_second: Figure | None = None
    reward: Figure | None = None
    greedy_reward: Figure | None = None


class _EvaluationLine(BaseModel):
    """A line that is written after an evaluation."""

    model_config = ConfigDict(strict=True)

    scores: dict[str, Figure | None] = {}
    monitored: str = ""
    attributes: dict[str, Figure] = {}
    majority: dict[str, Figure] = {}
    grounding: Figure | None = None
    looks: Figure | None = None
    evidence: dict[str, float] | None = None
    floor: dict[str, Figure] = {}
    ceiling: dict[str, Figure] = {}
    # Runs from before there were others have the true attributes as their ceiling.
    ceiling_of: Literal["", "attributes", "people"] = "attributes"
    above: list[str] = []
    pictures: int | None = Field(None, ge=0, le=10**9)
    overfitting: int | None = None
    seconds: Figure | None = None


def check_metrics_line(line: Mapping[str, Any]) -> None:
    """Refuse a line whose values are not what such a line holds.

    Raises:
        ValidationError: with what is wrong.
    """
    if "loss" in line:
        _LossLine.model_validate(line)
    else:
        # Lines from before the scores stood in a table of their own hold them beside the other values.
        beside = {key: line[key] for key in REGISTERED if key in line}
        _EvaluationLine.model_validate({"scores": beside, **line})


def metrics_lines(folder: Path, faults: list[LineFault] | None = None) -> Iterator[dict[str, Any]]:
    """The lines of a run's metrics that can be read, in their order; none where nothing was logged.

    Args:
        faults: takes what is passed over.

    Raises:
        Problem: ``file-unreadable``.
    """
    for line in read_lines(folder / METRICS, check_metrics_line, faults):
        # The margin's name before format 2.
        yield {**line, "grounding": line["looks"]} if "looks" in line else line


@dataclass(frozen=True, slots=True)
class LossCurve:
    """The lines of metrics that hold a loss, as arrays of one length.

    Attributes:
        reward: of self-critical training, where ``loss`` is the policy loss; elsewhere not a number.
    """

    step: np.ndarray
    loss: np.ndarray
    lr_encoder: np.ndarray
    lr_decoder: np.ndarray
    reward: np.ndarray

    @property
    def rewarded(self) -> bool:
        """Whether any line tells a reward."""
        return bool(np.isfinite(self.reward).any())


@dataclass(frozen=True, slots=True)
class ScoreCurve:
    """The lines of metrics that hold an evaluation, as arrays of one length.

    Attributes:
        values: each score by its key; not a number where an evaluation did not tell it, as in runs that were begun
            before it was scored.
        monitored: the key of the score that plateau and early stopping go by.
        attributes: accuracy of each attribute that the last evaluation told, by name.
        majority: the share of its commonest value.
        looks, verdict: the margin of the last evaluation and what follows from it, None where none was told.
        floor, ceiling: what the scores lie between, by name, as the last evaluation told it.
        pictures: how many it captioned; None in runs that were begun before it was told.
        above: the scores that each evaluation found above the ceiling, by its step.
        ceiling_of: whose captions the ceiling is of.
        overfitting: the step of the lowest validation loss, as the last evaluation told it that found over-fitting
            since; None where none did.
    """

    step: np.ndarray
    values: Mapping[str, np.ndarray]
    attributes: Mapping[str, float]
    majority: Mapping[str, float]
    grounding: float | None = None
    verdict: Verdict | None = None
    floor: Mapping[str, float] = field(default_factory=dict)
    ceiling: Mapping[str, float] = field(default_factory=dict)
    pictures: int | None = None
    above: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    monitored: str = ""
    ceiling_of: CeilingOf = "attributes"
    overfitting: int | None = None

    @property
    def sides(self) -> Sides:
        """Floors and ceilings, and what these are of."""
        return Sides(self.floor, self.ceiling, self.ceiling_of)


@dataclass(frozen=True, slots=True)
class Metrics:
    """All curves of a run; ``faults``: the lines that could not be read."""

    losses: LossCurve
    scores: ScoreCurve
    faults: tuple[LineFault, ...] = ()


def tells(line: Mapping[str, Any], *names: str) -> bool:
    """Whether a line holds numbers of these names."""
    return all(isinstance(line.get(name), int | float) for name in names)


def _scores(line: Mapping[str, Any]) -> dict[str, float]:
    """The scores of an evaluation's line by key; lines from before they stood in a table of their own hold them beside
    the other values."""
    named = line.get("scores") or {key: line.get(key) for key in REGISTERED}
    return {key: float(value) for key, value in named.items() if value is not None}


def numbers_in(line: Mapping[str, Any]) -> dict[str, float]:
    """All numbers of a line of metrics but its step, by ``group/name``: ``training/loss``, ``scores/bleu4``.

    Groups are ``training`` for a line with a loss, ``validation`` for what else an evaluation told, and the names of
    its tables: scores, attributes, majority, floor, ceiling, evidence.
    """
    if "loss" in line:
        tables: dict[str, Any] = {"training": line}
    else:
        tables = {name: table for name, table in line.items() if isinstance(table, Mapping)} | {"scores": _scores(line)}
        tables["validation"] = {name: value for name, value in line.items() if name not in REGISTERED}
    return {
        f"{group}/{name}": float(value)
        for group, table in tables.items()
        for name, value in table.items()
        if name != "step" and isinstance(value, int | float) and not isinstance(value, bool)
    }


def read_metrics(folder: Path) -> Metrics:
    """The curves of a run's folder; empty ones where nothing was logged."""
    losses: list[tuple[float, ...]] = []
    steps: list[int] = []
    scores: list[dict[str, float]] = []
    above: dict[int, tuple[str, ...]] = {}
    last: Mapping[str, Any] = {}
    overfitting: int | None = None
    faults: list[LineFault] = []
    for line in metrics_lines(folder, faults):
        if tells(line, "loss", "lr_encoder", "lr_decoder"):
            reward = line["reward"] if tells(line, "reward") else math.nan
            losses.append((line["step"], line["loss"], line["lr_encoder"], line["lr_decoder"], reward))
        elif "loss" not in line and (found := _scores(line)):
            steps.append(line["step"])
            scores.append(found)
            above[line["step"]] = tuple(line.get("above", ()))
            last = line
            overfitting = line.get("overfitting") or overfitting
    keys = dict.fromkeys(key for found in scores for key in found)
    values = {key: np.array([found.get(key, math.nan) for found in scores], dtype=np.float64) for key in keys}
    return Metrics(
        LossCurve(*np.array(losses, dtype=np.float64).reshape(-1, 5).T),
        ScoreCurve(
            np.array(steps, dtype=np.float64),
            values,
            last.get("attributes", {}),
            last.get("majority", {}),
            last.get("grounding"),
            recorded_verdict(last.get("grounding"), Evidence.from_json(last.get("evidence"))),
            last.get("floor", {}),
            last.get("ceiling", {}),
            last.get("pictures"),
            above,
            last.get("monitored") or (preferred(scores) if scores else ""),
            last.get("ceiling_of") or "attributes",
            overfitting,
        ),
        tuple(faults),
    )
