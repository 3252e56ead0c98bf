"""Training through real files: resumes to the bit, pauses, stops, and what ends a run."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from engine.errors import Problem
from engine.events import (
    CheckpointSaved,
    Commands,
    DataRead,
    Evaluated,
    Event,
    Failed,
    LossLogged,
    Progress,
    SamplesCaptioned,
    State,
    StateChanged,
)
from engine.metrics import rank
from engine.metrics.verdict import Evidence, Verdict, verdict_of
from engine.models.encoders.interface import normalise
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, read_captioner, read_info
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run
from engine.runs.samples_log import read_samples
from engine.runs.summary import list_runs
from engine.runs.tensors import TRAINING
from engine.training import step as step_module
from engine.training import trainer as trainer_module
from engine.training.preparing import prepare_data
from engine.training.state import TrainingState
from engine.training.trainer import train
from tests.training.driving import Driver, lines, run_through, timeless

MakeRun = Callable[..., Run]


def test_a_run_leaves_what_it_promises(make_run: MakeRun) -> None:
    run = make_run()
    driver = run_through(run)
    assert driver.states()[0] is State.PREPARING
    assert driver.states()[-1] is State.FINISHED
    losses = [line for line in lines(run) if "loss" in line]
    assert [line["step"] for line in losses] == list(range(1, 9))
    assert set(losses[0]) == {"step", "epoch", "loss", "lr_encoder", "lr_decoder", "images_per_second"}
    assert [line["epoch"] for line in losses] == [1] * 4 + [2] * 4
    scores = [line for line in lines(run) if "scores" in line]
    assert [line["step"] for line in scores] == [5, 8]
    assert set(scores[0]) >= {"step", "scores", "monitored", "verdict", "seconds"}
    assert set(scores[0]["scores"]) == {"bleu4", "rouge_l", "cider_d", "validation_loss"}
    assert [sample.name for sample in read_samples(run.folder)[-1][1]] == ["woman", "man", "noise"]
    assert "finished at step 8" in (run.folder / "log.txt").read_text()
    metrics = read_metrics(run.folder)
    assert metrics.losses.loss.tolist() == [line["loss"] for line in losses]
    assert metrics.scores.step.tolist() == [5.0, 8.0]
    [summary] = list_runs(run.folder.parent)
    assert (summary.step, summary.steps, summary.finished, summary.resumable) == (8, 8, True, False)
    assert sum(isinstance(event, LossLogged) for event in driver.events) == 8
    assert not list(run.folder.rglob("*.part"))
    assert not list(run.folder.rglob("*.pt")) + list(run.folder.rglob("*.pkl"))


def test_two_runs_of_one_seed_are_equal_to_the_bit_and_another_seed_differs(make_run: MakeRun) -> None:
    runs = make_run("first"), make_run("again"), make_run("other", seed=2)
    for run in runs:
        run_through(run)
    assert timeless(runs[0]) == timeless(runs[1])
    assert timeless(runs[0]) != timeless(runs[2])


@pytest.mark.parametrize("stop_at", [1, 3, 4, 5, 7])
def test_stopped_at_any_step_and_resumed_the_curve_is_the_same(make_run: MakeRun, stop_at: int) -> None:
    whole, broken = make_run("whole"), make_run("broken")
    run_through(whole)

    def stop(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == stop_at:
            commands.stop()

    stopped = run_through(broken, stop)
    assert stopped.states()[-2:] == [State.STOPPING, State.STOPPED]
    [summary] = [run for run in list_runs(broken.folder.parent) if run.name == "broken"]
    assert (summary.step, summary.resumable) == (stop_at, True)
    run_through(Run.open(broken.folder))
    assert timeless(broken) == timeless(whole)


def test_stopped_within_an_evaluation_the_evaluation_is_done_after_the_resume(make_run: MakeRun) -> None:
    whole, broken = make_run("whole"), make_run("broken")
    run_through(whole)

    def stop(event: Event, commands: Commands) -> None:
        if isinstance(event, StateChanged) and event.state is State.EVALUATING:
            commands.stop()

    run_through(broken, stop)
    assert read_info(broken.last_checkpoint()).step == 5  # type: ignore[arg-type]
    run_through(Run.open(broken.folder))
    assert timeless(broken) == timeless(whole)


def test_a_stop_within_a_step_throws_the_step_away(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, broken = make_run("whole", micro_batch=2), make_run("broken", micro_batch=2)
    run_through(whole)
    driver = Driver()
    calls = 0
    real = step_module.cross_entropy

    def counted(*arguments: Any) -> torch.Tensor:
        nonlocal calls
        calls += 1
        if calls == 5:  # the first half of step 3
            driver.commands.stop()
        return real(*arguments)

    monkeypatch.setattr(step_module, "cross_entropy", counted)
    train(broken, driver.commands, driver, device="cpu")
    assert read_info(broken.last_checkpoint()).step == 2  # type: ignore[arg-type]
    monkeypatch.setattr(step_module, "cross_entropy", real)
    run_through(Run.open(broken.folder))
    assert timeless(broken) == timeless(whole)


def test_a_pause_keeps_everything_saves_and_goes_on_to_the_same_curve(make_run: MakeRun) -> None:
    whole, paused = make_run("whole"), make_run("paused")
    run_through(whole)
    saved_in_pause = []

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == 3:
            commands.pause()
        if isinstance(event, CheckpointSaved) and commands.pausing:
            saved_in_pause.append(event.step)
            commands.resume()

    driver = run_through(paused, act)
    assert saved_in_pause == [3]
    states = driver.states()
    assert states[states.index(State.PAUSED) + 1] is State.RUNNING
    assert timeless(paused) == timeless(whole)


def test_a_pause_within_an_evaluation_goes_on_with_it(make_run: MakeRun) -> None:
    run = make_run()
    seen: list[State] = []

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, StateChanged):
            seen.append(event.state)
            if event.state is State.EVALUATING and State.PAUSED not in seen:
                commands.pause()
        if isinstance(event, CheckpointSaved) and commands.pausing:
            commands.resume()

    run_through(run, act)
    place = seen.index(State.PAUSED)
    assert seen[place - 1 : place + 2] == [State.EVALUATING, State.PAUSED, State.EVALUATING]


def test_a_finished_run_goes_on_when_it_is_made_longer(make_run: MakeRun) -> None:
    run = make_run(schedule="constant")
    longer = make_run("longer", schedule="constant", epochs=3)
    run_through(run)
    with pytest.raises(Problem) as caught:
        run_through(Run.open(run.folder))
    assert caught.value.code == "run-finished"
    run_through(Run.open(run.folder).change({"epochs": 3}))
    run_through(longer)
    # The shorter run also evaluated at its own end.
    assert [line for line in timeless(run) if line.get("step") != 8] == [
        line for line in timeless(longer) if line.get("step") != 8
    ]


def test_last_and_best_are_kept_and_only_the_last_can_be_resumed(make_run: MakeRun) -> None:
    run = make_run(epochs=5, evaluate_every=3, checkpoint_every=2)
    run_through(run)
    kept = [read_info(folder) for folder in list_checkpoints(run.folder)]
    scores = {line["step"]: line for line in lines(run) if "scores" in line}
    scores_of = {step: line["scores"] for step, line in scores.items()}
    best = {max(scores_of, key=lambda step: rank(name, scores_of[step][name])) for name in scores_of[3]}
    assert {info.step for info in kept} == best | {20}
    assert [info.resumable for info in kept] == [False] * (len(kept) - 1) + [True]
    assert find_checkpoint(run.folder).name == f"step-{max(scores_of, key=lambda step: scores_of[step]['cider_d']):08}"


def test_checkpoints_at_multiples_are_kept_under_the_budget(make_run: MakeRun) -> None:
    run = make_run(epochs=5, evaluate_every=0, checkpoint_every=2, keep_every=4)
    run_through(run)
    assert [read_info(folder).step for folder in list_checkpoints(run.folder)] == [4, 8, 12, 16, 20]
    checkpoint_bytes = sum(file.stat().st_size for file in (list_checkpoints(run.folder)[0]).iterdir())
    last = sum(file.stat().st_size for file in (list_checkpoints(run.folder)[-1]).iterdir())
    tight = make_run("tight", epochs=5, evaluate_every=0, checkpoint_every=2, keep_every=4)
    tight = tight.change({"disk_budget_gb": (last + 2.5 * checkpoint_bytes) / 1e9})
    run_through(tight)
    assert [read_info(folder).step for folder in list_checkpoints(tight.folder)] == [12, 16, 20]


def test_a_loss_that_is_not_finite_ends_the_run_at_its_last_good_state(make_run: MakeRun) -> None:
    run = make_run(lr_encoder=1.0, lr_decoder=1.0, warmup_steps=0)
    driver = Driver()

    def act(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == 2:
            poison(run_state["captioner"])

    def poison(captioner: torch.nn.Module) -> None:
        with torch.no_grad():
            next(captioner.parameters()).fill_(float("nan"))

    run_state: dict[str, Any] = {}
    real = trainer_module.prepare

    def prepare(*arguments: Any) -> Any:
        state = real(*arguments)
        run_state["captioner"] = state.captioner
        return state

    driver.act = act
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer_module, "prepare", prepare)
        with pytest.raises(Problem) as caught:
            train(run, driver.commands, driver, device="cpu")
    assert caught.value.code == "loss-not-finite"
    assert caught.value.values["step"] == 3
    assert isinstance(driver.events[-1], Failed)


def test_two_at_one_run_are_told(make_run: MakeRun) -> None:
    run = make_run()
    with run.lock(), pytest.raises(Problem) as caught:
        run_through(run)
    assert caught.value.code == "run-busy"


def test_changed_data_is_told_before_a_resume(make_run: MakeRun, tmp_path: Path) -> None:
    from tests.tiny import TINY, write_data

    folder = write_data(tmp_path / "own")
    run = Run.create(tmp_path / "own-run", make_run().settings, folder)
    assert TINY["checkpoint_every"] == 4

    def stop(event: Event, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == 2:
            commands.stop()

    run_through(run, stop)
    next((folder / "images").iterdir()).unlink()
    with pytest.raises(Problem) as caught:
        run_through(Run.open(run.folder))
    assert caught.value.code in ("run-data-changed",)


@pytest.mark.parametrize("exchanged", [True, False])
def test_exchanged_pictures_are_told_at_a_resume_and_touched_ones_are_not(
    exchanged: bool, make_run: MakeRun, tmp_path: Path
) -> None:
    from tests.tiny import write_data

    folder = write_data(tmp_path / "own")
    run = Run.create(tmp_path / "own-run", make_run().settings, folder)
    told: list[bool] = []

    def stop(event: Event, commands: Commands) -> None:
        if isinstance(event, DataRead):
            told.append(event.exchanged)
        if isinstance(event, LossLogged) and event.step == 2:
            commands.stop()

    run_through(run, stop)
    for path in (folder / "images").iterdir():
        if exchanged:
            Image.new("RGB", (50, 70), (1, 2, 3)).save(path)
        os.utime(path, ns=(1, 1))
    run_through(Run.open(run.folder), stop)
    assert told == [False, exchanged]
    remark = "the pictures are not those of the last checkpoint"
    assert (remark in (run.folder / "log.txt").read_text(encoding="utf-8")) is exchanged


def test_a_data_folder_that_is_gone_is_told(make_run: MakeRun, tmp_path: Path) -> None:
    run = Run.create(tmp_path / "gone-run", make_run().settings, tmp_path / "nowhere")
    with pytest.raises(Problem) as caught:
        run_through(run)
    assert caught.value.code == "data-missing"


def test_a_disk_that_fills_while_saving_is_told_and_the_last_checkpoint_stands(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    import safetensors.torch

    run = make_run(evaluate_every=0)
    real = safetensors.torch.save_file
    saves = 0

    def full(*arguments: Any) -> None:
        nonlocal saves
        saves += 1
        if saves == 4:  # the optimiser's half of the second checkpoint
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments)

    monkeypatch.setattr(safetensors.torch, "save_file", full)
    with pytest.raises(Problem) as caught:
        run_through(run)
    assert caught.value.code == "disk-full"
    assert [read_info(folder).step for folder in list_checkpoints(run.folder)] == [4]
    assert (list_checkpoints(run.folder)[0] / TRAINING).exists()
    monkeypatch.setattr(safetensors.torch, "save_file", real)
    whole = make_run("whole", evaluate_every=0)
    run_through(whole)
    run_through(Run.open(run.folder))
    assert timeless(run) == timeless(whole)


def test_evaluation_tells_its_progress_and_its_probes(make_run: MakeRun) -> None:
    driver = run_through(make_run())
    assert any(isinstance(event, Progress) and event.done == event.total for event in driver.events)
    [first, *_] = [event for event in driver.events if isinstance(event, Evaluated)]
    assert 0 <= first.scores["bleu4"] <= 1
    assert sum(isinstance(event, SamplesCaptioned) for event in driver.events) == 2


def test_evaluation_tells_whether_the_model_looks(make_run: MakeRun) -> None:
    """Two captions of validation pictures must differ, or there is nothing to tell."""
    run = make_run(validation_share=0.5)
    driver = run_through(run)
    margins = [event.grounding for event in driver.events if isinstance(event, Evaluated)]
    assert margins == [line["grounding"] for line in lines(run) if "scores" in line]
    assert all(margin is not None and abs(margin) < 0.5 for margin in margins)
    kept = [Evidence.from_json(line["evidence"]) for line in lines(run) if "scores" in line]
    verdicts = [verdict_of(found)[0] for found in kept if found is not None]
    # The two validation pictures that differ are no reason to call it blind.
    assert set(verdicts) == {Verdict.UNSURE}
    assert [event.verdict for event in driver.events if isinstance(event, Evaluated)] == verdicts
    last = read_info(list_checkpoints(run.folder)[-1])
    assert (last.scores["grounding"], last.evidence, last.verdict) == (margins[-1], kept[-1], verdicts[-1])
    assert read_metrics(run.folder).scores.verdict is verdicts[-1]
    alike = run_through(make_run("alike"))
    assert [event.grounding for event in alike.events if isinstance(event, Evaluated)] == [None, None]


def test_the_statistics_in_a_checkpoint_are_those_of_its_own_weights(make_run: MakeRun) -> None:
    """Running averages lag behind weights that change fast, and captions made with them are nonsense."""
    states: list[TrainingState] = []
    real = trainer_module.prepare
    run = make_run(lr_encoder=0.02, schedule="constant", warmup_steps=0)
    with pytest.MonkeyPatch.context() as patch:

        def prepare(*words: Any) -> TrainingState:
            states.append(real(*words))
            return states[-1]

        patch.setattr(trainer_module, "prepare", prepare)
        run_through(run)
    captioner = read_captioner(list_checkpoints(run.folder)[-1])
    # The run has closed its own store by now.
    _, store, _ = prepare_data(run.data, run.settings, torch.device("cpu"), lambda event: None, lambda: False)
    states[0].batches.store = store
    with contextlib.closing(store), torch.inference_mode():
        means = []
        for step in range(8):
            pictures = normalise(torch.from_numpy(states[0].batches.make(step).pictures))
            means.append(captioner.encoder.get_submodule("features.0")(pictures).mean((0, 2, 3)))
    saved = captioner.encoder.get_buffer("features.1.running_mean")
    assert torch.allclose(torch.stack(means).mean(0), saved, atol=1e-4)
