"""Vision Transformers: ViT, whose places are the patches of the picture, and Swin, whose grid shrinks by stages."""

from collections import OrderedDict
from collections.abc import Sequence
from math import isqrt

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.encoders.interface import Encoder, FeatureForm, Part, places

_POSITIONS = "encoder.pos_embedding"
# The names of torchvision's files from before 0.13, and its present ones.
_RENAMED = {"mlp.linear_1.": "mlp.0.", "mlp.linear_2.": "mlp.3."}


class _Attention(nn.Module):
    """Multi-head self-attention (Vaswani et al. 2017, section 3.2.2), one kernel in training and in captioning."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * channels, channels))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * channels))
        self.out_proj = nn.Linear(channels, channels)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def forward(self, tokens: Tensor) -> Tensor:
        joined = functional.linear(tokens, self.in_proj_weight, self.in_proj_bias)
        queries, keys, values = joined.unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(queries, keys, values)
        return self.out_proj(seen.transpose(1, 2).flatten(2))


class _Block(nn.Module):
    """Dosovitskiy et al. 2021, equations 2 and 3."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(channels, eps=1e-6)
        self.self_attention = _Attention(channels, heads)
        self.ln_2 = nn.LayerNorm(channels, eps=1e-6)
        wide = 4 * channels
        # Nothing is dropped out; the gaps keep torchvision's names of the weights.
        self.mlp = nn.Sequential(
            nn.Linear(channels, wide), nn.GELU(), nn.Identity(), nn.Linear(wide, channels), nn.Identity()
        )
        for layer in self.mlp:
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.normal_(layer.bias, std=1e-6)

    def forward(self, tokens: Tensor) -> Tensor:
        passing = tokens + self.self_attention(self.ln_1(tokens))
        return passing + self.mlp(self.ln_2(passing))


class _Blocks(nn.Module):
    """The positions are added, then the blocks are passed."""

    def __init__(self, tokens: int, channels: int, depth: int, heads: int) -> None:
        super().__init__()
        self.pos_embedding = nn.Parameter(torch.empty(1, tokens, channels).normal_(std=0.02))
        blocks = ((f"encoder_layer_{place}", _Block(channels, heads)) for place in range(depth))
        self.layers = nn.Sequential(OrderedDict(blocks))
        self.ln = nn.LayerNorm(channels, eps=1e-6)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.ln(self.layers(tokens + self.pos_embedding))


class VisionTransformer(Encoder):
    """ViT (Dosovitskiy et al. 2021, section 3.1). The names of its weights are torchvision's.

    The spatial features, (B, ceil(H / patch) x ceil(W / patch), C), are the tokens of the patches after the last norm,
    row by row; the pooled ones, (B, 1, C), their mean. The class token is only attended to. A picture whose
    sides are no multiples of the patch is padded at the right and the bottom with the mean colour. The position
    embeddings of a file made for another size are interpolated (section 3.2, last paragraph).

    Args:
        patch: side of a patch in pixels.
        channels, depth, heads: size of a token, number of blocks, and of heads in each.
    """

    def __init__(
        self,
        height: int,
        width: int,
        form: FeatureForm = "pooled",
        *,
        patch: int = 16,
        channels: int = 768,
        depth: int = 12,
        heads: int = 12,
    ) -> None:
        super().__init__()
        self.feature_size = channels
        self._whole = form == "pooled"
        self._patch = patch
        self.rows, self.columns = -(-height // patch), -(-width // patch)
        self.class_token = nn.Parameter(torch.zeros(1, 1, channels))
        self.conv_proj = nn.Conv2d(3, channels, patch, patch)
        nn.init.trunc_normal_(self.conv_proj.weight, std=(3 * patch * patch) ** -0.5)
        if self.conv_proj.bias is not None:
            nn.init.zeros_(self.conv_proj.bias)
        self.encoder = _Blocks(1 + self.rows * self.columns, channels, depth, heads)

    def stages(self) -> Sequence[Sequence[Part]]:
        """The patches and their positions, then each block; see ``Encoder``."""
        first: list[Part] = [self.class_token, self.conv_proj, self.encoder.pos_embedding]
        blocks: list[list[Part]] = [[block] for block in self.encoder.layers]
        blocks[-1].append(self.encoder.ln)
        return [first, *blocks]

    def adapt(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        """See ``Encoder``: names of older files, and the position embeddings brought to this size of pictures."""
        for before, now in _RENAMED.items():
            weights = {name.replace(before, now): value for name, value in weights.items()}
        known, wanted = weights.get(_POSITIONS), self.encoder.pos_embedding.shape
        if (
            known is None
            or known.shape == wanted
            or known.dim() != 3
            or isqrt(known.shape[1] - 1) ** 2 + 1 != known.shape[1]
        ):
            return weights
        return {**weights, _POSITIONS: _resized(known.float(), self.rows, self.columns)}

    def grid(self, pictures: Tensor) -> Tensor:
        """See ``Encoder``."""
        below, right = -pictures.shape[2] % self._patch, -pictures.shape[3] % self._patch
        if below or right:
            pictures = functional.pad(pictures, (0, right, 0, below))
        patches = self.conv_proj(pictures).flatten(2).transpose(1, 2)
        tokens = self.encoder(torch.cat([self.class_token.expand(len(patches), -1, -1), patches], 1))
        return tokens[:, 1:].transpose(1, 2).unflatten(2, (self.rows, self.columns))

    def read(self, grid: Tensor) -> Tensor:
        """See ``Encoder``."""
        return grid.mean((2, 3)).unsqueeze(1) if self._whole else places(grid)


def _resized(positions: Tensor, rows: int, columns: int) -> Tensor:
    """Position embeddings (1, 1 + n x n, C), that of the class token first, for a grid of other sides."""
    side = isqrt(positions.shape[1] - 1)
    grid = positions[:, 1:].transpose(1, 2).unflatten(2, (side, side))
    grid = functional.interpolate(grid, (rows, columns), mode="bicubic", align_corners=False)
    return torch.cat([positions[:, :1], grid.flatten(2).transpose(1, 2)], 1)


class Swin(Encoder):
    """Swin (Liu et al. 2021, section 3.1), as torchvision builds it and names its weights.

    The spatial features, (B, H/32 x W/32, C), are its last grid, normalised; the pooled ones, (B, 1, C), their mean.
    Positions are relative within a window, so that pictures of any size fit.

    Args:
        name: torchvision's.
    """

    def __init__(self, height: int, width: int, form: FeatureForm = "pooled", *, name: str) -> None:
        super().__init__()
        # torchvision takes a second to import; only who uses it shall wait.
        from torchvision.models import get_model

        network = get_model(name, weights=None)
        self.features = network.get_submodule("features")
        self.norm = network.get_submodule("norm")
        self.feature_size = int(network.norm.normalized_shape[0])
        self._whole = form == "pooled"

    def stages(self) -> Sequence[Sequence[Part]]:
        """See ``Encoder``: each stage is what makes its grid, and its blocks."""
        parts = list(self.features.children())
        stages: list[list[Part]] = [[*parts[first : first + 2]] for first in range(0, len(parts), 2)]
        stages[-1].append(self.norm)
        return stages

    def grid(self, pictures: Tensor) -> Tensor:
        """See ``Encoder``."""
        return self.norm(self.features(pictures)).permute(0, 3, 1, 2)

    def read(self, grid: Tensor) -> Tensor:
        """See ``Encoder``."""
        return grid.mean((2, 3)).unsqueeze(1) if self._whole else places(grid)
