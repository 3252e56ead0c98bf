"""The loss of the true captions of some pictures: what a validation loss is, to lay beside the training loss."""

import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.captions.vocabulary import Vocabulary
from engine.data.order import pad
from engine.models.memory import MicroBatch

if TYPE_CHECKING:
    from engine.models.captioner import Captioner

TOGETHER = 64
"""Captions decoded at once under teacher forcing."""


@dataclass(frozen=True, slots=True)
class CaptionLoss:
    """Cross-entropy in nats, summed over ``words`` words; the end of a caption is a word, its start is none."""

    nats: float
    words: int


class EncodedCaptions:
    """The word ids of all captions of some pictures, encoded once for all evaluations of a run.

    Args:
        captions: of each picture, one or several.
    """

    def __init__(self, captions: Iterable[Sequence[str]], vocabulary: Vocabulary) -> None:
        # One after another in four bytes each: as lists, those of a large set would take as much as its pictures.
        words, ends, firsts = array.array("i"), array.array("q", [0]), array.array("q", [0])
        for several in captions:
            for caption in several:
                words.extend(vocabulary.encode(caption))
                ends.append(len(words))
            firsts.append(len(ends) - 1)
        self._words = np.frombuffer(words, dtype=np.int32)
        self._ends, self._firsts = ends, firsts

    def of(self, picture: int) -> list[np.ndarray]:
        """The ids of each caption of a picture, from start to end, (T,) int32 each."""
        rows = range(self._firsts[picture], self._firsts[picture + 1])
        return [self._words[self._ends[row] : self._ends[row + 1]] for row in rows]


@torch.inference_mode()
def caption_losses(
    captioner: "Captioner", features: Tensor, captions: Sequence[Sequence[np.ndarray]]
) -> list[CaptionLoss]:
    """The loss of the captions of each picture under teacher forcing, without label smoothing.

    It is what a training step logs of the same captions, but without dropout. All captions of a picture count, since a
    run is taught all of them in turn.

    Args:
        captioner: in eval mode.
        features: (B, P, C) of the pictures.
        captions: (B) the word ids of each picture's captions, as ``EncodedCaptions.of`` gives them.

    Returns:
        (B) a sum for each picture: sums can be added up over batches and processes, means cannot.

    Raises:
        Problem: ``memory-short``.
    """
    flat = [(row, words) for row, several in enumerate(captions) for words in several]
    # Of like length together, so that little is padding.
    order = sorted(range(len(flat)), key=lambda place: len(flat[place][1]))

    def sums(places: Sequence[int]) -> Tensor:
        words = torch.from_numpy(pad([flat[place][1] for place in places])).to(features.device)  # (b, T)
        logits = captioner.decoder(features[[flat[place][0] for place in places]], words[:, :-1])  # (b, T - 1, V)
        losses = functional.cross_entropy(
            logits.float().transpose(1, 2), words[:, 1:], ignore_index=0, reduction="none"
        )
        return losses.double().sum(1)

    found: list[float] = []
    with captioner.in_format():
        if order:
            found = torch.cat(list(MicroBatch(TOGETHER).run_over(order, sums))).tolist()
    nats, counts = [0.0] * len(captions), [0] * len(captions)
    for place, value in sorted(zip(order, found, strict=True)):
        row, words = flat[place]
        nats[row] += value
        counts[row] += len(words) - 1
    return [CaptionLoss(value, count) for value, count in zip(nats, counts, strict=True)]


def mean_loss(losses: Iterable[CaptionLoss]) -> float | None:
    """The mean over all words; None where there is none."""
    nats, words = 0.0, 0
    for loss in losses:
        nats, words = nats + loss.nats, words + loss.words
    return nats / words if words else None
