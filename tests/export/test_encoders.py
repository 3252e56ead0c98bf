"""Encoders with tokens, and with a scale of their own, are exported as they caption."""

import json
from pathlib import Path

import pytest

from engine.events import Commands
from engine.export.exporter import export_checkpoint
from engine.models.encoders import ENCODERS, EncoderEntry
from engine.models.encoders.vit import VisionTransformer
from engine.recipes import resolve
from engine.runs.run import Run
from engine.training.trainer import train
from tests.tiny import TINY

SMALL = EncoderEntry(
    "small_vit",
    "Small",
    f"{VisionTransformer.__module__}:VisionTransformer",
    1_000_000,
    1_000_000,
    stride=16,
    options={"channels": 32, "depth": 2, "heads": 2},
)


def trained(encoder: str, folder: Path, data: Path) -> Path:
    """A run that attends, on pictures whose sides are no multiples of a patch."""
    changes = {**TINY, "encoder": encoder, "decoder": "gru_attention", "height": 50, "width": 40, "epochs": 6}
    train(Run.create(folder, resolve("compact", changes), data), Commands(), lambda event: None, device="cpu")
    return folder


def test_a_vit_whose_tokens_are_attended_to_is_exported(tmp_path: Path, data: Path) -> None:
    ENCODERS.register(SMALL)
    try:
        run = trained(SMALL.key, tmp_path / "run", data)
        done = export_checkpoint(run, tmp_path / "onnx", data=data, count=6)
    finally:
        ENCODERS.unregister(SMALL.key)
    assert done.comparison.same == done.comparison.count == 6


def test_a_model_of_timms_is_exported_in_its_own_scale(tmp_path: Path, data: Path) -> None:
    pytest.importorskip("timm", reason="the optional package timm is not installed")
    run = trained("timm:test_vit", tmp_path / "run", data)
    done = export_checkpoint(run, tmp_path / "onnx", data=data, count=6)
    assert done.comparison.same == done.comparison.count == 6
    # Within the graph; whoever reads the tensors has to be told.
    assert "normalisation" not in json.loads((tmp_path / "onnx" / "preprocessing.json").read_text(encoding="utf-8"))
    export_checkpoint(run, tmp_path / "tensors", form="safetensors", data=data, count=6)
    described = json.loads((tmp_path / "tensors" / "preprocessing.json").read_text(encoding="utf-8"))
    assert described["normalisation"] == {"mean": [0.5] * 3, "std": [0.5] * 3}
