"""One checkpoint judged in the Checkpoints tab: a real tiny one, its result in both languages, and stopping."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.events import Commands, Emit, Progress, Task
from engine.metrics.verdict import REASONS
from engine.outfits.domain import OUTFITS
from engine.runs.checkpoint import folder_name
from gui import text
from gui.checkpoints.evaluating.bars import ROW, Bar, Bars
from gui.checkpoints.evaluating.cards import AttributeAccuracyCard, BalanceCard, words
from gui.checkpoints.evaluating.matrix import Matrix
from gui.checkpoints.page import CheckpointsPage
from tests.clothes.spoken import to_chinese
from tests.gui.checkpoint_runs import write_run
from tests.gui.conftest import settle
from tests.limits import SECONDS

MakePage = Callable[..., CheckpointsPage]


def test_a_real_checkpoint_is_judged_on_some_pictures_of_a_split(
    qtbot: QtBot, make_checkpoints_page: MakePage, two_runs: Path, themed: None
) -> None:
    page = make_checkpoints_page(two_runs)
    page.detail.evaluate.click()
    settle(qtbot)
    view = page.evaluating
    assert view.isVisible()
    view.inputs.split._buttons["validation"].click()
    view.most.setText("5")
    view.go.click()
    settle(qtbot)
    assert view.banner.problem is None
    evaluation = view.scores.evaluation
    assert evaluation is not None
    assert len(evaluation.captions) == 5
    report = evaluation.scores.attributes
    assert report is not None
    scores = [bar.name for bar in view.scores.bars.bars]
    assert scores[:6] == ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D"]
    for bar, (name, floor) in zip(view.scores.bars.bars, evaluation.bounds.floor.items(), strict=False):
        assert f"({floor:.2f}–" in bar.told, name
        assert bar.mark is not None
    assert view.verdict.verdict.text() == REASONS[evaluation.grounding.reason]
    assert f"{evaluation.grounding.margin:.4f}".lstrip("-") in view.verdict.sentence.text()
    assert len(view.verdict.bars.bars) == len(evaluation.grounding.groups)
    assert all(bar.second is not None for bar in view.verdict.bars.bars)
    assert len(view.attributes.bars.bars) == len(report.scores)
    assert len(view.balance.gender.bars) == 7
    assert len(view.balance.values.bars) == len(report.imbalances[:8])
    assert view.words.bars.bars[0].told == f"{evaluation.diversity.distinct:.1%}"
    good, bad = view.samples.sides
    assert good
    assert {sample._sample.name for sample in good}.isdisjoint(sample._sample.name for sample in bad)
    page.grab()
    # What was found stands when the person comes back to the same checkpoint; a click shows what is mistaken.
    view.back.click()
    page.detail.evaluate.click()
    assert view._stack.currentIndex() == 1
    names = list(report.scores)
    assert view.mistakes.matrix._rows == report.confusion[names[0]]
    view.attributes.bars.chosen.emit(len(names) - 1)
    assert view.mistakes.matrix._rows == report.confusion[names[-1]]
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: view.go.text() == "评估")
    assert view.words.bars.bars[0].name == "不同描述"
    assert good[0].true.text().startswith("参考：")
    assert words(evaluation.domain).score("attribute_accuracy") == "属性准确率"
    assert to_chinese(evaluation.bounds.caption) in view.scores._constant.text()
    # What was found on one split never stands beside the name of another.
    view.inputs.split._buttons["test"].click()
    assert view._stack.currentIndex() == 0
    view.inputs.split._buttons["validation"].click()
    assert view._stack.currentIndex() == 1
    view.most.setText("6")
    assert view._stack.currentIndex() == 0
    # The data is gone: one sentence says so.
    view.inputs.set_data(two_runs / "nowhere")
    view.go.click()
    settle(qtbot)
    assert view.banner.problem is not None
    assert view.banner.problem.code == "data-missing"


def test_it_shows_its_progress_and_can_be_stopped(qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path) -> None:
    run = write_run(runs, "one", {100: 0.2})
    (runs / "data").mkdir()
    page = make_checkpoints_page()
    view, over, asked = page.evaluating, threading.Event(), []

    def make(*words: Any) -> Any:
        asked.append(words)

        def job(commands: Commands, emit: Emit) -> None:
            emit(Progress(Task.EVALUATING, 1, 4, 61.0))
            assert over.wait(SECONDS)
            assert commands.stopping
            raise Problem("stopped")

        return job

    view._make = make
    page.detail.evaluate.click()
    settle(qtbot)
    view.go.click()
    assert asked == [(run / "checkpoints" / folder_name(100), runs / "data", "test", None)]
    qtbot.waitUntil(lambda: view.progress._left.text() == "1 / 4 · 1:01 left")
    assert not view.go.isEnabled()
    assert not view.most.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    over.set()
    settle(qtbot)
    assert page.table.view.isVisible()
    assert view.banner.isHidden()
    assert view._stack.currentIndex() == 0


def test_a_bar_that_is_clicked_tells_its_row_and_a_cell_its_words(qtbot: QtBot) -> None:
    bars = Bars(choosing=True)
    chosen: list[int] = []
    bars.take([Bar("one", "1"), Bar("two", "2", 0.4, mark=0.5, bad=True)])
    bars.chosen.connect(chosen.append)
    bars.resize(300, bars.height())
    with qtbot.waitExposed(bars):
        bars.show()
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.rect().topLeft() + QPointF(9, ROW + 5).toPoint())
    assert chosen == [1]
    assert bars.accessibleName() == "one: 1\ntwo: 2"
    matrix = Matrix()
    matrix.resize(300, 100)
    matrix.take({"long": {"long": 3, "short": 1}, "short": {"short": 2}}, ("long", "short"), str.upper)
    boxes = {(true, predicted): box for true, predicted, box in matrix._cells()}
    assert matrix.told_at(boxes["long", "short"].center()) == "LONG described as SHORT 1 times"
    assert matrix.told_at(boxes["short", "short"].center()) == "SHORT: correct 2 times"
    assert matrix.told_at(QPointF(1, 1)) == ""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_judged_without_data(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, language: str
) -> None:
    write_run(runs, "one", {100: 0.2})
    page = make_checkpoints_page()
    text.set_language(language)
    page.detail.evaluate.click()
    settle(qtbot)
    assert not page.evaluating.go.isEnabled()
    assert page.evaluating.inputs._folder._whole == ("none chosen" if language == "en" else "未选择")


def test_captions_of_outfits_tell_garments_and_no_gender(qtbot: QtBot, themed: None) -> None:
    truth = ["A person in a coat, with a bag.", "A person in trousers."]
    report = OUTFITS.report(["A person with a bag.", "A person in trousers, with a hat."] * 20, truth * 20)
    balance, accuracy = BalanceCard(), AttributeAccuracyCard()
    for card in (balance, accuracy):
        qtbot.addWidget(card)
        card.tell_attributes(report, words(OUTFITS))
    assert (balance.heading.text(), balance.gender.isHidden()) == ("Balance", True)
    assert [bar.name for bar in balance.values.bars] == ["coat: yes", "hat: yes"]
    assert [bar.name for bar in accuracy.bars.bars] == ["coat", "trousers", "bag", "hat"]
