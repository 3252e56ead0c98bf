"""Pictures for the calibration and the comparison of an export."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.data.layout import Record, open_data
from engine.data.picture import Framing
from engine.domains import draw_demo
from engine.errors import Problem
from engine.escapes import path_text
from engine.events import Emit, Progress, Task
from engine.settings import Settings

# A seed that no training data is likely to have.
SEED = 50_501


@dataclass(frozen=True, slots=True)
class Samples:
    """Preprocessed pictures.

    Attributes:
        source: description of the pictures.
        calibration: (N, H, W, 3) uint8 of training pictures; the ranges of an eight-bit export come from them.
        records: other pictures, with their captions.
        pictures: (M, H, W, 3) uint8 of ``records``.
    """

    source: str
    calibration: np.ndarray
    records: tuple[Record, ...]
    pictures: np.ndarray


def gather_samples(
    data: Path | None,
    settings: Settings,
    framing: Framing,
    *,
    calibrating: int,
    comparing: int,
    scratch: Path,
    emit: Emit,
    stopped: Callable[[], bool],
) -> Samples:
    """Pictures of a data folder, or synthetic ones if ``data`` is None.

    Args:
        calibrating, comparing: how many of each; fewer where the data has fewer.
        scratch: existing folder for synthetic pictures; keep it as long as the samples.

    Raises:
        Problem: as ``open_data`` and ``draw_demo``; ``pictures-unmatched`` if none can be read.
    """
    if data is None:
        folder = scratch / "wardrobe"
        draw_demo(
            folder,
            max(10, (calibrating + comparing) * 5 // 4),
            SEED,
            progress=lambda done, total: emit(Progress(Task.DRAWING, done, total)),
            stopped=stopped,
        )
        source = "the synthetic demo data"
    else:
        folder, source = data, path_text(data.resolve().name)
    found = open_data(folder, **settings.splitting)
    seen, unseen = _shuffled(found.train), _shuffled((*found.test, *found.validation))
    # Pictures outside the training split come first; then the last of the others, since the first ones calibrate.
    records, pictures = _readable([*unseen, *reversed(seen)], comparing, framing, stopped)
    _, calibration = _readable([*seen, *unseen], calibrating, framing, stopped)
    if not records or (calibrating and not len(calibration)):
        raise Problem("pictures-unmatched", captions=len(seen) + len(unseen), path=folder)
    return Samples(source, calibration, records, pictures)


def _shuffled(records: Sequence[Record]) -> list[Record]:
    """The same records in an order that is always the same; names sort by garment."""
    return [records[index] for index in np.random.default_rng(SEED).permutation(len(records)).tolist()]


def _readable(
    records: Sequence[Record], count: int, framing: Framing, stopped: Callable[[], bool]
) -> tuple[tuple[Record, ...], np.ndarray]:
    """The first ``count`` that can be read."""
    chosen: list[Record] = []
    pictures: list[np.ndarray] = []
    for record in records:
        if len(chosen) == count:
            break
        if stopped():
            raise Problem("stopped")
        try:
            pictures.append(framing.view(framing.read(record.path)))
        except Problem:
            # ``inspect`` reports pictures that cannot be read; here another one takes its place.
            continue
        chosen.append(record)
    return tuple(chosen), np.stack(pictures) if pictures else np.empty((0, *framing.seen, 3), dtype=np.uint8)
