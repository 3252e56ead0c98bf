"""The compute device, found on a thread because that loads torch."""

import gc
import os
from dataclasses import dataclass

from engine.events import Commands, Emit


@dataclass(frozen=True, slots=True)
class Device:
    """A GPU with its memory in bytes, or (memory 0) the processor with its cores."""

    name: str
    memory: int
    cores: int


def probe(commands: Commands, emit: Emit) -> Device:
    """A job for ``Work``: the first GPU, or the processor. Loads on its way what training needs."""
    import torch

    import engine.training.trainer  # noqa: F401

    # What these modules hold lives to the end. Left to the collector, each of its full rounds would walk over 350,000
    # objects and hold the window for 160 ms, in the middle of a training.
    gc.collect()
    gc.freeze()
    cores = os.cpu_count() or 1
    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        return Device(properties.name, properties.total_memory, cores)
    return Device("CPU", 0, cores)
