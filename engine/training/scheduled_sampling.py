"""Scheduled sampling: in training the decoder reads some of its own words in place of the true ones."""

import torch
from torch import Tensor

from engine.models.decoders.interface import Decoder


def scheduled_sampling_rate(wanted: float, step: int, steps: int) -> float:
    """The share of words that are the decoder's own at a step counted from 0: it rises evenly to ``wanted``.

    The linear schedule of Bengio et al. 2015, section 2.4.
    """
    return wanted * min(1.0, step / max(1, steps - 1))


@torch.no_grad()
def mix_in_predictions(decoder: Decoder, features: Tensor, words: Tensor, start: int, end: int, share: float) -> Tensor:
    """Words (B, T) of which a share is drawn from what the decoder says there after the true words before.

    Parallel scheduled sampling (Duckworth et al. 2019, section 3, one pass): it costs one more pass of the decoder,
    not one for each word. The first word and padding stay.

    Args:
        codes: (B, P, C).
    """
    logits = decoder(features, words[:, :-1]).float()
    # The end, in the middle of a caption, would be followed by words that it never is.
    # One by one: a list of them would be copied to the device, which waits.
    for never in (0, start, end):
        logits[..., never] = -torch.inf
    chances = logits.softmax(-1)
    guesses = torch.multinomial(chances.flatten(0, 1), 1).view_as(words[:, 1:])
    taken = torch.rand(guesses.shape, device=words.device) < share
    mixed = words.clone()
    mixed[:, 1:] = torch.where(taken & (words[:, 1:] != 0) & (words[:, 1:] != end), guesses, words[:, 1:])
    return mixed
