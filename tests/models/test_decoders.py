import itertools
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.beam import beam_search
from engine.models.decoders import DECODERS
from engine.models.decoders.attention import GruAttentionDecoder, LstmAttentionDecoder
from engine.models.decoders.checklist import GruChecklistDecoder
from engine.models.decoders.interface import AttendingDecoder, DetectsWords
from engine.models.decoders.recurrent import GruDecoder, LstmDecoder
from engine.models.decoders.transformer import TransformerDecoder, heads_for, positions
from engine.recipes import resolve
from engine.settings import choices
from engine.training.step import cross_entropy

SIZES = {"feature_size": 96, "vocabulary": 50, "embed_dim": 32, "hidden_size": 64, "dropout": 0.5}
EVERY = (GruDecoder, LstmDecoder, GruChecklistDecoder, GruAttentionDecoder, LstmAttentionDecoder, TransformerDecoder)


class Plain(nn.Module):
    """A decoder as the notebook's report writes it: at every word torch's own cell over [word, features]."""

    def __init__(self, decoder: GruDecoder | LstmDecoder) -> None:
        super().__init__()
        self.decoder = decoder
        width = decoder.embedding.embedding_dim + decoder.code_gates.in_features
        self.cell = (nn.GRUCell if isinstance(decoder, GruDecoder) else nn.LSTMCell)(width, decoder.hidden_size)
        with torch.no_grad():
            self.cell.weight_ih.copy_(torch.cat([decoder.word_gates.weight, decoder.code_gates.weight], 1))
            self.cell.bias_ih.copy_(decoder.word_gates.bias)
            self.cell.weight_hh.copy_(decoder.hidden_gates.weight)
            self.cell.bias_hh.copy_(decoder.hidden_gates.bias)

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        pooled = features[:, 0]
        state = self.decoder.first_state(pooled)
        if isinstance(self.cell, nn.LSTMCell):
            state = state.chunk(2, -1)
        logits = []
        for time in range(words.shape[1]):
            word = self.decoder.embedding(words[:, time])
            state = self.cell(torch.cat([word, pooled], -1), state)
            logits.append(self.decoder.output(state if isinstance(state, Tensor) else state[0]))
        return torch.stack(logits, 1)


def make(kind: Callable[..., nn.Module]) -> nn.Module:
    torch.manual_seed(0)
    decoder = kind(**SIZES).eval()
    if isinstance(decoder, GruChecklistDecoder):
        # Any word but the start and the end may be on its list; where none may, it says the same of every picture.
        decoder.choose_words(torch.arange(SIZES["vocabulary"]) < 48)
    return decoder


