from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.queueing.plan import Planned, Queue
from tests.tiny import TINY, write_data

FAST = {**TINY, "epochs": 1}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data") / "shapes")


@pytest.fixture
def make_queue(tmp_path: Path, data: Path) -> Callable[..., Queue]:
    """A queue of tiny runs by name, each with what it changes."""

    def make(**runs: dict[str, Any]) -> Queue:
        queue = Queue(tmp_path / "queue")
        queue.add([Planned(name, "compact", {**FAST, **changes}, data) for name, changes in runs.items()])
        return queue

    return make
