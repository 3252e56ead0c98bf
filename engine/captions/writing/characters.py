"""Characters of scripts that part no words by blanks, and whole words of others among them."""

from collections.abc import Iterable, Iterator

# Thai and Lao, Tibetan, Myanmar, Khmer; CJK radicals, marks that are letters, kana, Bopomofo, ideographs; half-width
# kana; more ideographs.
RANGES = (
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
    return any(first <= code <= last for first, last in RANGES)


def is_whole(token: str) -> bool:
    """Whether a token is a word or a number of another script."""
    return token[:1].isalnum() and not stands_alone(token[0])


def written(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What stands before each token, a blank or nothing, and the token: a blank between two whole words alone."""
    last = ""
    for token in tokens:
        yield " " if is_whole(last) and is_whole(token) else "", token
        last = token
