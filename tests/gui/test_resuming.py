"""Resume with a form that says something else: what would change, and from which step, is told before it starts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from engine.events import Commands, Emit, State
from engine.runs.checkpoint import folder_name
from engine.runs.tensors import TRAINING
from gui import text
from gui.train.page import TrainPage
from tests.gui.checkpoint_runs import write_run

Asked = list[tuple[Path, dict[str, Any] | None]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the window goes on with."""
    found: Asked = []

    def resume(
        folder: Path, changes: dict[str, Any] | None = None, data: Path | None = None
    ) -> Callable[[Commands, Emit], State]:
        found.append((folder, changes))
        return lambda commands, emit: State.STOPPED

    monkeypatch.setattr("gui.train.page.resume_job", resume)
    return found


@pytest.fixture
def page(make_train_page: Callable[[], TrainPage], runs: Path) -> TrainPage:
    """The page over a run that stands at step 120."""
    run = write_run(runs, "compact-1", {120: 0.2})
    (run / "checkpoints" / folder_name(120) / TRAINING).write_bytes(b"")
    return make_train_page()


def test_with_the_same_settings_it_goes_on_at_once(qtbot: QtBot, page: TrainPage, asked: Asked) -> None:
    page.bar.press_primary()
    qtbot.waitUntil(lambda: [values for _, values in asked] == [None])


def test_a_change_is_told_first_and_taken_or_left(qtbot: QtBot, page: TrainPage, asked: Asked) -> None:
    page.recipe.form.set_value("lr_decoder", 0.001)
    page.recipe.form.set_value("augment", False)
    page.bar.press_primary()
    qtbot.waitUntil(lambda: "From step" in page.banner.sentence)
    assert page.banner.sentence == "From step 121 on: Learning rate, decoder 0.004 → 0.001 · Augmentation yes → no"
    assert asked == []
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "从第 121 步起：解码器学习率 0.004 → 0.001" in page.banner.sentence)
    text.set_language("en")
    page.banner._actions[0][0].click()
    [(_, values)] = asked
    assert values is not None
    assert (values["lr_decoder"], values["augment"]) == (0.001, False)


def test_left_as_it_was_the_form_says_what_the_run_has(qtbot: QtBot, page: TrainPage, asked: Asked) -> None:
    page.recipe.form.set_value("lr_decoder", 0.001)
    page.bar.press_primary()
    qtbot.waitUntil(lambda: "From step" in page.banner.sentence)
    page.banner._actions[1][0].click()
    assert [values for _, values in asked] == [None]
    assert page.recipe.settings().lr_decoder == 0.004


def test_what_must_stay_is_refused_with_a_way_on(qtbot: QtBot, page: TrainPage, asked: Asked) -> None:
    page.recipe.form.set_value("hidden_size", 512)
    page.bar.press_primary()
    qtbot.waitUntil(lambda: page.banner.problem is not None)
    assert "(Hidden size 256 → 512)" in page.banner.sentence
    page.banner._actions[0][0].click()
    assert [values for _, values in asked] == [None]
    assert page.recipe.settings().hidden_size == 256
