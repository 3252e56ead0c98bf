"""What a caption denies is no fact: an accessory is told as not worn, everything else is left over."""

import pytest

from engine.clothes.attributes import Accessory, Attributes, Gender
from engine.clothes.reader import read
from tests.clothes.spoken import translate
from tests.counting import lines_run


@pytest.mark.parametrize(
    ("caption", "absent", "chinese"),
    [
        ("The lady wears no hat.", ["hat"], "这位女士未戴帽子。"),
        ("There is no ring on her finger.", ["ring"], "这位女士未戴戒指。"),
        ("This man does not wear a hat.", ["hat"], "这位男士未戴帽子。"),
        ("This person has no neckwear.", ["neckwear"], "此人未戴颈饰。"),
        ("The lady isn't wearing a hat.", ["hat"], "这位女士未戴帽子。"),
        ("The lady isn’t wearing sunglasses.", ["sunglasses"], "这位女士未戴太阳镜。"),
        ("A guy without a belt", ["belt"], "这位男士未系腰带。"),
        ("No person wears a hat.", ["hat"], "此人未戴帽子。"),
        ("This man never wears leggings.", ["leggings"], "这位男士未穿打底裤。"),
        ("The woman has no hat or sunglasses.", ["hat", "sunglasses"], "这位女士未戴帽子，未戴太阳镜。"),
        (
            "She is not wearing any hat, ring or belt.",
            ["hat", "ring", "belt"],
            "这位女士未戴帽子，未戴戒指，未系腰带。",
        ),
        ("This lady wears no hat and no belt.", ["hat", "belt"], "这位女士未戴帽子，未系腰带。"),
        ("He doesn't have any neckwear on his neck", ["neckwear"], "这位男士未戴颈饰。"),
        ("There is no accessory on her wrist.", ["wrist"], "这位女士手腕没有配饰。"),
        ("There is no clothing on his waist.", ["clothing on the waist"], "这位男士腰间没有衣物。"),
        (
            "This person has no pair of glasses on her hands or clothes.",
            ["glasses held"],
            "这位女士手上和衣服上没有眼镜。",
        ),
        ("The hat is not worn.", ["hat"], "未戴帽子。"),
        ("Sunglasses aren't visible.", ["sunglasses"], "未戴太阳镜。"),
        ("Nobody wears a hat.", ["hat"], "未戴帽子。"),
        ("Neither the man wears a hat or a belt.", ["hat", "belt"], "这位男士未戴帽子，未系腰带。"),
        ("Neither this lady nor the woman wears a hat.", ["hat"], "这位女士未戴帽子。"),
    ],
)
def test_an_accessory_that_is_denied_is_not_worn(caption: str, absent: list[str], chinese: str) -> None:
    reading = read(caption)
    assert reading.attributes.accessories == frozenset()
    assert reading.absent == tuple(absent)
    assert (reading.understood, reading.leftover) == (1.0, ())
    assert translate(caption).text == chinese
    assert reading.to_json()["absent"] == absent


@pytest.mark.parametrize("accessory", Accessory)
def test_each_accessory_can_be_denied(accessory: Accessory) -> None:
    from engine.clothes.writer import write_plain

    worn = write_plain(Attributes(Gender.FEMALE, accessories=frozenset({accessory})))
    denied = worn.replace("There is ", "There is no ").replace("wears ", "wears no ").replace("has ", "has no ")
    denied = denied.replace("no a ", "no ").replace("no an ", "no ")
    assert denied != worn
    reading = read(denied)
    assert reading.attributes == Attributes(Gender.FEMALE)
    assert reading.absent == (accessory,)


@pytest.mark.parametrize(
    ("caption", "worn"),
    [
        ("There is no accessory on her wrist. There is a ring on her finger.", {Accessory.RING}),
        ("The lady wears a hat, no ring.", {Accessory.HAT}),
        ("The lady wears no hat but a ring.", {Accessory.RING}),
        ("The lady wears no hat and a ring.", {Accessory.RING}),
        ("The lady wears not only a hat.", {Accessory.HAT}),
        ("The lady wears a hat. The belt is not worn.", {Accessory.HAT}),
        ("The hat is worn, not a belt.", {Accessory.HAT}),
        ("There is no doubt that she wears a hat.", {Accessory.HAT}),
        ("There is no The lady wears a hat.", {Accessory.HAT}),
    ],
)
def test_a_negation_reaches_no_further_than_what_it_denies(caption: str, worn: set[Accessory]) -> None:
    assert read(caption).attributes.accessories == worn


@pytest.mark.parametrize(
    "caption",
    [
        "The lady wears no red hat.",
        "The pants are not of long length.",
        "This is not a man.",
        "The lady does not wear a long-sleeve shirt.",
        "The shirt is not with cotton fabric.",
        "It has no round neckline.",
    ],
)
def test_what_else_is_denied_is_left_over_and_no_fact(caption: str) -> None:
    reading = read(caption)
    a = reading.attributes
    assert (a.lower_length, a.sleeve, a.upper_fabric, a.neckline, a.accessories) == (
        None,
        None,
        None,
        None,
        frozenset(),
    )
    assert a.gender is not Gender.MALE
    assert reading.leftover
    assert reading.absent == ()


def test_no_sleeves_is_said_of_a_sleeve() -> None:
    for caption in ("Her tank top has no sleeves.", "a tank top without sleeves", "a tank top with no sleeves"):
        assert read(caption).attributes.sleeve == "sleeveless"
        assert read(caption).understood == 1.0


def test_many_negations_take_linear_time() -> None:
    def lines(times: int) -> int:
        return lines_run(lambda: read("no red and not blue without nor never a hat or " * times + "no " * times))

    # Four times the text: four times the lines if the time is linear, sixteen times if it were quadratic.
    assert lines(400) < 5 * lines(100)
