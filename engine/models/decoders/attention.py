"""Decoders that look at another part of the picture at every word: a GRU and an LSTM with attention over the grid.

Show, attend and tell (Xu et al. 2015, section 3.1 and the soft attention of 4.2): additive attention (Bahdanau et al.
2015, appendix A.1.2), a gate on what is seen, and the deep output layer.
"""

import torch
from torch import Tensor, nn

from engine.models.decoders.interface import DecoderState, DropoutInput, input_dropouts
from engine.models.decoders.recurrent import gru_cell, lstm_cell


class AdditiveAttention(nn.Module):
    """Weights of places by a small network over the place's features and the decoder's state."""

    def __init__(self, feature_size: int, hidden_size: int, width: int) -> None:
        super().__init__()
        self.keys = nn.Linear(feature_size, width)
        self.query = nn.Linear(hidden_size, width, bias=False)
        self.energy = nn.Linear(width, 1, bias=False)

    def forward(self, keys: Tensor, features: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """What is seen (R, C), and the weights (R, P) of the places, which sum to one.

        Args:
            keys: (B, P, A), ``self.keys`` of the features; it is the same at every word.
            features: (B, P, C).
            hidden: (R, H), R a multiple of B, the hypotheses of one picture together.
        """
        query = self.query(hidden).view(len(keys), -1, 1, keys.shape[-1])
        energies = self.energy(torch.tanh(keys.unsqueeze(1) + query)).squeeze(-1)
        weights = energies.softmax(-1)
        return (weights @ features).flatten(0, 1), weights.flatten(0, 1)


class _AttentionDecoder(nn.Module):
    """What the two share; the arguments are those of the decoders without attention."""

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
        self.attention = AdditiveAttention(feature_size, hidden_size, hidden_size)
        self.first_state = nn.Linear(feature_size, self.states * hidden_size)
        self.seeing = nn.Linear(hidden_size, 1)
        self.word_gates = nn.Linear(embed_dim, self.gates * hidden_size)
        self.seen_gates = nn.Linear(feature_size, self.gates * hidden_size, bias=False)
        self.hidden_gates = nn.Linear(hidden_size, self.gates * hidden_size)
        self.feature_dropout, self.word_dropout = input_dropouts(dropout, dropout_input)
        self.dropout = nn.Dropout(dropout)
        self.hidden_output = nn.Linear(hidden_size, embed_dim)
        self.seen_output = nn.Linear(feature_size, embed_dim, bias=False)
        self.output = nn.Linear(embed_dim, vocabulary)
        bound = hidden_size**-0.5
        for linear in (self.word_gates, self.seen_gates, self.hidden_gates):
            for parameter in linear.parameters():
                nn.init.uniform_(parameter, -bound, bound)

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        state = self.start(self.feature_dropout(features))
        inputs = self.word_dropout(self.embedding(words))
        hypothesis_state, states, sights = state.hypothesis_state, [], []
        for gates in self.word_gates(inputs).unbind(1):
            hypothesis_state, seen, _ = self._advance(gates, DecoderState(hypothesis_state, state.image_memory))
            states.append(hypothesis_state[0])
            sights.append(seen)
        return self._words(inputs, torch.stack(states, 1), torch.stack(sights, 1))

    def start(self, features: Tensor) -> DecoderState:
        return DecoderState(
            self.first_state(features.mean(1)).split(self.hidden_size, -1), (features, self.attention.keys(features))
        )

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        inputs = self.embedding(words)
        hypothesis_state, seen, _ = self._advance(self.word_gates(inputs), state)
        return self._words(inputs, hypothesis_state[0], seen), DecoderState(hypothesis_state, state.image_memory)

    def attention_weights(self, features: Tensor, words: Tensor) -> Tensor:
        """See ``AttendingDecoder``: those by which the features are summed (Xu et al. 2015, equation 5)."""
        state = self.start(features)
        hypothesis_state, weights = state.hypothesis_state, []
        for gates in self.word_gates(self.embedding(words)).unbind(1):
            hypothesis_state, _, here = self._advance(gates, DecoderState(hypothesis_state, state.image_memory))
            weights.append(here)
        return torch.stack(weights, 1)

    def _advance(self, gates: Tensor, state: DecoderState) -> tuple[tuple[Tensor, ...], Tensor, Tensor]:
        """The next hypothesis state, the attended features (R, C), and the attention weights (R, P)."""
        features, keys = state.image_memory
        seen, weights = self.attention(keys, features, state.hypothesis_state[0])
        # The paper's beta: how much of what is seen the next word needs.
        seen = torch.sigmoid(self.seeing(state.hypothesis_state[0])) * seen
        return self._cell(gates + self.seen_gates(seen), state.hypothesis_state), seen, weights

    def _cell(self, gates: Tensor, hypothesis_state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        raise NotImplementedError

    def _words(self, inputs: Tensor, hidden: Tensor, seen: Tensor) -> Tensor:
        """Logits by the deep output layer (equation 7), from the word before, the state and what was seen."""
        return self.output(self.dropout(inputs + self.hidden_output(hidden) + self.seen_output(seen)))


class GruAttentionDecoder(_AttentionDecoder):
    """A GRU over [word, what is seen]."""

    gates = 3
    states = 1

    def _cell(self, gates: Tensor, hypothesis_state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        [hidden] = hypothesis_state
        return (gru_cell(gates, self.hidden_gates(hidden), hidden),)


class LstmAttentionDecoder(_AttentionDecoder):
    """An LSTM over [word, what is seen]."""

    gates = 4
    states = 2

    def _cell(self, gates: Tensor, hypothesis_state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        hidden, cell = hypothesis_state
        return lstm_cell(gates + self.hidden_gates(hidden), cell)
