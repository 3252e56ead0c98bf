"""Captions in Chinese: what is written is read again, in whichever wording, and the kind knows as much of it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clothes.attributes import Attributes, Lower, LowerLength
from engine.clothes.chinese.english import to_english
from engine.clothes.chinese.translating import to_chinese
from engine.clothes.chinese.words import LOWERS
from engine.clothes.chinese.writer import sayable, write, write_plain
from engine.clothes.domain import CLOTHES
from engine.clothes.reader import read
from engine.clothes.wardrobe.outfit import sample
from engine.clothes.writer import write as write_english
from engine.domains import FREE, fitting, for_text
from tests.clothes.records import dressed
from tests.clothes.roundtrip import random_record

SHOP = "这款红色连衣裙采用蕾丝拼接设计，适合夏季度假穿着，百搭显瘦。"


def outfits(count: int) -> list[Attributes]:
    """As the demo wardrobe samples them."""
    rng = random.Random(7)
    return [sample(rng).seen for _ in range(count)]


def test_thousands_of_outfits_come_back_whole_from_either_wording() -> None:
    rng = random.Random(3)
    records = [random_record(rng) for _ in range(2500)] + outfits(500)
    for record in records:
        for caption in (write(record, rng), write_plain(record)):
            reading = read(caption)
            assert reading.attributes == sayable(record), caption
            assert (reading.understood, reading.leftover, reading.contradictions) == (1.0, (), ()), caption


def test_what_an_english_caption_says_its_chinese_is_read_to_say() -> None:
    rng = random.Random(4)
    for record in [random_record(rng) for _ in range(2000)] + outfits(500):
        english = write_english(record, rng)
        chinese = to_chinese(english)
        assert chinese is not None
        reading = read(chinese.text)
        assert reading.attributes == read(english).attributes, (english, chinese.text)
        assert reading.understood == 1.0, chinese.text


def test_the_english_of_a_chinese_caption_says_the_same_attributes() -> None:
    rng = random.Random(5)
    for record in [dressed(rng) for _ in range(500)] + outfits(500):
        chinese = write(record, rng)
        english = to_english(chinese)
        assert english is not None
        assert read(english.text).attributes == read(chinese).attributes, (chinese, english.text)
        assert english.marked == ()
        assert "〔" not in english.text


def test_what_the_english_sentences_cannot_say_is_marked() -> None:
    marked = to_english("这位女士身穿一件纯色长袖毛衣，棉质面料，圆领。下穿牛仔长裤，未戴帽子。头戴帽子。图案很漂亮。")
    assert marked is not None
    assert marked.text.startswith("This lady wears a long-sleeve sweater with pure color patterns.")
    assert marked.text.endswith("〔lower fabric: denim; no hat; 图案很漂亮〕")
    assert marked.marked == ("图案很漂亮",)
    assert to_english(SHOP) is None
    assert to_english("") is None


def test_shorts_are_short_unless_no_length_is_told() -> None:
    assert read("下穿短裤。").attributes.lower_length is LowerLength.MEDIUM
    untold = read("下装为短裤，棉质面料，纯色。").attributes
    assert (untold.lower, untold.lower_length) == (Lower.SHORTS, None)
    for (lower, length), words in LOWERS.items():
        for word in words:
            found = read(f"此人下穿{word.text}。").attributes
            assert (found.lower, found.lower_length) == (lower, length)


@pytest.mark.parametrize(
    ("caption", "field", "value"),
    [
        ("一件纯色棉质长袖衬衫", "sleeve", "long"),
        ("她穿着漂亮的条纹无袖背心和红鞋", "upper_pattern", "striped"),
        ("这名男子穿着蓝色牛仔长裤", "lower_fabric", "denim"),
        ("这名男子穿着蓝色牛仔裤", "lower", "trousers"),
        ("这 位 女 士 身穿 一件 纯色 长袖 T恤 , 圆领 ;", "neckline", "round"),
    ],
)
def test_parts_are_read_as_far_as_they_go(caption: str, field: str, value: str) -> None:
    assert getattr(read(caption).attributes, field) == value


@pytest.mark.parametrize(
    "caption",
    [
        "这位女士身穿一件带图案的短袖衬衫和一条长裤。",
        "身穿印有图案的短袖衬衫和一条牛仔长裤。",
        "下身穿棉质长裤。外面是一件条纹棉质外套。",
    ],
)
def test_what_a_model_mixes_of_two_sentences_is_read_whole(caption: str) -> None:
    reading = read(caption)
    assert (reading.understood, reading.leftover) == (1.0, ())


def test_another_garment_is_not_taken_for_one_whose_name_it_begins_with() -> None:
    reading = read("身穿一件纯色长袖衬衫裙。")
    assert reading.attributes.upper is None
    assert "衬衫裙" in "".join(reading.leftover)


def test_a_second_value_is_told_and_what_is_not_understood_is_left_over() -> None:
    reading = read("身穿一件纯色长袖衬衫，圆领，V领，非常好看。")
    assert reading.attributes.neckline == "round"
    assert [other.other for other in reading.contradictions] == ["v-shape"]
    assert reading.leftover == ("非常好看",)
    assert 0 < reading.understood < 1


@given(st.text(alphabet=st.sampled_from("这位女士身穿一件纯色长袖衬衫，。；〔〕的和下裤裙T恤V领 a\n"), max_size=80))
def test_no_text_raises(text: str) -> None:
    reading = read("这" + text)
    assert 0 <= reading.understood <= 1


def test_a_long_text_without_marks_is_walked_once() -> None:
    """A walk for each garment would take hours."""
    reading = read("好看的长袖" * 40_000)
    assert reading.attributes.sleeve == "long"
    assert reading.understood == pytest.approx(0.4)


def test_the_kind_is_found_by_the_captions_and_free_chinese_is_free() -> None:
    rng = random.Random(6)
    captions = [write(record, rng) for record in outfits(40)]
    assert fitting(captions) is CLOTHES
    assert fitting([SHOP, "一位女士在公园里散步。", "两只猫躺在沙发上。"]) is FREE
    assert for_text(captions[0]) is CLOTHES
    assert for_text(SHOP) is FREE


def test_labels_scores_and_counts_are_those_of_the_same_outfits_in_english() -> None:
    rng = random.Random(8)
    records = list(outfits(60))
    chinese, english = [write(record, rng) for record in records], [write_english(record, rng) for record in records]
    shifted = chinese[1:] + chinese[:1]
    for one, other in zip(chinese, english, strict=True):
        assert CLOTHES.labels.encode(one).tolist() == CLOTHES.labels.encode(other).tolist()
    [accuracy, crossed] = [CLOTHES.report(captions, chinese).accuracy for captions in (chinese, shifted)]
    assert accuracy == 1.0
    assert crossed is not None
    assert crossed < 0.8
    assert CLOTHES.report(english, chinese).accuracy == 1.0
    pairs = [(f"{number}.jpg", caption) for number, caption in enumerate(chinese)]
    told = CLOTHES.counts((name, caption) for (name, _), caption in zip(pairs, english, strict=True))
    assert CLOTHES.counts(pairs) == told
    assert {name for name, _ in CLOTHES.fixed_samples(pairs)} == {"woman", "man"}
    assert any(line.startswith("sleeve") for line in CLOTHES.describe(chinese[0]))


def test_ceiling_and_constant_captions_are_chinese() -> None:
    rng = random.Random(9)
    captions = [write(record, rng) for record in outfits(60)]
    ceiling = CLOTHES.ceiling(captions)
    assert ceiling is not None
    assert ceiling == [write_plain(read(caption).attributes) for caption in captions]
    constants = list(CLOTHES.constant_candidates(captions, lambda text: -abs(len(text) - 60)))
    assert constants
    assert all(read(text).understood == 1.0 and not text.isascii() for text in constants)


def test_characters_have_groups_and_those_that_say_the_same_are_alike() -> None:
    groups = dict(zip("女衬袖的，", CLOTHES.word_groups(list("女衬袖的，")), strict=True))
    assert groups == {"女": "person", "衬": "garment", "袖": "attribute", "的": "function", "，": "function"}
    assert "子" in CLOTHES.words_alike("纹")
    assert CLOTHES.words_alike("衬") == {"衬", "毛", "t"}
    assert CLOTHES.words_alike("牛") == {"牛"}


def test_one_outfit_is_worded_in_many_ways() -> None:
    [record] = outfits(1)
    rng = random.Random(10)
    assert len({write(record, rng) for _ in range(200)}) > 100
