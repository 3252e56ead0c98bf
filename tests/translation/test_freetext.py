"""Free English in Chinese order: known words worded, unknown ones left in place and marked, no noun dropped."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.translation.english.freetext import free_to_chinese
from engine.translation.english.lexicon import COMPOUND_WORDS, LEXICON, Kind, look_up
from engine.translation.english.tokens import tokenize
from tests.clothes.spoken import to_chinese
from tests.counting import lines_run


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a man in a red jacket holding a dog", "一位男士穿着红色夹克，拿着狗。"),
        ("a woman wearing a white dress and black boots", "一位女士穿着白色连衣裙和黑色靴子。"),
        ("man in black suit and tie", "男士穿着黑色西装，系着领带。"),
        ("two people standing on a beach", "两个人站在海滩上。"),
        ("a person riding a bicycle on a road", "一个人在道路上骑着自行车。"),
        ("a man with a beard wearing glasses", "一位男士有胡子，戴着眼镜。"),
        ("a red and white striped shirt", "红色和白色条纹衬衫。"),
        ("black and white photo of a man in a coat", "穿着大衣的男士的黑色和白色照片。"),
        ("A man standing next to a woman in a white dress.", "一位男士站在穿着白色连衣裙的女士旁边。"),
        ("The jacket is red. She wears light blue jeans.", "夹克是红色。她穿着浅蓝色牛仔裤。"),
        ("There is a man who is wearing a pair of sneakers", "有一位男士穿着一双运动鞋。"),
        ("a woman dressed in black in front of a wall", "一位女士在墙前面穿着黑色。"),
        ("a gorgeous zebra on a quay", "〔gorgeous zebra〕在〔quay〕上。"),
        ("这位女士 wears a jacket", "这位女士穿着夹克。"),
        ("two women standing next to each other", "两位女士站在一起。"),
        ("a shirt made of cotton", "棉制衬衫。"),
        ("The jacket is made of cotton.", "夹克是棉制的。"),
        ("People waiting for the bus", "人们在等公交车。"),
        ("a man with a hat in his hand", "一位男士手里拿着帽子。"),
        ("A man is holding a phone in his hand.", "一位男士手里拿着手机。"),
        ("a woman is petting her dog", "一位女士〔petting〕她的狗。"),
        ("two belts", "两条腰带。"),
        ("two pairs of shoes and three hats", "两双鞋子和三顶帽子。"),
        ("a shirt that says hello", "印有〔hello〕的衬衫。"),
        ('A t-shirt that reads "I love you" and jeans', "印有〔I love you〕的T恤和牛仔裤。"),
        ("a jacket with a boat neckline", "夹克带一字领。"),
        ("a dress of silk fabric", "丝绸面料的连衣裙。"),
        ("This lady has red hair.", "这位女士有红色头发。"),
        ("These women wear this jacket", "这些女士穿着这件夹克。"),
        (
            "a man in a suit and a woman in a dress standing next to each other",
            "一位男士穿着西装，一位女士穿着连衣裙，站在一起。",
        ),
        ("The man is not wearing a jacket.", "男士没有穿夹克。"),
        ("A boy isn't happy and has no shoes", "一个男孩不快乐，没有鞋子。"),
        ("He looks at the camera while holding a dog, but she sits.", "他看着镜头，同时拿着狗，但她坐。"),
    ],
)
def test_wording(english: str, chinese: str) -> None:
    assert to_chinese(english) == chinese


@pytest.mark.parametrize(
    ("english", "chinese", "marked"),
    [
        ("a man riding up", "一位男士骑着〔上〕。", ("up",)),
        ("a jacket that on the", "夹克〔那〕〔在〕。".replace("〕〔", ""), ("that", "on")),
        ("zebras walk along", "〔zebras〕走〔沿着〕。", ("zebras", "along")),
        ("a jacket for", "夹克〔为〕。", ("for",)),
    ],
)
def test_known_words_that_no_rule_places_are_marked(english: str, chinese: str, marked: tuple[str, ...]) -> None:
    assert free_to_chinese(tokenize(english))[:2] == (chinese, marked)


def test_forms_of_a_word_are_found() -> None:
    for word, chinese in (
        ("holds", "拿着"),
        ("sitting", "坐"),
        ("riding", "骑着"),
        ("carries", "携带"),
        ("jackets", "夹克"),
        ("dresses", "连衣裙"),
        ("woman's", "女士"),
        ("babies", "婴儿"),
    ):
        entry = look_up(word)
        assert entry is not None, word
        assert entry.chinese == chinese
    # "Ring" is no form of a verb "r", nor is "bring" one of "br".
    assert look_up("ring") == ("戒指", Kind.WORN)
    assert look_up("bring") is None
    assert look_up("2026") == ("2026", Kind.NOUN)


KINDS = (Kind.PERSON, Kind.GARMENT, Kind.NOUN, Kind.BODY)
# Words that mean something else together ("tank top", "boat neckline") are told by that.
NOUNS = sorted(word for word, entry in LEXICON.items() if entry.kind in KINDS and word not in COMPOUND_WORDS)
WORDS = [*NOUNS, *sorted(LEXICON), "zebra", "Qua'y", "the", "a", "of", "in", "and", "with", ",", ".", "!"]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_noun_is_dropped_and_what_is_unknown_is_marked(tokens: list[str]) -> None:
    text, marked, unknown = free_to_chinese(tokens)
    assert set(unknown) <= set(marked)
    assert set(unknown) == {"zebra", "Qua'y"}.intersection(tokens)
    bare = re.sub("〔[^〕]*〕", "", text)
    assert not re.search("[A-Za-z]", bare.replace("T恤", "").replace("V", ""))
    for word in set(tokens).intersection(NOUNS):
        if word not in ("pair", "dot", "dots", "glasses", "glass", "light"):
            assert LEXICON[word].chinese in text
    assert text.count("〔") == text.count("〕")


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    free_to_chinese(tokenize(text))


def test_a_long_text_takes_linear_time() -> None:
    def lines(times: int) -> int:
        tokens = tokenize("a man in a coat of a man in a coat next to men in hats and the red and blue of in") * times
        random.Random(1).shuffle(tokens)
        return lines_run(lambda: free_to_chinese(tokens))

    # Four times the text: four times the lines if the time is linear, sixteen times if it were quadratic.
    assert lines(200) < 5 * lines(50)
