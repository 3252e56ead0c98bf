"""CIDEr-D of single captions of training pictures, document frequencies from all training captions.

Everything about the references is counted once; what a call costs depends on its captions alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.captions.tokens import counted_in, cut
from engine.metrics.cider import SIGMA
from engine.metrics.grams import ORDERS, Grams, counted, distinct, looked_up

END = " "
"""What stands for the end of a caption among its tokens; no tokenizer makes such a token."""


@dataclass(frozen=True, slots=True)
class _Order:
    """The n-grams of one order in R references; K different ones in all.

    Attributes:
        keys: (K,) int64, rising: of each n-gram the one before it that is shorter by one, and its last token, as one
            number. None for single tokens.
        starts: (R + 1,) int64, where those of each reference begin.
        gram: (M,) int32. count: (M,) int32, how often the reference has it.
        rarity: (K + 1,) float64, the logarithm of N pictures over those that have the n-gram; the last is of n-grams
            that no reference has.
        norm: (R,) float64, the length of each reference's vector.
    """

    keys: np.ndarray | None
    starts: np.ndarray
    gram: np.ndarray
    count: np.ndarray
    rarity: np.ndarray
    norm: np.ndarray


class TrainingCider:
    """Scores captions of N training pictures; see ``cider.cider_d``, with which it agrees to the last digits but one.

    The end of a caption counts as a token. Without it a caption that breaks off within a sentence scores as high as one
    that ends, and what is trained on this score learns to break off.

    Args:
        captions: (N) all captions of each picture.
        language: of the captions, as a BCP 47 key.
        tokens: as of ``Metric.options``.
    """

    def __init__(self, captions: Sequence[Sequence[str]], language: str, *, tokens: str) -> None:
        self._tokens = counted_in(language, tokens)
        self._rarest = float(np.log(max(1, len(captions))))
        counts = np.array([len(several) for several in captions], dtype=np.int64)
        # The references of each picture, from its first on.
        self._references = np.concatenate([[0], np.cumsum(counts)])
        owner = np.repeat(np.arange(len(captions), dtype=np.int64), counts)
        self._ids: dict[str, int] = {END: 0}
        flat, lengths = [], []
        for several in captions:
            for tokens_of_text in cut(several, self._tokens):
                flat += [self._ids.setdefault(token, len(self._ids)) for token in tokens_of_text]
                flat.append(0)
                lengths.append(len(tokens_of_text) + 1)
        self._bigrams = np.maximum(0, np.array(lengths, dtype=np.int64) - 1)
        texts = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        self._orders = self._count(np.array(flat, dtype=np.int64), texts, owner)

    def __call__(self, rows: np.ndarray, captions: Sequence[str], ended: Sequence[bool]) -> np.ndarray:
        """Score of each caption (S,), 0 to 10.

        Args:
            rows: (S,) the picture of each, by place.
            ended: (S) whether it came to its end, or was cut off.
        """
        size, rows = len(captions), np.asarray(rows, dtype=np.int64)
        texts = cut(captions, self._tokens)
        texts = [[*text, END] if whole else text for text, whole in zip(texts, ended, strict=True)]
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        # Each caption beside each reference of its picture.
        counts = self._references[rows + 1] - self._references[rows]
        caption, reference = np.repeat(np.arange(size), counts), _ranges(self._references[rows], counts)
        total = np.zeros(len(caption))
        for candidates, order in zip(self._grams(texts, lengths), self._orders, strict=True):
            of_said = candidates.count * order.rarity[np.minimum(candidates.gram, len(order.rarity) - 1)]
            spans = order.starts[reference + 1] - order.starts[reference]
            entry, pair = _ranges(order.starts[reference], spans), np.repeat(np.arange(len(reference)), spans)
            of_known = order.count[entry] * order.rarity[order.gram[entry]]
            shared = looked_up(candidates.keys, of_said, caption[pair] * candidates.kinds + order.gram[entry])
            product = np.bincount(pair, np.minimum(shared, of_known) * of_known, len(reference))
            said_norm = np.sqrt(np.bincount(candidates.text, of_said**2, size))
            norms = said_norm[caption] * order.norm[reference]
            total += np.divide(product, norms, out=np.zeros_like(total), where=norms > 0)
        away = np.maximum(0, lengths - 1)[caption] - self._bigrams[reference]
        total *= np.exp(-(away**2) / (2 * SIGMA**2))
        found: np.ndarray = 10 * np.bincount(caption, total, size) / len(ORDERS) / counts
        return found

    def _count(self, tokens: np.ndarray, texts: np.ndarray, owner: np.ndarray) -> list[_Order]:
        """The n-grams of the references' tokens (M,), which belong to texts (M,) of the pictures ``owner`` (R,)."""
        orders, references, kinds = [], len(owner), len(self._ids)
        keys, gram, text, place = None, tokens, texts, np.arange(len(tokens))
        for order in ORDERS:
            if order > 1:
                gram, text, place = _longer(gram, text, place, tokens, texts, kinds)
                keys, gram = np.unique(gram, return_inverse=True)
            count = len(keys) if keys is not None else kinds
            entries, counts = np.unique(text * count + gram, return_counts=True)
            text_of, gram_of = entries // max(1, count), entries % max(1, count)
            documents = np.bincount(distinct(owner[text_of] * count + gram_of) % max(1, count), minlength=count)
            rarity = self._rarest - np.log(np.maximum(1, np.append(documents, 0)))
            norm = np.sqrt(np.bincount(text_of, (counts * rarity[gram_of]) ** 2, references))
            starts = np.searchsorted(text_of, np.arange(references + 1))
            orders.append(_Order(keys, starts, gram_of.astype(np.int32), counts.astype(np.int32), rarity, norm))
        return orders

    def _grams(self, texts: Sequence[Sequence[str]], lengths: np.ndarray) -> list[Grams]:
        """The n-grams of S captions, numbered as the references' are, and behind these what no reference has."""
        new: dict[str, int] = {}
        known, words = self._ids, len(self._ids)
        flat = [
            known[token] if token in known else new.setdefault(token, words + len(new))
            for text in texts
            for token in text
        ]
        tokens = np.array(flat, dtype=np.int64)
        owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
        grams = [counted(owner, tokens, words + len(new))]
        gram, text, place, before = tokens, owner, np.arange(len(tokens)), words
        for order in self._orders[1:]:
            assert order.keys is not None
            base = words + len(new)
            gram, text, place = _longer(gram, text, place, tokens, owner, base)
            first, last = np.divmod(gram, base)
            wanted = np.where((first < before) & (last < words), first * words + last, -1)
            found = np.minimum(np.searchsorted(order.keys, wanted), max(0, len(order.keys) - 1))
            is_known = order.keys[found] == wanted if len(order.keys) else np.zeros(len(wanted), dtype=bool)
            unknown, numbers = np.unique(gram[~is_known], return_inverse=True)
            gram = found
            gram[~is_known] = len(order.keys) + numbers
            before = len(order.keys)
            grams.append(counted(text, gram, before + len(unknown)))
        return grams


def _longer(
    gram: np.ndarray, text: np.ndarray, place: np.ndarray, tokens: np.ndarray, texts: np.ndarray, base: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """N-grams that are longer by the token after them, ``gram * base + token``, where the text goes on.

    Args:
        gram, text, place: (M,) number of each n-gram, its text, and the place of its last token.
        tokens, texts: (T,) all tokens and the texts that they belong to.
    """
    after = place + 1
    within = after < len(tokens)
    within[within] = texts[after[within]] == text[within]
    after = after[within]
    return gram[within] * base + tokens[after], text[within], after


def _ranges(starts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The numbers from each start on, so many of each, one range after another."""
    ends = np.cumsum(counts)
    return np.repeat(starts - ends + counts, counts) + np.arange(int(ends[-1]) if len(ends) else 0)
