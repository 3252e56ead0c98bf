"""Self-critical sequence training (Rennie et al. 2017, section 3): the model captions the training pictures itself, and
learns to prefer the captions of higher reward.

The gradient is that of the expected reward (REINFORCE, Williams 1992) with a baseline that does not depend on the
sample: the reward of the greedy caption (Rennie et al. 2017, equation 7), or the mean reward of the picture's other
samples (Luo 2020, section 3). Captions are sampled without a gradient, word by word; one pass under teacher forcing
then gives their log-probabilities.

The samples are a function of seed, step, and a picture's place in the batch, whichever process computes it and with
which others. The decoder's dropout rests, so that captions are sampled from the very model whose probabilities count.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.captions.vocabulary import Vocabulary
from engine.loading.device_batch import DeviceBatch
from engine.models.decoders.interface import Decoder
from engine.models.number_format import autocast
from engine.models.sampling import sample_several, without
from engine.settings import Settings
from engine.training.state import TrainingState

FIGURES = ("loss", "reward", "greedy_reward")
"""What a step tells: the policy loss, which is the mean over the samples of the log-probability times the baseline's
lead over the reward; the mean reward of the samples; and that of the greedy captions, 0 where there are none."""

Objective = Callable[[Tensor, slice], tuple[Tensor, Tensor]]
"""The loss (), to be differentiated, and the figures (F,) of a slice of a batch, by its features (b, P, C). Both are
the slice's share of those of the whole batch."""


def rewards_in_json(settings: Settings, rewards: Sequence[float]) -> dict[str, float]:
    """What the log keeps of a step's figures behind the loss."""
    if not rewards:
        return {}
    reward, greedy = rewards
    return {"reward": reward, **({"greedy_reward": greedy} if settings.baseline == "greedy" else {})}


def self_critical_objective(state: TrainingState, batch: DeviceBatch) -> Objective:
    """The policy loss of a batch, as a mean over pictures and samples."""
    settings, vocabulary, reward = state.settings, state.vocabulary, state.reward
    assert reward is not None
    decoder = cast(Decoder, state.captioner.decoder)
    batch_size, width = len(batch.words), settings.samples_per_picture
    greedy = settings.baseline == "greedy"
    never = state.captioner.never_said()
    # Of the whole batch, so that a picture's samples do not depend on how the batch is cut.
    draws = draws_of(settings.seed, batch.batch.step, batch_size, width, settings.max_words + 1)

    def learn(features: Tensor, part: slice) -> tuple[Tensor, Tensor]:
        with dropout_off(state.captioner.decoder), autocast(state.device, state.dtype):
            words = sample_several(
                decoder,
                features.detach(),
                torch.from_numpy(draws[part]).to(state.device),
                start=vocabulary.start,
                end=vocabulary.end,
                never=never,
                greedy=greedy,
            )  # (b, W or W + 1, t)
            rewards = rewards_of(state, batch.batch.rows[part], words)  # (b, W or W + 1)
            sampled = words[:, :width].flatten(0, 1)  # (b W, t)
            log_probabilities = log_probabilities_of(decoder, features, sampled, vocabulary.start, never)
        leads = advantages(rewards, greedy=greedy).flatten().to(state.device)
        loss = -(leads * log_probabilities).sum() / (batch_size * width)
        own = rewards[:, :width].sum() / (batch_size * width)
        theirs = rewards[:, width:].sum() / batch_size
        return loss, torch.stack([loss.detach(), own.to(state.device), theirs.to(state.device)])

    return learn


def draws_of(seed: int, step: int, pictures: int, samples: int, places: int) -> np.ndarray:
    """What decides each word of each sample of a batch, (pictures, samples, places) float32 from 0 to below 1."""
    return np.random.default_rng((seed, step, 2)).random((pictures, samples, places), dtype=np.float32)


def rewards_of(state: TrainingState, rows: np.ndarray, words: Tensor) -> Tensor:
    """The reward (b, W) float32, on the CPU, of W captions (b, W, t) of each of b training pictures, by place."""
    assert state.reward is not None
    vocabulary, width = state.vocabulary, words.shape[1]
    ids = words.flatten(0, 1).tolist()
    captions = [vocabulary.decode(caption) for caption in ids]
    ended = [vocabulary.end in caption for caption in ids]
    values = state.reward(np.repeat(rows, width), captions, ended)
    return torch.from_numpy(values.astype(np.float32)).view(-1, width)


def advantages(rewards: Tensor, *, greedy: bool) -> Tensor:
    """By how much the reward of each of W samples (b, W) exceeds its baseline.

    Args:
        rewards: (b, W), or with the greedy baseline (b, W + 1), the greedy caption's last.
    """
    if greedy:
        return rewards[:, :-1] - rewards[:, -1:]
    count = rewards.shape[1]
    # The lead over the mean of the others is that over the mean of all, times W / (W - 1).
    return (rewards - rewards.mean(1, keepdim=True)) * (count / (count - 1))


def log_probabilities_of(
    decoder: Decoder, features: Tensor, words: Tensor, start: int, never: Sequence[int] = ()
) -> Tensor:
    """The log-probability (b W,) of W captions of each picture, of which the gradient can be taken.

    Args:
        features: (b, P, C).
        words: (b W, t), those of one picture together, 0 behind the end.
        start: the id of the word that begins a caption.
        never: further ids that could not be sampled.
    """
    beginning = torch.full_like(words[:, :1], start)
    repeated = features.repeat_interleave(len(words) // len(features), 0)
    logits = decoder(repeated, torch.cat([beginning, words[:, :-1]], 1))  # (b W, t, V)
    allowed = without(logits, (Vocabulary.PAD, start, *never))
    losses = functional.cross_entropy(allowed.transpose(1, 2), words, ignore_index=Vocabulary.PAD, reduction="none")
    return -losses.sum(1)


@contextlib.contextmanager
def dropout_off(module: nn.Module) -> Iterator[None]:
    """Within it a module drops nothing out; it stays in training mode, which cuDNN's backward pass asks for."""
    resting = [part for part in module.modules() if isinstance(part, nn.Dropout) and part.training]
    for part in resting:
        part.eval()
    try:
        yield
    finally:
        for part in resting:
            part.train()
