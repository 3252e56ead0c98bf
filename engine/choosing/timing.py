"""Time per picture of a checkpoint on this machine."""

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from engine.errors import Problem
from engine.runs.checkpoint import read_captioner

PICTURES = 5
"""Number of timed pictures, after one for warm-up."""
SEED = 50_502


def milliseconds_a_picture(
    folder: Path, *, device: str = "auto", beam: int | None = None, stopped: Callable[[], bool] = lambda: False
) -> float:
    """Median time in milliseconds of encoder and beam search for a single picture, on synthetic pictures.

    Args:
        folder: of a checkpoint.
        beam: width; None takes the checkpoint's own.

    Raises:
        Problem: as ``read_captioner``; ``stopped``.
    """
    from engine.domains import demo_picture
    from engine.models.devices import choose_device

    captioner = read_captioner(folder).to(choose_device(device))
    settings, framing = captioner.settings, captioner.framing
    rng = random.Random(SEED)
    seconds = []
    for _ in range(PICTURES + 1):
        if stopped():
            raise Problem("stopped")
        picture = framing.view(framing.prepare(demo_picture(rng)))[None]
        begun = time.perf_counter()
        # Captions come back as text: nothing is still under way on a GPU.
        captioner.caption(picture, beam_width=beam or settings.beam_width, max_words=settings.max_words)
        seconds.append(time.perf_counter() - begun)
    return 1000 * statistics.median(seconds[1:])
