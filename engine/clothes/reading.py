"""What was read out of a caption, in whichever language it is: facts in their order, and the record that they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.clothes.attributes import Accessory, Attributes, Lower
from engine.clothes.sayable import settled_lower
from engine.clothes.slots import Value

RELIABLE = 0.8
"""Share of a caption that must be understood for its silence to mean something, as in these captions it does."""
# The garment that a field of a record is about.
PART_OF = {
    "upper": "upper",
    "sleeve": "upper",
    "neckline": "upper",
    "upper_fabric": "upper",
    "upper_pattern": "upper",
    "lower": "lower",
    "lower_length": "lower",
    "lower_fabric": "lower",
    "lower_pattern": "lower",
    "outer": "outer",
    "outer_fabric": "outer",
    "outer_pattern": "outer",
}
_NOUNLESS = frozenset({"her", "his", "she", "he"})


class Fact(NamedTuple):
    """One thing that the caption says, in its order: a field of ``Attributes``, the value, the word that said it.

    The word is English in a Chinese caption too: the one that English captions say for it.

    A value of None says that the field's thing was spoken of in general ("person", "upper clothing"). The field
    "leftover" holds a stretch that was not understood, as its word; "absent" an accessory that is said not to be worn.
    """

    field: str
    value: Value
    word: str


class Contradiction(NamedTuple):
    """A second value for a field; the first one, ``kept``, stands in the record."""

    field: str
    kept: Value
    other: Value
    other_word: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a caption.

    ``understood``: the share of its tokens (words and marks; in Chinese characters) that was read, 1.0 for an empty
    caption.
    ``leftover``: the stretches that were not, in their order, as they stood.
    ``sentences``: how many sentences of the grammar it holds, whole or read at least to what they tell of a garment.
    """

    attributes: Attributes
    understood: float
    leftover: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    facts: tuple[Fact, ...]
    sentences: int

    @classmethod
    def of(cls, facts: Sequence[Fact], understood: float, sentences: int) -> "Reading":
        """A reading of these facts."""
        attributes, contradictions = _record(facts)
        leftover = tuple(fact.word for fact in facts if fact.field == "leftover")
        return cls(attributes, understood, leftover, contradictions, tuple(facts), sentences)

    @property
    def reliable(self) -> bool:
        """So much is understood that what the caption leaves out is not there; of free English that cannot be said."""
        return self.understood >= RELIABLE

    @property
    def absent(self) -> tuple[Accessory, ...]:
        """The accessories that are said not to be worn, in the caption's order."""
        return tuple(dict.fromkeys(Accessory(fact.word) for fact in self.facts if fact.field == "absent"))

    def to_json(self) -> dict[str, Any]:
        """Plain values: those of the record, then ``absent``, ``understood``, ``leftover`` and ``contradictions``."""
        return {
            **self.attributes.to_json(),
            "absent": list(self.absent),
            "understood": self.understood,
            "leftover": list(self.leftover),
            "contradictions": [contradiction._asdict() for contradiction in self.contradictions],
        }


def _record(facts: Sequence[Fact]) -> tuple[Attributes, tuple[Contradiction, ...]]:
    """The record of what was said first, and what contradicts it."""
    values: dict[str, Any] = {}
    words: dict[str, str] = {}
    accessories: set[Accessory] = set()
    contradictions: list[Contradiction] = []
    lowers: list[Fact] = []
    for fact in facts:
        field, value, word = fact
        if value is None:
            continue
        if field == "accessories":
            assert isinstance(value, Accessory)
            accessories.add(value)
        elif field == "lower":
            lowers.append(fact)
        elif field not in values:
            values[field] = value
            words[field] = word
        elif values[field] != value:
            contradictions.append(Contradiction(field, values[field], value, word))
        elif field == "gender" and words[field] in _NOUNLESS:
            words[field] = word
    if lowers:
        # Whether pants are shorts hangs on their length, which may be said after them.
        length = values.get("lower_length")
        for _, value, word in lowers:
            assert isinstance(value, Lower)
            settled = settled_lower(value, length)
            if "lower" not in values:
                values["lower"] = settled
                words["lower"] = word
            elif values["lower"] is not settled:
                contradictions.append(Contradiction("lower", values["lower"], settled, word))
    unique = tuple(dict.fromkeys(contradictions))
    return Attributes(**values, accessories=frozenset(accessories), said=MappingProxyType(words)), unique
