"""VGG19, the encoder of the published notebook."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from engine.models.encoders.interface import Encoder, FeatureForm, Part, by_resolution, places


class Vgg19(Encoder):
    """VGG19 (Simonyan and Zisserman 2015, table 1, column E). The names of its weights are torchvision's.

    Its pooled features are its second 4096 layer, ReLU kept: (B, 1, 4096). Its spatial features are those of Xu et al.
    2015, section 5.2: the last convolution before its pooling, (B, H/16 x W/16, 512).
    """

    widths = ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4))
    pooled_size = 4096

    def __init__(self, height: int, width: int, form: FeatureForm = "pooled") -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for wide, convolutions in self.widths:
            for _ in range(convolutions):
                layers += [nn.Conv2d(channels, wide, 3, padding=1), nn.ReLU(inplace=True)]
                channels = wide
            layers.append(nn.MaxPool2d(2))
        self.feature_size = self.pooled_size if form == "pooled" else channels
        self.features = nn.Sequential(*(layers if form == "pooled" else layers[:-1]))
        # Seven by seven places whatever the picture's size, as torchvision does, so that its linear layers fit.
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = None
        if form == "pooled":
            self.classifier = nn.Sequential(
                nn.Linear(channels * 49, self.feature_size),
                nn.ReLU(inplace=True),
                nn.Dropout(0.5),
                nn.Linear(self.feature_size, self.feature_size),
                nn.ReLU(inplace=True),
            )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Start from scratch (He et al. 2015, section 2.2)."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Linear):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)

    def stages(self) -> Sequence[Sequence[Part]]:
        """See ``Encoder``."""
        return by_resolution([*self.features, *([self.classifier] if self.classifier else [])])

    def grid(self, pictures: Tensor) -> Tensor:
        """See ``Encoder``: the last convolution's, whether it is pooled after that or not."""
        passing = pictures
        for layer in self.features if self.classifier is None else self.features[:-1]:
            passing = layer(passing)
        return passing

    def read(self, grid: Tensor) -> Tensor:
        """See ``Encoder``."""
        if self.classifier is None:
            return places(grid)
        halved = self.features[-1](grid)
        pooled = _pooled(halved, 7) if torch.are_deterministic_algorithms_enabled() else self.avgpool(halved)
        return self.classifier(pooled.flatten(1)).unsqueeze(1)


def _pooled(grid: Tensor, side: int) -> Tensor:
    """The means (B, C, side, side) of ``AdaptiveAvgPool2d``, by products: on a GPU its own gradients do not repeat."""
    down, across = (_shares(length, side, grid) for length in grid.shape[2:])
    return down @ grid @ across.T


def _shares(length: int, count: int, like: Tensor) -> Tensor:
    """The share (count, length) that each place has in each mean."""
    places, means = (torch.arange(size, device=like.device) for size in (length, count))
    first, last = means * length // count, -(-(means + 1) * length // count)
    inside = (places >= first[:, None]) & (places < last[:, None])
    return (inside / inside.sum(1, keepdim=True)).to(like.dtype)
