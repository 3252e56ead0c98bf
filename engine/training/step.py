"""One step of training, from a batch to the updated weights: the file to read first, from top to bottom.

``training_step`` is the whole step. A batch is computed in micro-batches, as many pictures at once as the memory holds;
each is encoded, decoded under teacher forcing (or scheduled sampling), and its loss differentiated; self-critical
training has another loss (``self_critical``). Then the gradients of all processes are summed and clipped, and the
optimiser and the moving average take them in.

Everything random in a step is a function of the seed, the step and the place of the micro-batch: a step that is
computed again after a pause or a stop gives the same bits. Cut into other micro-batches, it sums in another order and
drops out other values.

Shapes: b pictures of H x W in a micro-batch, P positions of C features, T words, a vocabulary of V words, L labels.
"""

import math
from collections.abc import Callable, Sequence
from typing import Literal, cast

import torch
from torch import Tensor
from torch.nn import functional

from engine.loading.device_batch import DeviceBatch, to_device
from engine.models.decoders.interface import Decoder, DetectsWords
from engine.models.memory import with_room
from engine.models.number_format import autocast
from engine.training.optimizer import base_learning_rate
from engine.training.parallel import Workers
from engine.training.self_critical import FIGURES, Objective, self_critical_objective
from engine.training.state import TrainingState

Interrupt = Callable[[], None]


class NotFiniteError(Exception):
    """A loss, or the norm of the gradients where they are clipped, is infinite or not a number; the weights are still
    those from before the step.

    Attributes:
        loss: the loss, where it is what is not finite; None for a gradient.
    """

    def __init__(self, loss: float | None) -> None:
        super().__init__("the loss" if loss is not None else "a gradient", "is not finite")
        self.loss = loss


def training_step(state: TrainingState, workers: Workers, batch: DeviceBatch, check_interrupt: Interrupt) -> Tensor:
    """Train on one batch.

    Self-critical training waits for a GPU once a micro-batch, since rewards are computed on the CPU.

    Where the memory runs out, the batch is computed again in micro-batches of half the size, in all processes, and
    ``state.micro_batch`` keeps the size that fits.

    Args:
        check_interrupt: called before each micro-batch; what it raises ends the step. Only the running statistics of
            batch normalisation have then changed, which are recalibrated before anybody reads them.

    Returns:
        The figures (F,) of the step, still on the device: nobody has waited for a GPU. The first is the mean loss per
        word; of self-critical training they are those of ``self_critical.FIGURES``.

    Raises:
        NotFiniteError: on a CPU only; a GPU is not waited for, and its weights are checked when they are saved.
        Problem: ``memory-short``.
    """
    step = batch.batch.step
    set_learning_rates(state, step)

    def compute(size: int) -> Tensor:
        return compute_gradients(state, workers, batch, size, check_interrupt)

    figures = state.micro_batch.run(compute, failed_anywhere=workers.any)
    workers.sum_gradients(state.captioner.parameters())
    figures = workers.sum(figures)
    if state.device.type == "cpu" and not math.isfinite(figures[0].item()):
        raise NotFiniteError(figures[0].item())
    update_weights(state, step)
    return figures


# 1. The learning rates.


def set_learning_rates(state: TrainingState, step: int) -> None:
    """Set the learning rates of encoder and decoder for a step counted from 0."""
    settings = state.settings
    factor = schedule_factor(step, state.steps, settings.warmup_steps, settings.schedule)
    for group in state.optimizer.param_groups:
        group["lr"] = base_learning_rate(settings, group["part"]) * factor * state.patience.factor(settings)


def schedule_factor(
    step: int, steps: int, warmup_steps: int, schedule: Literal["constant", "cosine", "plateau"]
) -> float:
    """What the learning rates are multiplied by at a step counted from 0, in a run of ``steps``.

    Linear warm-up, then constant, or half a cosine down to zero (Loshchilov and Hutter 2017, section 3, one period).
    The plateau schedule is constant here: evaluations lower its rates, by ``Patience.factor``.
    """
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    if schedule != "cosine":
        return 1.0
    done = (step - warmup_steps) / max(1, steps - warmup_steps)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


