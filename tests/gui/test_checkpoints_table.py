"""The table's columns and the grid: verdicts, scores between their bounds, what is looked for, probes by name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from pytestqt.qtbot import QtBot

from engine.runs.samples_log import SAMPLES_LOG
from gui import text, theme
from gui.checkpoints.grid import MARKS, STEP
from gui.checkpoints.page import CheckpointsPage
from gui.checkpoints.plot_names import Wanted, name_boxes
from gui.checkpoints.rows import BEST, ENTRY, SCALE
from tests.gui.checkpoint_runs import write_run
from tests.gui.conftest import settle

MakePage = Callable[..., CheckpointsPage]


def _cell(page: CheckpointsPage, name: str, key: str, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    """What the table has of a run's first row in a column."""
    order = page.table.order
    column = [entry.key for entry in page.table.rows.columns].index(key)
    row = next(row for row in range(order.rowCount()) if order.index(row, 0).data(ENTRY).name == name)
    return order.index(row, column).data(role)


def _listed(page: CheckpointsPage) -> list[str]:
    order = page.table.order
    return [order.index(row, 0).data(ENTRY).name for row in range(order.rowCount())]


def _sort(page: CheckpointsPage, key: str) -> None:
    place = [column.key for column in page.table.rows.columns].index(key)
    page.table.view.sortByColumn(place, Qt.SortOrder.DescendingOrder)


