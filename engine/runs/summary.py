"""The runs of a folder as a list shows them, read off their files."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from engine.errors import Problem, reason
from engine.runs.checkpoint import CheckpointInfo, list_checkpoints, read_info
from engine.runs.line_log import last_line
from engine.runs.metrics_log import METRICS
from engine.runs.patience import Patience
from engine.runs.run import Run
from engine.runs.settings_file import SETTINGS


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What the list of runs shows of one.

    Attributes:
        steps: the run's whole length, 0 where it has not been told yet.
        modified: when it was last written, in seconds since 1970.
    """

    folder: Path
    name: str
    recipe: str
    data: Path
    step: int
    steps: int
    finished: bool
    resumable: bool
    modified: float


Unreadable = tuple[Path, Problem]
"""A run's folder, or a file or checkpoint in it, that cannot be read, and why."""


def summarise(folder: Path) -> RunSummary:
    """What the list of runs shows of a run's folder.

    Raises:
        Problem: where it is no run, or its settings cannot be read.
    """
    run = Run.open(folder)
    infos = read_infos(folder)
    line = last_line(folder / METRICS)
    epoch_steps = int(infos[-1].progress.get("epoch_steps") or 0) if infos else 0
    steps = run.settings.steps or run.settings.epochs * epoch_steps
    step = infos[-1].step if infos else 0
    patience = Patience.from_json(infos[-1].progress.get("patience")) if infos else Patience()
    finished = bool(steps) and (step >= steps or patience.is_over(run.settings))
    return RunSummary(
        folder=folder,
        name=run.name,
        recipe=run.settings.recipe,
        data=run.data,
        step=step,
        steps=steps,
        finished=finished,
        resumable=not finished and (bool(infos) or line is not None),
        modified=_modified(folder),
    )


def data_of(checkpoint: Path) -> Path | None:
    """The data folder that the run of a checkpoint was trained on; None for a checkpoint without a run."""
    try:
        return Run.open(checkpoint.parent.parent).data
    except Problem:
        return None


def read_infos(run: Path, unreadable: list[Unreadable] | None = None) -> list[CheckpointInfo]:
    """The descriptions of a run's checkpoints that can be read, by step.

    Args:
        unreadable: takes the others.
    """
    infos = []
    for folder in list_checkpoints(run):
        try:
            infos.append(read_info(folder))
        except Problem as problem:
            # One that has gone since it was listed is not damaged: the training of its run thins them out.
            if unreadable is not None and problem.code != "checkpoint-missing":
                unreadable.append((folder, problem))
    return infos


def run_folders(folder: Path) -> list[Path]:
    """The folders in a folder that hold a run, readable or not, the latest first."""
    return sorted((path.parent for path in folder.glob(f"*/{SETTINGS}")), key=_modified, reverse=True)


def list_runs(folder: Path, unreadable: list[Unreadable] | None = None) -> list[RunSummary]:
    """The runs in a folder, the latest first.

    Args:
        unreadable: takes those whose settings cannot be read.
    """
    summaries = []
    for path in run_folders(folder):
        try:
            summaries.append(summarise(path))
        except (Problem, OSError) as error:
            if unreadable is not None:
                unreadable.append((path, as_problem(error, path)))
    return summaries


def as_problem(error: Problem | OSError, path: Path) -> Problem:
    """What is told of a path that could not be read."""
    return error if isinstance(error, Problem) else Problem("file-unreadable", path=path, reason=reason(error))


def free_run_folder(parent: Path, recipe: str) -> Path:
    """A new folder's path, named by recipe and day: compact-2026-11-23, then compact-2026-11-23-2."""
    stem = f"{recipe}-{datetime.date.today().isoformat()}"
    path, number = parent / stem, 1
    while path.exists():
        number += 1
        path = parent / f"{stem}-{number}"
    return path


def _modified(folder: Path) -> float:
    """When a run was last written; 0 where it has just been deleted."""
    times = []
    for name in (SETTINGS, METRICS):
        try:
            times.append((folder / name).stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)
