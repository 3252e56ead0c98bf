"""Memory that does not suffice: half as many pictures at once, to the same losses; at one, a sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.captioning import load_captioner
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.errors import Problem
from engine.evaluation.scoring import caption_records
from engine.models.captioner import Captioner
from engine.models.devices import choose_micro_batch
from engine.models.memory import MicroBatch, on_gpu, ran_out
from engine.runs.checkpoint import read_info
from engine.runs.run import Run
from engine.training.ema import EmaWeights
from engine.training.preparing import prepare_data
from tests.training.driving import at_encoding, lines, raising, run_through, stopping_at, timeless

MakeRun = Callable[..., Run]

CUDA = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
LINUX = RuntimeError(
    "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you ..."
)
WINDOWS = RuntimeError(
    "[enforce fail at alloc_cpu.cpp:114] data. DefaultCPUAllocator: not enough memory: you tried ..."
)


class Bounded:
    """Stands before a captioner's encoder and refuses more pictures at once than a number. Counts what it refused."""

    def __init__(self, most: int, error: Exception = CUDA) -> None:
        self.most = most
        self.error = error
        self.refused: list[int] = []
        self._real = Captioner.scaled

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> "Bounded":
        def scaled(captioner: Captioner, pictures: torch.Tensor) -> torch.Tensor:
            if len(pictures) > self.most:
                self.refused.append(len(pictures))
                raise self.error
            return self._real(captioner, pictures)

        monkeypatch.setattr(Captioner, "scaled", scaled)
        return self


def told(run: Run) -> list[str]:
    return [line for line in (run.folder / "log.txt").read_text().splitlines() if "memory" in line]


@pytest.fixture
def small_captioning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evaluations that stay below every bound, so that only the training meets it."""
    from engine.training import validation as examination

    monkeypatch.setattr(examination, "captioning_batch", lambda *words: 2)


@pytest.mark.parametrize("error", [CUDA, LINUX, WINDOWS, MemoryError()])
def test_the_losses_are_those_of_the_micro_batch_that_was_found(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    changes = {"batch_size": 8, "dropout": 0.4, "evaluate_every": 0}
    found, set_so = make_run("found", **changes), make_run("set", micro_batch=2, **changes)
    run_through(set_so)
    bounded = Bounded(2, error).patch(monkeypatch)
    run_through(found)
    # 8, then 4, in the first step alone; the run's settings stay as they were.
    assert bounded.refused == [8, 4]
    assert timeless(found) == timeless(set_so)
    assert len(lines(found)) == 4
    [sentence] = told(found)
    assert "out of memory with a micro-batch of 8 pictures: 2 from step 1 on" in sentence
    assert Run.open(found.folder).settings.micro_batch == 0


def test_memory_that_runs_out_in_the_middle_of_a_step_loses_and_repeats_nothing(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second part of a step fails, when the gradients of the first stand already."""
    changes = {"batch_size": 8, "dropout": 0.4, "evaluate_every": 0, "epochs": 1}
    found, set_so = make_run("found", micro_batch=4, **changes), make_run("set", micro_batch=2, **changes)
    run_through(set_so)
    at_encoding(monkeypatch, 2, raising(CUDA))
    run_through(found)
    assert timeless(found) == timeless(set_so)


@pytest.mark.usefixtures("small_captioning")
def test_a_resume_starts_with_what_was_found(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"batch_size": 8, "dropout": 0.4, "evaluate_every": 3}
    set_so, broken = make_run("set", micro_batch=2, **changes), make_run("broken", **changes)
    run_through(set_so)
    bounded = Bounded(3).patch(monkeypatch)
    run_through(broken, stopping_at(2))
    assert bounded.refused == [8, 4]
    last = broken.last_checkpoint()
    assert last is not None
    assert read_info(last).progress["at_once"] == {"pictures": 2, "device": "cpu"}
    run_through(Run.open(broken.folder))
    # It does not try again what failed before.
    assert bounded.refused == [8, 4]
    assert timeless(broken) == timeless(set_so)


