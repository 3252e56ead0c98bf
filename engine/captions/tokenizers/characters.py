"""Languages that part no words by blanks: Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan, by characters.

Published figures for Chinese captions are counted on characters or on the words of some segmenter, and those of two
segmenters do not compare (Li et al. 2019, "Is Word Segmentation Necessary for Deep Learning of Chinese
Representations?", finds characters at least as good to learn from). A character is one of these scripts' grapheme
clusters (Unicode Standard Annex 29): a vowel or tone that stands on, below or around a consonant stays with it, one
that is written before or after it is a character of its own. Words and numbers of other scripts stay whole.

Tokens hold all that stands in a caption: a blank stands between two whole words, and one anywhere else, as between two
phrases of Thai, is a token itself.
"""

import functools
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from engine.captions.tokenizers.marks import is_mark

# Thai and Lao, Tibetan, Myanmar, Khmer; CJK radicals, marks that are letters, kana, Bopomofo, ideographs; half-width
# kana; more ideographs.
_RANGES = (
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FFF),
    (0x3005, 0x3007),
    (0x3021, 0x303C),
    (0x3040, 0x312F),
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)


def stands_alone(character: str) -> bool:
    """Whether a character is of a script that is cut character by character."""
    code = ord(character)
    return any(first <= code <= last for first, last in _RANGES)


def is_whole(token: str) -> bool:
    """Whether a token is a word or a number of another script."""
    return token[:1].isalnum() and not stands_alone(token[0])


@functools.cache
def _cutter() -> Callable[[str], list[str]]:
    import regex

    alone = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _RANGES)
    whole = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{alone}]]"
    return regex.compile(rf"(?V1){whole}+(?:['’.,:_/&+-]+{whole}+)*|\s+|\X").findall


class _Characters:
    """See ``interface.Tokenizer``."""

    def tokenize(self, caption: str) -> Sequence[str]:
        """Characters, whole words of other scripts, and the blanks that ``written`` would not put there."""
        tokens: list[str] = []
        blank = False
        for piece in _cutter()(unicodedata.normalize("NFC", caption).strip()):
            if piece.isspace():
                blank = True
                continue
            if blank and not (is_whole(tokens[-1]) and is_whole(piece)):
                tokens.append(" ")
            # The same few characters again and again: each is kept once.
            tokens.append(sys.intern(piece))
            blank = False
        return tokens

    def scored(self, caption: str) -> Sequence[str]:
        """The same in lower case, without blanks and marks, as coco-caption drops them."""
        return [token for token in self.tokenize(caption.lower()) if not is_mark(token)]

    def written(self, tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
        """A blank between two whole words."""
        last = ""
        for token in tokens:
            yield " " if is_whole(last) and is_whole(token) else "", token
            last = token


CHARACTERS = _Characters()
