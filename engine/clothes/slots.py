"""The gaps of the captions' grammar and the words that fill them, each with the value that it says."""

from dataclasses import dataclass
from enum import StrEnum

from engine.clothes.attributes import (
    Accessory,
    Fabric,
    Gender,
    Lower,
    LowerLength,
    Neckline,
    Pattern,
    Sleeve,
    Upper,
)

Value = StrEnum | bool | None


@dataclass(frozen=True, slots=True)
class Word:
    """One way to fill a slot: its text (one token or several), the value that it says, its weight in the data."""

    text: str
    value: Value = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap in a template. ``field`` is the field of ``Attributes`` that it sets; None where it sets none.

    The field of a slot ``fabric`` or ``pattern`` without a garment is that name: the reader finds the garment.
    """

    field: str | None
    words: tuple[Word, ...]


_FABRICS = (
    Word("cotton", Fabric.COTTON),
    Word("denim", Fabric.DENIM),
    Word("chiffon", Fabric.CHIFFON),
    Word("knitting", Fabric.KNITTING),
    Word("leather", Fabric.LEATHER),
    Word("furry", Fabric.FURRY),
    Word("mixed", Fabric.OTHER, 4),
    Word("other", Fabric.OTHER, 3),
)
_PATTERNS = (
    Word("pure color", Pattern.PURE),
    Word("solid color", Pattern.PURE),
    Word("graphic", Pattern.GRAPHIC),
    Word("floral", Pattern.FLORAL),
    Word("striped", Pattern.STRIPED),
    Word("stripe", Pattern.STRIPED),
    Word("lattice", Pattern.LATTICE),
    Word("plaid", Pattern.LATTICE),
    Word("color block", Pattern.COLOR_BLOCK),
    Word("other", Pattern.OTHER, 6),
    Word("complicated", Pattern.OTHER, 4),
    Word("mixed", Pattern.OTHER, 1),
)

# "person" stands in a third of the sentences whoever wears the clothes.
SUBJECTS: dict[Gender | None, tuple[Word, ...]] = {
    Gender.FEMALE: (
        Word("lady", Gender.FEMALE, 26),
        Word("female", Gender.FEMALE, 26),
        Word("woman", Gender.FEMALE, 15),
    ),
    Gender.MALE: (
        Word("guy", Gender.MALE, 26),
        Word("gentleman", Gender.MALE, 26),
        Word("man", Gender.MALE, 15),
    ),
    None: (Word("person", None, 33),),
}

SLOTS: dict[str, Slot] = {
    "det": Slot(None, (Word("this", weight=57), Word("the", weight=43))),
    "wears": Slot(None, (Word("wears"), Word("is wearing"))),
    "be": Slot(None, (Word("are"), Word("is"))),
    "subject": Slot("gender", tuple(word for words in SUBJECTS.values() for word in words)),
    "poss": Slot("gender", (Word("her", Gender.FEMALE), Word("his", Gender.MALE))),
    "sleeve_adjective": Slot(
        "sleeve",
        (
            Word("long-sleeve", Sleeve.LONG),
            Word("medium-sleeve", Sleeve.MEDIUM),
            Word("short-sleeve", Sleeve.SHORT),
            Word("sleeveless", Sleeve.SLEEVELESS),
            Word("tank", Sleeve.SLEEVELESS),
        ),
    ),
    "sleeves": Slot(
        "sleeve",
        (
            Word("long sleeves", Sleeve.LONG),
            Word("medium sleeves", Sleeve.MEDIUM),
            Word("short sleeves", Sleeve.SHORT),
            Word("no sleeves", Sleeve.SLEEVELESS),
            Word("sleeves cut off", Sleeve.SLEEVELESS),
        ),
    ),
    "upper": Slot(
        "upper",
        (
            Word("shirt", Upper.SHIRT),
            Word("T-shirt", Upper.SHIRT),
            Word("sweater", Upper.SHIRT),
            Word("tank top", Upper.TANK),
            Word("tank shirt", Upper.TANK),
        ),
    ),
    # The general words name a garment of either kind: they set no value, but say that the sentence is about it.
    "upper_clothing": Slot("upper", (Word("upper clothing"),)),
    "lower_clothing": Slot("lower", (Word("lower clothing"),)),
    "neckline": Slot(
        "neckline",
        (
            Word("round", Neckline.ROUND),
            Word("crew", Neckline.ROUND),
            Word("v-shape", Neckline.V_SHAPE),
            Word("lapel", Neckline.LAPEL),
            Word("stand", Neckline.STAND),
            Word("square", Neckline.SQUARE),
            Word("suspenders", Neckline.SUSPENDERS),
        ),
    ),
    # The captions never say leggings here; the word is one more than theirs, so that every record can be said.
    "lower": Slot(
        "lower",
        (
            Word("pants", Lower.TROUSERS),
            Word("trousers", Lower.TROUSERS),
            Word("shorts", Lower.SHORTS),
            Word("skirt", Lower.SKIRT),
            Word("leggings", Lower.LEGGINGS),
        ),
    ),
    "length": Slot(
        "lower_length",
        (
            Word("long", LowerLength.LONG),
            Word("three-point", LowerLength.THREE_POINT),
            Word("three-quarter", LowerLength.THREE_QUARTER),
            Word("medium", LowerLength.MEDIUM),
            Word("short", LowerLength.MEDIUM),
        ),
    ),
    "fabric": Slot("fabric", _FABRICS),
    "pattern": Slot("pattern", _PATTERNS),
    "upper_fabric": Slot("upper_fabric", _FABRICS),
    "upper_pattern": Slot("upper_pattern", _PATTERNS),
    "lower_fabric": Slot("lower_fabric", _FABRICS),
    "lower_pattern": Slot("lower_pattern", _PATTERNS),
    "outer": Slot("outer", (Word("outer clothing", True),)),
    "outer_fabric": Slot("outer_fabric", _FABRICS),
    "outer_pattern": Slot("outer_pattern", _PATTERNS),
    "wrist": Slot("accessories", (Word("wrist", Accessory.WRIST),)),
    "ring": Slot("accessories", (Word("ring", Accessory.RING),)),
    "neckwear": Slot("accessories", (Word("neckwear", Accessory.NECKWEAR),)),
    "neck": Slot("accessories", (Word("neck", Accessory.NECKWEAR),)),
    "hat": Slot("accessories", (Word("hat", Accessory.HAT),)),
    "belt": Slot("accessories", (Word("belt", Accessory.BELT),)),
    "waist": Slot("accessories", (Word("waist", Accessory.WAIST_CLOTHING),)),
    "leggings": Slot("accessories", (Word("leggings", Accessory.LEGGINGS),)),
    "socks": Slot("accessories", (Word("socks", Accessory.SOCKS),)),
    "socks_in_shoes": Slot("accessories", (Word("socks in shoes", Accessory.SOCKS_IN_SHOES),)),
    "sunglasses": Slot("accessories", (Word("sunglasses", Accessory.SUNGLASSES),)),
    "glasses": Slot("accessories", (Word("glasses", Accessory.GLASSES_HELD),)),
}


def _clear(slot: str, *texts: str) -> Slot:
    """A slot with only those words that mean the same when they stand alone."""
    return Slot(SLOTS[slot].field, tuple(word for word in SLOTS[slot].words if word.text in texts))


# For phrases outside the grammar.
SLOTS |= {
    "clear_sleeve": Slot(
        "sleeve",
        (
            *_clear("sleeve_adjective", "long-sleeve", "medium-sleeve", "short-sleeve", "sleeveless").words,
            *(Word(f"long{end}", Sleeve.LONG) for end in (" sleeve", " sleeved", "-sleeved")),
            *(Word(f"short{end}", Sleeve.SHORT) for end in (" sleeve", " sleeved", "-sleeved")),
        ),
    ),
    "clear_fabric": Slot("fabric", _FABRICS[:-2]),
    "clear_pattern": _clear(
        "pattern",
        "pure color",
        "solid color",
        "graphic",
        "floral",
        "striped",
        "stripe",
        "lattice",
        "plaid",
        "color block",
    ),
    "clear_neckline": _clear("neckline", "v-shape", "lapel", "suspenders"),
    "clear_lower": _clear("lower", "pants", "trousers", "shorts", "skirt"),
    "no_sleeve": Slot("sleeve", tuple(Word(f"without {any}sleeves", Sleeve.SLEEVELESS) for any in ("", "any "))),
    "on": Slot(None, (Word("on"), Word("in"), Word("around"))),
    "body": Slot(
        "accessories",
        (
            Word("head", Accessory.HAT),
            Word("neck", Accessory.NECKWEAR),
            Word("wrist", Accessory.WRIST),
            Word("finger", Accessory.RING),
            Word("waist", Accessory.BELT),
        ),
    ),
    "pronoun": Slot("gender", (Word("she", Gender.FEMALE), Word("he", Gender.MALE))),
}
