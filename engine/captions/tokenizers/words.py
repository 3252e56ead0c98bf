"""Every language that parts its words by blanks, but English: Unicode's words (Unicode Standard Annex 29).

A mark that stands within a word or a number, as in "3,5" or "l'homme", stays in it, and so does one that joins two
without a blank, as in "e-mail" or "24/7". What closes and opens a phrase is a token of its own, and it is written where
people write it: "cao ." as some data has it becomes "cao.".
"""

import functools
import sys
import unicodedata
from collections.abc import Callable, Sequence

from engine.captions.tokenizers.marks import is_mark
from engine.captions.writing.words import CLOSING, OPENING, QUOTES

_PARTS = frozenset(CLOSING + OPENING + "".join(QUOTES) + "—")


@functools.cache
def _cutter() -> Callable[[str], list[str]]:
    import regex

    return regex.compile(r"(?V1w)\b").split


class _Words:
    """See ``interface.Tokenizer``."""

    def tokenize(self, caption: str) -> Sequence[str]:
        """Words, and each mark that closes or opens a phrase."""
        return [token for chunk in unicodedata.normalize("NFC", caption).split() for token in _tokens(chunk)]

    def scored(self, caption: str) -> Sequence[str]:
        """The same in lower case without marks, as coco-caption drops them."""
        return [token for token in self.tokenize(caption.lower()) if not is_mark(token)]


# The same words again and again: each is cut and kept once.
@functools.lru_cache(maxsize=1 << 16)
def _tokens(chunk: str) -> tuple[str, ...]:
    """The tokens of what stands between two blanks."""
    if chunk.isalpha():
        return (sys.intern(chunk),)
    tokens: list[str] = []
    joined = False
    pieces = [piece for piece in _cutter()(chunk) if piece]
    for place, piece in enumerate(pieces):
        within = joined and piece == ":" and tokens[-1][-1].isdigit() and pieces[place + 1 : place + 2]
        if piece in _PARTS and not (within and within[0][0].isdigit()):
            tokens.append(piece)
            joined = False
        elif joined:
            tokens[-1] += piece
        else:
            tokens.append(piece)
            joined = True
    return tuple(map(sys.intern, tokens))


WORDS = _Words()
