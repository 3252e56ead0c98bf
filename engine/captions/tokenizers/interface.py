"""What a tokenizer does."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol


class Tokenizer(Protocol):
    """Cuts captions of some languages into tokens, and writes tokens as captions.

    Of a caption as people write it, with single blanks and composed characters (Unicode NFC), what ``written`` gives of
    ``tokenize`` is the caption again.
    """

    def tokenize(self, caption: str) -> Sequence[str]:
        """The tokens that a model reads and says; none for a caption of blanks."""
        ...

    def scored(self, caption: str) -> Sequence[str]:
        """The tokens that scores are counted on."""
        ...

    def written(self, tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What stands before each token, a blank or nothing, and the token as it is written."""
        ...
