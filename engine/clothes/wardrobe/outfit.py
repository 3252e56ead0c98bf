"""Outfits: what somebody wears, who wears it and how they stand.

What the caption names lies in an ``Attributes`` record; everything else (colours, hair, pose, …) is free variation that
a model must learn to look past.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from engine.clothes.attributes import (
    Accessory,
    Attributes,
    Fabric,
    Gender,
    Lower,
    LowerLength,
    Neckline,
    Pattern,
    Sleeve,
    Upper,
)
from engine.clothes.wardrobe import chances, palette
from engine.clothes.wardrobe.palette import Colour

Value = TypeVar("Value")


class View(StrEnum):
    """From where the figure is seen; SIDE is a three-quarter view."""

    FRONT = "front"
    SIDE = "side"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Person:
    """Who wears it.

    ``build`` scales widths and ``height`` the whole figure, both around 1. ``hair`` and ``beard`` name styles.
    """

    skin: Colour
    hair_colour: Colour
    hair: str
    beard: str
    lips: Colour
    build: float
    height: float


@dataclass(frozen=True, slots=True)
class Pose:
    """How they stand: names of arm poses, and shifts in figure units (sway, stance) or degrees (tilt, head)."""

    left: str
    right: str
    sway: float
    tilt: float
    head: float
    stance: float
    turn: int


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a garment: its ground and two more for patterns."""

    base: Colour
    second: Colour
    third: Colour


@dataclass(frozen=True, slots=True)
class Look:
    """What a product's pictures share beside its attributes."""

    upper: Colours
    lower: Colours
    outer: Colours
    shoe: Colour
    accent: Colour
    shoe_kind: str
    hat: str
    neckwear: str
    wrist: str
    cut: str
    tucked: bool
    variant: int


@dataclass(frozen=True, slots=True)
class Outfit:
    """Everything that one picture is drawn from."""

    attributes: Attributes
    look: Look
    person: Person
    pose: Pose
    view: View = View.FRONT

    @property
    def seen(self) -> Attributes:
        """What the picture shows: a neckline is hidden from behind and under a scarf, and so on."""
        worn = self.attributes
        hidden: set[Accessory] = set()
        neckline = worn.neckline
        if self.view is View.BACK:
            neckline = None
            hidden |= {Accessory.SUNGLASSES, Accessory.GLASSES_HELD}
            if self.look.neckwear != "scarf":
                hidden.add(Accessory.NECKWEAR)
        if Accessory.NECKWEAR in worn.accessories and self.look.neckwear == "scarf":
            neckline = None
        return replace(worn, neckline=neckline, accessories=worn.accessories - hidden)


def sample(rng: random.Random, balanced: bool = False) -> Outfit:
    """Draw an outfit at random, seen from the front.

    Args:
        rng: the source of all randomness.
        balanced: values equally likely where they go together; otherwise in the data's proportions (``chances``).
    """
    attributes = sample_attributes(rng, balanced)
    return dressed(attributes, rng)


def dressed(attributes: Attributes, rng: random.Random) -> Outfit:
    """Choose person, colours and pose for given attributes."""
    person = _person(attributes, rng)
    return Outfit(attributes, _look(attributes, rng, person.skin), person, _pose(rng, View.FRONT))


def seen_from(outfit: Outfit, view: View, rng: random.Random) -> Outfit:
    """The same person in the same clothes from another side, in another pose."""
    return replace(outfit, view=view, pose=_pose(rng, view))