# 2. Forward and backward, micro-batch by micro-batch.


def compute_gradients(
    state: TrainingState, workers: Workers, batch: DeviceBatch, size: int, check_interrupt: Interrupt
) -> Tensor:
    """Compute the gradients of this process's micro-batches, ``size`` pictures each.

    Returns:
        This process's share of the figures (F,) of the step: the processes' shares sum to them.
    """
    settings, captioner = state.settings, state.captioner
    captioner.train()
    # The forward pass moves the statistics of batch normalisation.
    state.recalibrated = -1
    state.optimizer.zero_grad(set_to_none=True)
    encode = encoder_of(state, batch)
    batch_size = len(batch.words)
    objective = self_critical_objective if state.reward else teacher_forcing
    learn = objective(state, batch)
    figures = torch.zeros(len(FIGURES) if state.reward else 1, device=state.device)
    for first in workers.shard(range(0, batch_size, size)):
        try:
            check_interrupt()
        except BaseException:
            state.optimizer.zero_grad(set_to_none=True)
            raise
        # Dropout and sampling repeat, whichever process computes this micro-batch.
        torch.manual_seed(settings.seed * 1_000_003 + batch.batch.step + (first << 40))
        part = slice(first, first + size)
        with autocast(state.device, state.dtype):
            features = encode(part)  # (b, P, C)
        loss, found = learn(features, part)
        figures += found
        if captioner.labels:
            labels = to_device(batch.labels[part], state.device)  # (b, L)
            loss = loss + settings.attribute_loss / batch_size * captioner.attribute_loss(features, labels)
        state.scaler.scale(loss).backward()
    return figures


def teacher_forcing(state: TrainingState, batch: DeviceBatch) -> Objective:
    """The mean cross-entropy per word of the batch's captions, each word predicted from the true ones before it."""
    settings = state.settings
    # Losses are divided by the words of the whole batch, so that the sum over micro-batches and processes is the mean.
    # The first word is the start, which nobody predicts.
    word_count = int((batch.batch.words[:, 1:] != 0).sum())

    def learn(features: Tensor, part: slice) -> tuple[Tensor, Tensor]:
        words = to_device(batch.words[part], state.device)  # (b, T)
        with autocast(state.device, state.dtype):
            inputs = decoder_inputs(state, features, words, batch.batch.step)  # (b, T)
            logits = state.captioner.decoder(features, inputs[:, :-1])  # (b, T - 1, V)
        targets = words[:, 1:]
        loss = cross_entropy(logits, targets) / word_count
        # What is logged is the plain cross-entropy of the captions, whatever else is minimised.
        figures = loss.detach().unsqueeze(0)
        if settings.label_smoothing:
            loss = cross_entropy(logits, targets, settings.label_smoothing) / word_count
        if isinstance(state.captioner.decoder, DetectsWords):
            loss = loss + state.captioner.decoder.detection_loss(features, words) / len(batch.words)
        return loss, figures

    return learn


def encoder_of(state: TrainingState, batch: DeviceBatch, *, compiled: bool = True) -> Callable[[slice], Tensor]:
    """What gives the image features (b, P, C) of a slice of a batch.

    They come from the feature cache where no part of the encoder is trained; otherwise from the encoder, which sees
    pictures that lie in the GPU's memory, or those that the batch carries.

    Args:
        compiled: use the compiled encoder, where there is one, for whole micro-batches. It must never meet any other
            shape, nor another mode than training: it would be traced again, or fall back for good to what is slower.
    """
    captioner, names, cuts, carried = state.captioner, batch.batch.names, batch.batch.cuts, batch.pictures
    if state.feature_cache:
        cached = state.feature_cache.gather(names, batch.batch.epoch % state.settings.feature_views)
        return lambda part: cached[part]

    def encode(part: slice) -> Tensor:
        if state.resident:
            pictures = state.resident.seen(names[part], cuts[part])
        else:
            assert carried is not None
            pictures = to_device(carried[part], state.device)  # (b, H, W, 3) uint8
        if compiled and state.compiled is not None and len(pictures) == state.micro_batch.size:
            return state.compiled(captioner.scaled(pictures))
        return captioner.encode(pictures)

    return encode


