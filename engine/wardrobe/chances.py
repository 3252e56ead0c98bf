"""How often each value is drawn: the proportions of DeepFashion-MultiModal, softened towards equality.

The data is 88 % women, 82 % cotton and 56 % pure colour; a wardrobe of 2,000 pictures in those proportions would show
some values a dozen times.
"""

from collections.abc import Mapping

from engine.language.attributes import Accessory, Fabric, Gender, Lower, LowerLength, Neckline, Pattern, Sleeve

GENDER: Mapping[Gender, float] = {Gender.FEMALE: 0.68, Gender.MALE: 0.32}

SLEEVE: Mapping[Gender, Mapping[Sleeve, float]] = {
    Gender.FEMALE: {Sleeve.SLEEVELESS: 33, Sleeve.SHORT: 24, Sleeve.MEDIUM: 17, Sleeve.LONG: 26},
    Gender.MALE: {Sleeve.SLEEVELESS: 13, Sleeve.SHORT: 37, Sleeve.MEDIUM: 14, Sleeve.LONG: 36},
}

NECKLINE: Mapping[Gender, Mapping[Neckline, float]] = {
    Gender.FEMALE: {
        Neckline.ROUND: 38,
        Neckline.V_SHAPE: 22,
        Neckline.LAPEL: 18,
        Neckline.STAND: 12,
        Neckline.SQUARE: 10,
    },
    Gender.MALE: {
        Neckline.ROUND: 42,
        Neckline.V_SHAPE: 18,
        Neckline.LAPEL: 26,
        Neckline.STAND: 13,
        Neckline.SQUARE: 1,
    },
}
NECKLINE_BARE: Mapping[Gender, Mapping[Neckline, float]] = {
    Gender.FEMALE: {
        Neckline.SUSPENDERS: 45,
        Neckline.ROUND: 25,
        Neckline.V_SHAPE: 14,
        Neckline.SQUARE: 9,
        Neckline.STAND: 4,
        Neckline.LAPEL: 3,
    },
    Gender.MALE: {
        Neckline.ROUND: 62,
        Neckline.V_SHAPE: 18,
        Neckline.SUSPENDERS: 4,
        Neckline.STAND: 6,
        Neckline.LAPEL: 5,
        Neckline.SQUARE: 1,
    },
}

UPPER_FABRIC: Mapping[Fabric, float] = {
    Fabric.COTTON: 50,
    Fabric.CHIFFON: 13,
    Fabric.KNITTING: 14,
    Fabric.DENIM: 9,
    Fabric.LEATHER: 4,
    Fabric.FURRY: 4,
    Fabric.OTHER: 6,
}
UPPER_FABRIC_BARE: Mapping[Fabric, float] = {
    Fabric.COTTON: 58,
    Fabric.CHIFFON: 18,
    Fabric.KNITTING: 7,
    Fabric.DENIM: 7,
    Fabric.LEATHER: 4,
    Fabric.FURRY: 1,
    Fabric.OTHER: 5,
}

LOWER: Mapping[Gender, Mapping[Lower, float]] = {
    Gender.FEMALE: {Lower.TROUSERS: 40, Lower.SHORTS: 34, Lower.SKIRT: 26},
    Gender.MALE: {Lower.TROUSERS: 62, Lower.SHORTS: 38},
}
LOWER_LENGTH: Mapping[Lower, Mapping[LowerLength, float]] = {
    Lower.TROUSERS: {LowerLength.LONG: 70, LowerLength.THREE_QUARTER: 30},
    Lower.SHORTS: {LowerLength.THREE_POINT: 64, LowerLength.MEDIUM: 36},
    Lower.SKIRT: {
        LowerLength.THREE_POINT: 38,
        LowerLength.MEDIUM: 28,
        LowerLength.THREE_QUARTER: 18,
        LowerLength.LONG: 16,
    },
    Lower.LEGGINGS: {LowerLength.LONG: 1},
}
LOWER_FABRIC: Mapping[Lower, Mapping[Fabric, float]] = {
    Lower.TROUSERS: {Fabric.COTTON: 46, Fabric.DENIM: 38, Fabric.LEATHER: 9, Fabric.KNITTING: 3, Fabric.OTHER: 4},
    Lower.SHORTS: {Fabric.COTTON: 50, Fabric.DENIM: 40, Fabric.LEATHER: 7, Fabric.OTHER: 3},
    Lower.SKIRT: {
        Fabric.COTTON: 42,
        Fabric.DENIM: 20,
        Fabric.CHIFFON: 20,
        Fabric.LEATHER: 11,
        Fabric.KNITTING: 4,
        Fabric.OTHER: 3,
    },
    Lower.LEGGINGS: {Fabric.COTTON: 1},
}

