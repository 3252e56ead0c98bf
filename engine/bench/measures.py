"""What Atelier gets out of the machine: preparing, training, training from kept codes, captioning, scoring."""

import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.bench.figures import Stopped, median_seconds
from engine.data.layout import Record
from engine.data.picture import Framing
from engine.data.store import prepare
from engine.errors import Problem
from engine.events import Commands, Event, LossLogged
from engine.judging.attributes import judge
from engine.judging.ngrams import house_scores
from engine.models.captioner import Captioner
from engine.models.nvjpeg import decoder_for
from engine.settings import Settings
from engine.training.runs import Run
from engine.training.trainer import train

FULL_EPOCH = 9139
"""Training pictures of DeepFashion-MultiModal with a tenth kept for validation."""


def preparing_rate(records: Sequence[Record], framing: Framing, device: torch.device, *, stopped: Stopped) -> float:
    """Pictures a second from JPEGs to a store that was empty."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        store, _ = prepare(records, framing, cache=Path(folder), stopped=stopped, decoder=decoder_for(device))
        spent = time.perf_counter() - began
        count = len(store)
        store.close()
    return count / spent


def training_rate(data: Path, settings: Settings, device: str, *, steps: int, stopped: Stopped) -> float:
    """Median pictures a second of a real run of so many steps; the first logged line, which warms up, is left out."""
    logged: list[float] = []
    commands = Commands()

    def emit(event: Event) -> None:
        if isinstance(event, LossLogged):
            logged.append(event.images_per_second)
        if stopped():
            commands.stop()

    changes: Mapping[str, Any] = {
        "steps": steps,
        "log_every": max(1, steps // 6),
        "evaluate_every": 0,
        "checkpoint_every": 10**8,
        "warmup_steps": 0,
    }
    with tempfile.TemporaryDirectory() as folder:
        train(
            Run.create(Path(folder) / "run", settings.model_copy(update=changes), data), commands, emit, device=device
        )
    if stopped() or len(logged) < 2:
        raise Problem("stopped")
    return statistics.median(logged[1:])


def captioning_rates(
    captioner: Captioner, pictures: np.ndarray, *, batch: int, seconds: float, stopped: Stopped
) -> tuple[float, float, float, float]:
    """How captioning goes with the settings' beam.

    Args:
        pictures: (N, H, W, 3) uint8, as the model sees them.

    Returns:
        Pictures a second through encoder and beam, and through the encoder alone, in batches; then the seconds of one
        picture alone, and of the encoder alone on one.
    """
    device = next(captioner.parameters()).device
    settings = captioner.settings
    captioner.eval()
    many = pictures[np.arange(batch) % len(pictures)]

    def caption(some: np.ndarray) -> None:
        captioner.caption(some, beam_width=settings.beam_width, max_words=settings.max_words)

    def spent(work: Any) -> float:
        return median_seconds(work, device, seconds=seconds, stopped=stopped)

    return (
        batch / spent(lambda: caption(many)),
        batch / spent(lambda: captioner.encode_seen(many)),
        spent(lambda: caption(pictures[:1])),
        spent(lambda: captioner.encode_seen(pictures[:1])),
    )


def scoring_seconds(captions: Sequence[str], count: int) -> float:
    """Seconds that all scores of so many captions take, by n-grams and by attributes."""
    candidates = [captions[place % len(captions)] for place in range(count)]
    references = [captions[(7 * place + 1) % len(captions)] for place in range(count)]
    began = time.perf_counter()
    house_scores(candidates, references)
    judge(candidates, references)
    return time.perf_counter() - began
