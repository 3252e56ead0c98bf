"""What every encoder offers.

An encoder maps pictures (B, 3, H, W), float, ImageNet-normalised, to features (B, P, C): P places of C channels, where
P = 1 stands for the pooled features of the whole picture. It does so in two steps, by a grid that still keeps the
places of the picture apart.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import torch
from torch import Tensor, nn

FeatureForm = Literal["pooled", "spatial"]

# The statistics of ImageNet: every encoder takes pictures in this scale, whether its weights come from there or not.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


class Encoder(nn.Module):
    """The base of every encoder.

    Attributes:
        feature_size: channels C of its features.
    """

    feature_size: int

    def grid(self, pictures: Tensor) -> Tensor:
        """The last grid (B, K, h, w) of pictures, K channels at each of its places."""
        raise NotImplementedError

    def read(self, grid: Tensor) -> Tensor:
        """The features (B, P, C) of a grid; spatial ones have P = h x w places, row by row."""
        raise NotImplementedError

    def forward(self, pictures: Tensor) -> Tensor:
        return self.read(self.grid(pictures))

    def units(self) -> Iterable[nn.Module]:
        """Its parts in the order in which a picture passes them."""
        raise NotImplementedError

    def stages(self) -> list[list[nn.Module]]:
        """Its parts by the resolution at which they work, from the picture on; what follows the grid is in the last.

        Training may be kept to the last of them.
        """
        return _by_resolution(list(self.units()))


def _by_resolution(units: Sequence[nn.Module]) -> list[list[nn.Module]]:
    stages: list[list[nn.Module]] = [[]]
    for unit in units:
        if stages[-1] and _halves(unit):
            stages.append([])
        stages[-1].append(unit)
    return stages


def _halves(unit: nn.Module) -> bool:
    strides = (module.stride for module in unit.modules() if isinstance(module, nn.Conv2d | nn.MaxPool2d))
    return any(stride not in (1, (1, 1)) for stride in strides)


def places(grid: Tensor) -> Tensor:
    """A grid (B, C, h, w) as features (B, h x w, C); no copy where it lies channels last."""
    return grid.permute(0, 2, 3, 1).flatten(1, 2)


def statistics() -> tuple[Tensor, Tensor]:
    """Mean and deviation (1, 3, 1, 1) of ImageNet's channels; real ones wherever modules are made of nothing."""
    mean, std = (torch.tensor(values, device="cpu").view(1, 3, 1, 1) for values in (MEAN, STD))
    return mean, std


class ImageNetScale(nn.Module):
    """Pictures (B, H, W, 3) uint8 to (B, 3, H, W) float32 in ImageNet's scale, laid out channels last.

    Its statistics lie where the weights lie, since a copy to a GPU in every step would wait for it; no checkpoint
    holds them.
    """

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        mean, std = statistics()
        self.register_buffer("mean", mean * 255, persistent=False)
        self.register_buffer("std", std * 255, persistent=False)

    def forward(self, pictures: Tensor) -> Tensor:
        return (pictures.permute(0, 3, 1, 2).to(self.mean.dtype) - self.mean) / self.std


def normalise(pictures: Tensor) -> Tensor:
    """Pictures (B, H, W, 3) uint8 as ``ImageNetScale`` gives them."""
    return ImageNetScale().to(pictures.device)(pictures)
