"""The published notebook's model, recognised by the shapes and the order of its tensors, whatever they are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from engine.importing.pickles import PickledObject, RefusedError
from engine.importing.reasons import MORE, NO_MODEL, NOT_FINITE, OTHER_DECODER, OTHER_ENCODER, UNREAD
from engine.importing.torchfiles import StoredTensor, TorchFile
from engine.models.encoders.vgg import Vgg19
from engine.models.skeleton import without_weights
from engine.models.weights import all_finite

if TYPE_CHECKING:
    from torch import Tensor

_MODELS = ("model", "net", "captioner", "state_dict", "model_state_dict")
_DEEPEST = 16
_MOST_TENSORS = 10_000


class LayoutError(Exception):
    """A file holds another model than the notebook's; the message is one of ``REASONS``."""


@dataclass(frozen=True, slots=True)
class NotebookTensors:
    """A model's tensors by their part in it.

    Attributes:
        encoder: by the names that Atelier's VGG19 gives them.
        embedding: (V, E); output: (V, H) and (V,); first_state: (H, C) and (H,), as weight and bias.
        inputs, recurrent: weight and bias of a GRU's two products, (3H, E + C) and (3H, H), torch's order of gates.
    """

    encoder: Mapping[str, StoredTensor]
    embedding: StoredTensor
    output: tuple[StoredTensor, StoredTensor]
    first_state: tuple[StoredTensor, StoredTensor]
    inputs: tuple[StoredTensor, StoredTensor]
    recurrent: tuple[StoredTensor, StoredTensor]

    @property
    def words(self) -> int:
        """V, with padding, start and end."""
        return self.embedding.shape[0]

    @property
    def sizes(self) -> tuple[int, int]:
        """E and H, the width of a word's embedding and of the state."""
        return self.embedding.shape[1], self.recurrent[0].shape[1]

    def weights(self, file: TorchFile, order: tuple[int, ...], *, image_first: bool) -> dict[str, "Tensor"]:
        """The tensors, float32, by the names that Atelier's captioner gives them.

        Args:
            order: the foreign number of each word, padding and so on, in Atelier's order.
            image_first: the GRU's input is [image features, word] and not [word, image features].

        Raises:
            RefusedError: where the file's data is damaged.
            LayoutError: where a value is infinite or not a number.
        """
        rows = torch.tensor(order)
        inputs = file.tensor(self.inputs[0])
        word_size = self.sizes[0]
        code_size = inputs.shape[1] - word_size
        if image_first:
            code_gates, word_gates = inputs.split((code_size, word_size), 1)
        else:
            word_gates, code_gates = inputs.split((word_size, code_size), 1)
        found = {f"encoder.{name}": file.tensor(stored) for name, stored in self.encoder.items()} | {
            "decoder.embedding.weight": file.tensor(self.embedding)[rows],
            "decoder.first_state.weight": file.tensor(self.first_state[0]),
            "decoder.first_state.bias": file.tensor(self.first_state[1]),
            "decoder.word_gates.weight": word_gates,
            "decoder.word_gates.bias": file.tensor(self.inputs[1]),
            "decoder.code_gates.weight": code_gates,
            "decoder.hidden_gates.weight": file.tensor(self.recurrent[0]),
            "decoder.hidden_gates.bias": file.tensor(self.recurrent[1]),
            "decoder.output.weight": file.tensor(self.output[0])[rows],
            "decoder.output.bias": file.tensor(self.output[1])[rows],
        }
        found = {name: value.float().contiguous() for name, value in found.items()}
        if not all_finite(found):
            raise LayoutError(NOT_FINITE)
        return found


def find_model(value: Any) -> tuple[Any, bool]:
    """The model in what a file holds, and whether it is a whole one, not a table of weights.

    Raises:
        LayoutError: where there is none.
    """
    for key in _MODELS:
        if isinstance(value, dict) and isinstance(value.get(key), dict | PickledObject):
            value = value[key]
            break
    if _is_module(value):
        return value, True
    if isinstance(value, dict):
        if any(map(_is_module, value.values())):
            return value, True
        tables = [value, value.get("encoder"), value.get("decoder")]
        if any(
            isinstance(part, StoredTensor) for table in tables if isinstance(table, dict) for part in table.values()
        ):
            return value, False
    raise LayoutError(NO_MODEL)


