"""As many pictures at once as the memory holds: where it does not suffice, half as many are tried."""

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import torch

from engine.errors import Problem
from engine.heap import return_freed_blocks

Item = TypeVar("Item")
Result = TypeVar("Result")

# What torch's allocators, CUDA's driver and its libraries say when they are refused memory. cuDNN finds no engine for a
# convolution where none has room for its workspace.
_REFUSALS = (
    "allocate memory",
    "not enough memory",
    "out of memory",
    "ALLOC_FAILED",
    "ALLOCATION_FAILED",
    "unable to find an engine to execute",
)
_GPU_WORDS = ("CUDA", "CUBLAS", "CUDNN", "an engine to execute", "NCCL")


def ran_out(error: BaseException) -> bool:
    """Whether an exception says that the memory, of the computer or of the GPU, does not suffice."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(refusal in str(error) for refusal in _REFUSALS)


def on_gpu(error: BaseException) -> bool:
    """Whether the memory that an exception tells of is a GPU's."""
    return isinstance(error, torch.OutOfMemoryError) or any(name in str(error) for name in _GPU_WORDS)


def return_memory() -> None:
    """Give back what nothing holds any more."""
    gc.collect()
    return_freed_blocks()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def with_room(work: Callable[[], Result]) -> Result:
    """What ``work`` returns; where the memory runs out it is done once more, when what nothing holds is given back.

    Args:
        work: leaves nothing behind when it fails that a second call does not replace.
    """
    try:
        return work()
    except (MemoryError, RuntimeError) as error:
        if not ran_out(error):
            raise
    # Out here the exception has gone, and with it the frames that hold the very memory that is short.
    return_memory()
    return work()


class MicroBatch:
    """How many pictures are computed at once.

    Attributes:
        size: pictures at once; it only falls.
    """

    def __init__(self, size: int) -> None:
        self.size = size

    def run(
        self, work: Callable[[int], Result], *, failed_anywhere: Callable[[bool], bool] = lambda failed: failed
    ) -> Result:
        """What ``work(size)`` returns; where the memory runs out, it is called again with half the size.

        Args:
            work: leaves nothing behind when it fails that a second call does not replace.
            failed_anywhere: of several processes that work side by side: whether it failed in any of them.

        Raises:
            Problem: ``memory-short`` where one picture at a time is still too much.
        """
        while True:
            where = ""
            try:
                result = work(self.size)
            except (MemoryError, RuntimeError) as error:
                if not ran_out(error):
                    raise
                where = "GPU" if on_gpu(error) else "CPU"
            # Out here the exception has gone, and with it the frames that hold the very memory that is short.
            if not failed_anywhere(bool(where)):
                return result
            if self.size == 1:
                raise Problem("memory-short", device=where or "GPU")
            return_memory()
            self.size //= 2

    def run_over(self, items: Sequence[Item], work: Callable[[Sequence[Item]], Result]) -> Iterator[Result]:
        """What ``work`` returns for some items after the others, as many at once as the size is by then."""
        # Half of more than there are would be as many again.
        self.size = min(self.size, max(1, len(items)))
        first = 0
        while first < len(items):
            result = self.run(lambda size, first=first: work(items[first : first + size]))  # type: ignore[misc]
            first += self.size
            yield result
