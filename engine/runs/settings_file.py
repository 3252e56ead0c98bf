"""``settings.toml`` of a run: its settings, and the data folder that it trains on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.checking import check, read_file, write_file
from engine.errors import Problem
from engine.escapes import text_path
from engine.settings import RENAMED, Settings

SETTINGS = "settings.toml"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What the file holds.

    Attributes:
        older: the names it was written under that have changed since, with their present ones.
    """

    settings: Settings
    data: Path
    older: Mapping[str, str]


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
    return RunSettings(check(settings), text_path(data), older)


def write_settings(run: Path, settings: Settings, data: Path) -> None:
    """Write the settings file of a run's folder.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    write_file(run / SETTINGS, settings, data)
