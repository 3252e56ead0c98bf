"""The rules for every caption, and where the words of a caption stand once it was changed."""

import pytest

from engine.captions.carrying import carried
from engine.captions.rewriting import NOTHING, Rewriting, lines_of, rule_of, rules_of


@pytest.mark.parametrize(
    ("rules", "caption", "wanted"),
    [
        ((("dress", "gown"),), "a dress, dressed up.", "a gown, dressed up."),
        ((("a", "one"), ("one", "two")), "a cat and one dog", "one cat and two dog"),
        ((("red dress", "gown"), ("red", "blue")), "red shoes and a red dress", "blue shoes and a gown"),
        ((("Dress", "gown"),), "a dress", "a dress"),
        ((("red", ""),), "a red dress, red", "a dress,"),
        ((("T恤", "短袖"), ("红色", "深红色")), "一件红色T恤", "一件深红色短袖"),
        ((("T", "V"),), "T-shirt 白色T恤", "V-shirt 白色V恤"),
        (((".", "!"),), "a. b.", "a! b!"),
        ((("a", r"\1 \g<r0>"),), "a b", r"\1 \g<r0> b"),
        ((("c++", "C"),), "c++ c++x", "C Cx"),
    ],
)
def test_whole_words_are_replaced_at_once(rules: tuple[tuple[str, str], ...], caption: str, wanted: str) -> None:
    assert Rewriting(replace=rules).apply(caption) == wanted


def test_what_stands_before_and_after_is_laid_around_a_caption_but_not_around_none() -> None:
    rules = Rewriting("photo of ", ", studio", (("cat", "tom"),))
    assert rules.apply("a cat") == "photo of a tom, studio"
    assert rules.apply("") == ""
    assert rules.replaced("a cat") == "a tom"
    assert not NOTHING
    assert Rewriting(suffix="x")
    assert NOTHING.apply(" as it  is ") == " as it  is "


def test_rules_are_written_one_a_line() -> None:
    rules, wrong = rules_of("red → blue\n\n a dress -> a gown \nfoo =>\nno rule\n → new\n")
    assert rules == (("red", "blue"), ("a dress", "a gown"), ("foo", ""))
    assert wrong == ("no rule", "→ new")
    assert rules_of(lines_of(rules)) == (rules, ())


def test_a_rule_needs_its_sign_and_old_words() -> None:
    assert rule_of("a=b=c", "=") == ("a", "b=c")
    for text in ("red", "=blue", " = "):
        with pytest.raises(ValueError, match=f"^{text}$"):
            rule_of(text, "=")


CAPTION = "a red dress with a red hat."
WORDS = [(0, 1), (2, 3), (6, 5), (12, 4), (17, 1), (19, 3), (23, 3), (26, 1)]


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        (CAPTION, [0, 2, 6, 12, 17, 19, 23, 26]),
        ("a blue dress with a red hat.", [0, None, 7, 13, 18, 20, 24, 27]),
        ("one red dress with a red hat", [None, 4, 8, 14, 19, 21, 25, None]),
        ("a redder dress", [0, None, 9, None, None, None, None, None]),
        ("", [None] * 8),
    ],
)
def test_words_are_found_where_they_still_stand(after: str, wanted: list[int | None]) -> None:
    found = carried(CAPTION, after, WORDS)
    assert found == wanted
    for (start, length), place in zip(WORDS, found, strict=True):
        assert place is None or after[place : place + length] == CAPTION[start : start + length]


def test_chinese_words_of_several_characters_stay_whole_or_go() -> None:
    words = [(0, 2), (2, 1), (3, 2)]
    assert carried("红色的裙子", "一件红色的长裙", words) == [2, 4, None]
    assert carried("红色的裙子", "红白色的裙子", words) == [None, 3, 4]
