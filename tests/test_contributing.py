"""CONTRIBUTING.md is true: its examples run as they stand, each under the one place that it names."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from engine import desktop
from engine.data.layout import LeftOut, open_data
from engine.files import project_folder
from engine.metrics import METRICS
from engine.metrics.scored import TokenizedReferences
from engine.models.decoders import DECODERS
from engine.models.encoders import ENCODERS
from engine.recipes import resolve
from engine.registry import Registry, load, registry
from tests.data.bad_inputs import write_jpeg

TEXT = (project_folder() / "CONTRIBUTING.md").read_text(encoding="utf-8")
REGISTRIES = ("decoders", "encoders", "metrics", "formats", "pages")


def _parts(heading: str) -> list[tuple[str, str]]:
    """File and code of each part of the example under a heading."""
    section = TEXT.split(f"\n### {heading}\n")[1].split("\n### ")[0]
    [code] = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    found = re.split(r"^# ((?:engine|gui)/\S+\.py)\n", code, flags=re.MULTILINE)
    assert found[0] == ""
    return list(zip(found[1::2], found[2::2], strict=True))


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Does what an example says; afterwards all is as before."""
    before: dict[str, set[str]] = {}

    def run(heading: str) -> None:
        [(new, code), (place, registering)] = _parts(heading)
        known = importlib.import_module(place.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        before.update(
            (name, set(registry(name))) for name in REGISTRIES if name != "pages" or "gui.pages" in sys.modules
        )
        assert not (project_folder() / new).exists()
        assert (project_folder() / place).is_file()
        module = ModuleType(new.removesuffix(".py").replace("/", "."))
        for name in (module.__name__.rpartition(".")[0], module.__name__):
            if name not in sys.modules:
                monkeypatch.setitem(sys.modules, name, module if name == module.__name__ else ModuleType(name))
        exec(compile(code, new, "exec"), vars(module))
        exec(compile(registering, place, "exec"), vars(known))

    yield run
    for name, keys in before.items():
        batch: Registry[Any] = registry(name)
        for key in set(batch) - keys:
            batch.unregister(key)


def test_the_decoder_learns(add: Any) -> None:
    add("A decoder")
    settings = resolve("compact", {"decoder": "elman", "hidden_size": 16, "embed_dim": 8})
    decoder: Any = DECODERS["elman"].build(12, 9, settings)
    features, words = torch.randn(3, 2, 12), torch.randint(1, 9, (3, 5))
    logits = decoder(features, words)
    assert logits.shape == (3, 5, 9)
    _, state = decoder.step(decoder.start(features).repeated(2), words[:, 0].repeat_interleave(2))
    assert state.hypothesis_state[0].shape == (6, 16)


def test_the_encoder_encodes(add: Any) -> None:
    add("An encoder")
    entry = ENCODERS["patches"]
    assert resolve("compact", {"encoder": "patches"}).encoder_weights == "scratch"
    for form, count in (("pooled", 1), ("spatial", entry.places(64, 48))):
        features = entry.build(64, 48, form)(torch.randn(2, 3, 64, 48))  # type: ignore[arg-type]
        assert features.shape == (2, count, 64)


def test_the_score_scores(add: Any) -> None:
    add("A score")
    scored = TokenizedReferences([("a hat", "a red hat"), ("a shirt",)]).of(["a hat on a head", "a shirt"])
    assert np.allclose(load(METRICS["brevity"].compute)(scored), [0.4, 1.0])
    counts = scored.counts(METRICS["brevity"])
    assert counts is not None
    assert counts.score() == pytest.approx(0.7)


def test_the_format_is_read(add: Any, tmp_path: Path) -> None:
    add("A caption format")
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        write_jpeg(tmp_path / name)
    (tmp_path / "captions.tsv").write_text("a.jpg\tA hat.\nb.jpg\tA shirt.\nnothing\nc.jpg\tA coat.\na.jpg\tA cap.\n")
    data = open_data(tmp_path, validation_share=0.1, seed=1)
    assert (data.format, len(data.records)) == ("tab_separated", 3)
    assert data.left_out == (LeftOut("captions.tsv, line 3", "no-tab", "nothing"),)
    assert {record.name: record.captions for record in data.records}["a.jpg"] == ("A hat.", "A cap.")


@pytest.mark.skipif(desktop.obstacle({"QT_QPA_PLATFORM": "offscreen"}) is not None, reason="Qt cannot load here")
def test_the_tab_is_made_and_remembers(add: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("qapp")
    add("A tab of the window")
    from PySide6.QtCore import QSettings

    settings = QSettings(str(tmp_path / "remembered.ini"), QSettings.Format.IniFormat)
    page = registry("pages")["notes"].make()
    page.notes.setPlainText("seen")
    page.remember(settings)
    another = registry("pages")["notes"].make()
    another.restore(settings, True)
    assert another.notes.toPlainText() == "seen"


def test_every_place_and_command_that_is_named_is_there() -> None:
    for path in re.findall(r"\]\(([^)#]+)\)|`((?:engine|gui|tests|resources)/[\w/.]*)`", TEXT):
        named = next(part for part in path if part)
        assert (project_folder() / named).exists(), named
    for module in re.findall(r"python -m ((?:tests|gui|engine)[\w.]*)", TEXT):
        assert importlib.util.find_spec(module), module
