"""The queue in the Train tab, over real tiny runs: planned, trained, stopped, skipped, there again after a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.queueing.plan import Planned, Queue
from engine.queueing.status import RunStatus, Stand, held, stands
from engine.queueing.table import Row
from gui import text
from gui.train.page import TrainPage
from gui.train.queueing.rows import BEST, QueueRows
from tests.gui.conftest import settle
from tests.queueing.test_table import write
from tests.tiny import TINY, write_data

MakePage = Callable[[], TrainPage]
FAST = {**TINY, "epochs": 1, "evaluate_every": 2}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("queue") / "shapes")


@pytest.fixture
def make_page(qtbot: QtBot, make_train_page: MakePage, data: Path) -> MakePage:
    """Makes Train pages that show the queue."""

    def make() -> TrainPage:
        page = make_train_page()
        page.recipe.set_recipe("compact", FAST)
        page.open_data(data)
        settle(qtbot)
        page.queue_line.button.click()
        settle(qtbot)
        return page

    return make


@pytest.fixture
def page(make_page: MakePage) -> TrainPage:
    return make_page()


def listed(page: TrainPage) -> dict[str, str]:
    """The runs in their order, each with what its state says."""
    rows = page.queue.table.rows
    state = rows.columns.index("state")
    return {row.name: str(rows.index(place, state).data()) for place, row in enumerate(rows.rows)}


def choose(page: TrainPage, name: str) -> None:
    page.queue.table.view.selectRow([row.name for row in page.queue.table.rows.rows].index(name))


def test_runs_are_added_one_by_one_and_by_the_values_of_a_setting(qtbot: QtBot, page: TrainPage) -> None:
    queue = page.queue
    queue.add.one.click()
    queue.add.choose("decoder", ["gru", "lstm"])
    assert queue.add.several.text() == "Add 2 runs"
    queue.add.several.click()
    queue.add.choose("hidden_size", ["16", "24", "16"])
    queue.add.several.click()
    settle(qtbot)
    assert list(listed(page)) == ["compact", "gru", "lstm", "hidden_size=16", "hidden_size=24"]
    assert set(listed(page).values()) == {"Waiting"}
    assert queue.words == "5 waiting"
    planned = Queue(page._runs).planned
    assert [run.settings().hidden_size for run in planned] == [16, 16, 16, 16, 24]
    # The same again is another run: its name is free.
    queue.add.one.click()
    settle(qtbot)
    assert "compact-2" in listed(page)


def test_wrong_values_are_told_and_nothing_is_planned(qtbot: QtBot, page: TrainPage) -> None:
    page.queue.add.choose("hidden_size", ["16", "4"])
    page.queue.add.several.click()
    settle(qtbot)
    assert page.queue.add._wrong.text() == "Hidden size must be 8 or more."
    assert listed(page) == {}
    page.queue.add.choose("hidden_size", ["16"])
    assert not page.queue.add._wrong.isVisible()


def test_the_queue_trains_and_the_tab_shows_each_run(qtbot: QtBot, page: TrainPage) -> None:
    page.queue.add.choose("decoder", ["gru", "lstm"])
    page.queue.add.several.click()
    settle(qtbot)
    page.front_bar.press_primary()
    assert page.queue.training
    qtbot.waitUntil(lambda: page.session.folder is not None and page.session.folder.name == "lstm")
    assert page.curves is not None
    qtbot.waitUntil(lambda: len(page.curves.losses) > 0)  # type: ignore[union-attr]
    settle(qtbot)
    assert listed(page) == {"gru": "Finished", "lstm": "Finished"}
    # What stands is the second run's: four steps, not eight.
    assert page.curves.losses.x.tolist() == [1, 2, 3, 4]
    rows = page.queue.table.rows
    assert {"bleu4", "rouge_l", "cider_d"} < set(rows.columns)
    assert rows.index(0, rows.columns.index("settings")).data() == "GRU"
    assert rows.index(0, rows.columns.index("size_bytes")).data().endswith(" MB")
    plot = page.queue.plot
    plot.score.set_value("rouge_l")
    plot._show()
    assert plot.by_time._draw is not None
    drawn = plot.by_time._draw(400, 300)
    assert drawn.count("<circle") == 2
    assert ">lstm</text>" in drawn
    assert not page.queue.training
    assert not page.queue.bar.primary.isEnabled()
    page.queue.back.click()
    assert page.front_bar is page.bar


def test_a_run_is_skipped_and_the_next_one_follows(qtbot: QtBot, page: TrainPage) -> None:
    page.recipe.set_recipe("compact", {**FAST, "epochs": 400})
    page.queue.add.one.click()
    page.recipe.set_recipe("compact", FAST)
    page.queue.add.one.click()
    settle(qtbot)
    page.front_bar.press_primary()
    qtbot.waitUntil(lambda: page.session.step > 1)
    assert listed(page)["compact"].startswith("Training")
    choose(page, "compact")
    assert not page.queue.table.remove.isEnabled()
    page.queue.table.act.click()
    settle(qtbot)
    assert listed(page)["compact"].startswith("Skipped")
    assert listed(page)["compact-2"] == "Finished"
    choose(page, "compact")
    assert page.queue.table.act.text() == "Unskip"
    page.queue.table.act.click()
    settle(qtbot)
    assert listed(page)["compact"].startswith("Interrupted")
    assert page.queue.bar.primary.isEnabled()


def test_a_stopped_queue_is_there_after_a_restart_and_goes_on(
    qtbot: QtBot, page: TrainPage, make_page: MakePage
) -> None:
    page.recipe.set_recipe("compact", {**FAST, "epochs": 5})
    page.queue.add.choose("seed", ["1", "2"])
    page.queue.add.several.click()
    settle(qtbot)
    page.front_bar.press_primary()
    qtbot.waitUntil(lambda: page.session.step > 1)
    page.front_bar.press_second()
    settle(qtbot)
    begun = stands(Queue(page._runs))[0]
    assert begun.standing is RunStatus.INTERRUPTED
    page.close()

    again = make_page()
    assert list(listed(again)) == ["seed=1", "seed=2"]
    assert listed(again)["seed=1"].startswith("Interrupted")
    again.front_bar.press_primary()
    qtbot.waitUntil(lambda: again.session.step > begun.step)
    assert again.curves is not None
    # The curve begins where the run began, not where it was gone on with.
    assert again.curves.losses.x[0] == 1
    settle(qtbot)
    assert listed(again) == {"seed=1": "Finished", "seed=2": "Finished"}


def test_a_failed_run_says_why_and_can_be_tried_again(qtbot: QtBot, page: TrainPage, tmp_path: Path) -> None:
    queue = Queue(page._runs)
    gone = tmp_path / "gone"
    queue.add([Planned("lost", "compact", FAST, gone)])
    page.queue.add.one.click()
    settle(qtbot)
    page.front_bar.press_primary()
    settle(qtbot)
    assert listed(page) == {"lost": "Failed", "compact": "Finished"}
    assert page.queue.words == "0 waiting · 1 failed"
    choose(page, "lost")
    assert "does not exist" in page.queue.table._told._whole
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "不存在" in page.queue.table._told._whole)
    assert page.queue.table.act.text() == "重试"
    write_data(gone)
    page.queue.table.act.click()
    settle(qtbot)
    page.front_bar.press_primary()
    settle(qtbot)
    assert listed(page)["lost"] == "已完成"


def test_the_order_changes_and_runs_go(qtbot: QtBot, page: TrainPage) -> None:
    page.queue.add.choose("seed", ["1", "2", "3"])
    page.queue.add.several.click()
    settle(qtbot)
    choose(page, "seed=3")
    qtbot.mouseClick(page.queue.table.up, Qt.MouseButton.LeftButton)
    settle(qtbot)
    # What was chosen stays so.
    page.queue.table.up.click()
    settle(qtbot)
    assert list(listed(page)) == ["seed=3", "seed=1", "seed=2"]
    assert not page.queue.table.up.isEnabled()
    page.queue.table.remove.click()
    settle(qtbot)
    assert list(listed(page)) == ["seed=1", "seed=2"]
    assert [run.name for run in Queue(page._runs).planned] == ["seed=1", "seed=2"]


def test_what_a_run_would_have_is_listed_the_changes_first(qtbot: QtBot, page: TrainPage) -> None:
    add = page.queue.add
    changed = [name for name, _ in add.changed.told]
    assert changed == [text.setting_label(name) for name in FAST]
    assert ("Batch size", "4 pictures") in add.changed.told
    assert ("Encoder", "Compact") in add.own.told
    assert not set(changed) & {name for name, _ in add.own.told}
    # What is wrong in the form is listed as it stands there.
    page.recipe.form.set_value("epochs", 0)
    page.recipe.form.set_value("augment", False)
    page.queue._say_what()
    assert ("Epochs", "0") in add.changed.told
    assert ("Augmentation", "no") in add.changed.told
    page.recipe.form.reset()
    page.recipe.form.set_value("evaluate_share", 1.0)
    page.queue._say_what()
    assert add.changed.told == (("Evaluated share", "1"),)
    assert "with one setting changed" in add._from.text()
    page.recipe.form.reset()
    page.queue._say_what()
    assert add.changed.told == ()
    assert not add.changed.isVisible()
    settle(qtbot)


def test_without_data_nothing_can_be_added(qtbot: QtBot, themed: None, runs: Path, tmp_path: Path) -> None:
    page = TrainPage()
    qtbot.addWidget(page)
    page.show()
    page._stack.setCurrentWidget(page.queue)
    settle(qtbot)
    assert not page.queue.add.one.isEnabled()
    assert page.queue.add._from.text().startswith("Open data first")
    assert not page.queue.bar.primary.isEnabled()


def test_what_ends_the_whole_queue_is_told_where_it_is_looked_at(
    qtbot: QtBot, page: TrainPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.queueing.status._PATIENCE", 0.05)
    page.queue.add.one.click()
    settle(qtbot)
    with held(Queue(page._runs)):
        page.front_bar.press_primary()
        settle(qtbot)
    assert page.queue.banner.problem is not None
    assert page.queue.banner.problem.code == "queue-busy"
    assert page.queue.banner.isVisible()


def test_of_equal_scores_none_is_the_best(runs: Path) -> None:
    rows = QueueRows()
    made = []
    for name, score in (("a", 0.1), ("b", 0.2)):
        stand = Stand(Planned(name, "compact", {}, runs), runs / name, RunStatus.FINISHED, 4, 4)
        made.append(Row(stand, {}, {"bleu4": 0.0, "rouge_l": score}))
    rows.take(made)
    best = {
        key: [rows.index(row, rows.columns.index(key)).data(BEST) for row in (0, 1)] for key in ("bleu4", "rouge_l")
    }
    assert best == {"bleu4": [False, False], "rouge_l": [False, True]}


@pytest.mark.parametrize(("differs", "best"), [("seed", [True, False]), ("min_word_count", [False, False])])
def test_of_losses_over_different_words_none_is_the_best(runs: Path, differs: str, best: list[bool]) -> None:
    rows = QueueRows()
    made = []
    for number, (name, loss) in enumerate((("a", 1.5), ("b", 2.5)), start=1):
        stand = Stand(Planned(name, "compact", {}, runs), runs / name, RunStatus.FINISHED, 4, 4)
        made.append(Row(stand, {differs: number}, {"validation_loss": loss, "bleu4": 0.1 * number}))
    rows.take(made)
    column = rows.columns.index("validation_loss")
    assert [rows.index(place, column).data(BEST) for place in (0, 1)] == best
    assert rows.index(1, rows.columns.index("bleu4")).data(BEST)


def test_rows_and_plot_go_by_one_score_and_a_blind_run_is_never_the_best(qtbot: QtBot, page: TrainPage) -> None:
    folder = page._runs
    write(folder, "sees", {100: {"bleu4": 0.5, "cider_d": 0.8, "grounding": 0.2}, 200: {"bleu4": 0.4, "cider_d": 1.2}})
    write(folder, "blind", {100: {"bleu4": 0.9, "cider_d": 0.5, "grounding": 0.0}}, bounds=(0.4, 2.9))
    page.queue.look()
    settle(qtbot)
    rows = page.queue.table.rows
    verdict, bleu4 = rows.columns.index("verdict"), rows.columns.index("bleu4")

    def shown() -> list[tuple[str, str]]:
        return [(rows.index(place, bleu4).data(), rows.index(place, verdict).data()) for place in (0, 1)]

    assert page.queue.plot.score.value == "cider_d"
    page.resize(960, 640)
    assert not page.queue.table.view.isColumnHidden(rows.columns.index("cider_d"))
    assert shown() == [("0.4000", "–"), ("0.9000", "not grounded")]
    page.queue.plot.score._buttons["bleu4"].click()
    assert shown() == [("0.5000", "grounded"), ("0.9000", "not grounded")]
    assert [rows.index(place, bleu4).data(BEST) for place in (0, 1)] == [False, False]
    assert "best by BLEU-4 at step 100" in rows.told(rows.rows[0])
    svg = page.queue.plot.by_size._draw(300, 200)  # type: ignore[misc]
    assert "blind (not grounded)" in svg
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "blind（不看图）" in page.queue.plot.by_size._draw(300, 200))  # type: ignore[misc]
    assert shown()[1][1] == "不看图"


def test_a_damaged_list_is_told(qtbot: QtBot, page: TrainPage) -> None:
    (page._runs / "queue.json").write_text("{")
    page.queue.look()
    settle(qtbot)
    assert "is not a valid queue file" in page.queue.banner.sentence
