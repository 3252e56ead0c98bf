"""What the Data page finds, changes and writes: figures, near-duplicates, find and replace, saving, questions."""

import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui import text, worker
from gui.data.page import DataPage
from gui.train.page import TrainPage
from gui.window import MainWindow
from tests.gui.conftest import settle
from tests.gui.data.conftest import names

COLOURS = ("red", "green", "blue", "black", "orange", "purple", "brown", "grey")


def _picture(path: Path, number: int, shade: int = 0) -> None:
    """Shapes that differ from number to number, and hardly by their shade."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (160, 160), "white")
    pen = ImageDraw.Draw(image)
    for place in range(16):
        if (number * 40503 >> place) & 1:
            x, y = place % 4 * 40, place // 4 * 40
            pen.rectangle((x, y, x + 39, y + 39), fill=(shade, shade, 40 + shade))
    image.save(path, quality=95)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures of two splits, one of which lies in both under other names."""
    made = tmp_path / "clothes"
    train = {f"train{number}.jpg": f"A {colour} dress and a hat." for number, colour in enumerate(COLOURS, start=1)}
    test = {f"test{number}.jpg": f"A {colour} coat." for number, colour in enumerate(COLOURS[:3], start=11)}
    for number, name in enumerate([*train, *test], start=1):
        _picture(made / name, 1 if name == "test11.jpg" else number, shade=3 if name == "test11.jpg" else 0)
    (made / "train_captions.json").write_text(json.dumps(train))
    (made / "test_captions.json").write_text(json.dumps(test))
    return made


def test_figures_are_drawn_and_a_click_filters(qtbot: QtBot, page: DataPage) -> None:
    page.views.chosen.emit("figures")
    settle(qtbot)
    words = {bar.name: bar.count for bar in page.figures.words.chart.bars}  # type: ignore[attr-defined]
    assert words["dress"] == 8
    assert words["coat"] == 3
    assert sum(page.figures.lengths.chart.counts) == 11  # type: ignore[attr-defined]
    splits = {bar.key: bar.count for bar in page.figures.splits.chart.bars}  # type: ignore[attr-defined]
    assert splits["test"] == 3
    sides = page.figures.sizes.chart
    assert sum(sides.counts) == 11  # type: ignore[attr-defined]
    chart = page.figures.words.chart
    place = next(place for place, bar in enumerate(chart.bars) if bar.name == "coat")  # type: ignore[attr-defined]
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPointF(30, 24 * place + 12).toPoint())
    assert page.views.value == "pictures"
    assert names(page) == ["test11.jpg", "test12.jpg", "test13.jpg"]


def test_near_duplicates_are_listed_with_their_splits_and_a_split_on_offer(
    qtbot: QtBot, window: MainWindow, page: DataPage
) -> None:
    page.views.chosen.emit("duplicates")
    settle(qtbot)
    view = page.duplicates
    [group] = view.rows.groups
    assert page.session.now is not None
    assert [page.session.now.table.names[row] for row in group.rows] == ["test11.jpg", "train1.jpg"]
    assert "In more than one split: 1." in view._why.text()
    assert {line.code for line in page.source._lines if line.isVisible()} >= {"near-duplicate", "leak"}
    page.show_view("pictures")
    page.browse.go_to(group.rows[0])
    assert [row.name for row in page.picture.alike.rows] == ["train1.jpg"]
    page.show_view("duplicates")
    view.by_look.click()
    settle(qtbot)
    assert window.page(TrainPage).recipe.settings().split_by == "near-duplicates"
    assert page.session.now.source.splitting["split_by"] == "near-duplicates"
    assert not view.by_look.isEnabled()


def test_finding_and_replacing_shows_what_changes_before_it_does(qtbot: QtBot, page: DataPage) -> None:
    page.browse.show_only(word="dress")
    page.replace()
    view = page.replacing
    assert page._stack.currentWidget() is view
    view.sought.setText("dress")
    view.into.setText("gown")
    view.sought.textEdited.emit("dress")
    qtbot.waitUntil(lambda: view.go.isEnabled() and not worker.running())
    assert view._told.text() == "Captions that change: 8, in 8 pictures."
    before, after = view._examples[0]._paragraphs
    assert (before.text, after.text) == ("A red dress and a hat.", "A red gown and a hat.")
    assert (before.marks, after.marks) == (((6, 5),), ((6, 4),))
    assert page.session.dirty == 0
    view.go.click()
    assert page.session.dirty == 8
    assert page.banner.sentence == "Captions changed: 8."
    settle(qtbot)
    # What is listed stays, though a word that was searched for may be gone.
    assert len(names(page)) == 8
    page.editing.undo()
    assert page.session.dirty == 0
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert page._stack.currentIndex() == 0
    settle(qtbot)


