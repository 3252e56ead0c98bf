"""Two tiny runs that learned the same shapes for different times."""

from pathlib import Path

import pytest

from engine.events import Commands
from engine.recipes import resolve
from engine.training.runs import Run
from engine.training.trainer import train
from tests.training.conftest import TINY, write_data


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("choosing") / "shapes", 40)


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory: pytest.TempPathFactory, shapes: Path) -> Path:
    """A folder with the runs ``learned`` and ``begun``, the latter with another validation split."""
    folder = tmp_path_factory.mktemp("choosing") / "runs"
    for name, epochs, seed in (("learned", 6, 1), ("begun", 1, 2)):
        changes = {"epochs": epochs, "seed": seed, "evaluate_every": 0, "checkpoint_every": 1000, "batch_size": 8}
        settings = resolve("compact", {**TINY, "validation_share": 0.25, **changes})
        train(Run.create(folder / name, settings, shapes), Commands(), lambda event: None, device="cpu")
    return folder
