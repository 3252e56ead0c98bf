"""Decoders that see the pooled features of the picture beside every word: a GRU and an LSTM.

Show and tell's decoder (Vinyals et al. 2015, section 3.1), whose first state is a linear map of these. They are
the same at every word, so their share of the gates is computed once for a caption instead of at each word: the function
is that of the cell over [word, features].
"""

import torch
from torch import Tensor, nn

from engine.models.decoders.interface import DecoderState, DropoutInput, input_dropouts, spread


def gru_cell(inputs: Tensor, recurrent: Tensor, hidden: Tensor) -> Tensor:
    """The next state (R, H) of a GRU (Cho et al. 2014, section 2.3).

    torch's form, in which the reset gate acts after the product.

    Args:
        inputs: (R, 3H), the input's share of the gates reset, update, new.
        recurrent: (R, 3H), the state's share.
    """
    reset_in, update_in, new_in = inputs.chunk(3, -1)
    reset_hidden, update_hidden, new_hidden = recurrent.chunk(3, -1)
    reset = torch.sigmoid(reset_in + reset_hidden)
    update = torch.sigmoid(update_in + update_hidden)
    new = torch.tanh(new_in + reset * new_hidden)
    return new + update * (hidden - new)


def lstm_cell(gates: Tensor, cell: Tensor) -> tuple[Tensor, Tensor]:
    """The next state and cell, (R, H) each, of an LSTM (Hochreiter and Schmidhuber 1997, with a forget gate).

    Args:
        gates: (R, 4H), input's and state's share together of the gates input, forget, cell, output, torch's order.
    """
    enter, forget, new, leave = gates.chunk(4, -1)
    cell = torch.sigmoid(forget) * cell + torch.sigmoid(enter) * torch.tanh(new)
    return torch.sigmoid(leave) * torch.tanh(cell), cell


def pool(features: Tensor) -> Tensor:
    """The mean (B, C) of features (B, P, C)."""
    # A mean over one place, in an exported graph, would keep the last layer before it from being taken in eight bits.
    return features.squeeze(1) if features.shape[1] == 1 else features.mean(1)


class _PooledDecoder(nn.Module):
    """What the two share: the word's, the features' and the state's part of the gates, and the way to the words.

    Args of every decoder:
        feature_size: channels C of the features.
        vocabulary: number of words V, padding included.
        embed_dim: width of a word's embedding.
        hidden_size: width H of the state.
        dropout: share of values set to zero, before and after the cell.
        dropout_input: before the cell, those of the words or those of the features.
    """

    gates: int
    states: int

    def __init__(
        self,
        feature_size: int,
        vocabulary: int,
        embed_dim: int,
        hidden_size: int,
        dropout: float,
        *,
        dropout_input: DropoutInput = "words",
    ) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocabulary, embed_dim, padding_idx=0)
        self.first_state = nn.Linear(feature_size, self.states * hidden_size)
        self.word_gates = nn.Linear(embed_dim, self.gates * hidden_size)
        self.code_gates = nn.Linear(feature_size, self.gates * hidden_size, bias=False)
        self.hidden_gates = nn.Linear(hidden_size, self.gates * hidden_size)
        self.feature_dropout, self.word_dropout = input_dropouts(dropout, dropout_input)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size, vocabulary)
        bound = hidden_size**-0.5
        for linear in (self.word_gates, self.code_gates, self.hidden_gates):
            for parameter in linear.parameters():
                nn.init.uniform_(parameter, -bound, bound)

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        pooled = self.feature_dropout(pool(features))
        inputs = self.word_dropout(self.embedding(words))
        first = self.first_state(pooled)
        run = self._run_fused if inputs.is_cuda else self._run_steps
        return self.output(self.dropout(run(inputs, self.code_gates(pooled), first)))

    def start(self, features: Tensor) -> DecoderState:
        pooled = pool(features)
        return DecoderState(self.first_state(pooled).split(self.hidden_size, -1), (self.code_gates(pooled),))

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        [code_gates] = state.image_memory
        gates = self.word_gates(self.embedding(words)) + spread(code_gates, len(words))
        moved = self._cell(gates, state.hypothesis_state)
        return self.output(moved[0]), DecoderState(moved, state.image_memory)

    def _cell(self, gates: Tensor, hypothesis_state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        raise NotImplementedError

    def _run_steps(self, inputs: Tensor, code_gates: Tensor, first: Tensor) -> Tensor:
        """All words' share in one product, then the recurrence; the faster way on a processor."""
        gates = self.word_gates(inputs) + code_gates.unsqueeze(1)
        hypothesis_state = first.split(self.hidden_size, -1)
        states = []
        for gate in gates.unbind(1):
            hypothesis_state = self._cell(gate, hypothesis_state)
            states.append(hypothesis_state[0])
        return torch.stack(states, 1)

    def _run_fused(self, inputs: Tensor, code_gates: Tensor, first: Tensor) -> Tensor:
        """One cuDNN call: the features' gates enter as further inputs through an identity, gates wide, not C wide."""
        device = inputs.device.type
        # Autocast would take float16 whatever its own format, and only float16 has its gradients scaled.
        halved = torch.is_autocast_enabled(device) and torch.get_autocast_dtype(device) is torch.float16
        with torch.autocast(device, enabled=False):
            dtype = torch.float16 if halved else self.word_gates.weight.dtype
            length = inputs.shape[1]
            wide = torch.cat([inputs.to(dtype), code_gates.to(dtype).unsqueeze(1).expand(-1, length, -1)], -1)
            identity = torch.eye(self.gates * self.hidden_size, device=inputs.device, dtype=dtype)
            weights = [
                torch.cat([self.word_gates.weight.to(dtype), identity], 1),
                self.hidden_gates.weight.to(dtype),
                self.word_gates.bias.to(dtype),
                self.hidden_gates.bias.to(dtype),
            ]
            parts = first.to(dtype).split(self.hidden_size, -1)
            return self._fused(wide, tuple(part.unsqueeze(0).contiguous() for part in parts), weights)

    def _fused(self, inputs: Tensor, hypothesis_state: tuple[Tensor, ...], weights: list[Tensor]) -> Tensor:
        raise NotImplementedError


class GruDecoder(_PooledDecoder):
    """The published notebook's decoder: a GRU over [word, features] at every word."""

    gates = 3
    states = 1

    def _cell(self, gates: Tensor, hypothesis_state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        [hidden] = hypothesis_state
        return (gru_cell(gates, self.hidden_gates(hidden), hidden),)

    def _fused(self, inputs: Tensor, hypothesis_state: tuple[Tensor, ...], weights: list[Tensor]) -> Tensor:
        states, _ = torch._VF.gru(inputs, hypothesis_state[0], weights, True, 1, 0.0, self.training, False, True)
        return states


class LstmDecoder(_PooledDecoder):
    """An LSTM over [word, features] at every word; its first state and first cell are linear maps of the features."""

    gates = 4
    states = 2

    def _cell(self, gates: Tensor, hypothesis_state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        hidden, cell = hypothesis_state
        return lstm_cell(gates + self.hidden_gates(hidden), cell)

    def _fused(self, inputs: Tensor, hypothesis_state: tuple[Tensor, ...], weights: list[Tensor]) -> Tensor:
        states, _, _ = torch._VF.lstm(inputs, hypothesis_state, weights, True, 1, 0.0, self.training, False, True)
        return states
