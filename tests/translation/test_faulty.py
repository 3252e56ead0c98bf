"""Whatever a server answers, a caption gets a translation that is one, or the offline one and the reason; both ways."""

import contextlib
import json
import sqlite3
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domains import for_text
from engine.translation.cache import Cache
from engine.translation.direction import TO_CHINESE, TO_ENGLISH, Direction
from engine.translation.faults import (
    ECHO,
    GARBLED,
    MARKUP,
    NO_WORDS,
    NOT_JSON,
    OTHER_LANGUAGE,
    SAME,
    TOO_LONG,
    TOO_SHORT,
    WRONG_COUNT,
    WRONG_SHAPE,
)
from engine.translation.judging import fault_of
from engine.translation.offline import Maker
from engine.translation.translator import Translator
from tests.translation.conftest import QUICK
from tests.translation.server import Server, in_chinese

ENGLISH_CAPTION = "This lady wears a short-sleeve shirt with pure color patterns. The shirt is with cotton fabric."
CHINESE_CAPTION = "这位女士身穿短袖衬衫，图案为纯色。衬衫为棉质面料。"
GOOD = {
    TO_CHINESE: "这位女士穿着一件短袖纯色棉衬衫。",
    TO_ENGLISH: "The lady wears a plain cotton shirt with short sleeves.",
}
CAPTION = {TO_CHINESE: ENGLISH_CAPTION, TO_ENGLISH: CHINESE_CAPTION}
MAKERS = ("baidu", "libretranslate")
DIRECTIONS = (TO_CHINESE, TO_ENGLISH)

Answer = Callable[[str], str]

INTO_BOTH: dict[str, tuple[Answer, str]] = {
    "the caption": (lambda text: text, ECHO),
    "the caption in wide letters": (
        lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
        ECHO,
    ),
    "the caption in quotes": (lambda text: f"“{text}”", ECHO),
    "the caption twice": (lambda text: f"{text} {text}", ECHO),
    "a heading and the caption": (lambda text: f"Translation 译文: {text}", ECHO),
    "nothing": (lambda text: "", NO_WORDS),
    "spaces": (lambda text: " \t\r\n\u3000", NO_WORDS),
    "signs that are not seen": (lambda text: "\u200b\ufeff\u2060\u202e", NO_WORDS),
    "control characters": (lambda text: "\x00\x07\x1b\x7f", NO_WORDS),
    "a mark": (lambda text: "?", NO_WORDS),
    "a number": (lambda text: "200", NO_WORDS),
    "pictures": (lambda text: "👚👒", NO_WORDS),
    "a page": (
        lambda text: "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
        MARKUP,
    ),
    "a tag around a good answer": (lambda text: f"<b>{good(text)}</b>", MARKUP),
    "a tag in entities": (lambda text: f"&lt;i&gt;{good(text)}&lt;/i&gt;", MARKUP),
    "a comment": (lambda text: f"{good(text)}<!-- cached", MARKUP),
    "JSON": (lambda text: json.dumps({"text": good(text)}, ensure_ascii=False), MARKUP),
    "a block of code": (lambda text: f"```\n{good(text)}\n```", MARKUP),
    "a novel": (lambda text: good(text) * 200, TOO_LONG),
    "a novel of spaces and words": (lambda text: good(text) + " a" * 2000, TOO_LONG),
    "bytes read wrongly": (lambda text: f"{good(text)[:8]}\ufffd\ufffd", GARBLED),
    "bytes read wrongly twice": (lambda text: f"{good(text)[:8]}锟斤拷锟斤拷", GARBLED),
    "Russian": (lambda text: "На этой даме рубашка с коротким рукавом.", OTHER_LANGUAGE),
    "Korean": (lambda text: "이 여성은 반팔 셔츠를 입고 있습니다.", OTHER_LANGUAGE),
    "Japanese": (lambda text: "この女性は半袖シャツを着ています。", OTHER_LANGUAGE),
    "Japanese of few kana": (lambda text: "半袖綿無地女性用肌着の図", OTHER_LANGUAGE),
    "Arabic": (lambda text: "ترتدي هذه السيدة قميصا بأكمام قصيرة.", OTHER_LANGUAGE),
    "Greek": (lambda text: "Η κυρία φοράει ένα κοντομάνικο πουκάμισο.", OTHER_LANGUAGE),
    "French": (lambda text: "Cette dame porte une chemise à manches courtes.", OTHER_LANGUAGE),
    "German": (lambda text: "Diese Dame trägt ein Hemd mit kurzen Ärmeln.", OTHER_LANGUAGE),
    "Spanish": (lambda text: "Esta señora lleva una camisa de manga corta.", OTHER_LANGUAGE),
    "Vietnamese": (lambda text: "Người phụ nữ này mặc áo sơ mi ngắn tay.", OTHER_LANGUAGE),
    "Turkish": (lambda text: "Bu kadın bir kısa kollu gömlek giyiyor.", OTHER_LANGUAGE),
}
ONE_WAY: dict[tuple[str, Direction], tuple[Answer, str]] = {
    ("an error in English", TO_CHINESE): (lambda text: "Too many requests, try again later.", OTHER_LANGUAGE),
    ("half of it in Chinese", TO_CHINESE): (lambda text: "this lady wears a short-sleeve 衬衫", OTHER_LANGUAGE),
    ("UTF-8 read as Latin-1", TO_CHINESE): (lambda text: good(text).encode().decode("latin-1"), OTHER_LANGUAGE),
    ("one character", TO_CHINESE): (lambda text: "是", TOO_SHORT),
    ("half of it in English", TO_ENGLISH): (lambda text: "lady 身穿短袖衬衫，图案为纯色", OTHER_LANGUAGE),
    ("another Chinese sentence", TO_ENGLISH): (lambda text: "翻译失败，请稍后再试。", OTHER_LANGUAGE),
    ("one word", TO_ENGLISH): (lambda text: "Yes.", TOO_SHORT),
}
FAULTY = [
    *((name, direction, *case) for name, case in INTO_BOTH.items() for direction in DIRECTIONS),
    *((*key, *case) for key, case in ONE_WAY.items()),
]


