"""Which tokens are punctuation."""

import functools
import unicodedata


@functools.lru_cache(maxsize=1 << 14)
def is_mark(token: str) -> bool:
    """Whether a token holds nothing but punctuation, blanks and control characters; symbols such as + are none."""
    return all(unicodedata.category(sign)[0] in "PZC" for sign in token)
