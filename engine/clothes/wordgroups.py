"""Words by what they tell: of the person, of a garment, of its attributes, or nothing; and which say the same."""

import functools
from collections.abc import Mapping, Sequence
from enum import StrEnum

from engine.clothes.slots import SLOTS


class WordGroup(StrEnum):
    """A word that the language of clothes does not fill a gap with is a function word, and so is every other word."""

    FUNCTION = "function"
    PERSON = "person"
    GARMENT = "garment"
    ATTRIBUTE = "attribute"


_ATTRIBUTES = ("sleeve_adjective", "sleeves", "neckline", "length", "fabric", "pattern")
_PERSON = ("subject", "poss")


def word_groups(words: Sequence[str]) -> list[WordGroup]:
    """The group of each word; case makes no difference."""
    known = _groups()
    return [known.get(word.lower(), WordGroup.FUNCTION) for word in words]


def words_alike(word: str) -> frozenset[str]:
    """The words, in lower case, that say the same in the same place: "crew" and "round"; itself among them."""
    return _alike().get(word.lower(), frozenset([word.lower()]))


@functools.cache
def _alike() -> Mapping[str, frozenset[str]]:
    alike: dict[str, frozenset[str]] = {}
    for slot in SLOTS.values():
        tokens_of: dict[tuple[object, int], set[str]] = {}
        for word in slot.words:
            if word.value is None:
                continue
            for place, token in enumerate(word.text.lower().split()):
                tokens_of.setdefault((word.value, place), set()).add(token)
        for tokens in tokens_of.values():
            for token in tokens:
                alike[token] = alike.get(token, frozenset()) | tokens
    return alike


@functools.cache
def _groups() -> Mapping[str, WordGroup]:
    fillers: dict[str, WordGroup] = {}
    garments = [name for name, slot in SLOTS.items() if slot.field in ("upper", "lower", "outer", "accessories")]
    # A word of several groups ("tank") belongs to the last of them.
    for group, slots in (
        (WordGroup.ATTRIBUTE, _ATTRIBUTES),
        (WordGroup.GARMENT, garments),
        (WordGroup.PERSON, _PERSON),
    ):
        for slot in slots:
            fillers |= {token: group for word in SLOTS[slot].words for token in word.text.lower().split()}
    # "socks in shoes" makes no garment of "in".
    del fillers["in"]
    return fillers