def test_the_verdict_is_always_there_and_a_blind_one_is_never_the_best(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, themed: None
) -> None:
    write_run(runs, "sound", {100: 0.3}, grounding=0.3)
    write_run(runs, "begun", {100: 0.2}, grounding=0.05)
    write_run(runs, "shuffled", {100: 0.5}, grounding=0.001)
    page = make_checkpoints_page()
    words = {name: _cell(page, name, "verdict") for name in ("sound", "begun", "shuffled")}
    assert words == {"sound": "grounded", "begun": "weak", "shuffled": "blind"}
    assert "+0.0010" in _cell(page, "shuffled", "verdict", Qt.ItemDataRole.ToolTipRole)
    for key in ("bleu4", "rouge_l", "cider_d", "attribute_accuracy"):
        assert not _cell(page, "shuffled", key, BEST)
        assert _cell(page, "sound", key, BEST)
    keys = [column.key for column in page.table.rows.columns]
    for width in (960, 1400):
        page.resize(width, 640)
        settle(qtbot)
        assert not page.table.view.isColumnHidden(keys.index("verdict"))
        assert page.table.view.columnWidth(0) >= 120
    _sort(page, "verdict")
    assert _listed(page) == ["sound", "begun", "shuffled"]
    # The chip is drawn in the colour of its word.
    page.table.select((runs / "sound", 100))
    place = page.table.view.visualRect(page.table.order.index(2, keys.index("verdict")))
    image = page.table.view.viewport().grab(place).toImage()
    shown = theme.current()
    colours = {image.pixelColor(x, place.height() // 2).name() for x in range(place.width())}
    assert shown.mix(shown.bad, 0.16) in colours
    text.set_language("zh_CN")
    assert [_cell(page, name, "verdict") for name in ("sound", "begun", "shuffled")] == ["看图", "勉强", "不看图"]


def test_scores_of_the_table_and_of_the_card_stand_between_their_bounds(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path, themed: None
) -> None:
    write_run(runs, "fair", {100: 0.4}, bounds=(0.3, 0.5))
    write_run(runs, "leaked", {100: 0.7}, bounds=(0.3, 0.5))
    write_run(runs, "old", {100: 0.1})
    page = make_checkpoints_page()
    assert _cell(page, "old", "bleu4", SCALE) is None
    assert _cell(page, "fair", "rouge_l", SCALE) is None
    assert _cell(page, "fair", "bleu4", SCALE).bounds == (0.3, 0.5)
    tip = Qt.ItemDataRole.ToolTipRole
    assert _cell(page, "fair", "bleu4", tip) == "BLEU-4 0.4000 (0.3000–0.5000)"
    assert not _cell(page, "fair", "bleu4", SCALE).wrong
    assert _cell(page, "leaked", "bleu4", SCALE).wrong
    assert "Above the ceiling" in _cell(page, "leaked", "bleu4", tip)
    page.table.select((runs / "fair", 100))
    assert ("BLEU-4", "0.4000 (0.30–0.50)") in page.detail._facts.told
    page.table.select((runs / "leaked", 100))
    line = page.detail._facts._lines[[name for name, _ in page.detail._facts.told].index("BLEU-4")]
    assert "Above the ceiling" in line.toolTip()
    foot = line._foot.grab().toImage()
    assert foot.pixelColor(foot.width() // 2, 1).name() == theme.current().mix(theme.current().bad, 0.8)


def test_words_of_the_model_of_the_verdict_and_the_pin_are_found(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    write_run(runs, "small", {100: 0.3})
    large = write_run(runs, "large", {100: 0.4}, recipe="notebook", grounding=0.0)
    page = make_checkpoints_page()
    for words, found in (
        ("notebook", ["large"]), ("vgg19", ["large"]), ("blind", ["large"]), ("grounded", ["small"]),
        ("blind compact", []), ("compact small", ["small"]), ("pinned", []),
    ):  # fmt: skip
        page.table.filter.setText(words)
        assert _listed(page) == found, words
        assert page.table._empty.isVisible() is not bool(found)
    assert page.table._empty.sentence.text() == "No checkpoint matches all of these words."
    page.table.filter.clear()
    page.table.select((large, 100))
    page.detail.pin.click()
    settle(qtbot)
    page.table.filter.setText("pinned")
    assert _listed(page) == ["large"]


def test_the_small_curve_is_that_of_the_score_that_rules(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    run = write_run(runs, "one", {100: 0.2, 200: 0.4})
    page = make_checkpoints_page()
    rows = page.table.rows
    # It opens sorted by the score that the run monitors.
    assert rows.score == "attribute_accuracy"
    assert rows.column_name("trend") == "Attributes trend"
    for key, score, name in (("cider_d", "cider_d", "CIDEr-D"), ("verdict", "grounding", "Grounding")):
        _sort(page, key)
        assert rows.score == score
        head = [column.key for column in rows.columns].index("trend")
        assert rows.headerData(head, Qt.Orientation.Horizontal) == f"{name} trend"
    assert rows.catalog is not None
    assert rows.catalog.curves[run]["cider_d"][1].tolist() == pytest.approx([0.8, 1.6])
    assert rows.catalog.curves[run]["grounding"][0].tolist() == [100, 200]


def _sample(name: str, english: str, seed: int | None = None) -> dict[str, Any]:
    return {"name": name, "picture": None, "noise_seed": seed, "english": english, "chinese": "衬衫。"}


def test_probes_are_compared_by_name_whatever_their_order(
    qtbot: QtBot, make_checkpoints_page: MakePage, runs: Path
) -> None:
    run = write_run(runs, "one", {100: 0.2})
    lines = [
        {"step": 50, "probes": [_sample("man", "A man."), _sample("woman", "A woman.")]},
        {"step": 100, "probes": [_sample("woman", "A woman."), _sample("new", "A hat.", 3), _sample("man", "A lady.")]},
    ]
    (run / SAMPLES_LOG).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    page = make_checkpoints_page()
    grid = page.samples.grid
    assert [grid.index(0, column).data(MARKS) for column in (1, 3)] == [(), ((2, 4),)]
    assert [grid.index(1, column).data() for column in (1, 2, 3)] == ["A woman.", "", "A man."]
    # Only the later one has a checkpoint.
    page.samples.saved.click()
    assert [grid.index(row, 0).data(STEP) for row in range(grid.rowCount())] == [100]
    page.samples.saved.click()
    assert grid.rowCount() == 2
    page.samples.language._buttons["zh"].click()
    assert grid.index(0, 1).data() == "衬衫。"
    assert text.language().code == "en"
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.remove.text() == "删除")
    page.samples.language._buttons["en"].click()
    assert grid.index(0, 1).data() == "A woman."


def test_names_in_the_plot_keep_clear_of_the_words_at_its_bounds() -> None:
    words = [QRectF(44, 60, 120, 15), QRectF(100, 130, 120, 15)]
    wanted = [Wanted(60, 100, 62), Wanted(80, 90, 64), Wanted(120, 90, 128), Wanted(120, 90, 140)]
    boxes = name_boxes(wanted, 10, 180, words)
    assert not any(box.intersects(other) for box in boxes for other in words)
    assert not any(first.intersects(other) for first in boxes for other in boxes if first is not other)
    assert all(10 <= box.center().y() <= 180 for box in boxes)
    # Where nothing is in the way each stands at its own place.
    assert [box.center().y() for box in name_boxes(wanted[:1], 10, 180, words[1:])] == [62]
