"""What of an architecture of timm's is to be known: tried on the meta device, where nothing is computed.

The table has it of most; of others it is found out when they are asked for, in a second.
"""

import weakref
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from engine.models.encoders import REFERENCE_PIXELS
from engine.models.encoders.timm_model import _create, hub_file
from engine.models.encoders.timm_table import TimmModel

# The usual size, and what it is padded to for models that accept whole patches only.
COMMON = ((336, 224), (352, 224), (384, 256))
# The usual ones first: a grid of few places is that of several.
SIZES = (32, 16, 8, 64, 4, 14, *range(5, 129))


class PeakBytes(TorchDispatchMode):
    """The most that tensors made within it have taken at once."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[int, int] = {}
        self.most = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, torch.Tensor):
                storage = tensor.untyped_storage()
                if storage._cdata not in self._held:
                    self._held[storage._cdata] = storage.nbytes()
                    weakref.finalize(storage, self._held.pop, storage._cdata, None)
        self.most = max(self.most, sum(self._held.values()))
        return made


def kept_bytes(network: nn.Module, pictures: Tensor) -> int:
    """What the gradients of a forward pass need beside the weights."""
    weights = {parameter.untyped_storage()._cdata for parameter in network.parameters()}
    kept: dict[int, Tensor] = {}

    def keep(tensor: Tensor) -> Tensor:
        if tensor.untyped_storage()._cdata not in weights:
            kept.setdefault(tensor.untyped_storage()._cdata, tensor)
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        network(pictures)
    return sum(tensor.untyped_storage().nbytes() for tensor in kept.values())


def stride_of(places: int, height: int, width: int) -> int | None:
    """The side of the squares of which so many cover a picture, whole ones or begun ones; None where no square does."""
    for side in SIZES:
        begun, whole = -(-height // side) * -(-width // side), (height // side) * (width // side)
        if places in (begun, whole):
            return side
    return None


@cache
def look(name: str) -> TimmModel | None:
    """What the table says of an architecture; None where its features do not fit, or timm has none of this name."""
    import timm

    if not timm.is_model(name):
        return None

    config = timm.get_pretrained_cfg(name)
    assert config is not None
    own = (config.input_size[1], config.input_size[2])
    for size in dict.fromkeys((*COMMON, own)):
        try:
            found = _look(name, size)
        except Exception:
            # Each family fails in a way of its own at a size or a device that it does not know.
            continue
        if found is None or (size not in COMMON and own[0] != own[1]):
            return None
        stride, training, captioning = found
        side = 0 if size in COMMON else own[0]
        return TimmModel(name, stride, side, training, captioning, _tags(name))
    return None


def _look(name: str, size: tuple[int, int]) -> tuple[int, int, int] | None:
    height, width = size
    with torch.device("meta"):
        network = _create(name, size)
        network.eval()
        with torch.inference_mode(), PeakBytes() as peak:
            features = network.forward_features(torch.empty(1, 3, height, width))
        if not isinstance(features, Tensor) or features.dim() not in (3, 4) or not hasattr(network, "group_matcher"):
            return None
        with torch.inference_mode():
            pooled = network.forward_head(features, pre_logits=True)
        if pooled.dim() != 2:
            return None
        skipped = int(getattr(network, "num_prefix_tokens", 0) or 0)
        shape = list(features.shape)
        if features.dim() == 4:
            shape.remove(network.num_features)
            found = stride_of(shape[1] * shape[2], height, width)
            stride = found or min(height // shape[1], width // shape[2])
        else:
            stride = stride_of(shape[1] - skipped, height, width) or 0
        if not stride:
            return None
        del features, pooled
        network.train()
        training = kept_bytes(network, torch.empty(2, 3, height, width)) // 2
    scale = REFERENCE_PIXELS / (height * width)
    return stride, _rounded(training * scale), _rounded(peak.most * scale)


def _rounded(size: float) -> int:
    # A tenth more, as the encoders that were measured where they compute take it.
    return max(1, round(1.1 * size / 1e6)) * 1_000_000


def _tags(name: str) -> tuple[str, ...]:
    """The tags of the weights that can be fetched and read, the default first."""
    import timm

    default = timm.get_pretrained_cfg(name)
    tags = [full.partition(".")[2] for full in timm.list_pretrained(f"{name}.*")]
    tags.sort(key=lambda tag: tag != (default.tag if default else ""))
    return tuple(tag for tag in tags if tag and hub_file(f"{name}.{tag}"))
