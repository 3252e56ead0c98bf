"""The checkpoints that are offered, by name."""

import json
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.errors import Problem
from engine.recipes import resolve
from engine.runs.run import Run
from gui import worker
from gui.caption.choices import Choice, find_choices, of_folder
from gui.caption.model_card import ModelCard
from tests.limits import SECONDS

SETTINGS = resolve("compact", {})


def _checkpoint(folder: Path, step: int, bleu4: float | None = None) -> Path:
    folder.mkdir(parents=True)
    description = {
        "format": 1,
        "step": step,
        "epoch": 1,
        "scores": {} if bleu4 is None else {"bleu4": bleu4, "rouge_l": 0.5},
        "settings": SETTINGS.model_dump(),
        "framing": Framing("fit", 336, 224).to_json(),
        "vocabulary": Vocabulary.build(["A shirt."]).to_json(),
        "progress": {},
    }
    (folder / "checkpoint.json").write_text(json.dumps(description), encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("engine.files.runs_folder", lambda: tmp_path / "runs")
    monkeypatch.setattr("engine.files.demo_checkpoint", lambda: tmp_path / "demo")
    folder = tmp_path / "runs" / "first"
    Run.create(folder, SETTINGS, tmp_path)
    (folder / "checkpoints").mkdir()
    return folder


def test_the_shipped_one_and_each_runs_best_and_last_are_offered(run: Path, tmp_path: Path) -> None:
    _checkpoint(tmp_path / "demo", 4800, 0.7)
    _checkpoint(run / "checkpoints" / "step-00000100", 100, 0.5)
    _checkpoint(run / "checkpoints" / "step-00000200", 200, 0.4)
    found = find_choices()
    assert [(choice.kind, choice.name, choice.step, choice.value) for choice in found] == [
        ("auto", "demo", 0, None),
        ("demo", "demo", 4800, 0.7),
        ("best", "first", 100, 0.5),
        ("last", "first", 200, 0.4),
    ]
    assert [choice.resolve() for choice in found] == [
        (tmp_path / "demo",),
        (tmp_path / "demo",),
        (run / "checkpoints" / "step-00000100",),
        (run / "checkpoints" / "step-00000200",),
    ]


def test_automatic_is_first_and_takes_all_that_ship(run: Path, tmp_path: Path) -> None:
    shipped = (_checkpoint(tmp_path / "demo", 4800, 0.7), _checkpoint(tmp_path / "street", 90))
    _checkpoint(tmp_path / "somebodys", 5)
    found = find_choices()
    assert [(choice.kind, choice.key, choice.ships) for choice in found] == [
        ("auto", "auto", True),
        ("demo", f"demo:{tmp_path / 'demo'}", True),
        ("shipped", f"shipped:{tmp_path / 'street'}", True),
    ]
    assert [choice.resolve() for choice in found] == [shipped, shipped[:1], shipped[1:]]
    shutil.rmtree(tmp_path / "demo")
    shutil.rmtree(tmp_path / "street")
    assert find_choices() == []
    with pytest.raises(Problem, match="missing"):
        found[0].resolve()


def test_automatic_is_the_choice_of_who_never_made_one_and_another_is_kept(
    qtbot: QtBot, run: Path, tmp_path: Path, themed: None
) -> None:
    demo = _checkpoint(tmp_path / "demo", 4800, 0.7)
    _checkpoint(tmp_path / "street", 90)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    for remembered, shown, told in (
        ("", "Automatic", "The built-in model that fits the picture best"),
        (f"demo:{demo}", "Demo model (built in)", "step 4,800 · BLEU-4 0.700"),
        (f"shipped:{tmp_path / 'street'}", "Street model (built in)", "step 90"),
        ("auto", "Automatic", "The built-in model that fits the picture best"),
    ):
        settings.setValue("caption/checkpoint", remembered)
        card = ModelCard()
        qtbot.addWidget(card)
        card.resize(400, 120)
        card.show()
        with qtbot.waitSignal(card.chosen):
            card.restore(settings)
        assert (card.box.currentText(), card._told.text()) == (shown, told)
        card.remember(settings)
        assert settings.value("caption/checkpoint") == remembered
        qtbot.waitUntil(lambda: not worker.running())


def test_a_run_is_looked_up_anew_at_each_use(run: Path) -> None:
    _checkpoint(run / "checkpoints" / "step-00000100", 100, 0.5)
    (only,) = find_choices()
    assert only.kind == "best"
    _checkpoint(run / "checkpoints" / "step-00000200", 200, 0.6)
    assert [folder.name for folder in only.resolve()] == ["step-00000200"]


def test_what_cannot_be_read_is_passed_over_and_told_when_it_is_asked_for(run: Path, tmp_path: Path) -> None:
    assert find_choices([tmp_path / "nowhere"]) == []
    with pytest.raises(Problem) as caught:
        of_folder(tmp_path / "nowhere")
    assert caught.value.code == "checkpoint-missing"


def test_a_folder_that_was_browsed_to_is_offered_from_then_on(qtbot: QtBot, run: Path, tmp_path: Path) -> None:
    _checkpoint(tmp_path / "demo", 4800)
    alone = _checkpoint(tmp_path / "elsewhere", 7)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    card = ModelCard()
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.chosen):
        card.restore(settings)
    assert card.choice is not None
    assert card.choice.kind == "auto"
    card.open(alone)
    assert card.box.currentText() == "elsewhere"
    problems: list[Problem] = []
    card.failed.connect(problems.append)
    card.open(tmp_path / "nowhere")
    assert [problem.code for problem in problems] == ["checkpoint-missing"]
    card.remember(settings)
    again = ModelCard()
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.chosen):
        again.restore(settings)
    assert again.box.currentText() == "elsewhere"
    qtbot.waitUntil(lambda: not worker.running())


def test_a_folder_that_is_opened_during_a_look_stays_chosen(qtbot: QtBot, run: Path, tmp_path: Path) -> None:
    _checkpoint(tmp_path / "demo", 4800)
    alone = _checkpoint(tmp_path / "elsewhere", 7)
    gate = threading.Event()

    def find(further: Iterable[Path]) -> list[Choice]:
        assert gate.wait(SECONDS)
        return find_choices(further)

    card = ModelCard(find)
    qtbot.addWidget(card)
    chosen: list[Choice] = []
    card.chosen.connect(chosen.append)
    card.look()
    card.open(alone)
    gate.set()
    qtbot.waitUntil(lambda: card.box.count() == 3 and not worker.running())
    assert [choice.name for choice in chosen] == ["elsewhere"]
    assert card.box.currentText() == "elsewhere"


def test_a_saved_checkpoint_of_a_training_is_offered_with_its_run(qtbot: QtBot, run: Path) -> None:
    card = ModelCard()
    qtbot.addWidget(card)
    assert card.choice is None
    assert not card.box.isEnabled()
    saved = _checkpoint(run / "checkpoints" / "step-00000100", 100)
    with qtbot.waitSignal(card.chosen):
        card.know(saved)
    assert card.box.currentText() == "first, best"
    qtbot.waitUntil(lambda: not worker.running())
