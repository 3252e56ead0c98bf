"""Captions in other languages than English: which card shows what, who translates, what is copied and exported."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from engine.__main__ import main
from engine.captions.scripts import is_chinese
from engine.domains import for_text
from engine.runs.samples_log import read_samples
from engine.translation.translator import Translator
from engine.translation.waiting import RetryPolicy
from gui import text, worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.languagenames import heading_name, language_name
from gui.train.samples_card import SamplesCard
from gui.window import MainWindow
from tests.gui.captioner import Fakes, picture
from tests.gui.driving import drop
from tests.gui.saving import saved_rows
from tests.tiny import TINY, write_data
from tests.translation.conftest import own_keys  # noqa: F401 - the keys of the test server
from tests.translation.server import Server, serving

CHINESE = "这位女士身穿一件纯色长袖衬衫，棉质面料，圆领。"
ENGLISH = "This lady wears a long-sleeve shirt with pure color patterns."
FREE = "一位女士在公园的长椅上看书。"
VIETNAMESE = "Một người đàn ông đang chơi bóng đá."
LONG = 120_000


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def show(
    qtbot: QtBot, fakes: Fakes, make_caption_page: Callable[..., CaptionPage], tmp_path: Path, server: Server
) -> Iterator[Callable[..., CaptionPage]]:
    """The page with one picture that was captioned so."""

    def make(language: str, caption: str) -> CaptionPage:
        fakes.language, fakes.caption = language, caption

        def translator(maker: str, url: str) -> Any:
            quick = RetryPolicy(tries=1, back_off=0.01, failures=1000)
            cache = tmp_path / "t.sqlite"
            return Translator(maker, url=url or server.url, rate=1000, cache=cache, patience=quick, domain=for_text)

        page = make_caption_page(translator)
        page.accept_paths([picture(tmp_path / "a.png")])
        qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1, timeout=LONG)
        return page

    yield make
    # What a job has still to tell, it tells a page that is there.
    qtbot.waitUntil(lambda: not worker.running(), timeout=LONG)


def _translated(page: CaptionPage) -> str:
    return page.translation.words.toPlainText()


def _exported(page: CaptionPage, path: Path) -> dict[str, str]:
    [row] = saved_rows(page.queue.items(), path, page.translating.found)
    return row


def test_a_chinese_caption_stands_in_the_chinese_card_and_its_english_is_the_grammar_s(
    show: Callable[..., CaptionPage], server: Server, tmp_path: Path
) -> None:
    page = show("zh", CHINESE)
    assert (page.own.heading.text(), page.own.caption) == ("中文", CHINESE)
    assert page.translation.heading.text() == "English"
    assert page.translation.caption.startswith(ENGLISH)
    assert _translated(page).splitlines()[1].startswith("This model writes Chinese.")
    assert page.attributes.pills.isVisible()
    page.copy_both()
    assert QGuiApplication.clipboard().text() == f"{CHINESE}\n{page.translation.caption}"
    row = _exported(page, tmp_path / "all.csv")
    assert (row["caption"], row["language"], row["chinese"]) == (CHINESE, "zh", CHINESE)
    assert row["english"].startswith(ENGLISH)
    assert row["translator"] == "offline"
    assert server.asked == []


def test_free_chinese_has_english_only_when_an_online_translator_is_asked(
    qtbot: QtBot, show: Callable[..., CaptionPage], server: Server, tmp_path: Path
) -> None:
    page = show("zh", FREE)
    assert (page.own.caption, page.translation.caption) == (FREE, "")
    assert _translated(page) == "This model writes Chinese. For the English, choose an online translator."
    assert not page.translation.copy.isEnabled()
    page.copy_both()
    assert QGuiApplication.clipboard().text() == FREE
    row = _exported(page, tmp_path / "all.csv")
    assert (row["english"], row["translator"]) == ("", "")
    assert server.asked == []
    server.translation = lambda text: "A lady is reading on a bench in the park."
    page.translation._actions["baidu"].trigger()
    qtbot.waitUntil(lambda: _translated(page) == "A lady is reading on a bench in the park.", timeout=LONG)
    assert server.directions == [("zh", "en")]
    row = _exported(page, tmp_path / "all.csv")
    assert (row["english"], row["chinese"], row["translator"]) == (server.translation(FREE), FREE, "baidu")
    # Into Chinese nobody was chosen.
    assert (page.translating.maker("en"), page.translating.maker("zh")) == ("baidu", "offline")
    settings = QSettings(str(tmp_path / "remembered.ini"), QSettings.Format.IniFormat)
    page.remember(settings)
    page.restore(settings, True)
    assert (page.translating.maker("en"), page.translating.maker("zh")) == ("baidu", "offline")


@pytest.mark.parametrize(("maker", "codes"), [("baidu", ("vie", "zh")), ("libretranslate", ("vi", "zh"))])
def test_another_language_is_named_and_translated_online_alone(
    qtbot: QtBot, show: Callable[..., CaptionPage], server: Server, tmp_path: Path, maker: str, codes: tuple[str, str]
) -> None:
    page = show("vi", VIETNAMESE)
    assert (page.own.heading.text(), page.own.caption) == ("Vietnamese", VIETNAMESE)
    assert page.translation.heading.text() == "中文"
    assert _translated(page) == "There is no offline translation from Vietnamese. Choose an online translator."
    row = _exported(page, tmp_path / "all.csv")
    assert (row["caption"], row["language"], row["english"], row["chinese"]) == (VIETNAMESE, "vi", "", "")
    server.translation = lambda text: "一名男子正在踢足球。"
    page.translation._actions[maker].trigger()
    qtbot.waitUntil(lambda: _translated(page) == "一名男子正在踢足球。", timeout=LONG)
    assert server.directions == [codes]
    row = _exported(page, tmp_path / "all.csv")
    assert (row["chinese"], row["english"], row["translator"]) == ("一名男子正在踢足球。", "", maker)


def test_the_name_of_a_language_is_in_that_of_the_window(qtbot: QtBot, show: Callable[..., CaptionPage]) -> None:
    page = show("vi", VIETNAMESE)
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.own.heading.text() == "越南语", timeout=LONG)
    assert _translated(page) == "越南语没有离线翻译。请选择在线翻译。"


def test_an_echo_says_why_there_is_no_translation(
    qtbot: QtBot, show: Callable[..., CaptionPage], server: Server
) -> None:
    page = show("vi", VIETNAMESE)
    server.translation = lambda text: text
    page.translation._actions["baidu"].trigger()
    qtbot.waitUntil(lambda: "it gave the caption back" in _translated(page), timeout=LONG)
    assert page.translation.caption == ""
    assert page.banner.problem is not None


def test_languages_have_names() -> None:
    assert [heading_name(key) for key in ("en", "zh", "zh-Hant", "de")] == ["English", "中文", "中文", "German"]
    assert [language_name(key) for key in ("zh", "sw", "xx-unknown")] == ["Chinese", "Swahili", "xx-unknown"]


def test_a_model_trained_on_chinese_captions_shows_its_own_without_a_translator(
    qtbot: QtBot, make_window: Callable[..., MainWindow], runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_data(tmp_path / "shapes", chinese=True)
    wanted = [
        f"{name}={value}" for name, value in {**TINY, "max_words": 16, "epochs": 20, "evaluate_every": 40}.items()
    ]
    sets = [word for pair in wanted for word in ("--set", pair)]
    assert main(["train", str(data), "--run", str(runs / "chinese"), "--recipe", "compact", *sets]) == 0

    def nobody(*_: object, **__: object) -> Any:
        raise AssertionError("a translator was asked for")

    monkeypatch.setattr("engine.translation.translator.Translator", nobody)
    window = make_window()
    page = window.page(CaptionPage)
    window.bar.tabs["caption"].click()
    page.model.open(runs / "chinese")
    drop(window, next((data / "images").iterdir()))
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1, timeout=LONG)
    item = page.list.current
    assert item is not None
    assert item.caption is not None
    assert item.caption.language == "zh"
    assert is_chinese(page.own.caption)
    assert page.own.heading.text() == "中文"
    assert page.translation.heading.text() == "English"
    assert "This model writes Chinese" in _translated(page)

    history = read_samples(runs / "chinese")
    card = SamplesCard()
    qtbot.addWidget(card)
    card.show_history(history)
    sample = history[-1][1][0]
    assert (sample.language, sample.chinese) == ("zh", sample.caption)
    assert is_chinese(sample.caption)
