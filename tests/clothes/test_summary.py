"""What stands on the chips: every thing said once, by part, in the reader's words."""

from engine.captions.domain import Statement
from engine.clothes.reader import read
from engine.clothes.summary import summary


def texts(caption: str, language: str) -> dict[str, list[str]]:
    parts = summary(read(caption), language)  # type: ignore[arg-type]
    return {name: [item.text for item in things] for name, things in parts}


def test_each_part_lists_what_was_said_of_it() -> None:
    caption = (
        "This lady wears a long-sleeve sweater with stripe patterns. The sweater is with knitting fabric and its "
        "neckline is v-shape. The lower clothing is of three-quarter length. There is an accessory on her wrist. "
        "The lady wears a ring."
    )
    assert texts(caption, "en") == {
        "gender": ["female"],
        "upper": ["long sleeves", "sweater", "striped", "knitting", "v-shape"],
        "lower": ["three-quarter"],
        "with": ["accessory on the wrist", "ring"],
    }
    assert texts(caption, "zh") == {
        "性别": ["女士"],
        "上衣": ["长袖", "毛衣", "条纹", "针织", "V领"],
        "下装": ["七分"],
        "配饰": ["手腕配饰", "戒指"],
    }


def test_the_chips_say_what_the_chinese_says() -> None:
    caption = (
        "This lady wears a short skirt. The skirt is with mixed fabric and complicated patterns. The outer clothing is "
        "with other fabric and mixed patterns. This lady wears no hat."
    )
    assert texts(caption, "zh") == {
        "性别": ["女士"],
        "下装": ["短", "裙子", "复杂图案", "混纺"],
        "外套": ["外套", "混合图案", "其他"],
        "配饰": ["无帽子"],
    }
    assert texts(caption, "en") == {
        "gender": ["female"],
        "lower": ["short", "skirt", "complicated", "mixed"],
        "outer": ["outer clothing", "mixed", "other"],
        "with": ["no hat"],
    }


def test_an_accessory_said_twice_stands_once() -> None:
    assert texts("The person wears a ring. The person wears a ring.", "en") == {"with": ["ring"]}


def test_what_contradicts_and_what_was_not_understood_are_told_apart() -> None:
    parts = summary(read("It has a round neckline. It has a v-shape neckline. Blue whales sing."), "en")
    assert parts == [
        ("upper", (Statement("round", "neckline"), Statement("v-shape", "neckline", "contradicts"))),
        ("", (Statement("Blue whales sing .", "", "leftover"),)),
    ]


def test_nothing_said_is_nothing_listed() -> None:
    assert summary(read(""), "zh") == []
