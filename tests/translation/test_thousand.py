"""A thousand captions through a server that fails in every way it can: all come back, and the key stays where it is."""

import itertools
import logging
import os
import random
from pathlib import Path

import pytest

from engine.clothes.writer import write
from engine.domains import for_text
from engine.translation.offline import Maker, Translated
from engine.translation.translator import Translator
from tests.clock import Clock
from tests.clothes.records import dressed
from tests.clothes.spoken import to_chinese
from tests.translation.conftest import QUICK
from tests.translation.server import APP_ID, KEY, SHAPES, Server, in_chinese, serving

RATE = 60
# Tried again, and refused again.
PASSING = (
    "52001",
    "52002",
    "54003",
    "54005",
    "hang",
    "drop",
    "cut",
    "not json",
    "deep",
    "not text",
    "not http",
    "500",
    "429",
)
# Refused for these captions.
ONCE = ("54000", "20003", "long", "long, unannounced", *SHAPES)
# Refused for good.
FATAL = ("52003", "54001", "54004", "58000", "58001", "58002", "58003", "90107", "401", "402", "404", "redirect")


def captions(count: int) -> list[str]:
    """So many different captions."""
    rng = random.Random(7)
    return list(itertools.islice(dict.fromkeys(write(dressed(rng), rng) for _ in range(2 * count)), count))


def find(secret: str, folder: Path) -> list[Path]:
    """The files below a folder that hold a text, in their content or in their name."""
    return [
        path
        for path in folder.rglob("*")
        if secret in path.name or (path.is_file() and secret.encode() in path.read_bytes())
    ]


def check(done: list[Translated], asked: list[str], server: Server, maker: Maker) -> None:
    """Each caption came back in its place, from whom it says; those that a fault met came from offline, and say why."""
    assert [translated.caption for translated in done] == asked
    met = {text for request in server.asked if request.fault for text in request.texts}
    for translated in done:
        if translated.provider is maker:
            assert translated.problem is None
            assert translated.text == in_chinese(translated.caption)
            assert translated.caption not in met
        else:
            assert translated.provider is Maker.OFFLINE
            assert translated.problem is not None
            assert translated.text == to_chinese(translated.caption)
    assert {translated.caption for translated in done if translated.problem} >= met


def test_a_thousand_captions_and_every_failure(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    clock: Clock,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.chdir(tmp_path)
    asked = captions(1000)
    done: list[Translated] = []
    with serving(RATE, clock) as server:
        server.faithful = True
        for fault in (*PASSING, *ONCE):
            server.script.extend([fault, None])
        most = len(asked) - 10 * len(FATAL)
        with Translator("baidu", url=server.url, rate=RATE, timeout=1.0, patience=QUICK, domain=for_text) as translator:
            done += translator.translate(asked[:most])
        assert not server.script
        for number, fault in enumerate(FATAL):
            server.script.append(fault)
            begin, requests = most + 10 * number, len(server.asked)
            with Translator("baidu", url=server.url, rate=RATE, patience=QUICK, domain=for_text) as translator:
                for caption in asked[begin : begin + 10]:
                    done += translator.translate([caption])
            # Refused for good at the first, so the other nine were not asked for.
            assert len(server.asked) == requests + 1
            assert {translated.provider for translated in done[begin:]} == {Maker.OFFLINE}
        server.asked = [request for request in server.asked if request.fault not in FATAL]
        check(done[:most], asked[:most], server, Maker.BAIDU)
        assert server.peak <= RATE
        assert server.over_rate == 0
    assert [translated.caption for translated in done] == asked
    assert all(translated.text for translated in done)
    features = {translated.problem.code for translated in done if translated.problem}
    assert features == {
        "translator-unreachable",
        "translator-failed",
        "translator-answer",
        "translator-rate",
        "translator-key",
        "translator-money",
        "translator-blocked",
        "translator-closed",
        "translator-language",
        "translator-request",
        "translator-address",
    }
    assert sum(translated.provider is Maker.BAIDU for translated in done) > 400

    printed = capfd.readouterr()
    words = [
        printed.out,
        printed.err,
        caplog.text,
        repr(done),
        *(str(translated.problem) for translated in done),
        *os.listdir(tmp_path),
    ]
    assert "译：" in (tmp_path / "cache" / "translations.sqlite").read_text("utf-8", "replace")
    assert "urllib3" in caplog.text
    for secret in (KEY, APP_ID):
        assert find(secret, tmp_path) == []
        assert not any(secret in text for text in words)
