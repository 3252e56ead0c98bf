"""Sweeps: a run for each value of a setting, or for each combination of values of several settings."""

import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.checking import SettingsWrong, Wrong
from engine.queueing.plan import Planned
from engine.settings import RENAMED, Settings, choices

NAMED = 3
"""Maximum number of changes in the name of a run; with more it is named after its recipe."""


def parse_variations(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The values of ``name=a,b,c`` words, by name.

    Raises:
        SettingsWrong: for a word without ``=`` or without a value, and for a setting's former name.
    """
    found: dict[str, tuple[str, ...]] = {}
    wrongs = []
    for word in words:
        name, _, listed = word.partition("=")
        values = tuple(dict.fromkeys(value.strip() for value in listed.split(",") if value.strip()))
        plain = name.strip().replace("-", "_")
        if not values:
            wrongs.append(Wrong(name, "no-value", {}))
        elif plain in RENAMED:
            wrongs.append(Wrong(plain, "renamed", {"now": RENAMED[plain]}))
        found[plain] = values
    if wrongs:
        raise SettingsWrong(tuple(wrongs))
    return found


def sweep(
    variations: Mapping[str, Sequence[Any]], recipe: str, changes: Mapping[str, Any], data: Path
) -> list[Planned]:
    """A run for each combination of values, in the given order; a single run if nothing varies.

    Args:
        changes: settings of all runs; the values of ``variations`` override them.
    """
    runs = []
    for values in itertools.product(*variations.values()):
        varied = dict(zip(variations, values, strict=True))
        name = run_name(varied) if varied else default_name(recipe, changes)
        runs.append(Planned(name, recipe, {**changes, **varied}, Path(data).absolute()))
    return runs


def run_name(varied: Mapping[str, Any]) -> str:
    """A folder name made of settings, such as gru_attention-hidden_size=512."""
    return "-".join(_part(name, str(value)) for name, value in varied.items())


def default_name(recipe: str, changes: Mapping[str, Any]) -> str:
    """The name of a single run."""
    return run_name(changes) if 0 < len(changes) <= NAMED else recipe


def _part(name: str, value: str) -> str:
    # A value that only one setting can have needs no name.
    known = [other for other in Settings.model_fields if value in choices(other)]
    part = value if known == [name] else f"{name}={Path(value).stem if '/' in value else value}"
    return re.sub(r"[^\w.=+-]+", "_", part)
