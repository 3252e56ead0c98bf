"""The grammar of the captions, written once: slots with their words, sentence templates, whole-caption outlines.

A template's text is made of plain words, ``{slot}`` and ``[optional part]``. The reader compiles the templates, the
writer fills them, so that both know the same language. ``count`` is how often the sentence stands in the 12,693
captions of DeepFashion-MultiModal (Jiang et al., Text2Human, SIGGRAPH 2022).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from engine.language.attributes import (
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
    "pronoun": Slot("gender", (Word("she", Gender.FEMALE), Word("he", Gender.MALE))),
}


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence without its full stop, and how often the data holds it."""

    text: str
    count: int


_DRESSED = "{det} {subject} {wears} a {sleeve_adjective} {upper} with {upper_pattern} patterns"
_ALL_OF_UPPER = "{sleeves}, {upper_fabric} fabric and {upper_pattern} patterns"
_OF_OUTER = "with {outer_fabric} fabric and {outer_pattern} patterns"

TEMPLATES: dict[str, Template] = {
    # Upper garment. Where the notes count long and missing sleeves apart, the counts are added.
    "dressed": Template(_DRESSED, 3838),
    "dressed-both": Template(_DRESSED + " and [a] {length} {lower}", 3103),
    "upper-own": Template("{poss} {upper} has " + _ALL_OF_UPPER, 2438),
    "upper-clothing": Template("the {upper_clothing} has " + _ALL_OF_UPPER, 1221),
    "upper-worn-it": Template(
        "the {upper} {det} {subject} wears has {sleeves} and it is with {upper_fabric} fabric "
        "and {upper_pattern} patterns",
        674,
    ),
    "upper-worn-its": Template(
        "the {upper} {det} {subject} wears has {sleeves}, its fabric is {upper_fabric}, "
        "and it has {upper_pattern} patterns",
        689,
    ),
    "upper-worn": Template("the {upper} {det} {subject} wears has {sleeves} and its fabric is {upper_fabric}", 701),
    "upper-pattern": Template("the pattern of it is {upper_pattern}", 701),
    "upper-fabric": Template("the {upper} is with {upper_fabric} fabric", 4228),
    "upper-fabric-its-neckline": Template(
        "the {upper} is with {upper_fabric} fabric and its neckline is {neckline}", 2192
    ),
    "upper-fabric-a-neckline": Template(
        "the {upper} is with {upper_fabric} fabric and it has a {neckline} neckline", 521
    ),
    "neckline-it-has": Template("it has a {neckline} neckline", 4333),
    "neckline-of-upper": Template("the neckline of the {upper} is {neckline}", 1620),
    "neckline-of-it": Template("the neckline of it is {neckline}", 1647),
    "neckline-upper-has": Template("the {upper} has a {neckline} neckline", 562),
    # Lower garment.
    "lower-worn": Template("{det} {subject} {wears} a {length} {lower}", 3184),
    "lower-all": Template(
        "{det} {subject} wears a {length} {lower}, with {lower_fabric} fabric and {lower_pattern} patterns", 2044
    ),
    "lower-length": Template("the {lower} {det} {subject} wears is of {length} length", 3074),
    "lower-clothing": Template("the {lower_clothing} is of {length} length", 1220),
    "lower-own": Template(
        "{poss} {lower} {be} of {length} length and it is with {lower_fabric} fabric and {lower_pattern} patterns", 4
    ),
    "lower-fabric": Template("the {lower} {be} with {lower_fabric} fabric and {lower_pattern} patterns", 9361),
    "lower-it": Template("the fabric is {lower_fabric} and it has {lower_pattern} patterns", 1220),
    # Outer garment.
    "outer": Template("the {outer} is " + _OF_OUTER, 827),
    "outer-also": Template("{det} {subject} also wears an {outer}, " + _OF_OUTER, 870),
    "outer-worn": Template("the {outer} {det} {subject} wears is " + _OF_OUTER, 782),
    # Accessories. "in his her neck" is the data's own mistake; the second possessive is the true one.
    "wrist": Template("there is an accessory on {poss} {wrist}", 5735),
    "ring": Template("{det} {subject} wears a {ring}", 2813),
    "ring-there": Template("there is a {ring} on {poss} finger", 2772),
    "ring-finger": Template("{det} {subject} is wearing a {ring} on {poss} finger", 2755),
    "neckwear": Template("{det} {subject} has {neckwear}", 2053),
    "neckwear-there": Template("there is an accessory in his {poss} {neck}", 2137),
    "hat": Template("{det} {subject} {wears} a {hat}", 884),
    "hat-there": Template("there is a {hat} in {poss} head", 449),
    "hat-has": Template("{det} {subject} has a {hat} in {poss} head", 440),
    "belt": Template("{det} {subject} {wears} a {belt}", 377),
    "belt-there": Template("there is a {belt} on {poss} waist", 188),
    "waist": Template("there is clothing on {poss} {waist}", 277),
    "leggings": Template("{det} {subject} {wears} {leggings}", 350),
    "socks": Template("{det} {subject} {wears} a pair of {socks}", 431),
    "socks-in-shoes": Template("{det} {subject} {wears} {socks_in_shoes}", 398),
    "sunglasses": Template("{det} {subject} {wears} [a pair of] {sunglasses}", 492),
    "glasses": Template("{det} {subject} has [a pair of] {glasses} on {poss} hands or clothes", 24),
}

