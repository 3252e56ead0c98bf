"""All checkpoints of all runs in one list, with what is known of each; deleting them, and taking that back.

Everything is read off the run folders' JSON: no model is loaded.
"""

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.errors import Problem
from engine.files import writing_problem
from engine.metrics import place
from engine.metrics.bounds import FEWEST, Bounds, Sides
from engine.metrics.verdict import Verdict
from engine.runs.checkpoint import CheckpointInfo
from engine.runs.metrics_log import METRICS, ScoreCurve, read_metrics
from engine.runs.notes import NOTES, Note, read_notes
from engine.runs.run import Run
from engine.runs.summary import Unreadable, as_problem, read_infos

DELETED = "deleted"

Curve = tuple[np.ndarray, np.ndarray]
"""Steps and values, each (N,)."""


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One checkpoint.

    Attributes:
        run: the run's folder.
        loss: the training loss that was last logged up to its step, None where none was.
        scores: those of the evaluation at its step, by name.
        size_bytes: weights and description.
        encoder, decoder, recipe: as the settings name them.
        verdict: whether its captions depend on the pictures; None where no evaluation told.
        scored_on: tells the pictures on which it was scored from others: scores of two entries are comparable where it
            is the same.
        floor, ceiling: between what its scores lie, by name, as its run's last evaluation told them.
        above_ceiling: names of its scores that no honest captioner reaches, as in ``evaluation.full.FullEvaluation``.
    """

    run: Path
    folder: Path
    step: int
    epoch: int
    loss: float | None
    scores: Mapping[str, float]
    size_bytes: int
    resumable: bool
    recipe: str
    encoder: str
    decoder: str
    note: Note
    verdict: Verdict | None = None
    scored_on: str = ""
    floor: Mapping[str, float] = field(default_factory=dict)
    ceiling: Mapping[str, float] = field(default_factory=dict)
    above_ceiling: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The run's name."""
        return self.run.name

    def place(self, score: str) -> float | None:
        """Where a score lies between its floor, 0, and its ceiling, 1; None where that cannot be told."""
        return place(score, self.scores[score], self.floor, self.ceiling) if score in self.scores else None


@dataclass(frozen=True, slots=True)
class Catalog:
    """All checkpoints, run by run.

    Attributes:
        curves: of each run, by the score's name: the steps at which it was told, and its values.
        monitored: of each run, the key of the score that its plateau and early stopping go by.
        bounds: each run's floors and its ceilings, as its last evaluation told them.
        unreadable: the checkpoints and files that could not be read, or not wholly, and why; all others are listed.
    """

    entries: tuple[CatalogEntry, ...]
    curves: Mapping[Path, Mapping[str, Curve]]
    monitored: Mapping[Path, str] = field(default_factory=dict)
    bounds: Mapping[Path, Sides] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


def read_catalog(runs: Iterable[Path]) -> Catalog:
    """The checkpoints in some runs' folders; what cannot be read is told apart."""
    entries: list[CatalogEntry] = []
    unreadable: list[Unreadable] = []
    curves, monitored, bounds = {}, {}, {}
    for run in runs:
        infos = read_infos(run, unreadable)
        try:
            data = Run.open(run).data
            if not infos:
                continue
            metrics = read_metrics(run)
        except (Problem, OSError) as error:
            unreadable.append((run, as_problem(error, run)))
            continue
        if metrics.faults:
            path, count, first = run / METRICS, len(metrics.faults), str(metrics.faults[0])
            unreadable.append((path, Problem("lines-damaged", path=path, count=count, first=first)))
        monitored[run] = metrics.scores.monitored
        curves[run] = _curves(metrics.scores, infos)
        bounds[run] = metrics.scores.sides
        notes = _notes(run, unreadable)
        places = np.searchsorted(metrics.losses.step, [info.step for info in infos], side="right")
        for info, logged in zip(infos, places.tolist(), strict=True):
            loss = float(metrics.losses.loss[logged - 1]) if logged else None
            try:
                entries.append(_entry(run, info, loss, notes.get(info.step, Note()), data, metrics.scores))
            except OSError:
                # A training that thins its checkpoints out has just deleted it.
                continue
    return Catalog(tuple(entries), curves, monitored, bounds, tuple(unreadable))


