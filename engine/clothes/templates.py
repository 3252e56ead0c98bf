"""The grammar of the captions, written once: sentence templates and whole-caption outlines.

A template's text is made of plain words, ``{slot}`` (see ``slots.py``) and ``[optional part]``. The reader compiles
the templates, the writer fills them, so that both know the same language. ``count`` is how often the sentence stands
in the 12,693 captions of DeepFashion-MultiModal (Jiang et al., Text2Human, SIGGRAPH 2022).
"""

import re
from dataclasses import dataclass
from functools import cache

from engine.clothes.attributes import Accessory
from engine.clothes.slots import SLOTS


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


@cache
def vocabulary() -> frozenset[str]:
    """Every word that the templates and their slots can say, in lower case."""
    parts = [part for template in TEMPLATES.values() for kind, part in elements(template.text) if kind != "slot"]
    parts += [word.text for slot in SLOTS.values() for word in slot.words]
    return frozenset(token for part in parts for token in part.lower().split())
