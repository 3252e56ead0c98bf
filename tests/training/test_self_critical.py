"""Self-critical training: its gradient, its samples, its log, and that it resumes to the bit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engine.metrics.reward import Reward
from engine.models.decoders import DECODERS
from engine.models.sampling import sample_several
from engine.recipes import resolve
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run
from engine.training.self_critical import advantages, draws_of, dropout_off, log_probabilities_of
from tests.training.driving import check_resume, lines, run_through, timeless
from tests.training.ranks import check_two_train_as_one

MakeRun = Callable[..., Run]

START, END, SIZE = 7, 8, 9
REWARDED: dict[str, Any] = {"objective": "self-critical", "samples_per_picture": 3, "dropout": 0.4}
FROZEN: dict[str, Any] = {**REWARDED, "train_encoder": "none", "attribute_loss": 0.0}


@pytest.fixture(params=["gru", "lstm_attention", "transformer"])
def decoder(request: pytest.FixtureRequest) -> Any:
    torch.manual_seed(5)
    made = DECODERS[request.param].build(6, SIZE, resolve("compact", {"hidden_size": 16, "embed_dim": 8}))
    return made.eval()


def drawn(decoder: Any, features: torch.Tensor, draws: np.ndarray, **more: Any) -> torch.Tensor:
    return sample_several(decoder, features, torch.from_numpy(draws), start=START, end=END, **more)


def test_samples_are_drawn_as_the_probabilities_say(decoder: Any) -> None:
    """Of the first word alone: it must be what the decoder predicts, with padding, start and one more id left out."""
    features = torch.randn(1, 4, 6)
    width = 4000
    words = drawn(decoder, features, draws_of(1, 0, 1, width, 2), never=(3,))[0, :, 0]
    logits, _ = decoder.step(decoder.start(features), torch.tensor([START]))
    logits[:, [0, START, 3]] = -torch.inf
    expected = logits.softmax(-1)[0]
    found = torch.bincount(words, minlength=SIZE) / width
    assert found[[0, START, 3]].tolist() == [0, 0, 0]
    assert (found - expected).abs().max() < 0.03


def test_a_pictures_samples_do_not_depend_on_the_others(decoder: Any) -> None:
    features, draws = torch.randn(4, 4, 6), draws_of(1, 3, 4, 3, 12)
    whole = drawn(decoder, features, draws)
    part = drawn(decoder, features[1:3], draws[1:3])
    length = min(whole.shape[2], part.shape[2])
    assert whole[1:3, :, :length].equal(part[:, :, :length])
    assert not whole[1:3, :, length:].any()
    # Behind the end nothing follows, and what has not ended has as many words as it may.
    for caption in whole.flatten(0, 1).tolist():
        said = caption[: caption.index(END)] if END in caption else caption[:11]
        assert all(0 < word < START for word in said)
        assert not any(caption[len(said) + (END in caption) :])


def test_the_greedy_caption_takes_the_likeliest_words(decoder: Any) -> None:
    features = torch.randn(2, 4, 6)
    greedy = drawn(decoder, features, draws_of(1, 0, 2, 3, 6), greedy=True)[:, 3:]
    # Where every draw is 0, the first word with any chance is taken: not the likeliest one.
    assert drawn(decoder, features, np.zeros((2, 1, 6), dtype=np.float32)).tolist() != greedy.tolist()
    state, words = decoder.start(features), torch.full((2,), START)
    for place in range(5):
        logits, state = decoder.step(state, words)
        logits[:, [0, START]] = -torch.inf
        words = logits.argmax(-1)
        if END in words.tolist():
            break
        assert greedy[:, 0, place].tolist() == words.tolist()


def test_the_log_probabilities_are_those_that_the_samples_were_drawn_by(decoder: Any) -> None:
    features = torch.randn(2, 4, 6, requires_grad=True)
    words = drawn(decoder, features.detach(), draws_of(1, 0, 2, 3, 9)).flatten(0, 1)
    found = log_probabilities_of(decoder, features, words, START)
    state, expected = decoder.start(features.detach()).repeated(3), torch.zeros(6)
    entered = torch.full((6,), START)
    for column in words.unbind(1):
        logits, state = decoder.step(state, entered)
        logits[:, [0, START]] = -torch.inf
        chances = logits.log_softmax(-1).gather(1, column.unsqueeze(1)).squeeze(1)
        expected += torch.where(column > 0, chances, 0.0)
        entered = column
    torch.testing.assert_close(found.detach(), expected.detach(), atol=1e-5, rtol=0)
    found.sum().backward()
    assert features.grad is not None
    assert torch.isfinite(features.grad).all()
    assert features.grad.abs().sum() > 0


def test_the_baselines() -> None:
    rewards = torch.tensor([[1.0, 2.0, 6.0]])
    assert advantages(rewards, greedy=False).tolist() == [[1 - 4, 2 - 3.5, 6 - 1.5]]
    assert advantages(rewards, greedy=True).tolist() == [[-5.0, -4.0]]


def test_dropout_rests_in_training_mode() -> None:
    module = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.9), nn.Sequential(nn.Dropout(0.9)))
    module.train()
    with dropout_off(module):
        assert module.training
        assert module(torch.ones(1, 2)).equal(module[0](torch.ones(1, 2)))
    assert module[1].training


@pytest.mark.parametrize("baseline", ["others", "greedy"])
def test_the_gradient_is_that_of_the_expected_reward(baseline: str) -> None:
    """Of one word, whose reward is known for every choice, the mean over many samples comes to the exact gradient."""
    torch.manual_seed(2)
    settings = resolve("compact", {"hidden_size": 8, "embed_dim": 8, "dropout": 0.0})
    decoder: Any = DECODERS["gru"].build(6, SIZE, settings)
    features, values = torch.randn(1, 1, 6), torch.arange(SIZE, dtype=torch.float32)
    width = 50_000
    words = drawn(decoder, features, draws_of(3, 0, 1, width, 2), greedy=baseline == "greedy")[0, :, :1]
    leads = advantages(values[words].T, greedy=baseline == "greedy").flatten()
    estimated = log_probabilities_of(decoder, features, words[:width], START)
    logits, _ = decoder.step(decoder.start(features), torch.tensor([START]))
    chances = logits.index_fill(1, torch.tensor([0, START]), -torch.inf).softmax(-1)[0]
    weight = decoder.output.weight
    [found] = torch.autograd.grad((leads * estimated).mean(), weight)
    [exact] = torch.autograd.grad((chances * values).sum(), weight)
    assert (found - exact).norm() < 0.1 * exact.norm()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {**FROZEN, "baseline": "greedy", "reward": "cider_d+0.5*bleu4", "decoder": "gru_attention"},
        {"decoder": "transformer", "decoder_layers": 1, "micro_batch": 3, "ema_decay": 0.9},
    ],
)
def test_a_stopped_run_goes_on_to_the_same_losses_and_rewards(make_run: MakeRun, changes: dict[str, Any]) -> None:
    whole = check_resume(make_run, **{**REWARDED, **changes})
    told = [line for line in lines(whole) if "loss" in line]
    assert all("reward" in line for line in told)
    assert all(("greedy_reward" in line) == (changes.get("baseline") == "greedy") for line in told)
    curve = read_metrics(whole.folder).losses
    assert curve.rewarded
    assert curve.reward.tolist() == [line["reward"] for line in told]


def test_smaller_micro_batches_give_the_same_step(make_run: MakeRun) -> None:
    """The decoder alone is trained, so that no batch normalisation hangs on the cut."""
    whole, cut = make_run("whole", micro_batch=4, **FROZEN), make_run("cut", micro_batch=1, **FROZEN)
    run_through(whole)
    run_through(cut)
    for line, other in zip(timeless(whole), timeless(cut), strict=True):
        for name in ("loss", "reward"):
            if name in line:
                assert other[name] == pytest.approx(line[name], abs=1e-4), (line["step"], name)


def test_two_processes_train_as_one_does(make_run: MakeRun) -> None:
    check_two_train_as_one(make_run, "loss", "reward", "greedy_reward", **FROZEN, baseline="greedy")


def test_each_sample_is_scored_beside_its_own_picture(make_run: MakeRun) -> None:
    run = make_run(**FROZEN, epochs=1)
    seen: list[list[int]] = []
    real = Reward.__call__
    with pytest.MonkeyPatch.context() as patch:

        def called(reward: Reward, rows: np.ndarray, captions: list[str], ended: list[bool]) -> np.ndarray:
            seen.append(rows.tolist())
            return real(reward, rows, captions, ended)

        patch.setattr(Reward, "__call__", called)
        run_through(run)
    # Each picture of the epoch, three times in a row.
    rows = [row for several in seen for row in several[::3]]
    assert [row for several in seen for row in several] == [row for row in rows for _ in range(3)]
    assert sorted(rows) == list(range(len(rows)))
