"""Which pictures a demo wardrobe holds: styles, their products, and each product's pictures.

A style is one set of garments; it is sold as two or three products in other colours, on other people. A product is
shown in one to four pictures. Everything follows from the seed and the style's number alone, so that any part of the
wardrobe can be drawn by itself.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.clothes.attributes import Attributes, Fabric, Gender, Lower, Pattern, Sleeve
from engine.clothes.wardrobe.outfit import Outfit, View, dressed, sample_accessories, sample_attributes, seen_from

_SHOTS: tuple[tuple[str, View, float], ...] = (
    ("1_front", View.FRONT, 1.0),
    ("2_side", View.SIDE, 0.34),
    ("3_back", View.BACK, 0.26),
    ("4_full", View.FRONT, 0.3),
    ("7_additional", View.FRONT, 0.3),
)
_MOST = 4
FEWEST = _MOST + 1
"""So many pictures show two products at least, of which one can be held back for the test split."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to draw: its file name and what is on it."""

    name: str
    outfit: Outfit


def style_pictures(seed: int, style: int, balanced: bool, most: int | None = None) -> list[Picture]:
    """The pictures of one style, in order: all of them, or so many of them at most, taken at random."""
    rng = random.Random(f"{seed} style {style} {balanced}")
    attributes = sample_attributes(rng, balanced)
    pictures = []
    for product in range(rng.choice((2, 2, 3))):
        worn = replace(attributes, accessories=sample_accessories(rng, attributes, balanced))
        outfit = dressed(worn, rng)
        # Five products' places are kept for each style, so that a product's number tells its style.
        stem = f"{_category(worn, rng)}-id_{style * 5 + product + 1:08d}-01"
        shots = [shot for shot in _SHOTS if rng.random() < shot[2]][:_MOST]
        for suffix, view, _ in shots:
            if view is View.BACK and worn.outer:
                # A closed back would hide all of the garment beneath.
                view, suffix = View.FRONT, "7_additional"
                if any(name == suffix for name, _, _ in shots):
                    continue
            seen = outfit if suffix == "1_front" else seen_from(outfit, view, rng)
            pictures.append(Picture(f"{stem}_{suffix}.jpg", seen))
    if most is None or most >= len(pictures):
        return pictures
    return [pictures[place] for place in sorted(rng.sample(range(len(pictures)), most))]


def planned(images: int, seed: int, balanced: bool, most: int | None = None) -> Iterator[tuple[int, list[Picture]]]:
    """Style by style, the pictures of a wardrobe, ``most`` of each; the last style may be cut short."""
    left, style = images, 0
    while left > 0:
        pictures = style_pictures(seed, style, balanced, most)[:left]
        yield style, pictures
        left -= len(pictures)
        style += 1


def _category(worn: Attributes, rng: random.Random) -> str:
    """The shop's department, as DeepFashion names its files."""
    man = worn.gender is Gender.MALE
    if worn.outer:
        return "MEN-Jackets_Vests" if man else "WOMEN-Jackets_Coats"
    choices = ["Tees_Tanks"]
    if worn.sleeve is Sleeve.LONG and worn.upper_fabric in (Fabric.KNITTING, Fabric.FURRY):
        choices = ["Sweaters"]
    elif worn.sleeve is Sleeve.LONG or worn.upper_fabric is Fabric.CHIFFON:
        choices = ["Shirts_Polos", "Sweatshirts_Hoodies"] if man else ["Blouses_Shirts", "Sweatshirts_Hoodies"]
    elif worn.upper_pattern is Pattern.GRAPHIC and not man:
        choices = ["Graphic_Tees"]
    if worn.lower_fabric is Fabric.DENIM:
        choices.append("Denim")
    elif worn.lower is not None:
        choices.append(
            {Lower.SKIRT: "Skirts", Lower.SHORTS: "Shorts", Lower.LEGGINGS: "Leggings"}.get(worn.lower, "Pants")
        )
    return ("MEN-" if man else "WOMEN-") + rng.choice(choices)
