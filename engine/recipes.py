"""Recipes: sets of values that differ from the settings' defaults, and what fits an encoder that starts elsewhere."""

from collections.abc import Mapping
from typing import Any

from engine.checking import SettingsWrong, Wrong, check
from engine.errors import Problem
from engine.registry import registry
from engine.settings import Settings, field

RECIPES: dict[str, dict[str, Any]] = {
    # The published notebook (VGG19 whole image and a GRU): a step with batch_size=1 is its own step, which
    # tests/training/test_notebook.py holds. It took one picture a step, at 11 pictures/s on an H100, in fp32.
    "notebook": {
        "encoder": "vgg19",
        "encoder_weights": "imagenet",
        "hidden_size": 512,
        "embed_dim": 512,
        "dropout": 0.5,
        "dropout_input": "features",
        "word_init": "uniform",
        "attribute_loss": 0.0,
        "length_penalty": 0.0,
        "epochs": 10,
        "batch_size": 32,
        "lr_encoder": 1e-5,
        "lr_decoder": 5e-4,
        "warmup_steps": 0,
        "schedule": "constant",
        "precision": "fp32",
        "frame": "crop",
        "mirror": False,
    },
    # Of four decoders on this encoder the best CIDEr-D on 2,000 drawn pictures, and nearly the best attributes: see the
    # README.
    "recommended": {
        "encoder": "efficientnet_lite0",
        "encoder_weights": "package",
        "decoder": "gru_attention",
        "train_encoder": "none",
    },
    "compact": {},
}

# From scratch VGG19 diverges at the rates of its fine-tuning and learns nothing at larger ones without a warm-up.
FROM_SCRATCH: dict[str, dict[str, Any]] = {
    "notebook": {"lr_encoder": 1e-4, "lr_decoder": 5e-4, "warmup_steps": 500},
    "recommended": {"train_encoder": "all", "epochs": 30, "warmup_steps": 200, "lr_encoder": 1e-3},
    "compact": {"epochs": 30, "warmup_steps": 100, "lr_encoder": 1e-3},
}

# A model that has learnt the captions is led on in small steps.
SELF_CRITICAL: dict[str, Any] = {"lr_encoder": 1e-5, "lr_decoder": 5e-4, "epochs": 5}

OF_THE_DATA = ("data_format", "columns", "images", "fixed_samples")
"""Settings that belong to one data folder."""


def continued(source: Settings, changes: Mapping[str, Any], *, same_data: bool) -> Settings:
    """Settings of a run that begins with the weights of another one: those of the other one with some values changed.

    Self-critical training takes lower learning rates, unless they are among the changes.

    Args:
        same_data: both are trained on the same data folder; on another one, what belongs to the folder is left out.

    Raises:
        SettingsWrong: with every wrong value.
    """
    values = source.model_dump()
    if not same_data:
        values.update({name: field(name).default for name in OF_THE_DATA})
    if changes.get("objective") == "self-critical":
        values.update(SELF_CRITICAL, steps=0)
    elif "epochs" in changes:
        values["steps"] = 0
    return check({**values, **changes})


def resolve(recipe: str, changes: Mapping[str, Any]) -> Settings:
    """Settings of a recipe with some values changed.

    A run from scratch takes the rates that work from scratch, self-critical training lower ones, and another encoder a
    start that it has, unless they are among the changes.

    Raises:
        Problem: ``recipe-unknown``.
        SettingsWrong: with every wrong value.
    """
    if recipe not in RECIPES:
        raise Problem("recipe-unknown", name=recipe, names=", ".join(RECIPES))
    values = {"recipe": recipe, **RECIPES[recipe]}
    encoder = registry("encoders").get(str(changes.get("encoder")))
    starts = encoder.starts if encoder else ()
    if starts and values.get("encoder_weights", field("encoder_weights").default) not in starts:
        values["encoder_weights"] = starts[0]
    if changes.get("encoder_weights") == "scratch":
        values.update(FROM_SCRATCH[recipe])
    if changes.get("objective") == "self-critical":
        values.update(SELF_CRITICAL)
    settings = check({**values, **changes})
    chosen = registry("encoders")[settings.encoder]
    if missing := chosen.missing_package():
        raise SettingsWrong((Wrong("encoder", f"{missing}-missing", {"value": chosen.key}),))
    return settings
