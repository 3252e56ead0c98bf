"""Import on the Caption page: a file is asked for, read on a thread, then chosen, or refused with one sentence."""

import pickle
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.errors import Problem
from engine.files import imported_folder
from engine.importing.importer import place_for
from engine.recipes import resolve
from engine.runs.checkpoint import CheckpointInfo, write_checkpoint
from gui import text
from gui.caption.importing import bring_in
from gui.caption.model_card import ModelCard


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.files.runs_folder", lambda: tmp_path / "checkpoints" / "runs")
    monkeypatch.setattr("engine.files.demo_checkpoint", lambda: tmp_path / "demo")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the dialogs; in the n-th one ``n.pth`` is chosen."""
    titles: list[str] = []

    def choose(parent: object, title: str, *further: str) -> tuple[str, str]:
        titles.append(title)
        return (f"/somewhere/{len(titles)}.pth", "")

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    return titles


def _bring(path: Path, vocabulary: Path | None) -> Path:
    """Stands for the engine: makes an empty checkpoint."""
    if vocabulary is None:
        raise Problem("import-vocabulary", path=path, count=17)
    place = place_for(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    settings, words, framing = resolve("notebook", {}), Vocabulary(("a",)), Framing("crop", 224, 224)
    info = CheckpointInfo(place, 40, 1, settings, words, framing, imported=path.name)
    write_checkpoint(info, {}, None)
    return place


def test_what_is_imported_is_chosen_and_offered_from_then_on(qtbot: QtBot, asked: list[str]) -> None:
    card = ModelCard(bring=_bring)
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.chosen):
        card._import.click()
        assert card._import.text() == "Importing…"
        assert not card._import.isEnabled()
    assert asked == ["Choose a checkpoint to import", "Choose the vocabulary of 1.pth"]
    qtbot.waitUntil(lambda: card._import.isEnabled())
    assert card.choice is not None
    assert (card.choice.path, card.choice.imported) == (imported_folder() / "1", "1.pth")
    assert card._told.text() == "imported from 1.pth · step 40"
    qtbot.waitUntil(lambda: card._looking is None)
    again = ModelCard()
    qtbot.addWidget(again)
    again.look()
    qtbot.waitUntil(lambda: again._looking is None)
    assert [again.box.itemText(row) for row in range(again.box.count())] == ["1"]


def test_nothing_chosen_imports_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *words: ("", ""))
    card = ModelCard(bring=_bring)
    qtbot.addWidget(card)
    card._import.click()
    assert not card.importing.running
    with qtbot.waitSignal(card.failed) as told:
        card.importing.start(Path("/somewhere/a.pth"))
    assert told.args is not None
    assert text.problem_text(told.args[0]).startswith("/somewhere/a.pth holds no vocabulary with the model's 17 words.")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_file_that_would_run_something_is_refused_in_one_sentence(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return eval, (f"open({str(tmp_path / 'touched')!r}, 'w')",)

    (tmp_path / "bad.pth").write_bytes(pickle.dumps(Harm()))
    card = ModelCard(bring=bring_in)
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.failed) as told:
        card.importing.start(tmp_path / "bad.pth")
    assert told.args is not None
    text.set_language(language)
    try:
        sentence = text.problem_text(told.args[0])
    finally:
        text.set_language("en")
    assert "builtins.eval" in sentence
    assert "\n" not in sentence
    assert ("Nothing in it was run" in sentence) == (language == "en")
    assert not (tmp_path / "touched").exists()


def test_two_files_of_a_name_have_a_folder_each(tmp_path: Path) -> None:
    first = place_for(Path("/a/model.epoch3.pth"))
    assert first == imported_folder() / "model"
    first.mkdir(parents=True)
    assert place_for(Path("/b/model.pth")).name == "model-2"
