"""Each garment alone, many together, and what the captions of real photos list: written, read, in both languages."""

import json
import random
import re
from pathlib import Path

import pytest

from engine.captions.domain import Statement
from engine.outfits.domain import OUTFITS
from engine.outfits.garments import GARMENTS, How
from engine.outfits.reader import read
from engine.outfits.writer import write_chinese, write_listed, write_plain
from tests.shared import shared

PLAIN = "A person in a coat, trousers and boots, with a bag and sunglasses."
LISTED = "The person wears a bag, boots, a coat, pants and sunglasses."
CHINESE = "一位穿着大衣、长裤和靴子的人，戴着太阳镜，拎着包。"
TAGS = frozenset(("coat", "pants", "boots", "bag", "sunglasses"))


def outfits(count: int) -> list[frozenset[str]]:
    chance = random.Random(count)
    return [frozenset(chance.sample(list(GARMENTS), chance.randint(0, 12))) for _ in range(count)]


def chinese_of(caption: str) -> str:
    made = OUTFITS.translate(caption, "zh")
    assert made is not None
    assert not made.marked
    assert not made.unknown
    assert "〔" not in made.text
    return made.text


def test_one_outfit_in_each_wording() -> None:
    assert write_plain(TAGS) == PLAIN
    assert write_listed(TAGS) == LISTED
    assert write_chinese(TAGS) == CHINESE
    assert {read(caption).garments for caption in (PLAIN, LISTED, CHINESE)} == {TAGS}
    assert chinese_of(PLAIN) == chinese_of(LISTED) == CHINESE
    back = OUTFITS.translate(CHINESE, "en")
    assert back is not None
    assert back.text == PLAIN


@pytest.mark.parametrize("tag", GARMENTS)
def test_every_garment_alone(tag: str) -> None:
    garment = GARMENTS[tag]
    for write in (write_plain, write_listed, write_chinese):
        caption = write(frozenset([tag]))
        assert read(caption).garments == {tag}
        assert OUTFITS.reads(caption)
    text = chinese_of(write_plain(frozenset([tag])))
    assert text == f"一位{garment.how.value}{garment.chinese}的人。"
    assert OUTFITS.lost(write_plain(frozenset([tag])), text) == ()
    assert OUTFITS.field_name(tag, "zh") == garment.chinese


def test_names_are_each_garments_own() -> None:
    garments = list(GARMENTS.values())
    assert len({garment.chinese for garment in garments}) == len({garment.word for garment in garments}) == 56
    assert all(re.fullmatch("[\\u4e00-\\u9fff]+|T恤", garment.chinese) for garment in garments)
    assert {garment.how for garment in garments} == set(How)


@pytest.mark.parametrize(
    ("tags", "english", "chinese"),
    [
        ((), "A person.", "一个人。"),
        (("hat",), "A person with a hat.", "一位戴着帽子的人。"),
        (("bag", "scarf"), "A person with a bag and a scarf.", "一位围着围巾的人，拎着包。"),
        (("cape", "dress"), "A person in a cape and a dress.", "一位穿着连衣裙的人，披着斗篷。"),
        (
            ("belt", "jeans", "shirt", "tie", "wallet", "watch"),
            "A person in a shirt and jeans, with a wallet, a tie, a belt and a watch.",
            "一位穿着衬衫和牛仔裤的人，系着领带和腰带，戴着手表，拿着钱包。",
        ),
        (("t-shirt", "earrings"), "A person in a T-shirt, with earrings.", "一位穿着T恤的人，戴着耳环。"),
    ],
)
def test_sentences_of_a_few(tags: tuple[str, ...], english: str, chinese: str) -> None:
    assert write_plain(frozenset(tags)) == english
    assert chinese_of(english) == write_chinese(frozenset(tags)) == chinese


