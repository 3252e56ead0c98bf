"""Sentences that list things, each once and in a fixed order: "A person in a coat and trousers, with a bag."."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListSentences:
    """How such sentences are built: the opening, then for each group of which anything is said its preposition and
    what is listed of it, then the stop. A comma stands before a further group.

    Attributes:
        opening: the words that begin every one.
        groups: in the order in which a sentence says them: the preposition, and the words that name things, in their
            order too.
        with_article: those of them that stand behind the article.
        article, comma, last, stop: the other words and marks; ``last`` joins the last thing of a group.
    """

    opening: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    with_article: frozenset[str]
    article: str = "a"
    comma: str = ","
    last: str = "and"
    stop: str = "."

    @property
    def things(self) -> tuple[str, ...]:
        """All words that name things, in the order in which a sentence says them."""
        return tuple(word for _, words in self.groups for word in words)

    def needed(self) -> Iterator[str]:
        """The words and marks that name no things."""
        yield from (*self.opening, *(preposition for preposition, _ in self.groups))
        yield from (self.article, self.comma, self.last, self.stop)

    def are_of(self, words: Sequence[str]) -> bool:
        """Whether a vocabulary holds what these sentences need, and else nothing but words that they list."""
        needed = set(self.needed())
        return needed <= set(words) and set(words) - needed <= set(self.things)
