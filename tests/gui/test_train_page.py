"""The Train tab over a run that is played to it: its states, its buttons, its curves, and what comes back of it."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from engine.checking import write_file
from engine.errors import Problem
from engine.events import (
    CheckpointSaved,
    Commands,
    DataRead,
    Emit,
    Evaluated,
    LossLogged,
    Progress,
    SampleCaption,
    SamplesCaptioned,
    State,
    StateChanged,
    Task,
)
from engine.recipes import resolve
from engine.runs.settings_file import WeightsSource
from engine.settings import Settings
from gui import text
from gui.pages import CaptionWanted, CheckpointOffered, Message
from gui.train import jobs
from gui.train.page import TrainPage
from gui.train.samples_card import SamplesCard
from gui.train.session import RunBegun
from tests.gui.conftest import settle
from tests.limits import SECONDS

STEPS = 40


class Player:
    """Plays the part of the engine: a run of forty steps that waits at every tenth until it may go on."""

    def __init__(self, runs: Path) -> None:
        self.folder = runs / "compact-1"
        self.gate = threading.Semaphore(0)
        self.problem: Problem | None = None
        self.asked: list[Any] = []
        self.sources: list[WeightsSource | None] = []
        self.above: tuple[str, ...] = ()

    def begin(
        self, settings: Settings, data: Path, runs: Path, source: WeightsSource | None = None
    ) -> Callable[[Commands, Emit], State]:
        self.asked.append(settings)
        self.sources.append(source)
        return self.play

    def resume(
        self, folder: Path, changes: dict[str, Any] | None = None, data: Path | None = None
    ) -> Callable[[Commands, Emit], State]:
        self.asked.append((folder, changes))
        return self.play

    def play(self, commands: Commands, emit: Emit) -> State:
        emit(RunBegun(self.folder))
        emit(StateChanged(State.PREPARING, 0, 0, 0))
        emit(Progress(Task.PREPARING, 5, 10))
        if self.problem:
            raise self.problem
        emit(DataRead(16, 2, 0, 3, 5))
        emit(StateChanged(State.RUNNING, 0, STEPS, 10))
        for step in range(1, STEPS + 1):
            if commands.pausing and not commands.stopping:
                emit(StateChanged(State.PAUSED, step - 1, STEPS, 10))
                commands.park()
                emit(StateChanged(State.RUNNING, step - 1, STEPS, 10))
            if commands.stopping:
                emit(StateChanged(State.STOPPING, step - 1, STEPS, 10))
                emit(CheckpointSaved(step - 1, self.folder / "checkpoints" / f"{step - 1}"))
                emit(StateChanged(State.STOPPED, step - 1, STEPS, 10))
                return State.STOPPED
            emit(LossLogged(step, 1, 3.0 / step, 1e-4, 5e-4, 123.4, 60.0, None))
            if step % 10 == 0:
                emit(StateChanged(State.EVALUATING, step, STEPS, 10))
                emit(Evaluated(step, {"bleu4": 0.01 * step, "rouge_l": 0.02 * step}, 1.0, "bleu4", above=self.above))
                sample = SampleCaption(
                    "woman", None, 7, f"A shirt of {step}.", "en", f"A shirt of {step}.", f"{step}号衬衫。"
                )
                emit(SamplesCaptioned(step, (sample,)))
                emit(StateChanged(State.RUNNING, step, STEPS, 10))
                while not self.gate.acquire(timeout=0.02):
                    if commands.stopping or commands.pausing:
                        break
        emit(StateChanged(State.FINISHED, STEPS, STEPS, 10))
        return State.FINISHED


@pytest.fixture
def player(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Player:
    made = Player(runs)
    monkeypatch.setattr("gui.train.page.begin_job", made.begin)
    monkeypatch.setattr("gui.train.page.resume_job", made.resume)
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of twenty pictures."""
    from PIL import Image

    folder = tmp_path / "clothes"
    (folder / "images").mkdir(parents=True)
    names = [f"WOMEN-{number}.png" for number in range(20)]
    for name in names:
        Image.new("RGB", (20, 30), "white").save(folder / "images" / name)
    captions = dict.fromkeys(names, "This lady wears a shirt.")
    (folder / "train_captions.json").write_text(json.dumps({**captions, "gone.png": "A shirt."}))
    return folder


@pytest.fixture
def page(make_train_page: Callable[[], TrainPage]) -> TrainPage:
    return make_train_page()


def _state(page: TrainPage) -> str:
    return page.status._chip.text()


