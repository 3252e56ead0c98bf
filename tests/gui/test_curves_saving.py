"""Saving the curves from the Train tab, and what can go wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine.runs.metrics_log import METRICS
from gui import text
from gui.train import jobs
from gui.train.page import TrainPage
from tests.gui.checkpoint_runs import write_run
from tests.gui.conftest import settle

MakePage = Callable[[], TrainPage]


@pytest.fixture
def page(make_train_page: MakePage, runs: Path, qtbot: QtBot) -> TrainPage:
    """The Train tab that shows a run."""
    write_run(runs, "shown", {100: 0.1, 200: 0.2})
    page = make_train_page()
    page._show_run(jobs.load(runs / "shown"))
    assert page.session.folder == runs / "shown"
    return page


def answering(monkeypatch: pytest.MonkeyPatch, path: str, kind: str = "") -> list[str]:
    asked: list[str] = []

    def ask(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return path, next((words for words in kinds.split(";;") if kind and kind in words), "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return asked


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [("a.png", "", "a.png"), ("a.b", "svg", "a.b.svg"), ("a", "csv", "a.csv"), ("a.svg", "png", "a.svg")],
)
def test_the_file_has_the_format_of_its_ending_or_of_the_kind_that_was_chosen(
    page: TrainPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str, written: str
) -> None:
    answering(monkeypatch, str(tmp_path / name), kind)
    assert page.curves is not None
    assert page.curves.saving.isEnabled()
    page.curves.saving.click()
    settle(qtbot)
    path = tmp_path / written
    assert page.banner.sentence == f"Curves saved to {path}."
    head = path.read_bytes()[:5]
    assert head == {".png": b"\x89PNG\r", ".svg": b"<svg ", ".csv": b"step,"}[path.suffix]


def test_a_picture_has_the_words_of_the_windows_language(
    page: TrainPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text.set_language("zh_CN")
    answering(monkeypatch, str(tmp_path / "a.svg"))
    assert page.curves is not None
    page.curves.saving.click()
    settle(qtbot)
    assert "损失" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_nothing_is_written_where_no_file_is_named(
    page: TrainPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(tmp_path.rglob("*"))
    asked = answering(monkeypatch, "")
    assert page.curves is not None
    page.curves.saving.click()
    settle(qtbot)
    assert sorted(tmp_path.rglob("*")) == before
    [kinds] = asked
    assert all(f"(*.{ending})" in kinds for ending in ("png", "svg", "csv"))


def test_what_is_wrong_is_told(
    page: TrainPage, qtbot: QtBot, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (runs / "shown" / METRICS).unlink()
    answering(monkeypatch, str(tmp_path / "a.png"))
    assert page.curves is not None
    page.curves.saving.click()
    settle(qtbot)
    assert page.banner.problem is not None
    assert page.banner.problem.code == "curves-missing"
    assert not (tmp_path / "a.png").exists()


def test_there_is_nothing_to_save_before_a_run_has_begun(make_train_page: MakePage) -> None:
    page = make_train_page()
    assert page.curves is not None
    page.curves.refresh()
    page.curves.saving.ask()
    assert page.session.folder is None


def test_a_png_can_be_opened(page: TrainPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert page.curves is not None
    assert page.session.folder is not None
    page.curves.saving.save(page.session.folder, tmp_path / "a.png")
    settle(qtbot)
    with Image.open(tmp_path / "a.png") as image:
        assert min(image.size) > 500
