"""Captions drawn by chance: as often as the model says, from the likeliest words only, the same for the same seed."""

from collections import Counter

import pytest
import torch
from torch import Tensor

from engine.models import beam as beam_module
from engine.models.beam import Hypothesis
from engine.models.decoders.interface import DecoderState
from engine.models.decoders.recurrent import GruDecoder
from engine.models.sampling import sample

START, END, SIZE = 5, 6, 7
CHANCES = (0.0, 0.4, 0.3, 0.2, 0.0, 0.0, 0.1)


class Dice:
    """Says the words 1, 2, 3 and the end with the chances above, whatever came before; padding would be likelier."""

    def start(self, features: Tensor) -> DecoderState:
        return DecoderState((torch.zeros(len(features), 1),))

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        logits = torch.tensor(CHANCES).clamp(min=1e-9).log()
        logits[[0, START]] = 0.0
        return logits.expand(len(words), -1), state

    def __call__(self, features: Tensor, words: Tensor) -> Tensor:
        raise AssertionError("sampling steps")


@pytest.fixture
def decoder() -> GruDecoder:
    torch.manual_seed(4)
    return GruDecoder(feature_size=8, vocabulary=SIZE, embed_dim=8, hidden_size=8, dropout=0.0).eval()


def first_words(count: int, temperature: float = 1.0, top_p: float = 1.0) -> dict[int, float]:
    """The share of each first word, the end included, among ``count`` captions."""
    found = sample(
        Dice(),
        torch.zeros(count, 1, 1),
        start=START,
        end=END,
        max_words=3,
        seeds=range(count),
        temperature=temperature,
        top_p=top_p,
    )
    counts = Counter(drawn.words[0] if drawn.words else END for drawn in found)
    return {word: share / count for word, share in counts.items()}


def test_words_come_as_often_as_the_model_says() -> None:
    shares = first_words(4000)
    assert set(shares) == {1, 2, 3, END}
    for word, share in shares.items():
        assert share == pytest.approx(CHANCES[word], abs=0.03)


def test_a_low_temperature_prefers_the_likely_and_a_high_one_evens_out() -> None:
    cold, hot = first_words(2000, temperature=0.5), first_words(2000, temperature=5.0)
    squares = {word: CHANCES[word] ** 2 for word in (1, 2, 3, END)}
    for word, square in squares.items():
        assert cold[word] == pytest.approx(square / sum(squares.values()), abs=0.04)
    assert hot[END] > 0.15


@pytest.mark.parametrize(("top_p", "words"), [(0.0, {1}), (0.39, {1}), (0.41, {1, 2}), (0.85, {1, 2, 3})])
def test_top_p_keeps_the_likeliest_that_reach_it(top_p: float, words: set[int]) -> None:
    assert set(first_words(300, top_p=top_p)) == words


def test_a_seed_gives_its_caption_whatever_else_is_drawn(decoder: GruDecoder) -> None:
    features = torch.randn(9, 1, 8)
    wanted = {"start": START, "end": END, "max_words": 6, "temperature": 1.3}
    together = sample(decoder, features, seeds=range(9), **wanted)  # type: ignore[arg-type]
    again = sample(decoder, features, seeds=range(9), **wanted)  # type: ignore[arg-type]
    alone = [sample(decoder, features[at : at + 1], seeds=[at], **wanted)[0] for at in range(9)]  # type: ignore[arg-type]
    assert together == again
    assert [hypothesis.words for hypothesis in together] == [hypothesis.words for hypothesis in alone]
    other = sample(decoder, features, seeds=range(100, 109), **wanted)  # type: ignore[arg-type]
    assert [hypothesis.words for hypothesis in together] != [hypothesis.words for hypothesis in other]


def test_probabilities_are_the_models_own_under_teacher_forcing(decoder: GruDecoder) -> None:
    features = torch.randn(12, 1, 8)
    found = sample(decoder, features, start=START, end=END, max_words=6, seeds=range(12), temperature=2.0, top_p=0.9)
    assert {drawn.end is None for drawn in found} == {True, False}
    for code, drawn in zip(features, found, strict=True):
        table = decoder(code[None], torch.tensor([[START, *drawn.words]]))[0].softmax(-1)
        expected = [table[at, word].item() for at, word in enumerate(drawn.words)]
        assert drawn.probabilities == pytest.approx(expected, abs=1e-5)
        if drawn.end is not None:
            assert drawn.end == pytest.approx(table[len(drawn.words), END].item(), abs=1e-5)
            expected.append(drawn.end)
        assert drawn.score == pytest.approx(torch.tensor(expected).log().sum().item(), abs=1e-4)


def test_a_caption_is_the_same_however_seldom_it_is_asked_whether_it_has_ended(
    decoder: GruDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = torch.randn(6, 1, 8, generator=torch.Generator().manual_seed(3))

    def drawn() -> list[Hypothesis]:
        return sample(decoder, features, start=START, end=END, max_words=30, seeds=range(6))

    each_word = drawn()
    assert all(hypothesis.end for hypothesis in each_word)
    monkeypatch.setitem(beam_module.ASKED_EVERY, "cpu", 8)
    assert drawn() == each_word
