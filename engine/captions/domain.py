"""What a kind of captions knows beyond its words: the interface, and free captions, which know nothing more.

A kind is decided on once, from the training captions (``engine.domains``), and stands in the checkpoint. Whatever
depends on what captions mean asks it: labels for an encoder, words of a caption, scores, the Chinese, file names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol

from engine.captions.functionwords import is_function_word
from engine.captions.tokenizers import ENGLISH

if TYPE_CHECKING:
    import numpy as np

    from engine.captions.attributes import AttributeReport
    from engine.captions.lists import ListSentences

Language = Literal["en", "zh"]

UNSAID = -1
"""The class number of a label that a caption does not tell."""
FUNCTION = "function"
"""The group of the words that tell nothing of a picture by themselves."""
CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Labels:
    """What an auxiliary head of an encoder learns to name: each label has so many classes.

    Attributes:
        encode: a caption to class numbers (L,) int64, ``UNSAID`` where it tells none.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    encode: Callable[[str], np.ndarray]


@dataclass(frozen=True, slots=True)
class Translation:
    """A caption in another language, made offline.

    Attributes:
        understood: share of the caption that was read by a grammar, 1.0 where nothing is marked.
        marked: stretches of the caption that were not; their glosses, or they themselves, stand between 〔 and 〕.
        unknown: words that not even the lexicon knows; they stand in the text as they were.
        free: it was made word by word, without a grammar.
    """

    text: str
    understood: float
    marked: tuple[str, ...]
    unknown: tuple[str, ...]
    free: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a caption says.

    Attributes:
        text: its word in the reader's language; of what was not understood, the caption's own words.
        field: what it is said of, in the reader's language; empty for what was not understood.
    """

    text: str
    field: str
    kind: Literal["said", "contradicts", "leftover"] = "said"


Summary = list[tuple[str, tuple[Statement, ...]]]
"""The things that a caption says, by the part of which it says them; that of what was not understood has no name."""


class Lost(NamedTuple):
    """What a caption says and its Chinese does not: an attribute, its value, the word that said it.

    ``CaptionDomain.value_name(field, word, language)`` is its name for people.
    """

    field: str
    value: Any
    word: str


class CaptionReading(Protocol):
    """What a grammar has read out of a caption."""

    @property
    def understood(self) -> float:
        """Share of the caption that was read, 0 to 1."""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""


class CaptionDomain:
    """A kind of captions; what is not overridden holds for captions of any kind.

    Attributes:
        key: its name in settings and checkpoints.
        metrics: keys of the scores that only this kind has.
        groups: of words, as ``word_groups`` gives them, in the order in which people read them.
        labels: for an encoder that also learns to name what captions tell; None where there are none.
        has_attributes: whether a caption is read as attributes: ``read``, ``report`` and ``marks`` then give something.
    """

    key: ClassVar[str] = ""
    metrics: ClassVar[tuple[str, ...]] = ()
    groups: ClassVar[tuple[str, ...]] = (FUNCTION, CONTENT)
    has_attributes: ClassVar[bool] = False

    @property
    def labels(self) -> Labels | None:
        """See above."""
        return None

    def reads(self, caption: str) -> bool:
        """Whether a caption is of this kind: its grammar understands it."""
        return True

    def read(self, caption: str) -> CaptionReading | None:
        """What a caption says; None where this kind has no grammar."""
        return None

    def describe(self, caption: str) -> list[str]:
        """What ``read`` gives, as lines for a person, in English; none where it gives nothing."""
        return []

    def summary(self, caption: str, language: Language) -> Summary:
        """What ``read`` gives, part by part, for a reader of a language; none where it gives nothing."""
        return []

    def word_groups(self, words: Sequence[str], language: str = ENGLISH) -> list[str]:
        """The group of each word, one of ``groups``; case makes no difference.

        Of free captions every word counts but those of a short list (``functionwords``) and marks: how frequent a
        word is does not tell whether it is one, since in plain captions the commonest words are what is seen.

        Args:
            language: that the words are of.
        """
        return [FUNCTION if is_function_word(word, language) else CONTENT for word in words]

    def words_alike(self, word: str) -> frozenset[str]:
        """The words, in lower case, that say the same in the same place; itself among them."""
        return frozenset([word.lower()])

    def list_sentences(self, words: Sequence[str]) -> ListSentences | None:
        """The grammar of captions in the words of a vocabulary, where they list things and each word is of it."""
        return None

    def translate(self, caption: str, target: Language = "zh") -> Translation | None:
        """A caption in another language by this kind's grammar; None where it has none, the caption holds no sentence
        of it, or is in that language already.

        ``engine.translation.offline`` then takes an English one for free English.
        """
        return None

    def lost(self, caption: str, chinese: str) -> tuple[Lost, ...]:
        """What a caption says and a Chinese text of it, whoever made it, does not."""
        return ()

    def field_name(self, field: str, language: Language) -> str:
        """What people call an attribute."""
        return field

    def value_name(self, field: str, value: str, language: Language) -> str:
        """What people call a value of an attribute, or the word that said it."""
        return value

    def known(self, name: str) -> Any:
        """What a file's name tells that counts more than its caption, as plain JSON; None where it tells nothing."""
        return None

    def counts(self, pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
        """What names and captions of a data set tell, counted: by attribute, pictures by value."""
        return {}

    def said(self, name: str, caption: str) -> dict[str, str]:
        """Which attributes a picture's name and caption tell, each with its value; none where this kind has none."""
        return {}

    def product(self, name: str) -> str:
        """Which product a picture shows, by its name: up to its number, as in
        "MEN-Denim-id_00000080-01_7_additional.jpg", or the whole name where it has none."""
        found = _PRODUCT.match(name)
        return found[0] if found else name

    def fixed_samples(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
        """Which pictures are captioned at each evaluation, of names and captions: what each is called, and its place.

        The first two, by their names.
        """
        return [(name, place) for place, (name, _) in enumerate(islice(pairs, 2))]

    def report(
        self, candidates: Sequence[str], references: Sequence[str], known: Sequence[Any] | None = None
    ) -> AttributeReport | None:
        """What a set of captions scores by attributes, beside one reference each; None where captions tell none.

        Args:
            known: of each picture, as of ``known``.

        Raises:
            ValueError: if the numbers differ.
        """
        return None

    def marks(
        self, candidates: Sequence[str], references: Sequence[str], known: Sequence[Any] | None = None
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Caption by caption, the attributes that ``report``'s mean accuracy is over; None where captions tell none.

        Returns:
            (N, A) bool twice: on which each caption is judged, and which of those it has right.

        Raises:
            ValueError: if the numbers differ.
        """
        return None

    def ceiling(self, references: Sequence[str]) -> list[str] | None:
        """Captions that say all that the references tell, in one fixed wording; None where that is not known."""
        return None

    def constant_candidates(self, captions: Sequence[str], score: Callable[[str], float]) -> Iterator[str]:
        """Captions to be tried as the best constant one, beside whole ones of the data.

        Args:
            captions: of the training data.
            score: what a text scores as the constant caption; more is better.
        """
        yield from ()


class FreeCaptions(CaptionDomain):
    """Captions in any words, of which nothing is known but these."""

    key = "free"


FREE = FreeCaptions()

# Names of data sets of shops number their products so.
_PRODUCT = re.compile(r".*?-id_\d+")
