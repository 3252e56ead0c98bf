"""A run's folder: settings.toml, metrics.jsonl, samples.jsonl, notes.json, log.txt, checkpoints/.

A page describes it: resources/docs/run-folder.md.

What state a run is in is read off these files, never off a flag that a crash would leave behind.
"""

import contextlib
import datetime
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import filelock

from engine.checking import MOST_BYTES, check
from engine.errors import Problem
from engine.escapes import printable
from engine.files import read_bounded, remove_leftovers, writing_problem
from engine.metrics import METRICS as REGISTERED
from engine.metrics import best
from engine.runs.changes import RATES_RISE, Change, changes, rates_rise
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.event_files import EventFile, begin_event_file
from engine.runs.line_log import plan_rewind
from engine.runs.metrics_log import METRICS, check_metrics_line
from engine.runs.notes import pinned_steps
from engine.runs.samples_log import SAMPLES_LOG, check_samples_line, samples_path
from engine.runs.settings_file import SETTINGS, WeightsSource, read_settings, write_settings
from engine.runs.tensors import TRAINING
from engine.settings import Settings, renamed

LOG = "log.txt"
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class _Created:
    """What ``Run.create`` has found: the folders that it made, the innermost first, the names that lay in the run's
    folder, and what its settings file held."""

    folders: tuple[Path, ...]
    names: frozenset[str]
    settings: bytes | None


