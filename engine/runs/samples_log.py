"""``probes.jsonl``: what the fixed samples of a run were captioned as, evaluation by evaluation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from engine.events import SampleCaption
from engine.runs.line_log import LineFault, read_lines

SAMPLES_LOG = "probes.jsonl"

Samples = list[tuple[int, tuple[SampleCaption, ...]]]


class _Sample(BaseModel):
    model_config = ConfigDict(strict=True)

    name: str
    picture: str | None
    noise_seed: int | None = Field(ge=0, lt=2**63)
    english: str
    chinese: str


class _SamplesLine(BaseModel):
    model_config = ConfigDict(strict=True)

    probes: list[_Sample]


def check_samples_line(line: Mapping[str, Any]) -> None:
    """Refuse a line whose values are not what such a line holds.

    Raises:
        ValidationError: with what is wrong.
    """
    _SamplesLine.model_validate(line)


def as_line(sample: SampleCaption) -> dict[str, Any]:
    """A sample as a line holds it."""
    return {
        "name": sample.name,
        "picture": str(sample.picture) if sample.picture else None,
        "noise_seed": sample.noise_seed,
        "english": sample.english,
        "chinese": sample.chinese,
    }


def read_samples(folder: Path, faults: list[LineFault] | None = None) -> Samples:
    """The samples' captions, by step; none where there was no evaluation yet.

    Args:
        faults: takes the lines that cannot be read.

    Raises:
        Problem: ``file-unreadable``.
    """
    found: Samples = []
    for line in read_lines(folder / SAMPLES_LOG, check_samples_line, faults):
        samples = _SamplesLine.model_validate(line).probes
        found.append((line["step"], tuple(_caption(sample) for sample in samples)))
    return found


def _caption(sample: _Sample) -> SampleCaption:
    picture = Path(sample.picture) if sample.picture else None
    return SampleCaption(sample.name, picture, sample.noise_seed, sample.english, sample.chinese)
