import itertools
import math
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor

from engine.models import beam as beam_module
from engine.models.beam import beam_search
from engine.models.decoders.interface import Decoder, DecoderState
from engine.models.decoders.recurrent import GruDecoder
from engine.models.decoders.transformer import TransformerDecoder

START, END, SIZE = 5, 6, 7


@pytest.fixture
def decoder() -> GruDecoder:
    torch.manual_seed(4)
    decoder = GruDecoder(feature_size=8, vocabulary=SIZE, embed_dim=8, hidden_size=8, dropout=0.0).eval()
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(3)
    return decoder


def log_probability(decoder: GruDecoder, code: Tensor, caption: list[int]) -> float:
    words = torch.tensor([[START, *caption]])
    table = decoder(code[None], words)[0].clone()
    table = torch.log_softmax(table, -1)
    return sum(table[time, word].item() for time, word in enumerate([*caption, END]))


@pytest.mark.parametrize(("penalty", "reward"), [(0.0, 0.0), (0.7, 0.0), (1.0, 0.0), (0.0, 1.5), (0.5, 3.0)])
def test_a_wide_beam_finds_the_best_of_all_captions(decoder: GruDecoder, penalty: float, reward: float) -> None:
    features = torch.randn(6, 1, 8, generator=torch.Generator().manual_seed(5))
    found = beam_search(
        decoder, features, start=START, end=END, width=300, max_words=3, length_penalty=penalty, word_reward=reward
    )
    every = [list(c) for n in range(1, 4) for c in itertools.product(range(1, 5), repeat=n)]
    for code, [best] in zip(features, found, strict=True):
        scores = {
            tuple(c): (log_probability(decoder, code, c) + (len(c) + 1) * reward) / (len(c) + 1) ** penalty
            for c in every
        }
        likeliest = max(scores, key=lambda caption: scores[caption])
        assert tuple(best.words) == likeliest
        assert best.score == pytest.approx(scores[likeliest], abs=1e-4)


def test_a_length_penalty_prefers_captions_that_say_more(decoder: GruDecoder) -> None:
    features = torch.randn(40, 1, 8, generator=torch.Generator().manual_seed(8))
    lengths = []
    for penalty in (0.0, 1.0):
        found = beam_search(decoder, features, start=START, end=END, width=5, max_words=12, length_penalty=penalty)
        lengths.append(sum(len(best.words) for [best] in found))
    assert lengths[1] > lengths[0]


def test_a_word_reward_prefers_captions_that_say_more(decoder: GruDecoder) -> None:
    features = torch.randn(40, 1, 8, generator=torch.Generator().manual_seed(8))
    lengths = []
    for reward in (0.0, 1.0, 3.0):
        found = beam_search(decoder, features, start=START, end=END, width=5, max_words=12, word_reward=reward)
        lengths.append(sum(len(best.words) for [best] in found))
    assert lengths == sorted(lengths)
    assert lengths[2] > lengths[0]


class Hypothesis(NamedTuple):
    """One hypothesis of the plain search below; ``words`` has the end when it has ended."""

    words: list[int]
    logs: list[float]
    state: DecoderState
    total: float = 0.0


def blocked(words: list[int], size: int) -> set[int]:
    """The words that would repeat a run of ``size``."""
    last = words[len(words) - size + 1 :]
    return {words[at + size - 1] for at in range(len(words) - size + 1) if words[at : at + size - 1] == last}


