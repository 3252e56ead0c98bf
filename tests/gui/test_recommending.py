"""The best checkpoint by a rule, in the Checkpoints tab."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from engine.choosing.recommending import Rule
from engine.errors import Problem
from engine.events import Commands, Emit
from gui import text
from gui.checkpoints.page import CheckpointsPage
from tests.gui.checkpoint_runs import write_run
from tests.gui.conftest import settle
from tests.limits import SECONDS

MakePage = Callable[..., CheckpointsPage]


@pytest.fixture
def page(make_checkpoints_page: MakePage, runs: Path) -> CheckpointsPage:
    write_run(runs, "one", {100: 0.2, 200: 0.4})
    write_run(runs, "two", {50: 0.35})
    return make_checkpoints_page()


def test_the_best_is_chosen_in_the_table_and_the_reason_told(qtbot: QtBot, page: CheckpointsPage) -> None:
    page.table.filter.setText("two")
    page.recommending.button.click()
    sheet = page.recommending.sheet
    assert sheet.isVisible()
    sheet.go.click()
    settle(qtbot)
    assert not sheet.isVisible()
    current = page.table.current
    assert current is not None
    assert (current.name, current.step) == ("one", 200)
    assert page.banner.sentence == "one · 200 has the best Attributes, 0.8000. The next, two · 50, trails by 0.0500."
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.banner.sentence == "one · 200 的 属性 最好，为 0.8000。其次是 two · 50，落后 0.0500。")


def test_scores_of_different_pictures_are_placed_and_that_is_told(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    write_run(runs, "easy", {100: 0.62}, data="easy", bounds=(0.60, 0.80))
    write_run(runs, "hard", {100: 0.45}, data="hard", bounds=(0.33, 0.49))
    write_run(runs, "bare", {100: 0.9}, data="bare")
    page = make_checkpoints_page()
    page.recommending.recommend(Rule())
    settle(qtbot)
    assert page.banner.sentence == (
        "The checkpoints were scored on different pictures, so they are ranked by position between floor and ceiling. "
        "hard · 100 has the best Attributes, 0.8500, 75.0 % of the way from floor to ceiling. "
        "The next, easy · 100, trails by 65.0 % of that range. "
        "Excluded: 1 scored on other pictures, without floor and ceiling."
    )
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "评分所用的图片不同" in page.banner.sentence and "75.0 %" in page.banner.sentence)


def test_who_is_out_is_told(qtbot: QtBot, page: CheckpointsPage) -> None:
    page.recommending.recommend(Rule("bleu1"))
    settle(qtbot)
    assert page.banner.sentence == "No checkpoint meets these limits. Excluded: 3 without this score."


@pytest.mark.parametrize(
    ("typed", "limit"), [("", None), ("12.5", 12.5), ("0", "wrong"), ("-3", "wrong"), ("x", "wrong")]
)
def test_a_limit_is_nothing_or_a_number_above_0(qtbot: QtBot, page: CheckpointsPage, typed: str, limit: Any) -> None:
    sheet = page.recommending.sheet
    sheet.size_limit.setText(typed)
    assert sheet.go.isEnabled() is (limit != "wrong")
    assert sheet.size_limit.property("wrong") is (True if limit == "wrong" else sheet.size_limit.property("wrong"))
    rule = sheet.rule
    assert (rule is None) is (limit == "wrong")
    if rule is not None:
        assert rule == Rule("bleu4", limit, None)


def test_measuring_can_be_stopped(qtbot: QtBot, page: CheckpointsPage) -> None:
    begun, over = threading.Event(), threading.Event()

    def make(*_: Any) -> Callable[[Commands, Emit], None]:
        def job(commands: Commands, emit: Emit) -> None:
            begun.set()
            assert over.wait(SECONDS)
            assert commands.stopping
            raise Problem("stopped")

        return job

    page.recommending._make = make
    page.recommending.recommend(Rule("bleu4", max_ms=40))
    assert begun.wait(SECONDS)
    assert "Measuring" in page.banner.sentence
    assert not page.recommending.button.isEnabled()
    [(stop, _)] = page.banner._actions
    stop.click()
    over.set()
    settle(qtbot)
    assert page.banner.sentence == ""
    assert page.recommending.button.isEnabled()


def test_what_cannot_be_loaded_is_out(qtbot: QtBot, page: CheckpointsPage) -> None:
    """The weights of these runs are nought but bytes."""
    page.recommending.recommend(Rule("bleu4", max_ms=40))
    settle(qtbot)
    assert page.banner.sentence == "No checkpoint meets these limits. Excluded: 3 cannot be loaded."
