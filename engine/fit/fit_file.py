"""``fit.safetensors`` in a checkpoint's folder: the statistics of the pictures that it was trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import Problem, reason
from engine.files import read_json, write_bytes_atomically, write_json_atomically
from engine.fit.distance import THIRDS, Arrays, distances, doubtful_from, terms
from engine.fit.statistics import to_store
from engine.fit.verdict import Fit, judge
from engine.runs.checkpoint import CheckpointInfo
from engine.runs.checkpoint_file import DESCRIPTION, MOST_BYTES
from engine.runs.tensors import FIT, digest_of, read_unchanged

NAMES = ("axes", "bank", "basis", "begin", "bounds", "mean", "place_factor", "place_mean", "scale", "weights")
SHIFT_NAMES = ("shift_axes", "shift_offset")
"""What files lack that were made before shifted pictures were learnt from."""


@dataclass(frozen=True, slots=True)
class FitModel:
    """Tells how well pictures fit, of their features.

    Attributes:
        arrays: the statistics (see ``distance``), in float32.
    """

    arrays: Arrays

    @property
    def shape(self) -> tuple[int, int]:
        """Places and channels of the grid that the statistics are of."""
        return len(self.arrays["place_mean"]), len(self.arrays["basis"])

    @property
    def knows_shifts(self) -> bool:
        """Whether shifted pictures were learnt from."""
        return terms(self.arrays) > 3

    def fits(self, features: np.ndarray) -> list[Fit]:
        """The fit of pictures, of their encoder's last grid as features (B, P, C)."""
        begin = doubtful_from(self.arrays)
        return [judge(float(distance), begin) for distance in distances(features, self.arrays)]


def read_fit(info: CheckpointInfo) -> FitModel | None:
    """The statistics in a checkpoint's folder; None where there are none.

    Raises:
        Problem: ``fit-broken`` where they are damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        data = read_unchanged(info.folder, FIT, info.digests)
        arrays = {name: value.astype(np.float32) for name, value in load(data).items()}
        # Files before they were kept were calibrated with equal ones.
        arrays.setdefault("weights", np.ones(3, np.float32))
        _require_whole(arrays)
        return FitModel(arrays)
    except FileNotFoundError as error:
        if FIT not in info.digests:
            return None
        raise Problem("fit-broken", path=info.folder, reason=f"{FIT} is missing") from error
    except (SafetensorError, OSError, ValueError, TypeError) as error:
        raise Problem("fit-broken", path=info.folder, reason=f"{FIT}: {reason(error)}") from error


def write_fit(folder: Path, model: FitModel) -> None:
    """Keep statistics in a checkpoint's folder, with their digest in its description.

    Raises:
        Problem: ``disk-full``, ``folder-unwritable``; ``checkpoint-missing`` where the folder has gone meanwhile.
    """
    from safetensors.numpy import save

    data = save(to_store(model.arrays))
    try:
        described: dict[str, Any] = read_json(folder / DESCRIPTION, MOST_BYTES)
    except OSError as error:
        raise Problem("checkpoint-missing", path=folder) from error
    write_bytes_atomically(folder / FIT, data)
    described["digests"] = {**(described.get("digests") or {}), FIT: digest_of(data)}
    write_json_atomically(folder / DESCRIPTION, described)


def _require_whole(arrays: Arrays) -> None:
    """Check that arrays are what ``distance`` computes with.

    Raises:
        ValueError: where they are not.
    """
    shifts = SHIFT_NAMES if any(name in arrays for name in SHIFT_NAMES) else ()
    if sorted(arrays) != sorted((*NAMES, *shifts)):
        raise ValueError("it does not hold what the statistics consist of")
    if not all(np.isfinite(value).all() for value in arrays.values()):
        raise ValueError("it holds a value that is not finite")
    basis, axes, place_mean = arrays["basis"], arrays["axes"], arrays["place_mean"]
    if basis.ndim != 2 or axes.ndim != 2 or place_mean.ndim != 2:
        raise ValueError("its arrays do not fit each other")
    (channels, wide), (places, at_a_place) = basis.shape, place_mean.shape
    vector = channels + (THIRDS * wide if places >= THIRDS else 0)
    each = (terms(arrays),)
    shapes: dict[str, Sequence[int]] = {
        "axes": (vector, axes.shape[1]),
        "mean": (vector,),
        "bank": (len(arrays["bank"]), axes.shape[1]),
        "place_factor": (places, at_a_place, at_a_place),
        "begin": each,
        "scale": each,
        "weights": each,
        "bounds": (3,),
    }
    if shifts:
        kinds = arrays["shift_offset"].size
        shapes |= {"shift_axes": (vector, kinds), "shift_offset": (kinds,)}
    least, doubtful, unlike = arrays["bounds"] if arrays["bounds"].shape == (3,) else (0.0, 0.0, 0.0)
    if (
        any(arrays[name].shape != shape for name, shape in shapes.items())
        or at_a_place > wide
        or not len(arrays["bank"])
        or (shifts and not kinds)
        or not (arrays["scale"] > 0).all()
        or not least < doubtful <= unlike
    ):
        raise ValueError("its arrays do not fit each other")
