"""What a tokenizer does."""

from collections.abc import Sequence
from typing import Protocol


class Tokenizer(Protocol):
    """Cuts captions of some languages into tokens.

    Of a caption as people write it, with single blanks and composed characters (Unicode NFC), what ``detokenize``
    writes of ``tokenize`` is the caption again.
    """

    def tokenize(self, caption: str) -> Sequence[str]:
        """The tokens that a model reads and says; none for a caption of blanks."""
        ...

    def scored(self, caption: str) -> Sequence[str]:
        """The tokens that scores are counted on."""
        ...
