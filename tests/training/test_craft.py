"""Training craft: each way does what its paper says, is off by default, and resumes to the bit, all of them at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from engine.errors import Problem
from engine.models.decoders.recurrent import GruDecoder
from engine.recipes import resolve
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.run import Run
from engine.runs.summary import summarise
from engine.runs.tensors import TRAINING, read_tensors
from engine.training.ema import EmaWeights
from engine.training.step import cross_entropy, mix_in_predictions, scheduled_sampling_rate
from tests.tiny import TINY
from tests.training.driving import lines, run_through, stopping_at, timeless

MakeRun = Callable[..., Run]

ALL_ON: dict[str, Any] = {
    "schedule": "plateau",
    "plateau_patience": 1,
    "weight_decay": 0.05,
    "label_smoothing": 0.1,
    "scheduled_sampling": 0.5,
    "ema_decay": 0.9,
    "monitor": "rouge_l",
    "early_stopping_patience": 50,
    "evaluate_every": 2,
    "epochs": 3,
    "dropout": 0.3,
    "micro_batch": 3,
    "train_encoder": "stages",
    "trained_stages": 2,
    "decoder": "lstm_attention",
}


def test_with_all_of_it_on_a_resume_is_exact(make_run: MakeRun) -> None:
    whole, broken = make_run("whole", **ALL_ON), make_run("broken", **ALL_ON)
    run_through(whole)
    run_through(broken, stopping_at(7))
    run_through(Run.open(broken.folder))
    assert timeless(broken) == timeless(whole)
    rates = [line["lr_decoder"] for line in lines(whole) if "loss" in line]
    assert len(rates) == 12
    assert rates[-1] < rates[3]
    last = [list_checkpoints(run.folder)[-1] for run in (whole, broken)]
    for name in ("weights.safetensors", TRAINING):
        first, other = (read_tensors(folder, name) for folder in last)
        assert first.keys() == other.keys()
        assert all(torch.equal(value, other[key]) for key, value in first.items())


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Run:
    """A run with nothing of it on."""
    settings = resolve("compact", {**TINY, "schedule": "constant"})
    run = Run.create(tmp_path_factory.mktemp("craft") / "plain", settings, data)
    run_through(run)
    return run


@pytest.mark.parametrize(
    "changes",
    [
        {"weight_decay": 0.5},
        {"label_smoothing": 0.2},
        {"scheduled_sampling": 1.0},
        {"ema_decay": 0.5},
        {"schedule": "plateau", "plateau_patience": 1, "evaluate_every": 2},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_each_alone_changes_what_it_should(make_run: MakeRun, plain: Run, changes: dict[str, Any]) -> None:
    other = make_run("other", **{"schedule": "constant", **changes})
    run_through(other)
    losses = [[line["loss"] for line in lines(run) if "loss" in line] for run in (plain, other)]
    # An average is judged and saved, but the training does not look at it.
    assert (losses[0] == losses[1]) is ("ema_decay" in changes)
    weights = [read_tensors(list_checkpoints(run.folder)[-1]) for run in (plain, other)]
    assert not torch.equal(weights[0]["decoder.output.weight"], weights[1]["decoder.output.weight"])


def test_an_average_is_the_papers_and_can_be_shown_within_itself() -> None:
    torch.manual_seed(0)
    module = nn.Linear(3, 2)
    module.bias.requires_grad_(False)
    average = EmaWeights(module, 0.5)
    expected = module.weight.detach().clone()
    for step, kept in enumerate((0.1, 2 / 11, 0.25, 4 / 13)):
        with torch.no_grad():
            module.weight.add_(torch.randn(2, 3))
        average.update(step)
        expected = kept * expected + (1 - kept) * module.weight.detach()
    trained = module.weight.detach().clone()
    with average.ema_weights():
        with average.ema_weights():
            assert torch.allclose(module.weight, expected, atol=1e-6)
        assert torch.allclose(module.weight, expected, atol=1e-6)
        assert torch.equal(average.tensors()["weights.weight"], trained)
    assert torch.equal(module.weight, trained)
    average.update(10**6)
    with average.ema_weights():
        assert torch.allclose(module.weight, 0.5 * expected + 0.5 * trained, atol=1e-6)


def test_an_average_can_be_begun_and_ended_at_a_resume(make_run: MakeRun, plain: Run) -> None:
    losses = [line for line in timeless(plain) if "loss" in line]
    for name, first, then in (("begun", 0.0, 0.9), ("ended", 0.9, 0.0)):
        run = make_run(name, schedule="constant", evaluate_every=0, ema_decay=first)
        run_through(run, stopping_at(4))
        run_through(Run.open(run.folder).change({"ema_decay": then}))
        # The training itself goes on from the weights, not from their average.
        assert timeless(run) == losses
    ended, whole = (read_tensors(list_checkpoints(run.folder)[-1]) for run in (run, plain))
    assert all(torch.equal(value, whole[key]) for key, value in ended.items())


def test_smoothing_spreads_a_share_of_the_target() -> None:
    logits, targets = torch.randn(2, 3, 7), torch.tensor([[4, 5, 0], [6, 1, 2]])
    logs = logits.log_softmax(-1)
    expected = 0.0
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1), (1, 2)):
        here = logs[row, column]
        expected -= (0.7 * here[targets[row, column]] + 0.3 * here.mean()).item()
    assert cross_entropy(logits, targets, 0.3).item() == pytest.approx(expected, rel=1e-5)


def test_the_loss_that_is_shown_is_not_smoothed(make_run: MakeRun, plain: Run) -> None:
    smooth = make_run("smooth", schedule="constant", label_smoothing=0.5, steps=4)
    run_through(smooth)
    assert lines(plain)[0]["loss"] == lines(smooth)[0]["loss"]
    assert lines(plain)[3]["loss"] != lines(smooth)[3]["loss"]


def test_predictions_take_the_place_of_words_but_not_of_padding_start_or_end() -> None:
    torch.manual_seed(2)
    decoder = GruDecoder(feature_size=8, vocabulary=40, embed_dim=8, hidden_size=8, dropout=0.0)
    start, end = 38, 39
    words = torch.randint(1, 38, (200, 12))
    words[:, 0] = start
    words[:100, 8], words[:100, 9:] = end, 0
    features = torch.randn(200, 1, 8)
    assert torch.equal(mix_in_predictions(decoder, features, words, start, end, 0.0), words)
    mixed = mix_in_predictions(decoder, features, words, start, end, 1.0)
    fixed = (words == 0) | (words == start) | (words == end)
    assert torch.equal(mixed[fixed], words[fixed])
    assert not set(mixed[~fixed].tolist()) & {0, start, end}
    assert (mixed[~fixed] != words[~fixed]).float().mean() > 0.9
    half = mix_in_predictions(decoder, features, words, start, end, 0.5)
    assert (half[~fixed] != words[~fixed]).float().mean() == pytest.approx(0.5, abs=0.1)


def test_a_prediction_is_drawn_from_what_the_decoder_says_there() -> None:
    torch.manual_seed(2)
    decoder = GruDecoder(feature_size=8, vocabulary=9, embed_dim=8, hidden_size=8, dropout=0.0)
    with torch.no_grad():
        decoder.output.weight.mul_(1e4)
    words, features = torch.randint(1, 7, (6, 10)), torch.randn(6, 1, 8)
    logits = decoder(features, words[:, :-1])
    logits[..., [0, 7, 8]] = -torch.inf
    assert torch.equal(mix_in_predictions(decoder, features, words, 7, 8, 1.0)[:, 1:], logits.argmax(-1))


def test_the_rate_of_scheduled_sampling_rises_evenly() -> None:
    assert [scheduled_sampling_rate(0.4, step, 5) for step in range(5)] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert scheduled_sampling_rate(0.0, 3, 5) == 0
    assert scheduled_sampling_rate(0.4, 0, 1) == 0


def test_a_run_whose_score_no_longer_rises_ends_and_can_go_on(make_run: MakeRun) -> None:
    # So slow that every caption stays as it is.
    still = {
        "lr_encoder": 0.0,
        "lr_decoder": 1e-12,
        "schedule": "constant",
        "evaluate_every": 1,
        "early_stopping_patience": 2,
    }
    whole, run = make_run("whole", **{**still, "early_stopping_patience": 4}), make_run("run", **still)
    run_through(whole)
    run_through(run)
    # The first is the best, the two after it are waited for.
    assert [line["step"] for line in lines(run) if "scores" in line] == [1, 2, 3]
    summary = summarise(run.folder)
    assert (summary.step, summary.finished, summary.resumable) == (3, True, False)
    with pytest.raises(Problem) as caught:
        run_through(Run.open(run.folder))
    assert (caught.value.code, caught.value.values["step"]) == ("run-ended-early", 3)
    run_through(Run.open(run.folder).change({"early_stopping_patience": 4}))
    assert timeless(run) == timeless(whole)
    assert read_info(list_checkpoints(run.folder)[-1]).step == 5


def test_stopped_within_the_last_evaluation_it_still_ends_there(make_run: MakeRun) -> None:
    from engine.events import Commands, Event, State, StateChanged

    run = make_run(lr_encoder=0.0, lr_decoder=1e-12, schedule="constant", evaluate_every=1, early_stopping_patience=2)

    def stop(event: Event, commands: Commands) -> None:
        if isinstance(event, StateChanged) and event.state is State.EVALUATING and event.step == 3:
            commands.stop()

    run_through(run, stop)
    assert not summarise(run.folder).finished
    run_through(Run.open(run.folder))
    assert summarise(run.folder).finished
    assert [line["step"] for line in lines(run) if "scores" in line] == [1, 2, 3]


def test_decay_leaves_biases_and_norms_alone(make_run: MakeRun) -> None:
    """With no gradients to speak of, only what decays gets smaller."""
    run = make_run(weight_decay=1.0, lr_encoder=1e-3, lr_decoder=1e-3, max_grad_norm=1e-30, attribute_loss=0.0)
    run = run.change({"schedule": "constant", "warmup_steps": 0, "keep_every": 1, "checkpoint_every": 1})
    run_through(run)
    folders = list_checkpoints(run.folder)
    first, last = read_tensors(folders[0]), read_tensors(folders[-1])
    # Adam moves by the rate however short the gradient is, unless it is nothing beside its epsilon.
    shrunk = 0.999 ** (8 - 1)
    assert torch.allclose(last["decoder.output.weight"], first["decoder.output.weight"] * shrunk, rtol=1e-4)
    assert torch.equal(last["decoder.output.bias"], first["decoder.output.bias"])
    assert torch.equal(last["encoder.features.1.weight"], first["encoder.features.1.weight"])
