"""The report about a run, in the Checkpoints tab: a real tiny run, and what can go wrong."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.events import Commands, Emit, Progress, Task
from engine.recipes import resolve
from engine.runs.run import Run
from gui import text
from gui.checkpoints.page import CheckpointsPage
from tests.gui.checkpoint_runs import write_run
from tests.gui.conftest import settle
from tests.tiny import TINY, write_data
from tests.training.driving import run_through

MakePage = Callable[..., CheckpointsPage]


def test_the_page_is_written_in_the_windows_language_and_opened(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run.create(runs / "tiny", resolve("compact", {**TINY, "epochs": 1}), write_data(tmp_path / "data"))
    run_through(run)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    page = make_checkpoints_page()
    text.set_language("zh_CN")
    page.reporting.click()
    assert not page.reporting.isEnabled()
    assert page.banner.sentence == "正在评估…"
    settle(qtbot)
    assert page.banner.sentence == "tiny 的报告已生成。"
    assert page.reporting.isEnabled()
    written = run.folder / "report.zh.html"
    assert "<h2>评估</h2>" in written.read_text(encoding="utf-8")
    page.banner._actions[0][0].click()
    assert [url.toLocalFile() for url in opened] == [str(written)]


def test_what_is_wrong_is_told(qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path) -> None:
    # Its weights are nothing that can be loaded.
    write_run(runs, "broken", {10: 0.1})
    (runs / "data" / "images").mkdir(parents=True)
    page = make_checkpoints_page()
    for folder in (runs / "broken" / "checkpoints").iterdir():
        (folder / "checkpoint.json").write_text("{")
    page.reporting.click()
    settle(qtbot)
    assert "damaged" in page.banner.sentence
    assert not list((runs / "broken").glob("*.html"))


def test_it_can_be_stopped(qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path) -> None:
    write_run(runs, "one", {10: 0.1})
    over = threading.Event()

    def make(run: Path, language: str) -> Callable[[Commands, Emit], None]:
        def job(commands: Commands, emit: Emit) -> None:
            emit(Progress(Task.EVALUATING, 1, 3))
            commands.pause()
            commands.park()
            over.set()
            raise Problem("stopped")

        return job

    page = make_checkpoints_page()
    page.reporting._make = make
    page.reporting.click()
    qtbot.waitUntil(lambda: page.banner.sentence == "Evaluating… 1 / 3")
    [(stop, _)] = page.banner._actions
    stop.click()
    qtbot.waitUntil(over.is_set)
    settle(qtbot)
    assert page.banner.sentence == ""


def test_nothing_chosen_has_no_report(make_checkpoints_page: MakePage) -> None:
    assert not make_checkpoints_page().reporting.isEnabled()
