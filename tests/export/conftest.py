import contextlib
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from engine.__main__ import main
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.events import Commands
from engine.export.graphs import Graphs, make_graphs
from engine.models.captioner import Captioner
from engine.models.decoders.checklist import GruChecklistDecoder
from engine.outfits.domain import OUTFITS
from engine.recipes import resolve
from engine.runs.checkpoint import find_checkpoint, read_captioner
from engine.runs.run import Run
from engine.training.trainer import train
from tests.tiny import TINY, write_data

WORDS = tuple(f"word{number}" for number in range(20))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("export") / "shapes")


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    """A run that has learned the shapes' captions nearly by heart."""
    folder = tmp_path_factory.mktemp("export") / "run"
    settings = resolve("compact", {**TINY, "epochs": 25, "evaluate_every": 0, "checkpoint_every": 100})
    train(Run.create(folder, settings, data), Commands(), lambda event: None, device="cpu")
    return folder


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """torch's exporter traces itself in tens of thousands of lines as soon as anybody, here pytest, takes them."""
    trace = logging.getLogger("torch.__trace")
    before, trace.propagate = trace.propagate, False
    yield
    trace.propagate = before


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory, run: Path, data: Path) -> tuple[Path, dict[str, Any]]:
    """The run's ONNX export by the command, and what the command told."""
    folder = tmp_path_factory.mktemp("export") / "out"
    printed = io.StringIO()
    # Named as a person does who stands beside it.
    with contextlib.redirect_stdout(printed), contextlib.chdir(folder.parent):
        assert main(["export", str(run), folder.name, "--data", str(data), "--images", "3", "--json"]) == 0
    return folder, json.loads(printed.getvalue())


@pytest.fixture(scope="session")
def graphs(exported: tuple[Path, dict[str, Any]]) -> Graphs:
    """The run's graphs: making them takes seconds, which one export shall pay for all tests."""
    return Graphs(*(onnx.load(exported[0] / name) for name in ("encoder.onnx", "decoder.onnx")))


@pytest.fixture(scope="session")
def learned(run: Path, graphs: Graphs) -> tuple[Captioner, Graphs]:
    """A decoder whose state is of one size, and its graphs."""
    return read_captioner(find_checkpoint(run)), graphs


@pytest.fixture(scope="session")
def growing() -> tuple[Captioner, Graphs]:
    """A decoder of random weights that looks at a grid and whose state grows by the word, and its graphs."""
    torch.manual_seed(1)
    settings = resolve("compact", {**TINY, "attribute_loss": 0, "decoder": "transformer", "decoder_layers": 1})
    captioner = Captioner(settings, Vocabulary(WORDS), Framing.of(settings)).eval()
    # Random weights say the same of every picture, if anything; larger ones do not.
    with torch.no_grad():
        for parameter in captioner.decoder.parameters():
            parameter.mul_(3)
        for module in captioner.encoder.modules():
            if isinstance(module, nn.Conv2d):
                module.weight.mul_(2)
        captioner.decoder.get_parameter("output.bias")[captioner.vocabulary.end] -= 3
    return captioner, make_graphs(captioner)


@pytest.fixture(scope="session")
def listing() -> tuple[Captioner, Graphs]:
    """A decoder of random weights that keeps to a grammar, and its graphs."""
    torch.manual_seed(2)
    settings = resolve("compact", {**TINY, "attribute_loss": 0, "decoder": "gru_checklist", "detection_threshold": 0.5})
    vocabulary = Vocabulary.build(["A person in a coat, boots and jeans, with a bag, a hat and sunglasses."])
    captioner = Captioner(settings, vocabulary, Framing.of(settings), OUTFITS).eval()
    decoder = captioner.decoder
    assert isinstance(decoder, GruChecklistDecoder)
    with torch.no_grad():
        for module in captioner.encoder.modules():
            if isinstance(module, nn.Conv2d):
                module.weight.mul_(2)
        for name in ("seeing", "detector", "output"):
            decoder.get_parameter(f"{name}.weight").mul_(6)
        # Each word is detected in some of the pictures.
        features = captioner.encode(torch.from_numpy(_blots()))
        for place in range(1, vocabulary.size):
            scores = decoder.detection_scores(features, torch.full((len(features),), place))
            decoder.detector.bias[place] -= scores.quantile(0.5)
    return captioner, make_graphs(captioner)


@pytest.fixture(scope="session")
def blots() -> np.ndarray:
    """(8, 48, 32, 3) uint8, pictures that differ."""
    return _blots()


def _blots() -> np.ndarray:
    colours = np.random.default_rng(3).integers(0, 256, (8, 3, 2, 3), dtype=np.uint8)
    return np.kron(colours, np.ones((1, 16, 16, 1), dtype=np.uint8))
