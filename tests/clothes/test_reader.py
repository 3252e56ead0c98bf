"""Reading: the grammar exactly, everything else as far as it goes."""

import copy
import itertools
import pickle
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from engine.clothes.automaton import Automaton
from engine.clothes.reader import read
from engine.clothes.slots import SLOTS
from engine.clothes.templates import TEMPLATES, elements
from engine.clothes.writer import write_plain
from tests.clothes.roundtrip import DAMAGES, WORDS, understood_by_damage
from tests.counting import lines_run


def _filled(text: str, rng: random.Random) -> str:
    parts = []
    for kind, part in elements(text):
        if kind == "slot":
            parts.append(rng.choice(SLOTS[part].words).text)
        elif kind == "word" or rng.random() < 0.5:
            parts.append(part)
    return " ".join(parts).replace(" ,", ",")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_read_whole_and_by_one_automaton(name: str) -> None:
    rng = random.Random(name)
    others = {other: Automaton([template.text]) for other, template in TEMPLATES.items()}
    for _ in range(20):
        sentence = _filled(TEMPLATES[name].text, rng)
        reading = read(sentence.capitalize() + ".")
        assert reading.understood == 1.0
        assert reading.leftover == ()
        tokens = re.findall(r"[\w-]+|,", sentence.lower())
        matches = {other: automaton.match(tokens, 0) for other, automaton in others.items()}
        assert [key for key, match in matches.items() if match.whole and match.length == len(tokens)] == [name]


def test_the_sample_is_read_with_nothing_left_over(sample: list[str]) -> None:
    for caption in sample:
        reading = read(caption)
        assert (reading.understood, reading.leftover, reading.contradictions) == (1.0, (), ()), caption

        assert read(write_plain(reading.attributes)).attributes == reading.attributes, caption


def test_a_caption_with_the_data_s_own_mistakes() -> None:
    reading = read(
        "This female is wearing a tank tank shirt with color block patterns and a three-point pants. "
        "The tank shirt is with mixed fabric. The neckline of the tank shirt is crew. "
        "The pants are with denim fabric and lattice patterns. There is an accessory in his her neck. "
        "The person wears socks in shoes."
    )
    assert reading.attributes == Attributes(
        Gender.FEMALE,
        Upper.TANK,
        Sleeve.SLEEVELESS,
        Fabric.OTHER,
        Pattern.COLOR_BLOCK,
        Neckline.ROUND,
        Lower.SHORTS,
        LowerLength.THREE_POINT,
        Fabric.DENIM,
        Pattern.LATTICE,
        accessories=frozenset({Accessory.NECKWEAR, Accessory.SOCKS_IN_SHOES}),
    )
    assert reading.attributes.said["lower"] == "pants"
    assert reading.attributes.said["upper_fabric"] == "mixed"
    assert reading.contradictions == ()


def test_case_spaces_and_marks_make_no_difference() -> None:
    caption = "The shirt this guy wears has long sleeves, its fabric is cotton, and it has pure color patterns."
    expected = read(caption).attributes
    assert expected.gender is Gender.MALE
    for other in (caption.upper(), caption.lower().replace(",", " ,").replace(".", " ."), caption.replace(",", "")):
        reading = read(other)
        assert reading.attributes == expected
        assert reading.understood == 1.0


@pytest.mark.parametrize(
    ("caption", "field", "value"),
    [
        ("The shirt is with cotton fabric and it has a round", "neckline", Neckline.ROUND),
        ("The shirt is with", "upper", Upper.SHIRT),
        ("wears a tank tank top with graphic patterns", "sleeve", Sleeve.SLEEVELESS),
        ("a man in a blue striped shirt", "upper_pattern", Pattern.STRIPED),
        ("woman with denim shorts", "lower_fabric", Fabric.DENIM),
        ("short-sleeve T-shirt and long trousers", "lower_length", LowerLength.LONG),
        ("This lady wears a ring There is a hat in her head", "accessories", {Accessory.RING, Accessory.HAT}),
        ("she wears leggings", "gender", Gender.FEMALE),
        ("She wears leggings", "accessories", {Accessory.LEGGINGS}),
        ("outer clothing with furry fabric", "outer_fabric", Fabric.FURRY),
        ("pants with a leather belt", "lower_fabric", None),
        ("a round table and another one", "neckline", None),
        ("long hair", "lower_length", None),
        ("The man wears a long sleeve shirt.", "lower_length", None),
        ("The man wears a long sleeve shirt.", "sleeve", Sleeve.LONG),
        ("This man wears a short sleeve shirt with striped patterns.", "upper_pattern", Pattern.STRIPED),
        ("This man wears a short sleeve shirt with striped patterns.", "lower_length", None),
        ("This lady wears a short dress with floral patterns.", "lower_length", None),
        ("This lady wears a short dress with floral patterns.", "lower_pattern", None),
        ("The shirt is with cotton fabric. She wears a dress with floral patterns.", "upper_pattern", None),
        ("The lady wears a long", "lower_length", LowerLength.LONG),
        ("The lady wears a long long pants.", "lower_length", LowerLength.LONG),
        ("The man has a pair of glasses on his", "accessories", frozenset()),
        ("The man has glasses.", "accessories", frozenset()),
    ],
)
def test_parts_are_read_as_far_as_they_go(caption: str, field: str, value: object) -> None:
    assert getattr(read(caption).attributes, field) == value


