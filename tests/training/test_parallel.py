"""Two processes under torchrun have the losses of one with the same total batch, and one goes on with their run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.runs.metrics_log import METRICS
from engine.runs.run import Run
from engine.training.parallel import Workers
from tests.limits import SECONDS
from tests.tiny import TINY, write_data
from tests.training.ranks import check_two_train_as_one, placed, together

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    **TINY,
    "batch_size": 6,
    "micro_batch": 2,
    "dropout": 0.3,
    "evaluate_every": 4,
    "checkpoint_every": 4,
    # Whatever the run's length, so that a shorter one begins like a longer one.
    "schedule": "constant",
}


def train(data: Path, run: Path, steps: int, processes: int = 1, **changes: Any) -> subprocess.CompletedProcess[str]:
    start = [sys.executable]
    if processes > 1:
        start += ["-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={processes}"]
    # The two dashes keep torchrun from taking --run for its own --run-path.
    words = [
        *start,
        "-m",
        *["--"] * (processes > 1),
        "engine",
        "train",
        str(data),
        "--run",
        str(run),
        "--recipe",
        "compact",
        "--device",
        "cpu",
    ]
    for name, value in {**SETTINGS, **changes, "steps": steps}.items():
        words += ["--set", f"{name}={value}"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [*words, "--resume", "--json"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS
    )


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / METRICS).read_text(encoding="utf-8").splitlines()]


def test_two_train_as_one_does_and_one_goes_on_with_what_two_began(data: Path, tmp_path: Path) -> None:
    assert train(data, tmp_path / "one", 8).returncode == 0
    # Six pictures in micro-batches of two: one process has two of them, the other one.
    began = train(data, tmp_path / "two", 4, processes=2)
    assert began.returncode == 0, began.stderr
    plain = [json.loads(line) for line in began.stdout.splitlines() if line.startswith("{")]
    assert [line["step"] for line in plain if "loss" in line] == [1, 2, 3, 4], "one process alone speaks"
    assert train(data, tmp_path / "two", 8).returncode == 0
    alone, together = metrics(tmp_path / "one"), metrics(tmp_path / "two")
    assert [line["step"] for line in alone] == [line["step"] for line in together]
    for first, two in zip(alone, together, strict=True):
        for name in ("loss", "scores", "lr_encoder"):
            if name in first:
                assert two[name] == pytest.approx(first[name], abs=1e-5), (first["step"], name)


def test_left_to_choose_two_cut_a_batch_as_one_does(tmp_path: Path) -> None:
    """Batch normalisation and dropout hang on the cut."""
    data = write_data(tmp_path / "shapes", 48)
    changes: dict[str, Any] = {"micro_batch": 0, "batch_size": 32, "evaluate_every": 0, "dropout": 0.3}
    assert train(data, tmp_path / "one", 3, **changes).returncode == 0
    assert train(data, tmp_path / "two", 3, processes=2, **changes).returncode == 0
    alone, together = metrics(tmp_path / "one"), metrics(tmp_path / "two")
    assert len(alone) == 3
    for line, two in zip(alone, together, strict=True):
        assert two["loss"] == pytest.approx(line["loss"], abs=1e-5), line["step"]


def test_the_one_with_the_least_memory_says_how_a_batch_is_cut(make_run: Callable[..., Run]) -> None:
    """Cut otherwise by each, some pictures would be trained on twice and others never."""
    check_two_train_as_one(make_run, "loss", dropout=0.3)


def test_more_processes_than_gpus_are_told_in_all_of_them() -> None:
    wanted = ("auto", "cuda", "cpu")
    assert together(placed, wanted, 1) == [["workers-differ", "workers-differ", "cpu"]] * 2
    assert together(placed, wanted, 0) == [["cpu", "device-missing", "cpu"]] * 2


def test_a_problem_ends_all_processes_with_one_sentence(data: Path, tmp_path: Path) -> None:
    ended = train(tmp_path / "nothing", tmp_path / "run", 4, processes=2)
    assert ended.returncode != 0
    assert ended.stderr.count("does not exist. Check the path") == 1
    assert "Traceback" not in ended.stderr.split("does not exist")[0]


def test_alone_nothing_is_sent() -> None:
    alone = Workers()
    weight = torch.ones(3, requires_grad=True)
    weight.grad = torch.full((3,), 2.0)
    alone.sum_gradients([weight])
    assert weight.grad.tolist() == [2.0] * 3
    assert alone.broadcast({"a": 1}) == {"a": 1}
    assert alone.gather([1, 2]) == [1, 2]
    assert list(alone.shard([1, 2, 3])) == [1, 2, 3]


def test_shares_cover_everything_once() -> None:
    items = list(range(11))
    shares = [list(Workers(rank, 3).shard(items)) for rank in range(3)]
    assert sorted(item for share in shares for item in share) == items