def good(text: str) -> str:
    return GOOD[TO_ENGLISH if text == CHINESE_CAPTION else TO_CHINESE]


def asking(server: Server, maker: str, cache: Path | None = None) -> Translator:
    return Translator(maker, url=server.url, rate=1000, patience=QUICK, domain=for_text, cache=cache)


def rows(cache: Path) -> list[tuple[str, str]]:
    """What a cache holds."""
    if not cache.exists():
        return []
    with contextlib.closing(sqlite3.connect(cache)) as database:
        return database.execute("SELECT text, translation FROM translation").fetchall()


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(("direction", "answer", "reason"), [case[1:] for case in FAULTY], ids=[
    f"{case[0]}, {case[1]}" for case in FAULTY
])  # fmt: skip
def test_a_faulty_answer_is_refused_not_kept_and_told(
    server: Server, tmp_path: Path, maker: str, direction: Direction, answer: Answer, reason: str
) -> None:
    caption, cache = CAPTION[direction], tmp_path / "answers.sqlite"
    server.translation = answer
    with asking(server, maker, cache) as translator:
        [made] = translator.translate([caption], direction)
    assert made.provider is Maker.OFFLINE
    assert made.problem is not None
    assert (made.problem.code, made.problem.values["reason"]) == ("translator-answer", reason)
    [offline] = Translator(domain=for_text).translate([caption], direction)
    assert made.text == offline.text != ""
    assert rows(cache) == []
    # An answer of this kind that was kept by an earlier version is asked for anew.
    kept = Cache(cache)
    kept.keep(translator._asking.provider.name, {caption: answer(caption)}, direction)  # type: ignore[union-attr]
    kept.close()
    server.translation = good
    with asking(server, maker, cache) as translator:
        [made] = translator.translate([caption], direction)
    assert (made.text, made.problem) == (GOOD[direction], None)
    assert rows(cache) == [(caption, GOOD[direction])]


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_good_answer_is_taken_and_cleaned(server: Server, maker: str, direction: Direction) -> None:
    server.translation = lambda text: f"\ufeff {good(text)}\u200b\r\n"
    with asking(server, maker) as translator:
        [made] = translator.translate([CAPTION[direction]], direction)
    assert (made.text, made.problem, made.provider) == (GOOD[direction], None, Maker(maker))


