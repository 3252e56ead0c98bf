"""The optimiser: which weights it trains, and its state by name, so that a resume may train others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from engine.models.captioner import Captioner, frozen_parts
from engine.models.decoders.interface import DetectsWords
from engine.models.encoders.interface import parameters_of
from engine.settings import Settings


@dataclass(frozen=True, slots=True)
class ParameterGroup:
    """Weights that are trained alike, by name.

    Attributes:
        part: whose learning rate they have; the attributes' head has the decoder's, what detects words from the
            features the encoder's.
        decay: weight decay (decoupled), in multiples of the learning rate.
    """

    part: Literal["encoder", "decoder"]
    names: list[str]
    decay: float = 0.0


def parameter_groups(captioner: Captioner, settings: Settings) -> list[ParameterGroup]:
    """The groups of a run with some settings, in the optimiser's order."""
    frozen = {id(value) for part in frozen_parts(captioner.encoder, settings) for value in parameters_of(part)}
    named = {name: value for name, value in captioner.named_parameters() if id(value) not in frozen}
    decoder = captioner.decoder
    detecting = {f"decoder.{name}" for name in decoder.detecting} if isinstance(decoder, DetectsWords) else set()
    looking = {name for name in named if name.startswith("encoder.") or name.rpartition(".")[0] in detecting}
    groups = []
    for part in ("encoder", "decoder"):
        names = [name for name in named if (name in looking) == (part == "encoder")]
        if settings.weight_decay:
            # Biases and the scales of norms are left alone, as usual.
            groups.append(ParameterGroup(part, [name for name in names if named[name].ndim > 1], settings.weight_decay))
            names = [name for name in names if named[name].ndim <= 1]
        groups.append(ParameterGroup(part, names))
    return groups


def make_optimizer(captioner: Captioner, settings: Settings) -> torch.optim.Optimizer:
    """Adam (Kingma and Ba 2015), or with weight decay AdamW (Loshchilov and Hutter 2019), over the trained weights."""
    parameters = dict(captioner.named_parameters())
    groups = [
        {
            "params": [parameters[name] for name in group.names],
            "weight_decay": group.decay,
            "part": group.part,
            "lr": base_learning_rate(settings, group.part),
        }
        for group in parameter_groups(captioner, settings)
    ]
    kind = torch.optim.AdamW if settings.weight_decay else torch.optim.Adam
    return kind(groups, fused=True)


def base_learning_rate(settings: Settings, part: str) -> float:
    """The learning rate of the encoder or the decoder, before warm-up and schedule."""
    return settings.lr_encoder if part == "encoder" else settings.lr_decoder


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The optimiser's tensors as ``place.name``, by the place of their weight among those that are trained."""
    return {
        f"{place}.{name}": value
        for place, values in optimizer.state_dict()["state"].items()
        for name, value in values.items()
    }


def restore_optimizer(
    optimizer: torch.optim.Optimizer,
    tensors: Mapping[str, Tensor],
    before: list[ParameterGroup],
    now: list[ParameterGroup],
) -> None:
    """Take up ``optimizer_tensors``; weights that were not trained ``before`` start afresh.

    Raises:
        ValueError, KeyError: if they are not such tensors.
    """
    names = [name for group in before for name in group.names]
    places = {name: place for place, name in enumerate(name for group in now for name in group.names)}
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        place, _, name = key.partition(".")
        if int(place) >= len(names):
            raise ValueError(key)
        here = places.get(names[int(place)])
        if here is not None:
            state.setdefault(here, {})[name] = value
    groups: list[dict[str, Any]] = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})
    _lay_out(optimizer)


def _lay_out(optimizer: torch.optim.Optimizer) -> None:
    """Give the moments the memory layout of their weights: the fused kernels walk both as plain memory."""
    for parameter, values in optimizer.state.items():
        for name, value in values.items():
            if value.shape == parameter.shape:
                values[name] = torch.empty_like(parameter).copy_(value)
