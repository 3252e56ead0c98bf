"""In what number format a captioner computes."""

from contextlib import AbstractContextManager, nullcontext

import torch

from engine.settings import Settings


def number_format(settings: Settings, device: torch.device) -> torch.dtype:
    """The format of the products: float32 on the CPU; on a GPU as set, or bfloat16 where it has it."""
    if device.type == "cpu" or settings.precision == "fp32":
        return torch.float32
    if settings.precision == "auto":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    return torch.bfloat16 if settings.precision == "bf16" else torch.float16


def autocast(device: torch.device, dtype: torch.dtype) -> AbstractContextManager[object]:
    """Mixed precision where the format asks for it; entered in the thread that computes."""
    return nullcontext() if dtype is torch.float32 else torch.autocast(device.type, dtype)