def _open(qtbot: QtBot, page: TrainPage, data: Path) -> None:
    page.open_data(data)
    qtbot.waitUntil(lambda: page.data.folder == data)


def _begin(qtbot: QtBot, page: TrainPage, data: Path) -> None:
    _open(qtbot, page, data)
    page.bar.press_primary()
    qtbot.waitUntil(lambda: page.session.state is State.RUNNING and page.session.step == 10)


def test_the_first_launch_offers_three_ways(qtbot: QtBot, page: TrainPage) -> None:
    assert page.welcome.isVisible()
    messages: list[Message] = []
    page.told.connect(messages.append)
    page.welcome.caption.click()
    assert messages == [CaptionWanted()]


def test_data_are_counted_and_what_is_left_out_is_listed(qtbot: QtBot, page: TrainPage, data: Path) -> None:
    assert not page.bar.primary.isEnabled()
    _open(qtbot, page, data)
    assert [count.value.text() for count in page.data._counts] == ["18", "2", "0"]
    assert page.data._left_out.text() == "1 skipped"
    page.data._left_out.click()
    assert page.data._list.toPlainText() == "gone.png: picture not found"
    assert not page.data._pictures[0].image.isNull()
    assert page.bar.primary.isEnabled()


def test_bad_data_are_told_in_place_and_the_good_stay(
    qtbot: QtBot, page: TrainPage, data: Path, tmp_path: Path
) -> None:
    _open(qtbot, page, data)
    page.open_data(tmp_path / "nothing")
    qtbot.waitUntil(lambda: bool(page.data.banner.sentence))
    assert "does not exist" in page.data.banner.sentence
    assert page.data.folder == data


def test_a_run_from_the_button_to_its_end(qtbot: QtBot, page: TrainPage, player: Player, data: Path) -> None:
    _begin(qtbot, page, data)
    assert player.asked == [resolve("compact", {})]
    assert (_state(page), page.bar.primary.text()) == ("Training", "Pause")
    assert not page.recipe.form.isEnabled()
    # The run has looked into the pictures: two more than the card knew could not be read.
    assert [count.value.text() for count in page.data._counts] == ["16", "2", "0"]
    page.data._left_out.click()
    assert page.data._list.toPlainText().splitlines()[-1].startswith("2 more could not be read")
    assert page.curves is not None
    assert len(page.curves.losses) == 10
    for _ in range(3):
        player.gate.release()
    player.gate.release()
    qtbot.waitUntil(lambda: not page.session.busy)
    assert (_state(page), page.bar.primary.text()) == ("Finished", "Train")
    assert list(page.curves.scores.series.x) == [10, 20, 30, 40]
    assert page.status._bar.value() == page.status._bar.maximum()
    assert page.samples._history[-1][1][0].caption == "A shirt of 40."
    assert page.recipe.form.isEnabled()


def test_scores_above_the_ceiling_are_warned_of_once(qtbot: QtBot, page: TrainPage, player: Player, data: Path) -> None:
    player.above = ("bleu4",)
    _begin(qtbot, page, data)
    qtbot.waitUntil(lambda: "exceed what the true attributes reach" in page.banner.sentence)
    page.banner.clear()
    player.gate.release(9)
    qtbot.waitUntil(lambda: not page.session.busy)
    assert page.banner.isHidden()
    player.folder = player.folder.with_name("compact-2")
    page.begin()
    qtbot.waitUntil(lambda: "exceed what the true attributes reach" in page.banner.sentence)
    player.gate.release(9)
    qtbot.waitUntil(lambda: not page.session.busy)


def test_pause_resume_and_stop_are_told_honestly(qtbot: QtBot, page: TrainPage, player: Player, data: Path) -> None:
    messages: list[Message] = []
    page.told.connect(messages.append)
    _begin(qtbot, page, data)
    page.bar.press_primary()
    assert (_state(page), page.bar.primary.text()) == ("Pausing…", "Pausing…")
    assert not page.bar.primary.isEnabled()
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED)
    assert (_state(page), page.bar.primary.text()) == ("Paused", "Resume")
    assert page.session.step == 10
    # What cannot be changed now says how it can.
    assert not page.recipe.form.isEnabled()
    assert page.recipe._held.isVisible()
    page.bar.press_primary()
    qtbot.waitUntil(lambda: page.session.step == 20)
    assert _state(page) == "Training"
    page.bar.press_second()
    assert (_state(page), page.bar.primary.isEnabled()) == ("Stopping…", False)
    assert not page.bar.second.isEnabled()
    qtbot.waitUntil(lambda: not page.session.busy)
    assert _state(page) == "Stopped"
    assert not page.recipe._held.isVisible()
    offered = [message for message in messages if isinstance(message, CheckpointOffered)]
    assert offered == [CheckpointOffered(player.folder / "checkpoints" / str(page.session.step))]
    assert page.curves is not None
    assert len(page.curves.losses) == page.session.step


