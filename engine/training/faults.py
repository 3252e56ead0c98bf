"""What the hardware raises, as a problem with a sentence, and memory given back when a run ends."""

import contextlib
import gc
from collections.abc import Iterator

import torch

from engine.errors import Problem
from engine.heap import return_freed_blocks
from engine.training.checkpoint import read_info
from engine.training.runs import Run


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Let a problem pass: what is done here may fail because of the one that is being told."""
    try:
        yield
    except Problem:
        return


def return_memory() -> None:
    """Give back what nothing holds any more."""
    gc.collect()
    return_freed_blocks()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@contextlib.contextmanager
def problems_of(run: Run) -> Iterator[None]:
    """Turn what the hardware raises into a problem with a sentence.

    Raises:
        Problem: ``memory-out``.
    """
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError, RuntimeError) as error:
        exhausted = isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(error)
        if not exhausted:
            raise
        last = run.last_checkpoint()
        saved = read_info(last).step if last else 0
        where = "GPU" if isinstance(error, torch.OutOfMemoryError) else "computer"
        # Without its traceback, whose frames would hold the very memory that is short.
        raise Problem("memory-out", device=where, step=saved, saved=saved) from error.with_traceback(None)
