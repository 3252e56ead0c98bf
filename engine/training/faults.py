"""What the hardware raises, as a problem with a sentence."""

import contextlib
from collections.abc import Iterator

from engine.errors import Problem
from engine.models.memory import on_gpu, ran_out
from engine.training.checkpoint import read_info
from engine.training.runs import Run


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Let a problem pass: what is done here may fail because of the one that is being told."""
    try:
        yield
    except Problem:
        return


@contextlib.contextmanager
def problems_of(run: Run) -> Iterator[None]:
    """Turn what the hardware raises into a problem with a sentence.

    Raises:
        Problem: ``memory-out``.
    """
    try:
        yield
    except (MemoryError, RuntimeError, Problem) as error:
        if isinstance(error, Problem) and error.code == "memory-short":
            where = error.values["device"]
        elif ran_out(error):
            where = "GPU" if on_gpu(error) else "computer"
        else:
            raise
        last = run.last_checkpoint()
        saved = read_info(last).step if last else 0
        # Without its traceback, whose frames would hold the very memory that is short.
        raise Problem("memory-out", device=where, saved=saved) from error.with_traceback(None)