def test_a_stop_ends_a_pause(qtbot: QtBot, page: TrainPage, player: Player, data: Path) -> None:
    _begin(qtbot, page, data)
    page.session.pause()
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED)
    page.session.stop()
    qtbot.waitUntil(lambda: not page.session.busy)
    assert page.session.state is State.STOPPED


def test_wrong_settings_start_nothing(qtbot: QtBot, page: TrainPage, player: Player, data: Path) -> None:
    _open(qtbot, page, data)
    page.recipe.form.set_value("batch_size", 0)
    page.bar.press_primary()
    assert not player.asked
    assert page.banner.sentence == "Batch size must be 1 or more."
    page.recipe.form.set_value("batch_size", 4)
    assert not page.banner.sentence


@pytest.mark.parametrize(
    ("recipe", "problem", "sentence"),
    [
        (
            "notebook",
            Problem(
                "weights-unreachable",
                encoder="vgg19",
                reason="no network",
                address="https://a.example/w.pth",
                path="w.pth",
            ),
            "could not be downloaded (no network). On a computer with a connection, download https://a.example/w.pth",
        ),
        (
            "recommended",
            Problem("weights-package", encoder="efficientnet_lite0", package="p"),
            "come in the package p, which is not installed",
        ),
    ],
)
def test_weights_out_of_reach_offer_three_ways_on(
    qtbot: QtBot, page: TrainPage, player: Player, data: Path, recipe: str, problem: Problem, sentence: str
) -> None:
    _open(qtbot, page, data)
    page.recipe.set_recipe(recipe)
    player.problem = problem
    page.bar.press_primary()
    qtbot.waitUntil(lambda: bool(page.banner.sentence))
    assert sentence in page.banner.sentence
    assert _state(page) == "Failed"
    buttons = {button.text(): button for button, _ in page.banner._actions}
    assert list(buttons) == ["Choose a file…", "Train from scratch", "Try again"]
    qtbot.waitUntil(lambda: not page.session.busy)
    player.problem = None
    buttons["Train from scratch"].click()
    # The refused run has left nothing to go on with: a new one begins.
    assert player.asked[-1] == resolve(recipe, {"encoder_weights": "scratch"})
    qtbot.waitUntil(lambda: page.session.step == 10)
    assert not page.banner.sentence


