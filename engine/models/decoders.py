"""Decoders: codes to words. One signature, one registry.

A decoder maps codes (B, P, C) and words (B, T) to logits (B, T, V) under teacher forcing, and, for captioning, makes a
state from the codes and takes one word at a time. A state is a tuple of tensors whose first axis is the batch, so that
a beam can be reordered by one index_select each.
"""

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

State = tuple[Tensor, ...]


class Decoder(Protocol):
    """What every decoder offers beside being a module."""

    def __call__(self, codes: Tensor, words: Tensor) -> Tensor: ...

    def start(self, codes: Tensor) -> State:
        """The state before the first word, of codes (B, P, C)."""
        ...

    def step(self, state: State, words: Tensor) -> tuple[Tensor, State]:
        """Logits (B, V) after the words (B,), and the next state."""
        ...


class GruDecoder(nn.Module):
    """A GRU whose first state is a linear map of the code and which sees the code beside every word.

    Show and tell's decoder (Vinyals et al. 2015, section 3.1) with a GRU (Cho et al. 2014, section 2.3; torch's form,
    in which the reset gate acts after the product). The code is the same at every word, so its share of the gates is
    computed once for a caption instead of at each word: the function is that of a GRU over [word, code].
    """

    def __init__(self, code_size: int, vocabulary: int, word_size: int, hidden_size: int, dropout: float) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocabulary, word_size, padding_idx=0)
        self.first_state = nn.Linear(code_size, hidden_size)
        self.word_gates = nn.Linear(word_size, 3 * hidden_size)
        self.code_gates = nn.Linear(code_size, 3 * hidden_size, bias=False)
        self.hidden_gates = nn.Linear(hidden_size, 3 * hidden_size)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size, vocabulary)
        bound = hidden_size**-0.5
        for linear in (self.word_gates, self.code_gates, self.hidden_gates):
            for parameter in linear.parameters():
                nn.init.uniform_(parameter, -bound, bound)

    def forward(self, codes: Tensor, words: Tensor) -> Tensor:
        code = codes.mean(1)
        inputs = self.dropout(self.embedding(words))
        hidden = self.first_state(code)
        run = self._run_fused if inputs.is_cuda else self._run_steps
        return self.output(self.dropout(run(inputs, self.code_gates(code), hidden)))

    def start(self, codes: Tensor) -> State:
        code = codes.mean(1)
        return self.first_state(code), self.code_gates(code)

    def step(self, state: State, words: Tensor) -> tuple[Tensor, State]:
        hidden, code_gates = state
        hidden = self._cell(self.word_gates(self.embedding(words)) + code_gates, hidden)
        return self.output(hidden), (hidden, code_gates)

    def _cell(self, gates: Tensor, hidden: Tensor) -> Tensor:
        reset_in, update_in, new_in = gates.chunk(3, -1)
        reset_hidden, update_hidden, new_hidden = self.hidden_gates(hidden).chunk(3, -1)
        reset = torch.sigmoid(reset_in + reset_hidden)
        update = torch.sigmoid(update_in + update_hidden)
        new = torch.tanh(new_in + reset * new_hidden)
        return new + update * (hidden - new)

    def _run_steps(self, inputs: Tensor, code_gates: Tensor, hidden: Tensor) -> Tensor:
        """All words' share in one product, then the recurrence; the faster way on a processor."""
        gates = self.word_gates(inputs) + code_gates.unsqueeze(1)
        states = []
        for gate in gates.unbind(1):
            hidden = self._cell(gate, hidden)
            states.append(hidden)
        return torch.stack(states, 1)

    def _run_fused(self, inputs: Tensor, code_gates: Tensor, hidden: Tensor) -> Tensor:
        """One cuDNN call: the code's gates enter as further inputs through an identity, 3 x hidden wide, not C wide."""
        length = inputs.shape[1]
        wide = torch.cat([inputs, code_gates.unsqueeze(1).expand(-1, length, -1)], -1)
        identity = torch.eye(3 * self.hidden_size, device=inputs.device, dtype=self.word_gates.weight.dtype)
        weights = [
            torch.cat([self.word_gates.weight, identity], 1),
            self.hidden_gates.weight,
            self.word_gates.bias,
            self.hidden_gates.bias,
        ]
        if torch.is_autocast_enabled(inputs.device.type):
            half = torch.get_autocast_dtype(inputs.device.type)
            wide, hidden, weights = wide.to(half), hidden.to(half), [weight.to(half) for weight in weights]
        states, _ = torch._VF.gru(
            wide, hidden.unsqueeze(0).contiguous(), weights, True, 1, 0.0, self.training, False, True
        )
        return states


DECODERS: dict[str, Callable[[int, int, int, int, float], nn.Module]] = {"gru": GruDecoder}


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Sum of the cross-entropy over all words that are not padding (id 0).

    Args:
        logits: (B, T, V).
        targets: (B, T), 0 where there is no word.
    """
    return functional.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=0, reduction="sum")