@pytest.mark.parametrize(
    ("text", "answer", "direction"),
    [
        ("A Nike Air Max shoe.", "一只Nike Air Max鞋。", TO_CHINESE),
        ("Nike Air Max", "Nike Air Max鞋", TO_CHINESE),
        ("A pair of adidas shoes.", "一双adidas鞋。", TO_CHINESE),
        ("An iPhone by the pool.", "泳池边的iPhone。", TO_CHINESE),
        ("A dress of the 1990s with a & sign.", "一条印有&符号的九十年代连衣裙。", TO_CHINESE),
        ("Hat.", "帽子。", TO_CHINESE),
        ("Pants.", "裤子。裤装，长裤。", TO_CHINESE),
        ("The letter β on a shirt.", "衬衫上的字母β。", TO_CHINESE),
        ("A <b> tag on a screen.", "屏幕上的<b>标签。", TO_CHINESE),
        ("帽子", "Hat", TO_ENGLISH),
        ("一条蓝色牛仔裤。", "A pair of jeans.", TO_ENGLISH),
        ("红衬衫", "red shirt", TO_ENGLISH),
        ("印有李宁标志的鞋", "Shoes with the 李宁 logo", TO_ENGLISH),
        ("咖啡馆里的一件米色夹克", "A beige jacket in a café", TO_ENGLISH),
        ("一件低领上衣", "Décolleté top", TO_ENGLISH),
        ("一件德卢克斯夹克", "A de luxe jacket for the man", TO_ENGLISH),
    ],
)
def test_what_looks_odd_and_is_a_translation_is_taken(text: str, answer: str, direction: Direction) -> None:
    assert fault_of(text, answer, direction) == ""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", NOT_JSON),
        (b"<html><body>Sign in</body></html>", NOT_JSON),
        ("这位女士".encode("gbk"), NOT_JSON),
        (b'{"trans_result": [{"dst": "\xff\xfe"}]}', NOT_JSON),
        (b"[" * 100_000, NOT_JSON),
        (b'{"translatedText": ' + b"9" * 10_000 + b"}", NOT_JSON),
        (b"null", WRONG_SHAPE),
        (b"NaN", WRONG_SHAPE),
        (b'"\xe5\xb8\xbd"', WRONG_SHAPE),
        (b"[]", WRONG_SHAPE),
        (b"{}", WRONG_SHAPE),
        (b'{"trans_result": {}, "translatedText": {}}', WRONG_SHAPE),
        (b'{"trans_result": [], "translatedText": []}', WRONG_COUNT),
        (b'{"trans_result": [{}, {}, {}], "translatedText": ["a", "b", "c"]}', WRONG_COUNT),
        (b'{"trans_result": [7, null], "translatedText": [7, null]}', WRONG_SHAPE),
        (b'{"trans_result": [{"dst": ["x"]}, {"dst": {}}], "translatedText": [["x"], {}]}', WRONG_SHAPE),
        (b'{"trans_result": [{"dst": "\\ud83d"}, {"dst": "x"}], "translatedText": ["\\ud83d", "x"]}', WRONG_SHAPE),
        (b'{"translatedText": "' + b"x" * 2**20 + b'"}', TOO_LONG),
    ],
    ids=lambda value: str(value)[:24],
)
@pytest.mark.parametrize("maker", MAKERS)
def test_a_body_that_is_no_answer_is_refused(
    server: Server, tmp_path: Path, maker: str, body: bytes, reason: str
) -> None:
    server.body = lambda texts: body
    cache = tmp_path / "answers.sqlite"
    with asking(server, maker, cache) as translator:
        done = translator.translate(["A hat.", "Two shirts."])
    assert [made.text for made in done] == ["头戴帽子。", "两件衬衫。"]
    assert {made.provider for made in done} == {Maker.OFFLINE}
    assert [made.problem.values["reason"] for made in done if made.problem] == [reason, reason]
    assert rows(cache) == []


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_server_without_chinese_says_so_once_and_is_not_asked_again(server: Server, direction: Direction) -> None:
    server.languages = frozenset({"auto", "en", "fr"})
    with asking(server, "libretranslate") as translator:
        done = translator.translate([CAPTION[direction]] + [f"{CAPTION[direction]} {n}" for n in range(20)], direction)
    assert {made.provider for made in done} == {Maker.OFFLINE}
    problems = {(made.problem.code, str(made.problem)) for made in done if made.problem}
    assert problems == {
        (
            "translator-language",
            "LibreTranslate does not translate between these languages (HTTP 400 zh is not supported). "
            "Choose another one.",
        )
    }
    assert len(server.asked) == 1