# How often a patterned upper garment turns the lower one plain, for the eye's sake.
QUIET_LOWER = 0.6

OUTER = 0.1
OUTER_FABRIC: Mapping[Fabric, float] = {
    Fabric.COTTON: 45,
    Fabric.DENIM: 22,
    Fabric.LEATHER: 14,
    Fabric.KNITTING: 10,
    Fabric.FURRY: 9,
}

_PATTERN: Mapping[Pattern, float] = {
    Pattern.PURE: 32,
    Pattern.GRAPHIC: 23,
    Pattern.STRIPED: 13,
    Pattern.FLORAL: 11,
    Pattern.LATTICE: 8,
    Pattern.COLOR_BLOCK: 8,
    Pattern.OTHER: 5,
}
_MOSTLY_PURE: Mapping[Pattern, float] = {Pattern.PURE: 80, Pattern.COLOR_BLOCK: 12, Pattern.STRIPED: 8}
_LOWER_PATTERN: Mapping[Pattern, float] = {
    Pattern.PURE: 70,
    Pattern.STRIPED: 8,
    Pattern.FLORAL: 7,
    Pattern.LATTICE: 7,
    Pattern.COLOR_BLOCK: 3,
    Pattern.GRAPHIC: 2,
    Pattern.OTHER: 3,
}
_DENIM_PATTERN: Mapping[Pattern, float] = {Pattern.PURE: 78, Pattern.FLORAL: 8, Pattern.GRAPHIC: 7, Pattern.OTHER: 7}
_OUTER_PATTERN: Mapping[Pattern, float] = {
    Pattern.PURE: 72,
    Pattern.LATTICE: 10,
    Pattern.STRIPED: 8,
    Pattern.FLORAL: 5,
    Pattern.COLOR_BLOCK: 5,
}


def pattern(fabric: Fabric, *, lower: bool = False, outer: bool = False) -> Mapping[Pattern, float]:
    """The chances of the patterns that a fabric is made in."""
    if fabric in (Fabric.LEATHER, Fabric.FURRY, Fabric.OTHER):
        return _MOSTLY_PURE
    if outer:
        return _OUTER_PATTERN
    if fabric is Fabric.DENIM:
        return _DENIM_PATTERN
    return _LOWER_PATTERN if lower else _PATTERN


ACCESSORY: Mapping[Accessory, float] = {
    Accessory.HAT: 0.17,
    Accessory.SUNGLASSES: 0.15,
    Accessory.NECKWEAR: 0.16,
    Accessory.WRIST: 0.22,
    Accessory.BELT: 0.13,
    Accessory.RING: 0.1,
    Accessory.SOCKS: 0.05,
    Accessory.SOCKS_IN_SHOES: 0.1,
    Accessory.LEGGINGS: 0.12,
    Accessory.WAIST_CLOTHING: 0.03,
    Accessory.GLASSES_HELD: 0.02,
}

HAIR_WOMEN = ("long", "wavy", "bob", "ponytail", "bun", "braid", "curly", "long", "half-up")
HAIR_MEN = ("crop", "side", "quiff", "buzz", "curls", "side")
BEARD = ("none", "none", "stubble", "stubble", "full")
