"""The moving average of the weights, which is evaluated and saved in their place."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor, nn

# Before the names of the weights themselves, beside the optimiser's tensors.
PREFIX = "weights."


class EmaWeights:
    """An exponential moving average of the weights that are trained (Polyak and Juditsky 1992; Tarvainen and Valpola
    2017, section 2).

    Args:
        decay: the share of the average that a step keeps, once many are done.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self._weights = {name: value for name, value in module.named_parameters() if value.requires_grad}
        self._averages = [value.detach().clone() for value in self._weights.values()]
        self._depth = 0

    def update(self, step: int) -> None:
        """Take in the weights after a step, counted from 0; the first ones count for more, as a mean of few would."""
        kept = min(self.decay, (1 + step) / (10 + step))
        values = [value.detach() for value in self._weights.values()]
        torch._foreach_lerp_(self._averages, values, 1 - kept)

    @contextlib.contextmanager
    def ema_weights(self) -> Iterator[None]:
        """The averages in the place of the weights; one may lie within another."""
        self._depth += 1
        if self._depth == 1:
            self._swap()
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._swap()

    def _swap(self) -> None:
        for place, weight in enumerate(self._weights.values()):
            weight.data, self._averages[place] = self._averages[place], weight.data

    @property
    def held(self) -> Sequence[Tensor]:
        """The averages, or the weights themselves while the averages are shown."""
        return self._averages

    def tensors(self) -> dict[str, Tensor]:
        """The weights themselves, to be called while the averages are shown."""
        assert self._depth
        return {PREFIX + name: value for name, value in zip(self._weights, self._averages, strict=True)}

    def start_again(self) -> None:
        """Forget what was, and begin with the weights as they are."""
        for average, value in zip(self._averages, self._weights.values(), strict=True):
            average.copy_(value.detach())


def take_weights(module: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Put the weights that were saved beside their averages back into a module.

    Raises:
        KeyError, RuntimeError: if they are another module's.
    """
    own = dict(module.named_parameters())
    with torch.no_grad():
        for name, value in tensors.items():
            if name.startswith(PREFIX):
                own[name.removeprefix(PREFIX)].copy_(value)