def _begun_run(runs: Path, data: Path, steps: int) -> Path:
    """A run as a kill leaves it: settings and metrics, no checkpoint."""
    folder = runs / "compact-old"
    folder.mkdir()
    write_file(folder / "settings.toml", resolve("compact", {"steps": STEPS, "epochs": 9}), data)
    lines = [{"step": step, "loss": 2.0, "lr_encoder": 1e-4, "lr_decoder": 1e-4} for step in range(1, steps + 1)]
    lines.append({"step": steps, "bleu4": 0.2, "rouge_l": 0.4, "seconds": 1.0})
    (folder / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_curves_come_back_after_a_restart_and_the_run_is_offered(
    qtbot: QtBot, make_train_page: Callable[[], TrainPage], runs: Path, data: Path, player: Player
) -> None:
    folder = _begun_run(runs, data, 12)
    page = make_train_page()
    assert page.session.folder == folder
    assert page.curves is not None
    assert len(page.curves.losses) == 12
    assert list(page.curves.scores.values("rouge_l")) == [0.4]
    # Begun before attributes were scored.
    assert np.isnan(page.curves.scores.values("attribute_accuracy")).all()
    assert list(page.curves.scores.lines) == ["bleu4"]
    assert page.recipe.settings().epochs == 9
    assert page.banner.sentence == "compact-old stopped at step 0 of 40."
    assert page.bar.primary.text() == "Resume"
    page.banner._actions[0][0].click()
    qtbot.waitUntil(lambda: player.asked == [(folder, None)])
    qtbot.waitUntil(lambda: page.session.step == 10)


def test_a_stopped_run_gives_way_to_a_new_one_and_lies_under_it(
    qtbot: QtBot, make_train_page: Callable[[], TrainPage], runs: Path, data: Path, player: Player
) -> None:
    folder = _begun_run(runs, data, 12)
    page = make_train_page()
    assert page.session.folder == folder
    _open(qtbot, page, data)
    assert page.bar.second.text() == "New run"
    page.bar.press_second()
    assert page.session.folder is None
    assert page.bar.primary.text() == "Train"
    assert page.curves is not None
    page.history.lay_under(folder)
    qtbot.waitUntil(lambda: any(line.end == "compact-old" for line in page.curves.loss._lines))


def test_the_demo_is_drawn_with_progress_where_it_was_asked_for(
    qtbot: QtBot, page: TrainPage, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def draw(folder: Path, language: str) -> Callable[[Commands, Emit], Path]:
        def job(commands: Commands, emit: Emit) -> Path:
            emit(Progress(Task.DRAWING, 50, 200, 3.0))
            assert go_on.wait(SECONDS)
            return data

        return job

    monkeypatch.setattr(jobs, "draw_job", draw)
    page.welcome.draw.click()
    qtbot.waitUntil(lambda: page.welcome.progress._left.text() == "50 / 200 · 0:03 left")
    assert not page.welcome.draw.isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: page.data.folder == data)
    assert page.welcome.isHidden() or not page.welcome.isVisible()
    assert page.welcome.draw.isEnabled()


def test_a_stopped_drawing_leaves_the_ways_open(
    qtbot: QtBot, page: TrainPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jobs, "demo_folder", lambda language: tmp_path / "demo")
    page.draw_demo()
    page.welcome.progress._button.click()
    assert page.welcome.progress._what.text() == "Stopping…"
    qtbot.waitUntil(lambda: page._draw is None)
    assert page.welcome.isVisible()
    assert page.welcome.draw.isEnabled()
    assert not (tmp_path / "demo" / "train_captions.json").exists()


def test_whoever_reads_chinese_chooses_the_language_of_the_demo_captions(
    qtbot: QtBot, page: TrainPage, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def draw(folder: Path, language: str) -> Callable[[Commands, Emit], Path]:
        asked.append((folder.name, language))
        return lambda commands, emit: data

    monkeypatch.setattr(jobs, "draw_job", draw)
    text.set_language("zh_CN")
    page.welcome.draw.click()
    menu = page.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["中文描述", "英文描述"]
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: page.data.folder == data)
    assert asked == [("demo-2000-seed-1-zh", "zh")]


def test_a_problem_covers_the_status_and_moves_nothing(qtbot: QtBot, page: TrainPage, data: Path) -> None:
    page.open_data(data)
    qtbot.waitUntil(lambda: page.data.folder is not None)
    before = page.status.geometry(), page.samples.geometry()
    page.banner.tell_problem(Problem("data-missing", path=data))
    QApplication.processEvents()
    assert (page.status.geometry(), page.samples.geometry()) == before
    assert page.banner.geometry() == page.status.rect()
    page.resize(page.width() + 200, page.height())
    qtbot.waitUntil(lambda: page.banner.geometry() == page.status.rect())


def test_a_run_that_pins_fewer_pictures_shows_no_more(qtbot: QtBot) -> None:
    card = SamplesCard()
    qtbot.addWidget(card)
    card.resize(320, 600)
    card.show()

    def said(count: int) -> list[str]:
        samples = [
            SampleCaption(f"{number}.jpg", None, number, f"Shirt {number}.", "en", f"Shirt {number}.", "衬衫")
            for number in range(count)
        ]
        card.show_history([(1, tuple(samples))])
        settle(qtbot)
        return [sample._now.caption for sample in card._samples if sample.isVisible() and sample._now]

    assert said(6) == [f"Shirt {number}." for number in range(6)]
    assert said(3) == ["Shirt 0.", "Shirt 1.", "Shirt 2."]
    assert [rule.isVisible() for rule in card._rules] == [True, True, False, False, False]
    assert said(4)[-1] == "Shirt 3."


def test_a_sample_says_how_well_it_fits_once_that_is_known(qtbot: QtBot) -> None:
    card = SamplesCard()
    qtbot.addWidget(card)
    card.resize(320, 600)
    card.show()

    def sample(caption: str, fit: str = "unknown") -> SampleCaption:
        return SampleCaption("noise", None, 7, caption, "en", caption, "", fit)

    def told() -> tuple[str, bool]:
        [first] = card._samples
        return first._paragraphs[0].text, bool(first._paragraphs[1].marks)

    card.take(1, (sample("A shirt."),))
    card.take(2, (sample("A dress."),))
    assert told() == ("noise, seed 7", True)
    card.take(2, (sample("A dress.", "unlike"),))
    assert told() == ("noise, seed 7 · unlike", True), "what changed since the step before stays marked"
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: told()[0].endswith("· 不符"))
    settle(qtbot)