def test_another_setting_counts_for_more_than_what_was_found(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(batch_size=8, evaluate_every=0)
    with pytest.MonkeyPatch.context() as patch:
        Bounded(2).patch(patch)
        run_through(run, stopping_at(2))
    sizes: list[int] = []
    real = Captioner.scaled

    def scaled(captioner: Captioner, pictures: torch.Tensor) -> torch.Tensor:
        sizes.append(len(pictures))
        return real(captioner, pictures)

    monkeypatch.setattr(Captioner, "scaled", scaled)
    run_through(Run.open(run.folder).change({"micro_batch": 4}))
    assert max(sizes) == 4


def test_one_picture_that_does_not_fit_is_told_and_the_run_kept(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(evaluate_every=0)
    run_through(run, stopping_at(5))
    bounded = Bounded(0).patch(monkeypatch)
    with pytest.raises(Problem) as told_problem:
        run_through(Run.open(run.folder))
    assert bounded.refused == [4, 2, 1]
    assert told_problem.value.code == "memory-out"
    assert told_problem.value.values == {"device": "GPU", "saved": 5}
    assert "Not enough GPU memory for this run, even for one picture at a time." in str(told_problem.value)


def test_what_is_no_lack_of_memory_is_not_tried_again(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    bounded = Bounded(0, RuntimeError("mat1 and mat2 shapes cannot be multiplied")).patch(monkeypatch)
    with pytest.raises(RuntimeError, match="mat1"):
        run_through(make_run())
    assert bounded.refused == [4]


def test_evaluations_and_captions_of_a_set_are_made_in_smaller_parts(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"validation_share": 0.5, "epochs": 1, "micro_batch": 1}
    whole, bounded_run = make_run("whole", **changes), make_run("bounded", **changes)
    run_through(whole)
    captioner = load_captioner(whole.folder, "cpu")._captioner
    data, store, _ = prepare_data(whole.data, whole.settings, torch.device("cpu"), lambda event: None, lambda: False)
    ways: dict[str, Any] = {"beam_width": 3, "max_words": 6, "batch_size": 8}
    captions = caption_records(captioner, data.validation, store, **ways)
    bounded = Bounded(3).patch(monkeypatch)
    ticks: list[tuple[int, int]] = []
    assert captions == caption_records(
        captioner, data.validation, store, **ways, tick=lambda done, total: ticks.append((done, total))
    )
    assert bounded.refused == [8, 4]
    assert ticks == [(0, 8), (2, 8), (4, 8), (6, 8), (8, 8)]
    store.close()
    run_through(bounded_run)
    for found, expected in zip(timeless(bounded_run), timeless(whole), strict=True):
        # Sums of other parts: the same figure but for its last bits.
        for name in ("grounding", "evidence"):
            assert found.pop(name, 0) == pytest.approx(expected.pop(name, 0), abs=1e-5)
        losses = [line.get("scores", {}).pop("validation_loss", 0.0) for line in (found, expected)]
        assert losses[0] == pytest.approx(losses[1], abs=1e-5)
        assert found == expected


def test_codes_of_a_frozen_encoder_are_computed_in_smaller_parts(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    run = make_run(train_encoder="none", evaluate_every=0)
    bounded = Bounded(3).patch(monkeypatch)
    run_through(run)
    assert bounded.refused == [16, 8, 4]
    assert len(lines(run)) == 8


def test_a_micro_batch_falls_and_never_rises() -> None:
    micro_batch = MicroBatch(5)
    done: list[range] = []

    def work(batch: Any) -> int:
        if len(batch) > 2:
            raise MemoryError
        done.append(batch)
        return len(batch)

    assert list(micro_batch.run_over(range(7), work)) == [2, 2, 2, 1]
    assert [list(batch) for batch in done] == [[0, 1], [2, 3], [4, 5], [6]]
    assert micro_batch.size == 2


def test_several_processes_go_down_together() -> None:
    """This process has enough memory; another one's lack makes it compute again."""
    micro_batch = MicroBatch(8)
    sizes: list[int] = []
    answers = iter((True, True, False))

    def attempt(size: int) -> int:
        sizes.append(size)
        return size

    assert micro_batch.run(attempt, failed_anywhere=lambda failed: next(answers)) == 2
    assert sizes == [8, 4, 2]


def test_other_errors_are_no_lack_of_memory() -> None:
    assert not ran_out(RuntimeError("CUDA error: device-side assert triggered"))
    assert not ran_out(ValueError("out of memory"))
    assert ran_out(RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"))


@pytest.mark.parametrize(
    "words",
    [
        "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
        "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED",
        "GET was unable to find an engine to execute this computation",
        "FIND was unable to find an engine to execute this computation",
    ],
)
def test_cudnns_words_for_a_lack_of_memory_are_known(words: str) -> None:
    assert ran_out(RuntimeError(words))
    assert on_gpu(RuntimeError(words))


@pytest.mark.parametrize("average", [False, True])
def test_an_update_for_which_the_memory_is_short_is_done_once_more(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, average: bool
) -> None:
    changes = {"dropout": 0.4, "evaluate_every": 0, "ema_decay": 0.9}
    whole, short = make_run("whole", **changes), make_run("short", **changes)
    run_through(whole)
    kind: Any = EmaWeights if average else torch.optim.Adam
    name = "update" if average else "step"
    real = getattr(kind, name)
    refused: list[object] = []

    def refuse_first(*arguments: Any, **more: Any) -> Any:
        if not refused:
            refused.append(True)
            raise CUDA
        return real(*arguments, **more)

    monkeypatch.setattr(kind, name, refuse_first)
    run_through(short)
    assert refused
    assert timeless(short) == timeless(whole)


def test_a_gpu_gets_what_it_has_room_for(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """In half the bytes twice as many pictures fit, in parts of like size; what torch holds unused counts as free."""
    settings = make_run(height=336, width=224, batch_size=512).settings
    captioner = Captioner(settings, Vocabulary(("a",)), Framing.of(settings))
    gpu = torch.device("cuda", 0)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (2 * 10**9, 8 * 10**9))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 0)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: 0)
    full, half = (choose_micro_batch(captioner, gpu, dtype=dtype) for dtype in (torch.float32, torch.bfloat16))
    # 8 MB a picture, of 80 % of what is free: 192, so three parts of 171; in bf16 384, so two of 256.
    assert (full, half) == (171, 256)
    # What one process cuts in three, two processes share out as it is.
    assert choose_micro_batch(captioner, gpu, 2) == 171
    assert choose_micro_batch(captioner, gpu, 4) == 128
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 10 * 10**9)
    assert choose_micro_batch(captioner, gpu) == 512


def test_what_was_found_leaves_every_process_its_share(make_run: MakeRun) -> None:
    settings = make_run(batch_size=8).settings
    captioner = Captioner(settings, Vocabulary(("a",)), Framing.of(settings))
    cpu = torch.device("cpu")
    assert [choose_micro_batch(captioner, cpu, 2, found=found) for found in (2, 4, 8)] == [2, 4, 4]
    assert np.all([choose_micro_batch(captioner, cpu, 1, found=found) == found for found in (2, 4, 8)])
