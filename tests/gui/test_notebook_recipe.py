"""What the recipe ``notebook`` does otherwise than the published notebook: recipe, card and READMEs say the same."""

import re

import pytest
from pytestqt.qtbot import QtBot

from engine.files import project_folder
from engine.models.beam import beam_search
from engine.recipes import RECIPES, resolve
from gui import text
from gui.train.recipe_card import RecipeCard


@pytest.mark.parametrize(("language", "readme"), [("en", "README.md"), ("zh_CN", "README.zh.md")])
def test_the_card_and_the_readme_name_the_same_differences(qtbot: QtBot, language: str, readme: str) -> None:
    text.set_language(language)
    try:
        card = RecipeCard()
        qtbot.addWidget(card)
        first, *differences = card.tip("notebook").split("\n")
    finally:
        text.set_language("en")
    assert "notebook" in first
    told = (project_folder() / readme).read_text(encoding="utf-8")
    [section] = re.findall(r"^`notebook` (?:.+\n)+\n((?:- .+\n)+)", told, re.MULTILINE)
    assert section.splitlines() == [f"- {line}" for line in differences]


def test_the_differences_are_those_of_the_recipe() -> None:
    settings = resolve("notebook", {})
    # The one setting that is not the notebook's, whose batch is 1.
    assert settings.batch_size == 32
    assert settings.beam_width == 5
    assert "stay alive" in (beam_search.__doc__ or "")
    # All others are.
    as_published = {
        "encoder": "vgg19",
        "encoder_weights": "imagenet",
        "features": "auto",
        "decoder": "gru",
        "hidden_size": 512,
        "embed_dim": 512,
        "dropout": 0.5,
        "dropout_input": "features",
        "word_init": "uniform",
        "attribute_loss": 0.0,
        "train_encoder": "all",
        "epochs": 10,
        "lr_encoder": 1e-5,
        "lr_decoder": 5e-4,
        "warmup_steps": 0,
        "schedule": "constant",
        "weight_decay": 0.0,
        "label_smoothing": 0.0,
        "scheduled_sampling": 0.0,
        "ema_decay": 0.0,
        "max_grad_norm": 5.0,
        "precision": "fp32",
        "frame": "crop",
        "augment": True,
        "mirror": False,
        "length_penalty": 0.0,
        "block_repeats": 0,
    }
    assert {name: getattr(settings, name) for name in as_published} == as_published
    told = (project_folder() / "README.md").read_text(encoding="utf-8")
    for figure in ("dropout of 0.5", "between -0.1 and 0.1", "224 x 224", "from 256", "fp32", f"{settings.batch_size}"):
        assert figure in told
    changed = {name: value for name, value in RECIPES["notebook"].items() if name != "batch_size"}
    assert set(changed) <= set(as_published)
