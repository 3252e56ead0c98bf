"""A captioner as two ONNX graphs, so that any search can run outside.

encoder   pictures (B, H, W, 3) uint8 -> state_0, ..., fixed_0, ...
decoder   words (R,) int64, state_0, ..., fixed_0, ... -> logits (R, V), next_state_0, ...

The encoder's graph holds the normalisation and the decoder's first state too. In the decoder's graph each hypothesis is
a row of every input: a search repeats what the encoder gave, then reorders the state_ alone. A state may grow by the
word (a Transformer's keys and values), and then begins with no words at all.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import onnx
import torch
from torch import Tensor, nn
from torch.export import Dim

from engine.models.captioner import Captioner
from engine.models.decoders import Decoder, State

if TYPE_CHECKING:
    from onnx import ModelProto

# The first with torch's own exporter; ONNX Runtime has known it since 1.14.
OPSET = 18


@dataclass(frozen=True, slots=True)
class Graphs:
    """Both graphs of one captioner."""

    encoder: "ModelProto"
    decoder: "ModelProto"


class _First(nn.Module):
    def __init__(self, captioner: Captioner) -> None:
        super().__init__()
        self.captioner = captioner

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        state = cast(Decoder, self.captioner.decoder).start(self.captioner.encode(pictures))
        return *state.moving, *state.fixed


class _Step(nn.Module):
    def __init__(self, decoder: nn.Module, moving: int) -> None:
        super().__init__()
        self.decoder = decoder
        self.moving = moving

    def forward(self, words: Tensor, *parts: Tensor) -> tuple[Tensor, ...]:
        state = State(tuple(parts[: self.moving]), tuple(parts[self.moving :]))
        logits, state = cast(Decoder, self.decoder).step(state, words)
        return logits, *state.moving


def make_graphs(captioner: Captioner) -> Graphs:
    """The graphs of a captioner on the CPU, in eval mode, in float32; their first axes are free."""
    height, width = captioner.framing.seen
    # Two of each: torch takes an axis of one for a fixed one.
    pictures = torch.randint(0, 256, (2, height, width, 3), dtype=torch.uint8, generator=torch.Generator())
    words = torch.full((2,), captioner.vocabulary.start)
    decoder = cast(Decoder, captioner.decoder)
    with torch.no_grad():
        first = decoder.start(captioner.encode(pictures))
        later = first
        for _ in range(2):
            _, later = decoder.step(later, words)
    moving = [f"state_{place}" for place in range(len(first.moving))]
    fixed = [f"fixed_{place}" for place in range(len(first.fixed))]
    # torch refuses an axis of this kind that its program would fix.
    rows = Dim.DYNAMIC
    axes = [{0: rows} for _ in range(len(moving) + len(fixed))]
    for place, (before, after) in enumerate(zip(first.moving, later.moving, strict=True)):
        grows = [axis for axis in range(1, before.dim()) if before.shape[axis] != after.shape[axis]]
        axes[place] |= dict.fromkeys(grows, Dim.DYNAMIC)
    return Graphs(
        _export(_First(captioner), (pictures,), ({0: Dim.DYNAMIC},), ["pictures"], [*moving, *fixed]),
        _export(
            _Step(captioner.decoder, len(moving)),
            (words, *later.moving, *later.fixed),
            ({0: rows}, tuple(axes)),
            ["words", *moving, *fixed],
            ["logits", *(f"next_{name}" for name in moving)],
        ),
    )


def _export(
    module: nn.Module, inputs: tuple[Tensor, ...], axes: tuple[object, ...], names: list[str], outputs: list[str]
) -> "ModelProto":
    with warnings.catch_warnings(), torch.no_grad():
        # The exporter warns of its own parts: of axes that bear one name, of calls that torch will drop.
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
    """Free axes by what they count, in place of torch's symbols."""
    # It speaks of the symbols too, and can be inferred again.
    del model.graph.value_info[:]
    for value in (*model.graph.input, *model.graph.output):
        for place, axis in enumerate(value.type.tensor_type.shape.dim):
            if axis.dim_param:
                grown = "said_and_one" if value.name.startswith("next_") else "said"
                axis.dim_param = "rows" if place == 0 else grown
