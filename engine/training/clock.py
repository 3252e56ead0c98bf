"""How fast a run trains, and how long it has still to go."""

import contextlib
import time
from collections.abc import Iterator

import torch


class TrainingClock:
    """The clock of a run's training, which stands still within ``aside``.

    Args:
        step: whole steps that were done before.
    """

    def __init__(self, device: torch.device, step: int) -> None:
        self._device = device
        self._first_step = step
        self._began = time.perf_counter()
        self._aside_seconds = self._parked_seconds = 0.0
        self._pictures = 0
        self._since = 0.0
        self.start()

    def start(self) -> None:
        """Begin to count pictures anew."""
        self._since, self._pictures = self._now(), 0

    def count(self, pictures: int) -> None:
        """So many pictures more have been given to the device."""
        self._pictures += pictures

    def rate(self) -> float:
        """Pictures a second since ``start``, to be called when the device has done them."""
        return self._pictures / max(1e-9, self._now() - self._since)

    def seconds_left(self, step: int, steps: int) -> float | None:
        """By what was trained, evaluated and saved so far; None where nothing was."""
        done = step - self._first_step
        spent = time.perf_counter() - self._began - self._parked_seconds
        return spent / done * (steps - step) if done else None

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Time that is not the training's: pauses, evaluations, saving; one may lie within another."""
        if self._device.type == "cuda":
            # What was given to the device before is training.
            torch.cuda.synchronize(self._device)
        began = self._now()
        try:
            yield
        finally:
            self._aside_seconds += self._now() - began

    @contextlib.contextmanager
    def parked(self) -> Iterator[None]:
        """Time that is not the run's: a pause."""
        began = time.perf_counter()
        try:
            with self.aside():
                yield
        finally:
            self._parked_seconds += time.perf_counter() - began

    def _now(self) -> float:
        return time.perf_counter() - self._aside_seconds
