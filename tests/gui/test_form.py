"""The form made of the schema: every setting has its row, and all that is wrong is told in place and together."""

import importlib.util

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine.checking import SettingsWrong
from engine.models.decoders import DECODERS
from engine.models.encoders import ENCODERS
from engine.recipes import RECIPES, resolve
from engine.settings import Settings
from gui import text
from gui.train.recipe_card import MAIN, MORE, RecipeCard
from gui.widgets.encoderrow import WEIGHTS, EncoderRow, WeightsRow
from gui.widgets.form import HIDDEN, SettingsForm, make_row
from gui.widgets.setting import Combo, NumberRow, SwitchRow, TextRow
from tests.models import toymodels


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    made = SettingsForm(MAIN)
    qtbot.addWidget(made)
    made.set_recipe("compact")
    made.show()
    return made


def _type(qtbot: QtBot, form: SettingsForm, name: str, words: str) -> None:
    row = form.row(name)
    assert isinstance(row, NumberRow | TextRow)
    row.control.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(row.control, words)


def test_every_setting_has_a_row_that_shows_and_gives_its_value(form: SettingsForm) -> None:
    form.show_all(True)
    for recipe in RECIPES:
        form.set_recipe(recipe)
        wanted = resolve(recipe, {}).model_dump()
        for name in Settings.model_fields:
            if name not in HIDDEN:
                shown = form.row(name).value
                assert shown == wanted[name] or float(shown) == wanted[name], name
        assert form.settings() == resolve(recipe, {})


def test_the_main_settings_exist() -> None:
    assert set(MAIN + MORE) <= set(Settings.model_fields)


def test_what_is_wrong_has_room_below_its_setting(qtbot: QtBot, themed: None) -> None:
    card = RecipeCard()
    qtbot.addWidget(card)
    card.resize(300, 560)
    card.show()
    row = card.form.row("lr_decoder")
    before = row.height()
    _type(qtbot, card.form, "lr_decoder", "abc")
    qtbot.waitUntil(lambda: row.height() > before)
    assert row._error.geometry().top() >= row.control.geometry().bottom()


def test_names_of_pictures_are_typed_as_they_stand(qtbot: QtBot, form: SettingsForm) -> None:
    form.show_all(True)
    _type(qtbot, form, "fixed_samples", "one.jpg, two.jpg")
    assert form.changes["fixed_samples"] == "one.jpg, two.jpg"
    assert form.settings().fixed_sample_names == ("one.jpg", "two.jpg")
    form.row("fixed_samples").set_value(",".join(f"{number}.jpg" for number in range(25)))
    form.set_value("fixed_samples", form.row("fixed_samples").value)
    assert form.row("fixed_samples").error == "Fixed samples must name at most 24 pictures, not 25"


def test_wrong_values_are_told_at_once_and_all_together(qtbot: QtBot, form: SettingsForm) -> None:
    _type(qtbot, form, "batch_size", "0")
    assert form.row("batch_size").error == "Batch size must be 1 or more"
    assert form.row("batch_size").control.property("wrong") is True
    _type(qtbot, form, "lr_encoder", "fast")
    assert form.row("batch_size").error
    assert form.row("lr_encoder").error == "Learning rate, encoder must be a number"
    with pytest.raises(SettingsWrong) as wrong:
        form.settings()
    assert {item.name for item in wrong.value.wrongs} == {"batch_size", "lr_encoder"}
    sentence = text.problem_text(wrong.value)
    assert sentence == "Batch size must be 1 or more; Learning rate, encoder must be a number."
    _type(qtbot, form, "batch_size", "16")
    _type(qtbot, form, "lr_encoder", "1e-4")
    assert not form.row("batch_size").error
    assert form.settings() == resolve("compact", {"batch_size": 16, "lr_encoder": 1e-4})


def test_a_wrong_value_out_of_sight_comes_into_sight(form: SettingsForm) -> None:
    form.set_recipe("compact", {"dropout": 2})
    with pytest.raises(SettingsWrong):
        form.settings()
    assert form.shows_all
    assert form.row("dropout").isVisible()
    assert form.row("dropout").error == "Dropout must be less than 1"


def test_each_recipe_keeps_its_own_changes(form: SettingsForm) -> None:
    form.set_value("epochs", 3)
    form.set_recipe("notebook")
    assert form.settings().epochs == 10
    form.set_recipe("compact")
    assert form.settings().epochs == 3
    form.reset()
    assert form.settings() == resolve("compact", {})


def test_from_scratch_takes_the_rates_that_work(form: SettingsForm) -> None:
    form.set_recipe("notebook")
    form.set_value(WEIGHTS, "scratch")
    assert float(form.row("lr_encoder").value) == 1e-4
    assert form.settings() == resolve("notebook", {WEIGHTS: "scratch"})


def test_another_encoder_starts_from_what_it_can(form: SettingsForm) -> None:
    row = form.row("encoder")
    row.set_value("vgg19")
    row.edited.emit()
    assert form.row(WEIGHTS).value == "imagenet"
    row.set_value("compact")
    row.edited.emit()
    assert form.row(WEIGHTS).value == "demo"


