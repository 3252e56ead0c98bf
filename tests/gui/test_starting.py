"""A run that starts from a checkpoint chosen in the window."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from engine.events import WeightsTaken
from engine.recipes import resolve
from engine.runs.run import Run
from engine.runs.tensors import WEIGHTS, digest_of_file
from gui.checkpoints.page import CheckpointsPage
from gui.pages import Message, StartWanted
from gui.train.page import TrainPage
from tests.gui.checkpoint_runs import write_run
from tests.gui.test_train_page import Player, data, page, player

__all__ = ["data", "page", "player"]


def test_a_checkpoint_is_offered_for_further_training(
    qtbot: QtBot, make_checkpoints_page: Callable[[], CheckpointsPage], runs: Path
) -> None:
    write_run(runs, "one", {100: 0.2})
    page = make_checkpoints_page()
    told: list[Message] = []
    page.told.connect(told.append)
    qtbot.waitUntil(lambda: page.table.current is not None or page.table.order.rowCount() == 1)
    page.table.view.selectRow(0)
    page.further.click()
    assert told == [StartWanted(runs / "one" / "checkpoints" / "step-00000100")]


def test_the_next_run_starts_from_it_with_its_settings(
    qtbot: QtBot, page: TrainPage, player: Player, data: Path, runs: Path
) -> None:
    write_run(runs, "one", {100: 0.2})
    folder = runs / "one" / "checkpoints" / "step-00000100"
    page.open_data(data)
    qtbot.waitUntil(lambda: page.data.folder == data)
    assert page.starting.isHidden()
    page.receive(StartWanted(folder))
    qtbot.waitUntil(lambda: page.starting.isVisible())
    assert page.recipe.settings() == Run.open(runs / "one").settings
    page.recipe.form.set_in_all({"objective": "self-critical"})
    page.bar.press_primary()
    qtbot.waitUntil(lambda: page.session.step == 10)
    [asked], [source] = player.asked, player.sources
    assert asked.objective == "self-critical"
    # The rates are those that suit such a training.
    assert asked.lr_decoder < resolve("compact", {}).lr_decoder
    assert source is not None
    assert (source.checkpoint, source.digest) == (folder, digest_of_file(folder / WEIGHTS))
    # The run after it starts as any other.
    assert page.starting.isHidden()
    assert page.starting.start is None


def test_a_person_can_think_otherwise(qtbot: QtBot, page: TrainPage, runs: Path) -> None:
    write_run(runs, "one", {100: 0.2})
    page.receive(StartWanted(runs / "one" / "checkpoints" / "step-00000100"))
    qtbot.waitUntil(lambda: page.starting.isVisible())
    page.starting.button.click()
    assert page.starting.isHidden()
    assert page.starting.start is None


def test_a_checkpoint_that_cannot_be_read_is_told(qtbot: QtBot, page: TrainPage, runs: Path) -> None:
    page.receive(StartWanted(runs / "nothing"))
    qtbot.waitUntil(lambda: page.banner.problem is not None)
    assert page.banner.problem is not None
    assert page.banner.problem.code == "checkpoint-missing"
    assert page.starting.isHidden()


def test_what_did_not_fit_is_told(page: TrainPage) -> None:
    whole = WeightsTaken(Path("a"), 60, 60, 300, 300)
    page._take([whole])
    assert not page.banner.isVisible()
    left = {f"decoder.part{number}": "shape" for number in range(5)}
    page._take([WeightsTaken(Path("a"), 55, 60, 280, 300, left)])
    assert "55 of 60 tensors and 280 of 300 words" in page.banner.sentence
    assert "decoder.part0, decoder.part1, decoder.part2…" in page.banner.sentence
