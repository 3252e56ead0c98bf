"""Upper limits of this machine: matrix products, decoding, copying to the GPU."""

import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from engine.bench.figures import Stopped, median_seconds
from engine.data.making import processors
from engine.data.picture import load
from engine.models.captioner import Captioner

# Large enough to keep a GPU busy, small enough for a CPU to finish in a tenth of a second.
_SIDES = {"cuda": 8192, "cpu": 1536}
# Bytes copied, and JPEGs decoded, at once.
_COPIED, _DECODED = 256 * 2**20, 64


def matrix_flops(device: torch.device, dtype: torch.dtype, *, seconds: float, stopped: Stopped) -> float:
    """Floating-point operations per second in a product of two square matrices of a number format."""
    side = _SIDES[device.type]
    first, second = (torch.randn(side, side, device=device).to(dtype) for _ in range(2))
    out = torch.empty_like(first)
    return (
        2 * side**3 / median_seconds(lambda: torch.mm(first, second, out=out), device, seconds=seconds, stopped=stopped)
    )


def decoding_rate(paths: Sequence[Path], *, seconds: float, stopped: Stopped) -> float:
    """Pictures per second that are decoded at full size, on all cores."""
    chosen = paths[: 16 * processors()]
    with ThreadPoolExecutor(processors()) as pool:
        spent = median_seconds(
            lambda: list(pool.map(load, chosen)), torch.device("cpu"), seconds=seconds, stopped=stopped
        )
    return len(chosen) / spent


def encoding_flops(captioner: Captioner) -> float:
    """Floating-point operations of the encoder's forward pass per picture; the backward pass takes twice as many."""
    device = next(captioner.parameters()).device
    height, width = captioner.framing.seen
    picture = torch.zeros(1, height, width, 3, dtype=torch.uint8, device=device)
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        captioner.encode(picture)
    return float(counter.get_total_flops())


def copying_rate(device: torch.device, *, seconds: float, stopped: Stopped) -> float:
    """Bytes per second from pinned host memory to a GPU."""
    values = torch.zeros(_COPIED, dtype=torch.uint8).pin_memory()
    there = torch.empty_like(values, device=device)
    return _COPIED / median_seconds(
        lambda: there.copy_(values, non_blocking=True), device, seconds=seconds, stopped=stopped
    )


def gpu_decoding_rate(paths: Sequence[Path], device: torch.device, *, seconds: float, stopped: Stopped) -> float:
    """JPEGs per second that nvJPEG decodes at full size, from bytes in memory."""
    from torchvision.io import ImageReadMode, decode_jpeg

    chosen = [path for path in paths if path.suffix.lower() in (".jpg", ".jpeg")][:_DECODED]
    jpegs = [torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.uint8) for path in chosen]

    def decode() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            decode_jpeg(jpegs, mode=ImageReadMode.RGB, device=device)

    return len(jpegs) / median_seconds(decode, device, seconds=seconds, stopped=stopped)