@pytest.fixture
def features() -> Tensor:
    return torch.randn(4, 1, 96, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def grid() -> Tensor:
    return torch.randn(4, 6, 96, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def words() -> Tensor:
    return torch.randint(1, 50, (4, 17), generator=torch.Generator().manual_seed(2))


@pytest.mark.parametrize("kind", [GruDecoder, LstmDecoder])
def test_equals_a_plain_cell_at_the_notebooks_size(kind: Callable[..., nn.Module]) -> None:
    torch.manual_seed(3)
    decoder = kind(feature_size=4096, vocabulary=114, embed_dim=512, hidden_size=512, dropout=0.5).eval()
    features, words = torch.randn(2, 1, 4096).relu(), torch.randint(1, 114, (2, 60))
    assert torch.allclose(decoder(features, words), Plain(decoder)(features, words), atol=1e-5)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [GruDecoder, LstmDecoder])
def test_fused_call_equals_the_loop(kind: Callable[..., nn.Module], features: Tensor, words: Tensor) -> None:
    decoder = make(kind)
    assert isinstance(decoder, GruDecoder | LstmDecoder)
    arguments = decoder.embedding(words), decoder.code_gates(features[:, 0]), decoder.first_state(features[:, 0])
    assert torch.allclose(decoder._run_fused(*arguments), decoder._run_steps(*arguments), atol=1e-6)


@pytest.mark.parametrize("kind", [GruDecoder, LstmDecoder])
@pytest.mark.parametrize(("autocast", "taken"), [(torch.bfloat16, torch.float32), (torch.float16, torch.float16)])
def test_fused_gradients_do_not_underflow_where_nothing_scales_them(
    kind: Callable[..., nn.Module],
    features: Tensor,
    words: Tensor,
    autocast: torch.dtype,
    taken: torch.dtype,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Autocast would take cuDNN's cells to float16 beside bfloat16 too; loss scaling is with float16 alone."""
    decoder = make(kind)
    assert isinstance(decoder, GruDecoder | LstmDecoder)
    arguments = [
        value.detach()
        for value in (decoder.embedding(words), decoder.code_gates(features[:, 0]), decoder.first_state(features[:, 0]))
    ]
    seen: list[tuple[torch.dtype, bool]] = []
    real = decoder._fused

    def fused(inputs: Tensor, hypothesis_state: tuple[Tensor, ...], weights: list[Tensor]) -> Tensor:
        seen.append((inputs.dtype, torch.is_autocast_enabled("cpu")))
        assert {value.dtype for value in (*hypothesis_state, *weights)} == {inputs.dtype}
        return real(
            *(
                inputs.float(),
                tuple(hypothesis.float() for hypothesis in hypothesis_state),
                [hypothesis.float() for hypothesis in weights],
            )
        )

    monkeypatch.setattr(decoder, "_fused", fused)
    tiny = 1e-9

    def gradients() -> dict[str, Tensor]:
        decoder.zero_grad()
        with torch.autocast("cpu", autocast):
            states = decoder._run_fused(*arguments)
        (tiny * states.float().sum()).backward()
        return {name: value.grad.clone() for name, value in decoder.named_parameters() if value.grad is not None}

    ours = gradients()
    assert seen == [(taken, False)]
    decoder.zero_grad()
    (tiny * decoder._run_steps(*arguments).sum()).backward()
    assert {"word_gates.weight", "hidden_gates.weight", "hidden_gates.bias"} <= set(ours)
    for name, value in ours.items():
        expected = decoder.get_parameter(name).grad
        assert expected is not None
        assert value.dtype is torch.float32
        if taken is torch.float32:
            assert torch.allclose(value, expected, rtol=1e-3, atol=1e-4 * expected.abs().max().item()), name
            assert value.abs().max() > 0


@pytest.mark.parametrize("kind", [GruDecoder, LstmDecoder])
def test_gradients_equal_those_of_a_plain_cell(kind: Callable[..., nn.Module], features: Tensor, words: Tensor) -> None:
    decoder = make(kind)
    assert isinstance(decoder, GruDecoder | LstmDecoder)
    ours, theirs = features.clone().requires_grad_(), features.clone().requires_grad_()
    cross_entropy(decoder(ours, words[:, :-1]), words[:, 1:]).backward()
    cross_entropy(Plain(decoder)(theirs, words[:, :-1]), words[:, 1:]).backward()
    assert ours.grad is not None
    assert theirs.grad is not None
    assert torch.allclose(ours.grad, theirs.grad, atol=1e-5)


@pytest.mark.parametrize("kind", EVERY)
def test_stepping_equals_teacher_forcing(kind: Callable[..., nn.Module], grid: Tensor, words: Tensor) -> None:
    decoder = make(kind)
    table = decoder(grid, words)
    state = decoder.start(grid)  # type: ignore[operator]
    for time in range(words.shape[1]):
        logits, state = decoder.step(state, words[:, time])  # type: ignore[operator]
        assert torch.allclose(logits, table[:, time], atol=1e-5)


@pytest.mark.parametrize("kind", EVERY)
def test_hypotheses_of_a_picture_step_as_each_alone(
    kind: Callable[..., nn.Module], grid: Tensor, words: Tensor
) -> None:
    """Two hypotheses a picture that part after the first word and are put into the other order after the second."""
    decoder = make(kind)
    prefixes = torch.stack([words[:, :4], words[:, 4:8]], 1).flatten(0, 1)
    prefixes[1::2, 0] = prefixes[::2, 0]
    state = decoder.start(grid).repeated(2)  # type: ignore[operator]
    swapped = torch.arange(8).view(4, 2).flip(1).flatten()
    for time in range(4):
        if time == 2:
            state, prefixes = state.reordered(swapped), prefixes[swapped]
        logits, state = decoder.step(state, prefixes[:, time])  # type: ignore[operator]
    alone = decoder(grid.repeat_interleave(2, 0), prefixes)[:, -1]
    assert torch.allclose(logits, alone, atol=1e-5)


@pytest.mark.parametrize("kind", EVERY)
def test_what_comes_later_changes_nothing_before(kind: Callable[..., nn.Module], grid: Tensor, words: Tensor) -> None:
    decoder = make(kind)
    other = words.clone()
    other[:, 9:] = 1
    before, after = decoder(grid, words), decoder(grid, other)
    assert torch.allclose(before[:, :9], after[:, :9], atol=1e-6)
    assert not torch.allclose(before[:, 9], after[:, 9], atol=1e-3)


@pytest.mark.parametrize("kind", [GruAttentionDecoder, LstmAttentionDecoder, TransformerDecoder])
def test_those_with_attention_see_more_than_the_mean(
    kind: Callable[..., nn.Module], grid: Tensor, words: Tensor
) -> None:
    decoder = make(kind)
    mean = grid.mean(1, keepdim=True)
    assert not torch.allclose(decoder(grid, words), decoder(mean, words), atol=1e-3)
    # Attention knows no order of places, and the mean of one place is that place.
    assert torch.allclose(decoder(grid.flip(1), words), decoder(grid, words), atol=1e-5)
    assert torch.allclose(decoder(mean.expand(-1, 6, -1), words), decoder(mean, words), atol=1e-5)


def _stepped(decoder: nn.Module, grid: Tensor, words: Tensor, monkeypatch: pytest.MonkeyPatch) -> Tensor:
    """The weights (B, T, P) by which a decoder really sums the places, word by word."""
    kept: list[Tensor] = []
    if isinstance(decoder, TransformerDecoder):

        def plain(queries: Tensor, keys: Tensor, values: Tensor, **options: Any) -> Tensor:
            weights = (queries @ keys.transpose(2, 3) / math.sqrt(queries.shape[-1])).softmax(-1)
            if options:
                return scaled_dot_product_attention(queries, keys, values, **options)
            kept.append(weights.mean(1)[:, 0])
            return weights @ values

        scaled_dot_product_attention = functional.scaled_dot_product_attention
        monkeypatch.setattr(functional, "scaled_dot_product_attention", plain)
    else:
        decoder.attention.register_forward_hook(lambda *call: kept.append(call[-1][1]))  # type: ignore[union-attr]
    state = decoder.start(grid)  # type: ignore[operator]
    for word in words.unbind(1):
        _, state = decoder.step(state, word)  # type: ignore[operator]
    # Of several blocks each word has passed the last one last.
    return torch.stack(kept[len(kept) // words.shape[1] - 1 :: len(kept) // words.shape[1]], 1)


@pytest.mark.parametrize("kind", [GruAttentionDecoder, LstmAttentionDecoder, TransformerDecoder])
def test_attention_in_one_pass_is_that_of_each_step(
    kind: Callable[..., nn.Module], grid: Tensor, words: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = make(kind)
    assert isinstance(decoder, AttendingDecoder)
    weights = decoder.attention_weights(grid, words)
    assert weights.shape == (4, 17, 6)
    assert torch.allclose(weights.sum(2), torch.ones(4, 17))
    assert weights.min() > 0
    assert weights.std(2).min() > 1e-4
    assert (weights[:, 1:] - weights[:, :-1]).abs().amax(2).min() > 1e-6, "another at every word"
    assert torch.allclose(_stepped(decoder, grid, words, monkeypatch), weights, atol=1e-6)


@pytest.mark.parametrize("kind", [GruDecoder, LstmDecoder])
def test_what_does_not_attend_says_so(kind: Callable[..., nn.Module]) -> None:
    assert not isinstance(make(kind), AttendingDecoder)


def test_the_ordinary_pass_keeps_attention_fused(grid: Tensor, words: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = make(TransformerDecoder)
    calls: list[int] = []
    fused = functional.scaled_dot_product_attention

    def counted(*parts: Any, **options: Any) -> Tensor:
        calls.append(1)
        return fused(*parts, **options)

    monkeypatch.setattr(functional, "scaled_dot_product_attention", counted)
    monkeypatch.setattr(Tensor, "softmax", lambda *_: pytest.fail("weights were computed"))
    decoder(grid, words)
    assert len(calls) == 4, "among the words and over the picture, in both blocks"


def test_attention_is_the_papers() -> None:
    """One place after the other, as equations 4 to 6 of Xu et al. write it."""
    attention = make(GruAttentionDecoder).attention
    features, hidden = torch.randn(1, 5, 96), torch.randn(1, 64)
    energies = [
        attention.energy(torch.tanh(attention.keys(features[:, place]) + attention.query(hidden)))  # type: ignore[operator, union-attr]
        for place in range(5)
    ]
    weights = torch.cat(energies, 1).softmax(1)
    seen, found = attention(attention.keys(features), features, hidden)  # type: ignore[operator, union-attr]
    assert torch.allclose(found, weights, atol=1e-6)
    summed = torch.stack([weights[:, place, None] * features[:, place] for place in range(5)]).sum(0)
    assert torch.allclose(seen, summed, atol=1e-6)


def test_positions_are_the_papers() -> None:
    table = positions(3, 2, 6, torch.zeros(()))
    for row, place in enumerate((3, 4)):
        waves = [(torch.sin, torch.cos)[i % 2](torch.tensor(place / 10_000 ** ((i - i % 2) / 6))) for i in range(6)]
        assert torch.allclose(table[row], torch.stack(waves), atol=1e-6)
    assert positions(0, 4, 7, torch.zeros(())).shape == (4, 7)


def test_heads_divide_the_width() -> None:
    assert [heads_for(width) for width in (8, 64, 96, 100, 256, 512, 4096)] == [1, 2, 2, 2, 8, 8, 8]


@pytest.mark.parametrize("kind", EVERY)
def test_a_batch_gives_the_captions_of_each_alone(kind: Callable[..., nn.Module]) -> None:
    decoder = make(kind)
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(2)
    features = torch.randn(12, 5, 96, generator=torch.Generator().manual_seed(6))
    wanted = {"start": 48, "end": 49, "width": 3, "max_words": 10}
    together = beam_search(decoder, features, **wanted)  # type: ignore[arg-type]
    alone = [beam_search(decoder, row[None], **wanted)[0] for row in features]  # type: ignore[arg-type]
    assert [best.words for [best] in together] == [best.words for [best] in alone]
    assert len({tuple(best.words) for [best] in together}) > 5


def test_every_decoder_of_the_settings_can_be_built_and_learns() -> None:
    assert choices("decoder") == tuple(DECODERS)
    for name, entry in zip(DECODERS, DECODERS.values(), strict=True):
        torch.manual_seed(0)
        settings = resolve("compact", {"decoder": name, "hidden_size": 32, "embed_dim": 16, "decoder_layers": 1})
        decoder = entry.build(24, 9, settings)
        if isinstance(decoder, DetectsWords):
            decoder.choose_words(torch.ones(9, dtype=torch.bool))
        features, words = torch.randn(3, 2, 24), torch.randint(1, 9, (3, 6))
        optimizer = torch.optim.Adam(decoder.parameters(), 0.02)
        losses = []
        for _ in itertools.repeat(None, 30):
            optimizer.zero_grad()
            loss = cross_entropy(decoder(features, words[:, :-1]), words[:, 1:])
            # Whatever detects words learns that by a loss of its own.
            detecting = decoder.detection_loss(features, words) if isinstance(decoder, DetectsWords) else 0.0
            (loss + detecting).backward()
            optimizer.step()
            losses.append(loss.item())
        assert losses[-1] < losses[0] / 3, name
        assert all(parameter.grad is not None for parameter in decoder.parameters()), name


def test_padding_takes_no_part_in_the_loss() -> None:
    logits = torch.randn(2, 3, 7)
    targets = torch.tensor([[4, 5, 0], [6, 0, 0]])
    words = [logits[0, 0, 4] - logits[0, 0].logsumexp(0), logits[0, 1, 5] - logits[0, 1].logsumexp(0)]
    words.append(logits[1, 0, 6] - logits[1, 0].logsumexp(0))
    assert torch.allclose(cross_entropy(logits, targets), -sum(words))  # type: ignore[arg-type]