def plain_search(decoder: Decoder, code: Tensor, options: dict[str, Any]) -> list[tuple[list[int], float, list[float]]]:
    """Beam search as a textbook writes it: one picture, one hypothesis at a time, lists and loops.

    Returns:
        For each group, the best first: words, score, log-probabilities.
    """
    groups, penalty, size = options.get("groups", 1), options.get("length_penalty", 0.0), options.get("block_repeats")
    width, longest = max(1, options["width"] // groups), options["max_words"]
    beams = [[Hypothesis([], [], decoder.start(code))] for _ in range(groups)]
    ended: list[Hypothesis | None] = [None] * groups

    def score(hypothesis: Hypothesis) -> float:
        count = len(hypothesis.logs)
        return (hypothesis.total + count * options.get("word_reward", 0.0)) / max(1, count) ** penalty

    for length in range(1, longest + 2):
        taken: Counter[int] = Counter()
        for place in range(groups):
            possible = []
            for hypothesis in beams[place]:
                last = torch.tensor([hypothesis.words[-1] if hypothesis.words else START])
                logits, state = decoder.step(hypothesis.state, last)
                table = torch.log_softmax(logits[0], -1)
                for word in range(1, table.shape[0]):
                    if (
                        word != START
                        and (hypothesis.words or word != END)
                        and not (size and word in blocked(hypothesis.words, size))
                    ):
                        log = table[word].item()
                        grown = Hypothesis(
                            [*hypothesis.words, word], [*hypothesis.logs, log], state, hypothesis.total + log
                        )
                        possible.append((grown.total - options.get("diversity", 0.0) * taken[word], grown))
            possible.sort(key=lambda pair: -pair[0])
            for _, hypothesis in possible[:width]:
                best = ended[place]
                if hypothesis.words[-1] == END and (best is None or score(hypothesis) > score(best)):
                    ended[place] = hypothesis
            if length <= longest:
                beams[place] = [hypothesis for _, hypothesis in possible if hypothesis.words[-1] != END][:width]
            taken.update(hypothesis.words[-1] for hypothesis in beams[place])
    found = []
    for beam, best in zip(beams, ended, strict=True):
        chosen = best or max(beam, key=lambda hypothesis: hypothesis.total)
        found.append((chosen.words[:-1] if best else chosen.words, score(chosen), chosen.logs))
    return sorted(found, key=lambda hypothesis: -hypothesis[1])


OPTIONS: list[dict[str, Any]] = [
    {"width": 1, "max_words": 7},
    {"width": 4, "max_words": 9},
    {"width": 4, "max_words": 9, "length_penalty": 1.0},
    {"width": 3, "max_words": 4, "length_penalty": 0.6},
    {"width": 3, "max_words": 9, "length_penalty": 1.0, "block_repeats": 1},
    {"width": 4, "max_words": 9, "length_penalty": 1.0, "block_repeats": 2},
    {"width": 4, "max_words": 9, "word_reward": 0.8},
    {"width": 3, "max_words": 6, "word_reward": 4.0, "length_penalty": 0.6},
    {"width": 6, "max_words": 8, "groups": 3, "diversity": 0.7},
    {"width": 5, "max_words": 8, "groups": 2, "diversity": 0.3, "length_penalty": 1.0, "block_repeats": 3},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "-".join(f"{k}{v}" for k, v in options.items()))
@pytest.mark.parametrize("kind", [GruDecoder, TransformerDecoder])
def test_equals_a_plain_search_of_one_picture_at_a_time(kind: Callable[..., Any], options: dict[str, Any]) -> None:
    torch.manual_seed(4)
    decoder = kind(feature_size=8, vocabulary=SIZE, embed_dim=8, hidden_size=8, dropout=0.0).eval()
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(3 if kind is GruDecoder else 1.5)
        features = 2 * torch.randn(12, 2, 8, generator=torch.Generator().manual_seed(9))
        together = beam_search(decoder, features, start=START, end=END, **options)
        for code, found in zip(features, together, strict=True):
            expected = plain_search(decoder, code[None], options)
            assert [hypothesis.words for hypothesis in found] == [words for words, _, _ in expected]
            for hypothesis, (_, score, logs) in zip(found, expected, strict=True):
                assert hypothesis.score == pytest.approx(score, abs=1e-5)
                chances = (
                    hypothesis.probabilities if hypothesis.end is None else [*hypothesis.probabilities, hypothesis.end]
                )
                assert chances == pytest.approx([math.exp(log) for log in logs], abs=1e-5)
    assert len({tuple(found[0].words) for found in together}) > 1


def test_blocked_repeats_are_never_said(decoder: GruDecoder) -> None:
    features = torch.randn(40, 1, 8, generator=torch.Generator().manual_seed(10))

    def repeating(size: int) -> int:
        options = {"start": START, "end": END, "width": 3, "max_words": 14, "length_penalty": 1.0}
        found = beam_search(decoder, features, block_repeats=size, **options)  # type: ignore[arg-type]
        captions = [best.words for [best] in found]
        runs = [[tuple(words[at : at + 2]) for at in range(len(words) - 1)] for words in captions]
        return sum(len(set(those)) < len(those) for those in runs)

    assert repeating(0) > 5
    assert repeating(2) == 0


def test_groups_say_different_things_and_the_first_is_a_search_of_its_own(decoder: GruDecoder) -> None:
    features = torch.randn(20, 1, 8, generator=torch.Generator().manual_seed(11))
    options = {"start": START, "end": END, "max_words": 10, "length_penalty": 1.0}
    alone = beam_search(decoder, features, width=2, **options)  # type: ignore[arg-type]
    same = beam_search(decoder, features, width=6, groups=3, diversity=0.0, **options)  # type: ignore[arg-type]
    apart = beam_search(decoder, features, width=6, groups=3, diversity=3.0, **options)  # type: ignore[arg-type]
    for [hypothesis], three, diverse in zip(alone, same, apart, strict=True):
        assert [found.words for found in three] == [hypothesis.words] * 3
        assert hypothesis.words in [found.words for found in diverse]
        assert diverse == sorted(diverse, key=lambda found: -found.score)
    different = [len({tuple(found.words) for found in diverse}) for diverse in apart]
    assert sum(different) > 2 * len(apart)


class NeverEnds:
    """Says word 1 for ever, word 2 at the third place, and the end with no chance."""

    def start(self, features: Tensor) -> DecoderState:
        return DecoderState((torch.zeros(features.shape[0], 1),))

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        logits = torch.full((words.shape[0], SIZE), -50.0)
        logits[:, END] = -1000.0
        [words_so_far] = state.hypothesis_state
        third = words_so_far[:, 0] == 2
        logits[torch.arange(len(words)), torch.where(third, 2, 1)] = 10.0
        return logits, DecoderState((words_so_far + 1,))

    def __call__(self, features: Tensor, words: Tensor) -> Tensor:
        raise AssertionError("beam search steps")


def test_without_an_end_the_best_unfinished_caption_is_kept() -> None:
    found = beam_search(NeverEnds(), torch.zeros(2, 1, 8), start=START, end=END, width=2, max_words=6)
    for [best] in found:
        assert best.words == [1, 1, 2, 1, 1, 1]
        assert best.end is None
        assert best.probabilities == pytest.approx([1.0] * 6)


class EndsAtOnceOrNever(NeverEnds):
    """The end is the second likeliest first word, by a chance of e ** -50, and never comes later."""

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        logits, following = super().step(state, words)
        logits[state.hypothesis_state[0][:, 0] == 0, END] = -40.0
        return logits, following


def test_no_caption_is_empty_where_the_model_finds_no_end() -> None:
    options = {"start": START, "end": END, "width": 2, "max_words": 6, "length_penalty": 1.0}
    [[best]] = beam_search(EndsAtOnceOrNever(), torch.zeros(1, 1, 8), **options)  # type: ignore[arg-type]
    assert best.words == [1, 1, 2, 1, 1, 1]


def test_it_stops_as_soon_as_nothing_better_can_come(decoder: GruDecoder, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    real = decoder.step

    def counted(state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        nonlocal steps
        steps += 1
        return real(state, words)

    monkeypatch.setattr(decoder, "step", counted)
    features = torch.randn(8, 1, 8, generator=torch.Generator().manual_seed(5))
    found = beam_search(decoder, features, start=START, end=END, width=3, max_words=500)
    assert all(best.end for [best] in found)
    assert max(len(best.words) for [best] in found) < steps < 100


@pytest.mark.parametrize("options", OPTIONS[1:], ids=lambda options: "-".join(f"{k}{v}" for k, v in options.items()))
def test_it_finds_the_same_however_seldom_it_asks(
    decoder: GruDecoder, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    features = 2 * torch.randn(12, 1, 8, generator=torch.Generator().manual_seed(9))
    longer = {**options, "max_words": 60}
    found = beam_search(decoder, features, start=START, end=END, **longer)
    monkeypatch.setitem(beam_module.ASKED_EVERY, "cpu", beam_module.ELSEWHERE)
    asked = 0
    real = beam_module._Group.is_done

    def counted(group: Any, *bounds: float) -> Tensor:
        nonlocal asked
        asked += 1
        return real(group, *bounds)

    monkeypatch.setattr(beam_module._Group, "is_done", counted)
    assert beam_search(decoder, features, start=START, end=END, **longer) == found
    assert 0 < asked <= 60 // beam_module.ELSEWHERE * options.get("groups", 1)


def test_width_one_is_greedy(decoder: GruDecoder) -> None:
    code = torch.randn(1, 1, 8, generator=torch.Generator().manual_seed(7))
    state, word, words_so_far = decoder.start(code), torch.tensor([START]), []
    for _ in range(9):
        logits, state = decoder.step(state, word)
        logits[:, [0, START]] = -torch.inf
        word = logits.argmax(-1)
        if word.item() == END:
            break
        words_so_far.append(int(word.item()))
    [[best]] = beam_search(decoder, code, start=START, end=END, width=1, max_words=9)
    # The greedy way stops at the first end; a beam of one may go on where an unfinished caption is likelier.
    assert best.words[: len(words_so_far)] == words_so_far
