"""What every encoder offers.

An encoder maps pictures (B, 3, H, W), float, in the scale of its ``normalisation``, to features (B, P, C): P places of
C channels, where P = 1 stands for the pooled features of the whole picture. It does so in two steps, by a grid that
still keeps the places of the picture apart.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

import torch
from torch import Tensor, nn

from engine.models.encoders.normalisation import IMAGENET, Normalisation

FeatureForm = Literal["pooled", "spatial"]

Part: TypeAlias = nn.Module | nn.Parameter
"""A part of an encoder that is trained or frozen as one; a parameter where no module has it to itself."""


class Encoder(nn.Module, ABC):
    """The base of every encoder.

    Attributes:
        feature_size: channels C of its features.
        corner: how far the middle of what the first place sees lies from the picture's upper and left edge, in strides:
            a half, but 0 where convolutions of stride 2 are padded alike on both sides.
        normalisation: the scale of the pictures that it takes.
    """

    feature_size: int
    corner: tuple[float, float] = (0.5, 0.5)
    normalisation: Normalisation = IMAGENET

    @abstractmethod
    def grid(self, pictures: Tensor) -> Tensor:
        """The last grid (B, K, h, w) of pictures, K channels at each of its places."""

    @abstractmethod
    def read(self, grid: Tensor) -> Tensor:
        """The features (B, P, C) of a grid; spatial ones have P = h x w places, row by row."""

    def forward(self, pictures: Tensor) -> Tensor:
        return self.read(self.grid(pictures))

    @abstractmethod
    def stages(self) -> Sequence[Sequence[Part]]:
        """Its parts by the resolution at which they work, from the picture on; what follows the grid is in the last.

        Training may be kept to the last of them. Encoders that keep one resolution have a stage for each block.
        """

    def adapt(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        """The tensors of a weights file under this encoder's names and for its size of pictures."""
        return weights


def parameters_of(part: Part) -> Iterator[nn.Parameter]:
    """The parameters of a part, or the parameter that it is."""
    if isinstance(part, nn.Parameter):
        yield part
    else:
        yield from part.parameters()


def by_resolution(units: Iterable[nn.Module]) -> list[list[nn.Module]]:
    """The stages of parts that are told in the order in which a picture passes them: one begins where it is halved."""
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


def statistics(normalisation: Normalisation = IMAGENET) -> tuple[Tensor, Tensor]:
    """Mean and deviation (1, 3, 1, 1) of the channels; real ones wherever modules are made of nothing."""
    values = (normalisation.mean, normalisation.std)
    mean, std = (torch.tensor(value, device="cpu").view(1, 3, 1, 1) for value in values)
    return mean, std


class PictureScale(nn.Module):
    """Pictures (B, H, W, 3) uint8 to (B, 3, H, W) float32 in an encoder's scale, laid out channels last.

    Its statistics lie where the weights lie, since a copy to a GPU in every step would wait for it; no checkpoint
    holds them among its tensors.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, normalisation: Normalisation = IMAGENET) -> None:
        super().__init__()
        mean, std = statistics(normalisation)
        self.register_buffer("mean", mean * 255, persistent=False)
        self.register_buffer("std", std * 255, persistent=False)

    def forward(self, pictures: Tensor) -> Tensor:
        return (pictures.permute(0, 3, 1, 2).to(self.mean.dtype) - self.mean) / self.std


def normalise(pictures: Tensor) -> Tensor:
    """Pictures (B, H, W, 3) uint8 in ImageNet's scale, as ``PictureScale`` gives them."""
    return PictureScale().to(pictures.device)(pictures)
