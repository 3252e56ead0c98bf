"""The scale in which an encoder takes the colours of a picture. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Normalisation:
    """Mean and standard deviation of each channel (red, green, blue), of colours from 0 to 1."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def to_json(self) -> dict[str, list[float]]:
        """Plain values, as checkpoints and exports hold them."""
        return {"mean": list(self.mean), "std": list(self.std)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Normalisation | None:
        """What ``to_json`` made; None of None, as checkpoints have it from before it was kept.

        Raises:
            ValueError: if it does not describe three channels.
        """
        if value is None:
            return None
        mean, std = (tuple(float(part) for part in value.get(name, ())) for name in ("mean", "std"))
        if len(mean) != 3 or len(std) != 3 or min(std) <= 0:
            raise ValueError("normalisation is not three means and three deviations")
        return cls((mean[0], mean[1], mean[2]), (std[0], std[1], std[2]))


IMAGENET = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""The statistics of ImageNet: the scale of every encoder that brings none of its own."""
