import random
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pytest

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
from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.outfit import Outfit, Pose, View, sample, seen_from

PLAIN = Attributes(
    gender=Gender.FEMALE,
    upper=Upper.SHIRT,
    sleeve=Sleeve.SHORT,
    upper_fabric=Fabric.COTTON,
    upper_pattern=Pattern.PURE,
    neckline=Neckline.ROUND,
    lower=Lower.TROUSERS,
    lower_length=LowerLength.LONG,
    lower_fabric=Fabric.COTTON,
    lower_pattern=Pattern.PURE,
)
# Rows of the picture, from the crown to the soles.
HEAD, NECK, CHEST, ARMS, HIPS, LEGS, FEET = (
    slice(30, 190),
    slice(185, 330),
    slice(230, 430),
    slice(230, 620),
    slice(390, 620),
    slice(600, 990),
    slice(880, 1095),
)


def dressed(**changes: Any) -> Outfit:
    """A woman standing straight, with the attributes changed and nothing else."""
    outfit = sample(random.Random("woman"))
    pose = Pose("relaxed", "relaxed", 0.0, 0.0, 0.0, 4.0, 0)
    person = replace(outfit.person, hair="bun", beard="none", build=1.0, height=1.0)
    look = replace(outfit.look, tucked=True, neckwear="beads", hat="brim", shoe_kind="flat", cut="straight", variant=0)
    return Outfit(replace(PLAIN, **changes), look, person, pose)


def pixels(outfit: Outfit) -> np.ndarray:
    return np.asarray(draw(outfit), dtype=np.int16)


@pytest.fixture(scope="module")
def plain() -> np.ndarray:
    return pixels(dressed())


def changed_rows(picture: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.flatnonzero((np.abs(picture - other).max(axis=2) > 25).any(axis=1))


def difference(picture: np.ndarray, other: np.ndarray) -> int:
    """How many pixels differ clearly, estimated from every fourth."""
    return 4 * int((np.abs(picture[::2, ::2] - other[::2, ::2]).max(axis=2) > 25).sum())


def test_size_and_white_border() -> None:
    for number in range(12):
        rng = random.Random(f"border {number}")
        outfit = sample(rng, balanced=True)
        picture = draw(seen_from(outfit, rng.choice(list(View)), rng))
        assert picture.size == (750, 1101)
        assert picture.mode == "RGB"
        frame = np.asarray(picture)
        for edge in (frame[:3], frame[-3:], frame[:, :40].swapaxes(0, 1), frame[:, -40:].swapaxes(0, 1)):
            assert (edge == 255).all()
        # The figure fills the height: a head near the top, feet near the bottom.
        rows = np.flatnonzero((frame < 200).any(axis=(1, 2)))
        assert rows[0] < 120
        assert rows[-1] > 1000


def test_the_same_outfit_gives_the_same_picture(plain: np.ndarray) -> None:
    assert (pixels(dressed()) == plain).all()


@pytest.mark.parametrize(
    ("changes", "region"),
    [
        ({"sleeve": Sleeve.LONG}, ARMS),
        ({"sleeve": Sleeve.MEDIUM}, ARMS),
        ({"neckline": Neckline.V_SHAPE}, NECK),
        ({"neckline": Neckline.LAPEL}, slice(130, 430)),
        ({"neckline": Neckline.STAND}, slice(130, 330)),
        ({"neckline": Neckline.SQUARE}, NECK),
        ({"upper_pattern": Pattern.GRAPHIC}, CHEST),
        ({"lower_length": LowerLength.THREE_QUARTER}, FEET),
        ({"lower": Lower.SHORTS, "lower_length": LowerLength.THREE_POINT}, slice(390, 1095)),
        ({"accessories": frozenset({Accessory.SUNGLASSES})}, HEAD),
        ({"accessories": frozenset({Accessory.HAT})}, slice(0, 210)),
        ({"accessories": frozenset({Accessory.NECKWEAR})}, NECK),
        ({"accessories": frozenset({Accessory.BELT})}, slice(390, 450)),
        ({"accessories": frozenset({Accessory.WRIST})}, HIPS),
        ({"accessories": frozenset({Accessory.RING})}, slice(500, 680)),
    ],
)
def test_an_attribute_changes_its_own_region(plain: np.ndarray, changes: dict[str, Any], region: slice) -> None:
    rows = changed_rows(plain, pixels(dressed(**changes)))
    assert len(rows) >= 8
    assert region.start <= rows[0]
    assert rows[-1] < region.stop


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("upper_fabric", list(Fabric)),
        ("upper_pattern", list(Pattern)),
        ("neckline", list(Neckline)),
        ("lower_fabric", list(Fabric)),
        ("lower_pattern", list(Pattern)),
        ("lower_length", list(LowerLength)),
        ("lower", [Lower.TROUSERS, Lower.SKIRT, Lower.LEGGINGS]),
        ("gender", list(Gender)),
    ],
)
def test_every_value_looks_different(field: str, values: list[StrEnum]) -> None:
    assert field in {item.name for item in fields(Attributes)}
    pictures = [pixels(dressed(**{field: value})) for value in values]
    for number, item in enumerate(pictures):
        for other in pictures[:number]:
            assert difference(item, other) > 1000


def test_prints_show_on_every_lower_garment() -> None:
    for lower in Lower:
        plain = pixels(dressed(lower=lower))
        assert difference(plain, pixels(dressed(lower=lower, lower_pattern=Pattern.GRAPHIC))) > 1000


@pytest.mark.parametrize("accessory", list(Accessory))
@pytest.mark.parametrize("gender", list(Gender))
def test_every_accessory_shows(accessory: Accessory, gender: Gender) -> None:
    legs: dict[str, Any] = {"lower": Lower.SKIRT, "lower_length": LowerLength.THREE_POINT, "gender": gender}
    bare = pixels(dressed(**legs))
    worn = pixels(dressed(**legs, accessories=frozenset({accessory})))
    # At 336 x 224 a pixel stands for about eleven of these.
    assert difference(bare, worn) > 180


def test_outer_garments_leave_the_inner_sleeve_in_sight() -> None:
    outer: dict[str, Any] = {"outer": True, "outer_fabric": Fabric.COTTON, "outer_pattern": Pattern.PURE}
    pictures = [pixels(dressed(sleeve=sleeve, **outer)) for sleeve in Sleeve if sleeve is not Sleeve.SLEEVELESS]
    for number, picture in enumerate(pictures):
        for other in pictures[:number]:
            assert difference(picture, other) > 1000


@pytest.mark.parametrize("view", list(View))
def test_every_view_of_every_outer_fabric_draws(view: View) -> None:
    for fabric in Fabric:
        outfit = dressed(outer=True, outer_fabric=fabric, outer_pattern=Pattern.LATTICE, sleeve=Sleeve.LONG)
        assert draw(seen_from(outfit, view, random.Random(1))).size == (750, 1101)


@pytest.mark.parametrize("view", [View.FRONT, View.BACK])
def test_denim_on_straps_draws_though_it_has_no_seams(view: View) -> None:
    worn: dict[str, Any] = {"upper": Upper.TANK, "sleeve": Sleeve.SLEEVELESS, "neckline": Neckline.SUSPENDERS}
    outfit = dressed(upper_fabric=Fabric.DENIM, upper_pattern=Pattern.GRAPHIC, **worn)
    assert draw(seen_from(outfit, view, random.Random(1))).size == (750, 1101)
