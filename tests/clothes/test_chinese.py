"""Chinese: every thing said is worded, nothing else is, and what was not understood is marked."""

import random
import re
from dataclasses import replace
from enum import StrEnum

import pytest

from engine.clothes.attributes import Accessory, Attributes
from engine.clothes.reader import read
from engine.clothes.sayable import sayable
from engine.clothes.slots import SLOTS
from engine.clothes.templates import vocabulary
from engine.clothes.terms import field_name, term
from engine.clothes.writer import write, write_plain
from engine.translation.english.lexicon import LEXICON, gloss
from tests.clothes.records import FIELDS, dressed
from tests.clothes.spoken import to_chinese, translate

# What a value must be told by, written here a second time on purpose.
FABRICS = {
    "cotton": "棉",
    "denim": "牛仔",
    "chiffon": "雪纺",
    "knitting": "针织",
    "leather": "皮革",
    "furry": "毛绒",
    "mixed": "混纺",
    "other": "其他面料",
}
PATTERNS = {
    "pure color": "纯色",
    "solid color": "纯色",
    "graphic": "带图案",
    "floral": "花卉",
    "striped": "条纹",
    "stripe": "条纹",
    "lattice": "格纹",
    "plaid": "格纹",
    "color block": "拼色",
    "complicated": "复杂图案",
    "mixed": "混合图案",
    "other": "其他图案",
}
NECKLINES = {
    "round": "圆领",
    "crew": "圆领",
    "v-shape": "V领",
    "lapel": "翻领",
    "stand": "立领",
    "square": "方领",
    "suspenders": "吊带",
}
UPPERS = {"shirt": "衬衫", "T-shirt": "T恤", "sweater": "毛衣", "tank top": "背心", "tank shirt": "背心"}
LENGTHS = {"long": "长", "medium": "中长", "short": "短", "three-point": "三分", "three-quarter": "七分"}
LOWERS = {"pants": "裤", "trousers": "裤", "shorts": "短裤", "skirt": "裙", "leggings": "打底裤"}
SLEEVES = {"sleeveless": "无袖", "short": "短袖", "medium": "中袖", "long": "长袖"}
ACCESSORIES = {
    Accessory.HAT: "帽子",
    Accessory.SUNGLASSES: "太阳镜",
    Accessory.GLASSES_HELD: "有眼镜",
    Accessory.NECKWEAR: "颈饰",
    Accessory.WRIST: "手腕戴有配饰",
    Accessory.RING: "戒指",
    Accessory.BELT: "腰带",
    Accessory.WAIST_CLOTHING: "腰间系有衣物",
    Accessory.SOCKS: "脚穿袜子",
    Accessory.SOCKS_IN_SHOES: "鞋内穿有袜子",
    Accessory.LEGGINGS: "穿着打底裤",
}


def _present(table: dict[str, str], text: str) -> set[str]:
    """The terms of a table that a clause holds; a longer one hides a shorter one within it."""
    found = set()
    for word in sorted(set(table.values()), key=len, reverse=True):
        if word in text:
            found.add(word)
            text = text.replace(word, "＊")
    return found


def _expected(record: Attributes, field: str, table: dict[str, str]) -> set[str]:
    return {table[record.said[field]]} if field in record.said else set()


def _check_terms(caption: str) -> None:
    """Each thing that the caption says has its term in its clause, and nothing else is there."""
    record = read(caption).attributes
    text = to_chinese(caption)
    assert text.endswith("。")
    assert "〔" not in text
    assert not re.search("[A-Za-z]", text.replace("T恤", "").replace("V领", ""))
    clauses = text[:-1].split("；")
    beginning = {"female": "这位女士", "male": "这位男士"}.get(record.gender or "", "")
    assert clauses[0].startswith(beginning or ("身穿", "此人"))
    wears_upper = record.sleeve is not None or record.upper is not None
    upper = clauses.pop(0) if wears_upper else ""
    lower = clauses.pop(0) if record.lower_length is not None or record.lower is not None else ""
    outer = clauses.pop(0) if record.outer else ""
    worn = clauses.pop(0).split("，") if record.accessories else []
    assert not clauses
    assert _present(FABRICS, upper) == _expected(record, "upper_fabric", FABRICS)
    assert _present(PATTERNS, upper) == _expected(record, "upper_pattern", PATTERNS)
    assert _present(NECKLINES, upper) == _expected(record, "neckline", NECKLINES)
    assert _present(UPPERS, upper) == _expected(record, "upper", UPPERS)
    assert _present(SLEEVES, upper) == ({SLEEVES[record.sleeve]} if record.sleeve else set())
    assert _present(FABRICS, lower) == _expected(record, "lower_fabric", FABRICS)
    assert _present(PATTERNS, lower) == _expected(record, "lower_pattern", PATTERNS)
    if record.lower_length:
        assert LENGTHS[record.said["lower_length"]] in lower
    if record.lower:
        noun = LOWERS[record.said["lower"]]
        assert noun in lower or (record.said.get("lower_length") == "short" and "短" in lower)
    elif lower:
        assert "下装为" in lower
    assert ("外套" in outer) == record.outer == ("外套" in text)
    assert _present(FABRICS, outer) == _expected(record, "outer_fabric", FABRICS)
    assert _present(PATTERNS, outer) == _expected(record, "outer_pattern", PATTERNS)
    assert {accessory for accessory, word in ACCESSORIES.items() if any(word in phrase for phrase in worn)} == set(
        record.accessories
    )
    assert len(worn) == len(record.accessories)


