"""Runs that are killed and resumed; ``python -m tests.benchmarks.killing --recipes`` does so at many more moments."""

import os
from pathlib import Path

import pytest

from tests.training.killing import RECIPES, compare

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process is forked there")


@pytest.mark.parametrize(("name", "kills"), [("gru", 3), ("transformer", 2), ("self-critical", 2)])
def test_killed_and_resumed_the_metrics_are_the_same(tmp_path: Path, name: str, kills: int) -> None:
    changes = {**RECIPES[name], "steps": 60}
    assert compare(tmp_path, kills=kills, seed=11, longest=0.2, **changes) == (kills, 60)
