"""A decoder and an encoder that only this module knows, and what registers them."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from engine.models.decoders import DecoderEntry
from engine.models.decoders.interface import DecoderState, spread
from engine.models.encoders import EncoderEntry
from engine.models.encoders.interface import Encoder, FeatureForm, Part, places

DECODER = DecoderEntry("toy_elman", "Toy Elman", f"{__name__}:ElmanDecoder", options={"layers": "decoder_layers"})
ENCODER = EncoderEntry("toy_patches", "Toy patches", f"{__name__}:Patches", 1_000_000, 500_000, stride=16)


class ElmanDecoder(nn.Module):
    """A plain recurrent network (Elman 1990) over the words, which adds the mean feature to every step."""

    def __init__(
        self, feature_size: int, vocabulary: int, embed_dim: int, hidden_size: int, dropout: float, *, layers: int
    ) -> None:
        super().__init__()
        self.layers = layers
        self.embedding = nn.Embedding(vocabulary, embed_dim, padding_idx=0)
        self.word = nn.Linear(embed_dim, hidden_size)
        self.seen = nn.Linear(feature_size, hidden_size)
        self.again = nn.Linear(hidden_size, hidden_size)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size, vocabulary)

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        state = self.start(features)
        logits = []
        for word in words.unbind(1):
            batch, state = self.step(state, word)
            logits.append(batch)
        return torch.stack(logits, 1)

    def start(self, features: Tensor) -> DecoderState:
        seen = self.seen(features.mean(1))
        return DecoderState((torch.tanh(seen),), (seen,))

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        [hidden], [seen] = state.hypothesis_state, state.image_memory
        entering = self.word(self.dropout(self.embedding(words))) + spread(seen, len(words))
        hidden = torch.tanh(entering + self.again(hidden))
        return self.output(hidden), DecoderState((hidden,), state.image_memory)


class Patches(Encoder):
    """One convolution over patches of 16 x 16 pixels."""

    feature_size = 24

    def __init__(self, height: int, width: int, form: FeatureForm) -> None:
        super().__init__()
        self.pooled = form == "pooled"
        self.patches = nn.Conv2d(3, self.feature_size, 16, 16)

    def stages(self) -> Sequence[Sequence[Part]]:
        return [[self.patches]]

    def grid(self, pictures: Tensor) -> Tensor:
        return torch.relu(self.patches(pictures))

    def read(self, grid: Tensor) -> Tensor:
        return grid.mean((2, 3)).unsqueeze(1) if self.pooled else places(grid)