def _notes(run: Path, unreadable: list[Unreadable]) -> Mapping[int, Note]:
    try:
        return read_notes(run)
    except Problem as problem:
        unreadable.append((run / NOTES, problem))
        return {}


def scored_on(info: CheckpointInfo, data: Path) -> str:
    """What tells the pictures on which a checkpoint was scored from those of another.

    The validation pictures are what a run does not train on, so that the digest of the training pictures and captions
    tells them too. Where it is not recorded, the data folder and the settings that split it stand in.

    Args:
        data: the folder that its run trains on.
    """
    settings = info.settings
    recorded = info.progress.get("data")
    known = [str(recorded)] if recorded else [str(data), *map(str, settings.splitting.values())]
    # A share of them is drawn by the seed.
    part = [] if settings.evaluate_share == 1 else [str(settings.evaluate_share), str(settings.seed)]
    return "|".join([*known, *part])


def _curves(scores: ScoreCurve, infos: Sequence[CheckpointInfo]) -> dict[str, Curve]:
    """What the metrics hold of every evaluation; the margin of the grounding test stands in the checkpoints alone."""
    found = {}
    for name, values in scores.values.items():
        known = np.isfinite(values)
        found[name] = (scores.step[known], values[known])
    looked = sorted((info.step, info.scores["grounding"]) for info in infos if "grounding" in info.scores)
    steps, margins = np.array(looked, dtype=np.float64).reshape(-1, 2).T
    return {**found, "grounding": (steps, margins)}


def _above(info: CheckpointInfo, told: ScoreCurve) -> tuple[str, ...]:
    """The scores of a checkpoint above the ceiling: judged by the ceiling where it is the true attributes, else as the
    evaluation did, which had the captions and could score them against as many references as people."""
    if told.ceiling_of == "people":
        return told.above.get(info.step, ())
    pictures = FEWEST if told.pictures is None else told.pictures
    return Bounds({}, told.floor, "", told.ceiling, pictures).above(info.scores)


def _entry(
    run: Path, info: CheckpointInfo, loss: float | None, note: Note, data: Path, told: ScoreCurve
) -> CatalogEntry:
    return CatalogEntry(
        run=run,
        folder=info.folder,
        step=info.step,
        epoch=info.epoch,
        loss=loss,
        scores=dict(info.scores),
        size_bytes=info.size_bytes,
        resumable=info.resumable,
        recipe=info.settings.recipe,
        encoder=info.settings.encoder,
        decoder=info.settings.decoder,
        note=note,
        verdict=info.verdict,
        scored_on=scored_on(info, data),
        floor=told.floor,
        ceiling=told.ceiling,
        above_ceiling=_above(info, told),
    )


def delete(checkpoints: Iterable[Path]) -> list[Path]:
    """Set checkpoints aside within their runs, so that ``restore`` can bring them back.

    Returns:
        Where they lie now.

    Raises:
        Problem: ``run-busy`` while a run is trained, ``folder-unwritable``; what was moved by then is moved back.
    """
    moved: list[Path] = []
    try:
        for folder in checkpoints:
            run = folder.parent.parent
            lock = Run.open(run).lock()
            try:
                place = run / DELETED / folder.name
                place.parent.mkdir(exist_ok=True)
                shutil.rmtree(place, ignore_errors=True)
                os.rename(folder, place)
                moved.append(place)
            except OSError as error:
                raise writing_problem(error, run, 0) from error
            finally:
                lock.release()
    except Problem:
        restore(moved)
        raise
    return moved


def restore(deleted: Iterable[Path]) -> None:
    """Bring back what ``delete`` set aside.

    Raises:
        Problem: ``folder-unwritable``.
    """
    for folder in deleted:
        run = folder.parent.parent
        try:
            os.rename(folder, run / "checkpoints" / folder.name)
        except OSError as error:
            raise writing_problem(error, run, 0) from error


def forget_deleted(runs: Iterable[Path]) -> None:
    """Give the disk back what was set aside; it cannot be restored any more."""
    for run in runs:
        shutil.rmtree(run / DELETED, ignore_errors=True)
