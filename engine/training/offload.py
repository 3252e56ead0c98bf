"""A pause that frees the GPU: what lies there is offloaded to the CPU's memory, and restored when the run continues."""

import time
from collections.abc import Callable

from torch import UntypedStorage

from engine.events import Commands
from engine.models.devices import give_back
from engine.training.parallel import Workers
from engine.training.state import TrainingState

# What the first of several processes broadcasts when the device is to be freed.
_OFFLOAD = "offload"


def park_offloaded(state: TrainingState, commands: Commands, workers: Workers, log: Callable[[str], None]) -> None:
    """Wait for the end of a pause without what lies on the device; after a stop it stays away.

    Raises:
        torch.OutOfMemoryError, Problem: as ``OffloadedState.restore``.
    """
    began = time.perf_counter()
    if workers.count > 1:
        workers.broadcast(_OFFLOAD)
    offloaded = OffloadedState(state)
    log(f"{offloaded.size_bytes / 1e6:,.0f} MB given back in {time.perf_counter() - began:.2f} s")
    commands.park()
    # A stop needs none of it: the checkpoint of the pause stands.
    if not commands.stopping:
        offloaded.restore()


def follow(state: TrainingState, workers: Workers) -> bool:
    """In a process beside the first: whether a stop is wanted, once that one goes on; meanwhile as empty as it is."""
    message = workers.broadcast(None)
    if message == _OFFLOAD:
        offloaded = OffloadedState(state)
        message = workers.broadcast(None)
        if not message:
            offloaded.restore()
    return bool(message)


class OffloadedState:
    """A run whose device is empty but for CUDA itself; to be made between two steps, or two batches of an evaluation.

    The storages under the tensors are emptied and filled again, so that whoever holds a weight, the optimiser, an
    average that is shown in its place, holds the same one afterwards.

    Attributes:
        size_bytes: what was given back.
    """

    def __init__(self, state: TrainingState) -> None:
        # What a step begins with anyway.
        state.optimizer.zero_grad(set_to_none=True)
        state.forget_scale()
        self._kept: list[tuple[UntypedStorage, UntypedStorage]] = []
        # Files have these, and give them again.
        self._stored = [stored for stored in (state.feature_cache, state.resident) if stored]
        self.size_bytes = sum(stored.offload() for stored in self._stored)
        seen: set[int] = set()
        for tensor in state.on_device():
            storage = tensor.untyped_storage()
            # A few scalars that were read from a checkpoint lie in its bytes; on a GPU there are none.
            if storage.data_ptr() in seen or not storage.resizable():
                continue
            seen.add(storage.data_ptr())
            kept = UntypedStorage(storage.nbytes())
            kept.copy_(storage)
            self.size_bytes += storage.nbytes()
            storage.resize_(0)
            self._kept.append((storage, kept))
        give_back(for_good=False)

    def restore(self) -> None:
        """Put everything where it was.

        Raises:
            torch.OutOfMemoryError: where another program has taken the device meanwhile; the run is then at an end, its
                checkpoint stands.
            Problem: ``data-gone``, where cached features or pictures can no longer be read.
        """
        while self._kept:
            storage, kept = self._kept.pop()
            storage.resize_(kept.nbytes())
            storage.copy_(kept)
        for stored in self._stored:
            stored.restore()
