"""The benchmark on a tiny captioner: what it counts is right, and every figure comes."""

import json
from pathlib import Path

import pytest
import torch

from engine.__main__ import main
from engine.bench import ceilings, running
from engine.bench.ceilings import encoding_flops
from engine.bench.figures import median_seconds
from engine.bench.notebook import NotebookWay
from engine.bench.running import Plan, run
from engine.data.layout import open_data
from engine.data.picture import Framing
from engine.data.vocabulary import Vocabulary
from engine.errors import Problem
from engine.models.captioner import Captioner
from engine.recipes import resolve
from engine.settings import Settings
from tests.training.conftest import TINY, write_data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("bench") / "data")


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Every recipe is this one, so that nothing takes long."""
    settings = resolve("compact", {**TINY, "max_words": 4})
    monkeypatch.setattr(running, "_settings", lambda plan, recipe, device: settings)
    monkeypatch.setattr(running, "VALIDATION", 40)
    monkeypatch.setattr(ceilings, "_SIDES", {"cpu": 256})
    return settings


def _captioner(settings: Settings, data: Path) -> Captioner:
    captions = open_data(data, validation_share=0.1, seed=1).captions
    return Captioner(settings, Vocabulary.build(captions), Framing.of(settings))


def test_every_figure_comes_with_its_share_and_ratio(tiny: Settings, data: Path) -> None:
    figures = {figure.name: figure for figure in run(Plan(data, "cpu", steps=12, seconds=0.01), lambda: False)}
    assert all(figure.value > 0 for figure in figures.values())
    for recipe in ("compact", "notebook"):
        training = figures[f"{recipe}: training"]
        assert training.share is not None
        assert training.share > 0
        assert (training.ratio is not None) == (recipe == "notebook")
        assert figures[f"{recipe}: captioning"].value > 0
    by_hand = figures["notebook: training"].value / figures["notebook's way: training"].value
    assert figures["notebook: training"].ratio == pytest.approx(by_hand)
    assert figures["preparing, JPEG to store"].unit == "pictures/s"


def test_operations_are_those_of_the_layers(tiny: Settings, data: Path) -> None:
    captioner = _captioner(tiny, data)
    height, width = captioner.framing.seen
    wanted, channels = 0, 3
    for module in captioner.encoder.modules():
        if isinstance(module, torch.nn.Conv2d):
            height, width = -(-height // module.stride[0]), -(-width // module.stride[1])
            wanted += 2 * height * width * channels * module.out_channels * module.kernel_size[0] ** 2
            channels = module.out_channels
        elif isinstance(module, torch.nn.Linear):
            wanted += 2 * module.in_features * module.out_features
    assert encoding_flops(captioner) == wanted


def test_the_notebooks_step_is_a_step_of_training(tiny: Settings, data: Path) -> None:
    torch.manual_seed(1)
    captioner = _captioner(tiny, data)
    before = [parameter.detach().clone() for parameter in captioner.decoder.parameters()]
    way = NotebookWay(captioner, open_data(data, validation_share=0.1, seed=1).train)
    way.train_one()
    assert any(not torch.equal(old, new) for old, new in zip(before, captioner.decoder.parameters(), strict=True))
    said = way.caption_one(3, 5)
    assert said[0] == captioner.vocabulary.start
    assert len(said) <= 6


def test_a_stop_is_heard(tiny: Settings, data: Path) -> None:
    with pytest.raises(Problem) as caught:
        list(run(Plan(data, "cpu", steps=12, seconds=0.01), lambda: True))
    assert caught.value.code == "stopped"


def test_the_median_is_of_single_calls() -> None:
    calls = []
    spent = median_seconds(lambda: calls.append(1), torch.device("cpu"), seconds=0.0, stopped=lambda: False, least=5)
    assert len(calls) == 6
    assert 0 < spent < 0.1


def test_the_command_prints_a_figure_a_line(tiny: Settings, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["bench", str(data), "--recipe", "compact", "--steps", "12", "--seconds", "0.01", "--device", "cpu"]
    assert main([*words, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"name", "value", "unit", "share", "ratio", "note"} == set(lines[0])
    assert "compact: training from kept codes" in {line["name"] for line in lines}
    assert main(words) == 0
    assert "of ceiling" in capsys.readouterr().out
