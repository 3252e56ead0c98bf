"""Measured figures, and how time is measured."""

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
        share: of the machine's ceiling for it, measured in the same run; None where there is no such ceiling.
        ratio: to the notebook's way, run beside it; None where the notebook has nothing of the kind.
        note: under what conditions.
    """

    name: str
    value: float
    unit: str
    share: float | None = None
    ratio: float | None = None
    note: str = ""


def synchronise(device: torch.device) -> None:
    """Wait until the device has done all that it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def median_seconds(
    work: Callable[[], object], device: torch.device, *, seconds: float, stopped: Stopped, least: int = 3
) -> float:
    """Median time of one call, in seconds, after a first one that warms up.

    Args:
        seconds: how long to go on measuring, about.
        least: calls that are measured however long they take.

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
