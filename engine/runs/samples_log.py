"""``samples.jsonl``: what the fixed samples of a run were captioned as, evaluation by evaluation.

Its former name, ``probes.jsonl``, is read as well, until the run goes on.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from engine.escapes import path_text, text_path
from engine.events import SampleCaption
from engine.runs.line_log import LineFault, read_lines

SAMPLES_LOG = "samples.jsonl"
FORMER_LOG = "probes.jsonl"

Samples = list[tuple[int, tuple[SampleCaption, ...]]]


class _Sample(BaseModel):
    model_config = ConfigDict(strict=True)

    name: str
    picture: str | None
    noise_seed: int | None = Field(ge=0, lt=2**63)
    # Before captions of other languages the caption was the English one.
    caption: str | None = None
    language: str = "en"
    english: str
    chinese: str
    fit: Literal["fits", "doubtful", "unlike", "unknown"] = "unknown"
    distance: float | None = Field(default=None, ge=0)


class _SamplesLine(BaseModel):
    model_config = ConfigDict(strict=True)

    samples: list[_Sample] = Field(validation_alias=AliasChoices("samples", "probes"))


def check_samples_line(line: Mapping[str, Any]) -> None:
    """Refuse a line whose values are not what such a line holds.

    Raises:
        ValidationError: with what is wrong.
    """
    _SamplesLine.model_validate(line)


def samples_path(folder: Path) -> Path:
    """The file in a run's folder, under its former name where the run was not gone on with since."""
    present, former = folder / SAMPLES_LOG, folder / FORMER_LOG
    return former if former.exists() and not present.exists() else present


def as_line(sample: SampleCaption) -> dict[str, Any]:
    """A sample as a line holds it."""
    return {
        "name": sample.name,
        "picture": path_text(sample.picture) if sample.picture else None,
        "noise_seed": sample.noise_seed,
        "caption": sample.caption,
        "language": sample.language,
        "english": sample.english,
        "chinese": sample.chinese,
        "fit": sample.fit,
        "distance": sample.distance,
    }


def read_samples(folder: Path, faults: list[LineFault] | None = None) -> Samples:
    """The samples' captions, by step; none where there was no evaluation yet. Of several lines of a step the last one
    counts: it tells the fit as well.

    Args:
        faults: takes the lines that cannot be read.

    Raises:
        Problem: ``file-unreadable``.
    """
    found: dict[int, tuple[SampleCaption, ...]] = {}
    for line in read_lines(samples_path(folder), check_samples_line, faults):
        samples = _SamplesLine.model_validate(line).samples
        found[line["step"]] = tuple(_caption(sample) for sample in samples)
    return list(found.items())


def _caption(sample: _Sample) -> SampleCaption:
    picture = text_path(sample.picture) if sample.picture else None
    caption = sample.english if sample.caption is None else sample.caption
    return SampleCaption(
        sample.name,
        picture,
        sample.noise_seed,
        caption,
        sample.language,
        sample.english,
        sample.chinese,
        sample.fit,
        sample.distance,
    )
