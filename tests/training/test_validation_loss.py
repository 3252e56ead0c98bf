"""The validation loss of a run: measured at each evaluation, kept with the scores, and less of it is better."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch

from engine.evaluation.caption_loss import EncodedCaptions
from engine.evaluation.scoring import evaluate
from engine.events import Commands, Evaluated, Event
from engine.metrics import METRICS, VALIDATION_LOSS, best, rank, tracked
from engine.runs.catalog import read_catalog
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, read_captioner, read_info
from engine.runs.metrics_log import METRICS as METRICS_LOG
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run
from engine.training import trainer
from engine.training.parallel import Workers
from engine.training.preparing import prepare_data
from engine.training.state import TrainingState
from engine.training.validation import ValidationResult, validate
from tests.training.driving import check_resume, lines, run_through, timeless

MakeRun = Callable[..., Run]


def test_it_stands_in_metrics_events_checkpoint_catalogue_and_log(make_run: MakeRun) -> None:
    run = make_run()
    driver = run_through(run)
    values = [line["scores"][VALIDATION_LOSS] for line in lines(run) if "scores" in line]
    assert [event.scores[VALIDATION_LOSS] for event in driver.events if isinstance(event, Evaluated)] == values
    assert read_metrics(run.folder).scores.values[VALIDATION_LOSS].tolist() == values
    info = read_info(list_checkpoints(run.folder)[-1])
    assert info.scores[VALIDATION_LOSS] == values[-1]
    catalog = read_catalog([run.folder])
    assert catalog.entries[-1].scores[VALIDATION_LOSS] == values[-1]
    assert catalog.curves[run.folder][VALIDATION_LOSS][1].tolist() == values
    assert f"validation loss {values[-1]:.4f}" in (run.folder / "log.txt").read_text()
    # An untrained model knows nothing of the words: its loss is about the logarithm of their number.
    assert 0 < values[-1] < 6


def loss_of(
    run: Run,
    shard: Callable[[Sequence[Any]], Sequence[Any]] = lambda items: items,
    gather: Callable[[Sequence[Any]], list[Any]] = list,
    **changes: Any,
) -> float:
    """The validation loss of a run's last checkpoint under other settings, by one process or one of several."""
    captioner = read_captioner(list_checkpoints(run.folder)[-1])
    captioner.settings = captioner.settings.model_copy(update=changes)
    data, store, _ = prepare_data(run.data, run.settings, torch.device("cpu"), lambda event: None, lambda: False)
    encoded = EncodedCaptions(data.validation.captions, captioner.vocabulary)
    ways: dict[str, Any] = {"beam_width": 1, "max_words": 4, "batch_size": 3, "metrics": ()}
    scores, _ = evaluate(captioner, data.validation, store, **ways, shard=shard, gather=gather, encoded=encoded)
    store.close()
    assert scores.loss is not None
    return scores.loss


def test_it_is_of_the_moving_average_and_without_what_training_adds(make_run: MakeRun) -> None:
    """A checkpoint holds the averages. Label smoothing, scheduled sampling and dropout are the training's own."""
    run = make_run(ema_decay=0.9, validation_share=0.4)
    run_through(run)
    [*_, value] = [line["scores"][VALIDATION_LOSS] for line in lines(run) if "scores" in line]
    assert loss_of(run, label_smoothing=0.3, scheduled_sampling=0.9, dropout=0.5) == pytest.approx(value, abs=1e-5)


def test_several_processes_put_sums_together(make_run: MakeRun) -> None:
    """Seven pictures are four and three: a mean of two means would be another figure."""
    run = make_run(validation_share=0.44, epochs=1)
    run_through(run)
    shares: list[list[Any]] = []

    def send(items: Sequence[Any]) -> list[Any]:
        shares.append(list(items))
        raise EOFError

    def receive(items: Sequence[Any]) -> list[Any]:
        return [*shares[0], *items]

    with pytest.raises(EOFError):
        loss_of(run, Workers(0, 2).shard, send)
    assert len(shares[0]) == 4
    assert loss_of(run, Workers(1, 2).shard, receive) == pytest.approx(loss_of(run), abs=1e-6)


def test_it_is_the_same_to_the_bit_after_a_resume(make_run: MakeRun) -> None:
    run = check_resume(make_run, dropout=0.4, monitor=VALIDATION_LOSS)
    assert all(VALIDATION_LOSS in line["scores"] for line in timeless(run) if "scores" in line)


