"""The runs of a queue beside each other: what differs, what each scores at its best, and what it costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import Problem
from engine.queueing.plan import Queue
from engine.queueing.standing import Stand, stands
from engine.settings import Settings
from engine.training.checkpoint import CheckpointInfo, count_parameters, find_checkpoint, list_checkpoints, read_info
from engine.training.durations import durations
from engine.training.runs import SETTINGS, Run

SCORES = ("bleu4", "rouge_l", "cider_d", "attribute_accuracy")
"""What is laid beside each other, in this order, as far as the runs have it."""
TIMES = ("parameters", "size_bytes", "training_seconds", "images_per_second", "caption_ms")


@dataclass(frozen=True, slots=True)
class Row:
    """One run.

    Attributes:
        settings: by name, those in which the runs of this queue differ.
        scores: of its best checkpoint by BLEU-4, as far as it was evaluated.
        best_step: that checkpoint's; None where there is none.
        parameters: values in its weights.
        size_bytes: of its weights and their description.
        caption_ms: milliseconds a picture in the run's own evaluations.
    """

    stand: Stand
    settings: Mapping[str, Any]
    scores: Mapping[str, float]
    best_step: int | None = None
    parameters: int | None = None
    size_bytes: int | None = None
    training_seconds: float | None = None
    images_per_second: float | None = None
    caption_ms: float | None = None

    @property
    def name(self) -> str:
        """The run's name."""
        return self.stand.name

    def to_json(self) -> dict[str, Any]:
        """Plain values; what is not known is None."""
        stand = self.stand
        return {
            "run": self.name,
            "state": stand.standing.value,
            "step": stand.step,
            "steps": stand.steps,
            "settings": dict(self.settings),
            "scores": dict(self.scores),
            "best_step": self.best_step,
            **{name: getattr(self, name) for name in TIMES},
            "problem": None if stand.problem is None else str(stand.problem),
        }


def read_table(queue: Queue) -> tuple[Row, ...]:
    """A row for each planned run, in the queue's order; no model is loaded.

    Raises:
        Problem: ``queue-broken``.
    """
    found = stands(queue)
    settings = [_settings(stand) for stand in found]
    names = differing([one for one in settings if one is not None])
    rows = []
    for stand, one in zip(found, settings, strict=True):
        shown = {} if one is None else {name: getattr(one, name) for name in names}
        rows.append(_row(stand, shown, one))
    return tuple(rows)


def differing(settings: Iterable[Settings]) -> tuple[str, ...]:
    """Names of the settings that are not the same in all, in the schema's order."""
    plain = [one.model_dump() for one in settings]
    return tuple(name for name in Settings.model_fields if len({repr(one[name]) for one in plain}) > 1)


def _settings(stand: Stand) -> Settings | None:
    """Those of the run, which may have been changed since it was planned, or those planned."""
    try:
        return Run.open(stand.folder).settings if (stand.folder / SETTINGS).exists() else stand.planned.settings()
    except Problem:
        return None


def _row(stand: Stand, shown: Mapping[str, Any], settings: Settings | None) -> Row:
    info = _best(stand.folder)
    if settings is None or info is None:
        return Row(stand, shown, {})
    times = durations(stand.folder, settings.batch_size, _progress(stand.folder))
    return Row(
        stand,
        shown,
        {name: info.scores[name] for name in SCORES if name in info.scores},
        info.step,
        count_parameters(info.folder),
        info.size_bytes,
        times.training_seconds,
        times.images_per_second,
        None if times.caption_seconds is None else 1000 * times.caption_seconds,
    )


def _best(folder: Path) -> CheckpointInfo | None:
    try:
        return read_info(find_checkpoint(folder))
    except Problem:
        return None


def _progress(folder: Path) -> Mapping[str, Any]:
    last = list_checkpoints(folder)[-1:]
    try:
        return read_info(last[0]).progress if last else {}
    except Problem:
        return {}
