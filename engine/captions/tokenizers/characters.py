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
from collections.abc import Callable, Sequence

from engine.captions.tokenizers.marks import is_mark
from engine.captions.writing.characters import RANGES, is_whole


@functools.cache
def _cutter() -> Callable[[str], list[str]]:
    import regex

    alone = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in RANGES)
    whole = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{alone}]]"
    return regex.compile(rf"(?V1){whole}+(?:['’.,:_/&+-]+{whole}+)*|\s+|\X").findall


class _Characters:
    """See ``interface.Tokenizer``."""

    def tokenize(self, caption: str) -> Sequence[str]:
        """Characters, whole words of other scripts, and the blanks that ``writing.characters`` would not put there."""
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


CHARACTERS = _Characters()
