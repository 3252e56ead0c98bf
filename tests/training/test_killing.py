"""A run that is killed and resumed; ``python -m tests.training.killing`` does so at 20 moments."""

from pathlib import Path

from tests.training.killing import compare


def test_killed_and_resumed_the_metrics_are_the_same(tmp_path: Path) -> None:
    kills, steps = compare(tmp_path, kills=3, seed=11, longest=0.3)
    assert (kills, steps) == (3, 300)
