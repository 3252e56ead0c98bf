"""The circle: pictures are captioned, some captions corrected, all kept, a model trained on them; what it then says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.events import Commands, State
from engine.files import write_json_atomically
from engine.recipes import resolve
from engine.runs.run import Run
from engine.training.trainer import train
from gui import worker
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from gui.pages import CaptionWanted
from gui.train.page import TrainPage
from gui.window import MainWindow
from tests.tiny import TINY

LONG = 240_000
"""A bound on each wait, in ms; each ends at a signal or a state, long before."""
COUNT, RED = 40, 10
LEARNS: dict[str, Any] = {**TINY, "epochs": 16, "evaluate_every": 0, "checkpoint_every": 1000}


def _pictures(folder: Path) -> list[Path]:
    """Discs of another size and place each: ten red, thirty blue."""
    (folder / "images").mkdir(parents=True)
    paths = []
    for number in range(COUNT):
        image = Image.new("RGB", (64, 96), "white")
        left, top, side = 4 + number % 7, 10 + number % 11, 36 + number % 5
        colour = "red" if number % 4 == 0 else "navy"
        ImageDraw.Draw(image).ellipse((left, top, left + side, top + side), fill=colour)
        paths.append(folder / "images" / f"{number:02}.png")
        image.save(paths[-1])
    return paths


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    return _pictures(tmp_path / "shapes")


@pytest.fixture
def first(runs: Path, pictures: list[Path], tmp_path: Path) -> Path:
    """The run of a model that tells both colours, one of them by a word that somebody does not want."""
    captions = {path.name: f"a {'red' if number % 4 == 0 else 'blue'} disc." for number, path in enumerate(pictures)}
    write_json_atomically(tmp_path / "shapes/captions.json", captions)
    run = Run.create(runs / "first", resolve("compact", LEARNS), tmp_path / "shapes")
    train(run, Commands(), lambda event: None, device="cpu")
    return run.folder


def _caption(qtbot: QtBot, page: CaptionPage) -> list[str]:
    """The captions of all pictures by the model that is chosen."""
    page.again.all()
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == COUNT and not worker.running(), timeout=LONG)
    return [item.caption.caption if item.caption else "" for item in page.queue.items()]


def test_corrected_words_come_back(
    qtbot: QtBot, make_window: Callable[..., MainWindow], first: Path, pictures: list[Path], tmp_path: Path
) -> None:
    window = make_window()
    page, trained = window.page(CaptionPage), window.page(TrainPage)
    window.send(CaptionWanted(first))
    page.accept_paths(pictures)
    before = _caption(qtbot, page)
    red = [number for number in range(COUNT) if number % 4 == 0]
    assert [number for number, caption in enumerate(before) if "red" in caption] == red
    assert len(red) == RED

    for number in red:
        page.list.select(number)
        page.own.edit.click()
        qtbot.keyClicks(page.own.editor, before[number].replace("red", "crimson"))
        qtbot.keyClick(page.own.editor, Qt.Key.Key_Return)
    assert [number for number, item in enumerate(page.queue.items()) if item.edited is not None] == red

    folder = tmp_path / "mine"
    page.training.use(folder)
    page.list.list.selectAll()
    page.training.action.trigger()
    qtbot.waitUntil(lambda: not worker.running(), timeout=LONG)
    assert "40 (new: 40, replaced: 0)" in page.banner.sentence
    assert all(path.is_file() for path in pictures)

    [opening] = page.banner.buttons
    opening.click()
    assert window.front is trained
    qtbot.waitUntil(lambda: trained.data.folder == folder and trained.bar.primary.isEnabled(), timeout=LONG)
    for name, value in LEARNS.items():
        trained.recipe.form.set_value(name, value)
    with qtbot.waitSignal(trained.session.ended, timeout=LONG):
        trained.bar.primary.click()
    assert trained.session.state is State.FINISHED
    second = trained.session.folder

    window.send(CaptionWanted(second))
    after = _caption(qtbot, page)
    assert [number for number, caption in enumerate(after) if "crimson" in caption] == red
    assert not any("red" in caption.split() for caption in after)
