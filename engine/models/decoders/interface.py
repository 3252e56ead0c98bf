"""What every decoder offers, and the state that it hands from word to word.

A decoder maps features (B, P, C) and words (B, T) to logits (B, T, V) under teacher forcing. For captioning it makes a
state from the features and takes one word at a time.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from torch import Tensor


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


def spread(image_memory: Tensor, rows: int) -> Tensor:
    """A tensor (B, ...) of the pictures as (R, ...), each row as often as its picture has hypotheses."""
    if len(image_memory) == rows:
        return image_memory
    # Of one picture nothing is copied.
    return image_memory.unsqueeze(1).expand(-1, rows // len(image_memory), *image_memory.shape[1:]).flatten(0, 1)
