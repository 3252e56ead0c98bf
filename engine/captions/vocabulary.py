"""The words of a data set, as numbers that a model reads and says."""

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.captions.tokenizers import ENGLISH, TOKENIZERS, detokenize, tokenizer_of
from engine.captions.tokenizers.interface import Tokenizer

UNKNOWN = "<unk>"
"""How a word that is none of the vocabulary is written, where a caption holds one. No tokenizer makes it one token, so
that these signs in a caption are text like any other."""


WARNINGS = {
    "captions-unsplit": (
        "Nearly every caption is a single word that no other caption holds. Check that these are captions, and not "
        "names or numbers."
    ),
    "words-once": (
        "Nearly every word occurs only once, so a model can only learn these captions by heart. Check the captions "
        "and the setting language."
    ),
}
"""What ``WordCounts.warnings`` tells, in a sentence each."""
FEWEST_WARNED = 20
"""Captions below which nothing is warned of: of few captions every word may be new."""
_NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class WordCounts:
    """The tokens of a set of captions.

    Attributes:
        counts: how often each stands there, in the order in which they were first seen.
        captions: how many there are.
        longest: tokens of the longest caption.
        too_long: captions of more tokens than the limit; what is beyond it is not counted.
        language, tokenizer: how they were cut.
    """

    counts: Mapping[str, int]
    captions: int
    longest: int
    too_long: int
    language: str
    tokenizer: str

    @classmethod
    def of(cls, captions: Iterable[str], language: str = ENGLISH, *, most_words: int = 0) -> "WordCounts":
        """Count the tokens of captions.

        Args:
            most_words: the limit; 0 for none.
        """
        entry = tokenizer_of(language)
        tokenize = entry.tokenizer.tokenize
        counts: Counter[str] = Counter()
        number = longest = too_long = 0
        for caption in captions:
            tokens = tokenize(caption)
            number += 1
            if len(tokens) > longest:
                longest = len(tokens)
            if most_words and len(tokens) > most_words:
                too_long += 1
                tokens = tokens[:most_words]
            counts.update(tokens)
        return cls(counts, number, longest, too_long, language, entry.key)

    def rare(self, minimum: int) -> int:
        """How many different tokens stand there less often than a minimum."""
        return sum(count < minimum for count in self.counts.values())

    def unknown(self, minimum: int) -> int:
        """How many tokens in all are such."""
        return sum(count for count in self.counts.values() if count < minimum)

    def warnings(self) -> tuple[str, ...]:
        """What is odd about the captions; keys of ``WARNINGS``."""
        once = self.rare(2)
        total = sum(self.counts.values())
        if self.captions < FEWEST_WARNED or once < _NEARLY * len(self.counts) or 2 * once < total:
            return ()
        return ("captions-unsplit",) if total <= self.captions / _NEARLY else ("words-once",)

    def vocabulary(self, minimum: int = 1) -> "Vocabulary":
        """The tokens that stand there at least so often, the most frequent first; of equally frequent ones the first
        seen. Where there are rarer ones, one number more stands for all of these."""
        ranked = sorted(self.counts.items(), key=lambda item: -item[1])
        words = tuple(word for word, count in ranked if count >= minimum)
        return Vocabulary(words, self.language, self.tokenizer, len(words) < len(ranked))


@dataclass(frozen=True)
class Vocabulary:
    """The words of a data set, by frequency.

    Ids: 0 pads, 1 to len(words) are the words, then start, end, and where there is one, any other word.

    Attributes:
        language: of the captions, as a BCP 47 key.
        tokenizer: key in ``TOKENIZERS`` of what cuts them.
        has_unknown: there is a number for words that are none of these: rarer ones that the captions held.
        most_words: of longer captions no more than so many are encoded; 0 for all. A setting of whoever trains, which
            is not kept with the words.
    """

    words: tuple[str, ...]
    language: str = ENGLISH
    tokenizer: str = "nltk"
    has_unknown: bool = False
    most_words: int = field(default=0, compare=False)

    PAD = 0

    @property
    def start(self) -> int:
        """The id that begins every caption."""
        return len(self.words) + 1

    @property
    def end(self) -> int:
        """The id that ends every caption."""
        return len(self.words) + 2

    @property
    def unknown(self) -> int | None:
        """The id of any word that is none of these; None where there is none."""
        return len(self.words) + 3 if self.has_unknown else None

    @property
    def size(self) -> int:
        """Number of ids: the words, padding, start, end, and that of any other word."""
        return len(self.words) + 3 + self.has_unknown

    @functools.cached_property
    def numbers(self) -> Mapping[str, int]:
        """The ids of the words, in the order of ``words``."""
        return {word: index for index, word in enumerate(self.words, start=1)}

    @functools.cached_property
    def _cutter(self) -> Tokenizer:
        return TOKENIZERS[self.tokenizer].tokenizer

    @classmethod
    def build(
        cls, captions: Iterable[str], language: str = ENGLISH, *, minimum: int = 1, most_words: int = 0
    ) -> "Vocabulary":
        """The words of captions; see ``WordCounts``."""
        return WordCounts.of(captions, language, most_words=most_words).vocabulary(minimum)

    def limited(self, most_words: int) -> "Vocabulary":
        """The same with another ``most_words``."""
        return replace(self, most_words=most_words)

    def encode(self, caption: str) -> list[int]:
        """Ids of a caption from start to end; words that are not known become ``unknown``, or are dropped where there
        is none, and those beyond ``most_words`` are cut off."""
        return self.measured(caption)[0]

    def measured(self, caption: str) -> tuple[list[int], int]:
        """What ``encode`` gives, and how many words the whole caption has."""
        known = self.numbers
        tokens = self._cutter.tokenize(caption)
        count = len(tokens)
        if self.most_words and count > self.most_words:
            tokens = tokens[: self.most_words]
        if self.has_unknown:
            other = self.size - 1
            return [self.start, *(known.get(token, other) for token in tokens), self.end], count
        return [self.start, *(known[token] for token in tokens if token in known), self.end], count

    def word(self, index: int) -> str:
        """The word of an id; ``UNKNOWN`` for that of any other word, empty for those that say nothing."""
        if 0 < index <= len(self.words):
            return self.words[index - 1]
        return UNKNOWN if index == self.unknown else ""

    def ids(self, words: Iterable[str]) -> list[int]:
        """The ids of words that ``word`` wrote.

        Raises:
            KeyError: for any other.
        """
        others = {} if self.unknown is None else {UNKNOWN: self.unknown}
        return [self.numbers[word] if word in self.numbers else others[word] for word in words]

    def decode(self, ids: Sequence[int]) -> str:
        """The caption of some ids, up to the end; padding and start say nothing."""
        words: list[str] = []
        for index in ids:
            if index == self.end:
                break
            if word := self.word(index):
                words.append(word)
        return detokenize(words, self.tokenizer)

    def to_json(self) -> list[str]:
        """What ``from_json`` reads."""
        return list(self.words)

    @classmethod
    def from_json(
        cls, value: Any, language: str = ENGLISH, tokenizer: str = "nltk", has_unknown: bool = False
    ) -> "Vocabulary":
        """The vocabulary that ``to_json`` wrote.

        Raises:
            ValueError: if it is anything but a list of different words, or there is no such tokenizer.
        """
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise ValueError("the vocabulary is not a list of words")
        if len(set(value)) != len(value):
            raise ValueError("the vocabulary holds a word twice")
        if tokenizer not in TOKENIZERS:
            raise ValueError(f"its tokenizer, {tokenizer}, is not known")
        return cls(tuple(value), language, tokenizer, has_unknown)