def test_a_wrong_expression_is_told_in_place(qtbot: QtBot, page: DataPage) -> None:
    page.replace()
    page.replacing.regular.click()
    page.replacing.sought.setText("(dress")
    page.replacing.sought.textEdited.emit("(dress")
    qtbot.waitUntil(lambda: page.replacing._problem is not None and not worker.running())
    assert page.replacing._told.property("role") == "bad"
    assert not page.replacing.go.isEnabled()


def test_saving_writes_back_keeps_the_original_and_the_train_page_follows(
    qtbot: QtBot, window: MainWindow, page: DataPage, folder: Path
) -> None:
    before = (folder / "train_captions.json").read_text()
    row = page.session.now.table.names.index("train1.jpg")  # type: ignore[union-attr]
    page.editing.edit(lambda edits: edits.change(row, 0, "A scarlet dress."))
    settle(qtbot)
    page.bar.primary.click()
    settle(qtbot)
    assert json.loads((folder / "train_captions.json").read_text())["train1.jpg"] == "A scarlet dress."
    assert (folder / "train_captions.json.orig").read_text() == before
    assert "train_captions.json.orig" in page.banner.sentence
    assert page.session.dirty == 0
    assert page.bar.primary.text() == "Train on it"
    train = window.page(TrainPage).data.data
    assert train is not None
    assert "A scarlet dress." in list(train.captions)
    # What was done can still be undone, and saved again.
    page.editing.undo()
    assert page.session.dirty == 1
    settle(qtbot)
    page.saving.save()
    settle(qtbot)
    assert json.loads((folder / "train_captions.json").read_text()) == json.loads(before)


def test_what_another_program_changed_is_not_overwritten(qtbot: QtBot, page: DataPage, folder: Path) -> None:
    row = page.session.now.table.names.index("train1.jpg")  # type: ignore[union-attr]
    page.editing.edit(lambda edits: edits.change(row, 0, "A scarlet dress."))
    settle(qtbot)
    file = folder / "train_captions.json"
    file.write_text(file.read_text().replace("green", "grass-green"))
    page.saving.save()
    settle(qtbot)
    assert "grass-green" in file.read_text()
    assert page.banner.problem is not None
    assert page.banner.problem.code == "captions-changed"
    assert page.session.dirty == 1


def test_save_before_closing_saves_and_closes(qtbot: QtBot, window: MainWindow, page: DataPage, folder: Path) -> None:
    row = page.session.now.table.names.index("train1.jpg")  # type: ignore[union-attr]
    page.editing.edit(lambda edits: edits.change(row, 0, "A scarlet dress."))
    settle(qtbot)
    assert not window.close()
    page.banner._actions[0][0].click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert "scarlet" in (folder / "train_captions.json").read_text()


