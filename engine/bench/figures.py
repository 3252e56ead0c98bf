"""A measured figure, and the timing of a call."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from engine.errors import Problem

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        share: fraction of the machine's limit, measured in the same run; None if there is no limit.
        ratio: ratio to the published notebook's method, measured in the same run; None if the notebook has none.
        note: conditions of the measurement.
    """

    name: str
    value: float
    unit: str
    share: float | None = None
    ratio: float | None = None
    note: str = ""


def synchronise(device: torch.device) -> None:
    """Wait until the device has finished all queued work."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def median_seconds(
    work: Callable[[], object], device: torch.device, *, seconds: float, stopped: Stopped, least: int = 3
) -> float:
    """Median time of one call, in seconds, after a warm-up call.

    Args:
        seconds: approximate duration of the measurement.
        least: minimum number of measured calls.

    Raises:
        Problem: ``stopped``.
    """
    work()
    synchronise(device)
    times: list[float] = []
    began = time.perf_counter()
    while len(times) < least or time.perf_counter() - began < seconds:
        if stopped():
            raise Problem("stopped")
        start = time.perf_counter()
        work()
        synchronise(device)
        times.append(time.perf_counter() - start)
    return statistics.median(times)