def test_each_term_stands_in_its_clause_and_no_other() -> None:
    rng = random.Random(1)
    for _ in range(600):
        drawn = dressed(rng)
        if rng.random() < 0.3:
            drawn = replace(drawn, neckline=None)
        if rng.random() < 0.2:
            drawn = replace(drawn, upper=None, lower=None)
        if rng.random() < 0.2:
            drawn = replace(drawn, gender=None)
        _check_terms(write(drawn, rng))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "This lady wears a long-sleeve shirt with solid color patterns. The shirt is with cotton fabric. It has a "
            "round neckline. This lady wears a long trousers. The trousers are with denim fabric and pure color "
            "patterns. There is an accessory on her wrist. This lady wears a ring.",
            "这位女士身穿一件纯色长袖衬衫，棉质面料，圆领；下穿牛仔长裤，纯色；手腕戴有配饰，手指戴有戒指。",
        ),
        (
            "The upper clothing has no sleeves, knitting fabric and graphic patterns. The neckline of it is "
            "suspenders. The lower clothing is of short length. The fabric is mixed and it has stripe patterns.",
            "身穿一件带图案的无袖上衣，针织面料，吊带款；下装为短款，混纺面料，条纹。",
        ),
        (
            "This person wears a short-sleeve T-shirt with other patterns and a three-point shorts. The T-shirt is "
            "with other fabric and its neckline is v-shape. The shorts are with other fabric and floral patterns.",
            "此人身穿一件其他图案的短袖T恤，其他面料，V领；下穿三分短裤，其他面料，花卉纹。",
        ),
        (
            "His shirt has medium sleeves, cotton fabric and plaid patterns. This person wears a short pants. The "
            "pants are with denim fabric and pure color patterns. The person has glasses on his hands or clothes.",
            "这位男士身穿一件格纹中袖衬衫，棉质面料；下穿牛仔短裤，纯色；手持或衣襟挂有眼镜。",
        ),
        (
            "This woman is wearing a three-quarter skirt. The skirt is with chiffon fabric and color block patterns. "
            "The outer clothing the person wears is with leather fabric and complicated patterns.",
            "这位女士下穿雪纺七分裙，拼色；外搭一件复杂图案的皮革外套。",
        ),
        ("There is a hat in her head.", "这位女士头戴帽子。"),
        ("The skirt is with denim fabric and pure color patterns.", "下穿牛仔裙，纯色。"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_wording(english: str, chinese: str) -> None:
    assert to_chinese(english) == chinese


def test_accessories_keep_the_order_of_the_caption() -> None:
    first = to_chinese("This guy wears a ring. There is an accessory on his wrist.")
    second = to_chinese("There is an accessory on his wrist. This guy wears a ring.")
    assert first == "这位男士手指戴有戒指，手腕戴有配饰。"
    assert second == "这位男士手腕戴有配饰，手指戴有戒指。"


def test_what_was_not_understood_is_marked_where_it_stood() -> None:
    translation = translate("This lady wears a hat with a red jacket and frobnicates.")
    assert translation.text == "这位女士头戴帽子〔带红色夹克和frobnicates〕。"
    assert translation.unknown == ("frobnicates",)
    assert translation.understood == pytest.approx(5 / 12)


def test_marks_side_by_side_are_one() -> None:
    assert to_chinese("he has a hat with his other neck") == "这位男士头戴帽子〔其他颈部〕。"
    assert to_chinese("This lady wears a ring. Foo her bar.") == "这位女士手指戴有戒指〔Foo bar〕。"


def test_free_english_is_worded_from_left_to_right_and_only_unknown_words_are_marked() -> None:
    free = translate("A man in a red jacket petting a zebra.")
    assert free.text == "一位男士穿着红色夹克〔petting zebra〕。"
    assert free.marked == free.unknown == ("petting", "zebra")
    assert free.understood < 0.5
    assert to_chinese("The") == "〔该〕"


@pytest.mark.parametrize(
    "caption",
    [
        "This person <unk> wears",
        "the pants pants pants pants",
        "on her the with fabric",
        "This lady wears a ring with zebras. Zebras.",
    ],
)
def test_what_a_half_trained_model_says_is_no_free_english(caption: str) -> None:
    translation = translate(caption)
    assert translation.marked == read(caption).leftover
    assert "〔" in translation.text


def test_one_unknown_word_does_not_make_a_caption_free_english() -> None:
    caption = (
        "This lady wears a long-sleeve shirt with polka dot patterns. The shirt is with silk fabric. It has a boat "
        "neckline."
    )
    translation = translate(caption)
    assert translation.text == "这位女士身穿一件长袖衬衫〔波点图案，丝绸面料，一字领〕。"
    assert translation.marked == read(caption).leftover
    assert not translation.free
    assert to_chinese("Her shirt has long sleeves, fluffy fabric") == "这位女士身穿一件长袖衬衫〔fluffy面料〕。"
    assert translate("The man wears a red jacket.").free


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a tank top and a skirt", "身穿一件背心；下穿裙子。"),
        ("a tank top and a skirt and a", "身穿一件背心；下穿裙子。"),
        ("There is an accessory on her", "这位女士〔有配饰〕。"),
        ("The shirt is with", "身穿一件衬衫。"),
        ("There is a ring. There is no", "手指戴有戒指。"),
        ("The lady wears a ring. It has no pattern.", "这位女士手指戴有戒指〔无图案〕。"),
        ("The lady wears a ring. pure color", "这位女士手指戴有戒指〔纯色〕。"),
        ("The man has a pair of glasses on his", "这位男士〔有一双眼镜〕。"),
        ("This man wears a short shorts.", "这位男士下穿短裤。"),
        (
            "This man wears a short shorts. The shorts are with denim fabric and solid color patterns.",
            "这位男士下穿牛仔短裤，纯色。",
        ),
        (
            "The shirt is with cotton fabric and cotton. The shirt is with denim fabric. It has a round neckline. It "
            "has a stand neckline.",
            "身穿一件衬衫，棉质面料，圆领〔另称上衣面料：牛仔，另称领型：立领〕。",
        ),
    ],
)
def test_half_captions_have_no_noise(english: str, chinese: str) -> None:
    assert to_chinese(english) == chinese


