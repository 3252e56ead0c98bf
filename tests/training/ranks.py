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