def sample_attributes(rng: random.Random, balanced: bool = False) -> Attributes:
    """Draw the attributes of an outfit; every field but the accessories is said."""
    gender = _pick(rng, chances.GENDER, balanced)
    sleeve = _pick(rng, chances.SLEEVE[gender], balanced)
    bare = sleeve is Sleeve.SLEEVELESS
    necklines = chances.NECKLINE_BARE[gender] if bare else chances.NECKLINE[gender]
    fabric = _pick(rng, chances.UPPER_FABRIC, balanced)
    lower = _pick(rng, chances.LOWER[gender], balanced)
    lower_fabric = _pick(rng, chances.LOWER_FABRIC[lower], balanced)
    length = _pick(rng, chances.LOWER_LENGTH[gender][lower], balanced)
    pattern = _pick(rng, chances.pattern(fabric), balanced)
    lower_pattern = _pick(rng, chances.pattern(lower_fabric, lower=True), balanced)
    if not balanced and pattern is not Pattern.PURE and rng.random() < chances.QUIET_LOWER:
        lower_pattern = Pattern.PURE
    outer = rng.random() < (0.5 if balanced else chances.OUTER)
    outer_fabric = _pick(rng, chances.OUTER_FABRIC, balanced) if outer else None
    outer_pattern = _pick(rng, chances.pattern(outer_fabric, outer=True), balanced) if outer_fabric else None
    if bare and outer:
        # The fronts hide the straps by which it is told from suspenders.
        necklines = {neckline: weight for neckline, weight in necklines.items() if neckline is not Neckline.SQUARE}
    garments = Attributes(
        gender=gender,
        upper=Upper.TANK if bare else Upper.SHIRT,
        sleeve=sleeve,
        upper_fabric=fabric,
        upper_pattern=pattern,
        neckline=_pick(rng, necklines, balanced),
        lower=lower,
        lower_length=length,
        lower_fabric=lower_fabric,
        lower_pattern=lower_pattern,
        outer=outer,
        outer_fabric=outer_fabric,
        outer_pattern=outer_pattern,
    )
    return replace(garments, accessories=sample_accessories(rng, garments, balanced))


def sample_accessories(rng: random.Random, worn: Attributes, balanced: bool = False) -> frozenset[Accessory]:
    """Draw accessories that go with each other and with the garments of a full record."""
    likely = chances.ACCESSORY[worn.gender or Gender.FEMALE]
    found = {accessory for accessory, chance in likely.items() if rng.random() < (chances.EVEN if balanced else chance)}
    if worn.lower_length not in (LowerLength.THREE_POINT, LowerLength.MEDIUM):
        # The lower garment would cover them.
        found -= {Accessory.LEGGINGS, Accessory.SOCKS, Accessory.SOCKS_IN_SHOES}
    for kept, dropped in (
        (Accessory.SUNGLASSES, Accessory.GLASSES_HELD),
        (Accessory.NECKWEAR, Accessory.GLASSES_HELD),
        (Accessory.BELT, Accessory.WAIST_CLOTHING),
        (Accessory.SOCKS_IN_SHOES, Accessory.SOCKS),
    ):
        if kept in found:
            found.discard(dropped)
    if worn.outer:
        # An open front would cover them.
        found -= {Accessory.WAIST_CLOTHING, Accessory.GLASSES_HELD}
    if worn.upper_pattern is Pattern.GRAPHIC:
        # They would hang on the print and be taken for a part of it.
        found.discard(Accessory.GLASSES_HELD)
    if worn.lower_pattern is Pattern.GRAPHIC:
        # It would cover the print.
        found.discard(Accessory.WAIST_CLOTHING)
    return frozenset(found)


def _pick(rng: random.Random, weights: Mapping[Value, float], balanced: bool) -> Value:
    values = list(weights)
    return rng.choice(values) if balanced else rng.choices(values, list(weights.values()))[0]


def _person(attributes: Attributes, rng: random.Random) -> Person:
    man = attributes.gender is Gender.MALE
    skin = rng.choice(palette.SKINS)
    fair = palette.luminance(skin) > 150
    return Person(
        skin=skin,
        hair_colour=rng.choice(palette.HAIRS if fair else palette.DARK_HAIRS),
        hair=rng.choice(chances.HAIR_MEN if man else chances.HAIR_WOMEN),
        beard=rng.choice(chances.BEARD) if man else "none",
        lips=rng.choice(palette.LIPS),
        build=rng.choice((0.94, 0.98, 1.0, 1.0, 1.05, 1.12)),
        height=rng.uniform(0.95, 1.0),
    )


