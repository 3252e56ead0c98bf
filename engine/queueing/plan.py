"""The plan of a queue: ``queue.json`` in a folder that also contains the folders of its runs.

It holds the plan only. The progress of a run is stored in its own folder, so a killed process leaves no wrong status.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import filelock
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from engine.checking import first_fault
from engine.errors import Problem, reason
from engine.files import read_json, write_json_atomically, writing_problem
from engine.recipes import resolve
from engine.runs.run import Run
from engine.runs.settings_file import SETTINGS
from engine.settings import Settings

PLAN = "queue.json"
MOST_BYTES = 2**24
FORMAT = 1
_LOCK = ".queue-plan.lock"
_PATIENCE = 10.0
"""Seconds that a change of the plan waits for another change, which takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One planned run.

    Attributes:
        name: name of its folder in the queue's folder.
        changes: settings that differ from the recipe's.
        skipped: the user chose to skip it.
    """

    name: str
    recipe: str
    changes: Mapping[str, Any]
    data: Path
    skipped: bool = field(default=False, compare=False)

    def settings(self) -> Settings:
        """All of its settings.

        Raises:
            Problem: ``recipe-unknown``.
            SettingsWrong: with every wrong value.
        """
        return resolve(self.recipe, self.changes)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as the file holds them."""
        plain = {"name": self.name, "recipe": self.recipe, "changes": dict(self.changes), "data": str(self.data)}
        return {**plain, "skipped": True} if self.skipped else plain


class _PlannedRun(BaseModel):
    """A ``Planned`` as the file holds it."""

    model_config = ConfigDict(strict=True)

    name: str = Field(min_length=1)
    recipe: str
    changes: dict[str, Any]
    data: str
    skipped: bool = False

    @field_validator("name", "data")
    @classmethod
    def _no_nul(cls, value: str) -> str:
        if "\0" in value:
            raise ValueError("a path cannot contain a NUL character")
        return value

    @field_validator("name")
    @classmethod
    def _one_folder(cls, value: str) -> str:
        if value in (".", "..") or Path(value).name != value:
            raise ValueError(f"{value!r} is not the name of a folder")
        return value

    def planned(self) -> Planned:
        return Planned(self.name, self.recipe, self.changes, Path(self.data), self.skipped)


class _PlanFile(BaseModel):
    model_config = ConfigDict(strict=True)

    format: int = 1
    runs: list[_PlannedRun]


class Queue:
    """The plan in a folder. Each change reads and writes the file under a lock, so that concurrent changes are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder).absolute()

    @property
    def planned(self) -> tuple[Planned, ...]:
        """The runs in their order; empty if nothing was planned yet.

        Raises:
            Problem: ``queue-broken``.
        """
        path = self.folder / PLAN
        try:
            found = _PlanFile.model_validate(read_json(path, MOST_BYTES))
            if found.format != FORMAT:
                raise ValueError(f"it has format {found.format}, this Atelier reads {FORMAT}")
            return tuple(run.planned() for run in found.runs)
        except FileNotFoundError:
            return ()
        except ValidationError as error:
            raise Problem("queue-broken", path=path, reason=first_fault(error)) from error
        except (OSError, ValueError) as error:
            raise Problem("queue-broken", path=path, reason=reason(error)) from error

    def add(self, wanted: Sequence[Planned]) -> None:
        """Append runs to the plan; a run that is already planned with the same values stays where it is.

        Raises:
            Problem: ``queue-differs`` if a name belongs to another run; ``folder-unwritable``, ``disk-full``.
            SettingsWrong: with every wrong value of the first wrong run.
        """
        for run in wanted:
            run.settings()

        def change(runs: list[Planned]) -> list[Planned]:
            known = {run.name: run for run in runs}
            for run in wanted:
                existing = known.get(run.name)
                if existing != run and (existing is not None or self._is_another(run)):
                    raise Problem("queue-differs", path=self.folder, name=run.name)
            return [*runs, *(run for run in wanted if run.name not in known)]

        self._change(change)

    def remove(self, name: str) -> None:
        """Remove a run from the plan; its folder stays."""
        self._change(lambda runs: [run for run in runs if run.name != name])

    def move(self, name: str, by: int) -> None:
        """Move a run by ``by`` places, down if positive, at most to the end of the list."""

        def change(runs: list[Planned]) -> list[Planned]:
            place = next((number for number, run in enumerate(runs) if run.name == name), None)
            if place is not None:
                runs.insert(min(max(0, place + by), len(runs)), runs.pop(place))
            return runs

        self._change(change)

    def skip(self, name: str, skipped: bool = True) -> None:
        """Skip a run, or include it again."""
        self._change(lambda runs: [replace(run, skipped=skipped) if run.name == name else run for run in runs])

    def free_name(self, stem: str) -> str:
        """A name that neither a planned run nor a folder has: the stem, or stem-2, stem-3, …"""
        taken = {run.name for run in self.planned}
        name, number = stem, 1
        while name in taken or (self.folder / name).exists():
            number += 1
            name = f"{stem}-{number}"
        return name

    def _is_another(self, wanted: Planned) -> bool:
        """Whether the folder already contains a run with other settings or other data."""
        folder = self.folder / wanted.name
        if not (folder / SETTINGS).exists():
            return False
        run = Run.open(folder)
        return run.settings != wanted.settings() or run.data != wanted.data

    def _change(self, change: Callable[[list[Planned]], list[Planned]]) -> None:
        with self._changing():
            runs = change(list(self.planned))
            write_json_atomically(self.folder / PLAN, {"format": FORMAT, "runs": [run.to_json() for run in runs]})

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self.folder / _LOCK)
            lock.acquire(timeout=_PATIENCE)
        except filelock.Timeout as error:
            raise Problem("queue-busy", path=self.folder) from error
        except OSError as error:
            raise writing_problem(error, self.folder, 0) from error
        try:
            yield
        finally:
            lock.release()
