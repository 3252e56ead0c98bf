"""Runs that are killed at random moments and gone on with each time; ``tests.benchmarks.killing`` kills many.

Compared are all losses, evaluations and probes and the last weights, to the bit; and nothing temporary may be left
over, in the run's folder or in the cache. Every life is forked from a process that has torch loaded, so that it begins
in a moment. Some die while they begin, some while they train, evaluate or save; now and then the cache is emptied
before one, so that some die while making it.
"""

import contextlib
import json
import multiprocessing
import os
import random
import shutil
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from engine.errors import Problem
from engine.events import Commands, Event, LossLogged
from engine.files import TEMPORARY
from engine.recipes import resolve
from engine.runs.checkpoint import list_checkpoints
from engine.runs.metrics_log import METRICS
from engine.runs.run import Run
from engine.runs.samples_log import SAMPLES_LOG
from engine.runs.settings_file import SETTINGS
from engine.runs.tensors import TRAINING, WEIGHTS, read_tensors
from engine.training.trainer import train
from tests.tiny import TINY, write_data

STEPS = 300
COMMON: dict[str, Any] = {**TINY, "steps": STEPS, "checkpoint_every": 3, "evaluate_every": 25, "dropout": 0.4}
RECIPES: dict[str, dict[str, Any]] = {
    "gru": {},
    "attention": {
        "decoder": "lstm_attention",
        "ema_decay": 0.9,
        "weight_decay": 0.05,
        "schedule": "plateau",
        "plateau_patience": 1,
        "monitor": "rouge_l",
    },
    "transformer": {"decoder": "transformer", "decoder_layers": 1, "train_encoder": "none"},
    "sampling": {"scheduled_sampling": 0.5, "micro_batch": 3, "label_smoothing": 0.1},
    "self-critical": {"objective": "self-critical", "baseline": "greedy", "samples_per_picture": 3, "ema_decay": 0.9},
}
LONGEST = 0.5
"""Seconds after its first step within which a life ends."""
BEGINNING = 1 / 5
"""Share of the lives that end before their first step."""
FORGETTING = 1 / 8
"""Share of the lives that find no cache."""
PRELOADED = ["engine.training.trainer", "torch._dynamo", "safetensors.torch", "punkt", "nltk"]
"""What a life would spend most of its beginning on: an optimiser, for one, imports torch._dynamo."""
LEFTOVERS = (TEMPORARY, ".old", ".tmp")


def live(data: Path, folder: Path, cache: Path, settings: dict[str, Any], connection: Connection) -> None:
    """One life of a run: begun, or gone on with, to its end."""
    os.environ["ATELIER_CACHE"] = str(cache)
    begun = (folder / SETTINGS).exists()
    run = Run.open(folder) if begun else Run.create(folder, resolve("compact", settings), data)

    def emit(event: Event) -> None:
        if isinstance(event, LossLogged) and not connection.closed:
            connection.send(None)
            connection.close()

    try:
        train(run, Commands(), emit, device="cpu")
    except Problem as problem:
        # The life before ended between its last checkpoint and its end.
        if problem.code != "run-finished":
            raise


class Lives:
    """Begins lives of one run, and ends them."""

    def __init__(self, data: Path, folder: Path, settings: dict[str, Any]) -> None:
        self._words = (data, folder / "run", folder / "cache", settings)
        self.run, self.cache = folder / "run", folder / "cache"
        self._fork = multiprocessing.get_context("forkserver")
        self._fork.set_forkserver_preload(PRELOADED)

    @contextlib.contextmanager
    def one(self) -> Iterator[tuple[Any, Connection]]:
        hears, tells = self._fork.Pipe(duplex=False)
        process = self._fork.Process(target=live, args=(*self._words, tells))
        process.start()
        # Ours would keep the pipe open when the other end has died.
        tells.close()
        try:
            yield process, hears
        finally:
            process.join()
            hears.close()

    def whole(self) -> None:
        """Live to the end."""
        with self.one() as (process, _):
            pass
        assert process.exitcode == 0

    def cut_short(self, chance: random.Random, longest: float) -> bool:
        """Live for a random while. Returns whether the life was ended, or else came to its own end."""
        if chance.random() < FORGETTING:
            shutil.rmtree(self.cache, ignore_errors=True)
        with self.one() as (process, hears):
            beginning = chance.random() < BEGINNING
            if not beginning:
                # Ready too where the life has ended by itself.
                hears.poll(None)
            process.join(chance.uniform(0, longest))
            killed = process.exitcode is None
            process.kill()
        assert killed or process.exitcode == 0
        return killed

    def leftovers(self) -> list[Path]:
        return [path for place in (self.run, self.cache) for path in place.rglob("*") if path.suffix in LEFTOVERS]


def metrics(run: Path, name: str = METRICS) -> list[dict[str, Any]]:
    """The lines of metrics without what a clock says."""
    return [
        {name: value for name, value in json.loads(line).items() if name not in ("images_per_second", "seconds")}
        for line in (run / name).read_text(encoding="utf-8").splitlines()
    ]


def same(folder: Path, other: Path) -> None:
    """Two runs must be equal to the bit."""
    assert metrics(folder) == metrics(other)
    assert metrics(folder, SAMPLES_LOG) == metrics(other, SAMPLES_LOG)
    for name in (WEIGHTS, TRAINING):
        ours, theirs = (read_tensors(list_checkpoints(run)[-1], name) for run in (folder, other))
        assert ours.keys() == theirs.keys()
        assert all(bytes(value.numpy().tobytes()) == theirs[key].numpy().tobytes() for key, value in ours.items())


def compare(folder: Path, kills: int, seed: int, longest: float = LONGEST, **changes: Any) -> tuple[int, int]:
    """One run to its end, and others of the same settings with kills, as many as it takes; all must be equal.

    Returns:
        How many kills there were, and how many steps a run has.
    """
    settings = {**COMMON, **changes}
    data = write_data(folder / "data")
    whole = Lives(data, folder / "whole", settings)
    whole.whole()
    chance = random.Random(seed)
    done = number = 0
    while done < kills:
        number += 1
        lives = Lives(data, folder / f"killed-{number}", settings)
        while done < kills and lives.cut_short(chance, longest):
            done += 1
        lives.whole()
        same(lives.run, whole.run)
        assert not lives.leftovers()
        shutil.rmtree(folder / f"killed-{number}")
    steps = [line["step"] for line in metrics(whole.run) if "loss" in line]
    assert steps == list(range(1, settings["steps"] + 1))
    return done, len(steps)
