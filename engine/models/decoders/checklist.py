"""A decoder that first detects which words the caption will hold, and then says them one after the other.

Words are detected from the features of the whole picture, each by itself (Fang et al. 2015, section 3, there from
regions). The sentence is made from what is detected: a GRU sees at every word which of them are still to be said (Fang
et al. 2015, section 4; as a checklist, Kiddon et al. 2016, section 3). So how sure a word must be to be said is a
threshold, and no matter of how likely whole sentences are.

Where the sentences are lists whose grammar is known, each further word is one that the grammar allows: what is detected
is then said in whole sentences, each thing once, whatever the picture shows.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.decoders.interface import DecoderState
from engine.models.decoders.listing import ListGrammar
from engine.models.decoders.recurrent import gru_cell, pool


class GruChecklistDecoder(nn.Module):
    """A GRU over [word, words still to be said] at every word.

    Of the picture it knows the words alone, as in Wu et al. 2016, section 3. In training it is told which words the
    caption holds; otherwise it says those that it detects. Only words that ``choose_words`` names are on the list: how
    a sentence is built is left to the GRU.

    Args:
        feature_size, vocabulary, embed_dim, hidden_size: as of ``recurrent.GruDecoder``.
        dropout: share of the values set to zero from which words are detected.
        threshold: the probability from which a detected word is on the list.
    """

    detecting = ("norm", "seeing", "detector")
    listed: Tensor

    def __init__(
        self,
        feature_size: int,
        vocabulary: int,
        embed_dim: int,
        hidden_size: int,
        dropout: float,
        *,
        threshold: float = 0.5,
    ) -> None:
        super().__init__()
        self.threshold = threshold
        self.norm = nn.LayerNorm(feature_size)
        self.seeing = nn.Linear(feature_size, hidden_size)
        self.detector = nn.Linear(hidden_size, vocabulary)
        self.embedding = nn.Embedding(vocabulary, embed_dim, padding_idx=0)
        self.first_state = nn.Linear(vocabulary, hidden_size)
        self.word_gates = nn.Linear(embed_dim, 3 * hidden_size)
        self.list_gates = nn.Linear(vocabulary, 3 * hidden_size, bias=False)
        self.hidden_gates = nn.Linear(hidden_size, 3 * hidden_size)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size, vocabulary)
        # What a word gains by being on the list, and loses by not being there.
        self.gain = nn.Parameter(torch.full((), 4.0))
        self.grammar: ListGrammar | None = None
        # Made of the vocabulary, which every checkpoint has; real wherever modules are made of nothing.
        self.register_buffer("listed", torch.zeros(vocabulary, device="cpu"), persistent=False)

    def choose_words(self, chosen: Tensor) -> None:
        """Take the words (V,) bool that may be on the list."""
        self.listed.copy_(chosen)

    def keep_to(self, grammar: ListGrammar) -> None:
        """Say nothing but sentences of a grammar. Sentences that are given, as in ``forward``, are judged without."""
        self.grammar = grammar

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        inputs = self.word_gates(self.embedding(words))
        left = self._held(words, inputs.dtype) if self.training else self._detected(features)
        hidden = self.first_state(left)
        states, lists = [], []
        for time, gates in enumerate(inputs.unbind(1)):
            left = left.scatter(1, words[:, time : time + 1], 0.0)
            hidden = gru_cell(gates + self.list_gates(left), self.hidden_gates(hidden), hidden)
            states.append(hidden)
            lists.append(left)
        return self._logits(torch.stack(states, 1), torch.stack(lists, 1))

    def detection_loss(self, features: Tensor, words: Tensor) -> Tensor:
        """Sum over pictures and listed words of the cross-entropy of detecting what captions (B, T) hold."""
        logits = self._detect(features).float()
        held = self._held(words, logits.dtype)
        losses = functional.binary_cross_entropy_with_logits(logits, held, reduction="none")
        return (losses * self.listed).sum()

    def detection_scores(self, features: Tensor, words: Tensor) -> Tensor:
        """See ``DetectsWords``."""
        return (self._detect(features).float() * self.listed).gather(1, words.unsqueeze(1)).squeeze(1)

    def start(self, features: Tensor) -> DecoderState:
        left = self._detected(features)
        groups = () if self.grammar is None else (self.grammar.first_groups(len(left)),)
        return DecoderState((self.first_state(left), left, *groups))

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        """See ``Decoder``; of a grammar, what may not follow has no chance."""
        hidden, left, *groups = state.hypothesis_state
        left = left.scatter(1, words.unsqueeze(1), 0.0)
        gates = self.word_gates(self.embedding(words)) + self.list_gates(left)
        hidden = gru_cell(gates, self.hidden_gates(hidden), hidden)
        logits = self._logits(hidden, left)
        if self.grammar is None:
            return logits, DecoderState((hidden, left))
        [before] = groups
        at = self.grammar.groups_after(words, before)
        allowed = self.grammar.allowed(words, left, at)
        return logits.masked_fill(~allowed, -torch.inf), DecoderState((hidden, left, at))

    def _logits(self, hidden: Tensor, left: Tensor) -> Tensor:
        """Logits (..., V) of states (..., H) and what is still to be said (..., V)."""
        return self.output(hidden) + self.gain * (2 * left - self.listed)

    def _detect(self, features: Tensor) -> Tensor:
        """The log-odds (B, V) of each word."""
        seen = torch.relu(self.seeing(self.dropout(self.norm(pool(features)))))
        return self.detector(self.dropout(seen))

    def _held(self, words: Tensor, dtype: torch.dtype) -> Tensor:
        """Which listed words are among words (B, T): (B, V), 1 or 0."""
        held = torch.zeros(len(words), len(self.listed), device=words.device, dtype=dtype)
        return held.scatter(1, words, 1.0) * self.listed.to(dtype)

    def _detected(self, features: Tensor) -> Tensor:
        """Which listed words are likely enough: (B, V), 1 or 0."""
        least = math.log(self.threshold / (1 - self.threshold))
        found = self._detect(features)
        return (found > least).to(found.dtype) * self.listed.to(found.dtype)
