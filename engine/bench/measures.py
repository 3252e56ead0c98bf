"""Measurements of Atelier: preparing, training, training from cached features, captioning, evaluating."""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch

from engine.bench.figures import Stopped, median_seconds
from engine.captions.languages import detect_language
from engine.data.layout import Record, open_data
from engine.data.picture import Framing
from engine.data.store import prepare
from engine.domains import draw_demo, fitting
from engine.errors import Problem
from engine.evaluation.scoring import evaluate
from engine.events import Commands, Event, LossLogged
from engine.loading.nvjpeg import decoder_for
from engine.metrics import METRICS
from engine.metrics.scored import TokenizedReferences
from engine.models.captioner import Captioner
from engine.models.devices import captioning_batch
from engine.runs.run import Run
from engine.settings import Settings
from engine.training.trainer import train


def preparing_rate(records: Sequence[Record], framing: Framing, device: torch.device, *, stopped: Stopped) -> float:
    """Pictures per second from JPEGs to a new store."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        store, _ = prepare(records, framing, cache=Path(folder), stopped=stopped, decoder=decoder_for(device))
        spent = time.perf_counter() - began
        count = len(store)
        store.close()
    return count / spent


def drawing_rate(count: int, *, stopped: Stopped) -> float:
    """Pictures per second when drawing the demo data, on all cores."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        draw_demo(Path(folder) / "wardrobe", count, 11, stopped=stopped)
        return count / (time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class Trained:
    """Speed and memory of a training run.

    Attributes:
        rate: median pictures per second between two logged lines, without the time before the first one.
        process_bytes: maximum memory of the process, measured at the logged lines.
        device_bytes: maximum GPU memory that torch reserved; 0 without a GPU.
    """

    rate: float
    process_bytes: int
    device_bytes: int


def train_briefly(
    data: Path, settings: Settings, device: str, *, steps: int, stopped: Stopped, log_every: int = 0
) -> Trained:
    """Train for a number of steps and measure speed and memory.

    Args:
        log_every: steps between two measurements; 0 takes a sixth of ``steps``.

    Raises:
        Problem: ``stopped``.
    """
    marks: list[tuple[int, float]] = []
    commands = Commands()
    process, held = psutil.Process(), 0

    def emit(event: Event) -> None:
        nonlocal held
        if isinstance(event, LossLogged):
            # The loss has just been read from the device, so all work before it is finished.
            marks.append((event.step, time.perf_counter()))
            held = max(held, process.memory_info().rss)
        if stopped():
            commands.stop()

    changes: Mapping[str, Any] = {
        "steps": steps,
        "log_every": log_every or max(1, steps // 6),
        "evaluate_every": 0,
        "checkpoint_every": 10**8,
        "warmup_steps": 0,
    }
    of_gpu = device.startswith("cuda")
    if of_gpu:
        torch.cuda.reset_peak_memory_stats(device)
    with tempfile.TemporaryDirectory() as folder:
        run = Run.create(Path(folder) / "run", settings.model_copy(update=changes), data)
        train(run, commands, emit, device=device)
    if stopped() or len(marks) < 2:
        raise Problem("stopped")
    count = len(open_data(data, **settings.splitting).train)
    seen = [_pictures_until(step, settings.batch_size, count) for step, _ in marks]
    rates = [
        (seen[place + 1] - seen[place]) / (marks[place + 1][1] - marks[place][1]) for place in range(len(marks) - 1)
    ]
    return Trained(statistics.median(rates), held, torch.cuda.max_memory_reserved(device) if of_gpu else 0)


def _pictures_until(step: int, batch: int, count: int) -> int:
    """Number of pictures in the first ``step`` steps; the last batch of an epoch may be smaller."""
    epochs, steps = divmod(step, -(-count // batch))
    return epochs * count + min(steps * batch, count)


def captioning_rates(
    captioner: Captioner, pictures: np.ndarray, *, batch: int, seconds: float, stopped: Stopped
) -> tuple[float, float, float, float]:
    """Speed of captioning with the beam width of the settings.

    Args:
        pictures: (N, H, W, 3) uint8, preprocessed.

    Returns:
        Pictures per second in batches, for encoder and beam search, and for the encoder alone; then seconds for a
        single picture, for encoder and beam search, and for the encoder alone.
    """
    device = next(captioner.parameters()).device
    settings = captioner.settings
    captioner.eval()
    many = pictures[np.arange(batch) % len(pictures)]

    def caption(batch_pictures: np.ndarray) -> None:
        captioner.caption(batch_pictures, beam_width=settings.beam_width, max_words=settings.max_words)

    def spent(work: Any) -> float:
        return median_seconds(work, device, seconds=seconds, stopped=stopped)

    return (
        batch / spent(lambda: caption(many)),
        batch / spent(lambda: captioner.encode_seen(many)),
        spent(lambda: caption(pictures[:1])),
        spent(lambda: captioner.encode_seen(pictures[:1])),
    )


def evaluation_seconds(
    captioner: Captioner, records: Sequence[Record], *, repeated: bool, seconds: float, stopped: Stopped
) -> float:
    """Seconds for an evaluation as in a run: pictures from a store, captions, all scores.

    Args:
        repeated: measure the median of several evaluations instead of one.
    """
    device, settings = next(captioner.parameters()).device, captioner.settings
    captioner.eval()
    with tempfile.TemporaryDirectory() as folder:
        store, _ = prepare(records, captioner.framing, cache=Path(folder), stopped=stopped, decoder=decoder_for(device))

        def measure_once() -> None:
            evaluate(
                captioner,
                records,
                store,
                beam_width=settings.beam_width,
                max_words=settings.max_words,
                batch_size=captioning_batch(captioner, device),
            )

        with contextlib.closing(store):
            if repeated:
                return median_seconds(measure_once, device, seconds=seconds, stopped=stopped)
            began = time.perf_counter()
            measure_once()
            return time.perf_counter() - began


def share_of_same(captioner: Captioner, pictures: np.ndarray, *, batch: int, stopped: Stopped) -> float:
    """Share of pictures (N, H, W, 3) uint8 with the same caption in a batch, in the device's number format, as
    alone in fp32.
    """
    captioner.eval()
    settings = captioner.settings
    same = 0
    for first in range(0, len(pictures), batch):
        part = pictures[first : first + batch]
        together = captioner.caption(part, beam_width=settings.beam_width, max_words=settings.max_words)
        for place, caption in enumerate(together):
            if stopped():
                raise Problem("stopped")
            features = captioner.encode_seen(part[place : place + 1])
            [[best]] = captioner.search(features, beam_width=settings.beam_width, max_words=settings.max_words)
            same += captioner.vocabulary.decode(best.words) == caption
    return same / len(pictures)


def scoring_seconds(captions: Sequence[str], count: int) -> float:
    """Seconds to compute all scores of ``count`` captions: n-gram scores and attributes."""
    candidates = [captions[place % len(captions)] for place in range(count)]
    references = [captions[(7 * place + 1) % len(captions)] for place in range(count)]
    domain = fitting(references)
    began = time.perf_counter()
    scored = TokenizedReferences(references, domain=domain, language=detect_language(captions)).of(candidates)
    # METEOR waits for WordNet's files rather than computes.
    scored.scores(metric.key for metric in METRICS.values() if not metric.missing)
    domain.report(candidates, references)
    return time.perf_counter() - began
