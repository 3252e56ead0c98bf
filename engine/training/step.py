"""One step: the gradients of a batch, as many pictures at once as the memory holds, and the update of the weights."""

import math
from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor

from engine.models.decoders import Decoder, cross_entropy
from engine.models.memory import with_room
from engine.training.feeding import Fed, landed
from engine.training.guessing import guess_share, with_guesses
from engine.training.hardware import autocast
from engine.training.parallel import Workers
from engine.training.state import TrainingState


def gradients(state: TrainingState, workers: Workers, fed: Fed, heed: Callable[[], None]) -> Tensor:
    """Give the weights the gradients of a batch, summed over all processes.

    Where the memory runs out it is all computed again, in parts of half the size: ``state.portion`` keeps what was
    found.

    Args:
        heed: called between two parts; what it raises ends the step, of which nothing is left.

    Returns:
        The mean loss a word, still on the device.

    Raises:
        Problem: ``memory-short``.
    """
    total = state.portion.attempt(
        lambda size: _accumulate(state, workers, fed, heed, size),
        together=workers.any,
    )
    workers.sum_gradients(state.captioner.parameters())
    return workers.sum(total)


def _accumulate(state: TrainingState, workers: Workers, fed: Fed, heed: Callable[[], None], size: int) -> Tensor:
    settings = state.settings
    state.captioner.train()
    state.optimizer.zero_grad(set_to_none=True)
    batch, words, labels = fed.batch, fed.words, fed.labels
    encode = state.encoding(fed)
    targets_count = int((batch.words[:, 1:] != 0).sum())
    total = torch.zeros((), device=state.device)
    for first in workers.mine(range(0, len(words), size)):
        try:
            heed()
        except BaseException:
            state.optimizer.zero_grad(set_to_none=True)
            raise
        # Each part has chances of its own, whichever process computes it.
        torch.manual_seed(settings.seed * 1_000_003 + batch.step + (first << 40))
        part = slice(first, first + size)
        some_words = landed(words[part], state.device)
        with autocast(state.device, state.dtype):
            codes = encode(part)
            read = _read_words(state, codes, some_words, batch.step)
            logits = state.captioner.decoder(codes, read[:, :-1])
        loss = cross_entropy(logits, some_words[:, 1:]) / targets_count
        # What is recorded and shown is the captions' loss alone.
        total += loss.detach()
        if settings.label_smoothing:
            loss = cross_entropy(logits, some_words[:, 1:], settings.label_smoothing) / targets_count
        if settings.attribute_loss:
            named = state.captioner.attribute_loss(codes, landed(labels[part], state.device))
            loss = loss + settings.attribute_loss / len(words) * named
        state.scaler.scale(loss).backward()
    return total


def _read_words(state: TrainingState, codes: Tensor, words: Tensor, step: int) -> Tensor:
    """The words (B, T) that the decoder reads: the true ones, or some of its own among them."""
    share = guess_share(state.settings.scheduled_sampling, step, state.steps)
    if not share:
        return words
    decoder = cast(Decoder, state.captioner.decoder)
    return with_guesses(decoder, codes, words, state.vocabulary.start, state.vocabulary.end, share)


def update(state: TrainingState, step: int) -> bool:
    """Move the weights, and their average, by the gradients that they have, at a step counted from 0.

    Returns:
        Whether it was done: on a processor gradients that are not finite leave the weights as they were. A GPU is not
        waited for, and has its weights looked at when they are saved.
    """
    if state.settings.gradient_norm:
        state.scaler.unscale_(state.optimizer)
        norm = torch.nn.utils.clip_grad_norm_(state.captioner.parameters(), state.settings.gradient_norm)
        if state.device.type == "cpu" and not math.isfinite(norm.item()):
            return False
    # The optimiser's state is made at the first step, when the memory may be in pieces.
    with_room(lambda: state.scaler.step(state.optimizer))
    state.scaler.update()
    average = state.average
    if average:
        with_room(lambda: average.update(step))
    return True
