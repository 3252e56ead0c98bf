"""The models that come with Atelier, and what each is made of: ``demo`` of drawn pictures, ``street`` of photos."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import Problem

if TYPE_CHECKING:
    import argparse

    from engine.commands.output import Output

CARD = "README.md"
"""What a person reads of a shipped model, beside its files."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One model that comes with Atelier.

    Attributes:
        key: its folder in ``checkpoints/``.
        recipe: that it is trained by.
        changes: settings that are not the recipe's.
        make_data: makes its data folder within a work folder, where it is not there yet, and gives it.
        calibrated_on: splits of the data by which it is known how far pictures lie that fit.
        card: writes its card, of the checkpoint and of the data folder, where it has one.
    """

    key: str
    recipe: str
    make_data: Callable[[Path, argparse.Namespace, Output], Path]
    changes: Mapping[str, Any] = field(default_factory=dict)
    calibrated_on: tuple[str, ...] = ("validation", "test")
    card: Callable[[Path, Path, argparse.Namespace, Output], str] | None = None


def _draw(work: Path, arguments: argparse.Namespace, output: Output) -> Path:
    from engine.clothes.wardrobe.dataset import draw_wardrobe

    folder = work / "wardrobe"
    if not (folder / "train_captions.json").exists():
        draw_wardrobe(
            folder,
            arguments.images,
            arguments.seed,
            # One picture per outfit, so that the encoder learns clothes rather than outfits.
            a_style=1,
            progress=lambda done, total: output.progress("drawing", done, total),
        )
    return folder


def _reword(work: Path, arguments: argparse.Namespace, output: Output) -> Path:
    """Copy a data folder whose captions list garments, with each caption in plain English.

    The names of the pictures stay, for by them the test split is drawn.
    """
    from engine.data.converting import bring
    from engine.data.formats.name_to_caption import WHOLE_FILE
    from engine.data.layout import open_data
    from engine.files import write_json_atomically
    from engine.outfits.domain import OUTFITS
    from engine.outfits.reader import read
    from engine.outfits.writer import write_plain
    from engine.settings import Settings

    folder = work / "street"
    if (folder / WHOLE_FILE).exists():
        return folder
    if arguments.data is None:
        raise Problem("ship-data", model="street")
    data = open_data(arguments.data, **Settings().splitting)
    if data.domain is not OUTFITS:
        raise Problem("ship-captions", path=arguments.data)
    shutil.rmtree(folder, ignore_errors=True)
    captions: dict[str, list[str]] = {}
    for number, record in enumerate(data.records):
        output.progress("copying pictures", number, len(data.records))
        bring(record.path, folder / "images" / record.name, "link", data.folder)
        captions[record.name] = [write_plain(read(caption).garments) for caption in record.captions]
    output.progress("copying pictures", len(data.records), len(data.records))
    write_json_atomically(folder / WHOLE_FILE, dict(sorted(captions.items())))
    return folder


def _street_card(checkpoint: Path, data: Path, arguments: argparse.Namespace, output: Output) -> str:
    from engine.commands.streetcard import street_card

    return street_card(checkpoint, data, arguments.device, output)


# Chosen by cross-validation on what is not held back: small things need large pictures; of some thousand photographs
# a detector of words on frozen features learns more than an encoder that is trained, and soon too much.
_STREET: Mapping[str, Any] = {
    "encoder": "efficientnet_lite2",
    "height": 448,
    "width": 304,
    "feature_views": 3,
    "decoder": "gru_checklist",
    "detection_threshold": 0.25,
    "dropout": 0.5,
    "attribute_loss": 0.0,
    "epochs": 14,
    "lr_encoder": 1e-3,
    "lr_decoder": 4e-3,
    "weight_decay": 0.01,
    "ema_decay": 0.99,
    "beam_width": 3,
    # Enough for all garments that it knows, so that no sentence is cut off.
    "max_words": 200,
    "evaluate_every": 150,
    "checkpoint_every": 150,
}
MODELS = {
    model.key: model
    for model in (
        Shipped("demo", "compact", _draw, {"encoder_weights": "scratch", "epochs": 20}),
        Shipped("street", "recommended", _reword, _STREET, ("validation",), _street_card),
    )
}
"""By key; the first is made where none is named."""


def place_checkpoint(best: Path, place: Path, files: tuple[str, ...]) -> None:
    """Copy the files of a checkpoint that are needed to caption; those of an earlier one go."""
    place.mkdir(parents=True, exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    for name in files:
        if (best / name).exists():
            shutil.copyfile(best / name, place / name)


def write_fit_of(checkpoint: Path, folder: Path, calibrated_on: tuple[str, ...], device: str, output: Output) -> None:
    """Keep in a checkpoint how well pictures fit it: statistics of the training split, thresholds by other splits."""
    import contextlib

    from engine.data.layout import open_data
    from engine.data.store import prepare
    from engine.files import cache_folder
    from engine.fit.computing import compute_fit, drawn_for_fit
    from engine.fit.fit_file import write_fit
    from engine.models.devices import choose_device, number_format
    from engine.runs.checkpoint import read_captioner, read_info

    info, on = read_info(checkpoint), choose_device(device)
    data = open_data(folder, **info.settings.splitting)
    others = data.validation + data.test if "test" in calibrated_on else data.validation
    store, unreadable = prepare(data.train + others, info.framing, cache=cache_folder())
    gone = {item.name for item in unreadable}
    with contextlib.closing(store):
        model = compute_fit(
            read_captioner(checkpoint).to(on),
            *drawn_for_fit(data.train.without(gone), others.without(gone)),
            store,
            on,
            number_format(info.settings, on),
            features=None,
            emit=output.tell,
            stopped=lambda: False,
        )
    write_fit(checkpoint, model)
