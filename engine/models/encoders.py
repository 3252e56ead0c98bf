"""Encoders: pictures to codes. One signature, one registry.

An encoder is a module that maps pictures (B, 3, H, W), float, ImageNet-normalised, to codes (B, P, C): P places of C
channels, where P = 1 stands for one code of the whole picture.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

# The statistics of ImageNet: every encoder takes pictures in this scale, whether its weights come from there or not.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


def normalise(pictures: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """Pictures (B, H, W, 3) uint8 to (B, 3, H, W) in ImageNet's scale, laid out channels last."""
    mean = torch.tensor(MEAN, device=pictures.device, dtype=dtype).view(1, 3, 1, 1) * 255
    std = torch.tensor(STD, device=pictures.device, dtype=dtype).view(1, 3, 1, 1) * 255
    return (pictures.permute(0, 3, 1, 2).to(dtype) - mean) / std


class Vgg19(nn.Module):
    """VGG19 up to its second 4096 layer, ReLU kept (Simonyan and Zisserman 2015, table 1, column E).

    Codes are (B, 1, 4096). The names of its weights are torchvision's, so that torchvision's file fits.
    """

    code_size = 4096
    stages = ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4))

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for wide, convolutions in self.stages:
            for _ in range(convolutions):
                layers += [nn.Conv2d(channels, wide, 3, padding=1), nn.ReLU(inplace=True)]
                channels = wide
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        # Seven by seven places whatever the picture's size, as torchvision does, so that its linear layers fit.
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(channels * 49, self.code_size),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(self.code_size, self.code_size),
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

    def forward(self, pictures: Tensor) -> Tensor:
        grid = self.avgpool(self.features(pictures))
        return self.classifier(grid.flatten(1)).unsqueeze(1)


class Compact(nn.Module):
    """Seven convolutions and one linear map that keeps the places apart; for machines without a GPU.

    Averaging over the picture would lose where a sleeve ends, so the last grid is narrowed and flattened instead. Codes
    are (B, 1, 512).
    """

    code_size = 512
    # Channels, kernel, stride.
    layers = (
        (16, 5, 2),
        (32, 3, 2),
        (64, 3, 2),
        (64, 3, 1),
        (128, 3, 2),
        (128, 3, 1),
        (256, 3, 2),
        (32, 1, 1),
    )

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        modules: list[nn.Module] = []
        channels, rows, columns = 3, height, width
        for wide, kernel, stride in self.layers:
            modules += [
                nn.Conv2d(channels, wide, kernel, stride, padding=kernel // 2, bias=False),
                nn.BatchNorm2d(wide),
                nn.ReLU(inplace=True),
            ]
            channels, rows, columns = wide, -(-rows // stride), -(-columns // stride)
        self.features = nn.Sequential(*modules)
        self.head = nn.Sequential(nn.Linear(channels * rows * columns, self.code_size), nn.ReLU(inplace=True))

    def forward(self, pictures: Tensor) -> Tensor:
        return self.head(self.features(pictures).flatten(1)).unsqueeze(1)


@dataclass(frozen=True, slots=True)
class EncoderEntry:
    """What the registry knows of an encoder.

    Attributes:
        build: makes the module for pictures of a height and width, with random weights.
        code_size: channels C of its codes.
        training_bytes: memory that one picture of 336 x 224 takes in training (fp32, activations kept).
    """

    build: Callable[[int, int], nn.Module]
    code_size: int
    training_bytes: int


ENCODERS: dict[str, EncoderEntry] = {
    "vgg19": EncoderEntry(Vgg19, Vgg19.code_size, 190_000_000),
    "compact": EncoderEntry(Compact, Compact.code_size, 8_000_000),
}
