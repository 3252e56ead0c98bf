"""The whole benchmark: ceilings first, then everything against them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from engine.bench.ceilings import decoding_rate, encoding_flops, matrix_flops
from engine.bench.figures import Figure, Stopped, median_seconds
from engine.bench.measures import (
    FULL_EPOCH,
    captioning_rates,
    preparing_rate,
    scoring_seconds,
    training_rate,
)
from engine.bench.notebook import NotebookWay
from engine.data.layout import DataSet, open_data
from engine.data.picture import Framing
from engine.data.vocabulary import Vocabulary
from engine.models.captioner import Captioner
from engine.recipes import RECIPES, resolve
from engine.settings import Settings
from engine.training.hardware import autocast, choose_device, number_format, use_threads

VALIDATION = 1016
"""Captions of a validation set of DeepFashion-MultiModal."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        data: a data folder.
        recipes: names of ``RECIPES``.
        batch: pictures a step on the GPU and at once in captioning; a processor takes the recipe's own.
        steps: of each run that is trained.
        seconds: spent on each of the shorter measurements, about.
    """

    data: Path
    device: str = "auto"
    recipes: tuple[str, ...] = tuple(RECIPES)
    batch: int = 256
    steps: int = 60
    seconds: float = 3.0


def run(plan: Plan, stopped: Stopped) -> Iterator[Figure]:
    """Measure, and give each figure as it comes.

    Raises:
        Problem: what is wrong with the data or the device; ``stopped``.
    """
    device = choose_device(plan.device)
    use_threads(0)
    data = open_data(plan.data, validation_share=0.1, seed=1)
    paths = [record.path for record in data.records]
    ceilings: dict[torch.dtype, float] = {}
    for dtype in _formats(device):
        ceilings[dtype] = matrix_flops(device, dtype, seconds=plan.seconds, stopped=stopped)
        yield Figure(f"matrix product, {_name(dtype)}", ceilings[dtype] / 1e12, "TFLOP/s")
    decoded = decoding_rate(paths, seconds=plan.seconds, stopped=stopped)
    yield Figure("decoding, Pillow, all cores", decoded, "pictures/s")
    framing = Framing.of(resolve("compact", {}))
    rate = preparing_rate(data.records, framing, device, stopped=stopped)
    # A JPEG may be decoded at half its size, which the ceiling is not: more than all of it is possible.
    yield Figure("preparing, JPEG to store", rate, "pictures/s", share=rate / decoded)
    yield Figure("scoring", scoring_seconds(data.captions, VALIDATION), "s", note=f"{VALIDATION} captions")
    for recipe in plan.recipes:
        yield from _recipe(plan, recipe, device, data, ceilings, stopped)


def _recipe(
    plan: Plan,
    recipe: str,
    device: torch.device,
    data: DataSet,
    ceilings: dict[torch.dtype, float],
    stopped: Stopped,
) -> Iterator[Figure]:
    settings = _settings(plan, recipe, device)
    captioner = Captioner(settings, Vocabulary.build(data.captions), Framing.of(settings))
    captioner.to(memory_format=torch.channels_last).to(device)
    flops = encoding_flops(captioner)
    dtype = number_format(settings, device)
    ceiling = ceilings[dtype]
    notebook = None
    if recipe == "notebook":
        way = NotebookWay(captioner, data.train)
        one = median_seconds(way.train_one, device, seconds=plan.seconds, stopped=stopped)
        notebook = 1 / one
        yield Figure("notebook's way: training", notebook, "pictures/s", note="one a step, decoded each time, fp32")
    steps = plan.steps if device.type == "cuda" or recipe != "notebook" else max(3, plan.steps // 20)
    rate = training_rate(plan.data, settings, str(device), steps=steps, stopped=stopped)
    yield Figure(
        f"{recipe}: training",
        rate,
        "pictures/s",
        share=3 * flops * rate / ceiling,
        ratio=rate / notebook if notebook else None,
        note=f"batch {settings.batch_size}, {_name(dtype)}, encoder trained whole",
    )
    frozen = settings.model_copy(update={"train_encoder": "none", "attribute_loss": 0.0})
    for batch in (settings.batch_size, 1024) if device.type == "cuda" else (settings.batch_size,):
        cached = training_rate(
            plan.data, frozen.model_copy(update={"batch_size": batch}), str(device), steps=plan.steps, stopped=stopped
        )
        yield Figure(
            f"{recipe}: training from kept codes",
            cached,
            "pictures/s",
            ratio=cached / notebook if notebook else None,
            note=f"batch {batch}; an epoch of {FULL_EPOCH:,} in {FULL_EPOCH / cached:.2f} s",
        )
    yield from _captioning(plan, recipe, captioner, data, dtype, ceiling / flops, stopped)


def _captioning(
    plan: Plan,
    recipe: str,
    captioner: Captioner,
    data: DataSet,
    dtype: torch.dtype,
    most: float,
    stopped: Stopped,
) -> Iterator[Figure]:
    """``most``: pictures a second that the encoder would take at the ceiling."""
    device = next(captioner.parameters()).device
    seen = _pictures(captioner.framing, [record.path for record in data.train[:16]])
    batch = plan.batch if device.type == "cuda" else 16
    with autocast(device, dtype):
        many, encoded, one, encoder = captioning_rates(
            captioner, seen, batch=batch, seconds=plan.seconds, stopped=stopped
        )
    ratio = None
    if recipe == "notebook":
        way, settings = NotebookWay(captioner, data.train), captioner.settings
        alone = median_seconds(
            lambda: way.caption_one(settings.beam_width, settings.max_words),
            device,
            seconds=plan.seconds,
            stopped=stopped,
            least=2,
        )
        yield Figure("notebook's way: captioning", 1 / alone, "pictures/s", note="one by one, hypothesis by hypothesis")
        ratio = many * alone
    yield Figure(f"{recipe}: encoder alone", encoded, "pictures/s", share=encoded / most, note=f"batch {batch}")
    yield Figure(
        f"{recipe}: captioning",
        many,
        "pictures/s",
        share=many / most,
        ratio=ratio,
        note=f"batch {batch}, beam {captioner.settings.beam_width}, untrained weights",
    )
    yield Figure(
        f"{recipe}: one caption",
        1000 * one,
        "ms",
        note=f"{one / encoder:.2f} x the encoder alone ({1000 * encoder:.0f} ms)",
    )


def _settings(plan: Plan, recipe: str, device: torch.device) -> Settings:
    # A figure of speed hangs on no weights, and none are fetched for it.
    changes: dict[str, object] = {"encoder_weights": "scratch"}
    if device.type == "cuda":
        changes["batch_size"] = plan.batch
    elif recipe == "notebook":
        changes["batch_size"] = 4
    return resolve(recipe, changes)


def _formats(device: torch.device) -> Sequence[torch.dtype]:
    if device.type == "cpu":
        return (torch.float32,)
    return (torch.float32, torch.bfloat16, torch.float16)


def _name(dtype: torch.dtype) -> str:
    return {torch.float32: "fp32", torch.bfloat16: "bf16", torch.float16: "fp16"}[dtype]


def _pictures(framing: Framing, paths: Sequence[Path]) -> np.ndarray:
    return np.stack([framing.view(framing.read(path)) for path in paths])
