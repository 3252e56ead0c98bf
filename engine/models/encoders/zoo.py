"""Encoders that torchvision builds: the trunk for the grid, and for the pooled features what the classifier reads."""

from collections.abc import Iterator, Sequence

from torch import Tensor, nn

from engine.models.encoders.interface import Encoder, FeatureForm, Part, by_resolution, places

# torchvision's names of what stands between the trunk and the classes.
_POOL, _HEADS = "avgpool", ("fc", "classifier")

# Channels of the pooled features and of the grid.
WIDTHS = {
    "resnet50": (2048, 2048),
    "resnet101": (2048, 2048),
    "convnext_tiny": (768, 768),
    "efficientnet_v2_s": (1280, 1280),
    "mobilenet_v3_large": (1280, 960),
}


class Torchvision(Encoder):
    """One of torchvision's classifiers without its last linear layer; the names of its weights are torchvision's.

    The spatial features, (B, H/32 x W/32, C), are its last grid. The pooled features, (B, 1, C), are the mean over the
    grid, sent through what the classifier does before its last layer (ConvNeXt normalises, MobileNet widens).

    Nothing in it depends on the pictures' size.

    Args:
        name: a key of ``WIDTHS``, by which torchvision knows it too.
    """

    def __init__(self, height: int, width: int, form: FeatureForm = "pooled", *, name: str) -> None:
        super().__init__()
        # torchvision takes a second to import; only who uses it shall wait.
        from torchvision.models import get_model

        network = get_model(name, weights=None)
        self._trunk = [child for child, _ in network.named_children() if child not in (_POOL, *_HEADS)]
        for child in self._trunk:
            self.add_module(child, network.get_submodule(child))
        self._whole = form == "pooled"
        # ConvNeXt cuts patches, the others pad.
        self.corner = (0.5, 0.5) if name.startswith("convnext") else (0.0, 0.0)
        self.classifier = self._head(network) if self._whole else None
        self.feature_size = WIDTHS[name][0 if self._whole else 1]

    @staticmethod
    def _head(network: nn.Module) -> nn.Sequential | None:
        head = getattr(network, "classifier", None)
        if head is None:
            return None
        layers = [layer for layer in list(head)[:-1] if not isinstance(layer, nn.Flatten | nn.Dropout)]
        return nn.Sequential(*layers) if layers else None

    def stages(self) -> Sequence[Sequence[Part]]:
        """See ``Encoder``."""
        return by_resolution(self._units())

    def _units(self) -> Iterator[nn.Module]:
        """Its parts in the order in which a picture passes them."""
        for name in self._trunk:
            child = self.get_submodule(name)
            if isinstance(child, nn.Sequential) and name == "features":
                yield from child
            else:
                yield child
        if self.classifier:
            yield self.classifier

    def grid(self, pictures: Tensor) -> Tensor:
        """See ``Encoder``."""
        passing = pictures
        for name in self._trunk:
            passing = self.get_submodule(name)(passing)
        return passing

    def read(self, grid: Tensor) -> Tensor:
        """See ``Encoder``."""
        if not self._whole:
            return places(grid)
        pooled = grid.mean((2, 3))
        if self.classifier is None:
            return pooled.unsqueeze(1)
        return self._through_head(pooled).unsqueeze(1)

    def _through_head(self, pooled: Tensor) -> Tensor:
        """The head over (B, C); ConvNeXt's normalisation wants a picture of one place."""
        assert self.classifier is not None
        for layer in self.classifier:
            pooled = layer(pooled[..., None, None]).flatten(1) if isinstance(layer, nn.LayerNorm) else layer(pooled)
        return pooled
