"""A page and a language that somebody adds: an entry in their list is all that the window needs."""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, Qt
from pytestqt.qtbot import QtBot

from engine.events import Commands, Emit
from engine.files import project_folder
from gui import languages, text, translations
from gui.device import Device
from gui.languages import LANGUAGES, InterfaceLanguage
from gui.pages import PAGES, CheckpointOffered, DeviceFound, PageEntry
from gui.train.page import TrainPage
from gui.window import MainWindow
from gui.worker import Work
from tests.gui.conftest import settle
from tests.gui.driving import drop
from tests.gui.toy_page import ToyPage

MESSAGES = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="eo" sourcelanguage="en">
<context><name>Page</name>
<message><source>Toy</source><translation>Ludilo</translation></message>
<message><source>Play</source><translation>Ludi</translation></message>
</context>
<context><name>ToyPage</name>
<message><source>A toy</source><translation>Jen ludilo</translation></message>
</context>
</TS>
"""


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "remembered.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def toy() -> Iterator[PageEntry]:
    """The toy page at the end of the list."""
    yield PAGES.register(PageEntry("toy", "Toy", "Play", "tests.gui.toy_page:ToyPage"))
    PAGES.unregister("toy")


@pytest.fixture
def esperanto(qapp: object, tmp_path: Path) -> Iterator[InterfaceLanguage]:
    """A language at the end of the list that translates the toy page alone."""
    source = tmp_path / "toy_eo.ts"
    source.write_text(MESSAGES, encoding="utf-8")
    translations.compile_messages(source, source.with_suffix(".qm"))
    yield LANGUAGES.register(InterfaceLanguage("eo", "Esperanto", translations=str(source.with_suffix(""))))
    text.set_language("en")
    LANGUAGES.unregister("eo")


@pytest.mark.usefixtures("toy")
def test_a_page_of_the_list_has_its_tab_its_shortcut_and_its_life(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings
) -> None:
    window = make_window(settings)
    page = window.page(ToyPage)
    tab = window.bar.tabs["toy"]
    assert (tab.text(), tab.toolTip()) == ("Toy", f"Play (Ctrl+{len(PAGES)})")
    assert page.calls == ["made", "build", "restore", "start"]
    settle(qtbot)
    assert CheckpointOffered(Path("toy")) in page.messages
    [found] = [message for message in page.messages if isinstance(message, DeviceFound)]
    assert isinstance(found.device, Device)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + len(PAGES)), control)
    assert window.front is page
    assert tab.isChecked()
    for key in (Qt.Key.Key_O, Qt.Key.Key_Return, Qt.Key.Key_Period, Qt.Key.Key_S):
        qtbot.keyClick(window, key, control)
    assert page.calls[4:] == ["open", "press 0", "press 1", "press 2"]
    window.bar.tabs["train"].click()
    assert window.front is window.page(TrainPage)
    page.front_wanted.emit()
    assert window.tab == "toy"
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert page.calls[8:] == ["settle", "remember"]


@pytest.mark.usefixtures("toy")
def test_it_takes_a_drop_and_its_state_is_remembered(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings, tmp_path: Path
) -> None:
    window = make_window(settings)
    window.show_tab("train")
    # The Caption page, which stands before it, takes any file: the page in front is asked first.
    drop(window, tmp_path / "a.toy")
    assert (window.tab, window.page(ToyPage).taken) == ("caption", 0)
    settle(qtbot)
    window.show_tab("toy")
    drop(window, tmp_path / "a.toy", tmp_path / "b.toy")
    assert (window.tab, window.page(ToyPage).taken) == ("toy", 2)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    again = make_window(settings)
    assert (again.tab, again.page(ToyPage).taken) == ("toy", 2)


def test_a_page_that_cannot_be_made_is_told_and_the_others_stay(make_window: Callable[..., MainWindow]) -> None:
    PAGES.register(PageEntry("broken", "Broken", "", "tests.gui.no_such_module:Page"))
    try:
        window = make_window()
    finally:
        PAGES.unregister("broken")
    assert "no_such_module" in window.banner.sentence
    assert not window.bar.tabs["broken"].isEnabled()
    window.show_tab("broken")
    assert window.front is window.page(TrainPage)
    assert window.page(TrainPage).curves is not None


@pytest.mark.usefixtures("toy")
def test_a_page_is_asked_to_stop_before_the_window_waits_for_its_work(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings
) -> None:
    window = make_window(settings)
    settle(qtbot)
    page = window.page(ToyPage)

    def job(commands: Commands, emit: Emit) -> None:
        commands.pause()
        commands.park()

    work = Work(job, "toy").start()
    del page.calls[:]
    with qtbot.waitSignal(work.ended):
        window.close()
        assert page.calls == ["settle", "stop"]
    qtbot.waitUntil(lambda: not window.isVisible())
    assert page.calls[2:] == ["settle", "remember"]


@pytest.mark.usefixtures("toy")
def test_a_language_of_the_list_is_spoken_by_every_page(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings, esperanto: InterfaceLanguage
) -> None:
    window = make_window(settings)
    page, menu = window.page(ToyPage), window.bar.language.menu()
    assert [action.text() for action in menu.actions()] == ["English", "简体中文", "Esperanto"]
    chosen = next(action for action in menu.actions() if action.text() == esperanto.label)
    chosen.trigger()
    qtbot.waitUntil(lambda: page.words.text() == "Jen ludilo")
    assert window.bar.tabs["toy"].text() == "Ludilo"
    assert window.bar.tabs["toy"].toolTip() == "Ludi (Ctrl+5)"
    assert window.bar.language.text() == "Esperanto ▾"
    assert chosen.isChecked()
    # What it does not translate is English, captions too.
    assert window.bar.tabs["train"].text() == "Train"
    assert text.language().content == "en"
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert settings.value("language") == "eo"


def test_the_shortcut_goes_through_all_languages(
    qtbot: QtBot, make_window: Callable[..., MainWindow], esperanto: InterfaceLanguage
) -> None:
    window = make_window()
    shown = window.bar.language.text
    for name in ("简体中文", "Esperanto", "English"):
        window.bar.next_language()
        qtbot.waitUntil(partial(lambda name: shown() == f"{name} ▾", name))


def test_a_language_without_a_file_is_english_words_under_its_own_name(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    LANGUAGES.register(InterfaceLanguage("de_DE", "Deutsch"))
    try:
        window = make_window()
        text.set_language("de_DE")
        qtbot.waitUntil(lambda: window.bar.language.text() == "Deutsch ▾")
        assert window.bar.tabs["train"].text() == "Train"
        # A point would read as that of a decimal.
        assert text.number(12693) == "12\u202f693"
    finally:
        text.set_language("en")
        LANGUAGES.unregister("de_DE")


def test_a_language_that_is_not_spoken_is_the_systems(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for system, spoken in (("zh_TW", "zh_CN"), ("fr_FR", "en"), ("en_GB", "en"), ("zh_CN", "zh_CN")):
        monkeypatch.setattr(languages.QLocale, "system", lambda system=system: QLocale(system))
        assert text.system_language() == spoken
        text.set_language("tlh")
        assert text.language().code == spoken


def test_the_window_names_no_page_and_no_language() -> None:
    """What a page or a language needs of the window goes through its list."""
    folder = project_folder() / "gui"
    keys = set(PAGES)
    for name in ("window.py", "topbar.py"):
        tree = ast.parse((folder / name).read_text(encoding="utf-8"))
        assert not {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} & keys, name
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {module for module in modules if module.startswith(tuple(f"gui.{key}" for key in keys))}, name
    codes = set(LANGUAGES) - {languages.DEFAULT}
    for path in folder.rglob("*.py"):
        if path.name != "languages.py":
            found = path.read_text(encoding="utf-8")
            assert not [code for code in codes if code in found], path