def test_many_outfits_there_and_back() -> None:
    for tags in outfits(400):
        for write in (write_plain, write_listed, write_chinese):
            caption = write(tags)
            found = read(caption)
            assert (found.garments, found.understood, found.leftover, found.whole) == (tags, 1.0, (), True)
        assert chinese_of(write_plain(tags)) == write_chinese(tags)
        back = OUTFITS.translate(write_chinese(tags), "en")
        assert back is not None
        assert back.text == write_plain(tags)


def test_the_captions_of_real_photos() -> None:
    captions = json.loads((shared("real/street") / "captions.json").read_text(encoding="utf-8"))
    assert len(captions) > 1000
    for caption in captions.values():
        assert OUTFITS.reads(caption)
        plain = write_plain(read(caption).garments)
        assert read(plain).garments == read(caption).garments
        assert chinese_of(caption) == chinese_of(plain)


def test_a_stutter_and_a_strange_word() -> None:
    stutter = read("A person in a coat, a coat and a coat, with")
    assert stutter.said == ("coat", "coat", "coat")
    assert stutter.garments == {"coat"}
    assert stutter.whole
    strange = read("A person in a coat and rubber gloves.")
    assert (strange.garments, strange.leftover, strange.whole) == ({"coat", "gloves"}, ("rubber",), False)
    assert 0.8 < strange.understood < 1
    made = OUTFITS.translate("A person in a coat and a xyzzy hat.")
    assert made is not None
    assert made.text == "一位穿着大衣的人，戴着帽子〔xyzzy〕。"
    assert (made.marked, made.unknown) == (("xyzzy",), ("xyzzy",))
    # What begins otherwise is none of these sentences, nor is what is Chinese already translated into Chinese.
    assert OUTFITS.translate("A dog in a coat.") is None
    assert OUTFITS.translate(CHINESE, "zh") is None
    assert not OUTFITS.reads("")


def test_what_stands_on_the_chips() -> None:
    assert OUTFITS.summary("A person in a coat and moon boots, with a bag.", "en") == [
        ("clothing", (Statement("coat", "clothing"), Statement("boots", "clothing"))),
        ("accessories", (Statement("bag", "accessories"),)),
        ("", (Statement("moon", "", "leftover"),)),
    ]
    assert OUTFITS.summary("A person in trousers.", "zh") == [("服装", (Statement("长裤", "服装"),))]
    assert OUTFITS.describe("A person in pants.") == ["garments: trousers"]
    assert OUTFITS.describe("A person in red pants.") == ["garments: trousers", "not understood: red"]


def test_what_another_chinese_text_has_lost() -> None:
    lost = OUTFITS.lost(PLAIN, "一个穿外套和裤子的人，戴着墨镜。")
    assert [(each.field, each.value, each.word) for each in lost] == [
        ("garment", "boots", "boots"),
        ("garment", "bag", "bag"),
    ]


def test_words_and_names() -> None:
    assert OUTFITS.word_groups(["A", "person", "in", "Trousers", ",", "T-shirt", "dog"]) == [
        *("function",) * 3,
        "garment",
        "function",
        "garment",
        "function",
    ]
    assert OUTFITS.word_groups(["穿", "裤", "人"], "zh") == ["function", "garment", "function"]
    assert OUTFITS.words_alike("Pants") == OUTFITS.words_alike("trousers") == {"pants", "trousers"}
    assert OUTFITS.words_alike("dog") == {"dog"}
    names = [OUTFITS.value_name("hat", value, "zh") for value in ("yes", "no", "trousers", "?")]
    assert names == ["有", "无", "长裤", "?"]
    assert OUTFITS.value_name("hat", "yes", "en") == "yes"
    assert OUTFITS.field_name("pants", "en") == "trousers"
    assert OUTFITS.said("1.jpg", PLAIN) == dict.fromkeys(("coat", "pants", "boots", "bag", "sunglasses"), "yes")


def test_the_project_holds_none_of_the_photos() -> None:
    names = set(json.loads((shared("real/street") / "captions.json").read_text(encoding="utf-8")))
    project = Path(__file__).parents[2]
    assert not [path for path in (project / "checkpoints").rglob("*.jpg") if path.name in names]
