"""A Transformer decoder over the grid, whose state is the keys and values of the words so far."""

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.decoders.interface import DecoderState, DropoutInput, input_dropouts

# Narrower heads see too little, wider ones are too few.
_NARROWEST_HEAD = 32


def heads_for(hidden_size: int) -> int:
    """The largest of 8, 4, 2 and 1 heads that divide the width into heads that are not too narrow."""
    return next((n for n in (8, 4, 2) if hidden_size % n == 0 and hidden_size // n >= _NARROWEST_HEAD), 1)


def positions(first: int, count: int, width: int, like: Tensor) -> Tensor:
    """Sines and cosines (count, width) of the places from ``first`` on (Vaswani et al. 2017, section 3.5)."""
    places = torch.arange(first, first + count, device=like.device, dtype=torch.float32).unsqueeze(1)
    rates = torch.exp(
        torch.arange(0, width, 2, device=like.device, dtype=torch.float32) * (-math.log(10_000.0) / width)
    )
    waves = torch.stack([torch.sin(places * rates), torch.cos(places * rates)], -1).flatten(1)
    return waves[:, :width].to(like.dtype)


class _Block(nn.Module):
    """Attention to the words so far, attention to the picture, and a small network for each word."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads_for(width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.words_in = nn.Linear(width, 3 * width)
        self.words_out = nn.Linear(width, width)
        self.query = nn.Linear(width, width)
        self.picture_in = nn.Linear(width, 2 * width)
        self.picture_out = nn.Linear(width, width)
        self.inner = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(dropout)

    def split(self, values: Tensor) -> Tensor:
        """(B, T, width) as (B, heads, T, width / heads)."""
        return values.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def picture(self, grid: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of the grid (B, P, width), split into heads."""
        keys, values = self.picture_in(grid).chunk(2, -1)
        return self.split(keys), self.split(values)

    def words(self, entering: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values of the words (B, T, width), split into heads."""
        queries, keys, values = self.words_in(self.norms[0](entering)).chunk(3, -1)
        return self.split(queries), self.split(keys), self.split(values)

    def after_words(self, entering: Tensor, attended: Tensor) -> Tensor:
        """What goes on to the picture, from what was attended to among the words, (B, heads, T, ...)."""
        return entering + self.dropout(self.words_out(attended.transpose(1, 2).flatten(2)))

    def among_words(self, entering: Tensor) -> Tensor:
        """What goes on to the picture (B, T, width), where each of the words attends to those up to itself."""
        # Padding stands behind every word that counts, so that the mask hides it too.
        attended = functional.scaled_dot_product_attention(*self.words(entering), is_causal=True)
        return self.after_words(entering, attended)

    def weights(self, entering: Tensor, keys: Tensor) -> Tensor:
        """The weights (B, T, P) that ``look`` gives the places, the mean over the heads."""
        queries = self.split(self.query(self.norms[1](entering)))
        return (queries @ keys.transpose(-2, -1) * queries.shape[-1] ** -0.5).softmax(-1).mean(1)

    def look(self, entering: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """What leaves the block (B, T, width): after the attention to the picture and the small network."""
        queries = self.split(self.query(self.norms[1](entering)))
        seen = functional.scaled_dot_product_attention(queries, keys, values)
        entering = entering + self.dropout(self.picture_out(seen.transpose(1, 2).flatten(2)))
        return entering + self.dropout(self.inner(self.norms[2](entering)))


class TransformerDecoder(nn.Module):
    """Vaswani et al. 2017, section 3, with the normalisation before each part (Xiong et al. 2020, section 3.2).

    The grid takes the place of the source sentence. Keys and values of the words so far are kept, so that a word costs
    one pass of one word.

    Args:
        feature_size: channels C of the features.
        vocabulary: number of words V, padding included.
        embed_dim: width of a word's embedding.
        hidden_size: width of the blocks.
        dropout: share of values set to zero before the blocks and after each part of a block.
        layers: number of blocks.
        dropout_input: before the blocks, those of the words or those of the features.
    """

    def __init__(
        self,
        feature_size: int,
        vocabulary: int,
        embed_dim: int,
        hidden_size: int,
        dropout: float,
        *,
        layers: int = 2,
        dropout_input: DropoutInput = "words",
    ) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocabulary, embed_dim, padding_idx=0)
        self.word_map = nn.Linear(embed_dim, hidden_size)
        self.code_map = nn.Sequential(nn.Linear(feature_size, hidden_size), nn.LayerNorm(hidden_size))
        self.blocks = nn.ModuleList(_Block(hidden_size, dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden_size)
        self.feature_dropout, self.word_dropout = input_dropouts(dropout, dropout_input)
        self.output = nn.Linear(hidden_size, vocabulary)

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        grid = self.code_map(self.feature_dropout(features))
        passing = self._enter(words, 0)
        for block in self._blocks():
            passing = block.look(block.among_words(passing), *block.picture(grid))
        return self.output(self.norm(passing))

    def attention_weights(self, features: Tensor, words: Tensor) -> Tensor:
        """See ``AttendingDecoder``: those of the last block.

        It is the one whose sight the word is read from. On photographs of people it lies higher for a hat than for
        shoes by .19 of the picture's height, the mean over both blocks by .11.
        """
        grid = self.code_map(features)
        passing = self._enter(words, 0)
        *blocks, last = self._blocks()
        for block in blocks:
            passing = block.look(block.among_words(passing), *block.picture(grid))
        return last.weights(last.among_words(passing), last.picture(grid)[0])

    def start(self, features: Tensor) -> DecoderState:
        grid = self.code_map(features)
        picture = tuple(part for block in self._blocks() for part in block.picture(grid))
        empty = tuple(part[:, :, :0] for part in picture)
        return DecoderState((torch.ones(len(features), 0, dtype=torch.bool, device=features.device),), empty + picture)

    def step(self, state: DecoderState, words: Tensor) -> tuple[Tensor, DecoderState]:
        """See ``Decoder``.

        The words of all hypotheses of a picture lie in one cache (B, heads, t x W, width / heads), and a mask
        (R, t x W) tells each hypothesis which of them are its own: to reorder a beam copies no key.
        """
        [seen] = state.hypothesis_state
        pictures = len(state.image_memory[0])
        width = len(words) // pictures
        own = torch.eye(width, dtype=torch.bool, device=words.device).repeat(pictures, 1)
        place = seen.shape[1] // width
        seen = torch.cat([seen, own], 1)
        mask = seen.view(pictures, 1, width, -1)

        passing = self._enter(words.unsqueeze(1), place).view(pictures, width, self.hidden_size)
        half = len(state.image_memory) // 2
        caches: list[Tensor] = []
        for number, block in enumerate(self._blocks()):
            here = slice(2 * number, 2 * number + 2)
            queries, *new = block.words(passing)
            keys, values = (
                torch.cat([old, part], 2) for old, part in zip(state.image_memory[:half][here], new, strict=True)
            )
            caches += [keys, values]
            attended = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
            passing = block.look(block.after_words(passing, attended), *state.image_memory[half:][here])
        logits = self.output(self.norm(passing)).flatten(0, 1)
        return logits, DecoderState((seen,), (*caches, *state.image_memory[half:]))

    def _enter(self, words: Tensor, first: int) -> Tensor:
        entering = self.word_map(self.embedding(words))
        return self.word_dropout(entering + positions(first, words.shape[1], self.hidden_size, entering))

    def _blocks(self) -> list[_Block]:
        return [cast(_Block, block) for block in self.blocks]
