"""A run's folder: settings.toml, metrics.jsonl, probes.jsonl, log.txt, checkpoints/.

What state a run is in is read off these files, never off a flag that a crash would leave behind.
"""

import contextlib
import datetime
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from engine.checking import check, read_file, write_file
from engine.errors import Problem
from engine.files import remove_leftovers, write_text_atomically, writing_problem
from engine.metrics.registry import SCORES
from engine.runs.changes import Change, changes
from engine.runs.checkpoint import TRAINING, list_checkpoints, read_info
from engine.runs.metrics_log import METRICS, SAMPLES_LOG, last_line, whole_lines
from engine.runs.notes import read_notes
from engine.runs.patience import Patience
from engine.settings import Settings

SETTINGS = "settings.toml"
LOG = "log.txt"
LOCK = ".lock"


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
    best_bleu4: float | None


class Run:
    """One run's folder, open for reading; ``lock`` it before writing."""

    def __init__(self, folder: Path, settings: Settings, data: Path) -> None:
        self.folder = folder
        self.settings = settings
        self.data = data

    @property
    def name(self) -> str:
        return self.folder.name

    @classmethod
    def create(cls, folder: Path, settings: Settings, data: Path) -> "Run":
        """Start a run in a folder that is new, empty, or holds one that was refused before its first step.

        Raises:
            Problem: ``run-exists``, ``folder-not-empty``, ``folder-unwritable``, ``disk-full``.
        """
        folder, data = Path(folder).absolute(), Path(data).absolute()
        if (folder / METRICS).exists() or list_checkpoints(folder):
            raise Problem("run-exists", path=folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(path.name not in (SETTINGS, LOG, LOCK) for path in folder.iterdir()):
                raise Problem("folder-not-empty", path=folder)
        except OSError as error:
            raise writing_problem(error, folder, 0) from error
        write_file(folder / SETTINGS, settings, data)
        return cls(folder, settings, data)

    @classmethod
    def open(cls, folder: Path) -> "Run":
        """Open a run that was begun.

        Raises:
            Problem: ``run-missing``, ``settings-not-toml``, ``settings-wrong``.
        """
        folder = Path(folder).absolute()
        path = folder / SETTINGS
        if not path.is_file():
            raise Problem("run-missing", path=folder)
        values = read_file(path)
        settings, data = values.get("settings"), values.get("data")
        if not isinstance(settings, Mapping) or not isinstance(data, str):
            raise Problem("settings-not-toml", path=path, reason="data or [settings] is missing")
        return cls(folder, check(settings), Path(data))

    def change(self, values: Mapping[str, Any]) -> "Run":
        """The run with other settings, written to its file.

        Raises:
            SettingsWrong: with every wrong value; the file then stays as it was.
            Problem: ``setting-fixed``, likewise.
        """
        run = Run(self.folder, check({**self.settings.model_dump(), **values}), self.data)
        run.changed()
        write_file(self.folder / SETTINGS, run.settings, self.data)
        return run

    def keep_data(self) -> None:
        """Write the folder of its data where the file names another one; to be called once that folder has proved to
        hold the data that the run began with.

        Raises:
            Problem: ``disk-full`` or ``folder-unwritable``.
        """
        if Run.open(self.folder).data != self.data:
            write_file(self.folder / SETTINGS, self.settings, self.data)

    def changed(self) -> tuple[Change, ...]:
        """What its settings change of those at its last checkpoint; nothing where there is none yet.

        Raises:
            Problem: ``setting-fixed`` where anything of it must stay.
        """
        last = self.last_checkpoint()
        if last is None:
            return ()
        info = read_info(last)
        return changes(info.settings, self.settings, info.step)

    def lock(self) -> filelock.BaseFileLock:
        """Hold the run for this process until it is released or the process ends, however it ends.

        Raises:
            Problem: ``run-busy``, ``folder-unwritable``.
        """
        lock = filelock.FileLock(self.folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise Problem("run-busy", path=self.folder) from error
        except OSError as error:
            raise writing_problem(error, self.folder, 0) from error
        return lock

    def last_checkpoint(self) -> Path | None:
        """The latest whole checkpoint that can be resumed from."""
        resumable = [path for path in list_checkpoints(self.folder) if (path / TRAINING).exists()]
        return resumable[-1] if resumable else None

    @property
    def unfinished(self) -> bool:
        """The last checkpoint is not yet that of the last step."""
        summary = summarise(self.folder)
        return not summary.finished

    def rewind(self, step: int) -> None:
        """Drop every line of metrics and probes after ``step``, and what an interrupted write left."""
        remove_leftovers(self.folder)
        remove_leftovers(self.folder / "checkpoints")
        for name in (METRICS, SAMPLES_LOG):
            path = self.folder / name
            if path.exists():
                kept = [line for line in whole_lines(path) if line["step"] <= step]
                write_text_atomically(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept))

    def append(self, name: str, line: Mapping[str, Any]) -> None:
        """Add one line of JSON to ``METRICS`` or ``SAMPLES_LOG``.

        Raises:
            Problem: ``disk-full`` or ``folder-unwritable``.
        """
        self._append_text(name, json.dumps(line, ensure_ascii=False) + "\n")

    def log(self, sentence: str) -> None:
        """Add a line with the time to ``log.txt``."""
        now = datetime.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        self._append_text(LOG, f"{now}  {sentence}\n")

    def sync(self) -> None:
        """Bring the metrics to the disk, so that a checkpoint never stands without the lines that led to it."""
        for name in (METRICS, SAMPLES_LOG):
            if (self.folder / name).exists():
                with open(self.folder / name, "a", encoding="utf-8") as file:
                    os.fsync(file.fileno())

    def _append_text(self, name: str, text: str) -> None:
        try:
            with open(self.folder / name, "a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise writing_problem(error, self.folder, len(text)) from error

    def thin_out(self) -> None:
        """Delete the checkpoints that are neither last, best by a score, pinned, nor kept under the disk budget.

        Only the last one keeps its training state, twice the size of the weights.
        """
        infos = []
        for path in list_checkpoints(self.folder):
            # One that is damaged is the person's to look at, and no reason to end a training.
            with contextlib.suppress(Problem):
                infos.append(read_info(path))
        if not infos:
            return
        keep = {infos[-1].folder}
        for score in SCORES:
            scored = [info for info in infos if score in info.scores]
            if scored:
                keep.add(max(scored, key=lambda info: info.scores[score]).folder)
        pinned = {step for step, note in read_notes(self.folder).items() if note.pinned}
        keep |= {info.folder for info in infos if info.step in pinned}
        every = self.settings.keep_every
        budget = self.settings.disk_budget_gb * 1e9 - sum(_size(folder) for folder in keep)
        for info in reversed(infos[:-1]):
            (info.folder / TRAINING).unlink(missing_ok=True)
            if info.folder in keep:
                continue
            size = _size(info.folder)
            if every and info.step % every == 0 and size <= budget:
                budget -= size
            else:
                shutil.rmtree(info.folder, ignore_errors=True)


class NullRun(Run):
    """A run that another process writes: it is read like any other, and nothing is written to it."""

    def lock(self) -> filelock.BaseFileLock:
        """A lock that is never taken: the first process holds the run."""
        return filelock.FileLock(os.devnull)

    def keep_data(self) -> None:
        """The first process does this."""

    def rewind(self, step: int) -> None:
        """The first process does this."""

    def sync(self) -> None:
        """The first process does this."""

    def thin_out(self) -> None:
        """The first process does this."""

    def _append_text(self, name: str, text: str) -> None:
        pass


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def summarise(folder: Path) -> RunSummary:
    """What the list of runs shows of a run's folder.

    Raises:
        Problem: where it is no run, or its settings cannot be read.
    """
    run = Run.open(folder)
    infos = []
    for path in list_checkpoints(folder):
        try:
            infos.append(read_info(path))
        except Problem:
            continue
    line = last_line(folder / METRICS)
    epoch_steps = int(infos[-1].progress.get("epoch_steps", 0)) if infos else 0
    steps = run.settings.steps or run.settings.epochs * epoch_steps
    step = infos[-1].step if infos else 0
    patience = Patience.from_json(infos[-1].progress.get("patience")) if infos else Patience()
    finished = bool(steps) and (step >= steps or patience.is_over(run.settings))
    bleu4 = [info.scores["bleu4"] for info in infos if "bleu4" in info.scores]
    newest = max(path.stat().st_mtime for path in (folder / SETTINGS, folder / METRICS) if path.exists())
    return RunSummary(
        folder=folder,
        name=run.name,
        recipe=run.settings.recipe,
        data=run.data,
        step=step,
        steps=steps,
        finished=finished,
        resumable=not finished and (step > 0 or line is not None),
        modified=newest,
        best_bleu4=max(bleu4, default=None),
    )


def list_runs(folder: Path) -> list[RunSummary]:
    """The runs in a folder, the latest first; what is no run is passed over."""
    summaries = []
    for path in folder.glob(f"*/{SETTINGS}"):
        try:
            summaries.append(summarise(path.parent))
        except (Problem, OSError):
            continue
    return sorted(summaries, key=lambda summary: -summary.modified)


def free_run_folder(parent: Path, recipe: str) -> Path:
    """A new folder's path, named by recipe and day: compact-2026-11-23, then compact-2026-11-23-2."""
    stem = f"{recipe}-{datetime.date.today().isoformat()}"
    path, number = parent / stem, 1
    while path.exists():
        number += 1
        path = parent / f"{stem}-{number}"
    return path