@pytest.mark.parametrize("name", ["top", "shirt"])
@pytest.mark.parametrize("rest", ["", " with floral patterns", " with floral patterns and a long skirt"])
def test_a_tank_top_that_is_called_so_once_is_a_tank_top(name: str, rest: str) -> None:
    reading = read(f"This lady wears a tank {name}{rest}. The tank {name} is with cotton fabric.")
    assert (reading.attributes.upper, reading.attributes.sleeve) == (Upper.TANK, None)
    assert (reading.understood, reading.contradictions) == (1.0, ())
    assert (reading.attributes.upper_pattern is Pattern.FLORAL) == bool(rest)
    assert (reading.attributes.lower is Lower.SKIRT) == ("skirt" in rest)
    bare = read(f"wears a tank {name}{rest}").attributes
    assert (bare.upper, bare.sleeve) == (Upper.TANK, None)
    for name in ("tank tank", "sleeveless tank"):
        assert read(f"This lady wears a {name} {name}{rest}.").attributes.sleeve is Sleeve.SLEEVELESS


@pytest.mark.parametrize(
    ("caption", "accessory"),
    [
        ("There is a hat on her head.", Accessory.HAT),
        ("This lady has a hat on her head.", Accessory.HAT),
        ("The lady wears a hat on her head.", Accessory.HAT),
        ("There is an accessory on her neck.", Accessory.NECKWEAR),
        ("There is an accessory around her neck.", Accessory.NECKWEAR),
        ("The lady wears a ring on her finger.", Accessory.RING),
        ("The lady wears a belt on her waist.", Accessory.BELT),
        ("There is a belt around her waist.", Accessory.BELT),
    ],
)
def test_where_an_accessory_is_worn_may_be_told_in_good_english(caption: str, accessory: Accessory) -> None:
    reading = read(caption)
    assert reading.attributes == Attributes(Gender.FEMALE, accessories=frozenset({accessory}))
    assert reading.understood == 1.0


def test_a_place_on_the_body_belongs_to_its_own_accessory() -> None:
    reading = read("There is a ring on her head.")
    assert reading.attributes.accessories == {Accessory.RING}
    assert reading.leftover == ("head .",)


def test_and_between_two_things_that_were_read_is_read() -> None:
    assert read("a tank top and a skirt").understood == 1.0
    assert read("a tank top and").leftover == ("and",)


def test_a_contradiction_is_told_and_the_first_value_stays() -> None:
    reading = read("The shirt is with cotton fabric. The shirt is with denim fabric. The shirt is with denim fabric.")
    assert reading.attributes.upper_fabric is Fabric.COTTON
    (contradiction,) = reading.contradictions
    assert contradiction.field == "upper_fabric"
    assert (contradiction.kept, contradiction.other, contradiction.other_word) == (Fabric.COTTON, Fabric.DENIM, "denim")
    assert read("This lady wears a ring. There is a hat in his head.").contradictions[0].field == "gender"


def test_three_point_pants_and_shorts_do_not_contradict() -> None:
    caption = "This man wears a three-point pants. The shorts are with cotton fabric and pure color patterns."
    assert read(caption).contradictions == ()
    caption = "This man wears a long pants. The shorts are with cotton fabric and pure color patterns."
    assert [contradiction.field for contradiction in read(caption).contradictions] == ["lower"]


def test_what_is_left_over_stands_in_its_place() -> None:
    reading = read("This lady wears a ring. Bananas grow well. There is a hat in her head.")
    assert reading.leftover == ("Bananas grow well .",)
    assert [fact.field for fact in reading.facts] == ["gender", "accessories", "leftover", "accessories", "gender"]
    assert reading.understood == pytest.approx(14 / 18)


def test_a_stutter_is_not_understood() -> None:
    assert read("the pants pants pants pants").understood == pytest.approx(2 / 5)
    assert read("The shirt The shirt The shirt").understood < 0.5


def test_nothing_is_understood_of_nothing() -> None:
    assert read("").understood == 1.0
    assert read("...,").understood == 0.0
    assert read("").attributes == Attributes()


def test_damage_lowers_what_is_understood_and_ten_thousand_damaged_captions_do_not_raise() -> None:
    shares = understood_by_damage(10_000 // len(DAMAGES), 8)
    assert shares[0] == 1.0
    assert all(later < earlier for earlier, later in itertools.pairwise(shares))
    assert shares[-1] < 0.5


@given(st.text() | st.lists(st.sampled_from(WORDS + list(".,<>-’") + ["the", "is", "İ"])).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(caption: str) -> None:
    reading = read(caption)
    assert 0.0 <= reading.understood <= 1.0
    assert (reading.understood == 1.0) == (reading.leftover == ())


def test_a_long_text_takes_linear_time() -> None:
    def lines(times: int) -> int:
        return lines_run(lambda: read("The shirt is with cotton fabric and it has a lady with no idea " * times))

    # Four times the text: four times the lines if the time is linear, sixteen times if it were quadratic.
    assert lines(400) < 5 * lines(100)


def test_records_travel_between_processes() -> None:
    record = read("This lady wears a long-sleeve sweater with graphic patterns.").attributes
    for other in (pickle.loads(pickle.dumps(record)), copy.deepcopy(record)):
        assert other == record
        assert other.said["upper"] == "sweater"


def test_templates_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="long"):
        Automaton(["a {length}", "a {sleeves}"])