def recognise(model: Any) -> NotebookTensors:
    """The parts of a model that ``find_model`` found.

    Raises:
        LayoutError: where it is any other one.
    """
    tensors: dict[str, StoredTensor] = {}
    _gather(model, "", _DEEPEST, tensors, set())
    encoder = _encoder(tensors)
    inputs, recurrent = (_gru(tensors, kind) for kind in ("ih", "hh"))
    hidden = recurrent[0].shape[-1]
    code = Vgg19.pooled_size
    weights = [name for name, stored in tensors.items() if len(stored.shape) == 2]
    embeddings = [name for name in weights if _bias(name) not in tensors]
    if len(embeddings) != 1:
        raise LayoutError(OTHER_DECODER)
    embedding = tensors.pop(embeddings[0])
    output = _linear(tensors, (embedding.shape[0], hidden))
    first_state = _linear(tensors, (hidden, code))
    fits = (
        inputs[0].shape == (3 * hidden, embedding.shape[1] + code)
        and recurrent[0].shape == (3 * hidden, hidden)
        and inputs[1].shape == recurrent[1].shape == (3 * hidden,)
    )
    if not fits:
        raise LayoutError(OTHER_DECODER)
    if tensors:
        raise LayoutError(MORE)
    return NotebookTensors(encoder, embedding, output, first_state, inputs, recurrent)


def _is_module(value: Any) -> bool:
    if not isinstance(value, PickledObject):
        return False
    return all(isinstance(value.state.get(name), dict) for name in ("_modules", "_parameters", "_buffers"))


def _gather(value: Any, prefix: str, depth: int, found: dict[str, StoredTensor], seen: set[int]) -> None:
    """All tensors of a module, or of a table of them, by name in their order; what stands there twice counts once."""
    if isinstance(value, StoredTensor):
        found[prefix] = value
        return
    if not depth or len(found) > _MOST_TENSORS:
        raise RefusedError(UNREAD)
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, StoredTensor | dict | PickledObject):
                _gather(part, f"{prefix}.{name}" if prefix else str(name), depth - 1, found, seen)
    elif _is_module(value):
        for kind in ("_parameters", "_buffers", "_modules"):
            _gather(value.state[kind], prefix, depth - 1, found, seen)


def _encoder(tensors: dict[str, StoredTensor]) -> dict[str, StoredTensor]:
    """Take VGG19's tensors out: its convolutions in their order, and the two linear layers that follow them."""
    with without_weights():
        wanted = {name: tuple(value.shape) for name, value in Vgg19(224, 224).state_dict().items()}
    names = list(tensors)
    convolutions = [name for name in names if len(tensors[name].shape) == 4]
    if not convolutions:
        raise LayoutError(OTHER_ENCODER)
    linears = [name for name in names[names.index(convolutions[-1]) :] if len(tensors[name].shape) == 2]
    theirs = [*convolutions, *linears]
    found = {}
    for place, name in enumerate(name for name in wanted if name.endswith(".weight")):
        if place == len(theirs) or _bias(theirs[place]) not in tensors:
            raise LayoutError(OTHER_ENCODER)
        found[name], found[_bias(name)] = tensors.pop(theirs[place]), tensors.pop(_bias(theirs[place]))
    if {name: stored.shape for name, stored in found.items()} != wanted:
        raise LayoutError(OTHER_ENCODER)
    return found


def _gru(tensors: dict[str, StoredTensor], kind: str) -> tuple[StoredTensor, StoredTensor]:
    """Take a GRU's weight and bias of the input (ih) or the state (hh) out."""
    found = []
    for part in ("weight", "bias"):
        names = [name for name in tensors if name.rpartition(".")[2] in (f"{part}_{kind}_l0", f"{part}_{kind}")]
        if len(names) != 1:
            raise LayoutError(OTHER_DECODER)
        found.append(tensors.pop(names[0]))
    if len(found[0].shape) != 2:
        raise LayoutError(OTHER_DECODER)
    return found[0], found[1]


def _linear(tensors: dict[str, StoredTensor], shape: tuple[int, int]) -> tuple[StoredTensor, StoredTensor]:
    """Take the one linear layer of a shape out."""
    names = [name for name, stored in tensors.items() if stored.shape == shape and _bias(name) in tensors]
    if len(names) != 1 or tensors[_bias(names[0])].shape != shape[:1]:
        raise LayoutError(OTHER_DECODER)
    return tensors.pop(names[0]), tensors.pop(_bias(names[0]))


def _bias(name: str) -> str:
    """The name of the bias beside a weight."""
    return name.removesuffix("weight") + "bias"