def decoder_inputs(state: TrainingState, features: Tensor, words: Tensor, step: int) -> Tensor:
    """The words (b, T) that the decoder reads: the true ones, or with scheduled sampling some of its own among them.

    A decoder that detects words learns from those that it reads which ones there are, and so always gets the true ones.
    """
    rate = scheduled_sampling_rate(state.settings.scheduled_sampling, step, state.steps)
    if not rate or isinstance(state.captioner.decoder, DetectsWords):
        return words
    decoder = cast(Decoder, state.captioner.decoder)
    vocabulary = state.vocabulary
    # What no caption will hold is no word to learn to go on from.
    never = () if vocabulary.unknown is None else (vocabulary.unknown,)
    return mix_in_predictions(decoder, features, words, vocabulary.start, vocabulary.end, rate, never)


def scheduled_sampling_rate(final_rate: float, step: int, steps: int) -> float:
    """The fraction of words to replace at a step counted from 0: it rises linearly from 0 to ``final_rate``.

    The linear schedule of Bengio et al. 2015, section 2.4.
    """
    return final_rate * min(1.0, step / max(1, steps - 1))


@torch.no_grad()
def mix_in_predictions(
    decoder: Decoder, features: Tensor, words: Tensor, start: int, end: int, rate: float, never: Sequence[int] = ()
) -> Tensor:
    """Replace a fraction of the words (b, T) by words drawn from what the decoder predicts there.

    Parallel scheduled sampling (Duckworth et al. 2019, section 3, one pass): the predictions follow the true words, so
    that it costs one more pass of the decoder and not one for each word. Start, end and padding stay.

    Args:
        features: (b, P, C).
        start, end: the ids of the words that begin and end a caption.
        never: further ids that are not drawn.
    """
    logits = decoder(features, words[:, :-1]).float()
    # Neither padding nor start nor end stands within a caption. Column by column: a list of columns would be copied to
    # the device, which waits for it.
    for excluded in (0, start, end, *never):
        logits[..., excluded] = -torch.inf
    probabilities = logits.softmax(-1)
    predictions = torch.multinomial(probabilities.flatten(0, 1), 1).view_as(words[:, 1:])
    replaced = torch.rand(predictions.shape, device=words.device) < rate
    mixed = words.clone()
    mixed[:, 1:] = torch.where(replaced & (words[:, 1:] != 0) & (words[:, 1:] != end), predictions, words[:, 1:])
    return mixed


def cross_entropy(logits: Tensor, targets: Tensor, smoothing: float = 0.0) -> Tensor:
    """The cross-entropy summed over all words that are not padding (id 0).

    Args:
        logits: (b, T, V).
        targets: (b, T), 0 where there is no word.
        smoothing: the share of the target that is spread evenly over all V (Szegedy et al. 2016, section 7).
    """
    return functional.cross_entropy(
        logits.flatten(0, 1).float(), targets.flatten(), ignore_index=0, reduction="sum", label_smoothing=smoothing
    )


# 3. The update.


def update_weights(state: TrainingState, step: int) -> None:
    """Clip the gradients, let the optimiser move the weights, and take them into their moving average.

    Raises:
        NotFiniteError: on a CPU, before any weight is moved.
    """
    if state.settings.max_grad_norm:
        state.scaler.unscale_(state.optimizer)
        norm = torch.nn.utils.clip_grad_norm_(state.captioner.parameters(), state.settings.max_grad_norm)
        if state.device.type == "cpu" and not math.isfinite(norm.item()):
            raise NotFiniteError(None)
    # The optimiser makes its state at the first step, when the memory may be fragmented.
    with_room(lambda: state.scaler.step(state.optimizer))
    state.scaler.update()
    if ema := state.ema:
        with_room(lambda: ema.update(step))
