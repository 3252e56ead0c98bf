"""Captions to words and back: NLTK's word tokens, and the vocabulary of a data set.

The tokens are those of ``nltk.word_tokenize``, whose sentence splitter is data to be downloaded: here it comes with a
package (Punkt; Kiss & Strunk 2006, "Unsupervised Multilingual Sentence Boundary Detection").
"""

import functools
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_CLOSING = frozenset(".,;:?!)]}%'’”")
_OPENING = frozenset("([{$#“‘")
# Sentences of letters, commas and hyphens: whether each full stop ends one is then a question of its two neighbours.
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z,-]*(?: [A-Za-z][A-Za-z,-]*)*\.(?: [A-Za-z][A-Za-z,-]*(?: [A-Za-z][A-Za-z,-]*)*\.)*"
)


def tokenize(caption: str) -> list[str]:
    """The word tokens of a caption; the same list as ``nltk.word_tokenize`` gives."""
    return [token for sentence in _sentences(caption) for token in _words(sentence)]


def _sentences(caption: str) -> list[str]:
    if not _PLAIN.fullmatch(caption):
        return _punkt()(caption)
    sentences: list[str] = []
    last = ""
    for piece in caption[:-1].split(". "):
        before, after = last.rpartition(" ")[2], piece.partition(" ")[0]
        if sentences and not _splits(before, after):
            sentences[-1] += f" {piece}."
        else:
            sentences.append(f"{piece}.")
        last = piece
    return sentences


@functools.lru_cache(maxsize=1 << 16)
def _splits(before: str, after: str) -> bool:
    """Whether Punkt ends a sentence between two words; it looks no further in plain text."""
    return len(_punkt()(f"The {before}. {after} is.")) > 1


# Captions repeat their sentences many times over, so that each is cut into words once.
@functools.lru_cache(maxsize=1 << 16)
def _words(sentence: str) -> tuple[str, ...]:
    # The same few words again and again: each is kept once.
    return tuple(map(sys.intern, _word_tokenizer()(sentence)))


@functools.cache
def _punkt() -> Callable[[str], list[str]]:
    import punkt

    return punkt.tokenizer_for("english").tokenize


@functools.cache
def _word_tokenizer() -> Callable[[str], list[str]]:
    # NLTK takes 0.4 s to import, which nobody should wait for who only looks at the window.
    from nltk.tokenize import NLTKWordTokenizer

    return NLTKWordTokenizer().tokenize


def detokenize(tokens: Iterable[str]) -> str:
    """Words as a person writes them: no space before a full stop or a comma."""
    return "".join(space + word for space, word in _written(tokens))


def places(tokens: Iterable[str]) -> list[tuple[int, int]]:
    """Where each word stands in what ``detokenize`` writes: its first character and their number."""
    found, start = [], 0
    for space, word in _written(tokens):
        start += len(space)
        found.append((start, len(word)))
        start += len(word)
    return found


def _written(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What stands before each word, a space or nothing, and the word."""
    joined = True
    for token in tokens:
        apart = not joined and not (token[:1] in _CLOSING or token in ("n't", "''"))
        yield " " if apart else "", {"``": '"', "''": '"'}.get(token, token)
        joined = token in _OPENING or token == "``"


@dataclass(frozen=True)
class Vocabulary:
    """The words of a data set, by frequency.

    Ids: 0 pads, 1 to len(words) are the words, then start and end.
    """

    words: tuple[str, ...]

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
    def size(self) -> int:
        """Number of ids: the words, padding, start and end."""
        return len(self.words) + 3

    @functools.cached_property
    def _ids(self) -> dict[str, int]:
        return {word: index for index, word in enumerate(self.words, start=1)}

    @classmethod
    def build(cls, captions: Iterable[str]) -> "Vocabulary":
        """All words of the captions, the most frequent first; of equally frequent ones the first seen."""
        counts: Counter[str] = Counter()
        for caption in captions:
            counts.update(tokenize(caption))
        return cls(tuple(word for word, _ in counts.most_common()))

    def encode(self, caption: str) -> list[int]:
        """Ids of a caption from start to end; words that are not known are dropped."""
        known = self._ids
        return [self.start, *(known[token] for token in tokenize(caption) if token in known), self.end]

    def decode(self, ids: Sequence[int]) -> str:
        """The caption of some ids, up to the end; padding and start say nothing."""
        words: list[str] = []
        for index in ids:
            if index == self.end:
                break
            if 0 < index <= len(self.words):
                words.append(self.words[index - 1])
        return detokenize(words)

    def to_json(self) -> list[str]:
        """What ``from_json`` reads."""
        return list(self.words)

    @classmethod
    def from_json(cls, value: Any) -> "Vocabulary":
        """The vocabulary that ``to_json`` wrote.

        Raises:
            ValueError: if it is anything but a list of different words.
        """
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise ValueError("the vocabulary is not a list of words")
        if len(set(value)) != len(value):
            raise ValueError("the vocabulary holds a word twice")
        return cls(tuple(value))