class Run:
    """One run's folder, open for reading; ``lock`` it before writing.

    Attributes:
        settings: those that it is to be trained with: what its file holds, or once ``change`` was called what shall
            stand there as soon as the change is accepted.
        source: the checkpoint whose weights it begins with; None where it has its own.
        accepted: nothing of the run can be refused any more, and its files may be written.
    """

    def __init__(self, folder: Path, settings: Settings, data: Path, source: WeightsSource | None = None) -> None:
        self.folder = folder
        self.settings = settings
        self.data = data
        self.source = source
        self.accepted = False
        self._changes: Mapping[str, Any] = {}
        self._created: _Created | None = None
        self._place: tuple[int, int] | None = None
        self._event_file: EventFile | None = None

    @property
    def name(self) -> str:
        return self.folder.name

    @classmethod
    def create(cls, folder: Path, settings: Settings, data: Path, source: WeightsSource | None = None) -> "Run":
        """Start a run in a folder that is new, empty, or holds one that was refused before its first step.

        Raises:
            Problem: ``run-exists``, ``folder-not-empty``, ``run-busy``, ``folder-unwritable``, ``disk-full``.
        """
        folder, data = Path(folder).absolute(), Path(data).absolute()
        run = cls(folder, settings, data, source)
        if (folder / METRICS).exists() or list_checkpoints(folder):
            raise Problem("run-exists", path=folder)
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            before = {path.name for path in folder.iterdir()}
            if before - {SETTINGS, LOG, LOCK}:
                raise Problem("folder-not-empty", path=folder)
        except OSError as error:
            raise writing_problem(error, folder, 0) from error
        run._created = _Created(tuple(made), frozenset(before), _content(folder / SETTINGS))
        try:
            lock = run.lock()
            try:
                write_settings(folder, settings, data, source)
            finally:
                lock.release()
        except Problem:
            run.discard()
            raise
        return run

    @classmethod
    def open(cls, folder: Path) -> "Run":
        """Open a run that was begun.

        Raises:
            Problem: ``run-missing``, ``settings-not-toml``, ``settings-wrong``.
        """
        folder = Path(folder).absolute()
        found = read_settings(folder)
        return cls(folder, found.settings, found.data, found.source)

    def change(self, values: Mapping[str, Any]) -> "Run":
        """The run with other settings. They are written to its file once the run goes on with them, see ``accept``.

        Raises:
            SettingsWrong: with every wrong value.
            Problem: ``setting-fixed``.
        """
        run = Run(self.folder, check({**self.settings.model_dump(), **values}), self.data, self.source)
        run._changes = {**self._changes, **renamed(values)}
        run.changed()
        return run

    def with_data(self, data: Path) -> "Run":
        """The run with its data in another folder, which is written to its file as ``change`` has it."""
        run = Run(self.folder, self.settings, data, self.source)
        run._changes, run._created = self._changes, self._created
        return run

    def look_again(self) -> "Run":
        """The run as its file has it now that it is locked, with the changes that are wanted of it.

        Raises:
            Problem: as ``open`` and ``change``; ``run-busy`` where another process has begun a run in the same folder.
        """
        found = read_settings(self.folder)
        if self._created is not None:
            if (found.settings, found.source) != (self.settings, self.source):
                raise Problem("run-busy", path=self.folder)
            return self
        settings = check({**found.settings.model_dump(), **self._changes}) if self._changes else found.settings
        run = Run(self.folder, settings, self.data, found.source)
        run._changes, run._place = self._changes, self._place
        return run

    def accept(self, step: int, evaluated: int) -> None:
        """Write what was wanted of the run, now that everything it needs was found to be in order: its settings, the
        folder of its data, and the metrics as they stood at the step that it goes on from.

        To be called under the run's lock.

        Args:
            evaluated: the step of the last evaluation that is not done again, -1 for none.

        Raises:
            Problem: ``disk-full``, ``folder-unwritable``, ``file-unreadable``, ``tensorboardx-missing``.
        """
        found = read_settings(self.folder)
        changed = self.changed()
        changes_told = [str(change) for change in changed]
        if rates_rise(changed, self.settings):
            changes_told.append(RATES_RISE)
        if found.older:
            names = ", ".join(f"{before} is now {now}" for before, now in sorted(found.older.items()))
            changes_told.append(f"the settings of this run were written under older names: {names}")
        samples = samples_path(self.folder)

        def told(line: Mapping[str, Any]) -> bool:
            return int(line["step"]) <= (step if "loss" in line else evaluated)

        rewinds = [
            plan_rewind(self.folder / METRICS, told, check_metrics_line),
            replace(plan_rewind(samples, told, check_samples_line), path=self.folder / SAMPLES_LOG),
        ]
        self.accepted = True
        if samples.exists() and samples.name != SAMPLES_LOG:
            try:
                os.replace(samples, self.folder / SAMPLES_LOG)
            except OSError as error:
                raise writing_problem(error, self.folder, 0) from error
        remove_leftovers(self.folder)
        remove_leftovers(self.folder / "checkpoints")
        if found.older or (found.settings, found.data) != (self.settings, self.data):
            write_settings(self.folder, self.settings, self.data, self.source)
        for rewind in rewinds:
            aside = rewind.write()
            if aside is not None:
                name = rewind.path.name
                changes_told.append(
                    f"{name} contained unreadable lines: they were moved to {aside.name}, all others are kept"
                )
        if self.settings.tensorboard:
            self._event_file = begin_event_file(self.folder, self.folder)
        for sentence in changes_told:
            self.log(sentence)

    def discard(self) -> None:
        """Undo what ``create`` has made, where the run was refused: not to be called under its lock."""
        created = self._created
        if created is None or self.accepted:
            return
        with contextlib.suppress(OSError):
            if created.settings is None:
                (self.folder / SETTINGS).unlink(missing_ok=True)
            else:
                (self.folder / SETTINGS).write_bytes(created.settings)
            if LOCK not in created.names:
                (self.folder / LOCK).unlink(missing_ok=True)
            for folder in created.folders:
                folder.rmdir()

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
        self._place = _identity(self.folder)
        return lock

    def require_place(self) -> None:
        """Look whether the folder that was locked still lies where it lay.

        Raises:
            Problem: ``run-gone``.
        """
        if self._place is not None and (_identity(self.folder) != self._place or not (self.folder / SETTINGS).exists()):
            raise Problem("run-gone", path=self.folder)

    def last_checkpoint(self) -> Path | None:
        """The latest whole checkpoint that can be resumed from."""
        resumable = [path for path in list_checkpoints(self.folder) if (path / TRAINING).exists()]
        return resumable[-1] if resumable else None

    def append(self, name: str, line: Mapping[str, Any]) -> None:
        """Add one line of JSON to ``METRICS`` or ``SAMPLES_LOG``.

        Raises:
            Problem: ``disk-full`` or ``folder-unwritable``.
        """
        self._append_text(name, json.dumps(line, ensure_ascii=False) + "\n")
        if name == METRICS and self._event_file is not None:
            self._event_file.add(line)

    def log(self, sentence: str) -> None:
        """Add a line with the time to ``log.txt``."""
        now = datetime.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        self._append_text(LOG, f"{now}  {printable(sentence)}\n")

    def sync(self) -> None:
        """Bring the metrics to the disk, so that a checkpoint never stands without the lines that led to it.

        Raises:
            Problem: ``run-gone``.
        """
        self.require_place()
        events = [] if self._event_file is None else [self._event_file.path]
        for path in (self.folder / METRICS, self.folder / SAMPLES_LOG, *events):
            if path.exists():
                with open(path, "ab") as file:
                    os.fsync(file.fileno())

    def _append_text(self, name: str, text: str) -> None:
        self.require_place()
        try:
            with open(self.folder / name, "a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise writing_problem(error, self.folder, len(text)) from error

    def thin_out(self) -> None:
        """Delete the checkpoints that are neither last, best by a score, pinned, nor kept under the disk budget.

        Only the last one keeps its training state, twice the size of the weights. Nothing is deleted while it is not
        known what is pinned.
        """
        self.require_place()
        try:
            pinned = pinned_steps(self.folder)
        except Problem as problem:
            self.log(f"no checkpoints were deleted: {problem}")
            return
        infos = []
        for path in list_checkpoints(self.folder):
            # One that is damaged is the person's to look at, and no reason to end a training.
            with contextlib.suppress(Problem):
                infos.append(read_info(path))
        if not infos:
            return
        keep = {infos[-1].folder}
        for key in REGISTERED:
            found = best(infos, key, lambda info: info.scores)
            if found is not None:
                keep.add(found.folder)
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

    def look_again(self) -> "NullRun":
        """The first process does this."""
        return self

    def accept(self, step: int, evaluated: int) -> None:
        """The first process does this."""
        self.accepted = True

    def sync(self) -> None:
        """The first process does this."""

    def thin_out(self) -> None:
        """The first process does this."""

    def _append_text(self, name: str, text: str) -> None:
        pass


def _content(path: Path) -> bytes | None:
    """What a settings file holds; None where there is none."""
    try:
        return read_bounded(path, MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise writing_problem(error, path, 0) from error


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from any other that comes to lie in its place; None where none lies there."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())