def test_one_of_timms_models_is_asked_for_by_its_name(form: SettingsForm, monkeypatch: pytest.MonkeyPatch) -> None:
    row = form.row("encoder")
    assert isinstance(row, EncoderRow)
    combo = row.control
    assert isinstance(combo, Combo)
    named = iter(["resnet18", "resnt18", ""])
    monkeypatch.setattr(EncoderRow, "ask", lambda row: next(named))
    more = combo.count() - 1
    assert combo.itemText(more) == "A timm model…"

    def choose_more() -> None:
        combo.setCurrentIndex(combo.count() - 1)
        combo.activated.emit(combo.count() - 1)

    choose_more()
    assert form.settings().encoder == combo.currentText() == "timm:resnet18"
    assert form.row(WEIGHTS).value == "hub"
    choose_more()
    assert "nearest: timm:resnet18" in row.error
    with pytest.raises(SettingsWrong):
        form.settings()
    choose_more()
    assert row.value == "timm:resnt18", "nothing was chosen"
    row.set_value("vgg19")
    row.edited.emit()
    assert form.row(WEIGHTS).value == "imagenet"
    assert not row.error


def test_without_timm_its_models_are_not_offered(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "timm" else found(name, *more))
    row = make_row("encoder")
    qtbot.addWidget(row)
    assert isinstance(row.control, Combo)
    assert row.control.count() == len(ENCODERS)
    # A run from another machine is shown as it is.
    row.set_value("timm:resnet18")
    assert row.value == "timm:resnet18"


def test_what_is_registered_elsewhere_is_offered_by_its_label_and_starts(qtbot: QtBot) -> None:
    entries = (DECODERS, toymodels.DECODER), (ENCODERS, toymodels.ENCODER)
    for registry, entry in entries:
        registry.register(entry)  # type: ignore[arg-type]
    try:
        form = SettingsForm(MAIN)
        qtbot.addWidget(form)
        form.set_recipe("compact")
        form.show_all(True)
        form.set_value("decoder", "toy_elman")
        form.row("encoder").set_value("toy_patches")
        form.row("encoder").edited.emit()
        labels = [form.row(name).control.currentText() for name in ("decoder", "encoder")]  # type: ignore[attr-defined]
        assert labels == ["Toy Elman", "Toy patches"]
        assert form.row(WEIGHTS).value == "scratch"
        settings = form.settings()
        assert (settings.decoder, settings.encoder, settings.encoder_weights) == ("toy_elman", "toy_patches", "scratch")
    finally:
        for registry, entry in entries:
            registry.unregister(entry.key)


def test_weights_from_a_file(form: SettingsForm, monkeypatch: pytest.MonkeyPatch) -> None:
    row = form.row(WEIGHTS)
    assert isinstance(row, WeightsRow)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    assert not row.choose_file()
    assert row.value == "demo"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/w/vgg19.pth", ""))
    row._chosen(row._combo.count() - 1)
    assert form.settings().encoder_weights == "/w/vgg19.pth"
    assert row._combo.currentText() == "vgg19.pth"


def test_a_choice_too_wide_is_cut_with_an_ellipsis(qtbot: QtBot, themed: None, form: SettingsForm) -> None:
    row = form.row(WEIGHTS)
    assert isinstance(row.control, Combo)
    row.set_value("demo")
    assert row.control.cut == row.control.currentText()
    row.set_value("/w/vgg19-of-a-very-long-night.pth")
    assert "…" in row.control.cut
    assert row.control.cut.endswith(".pth")
    assert row.control.fontMetrics().horizontalAdvance(row.control.cut) < row.control.width() - 24


def test_help_range_and_unit_are_in_the_tooltip(qtbot: QtBot) -> None:
    row = make_row("batch_size")
    qtbot.addWidget(row)
    assert row.toolTip().splitlines() == [
        "Pictures per update of the weights.",
        "Unit: pictures",
        "Range: 1 to 8,192",
    ]
    assert isinstance(make_row("augment"), SwitchRow)


def test_arrow_keys_step_a_whole_number(qtbot: QtBot, form: SettingsForm) -> None:
    before = int(form.row("epochs").value)
    qtbot.keyClick(form.row("epochs").control, Qt.Key.Key_Up)
    assert form.settings().epochs == before + 1


def test_a_run_shows_its_own_settings(qtbot: QtBot) -> None:
    card = RecipeCard()
    qtbot.addWidget(card)
    settings = resolve("notebook", {"batch_size": 12, WEIGHTS: "scratch"})
    card.show_settings(settings)
    assert card.settings() == settings
    assert card.form.changes == {"batch_size": 12, WEIGHTS: "scratch"}


def test_a_high_card_shows_more(qtbot: QtBot) -> None:
    card = RecipeCard()
    qtbot.addWidget(card)
    card.resize(300, 460)
    card.show()
    assert not card.form._rows.get("seed")
    card.resize(300, 1000)
    qtbot.waitUntil(lambda: "seed" in card.form._rows and card.form.row("seed").isVisible())
