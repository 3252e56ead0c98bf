"""The benchmark: the limits of the machine first, then each measurement relative to them."""

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from engine.bench.ceilings import copying_rate, decoding_rate, encoding_flops, gpu_decoding_rate, matrix_flops
from engine.bench.figures import Figure, Stopped, median_seconds
from engine.bench.measures import (
    Trained,
    captioning_rates,
    drawing_rate,
    evaluation_seconds,
    preparing_rate,
    scoring_seconds,
    share_of_same,
    train_briefly,
)
from engine.bench.notebook import NotebookMethod
from engine.bench.standins import FULL_EPOCH, FULL_SET, VALIDATION, write_stand_ins
from engine.captions.vocabulary import Vocabulary
from engine.data.layout import DataSet, open_data
from engine.data.picture import Framing
from engine.files import project_folder
from engine.models.captioner import Captioner
from engine.models.devices import captioning_batch, choose_device, compiles, number_format, use_threads
from engine.models.memory import return_memory
from engine.recipes import RECIPES, resolve
from engine.runs.checkpoint import read_captioner
from engine.settings import Settings

# Epochs over cached features; the first one warms up.
_EPOCHS = 7
_SMALL_GPU = 8e9
# Pictures drawn to measure the speed of drawing.
_DRAWN = {"cuda": 256, "cpu": 32}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        data: a data folder.
        recipes: names of ``RECIPES``.
        batch: batch size of training and captioning on the GPU; a CPU uses the recipe's batch size.
        steps: length of each training run.
        seconds: approximate duration of each short measurement.
    """

    data: Path
    device: str = "auto"
    recipes: tuple[str, ...] = tuple(RECIPES)
    batch: int = 256
    steps: int = 60
    seconds: float = 3.0


def run(plan: Plan, stopped: Stopped) -> Iterator[Figure]:
    """Run the benchmark and yield each figure when it is measured.

    Raises:
        Problem: problems of the data or the device; ``stopped``.
    """
    device = choose_device(plan.device)
    use_threads(0)
    drawn = data = open_data(plan.data, validation_share=0.1, seed=1)
    paths = [record.path for record in data.records]
    ceilings: dict[torch.dtype, float] = {}
    for dtype in _formats(device):
        ceilings[dtype] = matrix_flops(device, dtype, seconds=plan.seconds, stopped=stopped)
        yield Figure(f"matrix product, {_name(dtype)}", ceilings[dtype] / 1e12, "TFLOP/s")
    decoded = decoding_rate(paths, seconds=plan.seconds, stopped=stopped)
    yield Figure("decoding, Pillow, all cores", decoded, "pictures/s")
    yield Figure("drawing demo pictures", drawing_rate(_DRAWN[device.type], stopped=stopped), "pictures/s")
    with tempfile.TemporaryDirectory() as folder:
        if device.type == "cuda":
            copied = copying_rate(device, seconds=plan.seconds, stopped=stopped)
            yield Figure("copying to the GPU", copied / 1e9, "GB/s", note="from pinned memory")
            decoded = gpu_decoding_rate(paths, device, seconds=plan.seconds, stopped=stopped)
            yield Figure("decoding, nvJPEG", decoded, "pictures/s")
            full = write_stand_ins(data.records, Path(folder) / "full", FULL_SET, FULL_EPOCH + VALIDATION)
            plan = dataclasses.replace(plan, data=full)
            data = open_data(full, validation_share=0.1, seed=1)
        framing = Framing.of(resolve("compact", {}))
        rate = preparing_rate(data.records, framing, device, stopped=stopped)
        # JPEGs may be decoded at half their size, unlike in the limit, so the share can exceed 100 %.
        took = f"{len(data.records):,} pictures in {len(data.records) / rate:.1f} s"
        yield Figure("preparing, JPEG to store", rate, "pictures/s", share=rate / decoded, note=took)
        yield Figure("scoring", scoring_seconds(data.captions, VALIDATION), "s", note=f"{VALIDATION} captions")
        for recipe in plan.recipes:
            yield from _recipe(plan, recipe, device, data, ceilings, stopped)
        if device.type == "cuda":
            # Not on the stand-ins, which contain each picture many times.
            yield _same_captions(plan, device, drawn, stopped)


def _recipe(
    plan: Plan,
    recipe: str,
    device: torch.device,
    data: DataSet,
    ceilings: dict[torch.dtype, float],
    stopped: Stopped,
) -> Iterator[Figure]:
    settings = _settings(plan, recipe, device)
    dtype = number_format(settings, device)
    rate = None
    if recipe == "notebook":
        rate = _notebooks_training(plan, settings, device, data, stopped)
        note = "one picture per step, decoded each time, fp32"
        yield Figure("notebook's method: training", rate, "pictures/s", note=note)
    yield from _training(plan, recipe, settings, device, data, ceilings[dtype], rate, stopped)
    yield from _codes(plan, recipe, settings, device, rate, stopped)
    return_memory()
    captioner = _captioner(settings, data, device)
    most = ceilings[dtype] / encoding_flops(captioner)
    yield from _captioning(plan, recipe, captioner, data, most, stopped)
    del captioner
    if device.type == "cuda":
        yield from _on_eight_gigabytes(plan, recipe, settings, device, stopped)


def _notebooks_training(plan: Plan, settings: Settings, device: torch.device, data: DataSet, stopped: Stopped) -> float:
    """Pictures per second with the notebook's method; its weights and optimizer state are freed afterwards."""
    way = NotebookMethod(_captioner(settings, data, device), data.train)
    return 1 / median_seconds(way.train_one, device, seconds=plan.seconds, stopped=stopped)


