"""Baidu and LibreTranslate, each by what its server checks and says."""

import random

import pytest

from engine.errors import Problem
from engine.translation.baidu import Baidu
from engine.translation.faults import WRONG_COUNT, WRONG_SHAPE, Refusal, Then
from engine.translation.keys import Secret
from engine.translation.libretranslate import LibreTranslate
from engine.translation.offline import Maker
from engine.translation.translator import Translator
from tests.limits import SECONDS
from tests.translation.conftest import QUICK
from tests.translation.server import APP_ID, BAIDU_PATH, CODES, KEY, SHAPES, Server, in_chinese

CAPTIONS = ["This lady wears a hat.", "His shirt has long sleeves, cotton fabric and plaid patterns. A&B=C%+é衣"]


def never() -> bool:
    return False


def baidu(server: Server, app_id: str = APP_ID, key: str = KEY) -> Baidu:
    return Baidu(Secret(app_id), Secret(key), address=server.url, timeout=SECONDS)


def refused(provider: Baidu | LibreTranslate) -> Refusal:
    with pytest.raises(Refusal) as raised:
        provider.ask(CAPTIONS, never)
    provider.close()
    return raised.value


def test_baidu_takes_the_signature_and_gives_each_line_its_chinese(server: Server) -> None:
    provider = baidu(server)
    assert provider.ask(CAPTIONS, never) == [in_chinese(caption) for caption in CAPTIONS]
    assert provider.ask(CAPTIONS[:1], never) == [in_chinese("This lady wears a hat.")]
    assert {asked.path for asked in server.asked} == {BAIDU_PATH}
    assert provider.rate == 1
    provider.close()


@pytest.mark.parametrize(
    ("app_id", "key", "code"), [("12345678", KEY, "52003"), (APP_ID, "not the key", "54001"), (APP_ID, "", "54001")]
)
def test_baidu_refuses_another_app_id_or_key(server: Server, app_id: str, key: str, code: str) -> None:
    refusal = refused(baidu(server, app_id, key))
    assert refusal.then is Then.END
    assert refusal.problem.code == "translator-key"
    assert code in str(refusal.problem)


@pytest.mark.parametrize("code", CODES)
def test_each_code_of_baidu_says_what_to_do(server: Server, code: str) -> None:
    server.script.append(code)
    refusal = refused(baidu(server))
    again = {"52001", "52002", "54003", "54005"}
    assert refusal.then is (Then.AGAIN if code in again else Then.GIVE_UP if code in {"54000", "20003"} else Then.END)
    assert str(refusal.problem).startswith(
        ("Baidu ", "The account at Baidu ", "This account at Baidu ", "Too many requests to Baidu ")
    )
    assert code in str(refusal.problem)
    problems = {
        "54003": "translator-rate",
        "54004": "translator-money",
        "58000": "translator-blocked",
        "58001": "translator-language",
        "58002": "translator-closed",
    }
    assert refusal.problem.code == problems.get(code, refusal.problem.code)


def test_a_code_that_nobody_knows_yet(server: Server) -> None:
    server.translation = lambda text: text
    server.script.append("unknown code")
    refusal = refused(baidu(server))
    assert refusal.problem.code == "translator-failed"
    assert "99999 New" in str(refusal.problem)


