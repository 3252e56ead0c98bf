"""A decoder and an encoder that a module of their own registers are trained, scored, captioned with and exported by
name, with nothing else changed."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.models.decoders import DECODERS
from engine.models.encoders import ENCODERS
from engine.recipes import resolve
from engine.runs.checkpoint import find_checkpoint, read_captioner
from tests.models import toymodels
from tests.tiny import TINY, write_data


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    # torch's exporter traces itself in tens of thousands of lines as soon as anybody, here pytest, takes them.
    trace = logging.getLogger("torch.__trace")
    before, trace.propagate = trace.propagate, False
    DECODERS.register(toymodels.DECODER)
    ENCODERS.register(toymodels.ENCODER)
    yield
    DECODERS.unregister(toymodels.DECODER.key)
    ENCODERS.unregister(toymodels.ENCODER.key)
    trace.propagate = before


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("toy") / "shapes")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, data: Path, registered: None) -> Path:
    """A run of both that has learned the captions' form."""
    folder = tmp_path_factory.mktemp("toy") / "run"
    changes = {**TINY, "decoder": "toy_elman", "encoder": "toy_patches", "epochs": 20, "evaluate_every": 40}
    changes = {**changes, "checkpoint_every": 1000, "decoder_layers": 3, "attribute_loss": 0}
    words = [word for name, value in changes.items() for word in ("--set", f"{name}={value}")]
    assert main(["train", str(data), "--run", str(folder), "--device", "cpu", *words]) == 0
    return folder


def test_the_run_trained_what_was_named(run: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    captioner = read_captioner(find_checkpoint(run))
    assert isinstance(captioner.decoder, toymodels.ElmanDecoder)
    assert isinstance(captioner.encoder, toymodels.Patches)
    assert captioner.decoder.layers == 3
    losses = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    losses = [line["loss"] for line in losses if "loss" in line]
    assert losses[-1] < losses[0] / 2
    assert main(["evaluate", str(run), str(data), "--json", "--device", "cpu"]) == 0
    assert json.loads(capsys.readouterr().out)["images"] == 4


def test_it_captions(run: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = next((data / "images").iterdir())
    assert main(["caption", str(run), str(picture), "--json", "--device", "cpu"]) == 0
    assert "wears a" in json.loads(capsys.readouterr().out.splitlines()[0])["english"]


def test_it_is_exported_and_compared(run: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", str(run), str(tmp_path / "out"), "--data", str(data), "--images", "3", "--json"]
    assert main(words) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["same"] == printed["images"] == 3, printed
    assert (tmp_path / "out" / "decoder.onnx").exists()


def test_another_encoder_takes_the_start_that_it_has() -> None:
    assert resolve("compact", {"encoder": "toy_patches"}).encoder_weights == "scratch"


def test_the_settings_tell_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "encoder", "decoder"]) == 0
    printed = capsys.readouterr().out
    assert ", toy_elman\n" in printed
    assert ", toy_patches\n" in printed


def test_a_start_that_it_has_not_is_refused(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--set", "encoder=toy_patches", "--set", "encoder_weights=demo", "--set", "height=48", "--set", "width=32"]
    assert main(["train", str(data), "--run", str(tmp_path / "run"), "--device", "cpu", *words]) == 2
    assert "no pretrained weights for the encoder toy_patches" in capsys.readouterr().err