def _training(
    plan: Plan,
    name: str,
    settings: Settings,
    device: torch.device,
    data: DataSet,
    ceiling: float,
    notebook: float | None,
    stopped: Stopped,
) -> Iterator[Figure]:
    """Training with the whole encoder; on a GPU compiled and eager.

    Args:
        ceiling: limit in floating-point operations per second.
        notebook: pictures per second with the notebook's method.
    """
    with torch.device("meta"):
        # The statistics of pictures are real even here.
        captioner = _untrained(settings, data).to("meta")
        flops = encoding_flops(captioner)
    few = device.type == "cpu" and name == "notebook"
    steps = max(3, plan.steps // 20) if few else plan.steps
    on_gpu = device.type == "cuda"
    ways = {": training": "on", ": training, eager": "off"} if on_gpu else {": training": settings.compile}
    for way, compiled in ways.items():
        # Free the memory of earlier measurements: the micro-batch size depends on the free memory.
        return_memory()
        chosen = settings.model_copy(update={"compile": compiled})
        trained = train_briefly(plan.data, chosen, str(device), steps=steps, stopped=stopped)
        note = f"batch {settings.batch_size}, {_name(number_format(settings, device))}, whole encoder trained"
        if on_gpu:
            # Without Triton nothing is compiled.
            done = compiles(chosen, device, len(data.train))
            note += f", {'compiled' if done else 'eager'}, {_memory(trained)}"
        yield Figure(
            name + way,
            trained.rate,
            "pictures/s",
            share=3 * flops * trained.rate / ceiling,
            ratio=trained.rate / notebook if notebook else None,
            note=note,
        )


def _codes(
    plan: Plan, recipe: str, settings: Settings, device: torch.device, notebook: float | None, stopped: Stopped
) -> Iterator[Figure]:
    """Training from the cached features of a frozen encoder; on a GPU whole epochs are timed."""
    frozen = settings.model_copy(update={"train_encoder": "none", "attribute_loss": 0.0})
    on_gpu = device.type == "cuda"
    for batch in (settings.batch_size, 1024) if on_gpu else (settings.batch_size,):
        return_memory()
        epoch = -(-FULL_EPOCH // batch)
        trained = train_briefly(
            plan.data,
            frozen.model_copy(update={"batch_size": batch}),
            str(device),
            steps=_EPOCHS * epoch if on_gpu else plan.steps,
            log_every=epoch if on_gpu else 0,
            stopped=stopped,
        )
        yield Figure(
            f"{recipe}: training from cached features",
            trained.rate,
            "pictures/s",
            ratio=trained.rate / notebook if notebook else None,
            note=f"batch {batch}; an epoch of {FULL_EPOCH:,} in {FULL_EPOCH / trained.rate:.2f} s",
        )


def _captioning(
    plan: Plan, name: str, captioner: Captioner, data: DataSet, most: float, stopped: Stopped
) -> Iterator[Figure]:
    """``most``: pictures per second of the encoder at the machine's limit."""
    device, settings = next(captioner.parameters()).device, captioner.settings
    on_gpu = device.type == "cuda"
    seen = _pictures(captioner.framing, [record.path for record in data.train[:16]])
    alone = None
    if name == "notebook":
        way = NotebookMethod(captioner, data.train)
        alone = median_seconds(
            lambda: way.caption_one(settings.beam_width, settings.max_words),
            device,
            seconds=plan.seconds,
            stopped=stopped,
            least=2,
        )
        yield Figure("notebook's method: captioning", 1 / alone, "pictures/s", note="one picture at a time")
    for batch in sorted({plan.batch, max(plan.batch, captioning_batch(captioner, device))}) if on_gpu else (16,):
        with captioner.in_format():
            many, encoded, single, encoder = captioning_rates(
                captioner, seen, batch=batch, seconds=plan.seconds, stopped=stopped
            )
        note = f"batch {batch}"
        yield Figure(f"{name}: encoder alone", encoded, "pictures/s", share=encoded / most, note=note)
        yield Figure(
            f"{name}: captioning",
            many,
            "pictures/s",
            share=many / most,
            ratio=many * alone if alone else None,
            note=f"{note}, beam {settings.beam_width}, untrained weights",
        )
    beside = f"{single / encoder:.2f} x the encoder alone ({1000 * encoder:.0f} ms)"
    yield Figure(f"{name}: one caption", 1000 * single, "ms", note=beside)
    records = [*data.validation, *data.train][: VALIDATION if on_gpu else 16]
    spent = evaluation_seconds(captioner, records, repeated=on_gpu, seconds=plan.seconds, stopped=stopped)
    yield Figure(
        f"{name}: evaluation",
        spent,
        "s",
        share=len(records) / most / spent,
        ratio=alone * len(records) / spent if alone else None,
        note=f"{len(records):,} pictures, all scores, untrained weights"
        + ("; the notebook's method: captioning only" if alone else ""),
    )


def _on_eight_gigabytes(
    plan: Plan, recipe: str, settings: Settings, device: torch.device, stopped: Stopped
) -> Iterator[Figure]:
    """Training with torch limited to 8 GB of GPU memory."""
    return_memory()
    _, total = torch.cuda.mem_get_info(device)
    torch.cuda.set_per_process_memory_fraction(min(1.0, _SMALL_GPU / total), device)
    try:
        eager = settings.model_copy(update={"compile": "off"})
        trained = train_briefly(plan.data, eager, str(device), steps=max(6, plan.steps // 4), stopped=stopped)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, device)
    yield Figure(f"{recipe}: training within 8 GB", trained.rate, "pictures/s", note=f"eager, {_memory(trained)}")


def _same_captions(plan: Plan, device: torch.device, data: DataSet, stopped: Stopped) -> Figure:
    """How often the demo checkpoint gives the same caption in a batch as alone in fp32."""
    captioner = read_captioner(project_folder() / "checkpoints" / "demo").to(device)
    seen = _pictures(captioner.framing, [record.path for record in data.records[:500]])
    same = share_of_same(captioner, seen, batch=plan.batch, stopped=stopped)
    return Figure("same captions as one by one in fp32", 100 * same, "%", note=f"{len(seen)} pictures, demo checkpoint")


def _untrained(settings: Settings, data: DataSet) -> Captioner:
    return Captioner(settings, Vocabulary.build(data.captions, data.language), Framing.of(settings), data.domain)


def _captioner(settings: Settings, data: DataSet, device: torch.device) -> Captioner:
    return _untrained(settings, data).to(memory_format=torch.channels_last).to(device)


def _memory(trained: Trained) -> str:
    return f"{trained.device_bytes / 1e9:.1f} GB GPU memory, {trained.process_bytes / 1e9:.1f} GB memory"


def _settings(plan: Plan, recipe: str, device: torch.device) -> Settings:
    # Speed does not depend on the weights, so none are downloaded.
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
