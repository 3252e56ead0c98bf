"""A captioner as two ONNX graphs, so that the search can be implemented outside.

encoder   pictures (B, H, W, 3) uint8 -> state_0, ..., fixed_0, ..., and if wanted grid (B, P, K)
decoder   words (R,) int64, state_0, ..., fixed_0, ... -> logits (R, V), next_state_0, ...

The encoder's graph includes the normalisation and the decoder's initial state. In the decoder's graph each hypothesis
is a row of every input: a search repeats the outputs of the encoder, then reorders the rows of each state_ and leaves
each fixed_ unchanged. A state may grow with each word (a Transformer's keys and values); it then starts with length 0.
"""

import itertools
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import onnx
import torch
from torch import Tensor, nn
from torch.export import Dim

from engine.models.captioner import Captioner
from engine.models.decoders.interface import Decoder, DecoderState
from engine.models.encoders.interface import places

if TYPE_CHECKING:
    from onnx import ModelProto

# The lowest version of torch's exporter; ONNX Runtime supports it since 1.14.
OPSET = 18
GRID = "grid"
"""The output with the encoder's last grid."""


@dataclass(frozen=True, slots=True)
class Graphs:
    """Both graphs of one captioner."""

    encoder: "ModelProto"
    decoder: "ModelProto"


class _First(nn.Module):
    def __init__(self, captioner: Captioner, with_grid: bool) -> None:
        super().__init__()
        self.captioner = captioner
        self.with_grid = with_grid

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        encoder = self.captioner.encoder
        grid = encoder.grid(self.captioner.scaled(pictures))
        state = cast(Decoder, self.captioner.decoder).start(encoder.read(grid))
        further = (places(grid),) if self.with_grid else ()
        return *state.hypothesis_state, *state.image_memory, *further


class _Step(nn.Module):
    def __init__(self, decoder: nn.Module, hypothesis_state: int, changing: list[bool]) -> None:
        super().__init__()
        self.decoder = decoder
        self.hypothesis_state = hypothesis_state
        self.changing = changing

    def forward(self, words: Tensor, *parts: Tensor) -> tuple[Tensor, ...]:
        state = DecoderState(tuple(parts[: self.hypothesis_state]), tuple(parts[self.hypothesis_state :]))
        logits, state = cast(Decoder, self.decoder).step(state, words)
        return logits, *itertools.compress((*state.hypothesis_state, *state.image_memory), self.changing)


def make_graphs(captioner: Captioner, *, with_grid: bool = False) -> Graphs:
    """The graphs of a captioner on the CPU, in eval mode, in float32; their first axes are free.

    Args:
        with_grid: the encoder's graph also gives its last grid, from which the fit of a picture is told.
    """
    height, width = captioner.framing.seen
    # Two of each: torch treats an axis of size 1 as fixed.
    pictures = torch.randint(0, 256, (2, height, width, 3), dtype=torch.uint8, generator=torch.Generator())
    words = torch.full((2,), captioner.vocabulary.start)
    decoder = cast(Decoder, captioner.decoder)
    with torch.no_grad():
        first = decoder.start(captioner.encode(pictures))
        _, second = decoder.step(first, words)
        _, third = decoder.step(second, words)
    begun, going, later = ((*state.hypothesis_state, *state.image_memory) for state in (first, second, third))
    # A decoder returns an unchanged part as the same tensor object.
    changing = [before is not after for before, after in zip(going, later, strict=True)]
    numbers = {True: itertools.count(), False: itertools.count()}
    names = [f"{'state' if changes else 'fixed'}_{next(numbers[changes])}" for changes in changing]
    # torch raises an error if the program would fix an axis of this kind.
    free = Dim.DYNAMIC
    axes = tuple(
        {axis: free for axis in range(after.dim()) if axis == 0 or before.shape[axis] != after.shape[axis]}
        for before, after in zip(begun, later, strict=True)
    )
    return Graphs(
        _export(
            _First(captioner, with_grid),
            (pictures,),
            ({0: free},),
            ["pictures"],
            [*names, GRID] if with_grid else names,
        ),
        _export(
            _Step(captioner.decoder, len(first.hypothesis_state), changing),
            # As a search passes them: a view's strides would become part of the program.
            (words, *(part.contiguous() for part in later)),
            ({0: free}, axes),
            ["words", *names],
            ["logits", *(f"next_{name}" for name in itertools.compress(names, changing))],
        ),
    )


def _export(
    module: nn.Module, inputs: tuple[Tensor, ...], axes: tuple[object, ...], names: list[str], outputs: list[str]
) -> "ModelProto":
    with warnings.catch_warnings(), torch.no_grad():
        # The exporter warns about its own internals: axes that share a name, deprecated calls.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module.eval(),
            inputs,
            dynamo=True,
            dynamic_shapes=axes,
            input_names=names,
            output_names=outputs,
            opset_version=OPSET,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    _name_axes(model)
    onnx.checker.check_model(model)
    return model


def _name_axes(model: "ModelProto") -> None:
    """Name the free axes by what they count instead of torch's symbols."""
    # It contains the symbols too, and can be inferred again.
    del model.graph.value_info[:]
    for value in (*model.graph.input, *model.graph.output):
        for place, axis in enumerate(value.type.tensor_type.shape.dim):
            if axis.dim_param:
                grown = "said_and_one" if value.name.startswith("next_") else "said"
                axis.dim_param = "rows" if place == 0 else grown
