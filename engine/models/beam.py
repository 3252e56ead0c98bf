"""Beam search over a whole batch of pictures at once, plain or in groups that differ."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.models.decoders.interface import Decoder

ASKED_EVERY = {"cpu": 1}
"""Words after which it is asked whether all are done. Each time a GPU must be waited for, while a few words more than
were needed cost it little: what is done stays as it is."""
ELSEWHERE = 8
"""The same on any other device."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One caption as ids.

    Attributes:
        words: without start and end.
        probabilities: the model's own, one for each word.
        end: the model's probability of ending there; None for one that was cut at the longest length.
        score: log-probability, the end included, with the reward for each word, divided by length ** length_penalty.
    """

    words: list[int]
    probabilities: list[float]
    end: float | None
    score: float

    @property
    def log_probability(self) -> float:
        """The model's own of all its words, and of its end where it has one, in nats."""
        chances = [*self.probabilities, *([] if self.end is None else [self.end])]
        return sum(math.log(max(chance, sys.float_info.min)) for chance in chances)


@torch.inference_mode()
def beam_search(
    decoder: Decoder,
    features: Tensor,
    *,
    start: int,
    end: int,
    width: int,
    max_words: int,
    length_penalty: float = 0.0,
    word_reward: float = 0.0,
    block_repeats: int = 0,
    groups: int = 1,
    diversity: float = 0.0,
    never: Sequence[int] = (),
) -> list[list[Hypothesis]]:
    """The likeliest captions of each picture, one for each group, the best first.

    A hypothesis ends at the end word; where none of a group has ended after ``max_words`` its best unfinished one is
    taken. ``width`` hypotheses stay alive however many have ended: the published notebook goes on with one fewer for
    each that ends, and so looks for longer captions less and less. Padding and the start word are never said, and a
    caption is never empty. Scores are log-probabilities divided
    by length ** length_penalty (Wu et al. 2016, section 7, without its constants), after ``word_reward`` is added for
    each word and the end (Murray and Chiang 2018, section 3.2): sums alone favour captions that say too little.

    Args:
        features: (B, P, C).
        width: hypotheses kept for each picture, shared out among the groups.
        block_repeats: a hypothesis never says the same run of so many words twice (Paulus et al. 2018, section 2.5);
            0 allows it.
        groups: diverse beam search (Vijayakumar et al. 2018, section 3, Hamming diversity): the groups choose one after
            the other, and a word loses ``diversity`` in the choice for each time that an earlier group has just taken
            it. The scores themselves stay log-probabilities.
        never: further ids that are not said, such as that of an unknown word.
    """
    batch, each = len(features), max(1, width // groups)
    state = decoder.start(features).repeated(groups * each)
    searches = [_Group(batch, each, start, features.device, keep_history=block_repeats > 0) for _ in range(groups)]
    asked_every = ASKED_EVERY.get(features.device.type, ELSEWHERE)
    first_rows = torch.arange(batch * groups, device=features.device).view(batch, groups, 1) * each

    for length in range(1, max_words + 2):
        words = torch.stack([group.words for group in searches], 1)
        logits, state = decoder.step(state, words.flatten())
        table = torch.log_softmax(logits.float(), -1)
        # Column by column: a list of them would be copied to a GPU, and waited for, at every word.
        table[:, 0] = table[:, start] = -torch.inf
        for index in never:
            table[:, index] = -torch.inf
        if length == 1:
            # One hypothesis alone is alive yet, so that an end of hardly a chance would be among the best ``width``.
            table[:, end] = -torch.inf
        table = table.view(batch, groups, each, -1)
        taken = table.new_zeros(batch, table.shape[-1]) if groups > 1 else None
        beams = []
        for place, group in enumerate(searches):
            possible = table[:, place]
            if block_repeats:
                possible = possible.masked_fill(group.repeated(block_repeats, table.shape[-1]), -torch.inf)
            penalty = taken * diversity if taken is not None and place else None
            group.finish_and_choose(possible, penalty, end, length * word_reward, length**length_penalty)
            if length > max_words:
                continue
            beams.append(group.go_on())
            if taken is not None:
                taken.scatter_add_(1, group.words, torch.ones_like(group.alive))
        if length > max_words:
            break
        state = state.reordered((first_rows + torch.stack(beams, 1)).flatten())
        # A sum of log-probabilities can only fall with further words; with all rewards that it can still get it is
        # bounded by the longest divisor, or where it is positive by the shortest.
        bound = (max_words + 1) * word_reward, (max_words + 1) ** length_penalty, (length + 1) ** length_penalty
        if length % asked_every == 0 and bool(torch.stack([group.is_done(*bound) for group in searches]).all()):
            break
    found = [group.found(word_reward, length_penalty) for group in searches]
    return [sorted(hypotheses, key=lambda hypothesis: -hypothesis.score) for hypotheses in zip(*found, strict=True)]


class _Group:
    """The hypotheses of one group for every picture, and the best that has ended.

    What was said is kept as steps that point back to the hypotheses that they came from, and is put together at the
    end alone.

    Attributes:
        alive: (B, W) sums of log-probabilities.
        words: (B, W), the last word of each.
        steps: of each word so far (B, W) each: the words, the hypotheses that they came from, their log-probabilities.
        history: (B, W, t) the words so far, where repeats are looked for in them.
        best_score, best_length, best_beam, best_end: (B,) of the best that has ended: its score, its words' number,
            the hypothesis that it was before the end, and the end's log-probability.
    """

    def __init__(self, batch: int, width: int, start: int, device: torch.device, *, keep_history: bool) -> None:
        self.width = width
        self.words = torch.full((batch, width), start, device=device)
        # At first all beams of a picture are alike: only one may branch out.
        self.alive = torch.full((batch, width), -torch.inf, device=device)
        self.alive[:, 0] = 0.0
        self.steps: list[tuple[Tensor, Tensor, Tensor]] = []
        self.history = torch.empty((batch, width, 0), dtype=torch.long, device=device) if keep_history else None
        self.best_score = torch.full((batch,), -torch.inf, device=device)
        self.best_length = torch.zeros((batch,), dtype=torch.long, device=device)
        self.best_beam = torch.zeros((batch,), dtype=torch.long, device=device)
        self.best_end = torch.zeros((batch,), device=device)
        # A processor looks whether anything ends; a GPU would have to be waited for.
        self._looks = device.type == "cpu"

    def repeated(self, size: int, vocabulary: int) -> Tensor:
        """(B, W, V): the words that would make a run of ``size`` words stand twice in a hypothesis."""
        assert self.history is not None
        batch, width, length = self.history.shape
        blocked = torch.zeros((batch, width, vocabulary), dtype=torch.bool, device=self.history.device)
        if length < size:
            return blocked
        runs = self.history.unfold(2, size, 1)
        last = self.history[:, :, length - size + 1 :].unsqueeze(2)
        same = (runs[..., :-1] == last).all(-1)
        # What does not count is padding, which is never said anyway.
        return blocked.scatter_(2, torch.where(same, runs[..., -1], 0), True)

    def finish_and_choose(self, table: Tensor, penalty: Tensor | None, end: int, reward: float, divisor: float) -> None:
        """Rank the continuations (B, W, V), and keep the best that ends."""
        size = table.shape[-1]
        totals = self.alive.unsqueeze(-1) + table
        ranked = totals if penalty is None else totals - penalty.unsqueeze(1)
        # An end counts only where it is among the best ``width`` continuations; twice as many are looked at, so that
        # ``width`` hypotheses stay alive whatever ends.
        self._rank, chosen = ranked.flatten(1).topk(min(2 * self.width, self.width * size), dim=1)
        self._totals = totals.flatten(1).gather(1, chosen)
        self._logs = table.flatten(1).gather(1, chosen)
        self._beams = torch.div(chosen, size, rounding_mode="floor")
        self._chosen = chosen % size
        self._ends = self._chosen == end

        first = self._ends[:, : self.width]
        if self._looks and not bool(first.any()):
            return
        ended, place = torch.where(first, self._totals[:, : self.width], -torch.inf).max(1)
        ended = (ended + reward) / divisor
        better = ended > self.best_score
        place = place.unsqueeze(1)
        self.best_score = torch.where(better, ended, self.best_score)
        self.best_length = torch.where(better, len(self.steps), self.best_length)
        self.best_beam = torch.where(better, self._beams.gather(1, place).squeeze(1), self.best_beam)
        self.best_end = torch.where(better, self._logs.gather(1, place).squeeze(1), self.best_end)

    def go_on(self) -> Tensor:
        """Take the best that do not end. Returns the beams (B, W) that they come from."""
        _, kept = torch.where(self._ends, -torch.inf, self._rank).topk(self.width, dim=1)
        self.alive = torch.where(self._ends, -torch.inf, self._totals).gather(1, kept)
        beams = self._beams.gather(1, kept)
        self.words = self._chosen.gather(1, kept)
        self.steps.append((self.words, beams, self._logs.gather(1, kept)))
        if self.history is not None:
            rows = beams.unsqueeze(2).expand(-1, -1, self.history.shape[2])
            self.history = torch.cat([self.history.gather(1, rows), self.words.unsqueeze(2)], 2)
        return beams

    def is_done(self, reward: float, longest: float, shortest: float) -> Tensor:
        """Whether, (), no hypothesis of any picture can still become better than the best that has ended.

        Args:
            reward: the most that it can get for its words.
            longest, shortest: bounds of what its score is divided by.
        """
        most = self.alive.amax(1) + reward
        return (self.best_score >= torch.where(most < 0, most / longest, most / shortest)).all()

    def found(self, word_reward: float, length_penalty: float) -> list[Hypothesis]:
        """The best of each picture: one that has ended, or else one that has not."""
        unfinished = self.best_score.isinf()
        alive, place = self.alive.max(1)
        length = len(self.steps)
        score = torch.where(
            unfinished, (alive + length * word_reward) / max(1, length) ** length_penalty, self.best_score
        )
        lengths = torch.where(unfinished, length, self.best_length)
        words, probabilities = self._backtrack(torch.where(unfinished, place, self.best_beam), lengths)
        return [
            Hypothesis(words[row][:count], probabilities[row][:count], None if cut else end, total)
            for row, (count, cut, end, total) in enumerate(
                zip(lengths.tolist(), unfinished.tolist(), self.best_end.exp().tolist(), score.tolist(), strict=True)
            )
        ]

    def _backtrack(self, beams: Tensor, lengths: Tensor) -> tuple[list[list[int]], list[list[float]]]:
        """The words and probabilities (B, t) of hypotheses, each of so many words, followed back to their beginning."""
        words, logs = [], []
        beams = beams.unsqueeze(1)
        for number, (step_words, step_beams, step_logs) in reversed(list(enumerate(self.steps, start=1))):
            words.append(step_words.gather(1, beams))
            logs.append(step_logs.gather(1, beams))
            # A shorter one begins its way back later.
            beams = torch.where((lengths >= number).unsqueeze(1), step_beams.gather(1, beams), beams)
        if not words:
            return [[] for _ in beams], [[] for _ in beams]
        return torch.cat(words[::-1], 1).tolist(), torch.cat(logs[::-1], 1).exp().tolist()
