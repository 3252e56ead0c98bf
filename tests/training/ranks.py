"""What two processes do together in tests, started here as ``torchrun`` starts them."""

import multiprocessing
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import Problem
from engine.events import Commands, Event
from engine.runs.run import Run
from engine.training import state
from engine.training.parallel import joined
from engine.training.trainer import train
from tests.limits import SECONDS
from tests.training.driving import run_through, timeless


def together(work: Callable[..., Any], *arguments: Any) -> list[Any]:
    """What ``work(rank, *arguments)`` returns in each of two processes."""
    context = multiprocessing.get_context("spawn")
    with socket.socket() as sample:
        sample.bind(("127.0.0.1", 0))
        port = sample.getsockname()[1]
    answers = context.SimpleQueue()
    processes = [context.Process(target=_one, args=(rank, port, answers, work, arguments)) for rank in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(SECONDS)
        assert process.exitcode == 0
    return [answer for _, answer in sorted((answers.get() for _ in processes), key=lambda pair: pair[0])]


def _one(rank: int, port: int, answers: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    os.environ.update(
        WORLD_SIZE="2", RANK=str(rank), LOCAL_RANK=str(rank), MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port)
    )
    answers.put((rank, work(rank, *arguments)))


def train_with_budgets(rank: int, folder: Path, budgets: tuple[int, int]) -> None:
    """Train a run that is begun, while each process believes that another number of pictures fits."""

    def tell_nothing(event: Event) -> None:
        pass

    with pytest.MonkeyPatch.context() as patch, joined() as workers:
        patch.setattr(state, "choose_micro_batch", lambda *words, **more: budgets[rank])
        train(Run.open(folder), Commands(), tell_nothing, device=workers.assign_device("cpu"), workers=workers)


def check_two_train_as_one(make_run: Callable[..., Run], *names: str, **changes: Any) -> None:
    """One process and two have, at each step, nearly the same figures of these names.

    Each of the two believes that another number of pictures fits.
    """
    changes = {"batch_size": 6, "evaluate_every": 0, "epochs": 1, **changes}
    alone, both = make_run("alone", micro_batch=2, **changes), make_run("both", **changes)
    run_through(alone)
    together(train_with_budgets, both.folder, (2, 3))
    ours, theirs = timeless(both), timeless(alone)
    assert len(ours) == len(theirs) == 3
    for line, two in zip(theirs, ours, strict=True):
        for name in names:
            assert two[name] == pytest.approx(line[name], abs=1e-5), (line["step"], name)


def placed(rank: int, wanted: tuple[str, ...], gpus: int) -> list[str]:
    """Where the processes are placed on a machine with so many GPUs: a device, or a problem's code."""
    found = []
    with pytest.MonkeyPatch.context() as patch, joined() as workers:
        patch.setattr(torch.cuda, "device_count", lambda: gpus)
        for device in wanted:
            try:
                found.append(workers.assign_device(device))
            except Problem as problem:
                found.append(problem.code)
    return found
