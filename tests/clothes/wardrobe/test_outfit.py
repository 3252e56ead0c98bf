import random
from dataclasses import replace

import pytest

from engine.clothes.attributes import Accessory, Neckline, Sleeve, Upper
from engine.clothes.sayable import sayable
from engine.clothes.wardrobe.outfit import Outfit, View, sample, seen_from


@pytest.fixture(scope="module")
def outfits() -> list[Outfit]:
    return [sample(random.Random(f"outfit {number}")) for number in range(600)]


def test_the_same_randomness_gives_the_same_outfit() -> None:
    assert sample(random.Random(5)) == sample(random.Random(5))
    assert sample(random.Random(5)) != sample(random.Random(6))


def test_everything_worn_can_be_said(outfits: list[Outfit]) -> None:
    for outfit in outfits:
        assert sayable(outfit.attributes) == outfit.attributes
        assert sayable(outfit.seen) == outfit.seen


def test_a_tank_is_what_has_no_sleeves(outfits: list[Outfit]) -> None:
    for outfit in outfits:
        assert (outfit.attributes.upper is Upper.TANK) == (outfit.attributes.sleeve is Sleeve.SLEEVELESS)
        if outfit.attributes.neckline is Neckline.SUSPENDERS:
            assert outfit.attributes.sleeve is Sleeve.SLEEVELESS


def test_no_two_things_in_one_place(outfits: list[Outfit]) -> None:
    for outfit in outfits:
        worn = outfit.attributes.accessories
        assert not {Accessory.SOCKS, Accessory.SOCKS_IN_SHOES} <= worn
        assert not {Accessory.SUNGLASSES, Accessory.GLASSES_HELD} <= worn
        assert not {Accessory.BELT, Accessory.WAIST_CLOTHING} <= worn
        if Accessory.BELT in worn:
            assert outfit.look.tucked


def test_what_a_view_hides_is_not_said() -> None:
    outfit = sample(random.Random(1))
    every = frozenset({Accessory.SUNGLASSES, Accessory.NECKWEAR, Accessory.HAT})
    outfit = replace(
        outfit,
        attributes=replace(outfit.attributes, accessories=every, neckline=Neckline.ROUND),
        look=replace(outfit.look, neckwear="beads"),
    )
    assert outfit.seen == outfit.attributes
    behind = seen_from(outfit, View.BACK, random.Random(2))
    assert behind.seen.neckline is None
    assert behind.seen.accessories == {Accessory.HAT}
    scarf = replace(outfit, look=replace(outfit.look, neckwear="scarf"))
    assert scarf.seen.neckline is None
    assert scarf.seen.accessories == every
