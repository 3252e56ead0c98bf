"""What the program computes on, asked on a thread since it loads torch."""

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
    """A job for ``Work``: the first GPU, or the processor."""
    import torch

    cores = os.cpu_count() or 1
    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        return Device(properties.name, properties.total_memory, cores)
    return Device("CPU", 0, cores)
