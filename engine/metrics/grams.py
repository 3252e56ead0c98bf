"""The n-grams of many texts, counted at once as sorted numbers: what BLEU and CIDEr-D are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Text = Sequence[str]
"""The tokens of one caption."""

ORDERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Grams:
    """Counts of the n-grams of one order; K different ones in all.

    Attributes:
        text, gram: (M,) int64, which n-gram stands in which text, sorted by text, then n-gram.
        count: (M,) int64, how often.
        kinds: K; n-grams are numbered from 0 to K - 1.
    """

    text: np.ndarray
    gram: np.ndarray
    count: np.ndarray
    kinds: int

    @property
    def keys(self) -> np.ndarray:
        """(M,) int64, text and n-gram as one number, rising."""
        return self.text * self.kinds + self.gram


def count_grams(texts: Sequence[Text]) -> tuple[Grams, ...]:
    """The n-grams of each of ``ORDERS``, numbered alike for all texts."""
    numbers: dict[str, int] = {}
    tokens = np.array([numbers.setdefault(token, len(numbers)) for text in texts for token in text], dtype=np.int64)
    text = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) for text in texts])
    begun, ended = tokens, text
    grams = [counted(text, tokens, len(numbers))]
    for _ in ORDERS[1:]:
        # An n-gram is the one before it that is shorter by one, and the next token of the same text.
        same = begun[:-1] * len(numbers) + tokens[len(tokens) - len(begun) + 1 :]
        within = ended[:-1] == text[len(text) - len(ended) + 1 :]
        kinds, named = np.unique(np.where(within, same, -1), return_inverse=True)
        begun, ended = named, np.where(within, ended[:-1], -1)
        grams.append(counted(ended[within], begun[within], max(1, len(kinds))))
    return tuple(grams)


def counted(text: np.ndarray, gram: np.ndarray, kinds: int) -> Grams:
    """The n-grams (M,), of so many kinds, of the texts (M,) that they stand in."""
    kinds = max(1, kinds)
    keys, counts = np.unique(text * kinds + gram, return_counts=True)
    return Grams(keys // kinds, keys % kinds, counts, kinds)


def distinct(keys: np.ndarray) -> np.ndarray:
    """Different keys, rising; ``np.unique`` looks them up by hash, which takes sixty times as long."""
    ordered = np.sort(keys)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def looked_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The values (M,) of rising keys (M,) at wanted ones (W,); 0 where a key is not there."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=values.dtype)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)
