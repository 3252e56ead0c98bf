"""What the hardware and the disk do to a run in the middle of it: each ends in a sentence and a run that goes on."""

import contextlib
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from engine.data.store import PreparedPictures
from engine.errors import Problem
from engine.events import Commands, Event, Failed, LossLogged
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.run import Run
from engine.runs.tensors import TRAINING, read_tensors
from engine.training import clock
from engine.training import trainer as trainer_module
from engine.training.faults import problems_of
from engine.training.state import TrainingState
from engine.training.trainer import train
from tests.training.driving import Driver, at_encoding, lines, raising, run_through, timeless

MakeRun = Callable[..., Run]
Act = Callable[[Event, Commands], None]


@contextlib.contextmanager
def seeing_states(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[TrainingState]]:
    """Collects the states of the runs that are prepared meanwhile."""
    states: list[TrainingState] = []
    real = trainer_module.prepare

    def prepare(*words: Any) -> TrainingState:
        states.append(real(*words))
        return states[-1]

    with monkeypatch.context() as patch:
        patch.setattr(trainer_module, "prepare", prepare)
        yield states


def at_step(step: int, work: Callable[[], None]) -> Act:
    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == step:
            work()

    return act


def failed(run: Run, act: Act = lambda event, commands: None) -> Problem:
    """The problem that a run ends with, which must have been told and logged."""
    driver = Driver(act)
    with pytest.raises(Problem) as caught:
        train(run, driver.commands, driver, device="cpu")
    [event] = [event for event in driver.events if isinstance(event, Failed)]
    assert event.problem is caught.value
    return caught.value


def check_goes_on(run: Run, whole: Run) -> None:
    """Nothing in a run's checkpoints is infinite or not a number, and it goes on to the curve of another."""
    for folder in list_checkpoints(run.folder):
        for name in ("weights.safetensors", TRAINING):
            if (folder / name).exists():
                assert all(torch.isfinite(value).all() for value in read_tensors(folder, name).values())
    run_through(whole)
    run_through(Run.open(run.folder))
    assert timeless(run) == timeless(whole)


