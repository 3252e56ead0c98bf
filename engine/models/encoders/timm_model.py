"""Any model of timm (PyTorch Image Models) whose last features are a grid or tokens. timm is an optional package."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode

from engine.errors import Problem, reason
from engine.models.encoders.interface import Encoder, FeatureForm, Part, parameters_of, places
from engine.models.encoders.normalisation import Normalisation
from engine.models.encoders.timm_table import PREFIX, find
from engine.models.skeleton import without_weights

_OWN = "network."
_SMALL = 0.05
# In place: what fills a tensor with chances. New: what makes a tensor of them.
_IN_PLACE = ("aten::normal_", "aten::uniform_", "aten::bernoulli_", "aten::random_", "aten::exponential_")
_NEW = ("aten::randn", "aten::rand")


@dataclass(frozen=True, slots=True)
class HubFile:
    """Where published weights lie.

    Attributes:
        address: to fetch them from; a mirror where HF_ENDPOINT names one.
        cached: the same file where huggingface_hub has fetched it before; None where it has not.
        file_name: what it is called once fetched.
    """

    address: str
    cached: str | None
    file_name: str


class TimmEncoder(Encoder):
    """A model of timm's without its classes. Its weights have timm's names, below ``network``.

    The spatial features, (B, P, C), are what ``forward_features`` gives: the places of its last grid row by row, or its
    tokens without those that stand for no place. The pooled ones, (B, 1, C), are what its classifier reads of a grid,
    and the mean of tokens. It takes pictures in the scale of the statistics that it was trained with. Where it accepts
    whole patches only, a picture is padded at the right and the bottom with the mean colour.

    Args:
        name: timm's, with or without the tag of its weights.

    Raises:
        Problem: ``timm-missing``, ``encoder-size``.
    """

    def __init__(self, height: int, width: int, form: FeatureForm = "pooled", *, name: str) -> None:
        super().__init__()
        self._name, self._whole = name, form == "pooled"
        self._asked = self._size = (height, width)
        self.normalisation = _normalisation(name)
        with without_weights():
            # What comes out is looked at where nothing is computed.
            try:
                self.feature_size, self._tokens, self._channels_first = self._examine()
            except Problem:
                # Patches are cut out of a picture of whole ones.
                model = find(PREFIX + name)
                assert model is not None
                stride = model.stride
                self._size = (-(-height // stride) * stride, -(-width // stride) * stride)
                if self._size == self._asked:
                    raise
                self.feature_size, self._tokens, self._channels_first = self._examine()
        self.network = self._built()
        self._skipped = int(getattr(self.network, "num_prefix_tokens", 0) or 0)

    def _built(self) -> Any:
        """The network; on the meta device with its buffers that no file holds, such as relative positions, computed."""
        if torch.empty(0).device.type != "meta":
            return _create(self._name, self._size)
        # A run that trains in another thread keeps its random numbers, and no weights are drawn to be thrown away.
        with torch.device("cpu"), _Undrawn(0.0):
            network = _create(self._name, self._size)
        for module in network.modules():
            for name, value in module._parameters.items():
                if value is not None:
                    module._parameters[name] = nn.Parameter(value.to("meta"), value.requires_grad)
            for name, buffer in module._buffers.items():
                if buffer is not None and name not in module._non_persistent_buffers_set:
                    module._buffers[name] = buffer.to("meta")
        return network

    def _examine(self) -> tuple[int, bool, bool]:
        """Channels of the features, whether these are tokens, and whether a grid has its channels before its rows, of
        one picture on the meta device.

        Raises:
            Problem: ``encoder-size``.
        """
        height, width = self._size
        try:
            network = _create(self._name, self._size).eval()
            with torch.no_grad():
                features = network.forward_features(torch.empty(1, 3, height, width))
                pooled = network.forward_head(features, pre_logits=True)
        except (AssertionError, RuntimeError, ValueError, TypeError) as error:
            # timm's models assert, divide and view where a size does not fit; the table has only those that work.
            raise self._size_problem() from error
        first = features.dim() == 4 and features.shape[1] == network.num_features
        tokens = features.dim() == 3
        channels = pooled.shape[-1] if self._whole and not tokens else features.shape[1 if first else -1]
        return int(channels), tokens, first

    def _size_problem(self) -> Problem:
        height, width = self._asked
        _, high, wide = _config(self._name).input_size
        return Problem("encoder-size", encoder=PREFIX + self._name, height=height, width=width, high=high, wide=wide)

    def stages(self) -> Sequence[Sequence[Part]]:
        """See ``Encoder``: the groups that timm itself makes, for rates that fall from layer to layer."""
        from timm.models._manipulate import group_parameters

        matcher = self.network.group_matcher(coarse=True)
        groups = group_parameters(self.network, matcher)
        stages: list[list[Part]] = []
        for group in sorted(groups):
            parts: dict[int, Part] = {}
            for name in groups[group]:
                owner, _, own = name.rpartition(".")
                module = self.network.get_submodule(owner)
                # Statistics of a batch norm are frozen with it; a module of several parts is not one part.
                part = module.get_parameter(own) if list(module.children()) else module
                parts[id(part)] = part
            stages.append(list(parts.values()))
        # The norm at the end alone is no stage.
        if len(stages) > 1 and _weights(stages[-1]) < _SMALL * _weights(stages[-2]):
            stages[-2:] = [stages[-2] + stages[-1]]
        return stages

    def adapt(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        """See ``Encoder``: by timm's own loader, which renames, drops the classes and interpolates positions.

        Raises:
            Problem: ``encoder-size`` where weights for the size that they were trained on fit no other.
            ValueError: what of the weights is missing or has another shape.
        """
        if all(name.startswith(_OWN) for name in weights):
            return weights
        # What the file does not fill stays not a number.
        with torch.device("cpu"), _Undrawn(float("nan")):
            try:
                filled = _create(self._name, self._size, weights).state_dict()
            except (RuntimeError, KeyError, AttributeError, AssertionError) as error:
                if "size mismatch" in str(error) and self._size != tuple(_config(self._name).input_size[1:]):
                    raise self._size_problem() from error
                raise ValueError(_detail(error)) from error
        for name, value in filled.items():
            if value.is_floating_point() and value.isnan().any():
                raise ValueError(f"{name} is missing")
        return {_OWN + name: value for name, value in filled.items()}

    def grid(self, pictures: Tensor) -> Tensor:
        """See ``Encoder``."""
        if self._size != self._asked:
            below, right = (now - before for now, before in zip(self._size, self._asked, strict=True))
            pictures = functional.pad(pictures, (0, right, 0, below))
        features = self.network.forward_features(pictures)
        if not self._tokens:
            return features if self._channels_first else features.permute(0, 3, 1, 2)
        tokens = features[:, self._skipped :].transpose(1, 2)
        return tokens.unflatten(2, _sides(tokens.shape[2], *self._size))

    def read(self, grid: Tensor) -> Tensor:
        """See ``Encoder``."""
        if not self._whole:
            return places(grid)
        if self._tokens:
            return grid.mean((2, 3)).unsqueeze(1)
        features = grid if self._channels_first else grid.permute(0, 2, 3, 1)
        return self.network.forward_head(features, pre_logits=True).unsqueeze(1)


def _sides(count: int, height: int, width: int) -> tuple[int, int]:
    """Rows and columns of so many places: those whose form is most like the picture's."""
    fitting = [(rows, count // rows) for rows in range(1, count + 1) if count % rows == 0]
    return min(fitting, key=lambda sides: abs(math.log(sides[0] * width / (sides[1] * height))))


class _Undrawn(TorchDispatchMode):
    """Within it nothing is drawn by chance: what would be is filled with one value."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self._value = value

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func._schema.name
        if name in _IN_PLACE:
            return args[0].fill_(self._value)
        if name in _NEW:
            return torch.full(args[0], self._value, **(kwargs or {}))
        return func(*args, **(kwargs or {}))


def _weights(stage: Sequence[Part]) -> int:
    return sum(value.numel() for part in stage for value in parameters_of(part))


def _detail(error: Exception) -> str:
    """What torch says is wrong: its first line only names the model."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[1].rstrip(".") if len(lines) > 1 else reason(error)


def _create(name: str, size: tuple[int, int], weights: Mapping[str, Tensor] | None = None) -> Any:
    """timm's model without its classes; it is told the pictures' size where it wants to know it."""
    timm = _timm()
    filled: dict[str, Any] = {}
    if weights is not None:
        overlay = {"state_dict": dict(weights), "source": "", "custom_load": False}
        filled = {"pretrained": True, "pretrained_cfg_overlay": overlay}
    try:
        return timm.create_model(name, num_classes=0, img_size=size, **filled)
    except TypeError as error:
        if "img_size" not in str(error):
            raise
    return timm.create_model(name, num_classes=0, **filled)


def _timm() -> Any:
    """timm, which takes seconds to import.

    Raises:
        Problem: ``timm-missing``.
    """
    try:
        import timm
    except ImportError as error:
        raise Problem("timm-missing") from error
    return timm


def _config(name: str) -> Any:
    """What timm tells of a model's weights: the default ones where the name has no tag."""
    return _timm().get_pretrained_cfg(name)


def _normalisation(name: str) -> Normalisation:
    found = _config(name)
    mean, std = (tuple(float(value) for value in values) for values in (found.mean, found.std))
    return Normalisation((mean[0], mean[1], mean[2]), (std[0], std[1], std[2]))


def licence_of(name: str) -> str:
    """The licence that timm tells of a model's weights, as SPDX spells it; empty where it tells none."""
    return str(_config(name).license or "")


def hub_file(name: str) -> HubFile | None:
    """Where a model's published weights lie; None where there are none."""
    found = _config(name)
    file_name = f"timm-{found.architecture}.{found.tag}.safetensors"
    if found.hf_hub_id:
        from huggingface_hub import hf_hub_url, try_to_load_from_cache

        repository, _, revision = found.hf_hub_id.partition("@")
        # What timm looks for first where the file's name is not told.
        wanted = found.hf_hub_filename or "model.safetensors"
        cached = try_to_load_from_cache(repository, wanted, revision=revision or None)
        suffix = re.sub(r".*(\.\w+)$", r"\1", wanted)
        address = hf_hub_url(repository, wanted, revision=revision or None)
        return HubFile(address, cached if isinstance(cached, str) else None, file_name.replace(".safetensors", suffix))
    if found.url:
        return HubFile(found.url, None, found.url.rsplit("/", 1)[-1])
    return None
