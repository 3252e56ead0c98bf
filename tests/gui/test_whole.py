"""The window from end to end, by its buttons: data, a training with a pause, a checkpoint, a caption, the way out."""

import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine.events import Commands, Emit, Event, SamplesCaptioned, State
from engine.settings import Settings
from gui import worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.checkpoints.page import CheckpointsPage
from gui.train.page import TrainPage
from gui.train.session import begin_job
from gui.window import MainWindow
from gui.worker import Job
from tests.gui.conftest import settle
from tests.gui.driving import drop
from tests.tiny import TINY, write_data

LONG = 120_000
"""A bound on each wait, in ms; each ends at a signal or a state, long before."""


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Trainings stand still after their first samples until this is set, so that a pause is pressed in their midst."""
    pressed = threading.Event()

    def begin(settings: Settings, data: Path, runs: Path, source: None) -> Job:
        job = begin_job(settings, data, runs, source)

        def run(commands: Commands, emit: Emit) -> object:
            def emit_and_wait(event: Event) -> None:
                emit(event)
                if isinstance(event, SamplesCaptioned):
                    assert pressed.wait(LONG / 1000)

            return job(commands, emit_and_wait)

        return run

    monkeypatch.setattr("gui.train.page.begin_job", begin)
    return pressed


def test_from_a_folder_of_pictures_to_a_caption_of_ones_own_model(
    qtbot: QtBot,
    make_window: Callable[..., MainWindow],
    runs: Path,
    go_on: threading.Event,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = write_data(tmp_path / "shapes")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(data))
    window = make_window()
    train = window.page(TrainPage)
    assert train.curves is not None

    train.welcome.open.click()
    qtbot.waitUntil(train.bar.primary.isEnabled, timeout=LONG)
    assert train.data.folder == data
    for name, value in TINY.items():
        train.recipe.form.set_value(name, value)
    train.bar.primary.click()
    assert train.bar.primary.text() == "Pause"
    qtbot.waitUntil(lambda: bool(train.samples._history), timeout=LONG)
    assert train.session.state in (State.RUNNING, State.EVALUATING)
    assert len(train.curves.losses) > 0

    train.bar.primary.click()
    assert train.bar.primary.text() == "Pausing…"
    go_on.set()
    qtbot.waitUntil(lambda: train.session.state is State.PAUSED, timeout=LONG)
    assert train.bar.primary.text() == "Resume"
    assert train.status._chip.text() == "Paused"
    paused_at = train.session.step
    assert 0 < paused_at < train.session.steps

    with qtbot.waitSignal(train.session.ended, timeout=LONG):
        train.bar.primary.click()
    assert train.session.state is State.FINISHED
    assert train.session.step == train.session.steps > paused_at
    assert len(train.curves.losses) == train.session.steps
    assert len(train.curves.scores.series.x) > 1
    assert train.banner.problem is None

    window.bar.tabs["checkpoints"].click()
    checkpoints = window.page(CheckpointsPage)
    qtbot.waitUntil(lambda: checkpoints.table.rows.rowCount() > 0, timeout=LONG)
    settle(qtbot)
    [run] = {entry.run for entry in checkpoints.table.rows.entries}
    assert run == train.session.folder
    assert run.parent == runs
    last = max(entry.step for entry in checkpoints.table.rows.entries)
    assert last == train.session.steps
    assert checkpoints.table.select((run, last))
    checkpoints.caption.click()

    caption = window.page(CaptionPage)
    assert window.front is caption
    picture = next((data / "images").iterdir())
    drop(window, picture)
    qtbot.waitUntil(lambda: caption.queue.count(ItemState.DONE) == 1, timeout=LONG)
    item = caption.list.current
    assert item is not None
    assert item.source.path == picture
    assert item.caption is not None
    assert str(run) in item.caption.choice
    assert item.caption.caption in caption.own.words.toPlainText()

    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    assert not worker.running()
    assert not multiprocessing.active_children()
    assert [thread for thread in threading.enumerate() if not thread.daemon] == [threading.main_thread()]
