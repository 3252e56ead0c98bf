"""Chinese captions in English: what was read, in the fixed wording of the English captions."""

from engine.captions.domain import Translation
from engine.clothes.attributes import FIELD_VALUES, Attributes
from engine.clothes.reader import read
from engine.clothes.reading import Reading
from engine.clothes.sayable import sayable
from engine.clothes.terms import field_name, term
from engine.clothes.writer import write_plain
from engine.translation.english.nounphrases import CLOSING, OPENING


def to_english(caption: str) -> Translation | None:
    """A Chinese caption in English; None where less of it is understood than its English could be relied on.

    The English reads as the same attributes. What its sentences cannot say stands after them between 〔 and 〕: what
    was not understood as it stood, what is told as not worn, and what contradicts an earlier value.
    """
    reading = read(caption)
    if not reading.sentences or not reading.reliable:
        return None
    text = write_plain(reading.attributes, keep_words=True)
    more = _unsaid(reading)
    if more:
        text = f"{text} {OPENING}{'; '.join(more)}{CLOSING}".strip()
    return Translation(text, reading.understood, reading.leftover, reading.leftover)


def _unsaid(reading: Reading) -> list[str]:
    """What the English sentences do not say of a reading."""
    told, record = sayable(reading.attributes), reading.attributes
    fields = [field for field in FIELD_VALUES if getattr(record, field) != getattr(told, field)]
    more = [_named(record, field) for field in fields]
    if record.outer and not told.outer:
        more.append(term("outer", True, "en"))
    more += [term("accessories", accessory, "en") for accessory in sorted(record.accessories - told.accessories)]
    more += [f"no {term('accessories', accessory, 'en')}" for accessory in reading.absent]
    more += [
        f"also {field_name(other.field, 'en')}: {term(other.field, other.other_word, 'en')}"
        for other in reading.contradictions
    ]
    return more + list(reading.leftover)


def _named(record: Attributes, field: str) -> str:
    return f"{field_name(field, 'en')}: {term(field, record.said.get(field, getattr(record, field)), 'en')}"
