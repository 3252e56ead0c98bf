"""An export tells how well pictures fit, as the engine does, with numpy alone."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.export import example
from engine.export.exporter import FIT_ARRAYS, write_graphs
from engine.export.graphs import make_graphs
from engine.fit.fit_file import FitModel
from engine.fit.statistics import calibrate, learn, measured
from engine.models.captioner import Captioner
from engine.models.encoders.interface import places
from tests.export.conftest import Graphs


@pytest.fixture(scope="module")
def told(
    learned: tuple[Captioner, Graphs], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Captioner, FitModel, Path]:
    """A captioner, what tells the fit of blots of colour to it, and their export."""
    captioner, _ = learned
    chance = np.random.default_rng(1)
    height, width = captioner.framing.seen
    colours = chance.integers(0, 256, (60, 3, 2, 3), dtype=np.uint8)
    blots = np.kron(colours, np.ones((1, height // 3, width // 2, 1), dtype=np.uint8))
    grids = places(captioner.grid_seen(blots)).numpy()
    arrays = learn([grids[:40]])
    model = FitModel(calibrate(arrays, measured([grids[40:]], arrays)))
    folder = tmp_path_factory.mktemp("fit") / "export"
    folder.mkdir()
    write_graphs(folder, make_graphs(captioner, with_grid=True), captioner, model)
    return captioner, model, folder


def test_it_tells_what_the_engine_tells(told: tuple[Captioner, FitModel, Path]) -> None:
    captioner, model, folder = told
    runner, statistics = example.Model(folder, threads=1), example.read_fit(folder)
    chance = np.random.default_rng(2)
    height, width = captioner.framing.seen
    pictures = [
        *(np.full((height, width, 3), shade, np.uint8) for shade in (0, 128, 255)),
        *(chance.integers(0, 256, (height, width, 3), dtype=np.uint8) for _ in range(3)),
    ]
    for picture in pictures:
        assert "grid" not in runner.start(picture)
        [ours] = model.fits(places(captioner.grid_seen(picture[None])).numpy())
        theirs = example.told_fit(runner.grid, statistics)
        assert theirs["fit"] == ours.verdict
        assert theirs["distance"] == pytest.approx(ours.distance, rel=1e-4, abs=1e-5)


def test_it_runs_alone_and_without_statistics_says_so(told: tuple[Captioner, FitModel, Path], tmp_path: Path) -> None:
    _, _, folder = told
    noise = tmp_path / "noise.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (96, 64, 3), dtype=np.uint8)).save(noise)

    def run() -> dict[str, object]:
        words = [sys.executable, "-E", "-s", "-B", str(folder / "example.py"), str(noise), "--json"]
        found: dict[str, object] = json.loads(subprocess.run(words, cwd=tmp_path, capture_output=True).stdout)
        return found

    assert run()["fit"] in ("fits", "doubtful", "unlike")
    (folder / FIT_ARRAYS).unlink()
    assert (run()["fit"], run()["distance"]) == ("unknown", None)
