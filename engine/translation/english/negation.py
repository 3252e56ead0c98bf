"""Which English words deny what follows them."""

_NEGATORS = frozenset({"no", "not", "never", "without", "neither", "nor", "nobody"})
CONTRACTED = ("n't", "n’t")


def negates(token: str) -> bool:
    """Whether a word in lower case denies what follows it."""
    return token in _NEGATORS or token.endswith(CONTRACTED)