def test_requests_to_baidu_are_as_long_as_it_allows_and_no_longer(server: Server) -> None:
    rng = random.Random(2)
    captions = ["é" * rng.randrange(1, 1500) + f" {number}" for number in range(60)]
    captions[10:12] = ["a" * 6000, "b" * 6001]
    server.translation = lambda text: "译" * len(text)
    with Translator("baidu", url=server.url, rate=1000, patience=QUICK) as translator:
        done = translator.translate(captions)
    assert [translated.caption for translated in done] == captions
    late = [translated for translated in done if translated.problem]
    assert [translated.caption for translated in late] == ["b" * 6001]
    assert late[0].problem is not None
    assert str(late[0].problem) == "A caption of 6001 bytes exceeds the limit of Baidu, 6000. Shorten it."
    sizes = [len("\n".join(asked.texts).encode()) for asked in server.asked]
    assert max(sizes) == 6000
    # Captions of 3,000 bytes at most: no request could have taken the next one too.
    assert all(
        size + 1 + len(later.texts[0].encode()) > 6000 for size, later in zip(sizes, server.asked[1:], strict=False)
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_json_of_another_shape_is_no_translation(server: Server, shape: str) -> None:
    server.script.extend([shape, shape])
    for provider in (baidu(server), LibreTranslate(server.url)):
        refusal = refused(provider)
        assert refusal.problem.code == "translator-answer"
        assert refusal.problem.values["reason"] in (WRONG_SHAPE, WRONG_COUNT)


def test_an_answer_is_one_line_without_controls(server: Server) -> None:
    server.translation = lambda text: " 第一行\n第二行\x1b[31m　红\x00 "
    provider = baidu(server)
    assert provider.ask(["One."], never) == ["第一行 第二行 [31m 红"]
    provider.close()


@pytest.mark.parametrize("ending", ["", "/", "/translate", "/translate/"])
def test_libretranslate_is_sent_a_list(server: Server, ending: str) -> None:
    provider = LibreTranslate(server.url + ending)
    assert provider.ask(CAPTIONS, never) == [in_chinese(caption) for caption in CAPTIONS]
    assert server.asked[0].texts == tuple(CAPTIONS)
    provider.close()


def test_libretranslate_wants_its_key_and_does_not_hear_it_repeated(server: Server) -> None:
    server.key = "c1f0-8e77-key"
    assert "get an API key" in str(refused(LibreTranslate(server.url)).problem)
    refusal = refused(LibreTranslate(server.url, Secret("another-key-77")))
    assert refusal.then is Then.END
    assert str(refusal.problem).startswith("LibreTranslate rejected the key (HTTP 403 Invalid API key …).")
    provider = LibreTranslate(server.url, Secret("c1f0-8e77-key"))
    server.translation = lambda text: "衬衫 c1f0-8e77-key"
    assert provider.ask(CAPTIONS[:1], never) == ["衬衫 …"]
    provider.close()


def test_libretranslate_is_asked_for_as_many_at_once_as_it_takes(server: Server) -> None:
    server.most_texts = 3
    captions = [f"This lady wears a hat. {number}" for number in range(30)]
    with Translator("libretranslate", url=server.url, rate=1000, patience=QUICK) as translator:
        done = translator.translate(captions)
    assert [translated.text for translated in done] == [in_chinese(caption) for caption in captions]
    assert [len(asked.texts) for asked in server.asked] == [8, 4, 2, 2, 4, 2, 2, *[2] * 11]


def test_libretranslate_in_the_same_storm(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_LIBRETRANSLATE_KEY", "c1f0-8e77-key")
    server.key = "c1f0-8e77-key"
    faults = (
        "500",
        "503",
        "429",
        "hang",
        "drop",
        "cut",
        "not json",
        "not http",
        "retry after 0",
        "long",
        "one too few",
    )
    server.faithful = True
    for fault in faults:
        server.script.extend([fault, None])
    captions = [f"This lady wears a hat. {number}" for number in range(8 * 2 * len(faults))]
    with Translator("libretranslate", url=server.url, rate=1000, timeout=1.0, patience=QUICK) as translator:
        done = translator.translate(captions)
    met = {text for asked in server.asked if asked.fault for text in asked.texts}
    assert len(met) == 8 * len(faults)
    assert [translated.caption for translated in done] == captions
    assert {translated.caption for translated in done if translated.problem} >= met
    assert all((translated.provider is Maker.OFFLINE) == (translated.problem is not None) for translated in done)
    assert sum(translated.provider is Maker.LIBRETRANSLATE for translated in done) > len(met) // 2


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost:5000",
        "ftp://localhost",
        "http://",
        "http://:80",
        "http://user:secret-word@localhost",
        "http://localhost?api_key=secret-word",
        "http://localhost/#secret-word",
        "http://localhost:99999",
        "http://localhost:port",
        "http://[::1",
        "http://local host",
        "file:///etc/passwd",
    ],
)
def test_no_address(address: str) -> None:
    with pytest.raises(Problem) as raised:
        Translator("libretranslate", url=address)
    assert raised.value.code == ("translator-address-wrong" if address else "translator-address-missing")
    assert "secret-word" not in f"{raised.value!s}{raised.value!r}"


def test_no_translator_of_that_name() -> None:
    with pytest.raises(ValueError, match="babel"):
        Translator("babel")
