"""The tensors of a checkpoint: safetensors files, each with a digest that is compared when it is loaded."""

import hashlib
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Problem, reason
from engine.files import open_regular
from engine.runs.checkpoint_file import read_checkpoint_file

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = "weights.safetensors"
TRAINING = "training.safetensors"
FIT = "fit.safetensors"
ALGORITHM = "sha256"
"""What processors compute in hardware; ``python -m tests.benchmarks.digests`` measures it beside others."""


def save_tensors(tensors: Mapping[str, "Tensor"], path: Path) -> None:
    """Write tensors as safetensors.

    Raises:
        OSError: as any other write. safetensors has an exception of its own, which tells the system's number in words.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    try:
        save_file(dict(tensors), path)
    except SafetensorError as error:
        number = re.search(r"os error (\d+)", str(error))
        if number is None:
            raise
        raise OSError(int(number[1]), os.strerror(int(number[1])), str(path)) from error


def digest_of(data: bytes) -> str:
    """A digest as ``checkpoint.json`` holds it: ``sha256:`` and 64 hexadecimal digits."""
    return f"{ALGORITHM}:{hashlib.new(ALGORITHM, data).hexdigest()}"


def digest_of_file(path: Path) -> str:
    """``digest_of`` all that a file holds.

    Raises:
        OSError: as ``open_regular``.
    """
    with open_regular(path) as file:
        return f"{ALGORITHM}:{hashlib.file_digest(file, ALGORITHM).hexdigest()}"


def digest_of_tensors(tensors: Mapping[str, "Tensor"]) -> str:
    """The digest of the file that ``save_tensors`` writes."""
    from safetensors.torch import save

    return digest_of(save(dict(tensors)))


def read_tensors(folder: Path, name: str = WEIGHTS, digests: Mapping[str, str] | None = None) -> dict[str, "Tensor"]:
    """The tensors of one file of a checkpoint.

    Args:
        digests: by file name, as its description has them; read from there where they are not given. A file without
            one, as in checkpoints of format 1, is taken as it is.

    Raises:
        Problem: ``checkpoint-missing``; ``checkpoint-broken``, also where the digest is another one or a value is not
            finite; ``checkpoint-not-resumable`` where ``TRAINING`` is missing.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    from engine.models.weights import all_finite

    try:
        tensors: dict[str, Tensor] = load(read_unchanged(folder, name, digests))
        if not all_finite(tensors):
            raise ValueError("it holds a value that is not finite")
        return tensors
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise Problem("checkpoint-missing", path=folder) from error
        if name == TRAINING:
            raise Problem("checkpoint-not-resumable", path=folder) from error
        raise Problem("checkpoint-broken", path=folder, reason=f"{name}: {reason(error)}") from error
    except (SafetensorError, OSError, ValueError) as error:
        raise Problem("checkpoint-broken", path=folder, reason=f"{name}: {reason(error)}") from error


def read_unchanged(folder: Path, name: str, digests: Mapping[str, str] | None = None) -> bytes:
    """What one file of a checkpoint holds.

    Args:
        digests: as of ``read_tensors``.

    Raises:
        OSError: as ``open_regular``.
        ValueError: where its digest is another one.
        Problem: as ``read_checkpoint_file``.
    """
    if digests is None:
        digests = read_checkpoint_file(folder).digests
    # Read rather than mapped: a mapped file cannot be deleted on Windows, and one cut short would kill the process.
    with open_regular(folder / name) as file:
        data = file.read()
    if name in digests and digests[name] != digest_of(data):
        raise ValueError("it has changed since it was written: its digest is another one")
    return data


def count_parameters(folder: Path) -> int | None:
    """Values in a checkpoint's weights, by their shapes alone; None where the file cannot be read."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(folder / WEIGHTS, framework="np") as file:
            return sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118 - no mapping
    except (SafetensorError, OSError):
        return None