def _pose(rng: random.Random, view: View) -> Pose:
    arms = ("relaxed", "relaxed", "loose", "loose", "hip", "bent")
    left, right = rng.choice(arms), rng.choice(arms)
    if left == right == "bent":
        right = "relaxed"
    return Pose(
        left=left,
        right=right,
        sway=rng.choice((-1, 1)) * rng.uniform(0.0, 13.0),
        tilt=rng.uniform(-0.025, 0.025),
        head=rng.uniform(-4.0, 4.0),
        stance=rng.uniform(0.0, 16.0),
        turn=rng.choice((-1, 1)) if view is View.SIDE else 0,
    )


def _look(attributes: Attributes, rng: random.Random, skin: Colour) -> Look:
    upper = _colours(attributes.upper_fabric, rng, palette.CLOTHES, [])
    lowers = palette.LEGGINGS if attributes.lower is Lower.LEGGINGS else palette.LOWERS
    # A block in the skin's colour would look like a bare leg.
    bare = [skin] if attributes.lower_pattern is Pattern.COLOR_BLOCK else []
    lower = _colours(attributes.lower_fabric, rng, lowers, [upper.base, *bare], bare)
    outer = _colours(attributes.outer_fabric, rng, palette.CLOTHES, [upper.base, lower.base])
    woman = attributes.gender is not Gender.MALE
    if attributes.neckline is Neckline.LAPEL and rng.random() < (0.2 if woman else 0.6):
        neckwear = "tie"
    elif woman:
        neckwear = rng.choice(("scarf", "beads", "pendant", "beads"))
    else:
        neckwear = rng.choice(("scarf", "bandana", "pendant"))
    shoes = ("sneaker", "pump", "flat", "boot", "pump") if woman else ("sneaker", "loafer", "boot", "sneaker")
    shoe_kind = rng.choice(shoes)
    if Accessory.SOCKS_IN_SHOES in attributes.accessories:
        shoe_kind = "sneaker"
    shoes_in = palette.SHOES if woman else palette.SHOES_MEN if shoe_kind == "sneaker" else palette.LEATHER_SHOES
    if Accessory.SOCKS_IN_SHOES in attributes.accessories:
        # White ones would look like feet in socks alone.
        shoes_in = tuple(shoe for shoe in shoes_in if palette.luminance(shoe) < 180)
    return Look(
        upper=upper,
        lower=lower,
        outer=outer,
        shoe=rng.choice(shoes_in),
        accent=palette.contrasting(rng, palette.ACCENTS, [upper.base, lower.base], 70.0),
        shoe_kind=shoe_kind,
        hat=rng.choice(("brim", "beanie", "fedora", "cap") if woman else ("beanie", "fedora", "cap", "cap")),
        neckwear=neckwear,
        wrist=rng.choice(("bangle", "watch", "cuff")),
        cut=rng.choice(("slim", "straight", "wide") if woman else ("straight", "straight", "slim")),
        tucked=rng.random() < (0.55 if woman else 0.3) or Accessory.BELT in attributes.accessories,
        variant=rng.randrange(1 << 16),
    )


def _colours(
    fabric: Fabric | None,
    rng: random.Random,
    choices: tuple[Colour, ...],
    others: list[Colour],
    inks_apart_from: Sequence[Colour] = (),
) -> Colours:
    choices = {
        Fabric.DENIM: palette.DENIMS,
        Fabric.LEATHER: palette.LEATHERS,
        Fabric.CHIFFON: palette.PASTELS,
        Fabric.KNITTING: palette.KNITS,
        Fabric.FURRY: palette.FURS,
        Fabric.OTHER: palette.SHINES,
    }.get(fabric or Fabric.COTTON, choices)
    base = palette.contrasting(rng, choices, others, 80.0)
    second = palette.contrasting(rng, palette.CLOTHES + palette.ACCENTS, [base, *inks_apart_from], 130.0)
    third = palette.contrasting(rng, palette.CLOTHES + palette.ACCENTS, [base, second, *inks_apart_from], 90.0)
    return Colours(base, second, third)
