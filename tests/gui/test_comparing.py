"""Two checkpoints side by side in the Checkpoints tab, with made-up captions and with real tiny checkpoints."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine.choosing.bootstrap import Difference
from engine.choosing.comparing import Comparison, Pair, Said, Side
from engine.clothes.domain import CLOTHES
from engine.errors import Problem
from engine.events import Commands, Emit, Progress, Task
from engine.runs.checkpoint import folder_name
from gui import text
from gui.checkpoints.comparing.pairs import MARKS, PICTURED, SCORED
from gui.checkpoints.comparing.scores_card import summary
from gui.checkpoints.page import CheckpointsPage
from tests.gui.captioner import picture
from tests.gui.checkpoint_runs import write_run
from tests.gui.conftest import settle
from tests.limits import SECONDS

MakePage = Callable[..., CheckpointsPage]


def _select(page: CheckpointsPage, *rows: int) -> None:
    page.table.view.clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    for row in rows:
        page.table.view.selectionModel().select(page.table.order.index(row, 0), flags.Select | flags.Rows)


def _difference(first: float, second: float, p: float) -> Difference:
    apart = second - first
    return Difference(first, second, apart, apart - 0.1, apart + 0.1, p / 2, p)


def _comparison(tmp_path: Path) -> Comparison:
    shown = picture(tmp_path / "one.jpg")
    pairs = (
        Pair("one.jpg", shown, ("The lady wears a hat.",), Said("The man wears a hat.", {"rouge_l": 0.5}, 1, 4), Said(
            "The lady wears a hat.", {"rouge_l": 1.0}, 4, 4
        )),
        Pair("two.jpg", tmp_path / "gone.jpg", ("A man.",), *[Said("A man.", {"rouge_l": 1.0}, 0, 0)] * 2),
    )  # fmt: skip
    differences = {"bleu4": _difference(0.2, 0.4, 0.002), "rouge_l": _difference(0.5, 0.45, 0.4)}
    first, second = (Side(tmp_path, name, 1, 1.0, 9.0) for name in "ab")
    return Comparison("test", first, second, differences, pairs, 1000, 1, CLOTHES)


def test_exactly_two_can_be_compared_and_the_data_of_the_run_is_offered(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    write_run(runs, "one", {100: 0.2, 200: 0.4})
    write_run(runs, "two", {50: 0.3})
    page = make_checkpoints_page()
    for rows, enabled in (((0,), False), ((0, 1), True), ((0, 1, 2), False), ((2, 0), True)):
        _select(page, *rows)
        assert page.compare.isEnabled() is enabled
    (runs / "data").mkdir()
    page.compare.click()
    settle(qtbot)
    view = page.comparing
    assert view.isVisible()
    assert [label._whole for label in view.inputs.names] == ["one · 200", "one · 100"]
    assert view.inputs.data == runs / "data"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()
    assert page.table.view.isVisible()


def test_without_the_run_s_own_data_another_folder_is_chosen(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(runs, "one", {100: 0.2, 200: 0.4})
    page = make_checkpoints_page()
    _select(page, 0, 1)
    page.compare.click()
    settle(qtbot)
    assert page.comparing.inputs.data is None
    assert not page.comparing.go.isEnabled()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    page.comparing.inputs.change.click()
    assert page.comparing.inputs.data == tmp_path
    assert page.comparing.go.isEnabled()


def test_scores_and_pictures_are_shown_in_both_languages(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, tmp_path: Path
) -> None:
    run = write_run(runs, "one", {100: 0.2, 200: 0.4})
    (runs / "data").mkdir()
    page = make_checkpoints_page()
    _select(page, 0, 1)
    page.compare.click()
    settle(qtbot)
    view, gate, asked = page.comparing, threading.Event(), []

    def make(*words: Any) -> Any:
        asked.append(words)

        def job(commands: Commands, emit: Emit) -> Comparison:
            emit(Progress(Task.CAPTIONING, 1, 4))
            assert gate.wait(SECONDS)
            return _comparison(tmp_path)

        return job

    view._make = make
    view.inputs.split._buttons["validation"].click()
    view.go.click()
    folders = [run / "checkpoints" / folder_name(step) for step in (200, 100)]
    assert asked == [(*folders, runs / "data", "validation")]
    qtbot.waitUntil(lambda: "1 / 4" in view.progress._left.text())
    assert not view.go.isEnabled()
    assert not view.inputs.change.isEnabled()
    gate.set()
    settle(qtbot)
    assert view.scores.sentence.text() == (
        "B is significantly better in BLEU-4. The other differences may be due to chance."
    )
    assert "ROUGE-L: A 0.5000, B 0.4500, −0.0500 (−0.1500 – +0.0500)" in view.scores.rows.accessibleName()
    assert "BLEU-4: A 0.2000, B 0.4000, +0.2000 (+0.1000 – +0.3000), p 0.002: B is better" in (
        view.scores.rows.accessibleName()
    )
    rows = view.pairs.rows
    assert rows.rowCount() == 1
    first, second, true = (rows.index(0, column) for column in (1, 2, 3))
    assert (first.data(), second.data()) == ("The man wears a hat.", "The lady wears a hat.")
    assert [first.data(MARKS), second.data(MARKS), true.data(MARKS)] == [((4, 3),), ((4, 4),), ()]
    assert second.data(SCORED) == "4 of 4 attributes correct · ROUGE-L 1.000"
    assert not rows.index(0, 0).data(PICTURED).isNull()
    assert "1 of 2 captions are the same" in view.pairs._beside.text()
    page.grab()
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: view.go.text() == "比较")
    assert second.data() == "这位女士头戴帽子。"
    assert view.scores.sentence.text().startswith("B 在 BLEU-4 上显著更好")


def test_a_comparison_that_is_left_is_stopped_and_tells_nothing(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, tmp_path: Path
) -> None:
    write_run(runs, "one", {100: 0.2, 200: 0.4})
    (runs / "data").mkdir()
    page = make_checkpoints_page()
    _select(page, 0, 1)
    page.compare.click()
    settle(qtbot)
    begun, over = threading.Event(), threading.Event()

    def make(*_: Any) -> Any:
        def job(commands: Commands, emit: Emit) -> None:
            begun.set()
            assert over.wait(SECONDS)
            assert commands.stopping
            raise Problem("stopped")

        return job

    page.comparing._make = make
    page.comparing.go.click()
    assert begun.wait(SECONDS)
    page.comparing.back.click()
    over.set()
    settle(qtbot)
    assert page.comparing.banner.isHidden()
    assert page.comparing._stack.currentIndex() == 0
    page.compare.click()
    settle(qtbot)
    assert page.comparing.go.isEnabled()


def test_the_sentence_says_who_is_better_in_what(qapp: object) -> None:
    def name(score: str) -> str:
        return score

    clear, unclear = _difference(0.2, 0.4, 0.01), _difference(0.2, 0.4, 0.2)
    worse = _difference(0.4, 0.2, 0.01)
    assert "No difference is significant" in summary({"a": unclear}, name)
    assert summary({"a": clear, "b": clear}, name) == "B is significantly better in a, b."
    sentence = summary({"a": clear, "b": worse, "c": unclear}, name)
    assert sentence.startswith("A is significantly better in b. B is significantly better in a.")


def test_two_real_checkpoints(
    qtbot: QtBot,
    make_checkpoints_page: MakePage,
    two_runs: Path,
) -> None:
    page = make_checkpoints_page(two_runs)
    _select(page, 0, 1)
    page.compare.click()
    settle(qtbot)
    view = page.comparing
    view.go.click()
    settle(qtbot)
    assert view.banner.problem is None
    assert len(view.scores.rows._found) >= 3
    assert view.pairs.rows.rowCount() > 0
    assert view.progress.isHidden()
    # The data is gone: one sentence says so.
    view.inputs.set_data(two_runs / "nowhere")
    view.go.click()
    settle(qtbot)
    assert view.banner.problem is not None
    assert view.banner.problem.code == "data-missing"
