"""NLTK's words as English is written."""

from collections.abc import Iterable, Iterator

_CLOSING = frozenset(".,;:?!)]}%'’”")
_OPENING = frozenset("([{$#“‘")


def written(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What stands before each token, a blank or nothing, and the token: no blank before a mark that closes or after
    one that opens."""
    joined = True
    for token in tokens:
        apart = not joined and not (token[:1] in _CLOSING or token in ("n't", "''"))
        yield " " if apart else "", {"``": '"', "''": '"'}.get(token, token)
        joined = token in _OPENING or token == "``"
