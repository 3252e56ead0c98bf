"""The window itself: what it remembers, where drops go, and how it closes over work."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from engine.clothes.wardrobe.dataset import draw_wardrobe
from engine.events import Commands, Emit, State
from gui import crash, memory, text, theme
from gui.app import Signals
from gui.caption.page import CaptionPage
from gui.device import Device
from gui.train.page import TrainPage
from gui.window import MainWindow
from gui.worker import Work
from tests.gui.conftest import settle
from tests.gui.driving import drop
from tests.limits import SECONDS


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "remembered.ini"), QSettings.Format.IniFormat)


def _close(qtbot: QtBot, window: MainWindow) -> None:
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_closing_over_work_waits_for_it_and_never_aborts(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def job(commands: Commands, emit: Emit) -> None:
        commands.pause()
        commands.park()
        asked.set()
        assert go_on.wait(SECONDS)

    window = make_window(settings)
    work = Work(job).start()
    assert not window.close()
    assert window.isVisible()
    assert window.windowTitle() == "Stopping…"
    assert "and saving" in window.banner.sentence
    qtbot.waitUntil(asked.is_set)
    assert not window.close()
    with qtbot.waitSignal(work.ended):
        go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert memory.begin(settings) is True


def test_size_tab_language_theme_and_recipe_are_remembered(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings
) -> None:
    window = make_window(settings)
    window.resize(1100, 720)
    window.show_tab("caption")
    window.page(TrainPage).recipe.set_recipe("notebook", {"batch_size": 12})
    text.set_language("zh_CN")
    theme.themes().set_mode("dark")
    _close(qtbot, window)
    text.set_language("en")
    theme.themes().set_mode("light")
    assert settings.value("language") == "zh_CN"
    assert settings.value("theme") == "dark"
    again = make_window(settings)
    # The screen of these tests is only 800 wide, narrower than the window may be.
    assert again.height() == 720
    assert again.front is again.page(CaptionPage)
    assert again.page(TrainPage).recipe.form.recipe == "notebook"
    assert again.page(TrainPage).recipe.settings().batch_size == 12


def test_the_last_folder_is_opened_again_but_not_after_an_unclean_exit(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "captions.json").write_text("{")
    settings.setValue("train/data", str(folder))
    unclean = make_window(settings, False)
    assert "bad was not opened" in unclean.page(TrainPage).data.banner.sentence
    assert unclean.page(TrainPage).data._work is None
    clean = make_window(settings, True)
    qtbot.waitUntil(lambda: "not valid JSON" in clean.page(TrainPage).data.banner.sentence)


def test_closing_over_a_training_says_that_it_stops(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    settle(qtbot)
    seen, go_on = threading.Event(), threading.Event()

    def job(commands: Commands, emit: Emit) -> None:
        seen.set()
        go_on.wait(SECONDS)

    window.page(TrainPage).session.start(job)
    qtbot.waitUntil(seen.is_set)
    window.close()
    assert window.page(TrainPage).session.state is State.STOPPING
    assert not window.page(TrainPage).bar.second.isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_an_opened_folder_outlives_a_session_that_is_cut_off(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "D"
    draw_wardrobe(folder, 36, 4)
    window = make_window(settings)
    window.page(TrainPage).open_data(folder)
    qtbot.waitUntil(lambda: window.page(TrainPage).data.folder == folder)
    assert settings.value("train/data") == str(folder)


def test_without_a_gpu_no_memory_of_one_is_told(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    settle(qtbot)
    for device, name in ((Device("CPU", 0, 4), "device"), (Device("A GPU", 8 << 30, 4), "GPU memory")):
        window._show_device(device)
        assert window.page(TrainPage).status._memory.name.text() == name


def test_a_session_that_does_not_end_is_noticed(settings: QSettings) -> None:
    assert memory.begin(settings) is True
    assert memory.begin(settings) is False
    memory.end(settings)
    assert memory.begin(settings) is True


def test_drops_go_where_they_belong(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    taken: list[list[Path]] = []

    def accept(paths: list[Path]) -> bool:
        taken.append(paths)
        return True

    monkeypatch.setattr(window.page(CaptionPage), "accept_paths", accept)
    opened: list[Path] = []
    monkeypatch.setattr(window.page(TrainPage), "open_data", opened.append)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "captions.json").write_text("{}")
    drop(window, folder)
    assert opened == [folder]
    assert not taken
    drop(window, tmp_path / "a.jpg", tmp_path / "b.jpg")
    assert taken == [[tmp_path / "a.jpg", tmp_path / "b.jpg"]]
    assert window.front is window.page(CaptionPage)
    drop(window, folder)
    assert opened == [folder]
    assert taken[-1] == [folder]


def test_a_fault_anywhere_is_a_line_in_the_window(
    qtbot: QtBot, make_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("traceback.print_exception", lambda error: None)
    window = make_window()
    crash.watch(window.report_from_any_thread)

    def faulty() -> None:
        raise RuntimeError("on a thread of its own")

    thread = threading.Thread(target=faulty)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "on a thread of its own" in window.banner.sentence)
    sys.excepthook(KeyError, KeyError("in a slot"), None)
    qtbot.waitUntil(lambda: "in a slot" in window.banner.sentence)
    assert window.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send to oneself")
def test_a_signal_closes_the_window_in_order(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: QSettings
) -> None:
    window = make_window(settings)
    signals = Signals(window)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        qtbot.waitUntil(lambda: not window.isVisible())
    finally:
        signals.end()
    assert memory.begin(settings) is True
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_shortcuts_change_tab_language_and_theme(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key.Key_3, control)
    assert window.front is window.page(CaptionPage)
    qtbot.keyClick(window, Qt.Key.Key_2, control)
    assert window.front is window.page(TrainPage)
    dark = theme.current().dark
    qtbot.keyClick(window, Qt.Key.Key_D, control)
    assert theme.current().dark is not dark
    qtbot.keyClick(window, Qt.Key.Key_L, control)
    assert text.language().code == "zh_CN"


def test_the_window_comes_before_torch_and_the_plots() -> None:
    import subprocess

    words = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "import gui.app; from gui.window import MainWindow; from gui import memory, theme;"
        "theme.themes().start(); MainWindow(memory.store()).show();"
        "print([name for name in ('torch', 'pyqtgraph', 'torchvision', 'nltk') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_text_on_its_ground_can_be_read() -> None:
    """Contrast of words by WCAG 2.1, 1.4.3: 4.5 for text, 3 for large text and lines."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(colour: str, other: str) -> float:
        high, low = sorted((luminance(colour), luminance(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for shown in (theme.LIGHT, theme.DARK):
        for ground in (shown.card, shown.ground):
            assert contrast(shown.text, ground) > 7
            assert contrast(shown.quiet, ground) > 4.5
        assert contrast(shown.on_accent, shown.accent) > 4.5
        assert contrast(shown.accent, shown.soft) > 4.5
        assert contrast(shown.text, shown.mark) > 4.5
        assert contrast(shown.bad, shown.mix(shown.bad, 0.16)) > 4
        assert contrast(shown.good, shown.mix(shown.good, 0.14)) > 4
