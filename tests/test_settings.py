import tomllib
from pathlib import Path

import pytest

from engine.checking import SettingsWrong, check, parse_assignments, read_file, write_file
from engine.errors import Problem
from engine.queueing.sweep import parse_variations
from engine.recipes import RECIPES, resolve
from engine.settings import RENAMED, SECTIONS, Settings, choices, extra, field, limit, listed


def test_every_setting_has_a_label_a_help_and_a_section() -> None:
    for name in Settings.model_fields:
        assert extra(name)["label"]
        assert extra(name)["section"] in SECTIONS
        assert (field(name).description or "").endswith(".")


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_is_whole_and_survives_its_file(recipe: str, tmp_path: Path) -> None:
    settings = resolve(recipe, {})
    write_file(tmp_path / "settings.toml", settings, tmp_path)
    assert check(read_file(tmp_path / "settings.toml")["settings"]) == settings
    assert tomllib.loads((tmp_path / "settings.toml").read_text())["data"] == str(tmp_path)


def test_the_notebooks_figures() -> None:
    settings = resolve("notebook", {})
    assert (settings.encoder, settings.decoder, settings.hidden_size, settings.embed_dim) == ("vgg19", "gru", 512, 512)
    assert (settings.lr_encoder, settings.lr_decoder, settings.dropout, settings.epochs) == (1e-5, 5e-4, 0.5, 10)
    assert (settings.max_grad_norm, settings.beam_width, settings.max_words) == (5, 5, 100)
    assert settings.attribute_loss == 0


def test_from_scratch_takes_the_rates_that_work_unless_told_otherwise() -> None:
    assert resolve("notebook", {"encoder_weights": "scratch"}).lr_encoder == 1e-4
    assert resolve("notebook", {"encoder_weights": "scratch"}).warmup_steps > 0
    assert resolve("notebook", {"encoder_weights": "scratch", "lr_encoder": "2e-5"}).lr_encoder == 2e-5


def test_another_encoder_starts_from_what_it_has_unless_told_otherwise() -> None:
    assert resolve("compact", {"encoder": "resnet50"}).encoder_weights == "imagenet"
    assert resolve("notebook", {"encoder": "compact"}).encoder_weights == "demo"
    assert resolve("notebook", {"encoder": "resnet101"}).encoder_weights == "imagenet"
    assert resolve("compact", {"encoder": "resnet50", "encoder_weights": "scratch"}).encoder_weights == "scratch"
    assert resolve("compact", {"encoder": "vgg19", "encoder_weights": "demo"}).encoder_weights == "demo"


def test_all_that_is_wrong_is_told_together() -> None:
    with pytest.raises(SettingsWrong) as caught:
        check({"batch_size": 0, "dropout": "much", "sed": 1, "frame": "squash", "epochs": 2.5, "lr_decoder": "inf"})
    wrongs = {wrong.name: str(wrong) for wrong in caught.value.wrongs}
    assert set(wrongs) == {"batch_size", "dropout", "sed", "frame", "epochs", "lr_decoder"}
    assert "1 or more" in wrongs["batch_size"]
    assert "fit, crop" in wrongs["frame"]
    assert "seed" in wrongs["sed"]
    assert str(caught.value).count(";") == 6 - 1


def test_text_is_read_as_what_is_wanted() -> None:
    settings = check({"batch_size": "16", "augment": "false", "lr_decoder": "1e-3"})
    assert (settings.batch_size, settings.augment, settings.lr_decoder) == (16, False, 1e-3)


def test_assignments() -> None:
    assert parse_assignments(["seed=3", "log-every = 5"]) == {"seed": "3", "log_every": "5"}
    with pytest.raises(SettingsWrong, match="seed needs a value"):
        parse_assignments(["seed"])


def test_ranges_and_choices_for_the_form() -> None:
    assert limit("batch_size", "ge") == 1
    assert limit("dropout", "lt") == 1
    assert limit("steps", "gt") is None
    assert choices("schedule") == ("constant", "cosine", "plateau")
    assert choices("seed") == ()


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("seed = = 3")
    with pytest.raises(Problem, match="is not valid TOML"):
        read_file(tmp_path / "settings.toml")


@pytest.mark.parametrize("former", RENAMED)
def test_a_former_name_is_refused_where_it_is_typed_with_its_present_one(former: str) -> None:
    for parse in (parse_assignments, parse_variations):
        with pytest.raises(SettingsWrong, match=f"{former} is now called {RENAMED[former]}"):
            parse([f"{former}=8"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a.jpg, b.jpg", ("a.jpg", "b.jpg")),
        ('"a,b.jpg", c.jpg', ("a,b.jpg", "c.jpg")),
        ('c.jpg，"衣，帽.jpg"', ("c.jpg", "衣，帽.jpg")),
        ('"so ""called"", x.jpg"', ('so "called", x.jpg',)),
        ('5" screen.jpg, b.jpg', ('5" screen.jpg', "b.jpg")),
        (" , a.jpg,,a.jpg ", ("a.jpg",)),
    ],
)
def test_names_with_commas_stand_in_quotes(text: str, names: tuple[str, ...]) -> None:
    assert listed(text) == names
