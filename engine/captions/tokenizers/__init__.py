"""How captions are cut into what a model says word by word, and what scores are counted on: by their language.

English is cut into NLTK's words; Chinese, Japanese, Thai and their like, which part no words by blanks, into
characters; every other language into Unicode's words. Adding a tokenizer takes a class in a module of its own, which
follows ``interface.Tokenizer``, and one ``TOKENIZERS.register``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.registry import Registry, load

if TYPE_CHECKING:
    from engine.captions.tokenizers.interface import Tokenizer

ENGLISH = "en"
"""The language of a checkpoint from before languages were told apart."""


@dataclass(frozen=True, slots=True)
class TokenizerEntry:
    """A tokenizer in the registry.

    Attributes:
        key: its name in checkpoints, and that of the tokens that scores are counted on.
        label: what it cuts into, as in "counted on characters".
        target: its instance as ``module:attribute``.
        writing: the module of ``captions.writing`` that writes its tokens as text.
        languages: whose captions it cuts, as BCP 47 keys; none for all those that no other one names.
    """

    key: str
    label: str
    target: str
    writing: str
    languages: tuple[str, ...] = ()

    @property
    def tokenizer(self) -> "Tokenizer":
        """The tokenizer itself; its module is loaded when it is first asked for."""
        found: Tokenizer = load(self.target)
        return found

    def written(self, tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What stands before each token, a blank or nothing, and the token as it is written."""
        found: Iterator[tuple[str, str]] = load(f"{self.writing}:written")(tokens)
        return found


TOKENIZERS: Registry[TokenizerEntry] = Registry("tokenizers")
TOKENIZERS.register(
    TokenizerEntry(
        "nltk",
        "NLTK's words",
        "engine.captions.tokenizers.english:WORDS",
        "engine.captions.writing.english",
        (ENGLISH,),
    )
)
TOKENIZERS.register(
    TokenizerEntry(
        "characters",
        "characters",
        "engine.captions.tokenizers.characters:CHARACTERS",
        "engine.captions.writing.characters",
        ("zh", "yue", "wuu", "ja", "th", "lo", "km", "my", "dz"),
    )
)
TOKENIZERS.register(
    TokenizerEntry("words", "words", "engine.captions.tokenizers.words:WORDS", "engine.captions.writing.words")
)


def tokenizer_of(language: str) -> TokenizerEntry:
    """The tokenizer that captions of a language are cut by.

    Args:
        language: a BCP 47 key; of "zh-Hant" the part before the first hyphen counts.
    """
    base = language.partition("-")[0].lower()
    entries = TOKENIZERS.values()
    named = next((entry for entry in entries if base in entry.languages), None)
    return named or next(entry for entry in entries if not entry.languages)


def detokenize(tokens: Iterable[str], tokenizer: str = "nltk") -> str:
    """Tokens as a person writes them: no space before a full stop or a comma, none between Chinese characters."""
    return "".join(space + word for space, word in TOKENIZERS[tokenizer].written(tokens))


def places(tokens: Iterable[str], tokenizer: str = "nltk") -> list[tuple[int, int]]:
    """Where each token stands in what ``detokenize`` writes: its first character and their number."""
    found, start = [], 0
    for space, word in TOKENIZERS[tokenizer].written(tokens):
        start += len(space)
        found.append((start, len(word)))
        start += len(word)
    return found
