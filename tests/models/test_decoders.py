import pytest
import torch
from torch import Tensor, nn

from engine.models.decoders import GruDecoder, cross_entropy


class PlainGru(nn.Module):
    """The notebook's decoder as its report writes it: at every word a GRU cell over [word, code]."""

    def __init__(self, decoder: GruDecoder) -> None:
        super().__init__()
        self.decoder = decoder
        word_size, hidden = decoder.embedding.embedding_dim, decoder.hidden_size
        self.cell = nn.GRUCell(word_size + decoder.code_gates.in_features, hidden)
        with torch.no_grad():
            self.cell.weight_ih.copy_(torch.cat([decoder.word_gates.weight, decoder.code_gates.weight], 1))
            self.cell.bias_ih.copy_(decoder.word_gates.bias)
            self.cell.weight_hh.copy_(decoder.hidden_gates.weight)
            self.cell.bias_hh.copy_(decoder.hidden_gates.bias)

    def forward(self, codes: Tensor, words: Tensor) -> Tensor:
        code = codes[:, 0]
        hidden = self.decoder.first_state(code)
        logits = []
        for time in range(words.shape[1]):
            word = self.decoder.embedding(words[:, time])
            hidden = self.cell(torch.cat([word, code], -1), hidden)
            logits.append(self.decoder.output(hidden))
        return torch.stack(logits, 1)


@pytest.fixture
def decoder() -> GruDecoder:
    torch.manual_seed(0)
    return GruDecoder(code_size=96, vocabulary=50, word_size=32, hidden_size=48, dropout=0.5).eval()


@pytest.fixture
def codes() -> Tensor:
    return torch.randn(4, 1, 96, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def words() -> Tensor:
    return torch.randint(1, 50, (4, 17), generator=torch.Generator().manual_seed(2))


def test_equals_a_plain_gru_at_the_notebooks_size() -> None:
    torch.manual_seed(3)
    decoder = GruDecoder(code_size=4096, vocabulary=114, word_size=512, hidden_size=512, dropout=0.5).eval()
    codes, words = torch.randn(2, 1, 4096).relu(), torch.randint(1, 114, (2, 60))
    assert torch.allclose(decoder(codes, words), PlainGru(decoder)(codes, words), atol=1e-5)


def test_fused_call_equals_the_loop(decoder: GruDecoder, codes: Tensor, words: Tensor) -> None:
    arguments = decoder.embedding(words), decoder.code_gates(codes[:, 0]), decoder.first_state(codes[:, 0])
    assert torch.allclose(decoder._run_fused(*arguments), decoder._run_steps(*arguments), atol=1e-6)


def test_gradients_equal_those_of_a_plain_gru(decoder: GruDecoder, codes: Tensor, words: Tensor) -> None:
    ours, theirs = codes.clone().requires_grad_(), codes.clone().requires_grad_()
    cross_entropy(decoder(ours, words[:, :-1]), words[:, 1:]).backward()
    cross_entropy(PlainGru(decoder)(theirs, words[:, :-1]), words[:, 1:]).backward()
    assert ours.grad is not None
    assert theirs.grad is not None
    assert torch.allclose(ours.grad, theirs.grad, atol=1e-5)


def test_stepping_equals_teacher_forcing(decoder: GruDecoder, codes: Tensor, words: Tensor) -> None:
    state = decoder.start(codes)
    for time in range(words.shape[1]):
        logits, state = decoder.step(state, words[:, time])
        assert torch.allclose(logits, decoder(codes, words)[:, time], atol=1e-5)


def test_padding_takes_no_part_in_the_loss() -> None:
    logits = torch.randn(2, 3, 7)
    targets = torch.tensor([[4, 5, 0], [6, 0, 0]])
    words = [logits[0, 0, 4] - logits[0, 0].logsumexp(0), logits[0, 1, 5] - logits[0, 1].logsumexp(0)]
    words.append(logits[1, 0, 6] - logits[1, 0].logsumexp(0))
    assert torch.allclose(cross_entropy(logits, targets), -sum(words))  # type: ignore[arg-type]