def _unordered(chinese: str) -> list[list[str]]:
    """The clauses, each with its parts in one order: the writer's accessories have their own."""
    return [sorted(clause.split("，")) for clause in chinese.removesuffix("。").split("；")]


def test_the_words_that_were_said_survive_the_way_through_the_record() -> None:
    rng = random.Random(7)
    for _ in range(600):
        drawn = dressed(rng)
        if rng.random() < 0.3:
            drawn = replace(drawn, upper=None, lower=None)
        caption = write(drawn, rng)
        again = write_plain(read(caption).attributes, keep_words=True)
        assert _unordered(to_chinese(again)) == _unordered(to_chinese(caption)), (caption, again)


def test_a_contradiction_is_told() -> None:
    text = to_chinese("The shirt is with cotton fabric. The shirt is with denim fabric.")
    assert text == "身穿一件衬衫，棉质面料〔另称上衣面料：牛仔〕。"


def test_the_sample_in_chinese(sample: list[str]) -> None:
    for caption in sample:
        _check_terms(caption)


def test_the_lexicon_knows_every_word_of_the_grammar() -> None:
    assert len(vocabulary()) > 90
    for word in sorted(vocabulary() - {","}):
        text, unknown = gloss(word)
        assert unknown == (), word
        assert not re.search("[A-Za-z]", text.replace("T恤", "").replace("V", "")), word
    assert all(re.search("[一-鿿]", entry.chinese) for entry in LEXICON.values())


def test_every_value_has_a_term() -> None:
    kinds: dict[str, type[StrEnum]] = {**FIELDS, "accessories": Accessory}
    for field, kind in kinds.items():
        for value in kind:
            assert re.fullmatch("[一-鿿TV]+", term(field, value, "zh")), value
            assert re.fullmatch("[a-z -]+", term(field, value, "en")), value
    for slot in SLOTS.values():
        if slot.field is not None and slot.field in FIELDS:
            for word in slot.words:
                assert re.fullmatch("[一-鿿TV]+", term(slot.field, word.text, "zh")), word
    assert term("outer", True, "zh") == "外套"
    assert term("outer", True, "en") == "outer clothing"
    assert term("neckline", None, "zh") == "未提及"
    assert term("upper", "sweater", "zh") == "毛衣"
    assert term("sleeve", "long", "en") == "long sleeves"


def test_every_field_has_a_name() -> None:
    for field in (*FIELDS, "outer", "accessories"):
        assert field_name(field, "en")[0].islower()
        assert re.fullmatch("[一-鿿]+", field_name(field, "zh"))


def test_sayable_and_chinese_agree_on_trousers_at_the_knee() -> None:
    record = read("This man wears a medium pants.").attributes
    assert sayable(record) == record
    assert to_chinese("This man wears a medium pants.") == "这位男士下穿中长裤。"
