"""Batches as torch takes them: made one ahead in a thread, and for a GPU already where its copies need not wait."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.data.order import Batch


@dataclass(frozen=True, slots=True)
class DeviceBatch:
    """A batch and its tensors on the processor.

    Attributes:
        pinned: pictures, words and labels in memory from which a GPU copies by itself; None for a processor, which
            takes the batch's own.
    """

    batch: Batch
    pinned: tuple[Tensor | None, Tensor, Tensor] | None = None

    @property
    def pictures(self) -> Tensor | None:
        """(B, H, W, 3) uint8; None where the batch carries none."""
        if self.pinned:
            return self.pinned[0]
        return None if self.batch.pictures is None else torch.from_numpy(self.batch.pictures)

    @property
    def words(self) -> Tensor:
        """(B, T) int64."""
        return self.pinned[1] if self.pinned else torch.from_numpy(self.batch.words)

    @property
    def labels(self) -> Tensor:
        """(B, L) int64."""
        return self.pinned[2] if self.pinned else torch.from_numpy(self.batch.labels)


def pin_batch(device: torch.device) -> Callable[[Batch], DeviceBatch]:
    """What makes a batch ready for a device; it may be called in any thread."""

    def ready(batch: Batch) -> DeviceBatch:
        plain = DeviceBatch(batch)
        if device.type != "cuda":
            return plain
        pictures = plain.pictures
        # Pinning begins to use a GPU in this thread, which must not be the first one where another is meant.
        with torch.cuda.device(device):
            seen = None if pictures is None else pictures.pin_memory()
            return DeviceBatch(batch, (seen, plain.words.pin_memory(), plain.labels.pin_memory()))

    return ready


def to_device(tensor: Tensor, device: torch.device) -> Tensor:
    """A tensor of the processor on a device; a GPU is not waited for, where the tensor is pinned."""
    return tensor.to(device, non_blocking=True)