def test_a_refusal_that_comes_as_a_success_is_told_in_the_server_s_words(server: Server) -> None:
    server.body = lambda texts: b'{"error": "Slow\\u202e\\u0007down"}'
    with asking(server, "libretranslate") as translator:
        [made] = translator.translate(["A hat."])
    assert made.problem is not None
    assert (made.problem.code, made.problem.values["reason"]) == ("translator-request", "Slow down")
    server.body = lambda texts: b'{"error": "zh is not supported"}'
    with asking(server, "libretranslate") as translator:
        [made] = translator.translate(["A hat."])
    assert made.problem is not None
    assert made.problem.code == "translator-language"


@pytest.mark.parametrize("maker", MAKERS)
def test_one_answer_for_captions_that_differ_is_a_message(server: Server, maker: str) -> None:
    captions = ["A hat.", "Two shirts.", "Blue jeans on the man."]
    server.translation = lambda text: "请求过于频繁，请稍后再试。"
    with asking(server, maker) as translator:
        done = translator.translate(captions)
        alike = translator.translate(
            [f"The man wears a blue hat and a red shirt {word}." for word in ("now", "here", "")]
        )
    assert [made.problem.values["reason"] for made in done if made.problem] == [SAME] * 3
    # Captions that say the same may be answered alike.
    assert [made.problem for made in alike] == [None] * 3


def test_entities_are_read_unless_the_caption_holds_some(server: Server) -> None:
    server.translation = {"A hat.": "一顶&quot;红&#39;帽&#x5b50;&amp;衫", "A &amp; shirt.": "一件&amp;衬衫"}.__getitem__
    with asking(server, "baidu") as translator:
        done = translator.translate(["A hat.", "A &amp; shirt."])
    assert [made.text for made in done] == ["一顶\"红'帽子&衫", "一件&amp;衬衫"]


def test_marks_do_not_tower(server: Server) -> None:
    server.translation = lambda text: "一顶帽" + "\u0301" * 50 + "子"
    with asking(server, "baidu") as translator:
        [made] = translator.translate(["A hat."])
    assert made.text == "一顶帽\u0301\u0301子"


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
SHAPED = st.lists(st.text(max_size=60) | JSON_LIKE, max_size=4)


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("direction", DIRECTIONS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=SHAPED | JSON_LIKE | st.binary(max_size=60))
def test_no_answer_breaks_the_line(
    server: Server, tmp_path: Path, maker: str, direction: Direction, answers: object
) -> None:
    """Every caption comes back in its place, in plain text of a bounded length; only what was taken is kept."""

    def body(texts: list[str]) -> bytes:
        if isinstance(answers, bytes):
            return answers
        items = [{"src": text, "dst": answer} for text, answer in zip(texts, answers, strict=False)] if isinstance(
            answers, list
        ) else answers  # fmt: skip
        return json.dumps({"trans_result": items, "translatedText": answers}).encode()

    server.body = body
    cache = tmp_path / "answers.sqlite"
    captions = [CAPTION[direction], "7", CAPTION[direction][:12]]
    with asking(server, maker, cache) as translator:
        done = translator.translate(captions, direction)
    assert [made.caption for made in done] == captions
    kept = dict(rows(cache))
    for made in done:
        online = made.provider is not Maker.OFFLINE
        assert online == (made.problem is None)
        assert len(made.text) <= 100 + 10 * len(made.caption)
        assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for sign in made.text)
        if online:
            assert kept[made.caption] == made.text
            assert fault_of(made.caption, made.text, direction) == ""
    cache.unlink(missing_ok=True)


def test_the_stand_in_of_these_tests_is_a_translation_itself() -> None:
    assert fault_of(ENGLISH_CAPTION, in_chinese(ENGLISH_CAPTION), TO_CHINESE) == ""
