"""Which models of timm can be encoders, without loading timm: the names, what they take, what weights they have.

The table beside this file, ``timm_models.tsv``, is made by ``python -m tests.timm_table`` for the version of timm that
pyproject.toml pins: importing timm takes seconds, and trying a thousand models minutes. Standard library only.
"""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.registry import load

PREFIX = "timm:"
"""What an encoder's key begins with where the rest is timm's name of a model."""

TABLE = Path(__file__).with_name("timm_models.tsv")
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class TimmModel:
    """One architecture of timm's, whose last features are a grid or tokens in the order of the places.

    Attributes:
        name: timm's, without the tag of any weights.
        stride: pixels between two places.
        side: height and width of the pictures that it accepts; 0 where others fit too.
        training_bytes, captioning_bytes: as of ``EncoderEntry``.
        tags: of the weights that are published, the default first; none where there are none.
    """

    name: str
    stride: int
    side: int
    training_bytes: int
    captioning_bytes: int
    tags: tuple[str, ...]

    def row(self) -> str:
        """Its line of the table."""
        values = (self.name, self.stride, self.side, self.training_bytes, self.captioning_bytes, ",".join(self.tags))
        return "\t".join(map(str, values))

    @classmethod
    def of(cls, row: str) -> TimmModel:
        """What ``row`` made."""
        name, stride, side, training, captioning, tags = row.split("\t")
        found = tuple(tag for tag in tags.split(",") if tag)
        return cls(name, int(stride), int(side), int(training), int(captioning), found)


@cache
def models() -> Mapping[str, TimmModel]:
    """All that fit, by their name."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return {model.name: model for model in map(TimmModel.of, lines)}


def installed() -> bool:
    """Whether timm itself is there."""
    return importlib.util.find_spec("timm") is not None


def find(key: str) -> TimmModel | None:
    """The model that a key names, ``timm:NAME`` or ``timm:NAME.TAG``; None if it is none of them."""
    if not key.startswith(PREFIX):
        return None
    name, _, tag = key.removeprefix(PREFIX).partition(".")
    model = models().get(name)
    if model is None and installed():
        # The table is shorter than timm's list; this takes seconds.
        model = load(f"{__package__}.timm_looking:look")(name)
    return model if model and (not tag or tag in model.tags) else None


def nearest(key: str) -> tuple[str, ...]:
    """The keys that are spelt most like one, the likeliest first."""
    name, _, tag = key.removeprefix(PREFIX).partition(".")
    if tag and name in models():
        tags = models()[name].tags
        close = difflib.get_close_matches(tag, tags, n=_NEAREST, cutoff=0) or [""]
        return tuple(f"{PREFIX}{name}.{tag}" if tag else PREFIX + name for tag in close)
    return tuple(PREFIX + close for close in difflib.get_close_matches(name, models(), n=_NEAREST, cutoff=0))