def test_a_copy_leaves_the_originals(
    qtbot: QtBot, page: DataPage, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = page.session.now.table.names.index("train1.jpg")  # type: ignore[union-attr]
    page.editing.edit(lambda edits: edits.change(row, 0, "A scarlet dress."))
    settle(qtbot)
    copy = tmp_path / "copy"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(copy))
    page.bar.copy.emit("")
    settle(qtbot)
    assert "scarlet" in (copy / "train_captions.json").read_text()
    assert "scarlet" not in (folder / "train_captions.json").read_text()
    assert page.session.dirty == 1


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A CSV file with two columns that could both be captions."""
    made = tmp_path / "table"
    lines = ["file,title,description"]
    for number in range(12):
        _picture(made / f"{number}.jpg", number + 1)
        lines.append(f"{number}.jpg,Title of number {number},A longer description of number {number}")
    (made / "all.csv").write_text("\n".join(lines) + "\n")
    return made


def test_an_ambiguous_table_is_asked_about_with_a_preview_and_the_answer_is_a_setting(
    qtbot: QtBot, window: MainWindow, table: Path
) -> None:
    page = window.page(DataPage)
    page.open_path(table)
    settle(qtbot)
    question = page.question
    assert question.isVisible()
    assert "all.csv" in question._heading.text()
    cell = question.table.item(0, 2)
    assert cell is not None
    assert cell.text() == "A longer description of number 0"
    assert question.picture.currentText() == "file"
    assert not question.go.isEnabled()
    question.captions[2].setChecked(True)
    question.go.click()
    settle(qtbot)
    now = page.session.now
    assert now is not None
    assert now.table.captions(0) == ("A longer description of number 0",)
    settings = window.page(TrainPage).recipe.settings()
    assert settings.columns == "image=file, caption=description"
    assert window.page(TrainPage).data.folder == table


def test_the_train_page_leads_to_the_question(qtbot: QtBot, window: MainWindow, table: Path, folder: Path) -> None:
    window.show_tab("train")
    train = window.page(TrainPage)
    train.open_data(table)
    settle(qtbot)
    assert train.data.banner.problem is not None or train.data.banner.sentence
    train.data.banner._actions[0][0].click()
    settle(qtbot)
    page = window.page(DataPage)
    assert window.front is page
    page.question.captions[1].setChecked(True)
    page.question.captions[2].setChecked(True)
    page.question.go.click()
    settle(qtbot)
    assert train.data.folder == table
    assert train.recipe.settings().columns == "image=file, caption=title+description"
    # What was answered about one folder does not hold for another.
    page.open_path(folder)
    settle(qtbot)
    assert train.data.folder == folder
    assert train.recipe.settings().columns == ""


def test_pictures_that_lie_elsewhere_are_named(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in folder.glob("*.jpg"):
        path.rename(elsewhere / path.name)
    page = window.page(DataPage)
    page.open_path(folder)
    settle(qtbot)
    assert page.question.isVisible()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(elsewhere))
    page.question.images.click()
    settle(qtbot)
    assert page.session.now is not None
    assert len(page.session.now.table) == 11
    assert window.page(TrainPage).recipe.settings().images == str(elsewhere)


def test_a_question_that_is_left_shows_what_was_open(qtbot: QtBot, page: DataPage, table: Path, folder: Path) -> None:
    page.open_path(table)
    settle(qtbot)
    assert page.question.isVisible()
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: page.question.cancel.text() == "取消")
    page.question.cancel.click()
    assert page.browse.isVisible()
    assert page.session.path == folder


def test_all_data_are_saved_in_another_format_with_what_is_changed(
    qtbot: QtBot, page: DataPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = page.session.now.table.names.index("train1.jpg")  # type: ignore[union-attr]
    page.editing.edit(lambda edits: edits.change(row, 0, "A scarlet dress."))
    settle(qtbot)
    page.bar._fill()
    assert "CSV or TSV" in [action.text() for action in page.bar._menu.actions()]
    copy = tmp_path / "copy"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(copy))
    page.bar.copy.emit("table")
    settle(qtbot)
    assert "11 pictures, 11 captions" in page.banner.sentence
    [file] = [path for path in copy.iterdir() if path.suffix in (".csv", ".tsv")]
    assert "A scarlet dress." in file.read_text()
    assert (copy / "train1.jpg").exists()


@pytest.mark.parametrize(("choice", "captions"), [(0, 2), (1, 1)])
def test_what_can_be_read_in_several_ways_is_asked_for(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, choice: int, captions: int
) -> None:
    folder = tmp_path / "beside"
    for number in range(6):
        _picture(folder / f"{number}.jpg", number + 1)
        (folder / f"{number}.txt").write_text(f"A dress {number}\nseen from afar")
    page = window.page(DataPage)
    page.open_path(folder)
    settle(qtbot)
    assert page.question.isVisible()
    said = [button.text() for button in page.question.formats]
    assert said == ["Each line of a text file is a caption", "A text file is one caption"]
    page.question.formats[choice].setChecked(True)
    page.question.go.click()
    settle(qtbot)
    assert page.session.now is not None
    assert page.session.now.table.counts.tolist() == [captions] * 6


def test_of_several_files_one_is_chosen(qtbot: QtBot, window: MainWindow, table: Path) -> None:
    lines = (table / "all.csv").read_text().splitlines()
    for name, column in (("one.csv", 1), ("two.csv", 2)):
        rows = [line.split(",") for line in lines]
        text_ = "\n".join(f"{cells[0]},{cells[column]}" for cells in rows).replace("description", "caption")
        (table / name).write_text(text_.replace("title", "caption") + "\n")
    (table / "all.csv").unlink()
    page = window.page(DataPage)
    page.open_path(table)
    settle(qtbot)
    assert page.question.isVisible()
    assert [button.text() for button in page.question.formats] == ["one.csv", "two.csv"]
    page.question.formats[1].setChecked(True)
    page.question.go.click()
    settle(qtbot)
    assert page.session.path == table / "two.csv"
