"""``settings.toml`` of a run: its settings, the data folder that it trains on, and the weights that it began with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.checking import check, read_file, write_file
from engine.errors import Problem
from engine.escapes import path_text, text_path
from engine.settings import RENAMED, Settings

SETTINGS = "settings.toml"
START = "start"
"""The table that names the weights a run began with."""


@dataclass(frozen=True, slots=True)
class WeightsSource:
    """The checkpoint whose weights a run begins with, where they are not its own.

    Attributes:
        checkpoint: its folder.
        digest: of its weights, as ``runs.tensors.digest_of`` writes it. Once the run has a checkpoint of its own, the
            source is no longer read, and this is all that tells which weights they were.
    """

    checkpoint: Path
    digest: str

    def to_toml(self) -> dict[str, str]:
        """What ``from_toml`` reads."""
        return {"checkpoint": path_text(self.checkpoint), "weights": self.digest}

    @classmethod
    def from_toml(cls, value: Any) -> "WeightsSource":
        """The source that ``to_toml`` wrote.

        Raises:
            ValueError: if it is none.
        """
        names = ("checkpoint", "weights")
        if not isinstance(value, Mapping) or not all(isinstance(value.get(name), str) for name in names):
            raise ValueError(f"[{START}] does not name a checkpoint and the digest of its weights")
        return cls(text_path(value["checkpoint"]), value["weights"])


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What the file holds.

    Attributes:
        older: the names it was written under that have changed since, with their present ones.
        source: the weights that the run began with; None where they are its own.
    """

    settings: Settings
    data: Path
    older: Mapping[str, str]
    source: WeightsSource | None = None


def read_settings(run: Path) -> RunSettings:
    """The settings file of a run's folder.

    Raises:
        Problem: ``run-missing``, ``settings-not-toml``, ``settings-wrong``.
    """
    path = run / SETTINGS
    if not path.exists():
        raise Problem("run-missing", path=run)
    values = read_file(path)
    settings, data = values.get("settings"), values.get("data")
    if not isinstance(settings, Mapping) or not isinstance(data, str) or "\0" in data:
        raise Problem("settings-not-toml", path=path, reason="data or [settings] is missing")
    older = {name: RENAMED[name] for name in settings if name in RENAMED}
    try:
        source = WeightsSource.from_toml(values[START]) if START in values else None
    except ValueError as error:
        raise Problem("settings-not-toml", path=path, reason=str(error)) from error
    return RunSettings(check(settings), text_path(data), older, source)


def write_settings(run: Path, settings: Settings, data: Path, source: WeightsSource | None = None) -> None:
    """Write the settings file of a run's folder.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    write_file(run / SETTINGS, settings, data, {START: source.to_toml()} if source else None)
