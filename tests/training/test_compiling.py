"""Compiling by a backend that passes everything through: what is compiled, how often, and that nothing is changed."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
import torch

from engine.events import LossLogged
from engine.models.devices import compiled, compiles
from engine.runs.run import Run
from engine.training import preparing
from tests.training.driving import lines, run_through, stopping_at, timeless

MakeRun = Callable[..., Run]


class Counting:
    """A backend that leaves graphs as they are, and counts their calls by how many pictures they were given."""

    def __init__(self) -> None:
        self.graphs = 0
        self.calls: list[int] = []

    def __call__(self, graph: torch.fx.GraphModule, examples: list[torch.Tensor]) -> Callable[..., Any]:
        self.graphs += 1

        def run(*arguments: Any) -> Any:
            self.calls += [
                len(value) for value in arguments if torch.is_tensor(value) and value.shape[1:] == (3, 48, 32)
            ]
            return graph(*arguments)

        return run

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> "Counting":
        monkeypatch.setattr(preparing, "compiled", functools.partial(compiled, backend=self))
        torch._dynamo.reset()
        return self


CHANGES: dict[str, Any] = {"batch_size": 6, "micro_batch": 3, "epochs": 3, "evaluate_every": 4, "checkpoint_every": 3}


def test_whole_micro_batches_alone_are_compiled_whatever_lies_between(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """14 pictures an epoch: two batches of six, and one of two, which is no whole micro-batch.

    Evaluations and the measuring of batch normalisation's statistics come between, and must not end the compiling.
    """
    plain, compiling = make_run("plain", **CHANGES), make_run("compiling", compile="on", **CHANGES)
    run_through(plain)
    counting = Counting().patch(monkeypatch)
    run_through(compiling)
    steps = [line for line in lines(compiling) if "loss" in line]
    assert len(steps) == 9
    # The trial's graph beside the encoder's one.
    assert counting.graphs == 2
    assert counting.calls == [3] * 2 * 6
    assert timeless(compiling) == timeless(plain)


def test_a_compiled_run_that_is_resumed_goes_on_compiled(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, broken = make_run("whole", compile="on", **CHANGES), make_run("broken", compile="on", **CHANGES)
    counting = Counting().patch(monkeypatch)
    run_through(whole)
    calls = len(counting.calls)
    run_through(broken, stopping_at(4))
    run_through(Run.open(broken.folder))
    assert len(counting.calls) == 2 * calls
    assert timeless(broken) == timeless(whole)


def test_without_a_compiler_the_run_goes_on_and_says_why(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(graph: torch.fx.GraphModule, examples: list[torch.Tensor]) -> Callable[..., Any]:
        raise RuntimeError("Failed to find C compiler. Please specify via CC environment variable.")

    monkeypatch.setattr(preparing, "compiled", functools.partial(compiled, backend=refuse))
    torch._dynamo.reset()
    run = make_run(compile="on", evaluate_every=0, epochs=1)
    driver = run_through(run)
    assert sum(isinstance(event, LossLogged) for event in driver.events) == 4
    assert "the encoder is not compiled: Failed to find C compiler" in (run.folder / "log.txt").read_text()


def test_long_runs_on_a_gpu_are_compiled_unless_they_shall_repeat(make_run: MakeRun) -> None:
    gpu, cpu = torch.device("cuda"), torch.device("cpu")
    long = make_run(epochs=1000).settings
    assert compiles(long, gpu, 10_000)
    assert not compiles(long, cpu, 10_000)
    assert not compiles(long, gpu, 10)
    assert not compiles(long.model_copy(update={"deterministic": True}), gpu, 10_000)
    assert not compiles(long.model_copy(update={"train_encoder": "none"}), gpu, 10_000)
    assert compiles(long.model_copy(update={"compile": "on"}), cpu, 10)
