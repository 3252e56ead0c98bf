"""Free English in Chinese order: known words worded, unknown ones left in place and marked, no noun dropped."""

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.chinese import to_chinese
from engine.language.freetext import free_to_chinese
from engine.language.lexicon import LEXICON, Kind, look_up
from engine.language.reader import tokenize


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a man in a red jacket holding a dog", "男士穿着红色夹克，拿着狗。"),
        ("a woman wearing a white dress and black boots", "女士穿着白色连衣裙和黑色靴子。"),
        ("man in black suit and tie", "男士穿着黑色西装，系着领带。"),
        ("two people standing on a beach", "两个人站在海滩上。"),
        ("a person riding a bicycle on a road", "人在道路上骑着自行车。"),
        ("a man with a beard wearing glasses", "男士有胡子，戴着眼镜。"),
        ("a red and white striped shirt", "红色和白色条纹衬衫。"),
        ("black and white photo of a man in a coat", "穿着大衣的男士的黑色和白色照片。"),
        ("A man standing next to a woman in a white dress.", "男士站在穿着白色连衣裙的女士旁边。"),
        ("The jacket is red. She wears light blue jeans.", "夹克是红色。她穿着浅蓝色牛仔裤。"),
        ("There is a man who is wearing a pair of sneakers", "有男士穿着一双运动鞋。"),
        ("a woman dressed in black in front of a wall", "女士在墙前面穿着黑色。"),
        ("a gorgeous zebra on a quay", "〔gorgeous zebra〕在〔quay〕上。"),
        ("这位女士 wears a jacket", "这位女士穿着夹克。"),
    ],
)
def test_wording(english: str, chinese: str) -> None:
    assert to_chinese(english) == chinese


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
NOUNS = sorted(word for word, entry in LEXICON.items() if entry.kind in KINDS)
WORDS = [*NOUNS, *sorted(LEXICON), "zebra", "Qua'y", "the", "a", "of", "in", "and", "with", ",", ".", "!"]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_noun_is_dropped_and_what_is_unknown_is_marked(tokens: list[str]) -> None:
    text, unknown = free_to_chinese(tokens)
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
    def seconds(times: int) -> float:
        tokens = tokenize("a man in a coat of a man in a coat next to men in hats and the red and blue of in") * times
        random.Random(1).shuffle(tokens)
        begun = time.process_time()
        free_to_chinese(tokens)
        return time.process_time() - begun

    seconds(10)
    # Four times the text: four times the time if it is linear, sixteen times if it were quadratic.
    assert seconds(2400) < 11 * max(seconds(600), 0.01)
