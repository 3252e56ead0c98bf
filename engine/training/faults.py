"""What the hardware raises, as a problem with a sentence."""

import contextlib
from collections.abc import Iterator

import torch
import torch.distributed

from engine.errors import Problem, reason
from engine.models.memory import on_gpu, ran_out
from engine.runs.checkpoint import read_info
from engine.runs.run import Run


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Let a problem pass: what is done here may fail because of the one that is being told."""
    try:
        yield
    except Problem:
        return


# What CUDA, its libraries and torch.distributed say when they fail of something else than memory.
_FAILURES = ("CUDA error", "CUDA driver error", "cuDNN error", "CUDNN_STATUS", "CUBLAS_STATUS", "NCCL", "gloo", "Gloo")


def _device_failed(error: BaseException) -> bool:
    if isinstance(error, torch.AcceleratorError | torch.distributed.DistError):
        return True
    return isinstance(error, RuntimeError) and any(word in str(error) for word in _FAILURES)


@contextlib.contextmanager
def problems_of(run: Run) -> Iterator[None]:
    """Turn what the hardware raises into a problem with a sentence.

    Raises:
        Problem: ``memory-out``, ``device-failed``, ``picture-alone``.
    """
    try:
        yield
    except (MemoryError, RuntimeError, ValueError, Problem) as error:
        values: dict[str, object]
        if isinstance(error, Problem) and error.code == "memory-short":
            code, values = "memory-out", {"device": error.values["device"]}
        elif ran_out(error):
            code, values = "memory-out", {"device": "GPU" if on_gpu(error) else "CPU"}
        elif isinstance(error, ValueError) and "more than 1 value per channel" in str(error):
            code, values = "picture-alone", {}
        elif _device_failed(error):
            code, values = "device-failed", {"reason": reason(error)}
        else:
            raise
        last = run.last_checkpoint()
        saved = read_info(last).step if last else 0
        # Without its traceback, whose frames would hold the very memory that is short.
        raise Problem(code, **values, saved=saved) from error.with_traceback(None)
