"""How often each value is drawn: the proportions of DeepFashion-MultiModal, with its rarest values raised.

Weights are the counts of its official captions, or those of a sample of them where a count hangs on another value. In
those proportions a wardrobe of 2,000 pictures would show fur twice and glasses in a hand four times; so no value of a
garment has a smaller share than ``FLOOR`` of its kind, and the others give way in proportion. Rare accessories are
raised likewise. Everything else (88 % women, 56 % plain upper garments, 50 % long lower ones) stands as in the data.
"""

from collections.abc import Mapping
from typing import TypeVar

from engine.clothes.attributes import Accessory, Fabric, Gender, Lower, LowerLength, Neckline, Pattern, Sleeve

Value = TypeVar("Value")

# About 50 of 1,600 training pictures: what the compact model needs to learn a value from the shipped encoder.
FLOOR = 0.03
# Of the fifth that wear an outer garment.
OUTER_FLOOR = 0.06


def raised(counts: Mapping[Value, float], floor: float = FLOOR) -> dict[Value, float]:
    """Shares in proportion to counts, none smaller than a floor; they add up to one."""
    low: set[Value] = set()
    while True:
        rest = sum(count for value, count in counts.items() if value not in low)
        scale = (1 - floor * len(low)) / rest
        found = {value for value, count in counts.items() if value not in low and count * scale < floor}
        if not found:
            return {value: floor if value in low else count * scale for value, count in counts.items()}
        low |= found


GENDER: Mapping[Gender, float] = {Gender.FEMALE: 0.88, Gender.MALE: 0.12}

SLEEVE: Mapping[Gender, Mapping[Sleeve, float]] = {
    Gender.FEMALE: raised({Sleeve.SLEEVELESS: 115, Sleeve.SHORT: 24, Sleeve.MEDIUM: 17, Sleeve.LONG: 53}),
    Gender.MALE: raised({Sleeve.SLEEVELESS: 14, Sleeve.SHORT: 40, Sleeve.MEDIUM: 4, Sleeve.LONG: 32}),
}

NECKLINE: Mapping[Gender, Mapping[Neckline, float]] = {
    Gender.FEMALE: raised(
        {Neckline.ROUND: 63, Neckline.V_SHAPE: 14, Neckline.LAPEL: 14, Neckline.STAND: 5, Neckline.SQUARE: 1}
    ),
    Gender.MALE: raised(
        {Neckline.ROUND: 62, Neckline.V_SHAPE: 12, Neckline.LAPEL: 16, Neckline.STAND: 1, Neckline.SQUARE: 0}, 0.02
    ),
}
NECKLINE_BARE: Mapping[Gender, Mapping[Neckline, float]] = {
    Gender.FEMALE: raised(
        {
            Neckline.SUSPENDERS: 31,
            Neckline.ROUND: 48,
            Neckline.V_SHAPE: 9,
            Neckline.SQUARE: 3,
            Neckline.STAND: 3,
            Neckline.LAPEL: 4,
        }
    ),
    Gender.MALE: raised(
        {
            Neckline.ROUND: 11,
            Neckline.V_SHAPE: 2,
            Neckline.SUSPENDERS: 0,
            Neckline.STAND: 0,
            Neckline.LAPEL: 1,
            Neckline.SQUARE: 0,
        },
        0.02,
    ),
}

UPPER_FABRIC: Mapping[Fabric, float] = raised(
    {
        Fabric.COTTON: 10342,
        Fabric.CHIFFON: 1458,
        Fabric.KNITTING: 568,
        Fabric.DENIM: 139,
        Fabric.LEATHER: 16,
        Fabric.FURRY: 29,
        Fabric.OTHER: 112,
    }
)

LOWER: Mapping[Gender, Mapping[Lower, float]] = {
    Gender.FEMALE: raised({Lower.TROUSERS: 93, Lower.SHORTS: 88, Lower.SKIRT: 8, Lower.LEGGINGS: 0}),
    Gender.MALE: {Lower.TROUSERS: 0.73, Lower.SHORTS: 0.27},
}
_TROUSERS: Mapping[LowerLength, float] = raised({LowerLength.LONG: 150, LowerLength.THREE_QUARTER: 12})
LOWER_LENGTH: Mapping[Gender, Mapping[Lower, Mapping[LowerLength, float]]] = {
    Gender.FEMALE: {
        Lower.TROUSERS: _TROUSERS,
        Lower.SHORTS: raised({LowerLength.THREE_POINT: 88, LowerLength.MEDIUM: 12}),
        Lower.SKIRT: raised(
            {
                LowerLength.THREE_POINT: 60,
                LowerLength.MEDIUM: 14,
                LowerLength.THREE_QUARTER: 13,
                LowerLength.LONG: 13,
            }
        ),
        Lower.LEGGINGS: {LowerLength.LONG: 0.8, LowerLength.THREE_QUARTER: 0.2},
    },
    Gender.MALE: {
        Lower.TROUSERS: _TROUSERS,
        Lower.SHORTS: raised({LowerLength.THREE_POINT: 8, LowerLength.MEDIUM: 92}),
    },
}
_LOWER_FABRIC: Mapping[Fabric, float] = {
    Fabric.COTTON: 6406,
    Fabric.DENIM: 4678,
    Fabric.CHIFFON: 926,
    Fabric.LEATHER: 495,
    Fabric.KNITTING: 54,
    Fabric.OTHER: 68,
    Fabric.FURRY: 2,
}
# Nobody wears fur down to the ankle; leggings are of what stretches.
LOWER_FABRIC: Mapping[Lower, Mapping[Fabric, float]] = {
    Lower.TROUSERS: raised({fabric: count for fabric, count in _LOWER_FABRIC.items() if fabric is not Fabric.FURRY}),
    Lower.SHORTS: raised(_LOWER_FABRIC),
    Lower.SKIRT: raised(_LOWER_FABRIC),
    Lower.LEGGINGS: {Fabric.COTTON: 0.8, Fabric.LEATHER: 0.2},
}

