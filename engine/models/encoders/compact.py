"""The encoder for machines without a GPU."""

from collections.abc import Sequence

from torch import Tensor, nn

from engine.models.encoders.interface import Encoder, FeatureForm, Part, by_resolution, places


class Compact(Encoder):
    """Seven convolutions and one linear map that keeps the places apart.

    Averaging over the picture would lose where a sleeve ends, so for the pooled features, (B, 1, 512), the last grid is
    narrowed and flattened instead. The grid, (B, H/32 x W/32, 256), is that from before the narrowing.
    """

    corner = (0.0, 0.0)
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

    def __init__(self, height: int, width: int, form: FeatureForm = "pooled") -> None:
        super().__init__()
        modules: list[nn.Module] = []
        channels, rows, columns = 3, height, width
        for wide, kernel, stride in self.layers if form == "pooled" else self.layers[:-1]:
            modules += [
                nn.Conv2d(channels, wide, kernel, stride, padding=kernel // 2, bias=False),
                nn.BatchNorm2d(wide),
                nn.ReLU(inplace=True),
            ]
            channels, rows, columns = wide, -(-rows // stride), -(-columns // stride)
        self.features = nn.Sequential(*modules)
        self._wide = len(modules) - (3 if form == "pooled" else 0)
        self.feature_size = 512 if form == "pooled" else channels
        self.head = None
        if form == "pooled":
            linear = nn.Linear(channels * rows * columns, self.feature_size)
            self.head = nn.Sequential(linear, nn.ReLU(inplace=True))

    def stages(self) -> Sequence[Sequence[Part]]:
        """See ``Encoder``."""
        return by_resolution([*self.features, *([self.head] if self.head else [])])

    def grid(self, pictures: Tensor) -> Tensor:
        """See ``Encoder``: that before the narrowing, of either form."""
        return self.features[: self._wide](pictures)

    def read(self, grid: Tensor) -> Tensor:
        """See ``Encoder``."""
        if self.head is None:
            return places(grid)
        return self.head(self.features[self._wide :](grid).flatten(1)).unsqueeze(1)
