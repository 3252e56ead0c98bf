"""Beam search over a whole batch of pictures at once."""

import torch
from torch import Tensor

from engine.models.decoders import Decoder


@torch.inference_mode()
def beam_search(
    decoder: Decoder, codes: Tensor, *, start: int, end: int, width: int, max_words: int, length_penalty: float = 0.0
) -> list[tuple[list[int], float]]:
    """The likeliest caption of each picture.

    A hypothesis ends at the end word; where none has ended after ``max_words`` the best unfinished one is taken.
    Padding and the start word are never said. Scores are log-probabilities divided by length ** length_penalty
    (Wu et al. 2016, section 7, without its constants).

    Args:
        codes: (B, P, C).
        width: hypotheses kept for each picture.

    Returns:
        For each picture the word ids, without start and end, and the score.
    """
    batch = codes.shape[0]
    device = codes.device
    state = decoder.start(codes).repeated(width)
    words = torch.full((batch * width,), start, device=device)
    # At first all beams of a picture are alike: only one may branch out.
    alive = torch.full((batch, width), -torch.inf, device=device)
    alive[:, 0] = 0.0
    history = torch.empty((batch, width, 0), dtype=torch.long, device=device)
    best_score = torch.full((batch,), -torch.inf, device=device)
    best_words = torch.zeros((batch, max_words), dtype=torch.long, device=device)
    best_length = torch.zeros((batch,), dtype=torch.long, device=device)
    first_beams = torch.arange(batch, device=device).unsqueeze(1) * width

    for length in range(1, max_words + 2):
        logits, state = decoder.step(state, words)
        log_probabilities = torch.log_softmax(logits.float(), -1)
        log_probabilities[:, [0, start]] = -torch.inf
        size = log_probabilities.shape[-1]
        totals = alive.unsqueeze(-1) + log_probabilities.view(batch, width, size)

        # An end counts only where it is among the best ``width`` continuations; twice as many are looked at, so that
        # ``width`` hypotheses stay alive whatever ends.
        best, chosen = totals.flatten(1).topk(min(2 * width, width * size), dim=1)
        beams = torch.div(chosen, size, rounding_mode="floor")
        ends = chosen % size == end
        ended, place = torch.where(ends[:, :width], best[:, :width], -torch.inf).max(1)
        ended = ended / length**length_penalty
        better = ended > best_score
        best_score = torch.where(better, ended, best_score)
        ended_words = history.gather(
            1, beams.gather(1, place.unsqueeze(1)).unsqueeze(2).expand(-1, 1, length - 1)
        ).squeeze(1)
        best_words[:, : length - 1] = torch.where(better.unsqueeze(1), ended_words, best_words[:, : length - 1])
        best_length = torch.where(better, length - 1, best_length)

        if length > max_words:
            break
        alive, kept = torch.where(ends, -torch.inf, best).topk(width, dim=1)
        flat = (first_beams + beams.gather(1, kept)).flatten()
        words = (chosen.gather(1, kept) % size).flatten()
        state = state.reordered(flat)
        history = torch.cat([history.view(batch * width, -1)[flat], words.unsqueeze(1)], 1).view(batch, width, -1)
        # A sum of log-probabilities can only fall with further words; divided, it is bounded by the longest divisor.
        bound = alive[:, 0] / (max_words + 1) ** length_penalty
        if bool((best_score >= bound).all()):
            break

    unfinished = best_score.isinf()
    if bool(unfinished.any()):
        best_words[unfinished, : history.shape[2]] = history[unfinished, 0]
        best_length[unfinished] = history.shape[2]
        best_score[unfinished] = alive[unfinished, 0] / max(1, history.shape[2]) ** length_penalty
    return [
        (row[:count], score)
        for row, count, score in zip(best_words.tolist(), best_length.tolist(), best_score.tolist(), strict=True)
    ]
