"""Values from a form, a file or the command line, checked against the schema: all that is wrong is told at once."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from engine.errors import Problem, reason
from engine.escapes import path_text
from engine.files import read_bounded_text, write_text_atomically
from engine.settings import RENAMED, Settings, choices, renamed

MOST_BYTES = 2**20
"""A settings file takes about a thousand."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong value: the setting's name, what is wrong (a pydantic error type), and the limits it broke."""

    name: str
    kind: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return WRONG.get(self.kind, WRONG["other"]).format(name=self.name, **self.values)


WRONG: dict[str, str] = {
    "unknown": "unknown setting {name} (nearest: {nearest})",
    "greater_than": "{name} must be more than {gt}",
    "greater_than_equal": "{name} must be {ge} or more",
    "less_than": "{name} must be less than {lt}",
    "less_than_equal": "{name} must be {le} or less",
    "literal_error": "{name} must be one of {expected}",
    "int_parsing": "{name} must be a whole number",
    "int_type": "{name} must be a whole number",
    "int_from_float": "{name} must be a whole number",
    "float_parsing": "{name} must be a number",
    "float_type": "{name} must be a number",
    "finite_number": "{name} must be a finite number",
    "bool_parsing": "{name} must be true or false",
    "string_too_short": "{name} must not be empty",
    "fixed-samples-many": "{name} must name at most {most} pictures, not {count}",
    "unlisted": "{value} is not available as {name} (nearest: {nearest})",
    "timm-missing": "{name} {value} needs the package timm; install it with python -m uv sync --extra timm",
    "language-key": "{name} must be auto or the key of a language, such as en, zh or pt-BR",
    "reward-form": '{name} must name a score, or several as in cider_d+0.5*bleu4; "{part}" is not understood',
    "reward-unknown": "{name} has no score {key}; choose from {keys}",
    "baseline-alone": "{name} others needs samples_per_picture of 2 or more",
    "renamed": "{name} is now called {now}",
    "no-value": "{name} needs a value, as name=value",
    "other": "{name} has an invalid value",
}


class SettingsWrong(Problem):
    """All that is wrong with a set of values, told together; ``wrongs`` has each by itself."""

    def __init__(self, wrongs: tuple[Wrong, ...]) -> None:
        self.wrongs = wrongs
        sentence = "; ".join(str(wrong) for wrong in wrongs)
        super().__init__("settings-wrong", details=sentence)


def check(values: Mapping[str, Any]) -> Settings:
    """Settings from plain values (text is read as a number where one is wanted), under their present or old names.

    Raises:
        SettingsWrong: with every wrong value.
    """
    try:
        return Settings(**renamed(values))
    except ValidationError as error:
        raise SettingsWrong(tuple(_wrong(item) for item in error.errors())) from None


def first_fault(error: ValidationError) -> str:
    """What is wrong first with a value that a pydantic model refused, and where: ``runs.0.name: …``."""
    item = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, item["loc"]))
    return f"{place}: {item['msg']}" if place else str(item["msg"])


def _wrong(item: Mapping[str, Any]) -> Wrong:
    name = str(item["loc"][0])
    if item["type"] == "extra_forbidden":
        nearest = difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0)
        return Wrong(name, "unknown", {"nearest": nearest[0] if nearest else "seed"})
    values = dict(item.get("ctx", {}))
    if item["type"] == "literal_error":
        values["expected"] = ", ".join(choices(name))
    return Wrong(name, item["type"], values)


def parse_assignments(assignments: list[str]) -> dict[str, str]:
    """Values of ``name=value`` words. Files are read under the settings' former names too; what is typed is not.

    Raises:
        SettingsWrong: for a word without ``=``, and for a former name.
    """
    values: dict[str, str] = {}
    wrongs = []
    for word in assignments:
        name, equals, value = word.partition("=")
        plain = name.strip().replace("-", "_")
        if not equals:
            wrongs.append(Wrong(name, "no-value", {}))
        elif plain in RENAMED:
            wrongs.append(Wrong(plain, "renamed", {"now": RENAMED[plain]}))
        values[plain] = value.strip()
    if wrongs:
        raise SettingsWrong(tuple(wrongs))
    return values


def read_file(path: Path) -> dict[str, Any]:
    """Plain values from a TOML file, unchecked.

    Raises:
        Problem: ``settings-not-toml``.
    """
    try:
        return tomllib.loads(read_bounded_text(path, MOST_BYTES))
    except RecursionError as error:
        raise Problem("settings-not-toml", path=path, reason="its values are nested too deeply") from error
    except (ValueError, OSError) as error:
        raise Problem("settings-not-toml", path=path, reason=reason(error)) from error


def write_file(path: Path, settings: Settings, data: Path, tables: Mapping[str, Any] | None = None) -> None:
    """Write settings and the data folder they train on as TOML, atomically.

    Args:
        tables: further tables of the file, by name.
    """
    content = {"data": path_text(data), **(tables or {}), "settings": settings.model_dump()}
    write_text_atomically(path, tomli_w.dumps(content))
