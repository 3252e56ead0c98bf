"""English: the words of ``nltk.word_tokenize``.

Its sentence splitter is data to be downloaded: here it comes with a package (Punkt; Kiss & Strunk 2006, "Unsupervised
Multilingual Sentence Boundary Detection").
"""

import functools
import re
import sys
from collections.abc import Callable, Sequence

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


class _EnglishWords:
    """See ``interface.Tokenizer``."""

    def tokenize(self, caption: str) -> Sequence[str]:
        """NLTK's words."""
        return tokenize(caption)

    def scored(self, caption: str) -> Sequence[str]:
        """The same: scores that drop marks are counted on coco-caption's tokens (``captions.coco``)."""
        return tokenize(caption)


WORDS = _EnglishWords()
