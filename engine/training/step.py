"""One step: the gradients of a batch, as many pictures at once as the memory holds, and the update of the weights."""

import math
from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor

from engine.loading.device_batch import DeviceBatch, to_device
from engine.models.decoders.interface import Decoder
from engine.models.decoders.loss import cross_entropy
from engine.models.devices import autocast
from engine.models.memory import with_room
from engine.training.parallel import Workers
from engine.training.scheduled_sampling import mix_in_predictions, scheduled_sampling_rate
from engine.training.state import TrainingState


def gradients(
    state: TrainingState, workers: Workers, device_batch: DeviceBatch, check_interrupt: Callable[[], None]
) -> Tensor:
    """Give the weights the gradients of a batch, summed over all processes.

    Where the memory runs out it is all computed again, in parts of half the size: ``state.micro_batch`` keeps what was
    found.

    Args:
        heed: called between two parts; what it raises ends the step, of which nothing is left.

    Returns:
        The mean loss a word, still on the device.

    Raises:
        Problem: ``memory-short``.
    """
    total = state.micro_batch.run(
        lambda size: _accumulate(state, workers, device_batch, check_interrupt, size),
        together=workers.any,
    )
    workers.sum_gradients(state.captioner.parameters())
    return workers.sum(total)


def _accumulate(
    state: TrainingState, workers: Workers, device_batch: DeviceBatch, check_interrupt: Callable[[], None], size: int
) -> Tensor:
    settings = state.settings
    state.captioner.train()
    state.optimizer.zero_grad(set_to_none=True)
    batch, words, labels = device_batch.batch, device_batch.words, device_batch.labels
    encode = state.encoding(device_batch)
    targets_count = int((batch.words[:, 1:] != 0).sum())
    total = torch.zeros((), device=state.device)
    for first in workers.shard(range(0, len(words), size)):
        try:
            check_interrupt()
        except BaseException:
            state.optimizer.zero_grad(set_to_none=True)
            raise
        # Each part has chances of its own, whichever process computes it.
        torch.manual_seed(settings.seed * 1_000_003 + batch.step + (first << 40))
        part = slice(first, first + size)
        some_words = to_device(words[part], state.device)
        with autocast(state.device, state.dtype):
            features = encode(part)
            read = _read_words(state, features, some_words, batch.step)
            logits = state.captioner.decoder(features, read[:, :-1])
        loss = cross_entropy(logits, some_words[:, 1:]) / targets_count
        # What is recorded and shown is the captions' loss alone.
        total += loss.detach()
        if settings.label_smoothing:
            loss = cross_entropy(logits, some_words[:, 1:], settings.label_smoothing) / targets_count
        if settings.attribute_loss:
            named = state.captioner.attribute_loss(features, to_device(labels[part], state.device))
            loss = loss + settings.attribute_loss / len(words) * named
        state.scaler.scale(loss).backward()
    return total


def _read_words(state: TrainingState, features: Tensor, words: Tensor, step: int) -> Tensor:
    """The words (B, T) that the decoder reads: the true ones, or some of its own among them."""
    share = scheduled_sampling_rate(state.settings.scheduled_sampling, step, state.steps)
    if not share:
        return words
    decoder = cast(Decoder, state.captioner.decoder)
    return mix_in_predictions(decoder, features, words, state.vocabulary.start, state.vocabulary.end, share)


def update(state: TrainingState, step: int) -> bool:
    """Move the weights, and their average, by the gradients that they have, at a step counted from 0.

    Returns:
        Whether it was done: on a processor gradients that are not finite leave the weights as they were. A GPU is not
        waited for, and has its weights looked at when they are saved.
    """
    if state.settings.max_grad_norm:
        state.scaler.unscale_(state.optimizer)
        norm = torch.nn.utils.clip_grad_norm_(state.captioner.parameters(), state.settings.max_grad_norm)
        if state.device.type == "cpu" and not math.isfinite(norm.item()):
            return False
    # The optimiser's state is made at the first step, when the memory may be in pieces.
    with_room(lambda: state.scaler.step(state.optimizer))
    state.scaler.update()
    average = state.average
    if average:
        with_room(lambda: average.update(step))
    return True