# How often a patterned upper garment turns the lower one plain, for the eye's sake. The lower patterns' counts allow
# for it: 73 % are plain in all, as in the data.
QUIET_LOWER = 0.6

OUTER = 0.195
OUTER_FABRIC: Mapping[Fabric, float] = raised(
    {
        Fabric.COTTON: 31,
        Fabric.DENIM: 7,
        Fabric.KNITTING: 8,
        Fabric.FURRY: 3,
        Fabric.CHIFFON: 2,
        Fabric.LEATHER: 1,
        Fabric.OTHER: 0,
    },
    OUTER_FLOOR,
)

_UPPER_PATTERN: Mapping[Pattern, float] = {
    Pattern.PURE: 7080,
    Pattern.GRAPHIC: 3492,
    Pattern.STRIPED: 765,
    Pattern.FLORAL: 461,
    Pattern.LATTICE: 236,
    Pattern.COLOR_BLOCK: 240,
    Pattern.OTHER: 390,
}
_LOWER_PATTERN: Mapping[Pattern, float] = {
    Pattern.PURE: 137,
    Pattern.GRAPHIC: 43,
    Pattern.STRIPED: 10,
    Pattern.FLORAL: 10,
    Pattern.LATTICE: 5,
    Pattern.COLOR_BLOCK: 1,
    Pattern.OTHER: 11,
}
_OUTER_PATTERN: Mapping[Pattern, float] = {
    Pattern.PURE: 36,
    Pattern.GRAPHIC: 6,
    Pattern.STRIPED: 1,
    Pattern.FLORAL: 1,
    Pattern.LATTICE: 2,
    Pattern.COLOR_BLOCK: 3,
    Pattern.OTHER: 3,
}
_DENIM = (Pattern.PURE, Pattern.GRAPHIC, Pattern.FLORAL, Pattern.OTHER)
_MOSTLY_PURE = (Pattern.PURE, Pattern.COLOR_BLOCK, Pattern.STRIPED)


def pattern(fabric: Fabric, *, lower: bool = False, outer: bool = False) -> Mapping[Pattern, float]:
    """The chances of the patterns that a fabric is made in."""
    counts = _OUTER_PATTERN if outer else _LOWER_PATTERN if lower else _UPPER_PATTERN
    if fabric in (Fabric.LEATHER, Fabric.FURRY, Fabric.OTHER):
        made: tuple[Pattern, ...] = _MOSTLY_PURE
    elif fabric is Fabric.DENIM and not outer:
        made = _DENIM
    elif fabric is Fabric.KNITTING and outer:
        # On the narrow fronts of a cardigan stitches make zigzags of them.
        made = tuple(value for value in counts if value not in (Pattern.LATTICE, Pattern.OTHER))
    else:
        made = tuple(counts)
    return raised({value: counts[value] for value in made}, OUTER_FLOOR if outer else FLOOR)


# Of those who can wear them: see ``outfit.sample_accessories``. Over all pictures these come to the data's shares
# (66 % rings, 45 % wrists, 33 % neckwear, 14 % hats, 4 to 5 % sunglasses and belts), and the rest to about 3 %.
ACCESSORY: Mapping[Gender, Mapping[Accessory, float]] = {
    Gender.FEMALE: {
        Accessory.HAT: 0.14,
        Accessory.SUNGLASSES: 0.035,
        Accessory.NECKWEAR: 0.37,
        Accessory.WRIST: 0.5,
        Accessory.BELT: 0.05,
        Accessory.RING: 0.75,
        Accessory.SOCKS: 0.075,
        Accessory.SOCKS_IN_SHOES: 0.075,
        Accessory.LEGGINGS: 0.08,
        Accessory.WAIST_CLOTHING: 0.045,
        Accessory.GLASSES_HELD: 0.095,
    },
    Gender.MALE: {
        Accessory.HAT: 0.18,
        Accessory.SUNGLASSES: 0.08,
        Accessory.NECKWEAR: 0.06,
        Accessory.WRIST: 0.15,
        Accessory.BELT: 0.03,
        Accessory.RING: 0.03,
        Accessory.SOCKS: 0.075,
        Accessory.SOCKS_IN_SHOES: 0.075,
        Accessory.WAIST_CLOTHING: 0.03,
        Accessory.GLASSES_HELD: 0.05,
    },
}
# Captions that name neither the upper nor the lower garment but speak of clothing.
UNNAMED = 0.1
# Each accessory's chance where every value shall be equally likely.
EVEN = 0.25

HAIR_WOMEN = ("long", "wavy", "bob", "ponytail", "bun", "braid", "curly", "long", "half-up")
HAIR_MEN = ("crop", "side", "quiff", "buzz", "curls", "side")
BEARD = ("none", "none", "stubble", "stubble", "full")
