"""The optimiser: which weights it moves, and its state by name, so that a resume may move others."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from engine.models.captioner import Captioner, frozen_parts
from engine.settings import Settings

# Tensors of the optimiser are kept by the place of their weight among those that are moved.
States = dict[int, dict[str, Tensor]]


def moved(captioner: Captioner, settings: Settings) -> tuple[list[str], list[str]]:
    """The names of the weights that a run with some settings moves: the encoder's, and all others."""
    frozen = {id(parameter) for part in frozen_parts(captioner.encoder, settings) for parameter in part.parameters()}
    names: tuple[list[str], list[str]] = ([], [])
    for name, parameter in captioner.named_parameters():
        if id(parameter) not in frozen:
            names[0 if name.startswith("encoder.") else 1].append(name)
    return names


def make_optimizer(captioner: Captioner, settings: Settings) -> torch.optim.Optimizer:
    """Adam over the weights that are moved (Kingma and Ba 2015), a group for the encoder and one for the rest."""
    parameters = dict(captioner.named_parameters())
    encoder, decoder = ([parameters[name] for name in names] for names in moved(captioner, settings))
    groups = [{"params": encoder, "lr": settings.lr_encoder}, {"params": decoder, "lr": settings.lr_decoder}]
    return torch.optim.Adam(groups, fused=True)


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The optimiser's tensors as ``place.name``."""
    return {
        f"{place}.{name}": value
        for place, values in optimizer.state_dict()["state"].items()
        for name, value in values.items()
    }


def restore_optimizer(
    optimizer: torch.optim.Optimizer,
    tensors: Mapping[str, Tensor],
    before: tuple[list[str], list[str]],
    now: tuple[list[str], list[str]],
) -> None:
    """Take up ``optimizer_tensors``; weights that were not moved ``before`` start afresh.

    Raises:
        ValueError, KeyError: if they are not such tensors.
    """
    places = {name: place for place, name in enumerate([*now[0], *now[1]])}
    names = [*before[0], *before[1]]
    state: States = {}
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