# Best at the third of six evaluations, by whichever score.
QUALITY = (0.2, 0.5, 0.9, 0.6, 0.4, 0.3)


def scripted(state: TrainingState, workers: Workers, tick: Callable[[int, int], None]) -> ValidationResult:
    """An evaluation that tells every score that a run tells, each by its own direction."""
    found = validate(state, workers, tick)
    quality = QUALITY[state.step // 2 - 1]
    scores = {key: quality if METRICS[key].higher_is_better else 1 - quality for key in tracked()}
    line = {**found.line, "scores": scores, "monitored": state.settings.monitor}
    return replace(found, line=line, scores=scores, selecting=scores)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer, "validate", scripted)


CHANGES = {"epochs": 3, "evaluate_every": 2, "checkpoint_every": 12, "schedule": "plateau"}


@pytest.mark.parametrize("monitor", tracked())
def test_whatever_is_monitored_stops_lowers_and_keeps_by_its_own_direction(
    make_run: MakeRun, script: None, monitor: str
) -> None:
    stopped = make_run("stopped", monitor=monitor, early_stopping_patience=2, **CHANGES)
    run_through(stopped)
    assert [line["step"] for line in lines(stopped) if "scores" in line] == [2, 4, 6, 8, 10]
    assert f"early stopping: {monitor} did not improve in 2 evaluations" in (stopped.folder / "log.txt").read_text()
    lowered = make_run("lowered", monitor=monitor, plateau_patience=2, plateau_factor=0.5, **CHANGES)
    run_through(lowered)
    rates = {line["step"]: line["lr_decoder"] for line in lines(lowered) if "loss" in line}
    assert rates[10] == rates[6] == rates[4]
    assert rates[11] == rates[12] == rates[10] / 2
    for run in (stopped, lowered):
        # Beside the last one, that of the best: the third evaluation, for every score.
        assert read_info(list_checkpoints(run.folder)[0]).step == 6
        assert read_info(find_checkpoint(run.folder, by=monitor)).step == 6


def test_the_best_of_some_values_is_the_lowest_loss_and_the_highest_score() -> None:
    for key in METRICS:
        values = [{key: 0.4}, {key: 0.2}, {key: 0.9}, {}]
        expected = {key: 0.9 if METRICS[key].higher_is_better else 0.2}
        assert best(values, key, lambda item: item) == expected
        assert (rank(key, 0.2) > rank(key, 0.9)) is not METRICS[key].higher_is_better
    assert not METRICS[VALIDATION_LOSS].higher_is_better


def test_a_run_from_before_it_was_measured_has_a_gap(make_run: MakeRun) -> None:
    run = make_run(epochs=3, evaluate_every=2, checkpoint_every=2)
    run_through(run)
    written = []
    for line in lines(run):
        if "scores" in line and line["step"] < 8:
            del line["scores"][VALIDATION_LOSS], line["overfitting"]
        written.append(json.dumps(line) + "\n")
    (run.folder / METRICS_LOG).write_text("".join(written), "utf-8")
    scores = read_metrics(run.folder).scores
    missing = [value != value for value in scores.values[VALIDATION_LOSS].tolist()]
    assert missing == [True, True, True, False, False, False]
    assert scores.overfitting is None


def test_over_fitting_is_told_once_in_the_log_and_at_each_evaluation_that_sees_it(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(epochs=4, evaluate_every=2, checkpoint_every=2)
    monkeypatch.setattr(
        "engine.runs.overfitting.overfitting_since", lambda training, validation: 4 if len(validation) > 3 else None
    )

    def stop(event: Event, commands: Commands) -> None:
        if isinstance(event, Evaluated) and event.step == 10:
            commands.stop()

    run_through(run, stop)
    driver = run_through(Run.open(run.folder))
    told = {line["step"]: line["overfitting"] for line in lines(run) if "scores" in line}
    assert told == {2: None, 4: None, 6: None, 8: 4, 10: 4, 12: 4, 14: 4, 16: 4}
    log = (run.folder / "log.txt").read_text()
    assert log.count("over-fitting: the validation loss was lowest at step 4") == 1
    assert "early_stopping_patience" in log
    assert [event.overfitting for event in driver.events if isinstance(event, Evaluated)] == [4, 4, 4]
    assert read_metrics(run.folder).scores.overfitting == 4
