"""The benchmark on a tiny captioner: what it counts is right, and every figure comes."""

import itertools
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from engine.__main__ import main
from engine.bench import ceilings, measures, running, standins
from engine.bench.ceilings import encoding_flops
from engine.bench.figures import median_seconds
from engine.bench.notebook import NotebookMethod
from engine.bench.running import Plan, run
from engine.bench.standins import write_stand_ins
from engine.captions.vocabulary import Vocabulary
from engine.clothes.domain import CLOTHES
from engine.data.layout import open_data
from engine.data.picture import Framing
from engine.errors import Problem
from engine.models.captioner import Captioner
from engine.recipes import resolve
from engine.settings import Settings
from tests.tiny import TINY, write_data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("bench") / "data")


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Every recipe is this one, so that nothing takes long."""
    settings = resolve("compact", {**TINY, "max_words": 4})
    monkeypatch.setattr(running, "_settings", lambda plan, recipe, device: settings)
    monkeypatch.setattr(running, "VALIDATION", 40)
    monkeypatch.setattr(running, "_DRAWN", {"cpu": 2})
    monkeypatch.setattr(ceilings, "_SIDES", {"cpu": 256})
    return settings


def _captioner(settings: Settings, data: Path) -> Captioner:
    captions = open_data(data, validation_share=0.1, seed=1).captions
    return Captioner(settings, Vocabulary.build(captions), Framing.of(settings), CLOTHES)


def test_every_figure_comes_with_its_share_and_ratio(tiny: Settings, data: Path) -> None:
    figures = {figure.name: figure for figure in run(Plan(data, "cpu", steps=12, seconds=0.01), lambda: False)}
    assert all(figure.value > 0 for figure in figures.values())
    for recipe in ("compact", "notebook"):
        training = figures[f"{recipe}: training"]
        assert training.share is not None
        assert training.share > 0
        assert (training.ratio is not None) == (recipe == "notebook")
        assert figures[f"{recipe}: captioning"].value > 0
    by_hand = figures["notebook: training"].value / figures["notebook's method: training"].value
    assert figures["notebook: training"].ratio == pytest.approx(by_hand)
    assert figures["preparing, JPEG to store"].unit == "pictures/s"
    evaluation = figures["notebook: evaluation"]
    assert evaluation.unit == "s"
    assert evaluation.ratio == pytest.approx(
        16 / figures["notebook's method: captioning"].value / evaluation.value, rel=1e-6
    )
    assert figures["compact: evaluation"].share is not None
    assert figures["drawing demo pictures"].value > 0


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
    way = NotebookMethod(captioner, open_data(data, validation_share=0.1, seed=1).train)
    parts = {"encoder": captioner.encoder, "decoder": way.decoder}
    before = {part: [value.detach().clone() for value in module.parameters()] for part, module in parts.items()}
    way.train_one()
    for part, rate in (("encoder", tiny.lr_encoder), ("decoder", tiny.lr_decoder)):
        pairs = zip(before[part], parts[part].parameters(), strict=True)
        # Adam's first step moves a weight by its learning rate at most.
        furthest = max((new - old).abs().max().item() for old, new in pairs)
        assert 0.9 * rate < furthest < 1.1 * rate
    captions = way.caption_one(3, 5)
    assert captions[0] == captioner.vocabulary.start
    assert len(captions) <= 6


def test_the_notebooks_method_clips_its_gradients(tiny: Settings, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    captioner = _captioner(tiny.model_copy(update={"max_grad_norm": 0.01}), data)
    way = NotebookMethod(captioner, open_data(data, validation_share=0.1, seed=1).train)
    norms: list[float] = []
    monkeypatch.setattr(way._optimizer, "step", lambda: norms.append(_norm([captioner.encoder, way.decoder])))
    way.train_one()
    assert norms == [pytest.approx(0.01, rel=1e-3)]


def test_the_notebooks_method_steps_all_hypotheses_at_once(tiny: Settings, data: Path) -> None:
    torch.manual_seed(4)
    captioner = _captioner(tiny, data)
    way = NotebookMethod(captioner, open_data(data, validation_share=0.1, seed=1).train)
    rows: list[int] = []
    way.decoder.gru.register_forward_hook(lambda module, entering, leaving: rows.append(entering[0].shape[1]))
    way.caption_one(5, 6)
    assert rows[0] == 5
    # A hypothesis that has ended is stepped no more.
    assert rows == sorted(rows, reverse=True)
    assert len(rows) <= 6


def _norm(modules: list[torch.nn.Module]) -> float:
    gradients = [value.grad for module in modules for value in module.parameters() if value.grad is not None]
    return float(torch.cat([gradient.flatten() for gradient in gradients]).norm())


def test_few_pictures_stand_for_many(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standins, "_LINKS", 3)
    records = open_data(data, validation_share=0.1, seed=1).records
    many = open_data(write_stand_ins(records, tmp_path / "many", 130, 100), validation_share=0.1, seed=1)
    assert len(many.records) == 130
    assert len(many.test) == 30
    assert not many.left_out
    assert {record.caption for record in many.records} == {record.caption for record in records}
    known = many.domain.known
    assert set(map(known, many.records.names)) == set(map(known, records.names))
    assert len({record.path.stat().st_ino for record in many.records}) < 70


def test_a_batch_that_is_cut_short_counts_for_what_it_is(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [measures._pictures_until(step, 4, 10) for step in range(7)] == [0, 4, 8, 10, 14, 18, 20]
    # The clock goes on by a second at each line that is logged.
    clock = itertools.count()
    monkeypatch.setattr(measures, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    settings = resolve("compact", {**TINY, "batch_size": 64})
    count = len(open_data(data, validation_share=settings.validation_share, seed=settings.seed).train)
    assert count < 64
    found = measures.train_briefly(data, settings, "cpu", steps=6, stopped=lambda: False)
    assert found.rate == count
    assert found.process_bytes > 10**7
    assert found.device_bytes == 0


def test_captions_in_batches_are_held_against_those_one_by_one(
    tiny: Settings, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(2)
    captioner = _captioner(tiny, data)
    pictures = np.random.default_rng(3).integers(0, 256, (5, *captioner.framing.seen, 3), dtype=np.uint8)
    assert measures.share_of_same(captioner, pictures, batch=2, stopped=lambda: False) == 1
    decode = captioner.vocabulary.decode
    counter = itertools.count()
    monkeypatch.setattr(
        type(captioner.vocabulary), "decode", lambda vocabulary, ids: decode(ids) + "!" * (next(counter) % 2)
    )
    assert measures.share_of_same(captioner, pictures, batch=1, stopped=lambda: False) == 0


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
    assert "compact: training from cached features" in {line["name"] for line in lines}
    assert main(words) == 0
    assert "of ceiling" in capsys.readouterr().out
