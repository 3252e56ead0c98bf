"""The Checkpoints tab over runs on disk: what is listed, chosen, noted, deleted and brought back."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.events import Commands, Emit, Progress, Task
from engine.runs.checkpoint import folder_name, list_checkpoints
from engine.runs.notes import Note, read_notes
from engine.runs.run import Run
from gui import text, theme
from gui.caption.page import CaptionPage
from gui.checkpoints.grid import MARKS, SampleGrid
from gui.checkpoints.page import CheckpointsPage
from gui.checkpoints.rows import ENTRY, CheckpointRows, key_of
from gui.widgets import band_ground
from gui.window import MainWindow
from tests.gui.checkpoint_runs import write_run
from tests.gui.conftest import settle
from tests.limits import SECONDS

MakePage = Callable[..., CheckpointsPage]


def _listed(page: CheckpointsPage) -> list[tuple[str, int]]:
    order = page.table.order
    entries = [order.index(row, 0).data(ENTRY) for row in range(order.rowCount())]
    return [(entry.name, entry.step) for entry in entries]


def _wait_for(qtbot: QtBot, page: CheckpointsPage, count: int) -> None:
    qtbot.waitUntil(lambda: len(_listed(page)) == count)


def _column(page: CheckpointsPage, key: str) -> int:
    return [column.key for column in page.table.rows.columns].index(key)


def test_an_empty_place_says_what_belongs_there(qtbot: QtBot, make_checkpoints_page: MakePage) -> None:
    page = make_checkpoints_page()
    assert not page.caption.isEnabled()
    assert not page.remove.isEnabled()
    assert not page.table.view.isVisible()
    assert "once a run has saved one" in page.table._empty.sentence.text()


def test_all_are_listed_the_best_first_and_sort_by_any_figure(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    write_run(runs, "one", {100: 0.2, 200: 0.4})
    write_run(runs, "two", {50: 0.3})
    page = make_checkpoints_page()
    assert _listed(page) == [("one", 200), ("two", 50), ("one", 100)]
    page.table.view.sortByColumn(_column(page, "step"), Qt.SortOrder.AscendingOrder)
    assert _listed(page) == [("two", 50), ("one", 100), ("one", 200)]
    header = page.table.order.headerData(_column(page, "step"), Qt.Orientation.Horizontal)
    assert header == "Step ↑"
    page.table.filter.setText("TWO")
    assert _listed(page) == [("two", 50)]


def test_what_is_chosen_shows_its_figures_its_probes_and_its_place(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    write_run(runs, "one", {100: 0.2, 200: 0.4}, samples=2)
    page = make_checkpoints_page()
    grid = page.samples.grid
    assert (grid.rowCount(), grid.columnCount()) == (2, 3)
    assert grid.index(0, 1).data() == "The shirt has 200 sleeves."
    start = len("The shirt has ")
    assert grid.index(0, 1).data(MARKS) == ((start, 3),)
    assert grid.index(1, 1).data(MARKS) == ()
    page._grid_clicked(grid.index(1, 0))
    current = page.table.current
    assert current is not None
    assert current.step == 100
    assert page.detail._title._whole == "one · 100"
    page.plot.scatter.chosen.emit((current.run, 200))
    assert page.table.current is not None
    assert page.table.current.step == 200
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.remove.text() == "删除")
    assert grid.index(0, 1).data() == "衬衫有 200 袖。"


def test_facts_of_any_number_stand_whole(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, themed: None
) -> None:
    write_run(runs, "one", {100: 0.2}, bounds=(0.1, 0.5))
    page = make_checkpoints_page()
    page.resize(1400, 1000)
    scored = page.table.current
    assert scored is not None
    room = page.detail._room
    for entry in (replace(scored, scores={}), scored, replace(scored, scores={"bleu4": 0.2}), scored):
        page.detail.show_entry(entry)
        # By itself Qt comes to it with the next change alone.
        qtbot.waitUntil(lambda: room.height() == room._held.minimumSizeHint().height())
        qtbot.waitUntil(lambda: room._held.width() == room.viewport().width())
        assert not room.verticalScrollBar().isVisible()


def test_the_run_that_is_looked_at_is_named_in_the_plot(
    make_checkpoints_page: MakePage, runs: Path, themed: None
) -> None:
    for number in range(6):
        write_run(runs, f"run {number}", {100: 0.1 + number / 100})
    page = make_checkpoints_page()
    for entry in page.table.rows.entries:
        page.table.select(key_of(entry))
        names = [line[0].entry.name for line in page.plot.scatter.named]
        assert entry.name in names
        assert len(names) in (4, 5)
    page.grab()


def test_the_plot_names_its_score_in_the_language_of_the_window(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, themed: None
) -> None:
    write_run(runs, "one", {100: 0.2})
    page = make_checkpoints_page()
    page._plot("attribute_accuracy")
    assert page.plot._heading.text() == "Attributes"
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.plot._heading.text() == "属性")


def test_scores_stand_between_what_is_reached_blindly_and_by_knowing(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, themed: None
) -> None:
    scored_run = write_run(runs, "one", {100: 0.2, 200: 0.42}, bounds=(0.331, 0.493))
    page = make_checkpoints_page()
    plot = page.plot.scatter
    page.table.view.sortByColumn(_column(page, "bleu4"), Qt.SortOrder.DescendingOrder)
    assert plot.band == (0.331, 0.493)
    assert plot.band_words == ("constant caption 0.331", "true attributes 0.493")
    text.set_language("zh_CN")
    assert plot.band_words == ("固定描述 0.331", "真实属性 0.493")
    for mode in ("light", "dark"):
        theme.themes().set_mode(mode)
        image = plot.grab().toImage()
        # Left of the points, over the words at the edges and between the lines of the grid.
        x = round(plot._at(3, 0).x())
        heights = [round(plot._at(0, value).y()) for value in (0.35, 0.36, 0.37, 0.46, 0.47)]
        assert band_ground() in [image.pixelColor(x, y) for y in heights]
        assert image.pixelColor(x, round(plot._at(0, 0.25).y()) + 1) != band_ground()
    # Nothing is cut off, and each value tells its bounds.
    assert plot._area().top() < plot._at(0, 0.493).y() - 15
    assert plot._at(0, 0.331).y() + 15 < plot._area().bottom()
    place, none = plot._place(plot._points[0]), Qt.MouseButton.NoButton
    move = QMouseEvent(
        QEvent.Type.MouseMove, place, plot.mapToGlobal(place), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(plot, move)
    assert QToolTip.text().endswith("0.2000 (0.3310–0.4930)")
    # The bounds of ROUGE-L were not told.
    page.table.view.sortByColumn(_column(page, "rouge_l"), Qt.SortOrder.DescendingOrder)
    assert plot.band is None
    assert plot.band_words == ()
    # Of runs on other data the bounds of the chosen one are shown, and named.
    page.table.view.sortByColumn(_column(page, "bleu4"), Qt.SortOrder.DescendingOrder)
    other = write_run(runs, "other data", {50: 0.3}, bounds=(0.25, 0.6))
    write_run(runs, "old", {50: 0.1})
    page.look()
    settle(qtbot)
    for run, band in ((scored_run, (0.331, 0.493)), (other, (0.25, 0.6)), (runs / "old", None)):
        page.table.select((run, 200 if run == scored_run else 50))
        assert plot.band == band
        assert all(words.endswith(f" · {run.name}") for words in plot.band_words)


def test_a_note_and_a_pin_are_kept_and_the_pinned_stand_on_top(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    run = write_run(runs, "one", {100: 0.2, 200: 0.4, 300: 0.3})
    page = make_checkpoints_page()
    page.table.select((run, 100))
    page.detail.pin.click()
    page.detail.note.setPlainText("the first to say men")
    page.table.select((run, 200))
    settle(qtbot)
    assert read_notes(run) == {100: Note("the first to say men", True)}
    page.look()
    settle(qtbot)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        page.table.view.sortByColumn(_column(page, "bleu4"), order)
        assert _listed(page)[0] == ("one", 100)
    page.table.filter.setText("say men")
    assert _listed(page) == [("one", 100)]


def test_deleting_can_be_undone(qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path) -> None:
    run = write_run(runs, "one", {100: 0.2, 200: 0.4})
    page = make_checkpoints_page()
    page.table.select((run, 200))
    page.remove.click()
    qtbot.waitUntil(lambda: _listed(page) == [("one", 100)])
    assert [folder.name for folder in list_checkpoints(run)] == [folder_name(100)]
    assert page.banner.sentence == "Deleted: 1."
    [(undo, _)] = page.banner._actions
    undo.click()
    _wait_for(qtbot, page, 2)
    assert len(list_checkpoints(run)) == 2


def test_a_deletion_leaves_the_eye_where_it_was(qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path) -> None:
    run = write_run(runs, "one", {100: 0.1, 200: 0.2, 300: 0.3, 400: 0.4})
    page = make_checkpoints_page()
    for deleted, left, looked_at in ((300, 3, 200), (100, 2, 200)):
        page.table.select((run, deleted))
        page.remove.click()
        _wait_for(qtbot, page, left)
        assert page.table.current is not None
        assert page.table.current.step == looked_at


def test_two_deletions_are_undone_though_another_message_came_between(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    run = write_run(runs, "one", {100: 0.2, 200: 0.4, 300: 0.3})
    page = make_checkpoints_page()
    assert page.deleted.isHidden()
    for step, count in ((200, 2), (300, 1)):
        page.table.select((run, step))
        page.remove.click()
        _wait_for(qtbot, page, count)
        page.banner.tell("good", lambda: "something else")
    assert page.deleted.text() == "Deleted (2)"
    assert page.deleted.told == ["one · 300", "one · 200"]
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _listed(page) == [("one", 300), ("one", 100)])
    qtbot.mouseClick(page.deleted, Qt.MouseButton.LeftButton)
    [action] = page.deleted.choices.actions()
    assert action.text() == "one · 200"
    action.trigger()
    page.deleted.choices.close()
    _wait_for(qtbot, page, 3)
    assert page.deleted.isHidden()
    assert len(list_checkpoints(run)) == 3


def test_a_run_in_training_keeps_its_checkpoints_and_says_why(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    run = write_run(runs, "one", {100: 0.2})
    page = make_checkpoints_page()
    lock = Run.open(run).lock()
    page.remove.click()
    settle(qtbot)
    lock.release()
    assert page.banner.problem is not None
    assert page.banner.problem.code == "run-busy"
    assert len(list_checkpoints(run)) == 1


def test_the_caption_tab_takes_the_checkpoint_that_is_chosen(
    qtbot: QtBot, make_window: Callable[..., MainWindow], runs: Path
) -> None:
    run = write_run(runs, "one", {100: 0.2, 200: 0.4})
    window = make_window()
    settle(qtbot)
    page = window.page(CheckpointsPage)
    window.show_tab("checkpoints")
    settle(qtbot)
    page.table.select((run, 100))
    page.caption.click()
    assert window.tab == "caption"
    choice = window.page(CaptionPage).model.choice
    assert choice is not None
    assert choice.path == run / "checkpoints" / folder_name(100)


def test_of_a_thousand_rows_and_of_two_hundred_by_twelve_captions_only_what_is_seen_is_worded(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        write_run(runs, f"other-{number}", {step: 0.1 + step / 1e5 for step in range(10, 2010, 10)}, samples=1)
    write_run(runs, "many", dict.fromkeys(range(10, 2010, 10), 0.5), samples=12)
    page = make_checkpoints_page()
    assert page.table.order.rowCount() == 1000
    worded = _noting(monkeypatch, CheckpointRows, "_words")
    asked = _noting(monkeypatch, SampleGrid, "_said")
    for key in ("loss", "rouge_l", "run", "bleu4"):
        worded.clear()
        page.table.view.sortByColumn(_column(page, key), Qt.SortOrder.AscendingOrder)
        page.grab()
        assert 0 < len({key_of(entry) for entry, *_ in worded}) < 50
    page._samples_of = None
    asked.clear()
    assert page.table.select((runs / "many", 1000))
    qtbot.waitUntil(lambda: page.samples.grid.columnCount() == 13)
    page.grab()
    assert 0 < len({row for row, _ in asked}) < 50
    assert page.samples.grid.rowCount() == 200
    QApplication.processEvents()


def _noting(monkeypatch: pytest.MonkeyPatch, kind: type, name: str) -> list[tuple[Any, ...]]:
    """The arguments of every call of a method from now on."""
    calls: list[tuple[Any, ...]] = []
    real = getattr(kind, name)

    def noted(self: Any, *words: Any) -> Any:
        calls.append(words)
        return real(self, *words)

    monkeypatch.setattr(kind, name, noted)
    return calls


def _exported(place: Path, same: int) -> Any:
    comparison = SimpleNamespace(same=same, count=100)
    return SimpleNamespace(folder=place, size=11 * 2**20, seconds=0.0244, comparison=comparison)


def test_the_checkpoint_that_is_looked_at_is_exported_and_no_other(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = write_run(runs, "one", {100: 0.2, 200: 0.4})
    page = make_checkpoints_page()
    page.table.select((run, 100))
    asked: list[tuple[Any, ...]] = []
    gate = threading.Event()

    def make(checkpoint: Path, of: Path, place: Path, form: str, precision: str) -> Any:
        asked.append((checkpoint, of, place, form, precision))

        def job(commands: Commands, emit: Emit) -> Any:
            emit(Progress(Task.COMPARING, 40, 100))
            assert gate.wait(SECONDS)
            return _exported(place, 99)

        return job

    page.exporting._make = make
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    page.exporting.button.click()
    sheet = page.exporting.sheet
    assert sheet.isVisible()
    assert sheet.title._whole == "one · 100"
    sheet.precision._buttons["int8"].click()
    sheet._go.click()
    checkpoint = run / "checkpoints" / folder_name(100)
    assert asked == [(checkpoint, run, tmp_path / "out" / "one-100-onnx-int8", "onnx", "int8")]
    qtbot.waitUntil(lambda: "Comparing" in page.exporting.progress._what.text())
    assert not page.exporting.button.isEnabled()
    gate.set()
    settle(qtbot)
    assert page.banner.sentence.endswith("11 MB, 24 ms per picture; 99 of 100 captions match PyTorch.")
    assert page.exporting.button.isEnabled()
    assert page.exporting.progress.isHidden()


def test_an_export_that_differs_too_much_is_told(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, tmp_path: Path
) -> None:
    write_run(runs, "one", {100: 0.2})
    page = make_checkpoints_page()
    problem = Problem("export-differs", precision="int8", differing=60, count=100, alike=70, fall=9)

    def make(*_: Any) -> Any:
        def job(commands: Commands, emit: Emit) -> None:
            raise problem

        return job

    page.exporting._make = make
    page.exporting.export(tmp_path, "onnx", "int8")
    settle(qtbot)
    assert page.banner.problem is problem
    assert not any(tmp_path.glob("one-*"))


def test_weights_alone_know_no_int8(qtbot: QtBot, make_checkpoints_page: MakePage) -> None:
    page = make_checkpoints_page()
    sheet = page.exporting.sheet
    sheet.precision._buttons["int8"].click()
    sheet.form._buttons["safetensors"].click()
    assert sheet.precision.value == "fp16"
    assert not sheet.precision._buttons["int8"].isEnabled()
    sheet.form._buttons["onnx"].click()
    assert sheet.precision._buttons["int8"].isEnabled()
