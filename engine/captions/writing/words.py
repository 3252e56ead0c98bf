"""Unicode's words as most languages are written, with their quotation marks."""

from collections.abc import Iterable, Iterator

CLOSING = ".,;:?!…)]}>،؛؟۔।॥։።፣"
"""Marks that follow what they close without a blank."""
OPENING = "([{<¿¡"
"""Marks after which no blank stands."""
QUOTES = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "‚": "‘", "‘": "’"}
"""Quotation marks that open, and what closes them; which of the two one is depends on what stands before it."""


def written(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What stands before each token, a blank or nothing, and the token: no blank before a mark that closes or after
    one that opens."""
    joined = True
    closing = ""
    for token in tokens:
        ends = token in closing if closing else token in CLOSING
        if closing and token in closing:
            closing, ends, opens = "", True, False
        elif token in QUOTES and not closing:
            closing, opens = QUOTES[token], True
        else:
            ends, opens = token[:1] in CLOSING, token in OPENING
        yield "" if joined or ends else " ", token
        joined = opens
