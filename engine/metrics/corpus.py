"""A set of captions beside their references, as tokens: what every n-gram score looks at."""

import functools
from collections.abc import Sequence

import numpy as np

from engine.captions.tokens import cut
from engine.metrics.grams import Grams, Text, count_grams

References = str | Sequence[str]
"""References of one candidate: a single caption, or several."""


def listed(references: References) -> Sequence[str]:
    """The references one by one; a plain string taken for a list of them would be compared letter by letter."""
    return (references,) if isinstance(references, str) else references


class Corpus:
    """N candidates and their R references, as tokens.

    Attributes:
        candidates: (N) texts.
        references: (R) texts, those of one candidate after another.
        owner: (R,) int64, whose reference it is.

    Raises:
        ValueError: if a candidate has no reference, or the numbers differ.
    """

    def __init__(self, candidates: Sequence[Text], references: Sequence[Sequence[Text]]) -> None:
        if len(candidates) != len(references):
            raise ValueError(f"{len(candidates)} candidates, but references of {len(references)}")
        if not all(references):
            raise ValueError("a candidate has no reference")
        self.candidates = candidates
        self.references = [text for several in references for text in several]
        self.owner = np.repeat(np.arange(len(candidates), dtype=np.int64), [len(several) for several in references])
        self.lengths = np.array([len(text) for text in candidates], dtype=np.int64)
        self.reference_lengths = np.array([len(text) for text in self.references], dtype=np.int64)

    @classmethod
    def of(cls, candidates: Sequence[str], references: Sequence[References], tokens: str) -> "Corpus":
        """Captions cut into tokens."""
        known = [listed(several) for several in references]
        texts = cut([*candidates, *(caption for several in known for caption in several)], tokens)
        rest = iter(texts[len(candidates) :])
        return cls(texts[: len(candidates)], [[next(rest) for _ in several] for several in known])

    @property
    def single(self) -> bool:
        """Each candidate has one reference."""
        return len(self.references) == len(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    @functools.cached_property
    def grams(self) -> tuple[tuple[Grams, Grams], ...]:
        """By order, the n-grams of candidates (N texts) and of references (R texts), numbered alike."""
        count = len(self.candidates)
        parted = []
        for grams in count_grams([*self.candidates, *self.references]):
            place = int(np.searchsorted(grams.text, count))
            head, tail = slice(place), slice(place, None)
            parted.append(
                (
                    Grams(grams.text[head], grams.gram[head], grams.count[head], grams.kinds),
                    Grams(grams.text[tail] - count, grams.gram[tail], grams.count[tail], grams.kinds),
                )
            )
        return tuple(parted)
