import itertools

import pytest
import torch
from torch import Tensor

from engine.models.beam import beam_search
from engine.models.decoders import GruDecoder, State

START, END, SIZE = 5, 6, 7


@pytest.fixture
def decoder() -> GruDecoder:
    torch.manual_seed(4)
    decoder = GruDecoder(code_size=8, vocabulary=SIZE, word_size=8, hidden_size=8, dropout=0.0).eval()
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(3)
    return decoder


def log_probability(decoder: GruDecoder, code: Tensor, caption: list[int]) -> float:
    words = torch.tensor([[START, *caption]])
    table = decoder(code[None], words)[0].clone()
    table = torch.log_softmax(table, -1)
    return sum(table[time, word].item() for time, word in enumerate([*caption, END]))


@pytest.mark.parametrize("penalty", [0.0, 0.7, 1.0])
def test_a_wide_beam_finds_the_best_of_all_captions(decoder: GruDecoder, penalty: float) -> None:
    codes = torch.randn(6, 1, 8, generator=torch.Generator().manual_seed(5))
    found = beam_search(decoder, codes, start=START, end=END, width=300, max_words=3, length_penalty=penalty)
    every = [list(c) for n in range(4) for c in itertools.product(range(1, 5), repeat=n)]
    for code, (words, score) in zip(codes, found, strict=True):
        scores = {tuple(c): log_probability(decoder, code, c) / (len(c) + 1) ** penalty for c in every}
        best = max(scores, key=lambda caption: scores[caption])
        assert tuple(words) == best
        assert score == pytest.approx(scores[best], abs=1e-4)


def test_a_length_penalty_prefers_captions_that_say_more(decoder: GruDecoder) -> None:
    codes = torch.randn(40, 1, 8, generator=torch.Generator().manual_seed(8))
    lengths = []
    for penalty in (0.0, 1.0):
        found = beam_search(decoder, codes, start=START, end=END, width=5, max_words=12, length_penalty=penalty)
        lengths.append(sum(len(words) for words, _ in found))
    assert lengths[1] > lengths[0]


def test_a_batch_gives_the_captions_of_each_alone(decoder: GruDecoder) -> None:
    codes = torch.randn(20, 1, 8, generator=torch.Generator().manual_seed(6))
    together = beam_search(decoder, codes, start=START, end=END, width=3, max_words=12)
    alone = [beam_search(decoder, code[None], start=START, end=END, width=3, max_words=12)[0] for code in codes]
    assert [words for words, _ in together] == [words for words, _ in alone]
    assert len({tuple(words) for words, _ in together}) > 5


class NeverEnds:
    """Says word 1 for ever, word 2 at the third place, and the end with no chance."""

    def start(self, codes: Tensor) -> State:
        return State((torch.zeros(codes.shape[0], 1),))

    def step(self, state: State, words: Tensor) -> tuple[Tensor, State]:
        logits = torch.full((words.shape[0], SIZE), -50.0)
        logits[:, END] = -1000.0
        [said] = state.moving
        third = said[:, 0] == 2
        logits[torch.arange(len(words)), torch.where(third, 2, 1)] = 10.0
        return logits, State((said + 1,))

    def __call__(self, codes: Tensor, words: Tensor) -> Tensor:
        raise AssertionError("beam search steps")


def test_without_an_end_the_best_unfinished_caption_is_kept() -> None:
    found = beam_search(NeverEnds(), torch.zeros(2, 1, 8), start=START, end=END, width=2, max_words=6)
    assert [words for words, _ in found] == [[1, 1, 2, 1, 1, 1]] * 2


def test_width_one_is_greedy(decoder: GruDecoder) -> None:
    code = torch.randn(1, 1, 8, generator=torch.Generator().manual_seed(7))
    state, word, said = decoder.start(code), torch.tensor([START]), []
    for _ in range(9):
        logits, state = decoder.step(state, word)
        logits[:, [0, START]] = -torch.inf
        word = logits.argmax(-1)
        if word.item() == END:
            break
        said.append(int(word.item()))
    [(words, _)] = beam_search(decoder, code, start=START, end=END, width=1, max_words=9)
    # The greedy way stops at the first end; a beam of one may go on where an unfinished caption is likelier.
    assert words[: len(said)] == said
