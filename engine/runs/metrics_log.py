"""What a run has written as it went: ``metrics.jsonl`` and ``probes.jsonl``, read line by line.

A line that a kill cut off ends the file: nothing after it counts. One that tells something else is passed over.
"""

import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import Problem, reason
from engine.events import SampleCaption
from engine.metrics.verdict import Evidence, Verdict, recorded_verdict

METRICS = "metrics.jsonl"
SAMPLES_LOG = "probes.jsonl"
_PROBE = frozenset(("name", "picture", "noise_seed", "english", "chinese"))


@dataclass(frozen=True, slots=True)
class LossCurve:
    """The lines of metrics that hold a loss, as arrays of one length."""

    step: np.ndarray
    loss: np.ndarray
    lr_encoder: np.ndarray
    lr_decoder: np.ndarray


@dataclass(frozen=True, slots=True)
class ScoreCurve:
    """The lines of metrics that hold an evaluation, as arrays of one length.

    Attributes:
        cider_d, attribute_accuracy: not a number where none was told, as in runs that were begun before it was scored.
        attributes: accuracy of each attribute that the last evaluation told, by name.
        majority: the share of its commonest value.
        looks, verdict: the margin of the last evaluation and what follows from it, None where none was told.
        floor, ceiling: what the scores lie between, by name, as the last evaluation told it.
        pictures: how many it captioned; None in runs that were begun before it was told.
        above: the scores that it found above the ceiling.
    """

    step: np.ndarray
    bleu4: np.ndarray
    rouge_l: np.ndarray
    cider_d: np.ndarray
    attribute_accuracy: np.ndarray
    attributes: Mapping[str, float]
    majority: Mapping[str, float]
    looks: float | None = None
    verdict: Verdict | None = None
    floor: Mapping[str, float] = field(default_factory=dict)
    ceiling: Mapping[str, float] = field(default_factory=dict)
    pictures: int | None = None
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metrics:
    """All curves of a run."""

    losses: LossCurve
    scores: ScoreCurve


def whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of JSON up to the first that a kill cut off."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for text in file:
                try:
                    line = json.loads(text)
                except ValueError:
                    return
                if not text.endswith("\n") or not isinstance(line, dict) or type(line.get("step")) is not int:
                    return
                yield line
    except OSError as error:
        raise Problem("folder-unwritable", path=path, reason=reason(error)) from error


def tells(line: Mapping[str, Any], *names: str) -> bool:
    """Whether a line holds numbers of these names."""
    return all(isinstance(line.get(name), int | float) for name in names)


def _are_probes(line: Mapping[str, Any]) -> bool:
    probes = line.get("probes")
    return isinstance(probes, list) and all(isinstance(one, dict) and one.keys() >= _PROBE for one in probes)


def read_metrics(folder: Path) -> Metrics:
    """The curves of a run's folder; empty ones where nothing was logged."""
    losses: list[tuple[float, ...]] = []
    scores: list[tuple[float, ...]] = []
    last: Mapping[str, Any] = {}
    path = folder / METRICS
    for line in whole_lines(path) if path.exists() else ():
        if tells(line, "loss", "lr_encoder", "lr_decoder"):
            losses.append((line["step"], line["loss"], line["lr_encoder"], line["lr_decoder"]))
        elif "loss" not in line and tells(line, "bleu4", "rouge_l"):
            told = [math.nan if line.get(name) is None else line[name] for name in ("cider_d", "attribute_accuracy")]
            scores.append((line["step"], line["bleu4"], line["rouge_l"], *told))
            last = line
    step, bleu4, rouge_l, cider_d, accuracy = np.array(scores, dtype=np.float64).reshape(-1, 5).T
    return Metrics(
        LossCurve(*np.array(losses, dtype=np.float64).reshape(-1, 4).T),
        ScoreCurve(
            step,
            bleu4,
            rouge_l,
            cider_d,
            accuracy,
            last.get("attributes", {}),
            last.get("majority", {}),
            last.get("looks"),
            recorded_verdict(last.get("looks"), Evidence.from_json(last.get("evidence"))),
            last.get("floor", {}),
            last.get("ceiling", {}),
            last.get("pictures"),
            tuple(last.get("above", ())),
        ),
    )


def read_samples(folder: Path) -> list[tuple[int, tuple[SampleCaption, ...]]]:
    """What the probes were captioned, by step."""
    path = folder / SAMPLES_LOG
    return [
        (
            line["step"],
            tuple(
                SampleCaption(
                    probe["name"],
                    Path(probe["picture"]) if probe["picture"] else None,
                    probe["noise_seed"],
                    probe["english"],
                    probe["chinese"],
                )
                for probe in line["probes"]
            ),
        )
        for line in (whole_lines(path) if path.exists() else ())
        if _are_probes(line)
    ]


def last_line(path: Path) -> dict[str, Any] | None:
    """The last whole line, read from the end: a long run's file need not be read for it."""
    try:
        with open(path, "rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 4096))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return None
    for text in reversed(lines):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and "step" in line:
            return line
    return None
