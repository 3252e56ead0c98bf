"""What every decoder offers, and the state that it hands from word to word.

A decoder maps features (B, P, C) and words (B, T) to logits (B, T, V) under teacher forcing. For captioning it makes a
state from the features and takes one word at a time.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from torch import Tensor, nn

if TYPE_CHECKING:
    from engine.models.decoders.listing import ListGrammar

DropoutInput = Literal["words", "features"]

UNIFORM_BOUND = 0.1
"""Greatest initial weight of the word layers with ``word_init`` uniform; the published notebook's."""


@dataclass(frozen=True, slots=True)
class DecoderState:
    """What a decoder knows between two words. A picture may have several hypotheses, whose rows lie together.

    Attributes:
        hypothesis_state: tensors whose first axis is the hypotheses (R = B x W, W = 1 after ``start``); every word
            changes them.
        image_memory: tensors whose first axis is the pictures (B); what all hypotheses of a picture share, like the
            grid, is neither repeated nor reordered.
    """

    hypothesis_state: tuple[Tensor, ...]
    image_memory: tuple[Tensor, ...] = ()

    def repeated(self, width: int) -> "DecoderState":
        """Every hypothesis ``width`` times; to be called before the first step."""
        return DecoderState(
            tuple(part.repeat_interleave(width, 0) for part in self.hypothesis_state), self.image_memory
        )

    def reordered(self, rows: Tensor) -> "DecoderState":
        """The hypotheses ``rows`` (R,), each of the picture in whose place it stands."""
        return DecoderState(tuple(part.index_select(0, rows) for part in self.hypothesis_state), self.image_memory)


class Decoder(Protocol):
    """What every decoder offers beside being a module."""

    def __call__(self, features: Tensor, words: Tensor) -> Tensor: ...

    def start(self, features: Tensor) -> DecoderState:
        """The state before the first word, of features (B, P, C)."""
        ...

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        """Logits (R, V) after the words (R,), and the next state."""
        ...


@runtime_checkable
class AttendingDecoder(Decoder, Protocol):
    """A decoder that looks at some places of the picture more than at others, and can tell at which.

    Its ordinary pass keeps no weights: they are computed when they are asked for, in a pass of their own.
    """

    def attention_weights(self, features: Tensor, words: Tensor) -> Tensor:
        """Weights (B, T, P) of the places of features (B, P, C), for the word that follows each of the words (B, T).

        Those of a word sum to 1. The module must be in eval mode.
        """
        ...


@runtime_checkable
class DetectsWords(Protocol):
    """What a decoder offers that detects which words a caption holds, before it says them.

    In training mode it is told by the words that it reads, which must therefore be the true ones.

    Attributes:
        detecting: names of its layers that detect them, which learn at the encoder's rate.
        grammar: of the sentences that it keeps to, where it was told one.
    """

    detecting: tuple[str, ...]
    grammar: "ListGrammar | None"

    def choose_words(self, chosen: Tensor) -> None:
        """Take the words (V,) bool that it may detect."""
        ...

    def keep_to(self, grammar: "ListGrammar") -> None:
        """Say nothing but sentences of a grammar."""
        ...

    def detection_scores(self, features: Tensor, words: Tensor) -> Tensor:
        """The log-odds (B,) that the features (B, P, C) show the words (B,); 0 for a word that is not detected."""
        ...

    def detection_loss(self, features: Tensor, words: Tensor) -> Tensor:
        """Sum over pictures and such words of the cross-entropy of detecting what captions (B, T) hold."""
        ...


def input_dropouts(dropout: float, applied_to: DropoutInput) -> tuple[nn.Dropout, nn.Dropout]:
    """The dropout of the features and that of the words; one of them does nothing, and draws no random numbers."""
    on_features = applied_to == "features"
    return nn.Dropout(dropout if on_features else 0.0), nn.Dropout(0.0 if on_features else dropout)


def start_uniformly(decoder: nn.Module) -> None:
    """Draw the weights of a decoder's ``embedding`` and ``output`` evenly from -0.1 to 0.1, with biases 0.

    The published notebook begins so, padding included; a decoder of other layers keeps those as they are.
    """
    for name in ("embedding", "output"):
        layer = getattr(decoder, name, None)
        if isinstance(layer, nn.Embedding | nn.Linear):
            nn.init.uniform_(layer.weight, -UNIFORM_BOUND, UNIFORM_BOUND)
        if isinstance(layer, nn.Linear) and layer.bias is not None:
            nn.init.zeros_(layer.bias)


def spread(image_memory: Tensor, rows: int) -> Tensor:
    """A tensor (B, ...) of the pictures as (R, ...), each row as often as its picture has hypotheses."""
    if len(image_memory) == rows:
        return image_memory
    # Of one picture nothing is copied.
    return image_memory.unsqueeze(1).expand(-1, rows // len(image_memory), *image_memory.shape[1:]).flatten(0, 1)