@pytest.mark.parametrize("wanted", ["checkpoint", "pause", "stop", "save"])
def test_weights_that_are_not_finite_replace_no_checkpoint(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    """On a GPU the loss is looked at only when it is logged, so that they may come to be saved before."""
    changes = {"evaluate_every": 0, "checkpoint_every": 2 if wanted == "checkpoint" else 3}
    run, whole = make_run("run", **changes), make_run("whole", **changes)
    with seeing_states(monkeypatch) as states:

        def spoil() -> None:
            with torch.no_grad():
                next(states[0].captioner.decoder.parameters()).view(-1)[0] = torch.inf

        def act(event: Event, commands: Commands) -> None:
            if isinstance(event, LossLogged) and event.step == 4:
                spoil()
                {"checkpoint": lambda: None, "pause": commands.pause, "stop": commands.stop, "save": commands.save}[
                    wanted
                ]()

        problem = failed(run, act)
    saved = 2 if wanted == "checkpoint" else 3
    assert problem.code == "weights-not-finite"
    assert problem.values == {"step": 4, "saved": saved}
    assert [read_info(folder).step for folder in list_checkpoints(run.folder)] == [saved]
    if wanted == "checkpoint":
        check_goes_on(run, whole)


@pytest.mark.parametrize("norm", [5.0, 0.0])
def test_a_gradient_that_overflows_under_a_finite_loss_spoils_no_checkpoint(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, norm: float
) -> None:
    changes = {"evaluate_every": 0, "max_grad_norm": norm}
    run, whole = make_run("run", **changes), make_run("whole", **changes)
    with seeing_states(monkeypatch) as states:

        def overflow() -> None:
            weight = next(states[0].captioner.decoder.parameters())
            weight.register_hook(lambda gradient: gradient * torch.inf)

        problem = failed(run, at_step(2, overflow))
    # Where they are shortened their length is known before the weights are moved, and the run is kept as of then.
    assert (problem.code, problem.values.get("saved")) == (
        ("weights-not-finite", 2) if norm else ("loss-not-finite", 0)
    )
    assert [read_info(folder).step for folder in list_checkpoints(run.folder)] == ([2] if norm else [])
    check_goes_on(run, whole)


CUDA = torch.AcceleratorError("CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be ...")


@pytest.mark.parametrize(
    "error",
    [
        CUDA,
        RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"),
        torch.distributed.DistBackendError("NCCL error in: ProcessGroupNCCL.cpp:94, unhandled system error"),
        RuntimeError("[/pytorch/third_party/gloo/gloo/transport/tcp/pair.cc:553] Connection closed by peer"),
    ],
    ids=["cuda", "cudnn", "nccl", "gloo"],
)
def test_what_devices_and_their_libraries_raise_has_a_sentence(make_run: MakeRun, error: Exception) -> None:
    with pytest.raises(Problem) as caught, problems_of(make_run()):
        raise error
    assert caught.value.code == "device-failed"
    assert caught.value.values == {"reason": str(error).splitlines()[0], "saved": 0}


def test_a_device_that_fails_is_told_and_the_run_goes_on(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"evaluate_every": 0, "checkpoint_every": 3}
    run, whole = make_run("run", **changes), make_run("whole", **changes)
    with monkeypatch.context() as patch:
        # The checkpoint's statistics are measured by three calls more.
        at_encoding(patch, 9, raising(CUDA))
        problem = failed(run)
    assert problem.code == "device-failed"
    assert problem.values == {"reason": "CUDA error: an illegal memory access was encountered", "saved": 3}
    assert "failed: The GPU failed" in (run.folder / "log.txt").read_text()
    check_goes_on(run, whole)


def test_a_store_that_turns_unreadable_in_mid_epoch_is_told(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its disk is pulled out: what is read comes short."""
    run, whole = make_run("run", checkpoint_every=3), make_run("whole", checkpoint_every=3)
    with seeing_states(monkeypatch), monkeypatch.context() as patch:

        def pull_out() -> None:
            patch.setattr(PreparedPictures, "_read_into", lambda store, target, offset: 0)

        problem = failed(run, at_step(4, pull_out))
    assert problem.code == "data-gone"
    assert [read_info(folder).step for folder in list_checkpoints(run.folder)] == [3]
    check_goes_on(run, whole)


def test_a_run_folder_that_vanishes_is_told(make_run: MakeRun) -> None:
    run = make_run(evaluate_every=0)
    problem = failed(run, at_step(2, lambda: shutil.rmtree(run.folder)))
    assert problem.code == "run-gone"
    assert str(run.folder) in str(problem)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever runs this may write everywhere")
def test_a_run_folder_that_turns_read_only_is_told_and_goes_on_when_it_is_writable(make_run: MakeRun) -> None:
    run, whole = make_run("run", evaluate_every=0), make_run("whole", evaluate_every=0)
    places = [run.folder, *run.folder.iterdir()]

    def close() -> None:
        for place in places:
            place.chmod(0o500 if place.is_dir() else 0o400)

    problem = failed(run, at_step(3, close))
    assert problem.code == "folder-unwritable"
    for place in places:
        place.chmod(0o700)
    check_goes_on(run, whole)


def test_checkpoints_that_cannot_be_written_are_told_and_the_run_goes_on(make_run: MakeRun) -> None:
    """A file stands where their folder shall be; whoever runs this may not be kept from writing."""
    run, whole = make_run("run", evaluate_every=0), make_run("whole", evaluate_every=0)
    place = run.folder / "checkpoints"

    def block() -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.write_text("in the way")

    problem = failed(run, at_step(2, block))
    assert problem.code == "folder-unwritable"
    place.unlink()
    check_goes_on(run, whole)


def test_a_disk_that_is_full_before_a_save_is_told_and_the_last_checkpoint_stands(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"evaluate_every": 0, "checkpoint_every": 3}
    run, whole = make_run("run", **changes), make_run("whole", **changes)
    with monkeypatch.context() as patch:

        def fill() -> None:
            patch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(total=10**9, used=10**9, free=1000))

        problem = failed(run, at_step(5, fill))
    assert problem.code == "disk-full"
    assert [read_info(folder).step for folder in list_checkpoints(run.folder)] == [3]
    check_goes_on(run, whole)


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system does not bound the size of a file")
def test_a_disk_that_refuses_in_the_middle_of_a_save_is_told_and_nothing_is_left_over(make_run: MakeRun) -> None:
    import resource

    run, whole = make_run("run", evaluate_every=0), make_run("whole", evaluate_every=0)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        problem = failed(run, at_step(3, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert problem.code == "folder-unwritable"
    assert not list(run.folder.rglob("*.part"))
    check_goes_on(run, whole)


def test_a_picture_too_small_to_be_alone_in_a_step_is_told(make_run: MakeRun) -> None:
    """At this size its code is a single value a channel, of which no variance can be told."""
    run = make_run("run", height=32, width=32, batch_size=1, evaluate_every=0)
    assert failed(run).code == "picture-alone"


def test_what_a_device_has_still_to_do_counts_as_training(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GPU takes its time when the loss is asked for; a step seems to be done before."""
    now = [0.0]
    monkeypatch.setattr(clock, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    class Late(torch.Tensor):
        """A loss that takes ten seconds when it is read for the log."""

        def item(self) -> Any:
            now[0] += 10.0
            return super().item()

    real = trainer_module.training_step
    monkeypatch.setattr(trainer_module, "training_step", lambda *words: real(*words).as_subclass(Late))
    run = make_run(evaluate_every=0, epochs=1)
    run_through(run)
    assert [line["images_per_second"] for line in lines(run)] == [0.4, 0.4, 0.4, 0.2]


def test_cublas_is_told_to_repeat_before_torch_is_loaded() -> None:
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] in (":4096:8", ":16:8")
