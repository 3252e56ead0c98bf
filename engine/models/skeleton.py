"""Modules without weights, to be filled from a file: none of their first values is drawn."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

_DRAWS = frozenset(("normal_", "uniform_"))


class _Undrawn(TorchFunctionMode):
    """Passes over what gives parameters their first values.

    On the meta device these go nowhere; yet ``Tensor.normal_``, which every embedding calls, is written in Python there
    and loads torch's compiler: 40 % of the time until the first caption.
    """

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """torch's own hook."""
        named = dict(kwargs or {})
        if getattr(func, "__module__", None) == "torch.nn.init" or getattr(func, "__name__", "") in _DRAWS:
            return args[0] if args else named["tensor"]
        return func(*args, **named)


@contextmanager
def without_weights() -> Iterator[None]:
    """Within it modules are built on the meta device. No random number is drawn: a run that trains in another thread
    keeps its own."""
    with torch.device("meta"), _Undrawn():
        yield
