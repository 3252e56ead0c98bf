"""What a caption says, thing by thing: what stands on the chips under it.

The same garment parts and the same words (``terms``) as the translation uses, in the order in which a shop lists them.
"""

from engine.captions.domain import Statement, Summary
from engine.clothes.attributes import Accessory, Attributes
from engine.clothes.reading import Reading
from engine.clothes.terms import Language, field_name, term
from engine.translation.provider import one_line

# Each part's name in English and in Chinese, and its fields in the order in which a garment is described.
PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("gender", "性别", ("gender",)),
    ("upper", "上衣", ("sleeve", "upper", "upper_pattern", "upper_fabric", "neckline")),
    ("lower", "下装", ("lower_length", "lower", "lower_pattern", "lower_fabric")),
    ("outer", "外套", ("outer", "outer_pattern", "outer_fabric")),
    ("with", "配饰", ("accessories",)),
)


def _word(record: Attributes, field: str, value: object) -> object:
    """The word that was said where it tells more than its value: a sweater is no T-shirt to a reader, short not medium.

    Of words that are one in Chinese ("stripe", "striped") the value stands for all, but for a garment's own name.
    """
    word = record.said.get(field, "")
    if field in ("upper", "lower"):
        return word or value
    return word if word and term(field, word, "zh") != term(field, value, "zh") else value


def summary(reading: Reading, language: Language) -> Summary:
    """The things said of each part that the caption speaks of: (the part's name, what is said of it).

    What contradicts an earlier value stands behind the values of its part; what was not understood is a part of its
    own without a name, at the end.
    """
    record = reading.attributes
    parts = []
    for english, chinese, fields in PARTS:
        found: list[Statement] = []
        for field in fields:
            if field == "accessories":
                worn = (fact.value for fact in reading.facts if isinstance(fact.value, Accessory))
                found += [
                    Statement(term(field, accessory, language), field_name(field, language))
                    for accessory in dict.fromkeys(worn)
                ]
                without = "无" if language == "zh" else "no "
                found += [
                    Statement(without + term(field, accessory, language), field_name(field, language))
                    for accessory in reading.absent
                ]
                continue
            value = getattr(record, field)
            if value is not None and value is not False:
                found.append(Statement(term(field, _word(record, field, value), language), field_name(field, language)))
        found += [
            Statement(term(other.field, other.other, language), field_name(other.field, language), "contradicts")
            for other in reading.contradictions
            if other.field in fields
        ]
        if found:
            parts.append((chinese if language == "zh" else english, tuple(found)))
    if reading.leftover:
        parts.append(("", tuple(Statement(stretch, "", "leftover") for stretch in reading.leftover)))
    return parts


def reading_lines(reading: Reading) -> list[str]:
    """What was read as lines in English: each attribute with the word that said it, and what was not understood.

    A terminal would obey what control characters a caption holds: none are left.
    """
    plain = reading.to_json()
    lines = []
    for name in reading.attributes.__slots__:
        value = plain.get(name)
        if name in ("said", "accessories") or value in (None, False):
            continue
        word = reading.attributes.said.get(name, "")
        wording = f'  ("{word}")' if word not in ("", value) else ""
        lines.append(f"{field_name(name, 'en'):<16}{term(name, value, 'en')}{wording}")
    if plain["accessories"]:
        worn = ", ".join(term("accessories", accessory, "en") for accessory in plain["accessories"])
        lines.append(f"{field_name('accessories', 'en'):<16}{worn}")
    if reading.absent:
        lines.append(
            f"{'not worn':<16}{', '.join(term('accessories', accessory, 'en') for accessory in reading.absent)}"
        )
    lines.append(f"{'understood':<16}{reading.understood:.0%}")
    lines += [f"{'left over':<16}{one_line(stretch)}" for stretch in reading.leftover]
    for contradiction in reading.contradictions:
        lines.append(
            f"{'contradiction':<16}{field_name(contradiction.field, 'en')}: {contradiction.kept}, "
            f"and {contradiction.other}"
        )
    return lines
