"""Answers that are no translation are refused, translated offline, told, and not kept; and the other direction."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from engine.clothes.domain import CLOTHES
from engine.domains import for_text
from engine.translation.cache import Cache
from engine.translation.direction import TO_CHINESE, TO_ENGLISH, Direction, direction_of
from engine.translation.faults import ECHO, NO_WORDS, OTHER_LANGUAGE, OTHER_TEXT, TOO_LONG
from engine.translation.judging import fault_of
from engine.translation.keys import Secret
from engine.translation.offline import Maker, in_language, translate_offline
from engine.translation.translator import Translator
from tests.translation.conftest import QUICK
from tests.translation.server import Server, in_chinese

CAPTION = "This lady wears a hat."
CHINESE = "这位女士头戴帽子。"
VIETNAMESE = Direction("vi", "zh")
BAD = {
    "the text itself": (CAPTION, ECHO),
    "the text itself in other letters": ("this lady  wears A HAT", ECHO),
    "French": ("Cette dame porte un chapeau.", OTHER_LANGUAGE),
    "French with one character": ("Cette dame porte un 帽.", OTHER_LANGUAGE),
    "Japanese": ("この女性は帽子をかぶっています。", OTHER_LANGUAGE),
    "Russian": ("На этой даме шляпа.", OTHER_LANGUAGE),
    "a full stop": (".", NO_WORDS),
    "digits": ("1234", NO_WORDS),
    "a novel": ("这位女士头戴帽子。" * 1000, TOO_LONG),
}


def translator(server: Server, maker: str = "baidu", cache: Path | None = None) -> Translator:
    return Translator(maker, url=server.url, rate=1000, patience=QUICK, domain=for_text, cache=cache)


@pytest.mark.parametrize("maker", ["baidu", "libretranslate"])
@pytest.mark.parametrize("answer", BAD)
def test_an_answer_that_is_none_is_translated_offline_told_and_not_kept(
    server: Server, maker: str, answer: str
) -> None:
    text, reason = BAD[answer]
    server.translation = lambda asked: text
    for _ in range(2):
        with translator(server, maker) as asking:
            [made] = asking.translate([CAPTION])
        assert (made.text, made.provider) == (CHINESE, Maker.OFFLINE)
        assert made.problem is not None
        assert (made.problem.code, made.problem.values["reason"]) == ("translator-answer", reason)
    # It was asked again: nothing had been kept.
    assert len(server.asked) == 2
    server.translation = lambda asked: "这位女士戴着一顶帽子。"
    with translator(server, maker) as asking:
        [made] = asking.translate([CAPTION])
    assert (made.text, made.problem) == ("这位女士戴着一顶帽子。", None)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("A Nike Air Max shoe.", "一只Nike Air Max鞋。"),
        ("A T-shirt with a v-shape neckline.", "一件V领T恤。"),
        ("7", "7"),
        ("3 + 4 = 7", "."),
        ("Polo", "Polo衫"),
    ],
)
def test_what_a_chinese_answer_may_be(text: str, answer: str) -> None:
    assert fault_of(text, answer, TO_CHINESE) == ""


@pytest.mark.parametrize(
    ("text", "answer", "direction", "fault"),
    [
        (CHINESE, "This lady wears a hat.", TO_ENGLISH, ""),
        (CHINESE, CHINESE, TO_ENGLISH, ECHO),
        (CHINESE, "这位女士戴着帽子。", TO_ENGLISH, OTHER_LANGUAGE),
        (CHINESE, "На этой даме шляпа.", TO_ENGLISH, OTHER_LANGUAGE),
        (CHINESE, "。", TO_ENGLISH, NO_WORDS),
        ("Một người đàn ông chơi bóng đá.", "一名男子在踢足球。", VIETNAMESE, ""),
        ("Một người đàn ông chơi bóng đá.", "Một người đàn ông chơi bóng đá.", VIETNAMESE, ECHO),
        ("この女性は帽子をかぶっています。", "この女性は帽子をかぶっています。", Direction("ja", "zh"), ECHO),
    ],
)
def test_other_directions_are_looked_at_too(text: str, answer: str, direction: Direction, fault: str) -> None:
    assert fault_of(text, answer, direction) == fault


def test_one_bad_answer_leaves_the_others_of_its_request_alone(server: Server) -> None:
    captions = [f"This lady wears a hat. {number}" for number in range(5)]
    server.translation = lambda text: text if text.endswith("3") else in_chinese(text)
    with translator(server) as asking:
        done = asking.translate(captions)
    assert [made.caption for made in done] == captions
    assert [made.problem is None for made in done] == [True, True, True, False, True]
    assert done[3].text == "这位女士头戴帽子〔3〕。"


def test_a_server_that_only_echoes_is_left_alone_after_a_while(server: Server) -> None:
    server.translation = lambda text: text
    with Translator("libretranslate", url=server.url, rate=1000, domain=for_text) as asking:
        done = asking.translate([f"This lady wears a hat. {number}" for number in range(200)])
    assert {made.provider for made in done} == {Maker.OFFLINE}
    assert len(server.asked) == 2


def test_an_answer_that_is_not_seen_or_turned_around_is_made_plain(server: Server) -> None:
    server.translation = lambda text: "这位\u202e女士\u200b头戴\x1b[31m帽子\u2066。"
    with translator(server) as asking:
        [made] = asking.translate([CAPTION])
    assert made.text == "这位女士头戴 [31m帽子。"


def test_baidu_s_lines_are_those_that_were_asked(server: Server) -> None:
    server.source = lambda text: {"One hat.": "Two hats.", "Two hats.": "One hat."}[text]
    with translator(server) as asking:
        done = asking.translate(["One hat.", "Two hats."])
    assert [made.problem.values["reason"] for made in done if made.problem] == [OTHER_TEXT, OTHER_TEXT]
    server.source = lambda text: text.replace("hat", "ｈａｔ") + " "
    with translator(server) as asking:
        assert [made.text for made in asking.translate(["One hat.", "Two hats."])] == [
            in_chinese("One hat."),
            in_chinese("Two hats."),
        ]


def test_echoes_that_were_kept_before_are_not_believed(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    name = f"baidu {server.url}/api/trans/vip/translate"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE translation (provider TEXT NOT NULL, english TEXT NOT NULL, chinese TEXT NOT NULL, "
            "used REAL NOT NULL, PRIMARY KEY (provider, english)) WITHOUT ROWID"
        )
        database.execute("CREATE INDEX by_use ON translation (used)")
        database.execute("PRAGMA user_version = 1")
        rows = [(CAPTION, CAPTION), ("A red hat.", "一顶红帽子。"), ("A blue hat.", "Un chapeau bleu.")]
        database.executemany("INSERT INTO translation VALUES (?, ?, ?, 1)", [(name, *row) for row in rows])
    with translator(server, cache=path) as asking:
        done = asking.translate([text for text, _ in rows])
        assert asking.cache_problem is None
    assert [made.text for made in done] == [in_chinese(CAPTION), "一顶红帽子。", in_chinese("A blue hat.")]
    assert [asked.texts for asked in server.asked] == [(CAPTION, "A blue hat.")]
    cache = Cache(path)
    assert cache.find(name, [CAPTION]) == {CAPTION: in_chinese(CAPTION)}
    cache.close()
    assert not path.with_name("old.sqlite.damaged").exists()


@pytest.mark.parametrize(("maker", "codes"), [("baidu", ("vie", "zh")), ("libretranslate", ("vi", "zh"))])
def test_captions_of_any_language_are_asked_for_in_their_own_direction(
    server: Server, maker: str, codes: tuple[str, str]
) -> None:
    server.translation = {
        CHINESE: "This lady wears a hat.",
        "Một người đàn ông.": "一名男子。",
        CAPTION: CHINESE,
    }.__getitem__
    captions = [CHINESE, "Một người đàn ông.", CAPTION, CHINESE]
    languages = dict(zip(captions, ("zh", "vi", "en", "zh"), strict=True))
    with translator(server, maker) as asking:
        done = asking.translate(captions, lambda caption: direction_of(languages[caption]))
    assert [(made.caption, made.text) for made in done] == [(text, server.translation(text)) for text in captions]
    assert server.directions == [("zh", "en"), codes, ("en", "zh")]


def test_the_same_text_in_another_direction_is_another_one(server: Server) -> None:
    server.translation = lambda text: "一个派"
    with translator(server) as asking:
        for language in ("en", "de", "und"):
            asking.translate(["Pie"], Direction(language, "zh"))
            asking.translate(["Pie"], Direction(language, "zh"))
    assert server.directions == [("en", "zh"), ("de", "zh"), ("auto", "zh")]


def test_a_language_that_is_not_supported_says_so_and_ends(server: Server) -> None:
    for maker in ("baidu", "libretranslate"):
        with translator(server, maker) as asking:
            [made] = asking.translate(["Neno moja hapa."], Direction("sw", "zh"))
        assert made.problem is not None
        assert made.problem.code == "translator-language"
        assert made.text == ""


def test_offline_there_is_english_of_the_grammar_and_nothing_of_other_languages() -> None:
    assert translate_offline(CHINESE, CLOTHES, TO_ENGLISH).text == CAPTION
    made = translate_offline("一只猫躺在沙发上。", CLOTHES, TO_ENGLISH)
    assert made.text == ""
    assert made.problem is not None
    assert made.problem.code == "translator-offline-language"
    assert in_language("Ein Hund.", "de", "zh", CLOTHES) == ""
    assert in_language("Ein Hund.", "de", "de", CLOTHES) == "Ein Hund."
    assert in_language(CHINESE, "zh-Hans", "zh", CLOTHES) == CHINESE


def test_a_key_is_hidden_as_it_stands_in_a_form_too() -> None:
    key = Secret("a key/with+signs")
    for form in ("a key/with+signs", "a%20key%2Fwith%2Bsigns", "a+key%2Fwith%2Bsigns"):
        assert key.hide_in(f"no {form}!") == "no …!"
