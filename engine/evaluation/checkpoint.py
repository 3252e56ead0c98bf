"""The full evaluation of a checkpoint on a data folder, as the command, the window and the report call it."""

import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.data.layout import Record, open_data
from engine.data.records import Records
from engine.data.store import prepare
from engine.errors import Problem
from engine.evaluation.full import FullEvaluation, evaluate_fully
from engine.evaluation.samples import Sample, best_and_worst
from engine.evaluation.watching import CaptioningWatch
from engine.events import Emit, Progress, Task
from engine.files import cache_folder
from engine.loading.nvjpeg import decoder_for
from engine.models.devices import captioning_batch, use_threads

if TYPE_CHECKING:
    import numpy as np
    import torch

    from engine.models.captioner import Captioner

SPLITS = ("test", "validation", "train")
"""Splits to evaluate on: the first that the data has."""


@dataclass(frozen=True, slots=True)
class CheckpointEvaluation:
    """What a full evaluation of a checkpoint found.

    Attributes:
        names: of the pictures that were captioned, in the order of ``evaluation.captions``.
        split: the split that they are of.
        counts: pictures of the training, validation and test split.
        left_out: captions and pictures that could not take part.
        good, bad: the captions nearest to and farthest from their references; empty where they were not wanted.
    """

    evaluation: FullEvaluation
    names: tuple[str, ...]
    split: str
    counts: tuple[int, int, int]
    left_out: int
    good: tuple[Sample, ...]
    bad: tuple[Sample, ...]


def evaluate_checkpoint(
    captioner: "Captioner",
    folder: Path,
    *,
    split: str | None = None,
    most: int | None = None,
    beam_width: int | None = None,
    samples: bool = True,
    device: "torch.device",
    emit: Emit,
    stopped: Callable[[], bool] = lambda: False,
) -> CheckpointEvaluation:
    """Caption a split of a data folder and evaluate the captions in full.

    Args:
        captioner: of the checkpoint, in eval mode; it is moved to the device.
        split: the first of ``SPLITS`` that the data has, where none is given.
        most: how many pictures to caption, drawn at random but always the same; all of them where none is given.
        beam_width: the checkpoint's own where none is given.
        samples: whether to find the best and the worst captions, which takes a reading of each.

    Raises:
        Problem: as ``open_data`` and ``prepare``; ``split-missing``, ``pictures-unmatched``, ``stopped``.
    """
    settings = captioner.settings
    use_threads(settings.threads)
    data = open_data(folder, **settings.splitting)
    split = split or next((name for name in SPLITS if getattr(data, name)), "test")
    records = _drawn(data.split(split), most)
    captioner = captioner.to(device)
    store, unreadable = prepare(
        records,
        captioner.framing,
        cache=cache_folder(),
        progress=lambda done, total: emit(Progress(Task.PREPARING, done, total)),
        stopped=stopped,
        decoder=decoder_for(device),
    )
    with contextlib.closing(store):
        wanted, records = records, records.without({item.name for item in unreadable})
        if not records:
            raise Problem("pictures-unmatched", captions=len(wanted), path=folder)
        watch = CaptioningWatch(emit, stopped, Task.EVALUATING)

        def tick(done: int, total: int) -> None:
            watch.captioned(done, total)
            if done == total:
                # Scoring and the grounding test take a while and cannot tell how long.
                emit(Progress(Task.COMPARING, 0, 0))

        evaluation = evaluate_fully(
            captioner,
            records,
            data.train,
            store,
            beam_width=beam_width or settings.beam_width,
            max_words=settings.max_words,
            batch_size=captioning_batch(captioner, device),
            cache=cache_folder(),
            tick=tick,
        )

        def view(record: Record) -> "np.ndarray":
            return captioner.framing.view(store[record.name])

        good: tuple[Sample, ...] = ()
        bad: tuple[Sample, ...] = ()
        if samples:
            good, bad = best_and_worst(records, evaluation.captions, captioner.domain, view, captioner.language)
    return CheckpointEvaluation(
        evaluation,
        tuple(records.names),
        split,
        (len(data.train), len(data.validation), len(data.test)),
        len(data.left_out) + len(unreadable),
        good,
        bad,
    )


def _drawn(records: Records, most: int | None) -> Records:
    """At most so many records, drawn at random, in their order."""
    if most is None or most >= len(records):
        return records
    return records.without(set(random.Random(1).sample(list(records.names), len(records) - most)))
