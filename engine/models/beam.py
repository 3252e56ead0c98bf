"""Beam search over a whole batch of pictures at once, plain or in groups that differ."""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.models.decoders import Decoder


@dataclass(frozen=True, slots=True)
class Found:
    """One caption as ids.

    Attributes:
        words: without start and end.
        probabilities: the model's own, one for each word.
        end: the model's probability of ending there; None for one that was cut at the longest length.
        score: log-probability, the end included, divided by length ** length_penalty.
    """

    words: list[int]
    probabilities: list[float]
    end: float | None
    score: float


@torch.inference_mode()
def beam_search(
    decoder: Decoder,
    codes: Tensor,
    *,
    start: int,
    end: int,
    width: int,
    max_words: int,
    length_penalty: float = 0.0,
    block_repeats: int = 0,
    groups: int = 1,
    diversity: float = 0.0,
) -> list[list[Found]]:
    """The likeliest captions of each picture, one for each group, the best first.

    A hypothesis ends at the end word; where none of a group has ended after ``max_words`` its best unfinished one is
    taken. Padding and the start word are never said. Scores are log-probabilities divided by length ** length_penalty
    (Wu et al. 2016, section 7, without its constants).

    Args:
        codes: (B, P, C).
        width: hypotheses kept for each picture, shared out among the groups.
        block_repeats: a hypothesis never says the same run of so many words twice (Paulus et al. 2018, section 2.5);
            0 allows it.
        groups: diverse beam search (Vijayakumar et al. 2018, section 3, Hamming diversity): the groups choose one after
            the other, and a word loses ``diversity`` in the choice for each time that an earlier group has just taken
            it. The scores themselves stay log-probabilities.
    """
    batch, each = len(codes), max(1, width // groups)
    state = decoder.start(codes).repeated(groups * each)
    searches = [_Group(batch, each, max_words, start, codes.device) for _ in range(groups)]
    first_rows = torch.arange(batch * groups, device=codes.device).view(batch, groups, 1) * each

    for length in range(1, max_words + 2):
        words = torch.stack([group.words for group in searches], 1)
        logits, state = decoder.step(state, words.flatten())
        table = torch.log_softmax(logits.float(), -1)
        table[:, [0, start]] = -torch.inf
        table = table.view(batch, groups, each, -1)
        taken = table.new_zeros(batch, table.shape[-1])
        beams = []
        for place, group in enumerate(searches):
            possible = table[:, place]
            if block_repeats:
                possible = possible.masked_fill(group.repeated(block_repeats, table.shape[-1]), -torch.inf)
            group.finish_and_choose(possible, taken * diversity if place else None, end, length**length_penalty)
            if length > max_words:
                continue
            beams.append(group.go_on())
            if place + 1 < groups:
                taken.scatter_add_(1, group.words, torch.ones_like(group.alive))
        if length > max_words:
            break
        state = state.reordered((first_rows + torch.stack(beams, 1)).flatten())
        # A sum of log-probabilities can only fall with further words; divided, it is bounded by the longest divisor.
        longest = (max_words + 1) ** length_penalty
        if all(group.is_done(longest) for group in searches):
            break
    found = [group.found(length_penalty) for group in searches]
    return [sorted(hypotheses, key=lambda one: -one.score) for hypotheses in zip(*found, strict=True)]


class _Group:
    """The hypotheses of one group for every picture, and the best that has ended.

    Attributes:
        alive: (B, W) sums of log-probabilities.
        words: (B, W), the last word of each.
        history, said: (B, W, t) the words so far and their log-probabilities.
    """

    def __init__(self, batch: int, width: int, max_words: int, start: int, device: torch.device) -> None:
        self.width = width
        self.words = torch.full((batch, width), start, device=device)
        # At first all beams of a picture are alike: only one may branch out.
        self.alive = torch.full((batch, width), -torch.inf, device=device)
        self.alive[:, 0] = 0.0
        self.history = torch.empty((batch, width, 0), dtype=torch.long, device=device)
        self.said = torch.empty((batch, width, 0), device=device)
        self.best_score = torch.full((batch,), -torch.inf, device=device)
        self.best_words = torch.zeros((batch, max_words), dtype=torch.long, device=device)
        # One more, for the end.
        self.best_said = torch.zeros((batch, max_words + 1), device=device)
        self.best_length = torch.zeros((batch,), dtype=torch.long, device=device)

    def repeated(self, size: int, vocabulary: int) -> Tensor:
        """(B, W, V): the words that would make a run of ``size`` words stand twice in a hypothesis."""
        batch, width, length = self.history.shape
        blocked = torch.zeros((batch, width, vocabulary), dtype=torch.bool, device=self.history.device)
        if length < size:
            return blocked
        runs = self.history.unfold(2, size, 1)
        last = self.history[:, :, length - size + 1 :].unsqueeze(2)
        same = (runs[..., :-1] == last).all(-1)
        # What does not count is padding, which is never said anyway.
        return blocked.scatter_(2, torch.where(same, runs[..., -1], 0), True)

    def finish_and_choose(self, table: Tensor, penalty: Tensor | None, end: int, divisor: float) -> None:
        """Rank the continuations (B, W, V), and keep the best that ends."""
        size = table.shape[-1]
        totals = self.alive.unsqueeze(-1) + table
        ranked = totals if penalty is None else totals - penalty.unsqueeze(1)
        # An end counts only where it is among the best ``width`` continuations; twice as many are looked at, so that
        # ``width`` hypotheses stay alive whatever ends.
        self._rank, chosen = ranked.flatten(1).topk(min(2 * self.width, self.width * size), dim=1)
        self._totals = totals.flatten(1).gather(1, chosen)
        self._said = table.flatten(1).gather(1, chosen)
        self._beams = torch.div(chosen, size, rounding_mode="floor")
        self._chosen = chosen % size
        self._ends = self._chosen == end

        first = self._ends[:, : self.width]
        ended, place = torch.where(first, self._totals[:, : self.width], -torch.inf).max(1)
        ended = ended / divisor
        better = ended > self.best_score
        length = self.history.shape[2]
        place = place.unsqueeze(1)
        rows = self._beams.gather(1, place).unsqueeze(2).expand(-1, 1, length)
        said = torch.cat([self.said.gather(1, rows).squeeze(1), self._said.gather(1, place)], 1)
        self._replace(self.best_words, self.history.gather(1, rows).squeeze(1), better)
        self._replace(self.best_said, said, better)
        self.best_score = torch.where(better, ended, self.best_score)
        self.best_length = torch.where(better, length, self.best_length)

    @staticmethod
    def _replace(kept: Tensor, new: Tensor, better: Tensor) -> None:
        kept[:, : new.shape[1]] = torch.where(better.unsqueeze(1), new, kept[:, : new.shape[1]])

    def go_on(self) -> Tensor:
        """Take the best that do not end. Returns the beams (B, W) that they come from."""
        _, kept = torch.where(self._ends, -torch.inf, self._rank).topk(self.width, dim=1)
        self.alive = torch.where(self._ends, -torch.inf, self._totals).gather(1, kept)
        beams = self._beams.gather(1, kept)
        self.words = self._chosen.gather(1, kept)
        rows = beams.unsqueeze(2).expand(-1, -1, self.history.shape[2])
        self.history = torch.cat([self.history.gather(1, rows), self.words.unsqueeze(2)], 2)
        self.said = torch.cat([self.said.gather(1, rows), self._said.gather(1, kept).unsqueeze(2)], 2)
        return beams

    def is_done(self, longest: float) -> bool:
        """No hypothesis of any picture can still become better than the best that has ended."""
        return bool((self.best_score >= self.alive.amax(1) / longest).all())

    def found(self, length_penalty: float) -> list[Found]:
        """The best of each picture: one that has ended, or else one that has not."""
        unfinished = self.best_score.isinf()
        if bool(unfinished.any()):
            length = self.history.shape[2]
            alive, place = self.alive[unfinished].max(1)
            rows = place.view(-1, 1, 1).expand(-1, 1, length)
            self.best_words[unfinished, :length] = self.history[unfinished].gather(1, rows).squeeze(1)
            self.best_said[unfinished, :length] = self.said[unfinished].gather(1, rows).squeeze(1)
            self.best_length[unfinished] = length
            self.best_score[unfinished] = alive / max(1, length) ** length_penalty
        found = []
        for words, said, count, score, cut in zip(
            self.best_words.tolist(),
            self.best_said.exp().tolist(),
            self.best_length.tolist(),
            self.best_score.tolist(),
            unfinished.tolist(),
            strict=True,
        ):
            found.append(Found(words[:count], said[:count], None if cut else said[count], score))
        return found
