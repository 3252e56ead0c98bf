"""What every decoder offers, and the state that it hands from word to word.

A decoder maps codes (B, P, C) and words (B, T) to logits (B, T, V) under teacher forcing, and, for captioning, makes a
state from the codes and takes one word at a time.
"""

from dataclasses import dataclass
from typing import Protocol

from torch import Tensor


@dataclass(frozen=True, slots=True)
class State:
    """What a decoder knows between two words. A picture may have several hypotheses, whose rows lie together.

    Attributes:
        moving: tensors whose first axis is the hypotheses (R = B x W, W = 1 after ``start``); they change by the word.
        fixed: tensors whose first axis is the pictures (B); what all hypotheses of a picture share, like the grid, is
            neither repeated nor reordered.
    """

    moving: tuple[Tensor, ...]
    fixed: tuple[Tensor, ...] = ()

    def repeated(self, width: int) -> "State":
        """Every hypothesis ``width`` times; to be called before the first step."""
        return State(tuple(part.repeat_interleave(width, 0) for part in self.moving), self.fixed)

    def reordered(self, rows: Tensor) -> "State":
        """The hypotheses ``rows`` (R,), each of the picture in whose place it stands."""
        return State(tuple(part.index_select(0, rows) for part in self.moving), self.fixed)


class Decoder(Protocol):
    """What every decoder offers beside being a module."""

    def __call__(self, codes: Tensor, words: Tensor) -> Tensor: ...

    def start(self, codes: Tensor) -> State:
        """The state before the first word, of codes (B, P, C)."""
        ...

    def step(self, state: State, words: Tensor) -> tuple[Tensor, State]:
        """Logits (R, V) after the words (R,), and the next state."""
        ...


def spread(fixed: Tensor, rows: int) -> Tensor:
    """A tensor (B, ...) of the pictures as (R, ...), each row as often as its picture has hypotheses."""
    if len(fixed) == rows:
        return fixed
    # Of one picture nothing is copied.
    return fixed.unsqueeze(1).expand(-1, rows // len(fixed), *fixed.shape[1:]).flatten(0, 1)