# Which templates say an accessory; the data chooses among them as often as their counts tell.
ACCESSORY_TEMPLATES: dict[Accessory, tuple[str, ...]] = {
    Accessory.HAT: ("hat", "hat-there", "hat-has"),
    Accessory.SUNGLASSES: ("sunglasses",),
    Accessory.GLASSES_HELD: ("glasses",),
    Accessory.NECKWEAR: ("neckwear", "neckwear-there"),
    Accessory.WRIST: ("wrist",),
    Accessory.RING: ("ring", "ring-there", "ring-finger"),
    Accessory.BELT: ("belt", "belt-there"),
    Accessory.WAIST_CLOTHING: ("waist",),
    Accessory.SOCKS: ("socks",),
    Accessory.SOCKS_IN_SHOES: ("socks-in-shoes",),
    Accessory.LEGGINGS: ("leggings",),
}
OUTER_TEMPLATES = ("outer", "outer-also", "outer-worn")


@dataclass(frozen=True, slots=True)
class Outline:
    """How one caption words its garments: opening, neckline sentence, lower garment.

    ``verb`` fixes the {wears} of the opening, ``article`` its optional "a"; the data does not mix them freely.
    """

    opening: str
    neckline: str
    lower: str
    verb: str = "wears"
    article: bool = True
    weight: float = 1.0


# The program behind the captions throws a fair die of these twenty; the last is four sentences in all the data.
OUTLINES: tuple[Outline, ...] = (
    Outline("dressed", "neckline-it-has", "lower-worn", "wears"),
    Outline("dressed", "neckline-it-has", "lower-length", "wears"),
    Outline("dressed", "neckline-it-has", "lower-worn", "is wearing"),
    Outline("dressed", "neckline-it-has", "lower-length", "is wearing"),
    Outline("dressed", "upper-fabric-its-neckline", "lower-worn", "is wearing"),
    Outline("dressed", "upper-fabric-its-neckline", "lower-length", "is wearing"),
    Outline("dressed-both", "neckline-of-upper", "lower-fabric", "wears"),
    Outline("dressed-both", "neckline-of-upper", "lower-fabric", "is wearing"),
    Outline("dressed-both", "upper-fabric-its-neckline", "lower-fabric", "wears"),
    Outline("dressed-both", "upper-fabric-its-neckline", "lower-fabric", "is wearing"),
    Outline("dressed-both", "upper-fabric-a-neckline", "lower-fabric", "wears", article=False),
    Outline("upper-own", "neckline-it-has", "lower-worn"),
    Outline("upper-own", "neckline-it-has", "lower-length"),
    Outline("upper-own", "neckline-of-it", "lower-worn"),
    Outline("upper-own", "neckline-of-it", "lower-length"),
    Outline("upper-clothing", "neckline-it-has", "lower-clothing"),
    Outline("upper-clothing", "neckline-of-it", "lower-clothing"),
    Outline("upper-worn-it", "neckline-of-upper", "lower-all"),
    Outline("upper-worn-its", "neckline-upper-has", "lower-all"),
    Outline("upper-worn", "neckline-it-has", "lower-all"),
    Outline("upper-own", "neckline-of-it", "lower-own", weight=4 / 635),
)

_ELEMENT = re.compile(r"\[(?P<optional>[^\]]*)\]|\{(?P<slot>\w+)\}|(?P<word>[^\s\[{,]+|,)")


@cache
def elements(text: str) -> tuple[tuple[str, str], ...]:
    """The parts of a template's text in order: ("optional" | "slot" | "word", its text); a comma is a word."""
    return tuple((match.lastgroup or "", match[match.lastgroup or 0]) for match in _ELEMENT.finditer(text))
