"""Fixtures of tiny runs; a folder's conftest takes them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.recipes import resolve
from engine.runs.run import Run
from tests.tiny import TINY, write_data


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data") / "shapes")


@pytest.fixture
def make_run(tmp_path: Path, data: Path) -> Callable[..., Run]:
    """Begin a tiny run; keyword arguments change its settings."""

    def make(name: str = "run", **changes: Any) -> Run:
        return Run.create(tmp_path / name, resolve("compact", {**TINY, **changes}), data)

    return make
