"""Translators in the Caption tab, against a local server that answers as the real ones do."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from engine.domains import for_text
from engine.errors import Problem
from engine.translation.translator import Translator
from engine.translation.waiting import RetryPolicy
from gui import worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.caption.saving_jobs import kept_of
from gui.caption.translator_form import TranslatorForm
from tests.gui.captioner import picture
from tests.translation.conftest import own_keys  # noqa: F401 - the keys of the test server
from tests.translation.server import Server, in_chinese, serving

SAID = "This lady wears a long-sleeve T-shirt with plaid patterns. It has a crew neckline"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def page(qtbot: QtBot, make_caption_page: Callable[..., CaptionPage], tmp_path: Path, server: Server) -> CaptionPage:
    def make(maker: str, url: str) -> Any:
        quick = RetryPolicy(tries=1, back_off=0.01, failures=1000)
        cache = tmp_path / "t.sqlite"
        return Translator(maker, url=url or server.url, rate=1000, cache=cache, patience=quick, domain=for_text)

    made = make_caption_page(make)
    made.accept_paths([picture(tmp_path / f"{SAID}.png"), picture(tmp_path / "second.png")])
    qtbot.waitUntil(lambda: made.queue.count(ItemState.DONE) == 2)
    made.list.select(0)
    return made


def test_free_english_is_offered_an_online_translator(page: CaptionPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert "word by word" not in _shown(page)
    page.accept_paths([picture(tmp_path / "A man in a red jacket petting a zebra.png")])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 3)
    page.list.select(2)
    assert "word by word; an online translator does better" in _shown(page)
    # What is copied is the caption alone.
    assert page.translation.caption == page.queue.items()[2].caption.chinese  # type: ignore[union-attr]


def _shown(page: CaptionPage) -> str:
    return page.translation.words.toPlainText()


def _settle(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not worker.running())


def test_offline_asks_nobody(qtbot: QtBot, page: CaptionPage, server: Server) -> None:
    assert _shown(page) == f"{SAID}。"
    assert page.translation.maker.text() == "Offline ▾"
    assert server.asked == []


@pytest.mark.parametrize(("maker", "name"), [("baidu", "Baidu ▾"), ("libretranslate", "LibreTranslate ▾")])
def test_an_online_translator_takes_over_and_offline_comes_back(
    qtbot: QtBot, page: CaptionPage, server: Server, maker: str, name: str
) -> None:
    page.translation._actions[maker].trigger()
    qtbot.waitUntil(lambda: _shown(page) == in_chinese(f"{SAID} by demo."))
    _settle(qtbot)
    assert page.translation.maker.text() == name
    assert {text for asked in server.asked for text in asked.texts} == {f"{SAID} by demo.", "second by demo."}
    kept = kept_of(page.queue.items()[1], page.translating.found)
    assert kept is not None
    assert (kept.chinese, kept.translator) == (in_chinese("second by demo."), maker)
    page.translation._actions["offline"].trigger()
    assert _shown(page) == f"{SAID}。"
    kept = kept_of(page.queue.items()[1], page.translating.found)
    assert kept is not None
    assert kept.translator == "offline"


def test_both_stand_side_by_side_with_what_was_lost(qtbot: QtBot, page: CaptionPage, server: Server) -> None:
    server.translation = lambda text: "这位女士身穿长袖衬衫。"
    page.translation._actions["baidu"].trigger()
    page.translation._both.setChecked(True)
    qtbot.waitUntil(lambda: "Lost" in _shown(page))
    lines = _shown(page).splitlines()
    assert lines[:2] == ["Baidu", "这位女士身穿长袖衬衫。"]
    assert "neckline crew" in lines[2]
    assert "lattice" in lines[2] or "plaid" in lines[2]
    assert "sleeve" not in lines[2]
    assert lines[3:] == ["Offline", f"{SAID}。"]
    assert page.translation.caption == "这位女士身穿长袖衬衫。"
    _settle(qtbot)


def test_a_failure_falls_back_and_says_so(qtbot: QtBot, page: CaptionPage, server: Server) -> None:
    server.script.extend(["54004"] * 10)
    page.translation._actions["baidu"].trigger()
    qtbot.waitUntil(lambda: page.banner.problem is not None)
    assert page.banner.problem is not None
    assert page.banner.problem.code == "translator-money"
    _settle(qtbot)
    assert page.translation.maker.text() == "Offline ▾"
    assert "no credit" in page.translation.maker.toolTip()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda text: text, "it gave the caption back"),
        (lambda text: "<html><body>502 Bad Gateway</body></html>", "its answer is HTML or code"),
        (lambda text: "この女性は帽子をかぶっています。", "its answer is in another language"),
        (lambda text: "长" * 900, "its answer is too long"),
    ],
)
def test_an_answer_that_is_none_leaves_the_offline_translation_and_is_told_in_one_sentence(
    qtbot: QtBot, page: CaptionPage, server: Server, answer: Callable[[str], str], reason: str
) -> None:
    server.translation = answer
    page.translation._actions["libretranslate"].trigger()
    qtbot.waitUntil(lambda: page.banner.problem is not None)
    _settle(qtbot)
    assert str(page.banner.problem) == (
        f"LibreTranslate returned an answer that cannot be used ({reason}). Check the address, or try again later."
    )
    assert _shown(page) == page.translation.caption == "这位女士身穿一件格纹长袖T恤，圆领〔由demo〕。"
    kept = kept_of(page.queue.items()[0], page.translating.found)
    assert kept is not None
    assert kept.translator == "offline"
    assert reason in page.translation.maker.toolTip()


def test_a_missing_key_is_asked_for_and_kept_out_of_the_settings(
    qtbot: QtBot, page: CaptionPage, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ATELIER_BAIDU_APP_ID")
    monkeypatch.delenv("ATELIER_BAIDU_KEY")
    page.translation._actions["baidu"].trigger()
    form = page.translation.form
    qtbot.waitUntil(form.isVisible)
    assert _shown(page) == f"{SAID}。"
    from tests.translation.server import APP_ID, KEY

    for edit, value in zip(form.edits, (APP_ID, KEY), strict=True):
        edit.setText(value)
    form.save.click()
    assert form.isHidden()
    assert form.edits[1].text() == ""
    qtbot.waitUntil(lambda: _shown(page) == in_chinese(f"{SAID} by demo."))
    _settle(qtbot)
    # Without a keyring the key lives in this session alone, and that is told.
    assert page.banner.problem is not None
    assert page.banner.problem.code == "keyring-unusable"
    file = tmp_path / "remembered.ini"
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    page.remember(settings)
    settings.sync()
    assert "baidu" in file.read_text()
    assert KEY not in file.read_text()


def test_a_wrong_address_is_told_in_the_form(qtbot: QtBot, page: CaptionPage) -> None:
    def keep(maker: str, url: str, values: list[str]) -> None:
        raise Problem("translator-address-wrong")

    form = TranslatorForm(page, keep)
    form.ask("libretranslate", "", page.mapToGlobal(page.rect().center()))
    form.edits[0].setText("not an address")
    form.enter()
    assert form.isVisible()
    assert "address" in form._bad.text()
    form.hide()
