"""The data on the Train tab are split as the form says, also where the form says something else by now."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from engine.events import DataRead
from gui.train.page import TrainPage
from tests.data.folders import CAPTION, make_folder
from tests.gui.conftest import settle


def test_the_folder_is_read_again_where_it_is_split_otherwise(
    qtbot: QtBot, make_train_page: Callable[[], TrainPage], tmp_path: Path
) -> None:
    train = [f"MEN-Tees-id_{number:08}-01_{view}_front.jpg" for number in range(20) for view in (1, 2)]
    test = [f"MEN-Tees-id_{number:08}-02_1_front.jpg" for number in range(15, 25)]
    page = make_train_page()
    page.open_data(make_folder(tmp_path / "d", dict.fromkeys(train, CAPTION), dict.fromkeys(test, CAPTION)))
    settle(qtbot)
    assert _counts(page) == ["36", "4", "10"]
    form = page.recipe.form
    form.show_all(everything=True)
    form.row("split_by").set_value("product")
    form.row("split_by").edited.emit()
    settle(qtbot)
    assert _counts(page) == ["36", "4", "5"]
    page.recipe.form.row("epochs").edited.emit()
    assert page.data._work is None


def _counts(page: TrainPage) -> list[str]:
    return [count.value.text() for count in page.data._counts]


def test_exchanged_pictures_are_told_when_a_run_goes_on(make_train_page: Callable[[], TrainPage]) -> None:
    page = make_train_page()
    page.data.show_counts(DataRead(36, 4, 10, 0, 50, exchanged=False))
    assert not page.data.banner.sentence
    page.data.show_counts(DataRead(36, 4, 10, 0, 50, exchanged=True))
    assert page.data.banner.sentence.startswith("The pictures have changed since the last checkpoint")


def test_captions_that_are_cut_are_told_before_the_first_step(make_train_page: Callable[[], TrainPage]) -> None:
    page = make_train_page()
    page.data.show_counts(DataRead(36, 4, 10, 0, 50, too_long=3, most_words=250, longest=6000))
    assert page.data.banner.sentence.startswith("Captions longer than 250 words, cut there: 3. The longest has 6,000")
    page.data.show_counts(DataRead(36, 4, 10, 0, 50, exchanged=True, too_long=3, most_words=250, longest=6000))
    assert len(page.data.banner.sentence.splitlines()) == 2
