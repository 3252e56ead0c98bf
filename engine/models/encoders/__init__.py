"""Encoders: pictures to codes. One signature (``interface.Encoder``), one registry."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.models.encoders.compact import Compact
from engine.models.encoders.efficientnet_lite import EfficientNetLite0
from engine.models.encoders.interface import MEAN, STD, Encoder, FeatureForm, ImageNetScale, normalise
from engine.models.encoders.vgg import Vgg19
from engine.models.encoders.zoo import WIDTHS, Torchvision

__all__ = [
    "ENCODERS",
    "MEAN",
    "STD",
    "Compact",
    "EfficientNetLite0",
    "Encoder",
    "EncoderEntry",
    "Form",
    "ImageNetScale",
    "Vgg19",
    "normalise",
]


@dataclass(frozen=True, slots=True)
class EncoderEntry:
    """What the registry knows of an encoder.

    Attributes:
        build: makes the module for pictures of a height and width, with random weights.
        training_bytes: memory that one picture of 336 x 224 takes in training (fp32, activations kept).
        captioning_bytes: the same where no activations are kept (fp32).
        stride: pixels of a picture between two places of the grid.
    """

    build: Callable[[int, int, FeatureForm], Encoder]
    training_bytes: int
    captioning_bytes: int
    stride: int = 32

    def places(self, height: int, width: int) -> int:
        """About how many places the grid of a picture has, never too few."""
        return -(-height // self.stride) * -(-width // self.stride)


def _torchvision(name: str, training_bytes: int, captioning_bytes: int) -> EncoderEntry:
    assert name in WIDTHS
    # Whatever the pictures' size: nothing in these networks depends on it.
    return EncoderEntry(lambda height, width, form: Torchvision(name, form), training_bytes, captioning_bytes)


ENCODERS: dict[str, EncoderEntry] = {
    "vgg19": EncoderEntry(Vgg19, 190_000_000, 40_000_000, stride=16),
    "compact": EncoderEntry(Compact, 8_000_000, 4_000_000),
    "resnet50": _torchvision("resnet50", 143_000_000, 17_000_000),
    "resnet101": _torchvision("resnet101", 196_000_000, 17_000_000),
    "convnext_tiny": _torchvision("convnext_tiny", 168_000_000, 20_000_000),
    "efficientnet_v2_s": _torchvision("efficientnet_v2_s", 239_000_000, 12_000_000),
    "efficientnet_lite0": EncoderEntry(EfficientNetLite0, 129_000_000, 22_000_000),
    "mobilenet_v3_large": _torchvision("mobilenet_v3_large", 69_000_000, 12_000_000),
}
