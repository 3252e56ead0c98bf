"""What holds for every test of the window: no thread outlives it, nothing of the person's own is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.limits import MILLISECONDS

# Read before it is known whether Qt loads: each fixture imports what it needs of it.
if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.caption.page import CaptionPage
    from gui.caption.translating import Make
    from gui.checkpoints.page import CheckpointsPage
    from gui.train.page import TrainPage
    from gui.window import MainWindow
    from tests.gui.captioner import Fakes


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's bot, which by itself gives up after five seconds, with the limit that all tests have."""
    from pytestqt.qtbot import QtBot

    bot = QtBot(request)
    for name in ("waitActive", "waitCallback", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(bot, name, partial(getattr(bot, name), timeout=MILLISECONDS))
    return bot


def settle(qtbot: QtBot) -> None:
    """Wait until no work runs."""
    from gui import worker

    qtbot.waitUntil(lambda: not worker.running())


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the window, and what it keeps, go into folders of this test."""
    from PySide6.QtCore import QSettings

    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "user-data"))
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))


@pytest.fixture(autouse=True)
def _no_thread_left(qapp: object, qtbot: QtBot) -> Iterator[None]:
    """A test that leaves work running fails; it is stopped for the sake of the next one."""
    from gui import text, worker

    yield
    left = [work.name for work in worker.running()]
    worker.stop_all()
    settle(qtbot)
    if text.language().code != "en":
        text.set_language("en")
    assert not left, f"still running: {left}"


@pytest.fixture
def themed(qapp: object) -> Iterator[None]:
    """The program's style, as the person sees it."""
    from gui import theme

    theme.themes().start("light")
    yield
    theme.themes().set_mode("light")


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of runs."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setattr("engine.files.runs_folder", lambda: folder)
    return folder


@pytest.fixture
def make_window(qtbot: QtBot, themed: None, runs: Path, tmp_path: Path) -> Iterator[Callable[..., MainWindow]]:
    """Makes windows that are closed, and their threads with them, at the end."""
    from PySide6.QtCore import QSettings

    from gui.window import MainWindow

    made: list[MainWindow] = []

    def make(settings: QSettings | None = None, clean: bool = True) -> MainWindow:
        window = MainWindow(settings or QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat), clean)
        made.append(window)
        window.show()
        window.complete()
        return window

    yield make
    for window in made:
        window.close()
    qtbot.waitUntil(lambda: not any(window.isVisible() for window in made))
    for window in made:
        window.deleteLater()


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    """Shows pages; at the end their work is stopped and they are deleted.

    They are not in the bot's care, which deletes widgets before a fixture can stop what they run.
    """
    from gui import worker

    shown: list[QWidget] = []

    def show(page: QWidget) -> None:
        shown.append(page)
        page.resize(1280, 750)
        page.show()

    yield show
    worker.stop_all()
    settle(qtbot)
    for page in shown:
        page.deleteLater()


@pytest.fixture
def make_checkpoints_page(qtbot: QtBot, show: Callable[[QWidget], None], runs: Path) -> Callable[..., CheckpointsPage]:
    """Makes Checkpoints pages that have read a folder of runs, the empty one if no other is given."""
    from gui.checkpoints.page import CheckpointsPage

    def make(folder: Path = runs) -> CheckpointsPage:
        page = CheckpointsPage(folder)
        show(page)
        page.start()
        settle(qtbot)
        return page

    return make


@pytest.fixture
def make_train_page(
    qtbot: QtBot, themed: None, show: Callable[[QWidget], None], runs: Path, tmp_path: Path
) -> Callable[[], TrainPage]:
    """Makes Train pages that have read what is remembered and what runs there are."""
    from PySide6.QtCore import QSettings

    from gui.train.page import TrainPage

    def make() -> TrainPage:
        page = TrainPage()
        show(page)
        page.build()
        page.restore(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat), True)
        page.start()
        settle(qtbot)
        return page

    return make


@pytest.fixture
def fakes(tmp_path: Path) -> Fakes:
    """What captions for the Caption page in place of models."""
    from tests.gui.captioner import Fakes

    return Fakes(tmp_path)


@pytest.fixture
def make_caption_page(qtbot: QtBot, fakes: Fakes, tmp_path: Path) -> Callable[..., CaptionPage]:
    """Makes Caption pages that have found the checkpoints of ``fakes``."""
    from PySide6.QtCore import QSettings

    from gui import worker
    from gui.caption.page import CaptionPage
    from gui.caption.translating import make_translator

    def end(page: CaptionPage) -> None:
        # Before pytest-qt closes and deletes the page: as the window does, which closes only when all work has ended.
        fakes.gate.set()
        worker.stop_all()
        settle(qtbot)
        page.keeping.close()

    def make(translator: Make = make_translator) -> CaptionPage:
        page = CaptionPage(fakes.load, fakes.find, translator)
        qtbot.addWidget(page, before_close_func=end)
        page.resize(1280, 750)
        page.restore(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat), True)
        page.show()
        qtbot.waitUntil(lambda: page.service.choice is not None)
        return page

    return make


@pytest.fixture
def noise_page(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> CaptionPage:
    """The Caption page of the real window, in which a shipped model has captioned a picture of noise."""
    from gui import worker
    from gui.caption.items import ItemState
    from gui.caption.page import CaptionPage

    window = make_window()
    page = window.page(CaptionPage)
    window.show_tab("caption")
    qtbot.waitUntil(lambda: page.service.choice is not None)
    page.adding.noise(7)
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1 and not worker.running())
    return page
