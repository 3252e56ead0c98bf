"""Captions drawn by chance, as the model's probabilities say: for a person to read, or to train on."""

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.captions.vocabulary import Vocabulary
from engine.models.beam import ASKED_EVERY, ELSEWHERE, Hypothesis
from engine.models.decoders.interface import Decoder


@torch.inference_mode()
def sample(
    decoder: Decoder,
    features: Tensor,
    *,
    start: int,
    end: int,
    max_words: int,
    seeds: Sequence[int],
    temperature: float = 1.0,
    top_p: float = 1.0,
    never: Sequence[int] = (),
) -> list[Hypothesis]:
    """One caption of each picture, drawn word by word.

    A picture's caption depends on its features and its seed alone, whatever else is in the batch. Padding and the start
    word are never said. ``probabilities`` and ``score`` are the model's own, before temperature and top_p.

    Args:
        features: (B, P, C).
        seeds: one for each picture.
        temperature: logits are divided by it; below 1 likely words become likelier.
        top_p: only the likeliest words that together have this probability are drawn from (Holtzman et al. 2020,
            section 3.1); 1 draws from all.
        never: further ids that are not said, such as that of an unknown word.
    """
    draws = torch.stack([torch.rand(max_words + 1, generator=torch.Generator().manual_seed(seed)) for seed in seeds])
    draws = draws.to(features.device)
    state = decoder.start(features)
    words = torch.full((len(features),), start, device=features.device)
    word_logs: list[Tensor] = []
    history: list[Tensor] = []
    asked_every = ASKED_EVERY.get(features.device.type, ELSEWHERE)
    ended = torch.zeros(len(features), dtype=torch.bool, device=features.device)
    for place in range(max_words + 1):
        logits, state = decoder.step(state, words)
        table = torch.log_softmax(logits.float(), -1)
        words = _draw(table, draws[:, place], (start, *never), temperature, top_p)
        word_logs.append(table.gather(1, words.unsqueeze(1)).squeeze(1))
        history.append(words)
        ended = ended | (words == end)
        if (place + 1) % asked_every == 0 and bool(ended.all()):
            break
    hypotheses = []
    for ids, logs in zip(torch.stack(history, 1).tolist(), torch.stack(word_logs, 1).tolist(), strict=True):
        count = ids.index(end) if end in ids else max_words
        finished = count < len(ids) and ids[count] == end
        chances = torch.tensor(logs[: count + finished]).exp().tolist()
        last = chances.pop() if finished else None
        hypotheses.append(Hypothesis(ids[:count], chances, last, sum(logs[: count + finished])))
    return hypotheses


@torch.no_grad()
def sample_several(
    decoder: Decoder,
    features: Tensor,
    draws: Tensor,
    *,
    start: int,
    end: int,
    never: Sequence[int] = (),
    greedy: bool = False,
) -> Tensor:
    """Several captions of each picture, drawn word by word from what the decoder predicts.

    Made for training: it returns the words alone, which a second pass can differentiate.

    Args:
        features: (B, P, C).
        draws: (B, W, T), from 0 to below 1: what decides each word of W captions, of T - 1 words and their end at most.
        start, end: the ids of the words that begin and end a caption.
        never: further ids that are not drawn, such as that of an unknown word.
        greedy: one caption more of each picture, behind the others, which takes the likeliest word at each place.

    Returns:
        (B, W, t) or (B, W + 1, t) ids with the end, if it was reached, and 0 behind it.
    """
    pictures, width, places = draws.shape
    count = width + greedy
    state = decoder.start(features).repeated(count)
    words = torch.full((pictures * count,), start, device=features.device)
    ended = torch.zeros(pictures * count, dtype=torch.bool, device=features.device)
    asked_every = ASKED_EVERY.get(features.device.type, ELSEWHERE)
    history: list[Tensor] = []
    for place in range(places):
        logits, state = decoder.step(state, words)
        chances = torch.softmax(without(logits, (Vocabulary.PAD, start, *never)), -1).view(pictures, count, -1)
        chosen = _by_draw(chances[:, :width], draws[:, :, place])
        if greedy:
            chosen = torch.cat([chosen, chances[:, width:].argmax(-1)], 1)
        # In the last place nothing but the end still counts.
        words = chosen.flatten().masked_fill(ended, Vocabulary.PAD)
        if place == places - 1:
            words = words.masked_fill(words != end, Vocabulary.PAD)
        history.append(words)
        ended = ended | (words == end)
        if (place + 1) % asked_every == 0 and bool(ended.all()):
            break
    return torch.stack(history, -1).view(pictures, count, -1)


def without(logits: Tensor, never: Sequence[int]) -> Tensor:
    """Logits (..., V) in float32, by which some words are impossible."""
    allowed = logits.float().clone()
    # One by one: a list of ids would be copied to the device, which waits for it.
    for index in never:
        allowed[..., index] = -torch.inf
    return allowed


def _by_draw(chances: Tensor, draws: Tensor) -> Tensor:
    """Words (B, W) by their chances (B, W, V) and draws (B, W) from 0 to below 1."""
    sums = chances.cumsum(-1)
    place = (sums <= draws.unsqueeze(-1) * sums[..., -1:]).sum(-1)
    # A product that is rounded may reach the whole sum.
    return torch.where(place < chances.shape[-1], place, chances.argmax(-1))


def _draw(table: Tensor, draws: Tensor, never: Sequence[int], temperature: float, top_p: float) -> Tensor:
    """Words (B,) of log-probabilities (B, V) by draws (B,) from 0 to 1, through the sums of the sorted chances."""
    allowed = without(table, (Vocabulary.PAD, *never))
    chances, order = torch.softmax(allowed / temperature, -1).sort(dim=-1, descending=True, stable=True)
    before = chances.cumsum(-1) - chances
    if top_p < 1:
        # The likeliest word is always among them.
        chances = chances.masked_fill((before >= top_p) & (before > 0), 0.0)
    sums = chances.cumsum(-1)
    wanted = draws.unsqueeze(1) * sums[:, -1:]
    place = (sums <= wanted).sum(-1, keepdim=True)
    # A sum that is rounded may reach the last word that cannot be drawn.
    last = (chances > 0).sum(-1, keepdim=True) - 1
    return order.gather(1, torch.minimum(place, last)).squeeze(1)
