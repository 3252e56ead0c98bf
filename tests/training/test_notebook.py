"""The recipe ``notebook`` trains as the published notebook does: the same start, the same step, the same pictures."""

import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.decoders import DECODERS
from engine.models.encoders.vgg import Vgg19
from engine.recipes import resolve
from engine.runs.run import Run
from engine.training.parallel import Workers
from engine.training.preparing import prepare
from engine.training.state import TrainingState
from engine.training.step import training_step
from tests.plainnotebook import CODE, WIDTHS, CaptionModel, weights_of

# What the recipe has, said again because a run from scratch would take other rates.
RATES = {"encoder_weights": "scratch", "lr_encoder": 1e-5, "lr_decoder": 5e-4, "warmup_steps": 0}
Begin = Callable[..., TrainingState]
WITH_SETTING = [entry.key for entry in DECODERS.values() if "dropout_input" in entry.options]
"""Decoders that may drop out either; others say themselves where they do."""


@pytest.fixture
def begin(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """A run of the recipe up to its first step, with a VGG19 that is cut small; keyword arguments change settings."""
    monkeypatch.setattr(Vgg19, "widths", WIDTHS)
    monkeypatch.setattr(Vgg19, "pooled_size", CODE)

    def make(**changes: Any) -> TrainingState:
        settings = resolve("notebook", {**RATES, "threads": 1, "log_every": 1, **changes})
        run = Run.create(tmp_path / "run", settings, data)
        return prepare(run, "cpu", lambda event: None, lambda: False)

    return make


class Masks:
    """Dropout whose n-th mask of a shape is the same whoever asks for it."""

    def __init__(self) -> None:
        self.asked: dict[tuple[int, ...], int] = defaultdict(int)

    def __call__(self, values: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
        if not training or not p:
            return values
        shape = tuple(values.shape)
        self.asked[shape] += 1
        generator = torch.Generator().manual_seed(hash((shape, self.asked[shape])) % 2**31)
        return values * (torch.rand(shape, generator=generator) >= p) / (1 - p)


def _scaled(pictures: np.ndarray) -> Tensor:
    """Pictures (B, H, W, 3) uint8 as torchvision's ToTensor and Normalize give them, (B, 3, H, W)."""
    values = torch.from_numpy(pictures).permute(0, 3, 1, 2) / 255
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    return (values - mean.view(3, 1, 1)) / std.view(3, 1, 1)


@pytest.mark.parametrize(
    ("batch_size", "clip", "dtype"),
    [(1, 5.0, torch.float64), (4, 5.0, torch.float32), (4, 0.05, torch.float64)],
)
def test_a_step_is_that_of_a_plain_implementation(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, batch_size: int, clip: float, dtype: torch.dtype
) -> None:
    state = begin(batch_size=batch_size, micro_batch=batch_size, max_grad_norm=clip)
    settings, vocabulary = state.settings, state.vocabulary
    names = dict.fromkeys(map(str, range(vocabulary.size)), 0)
    plain = CaptionModel(names, settings.embed_dim, settings.hidden_size).to(dtype)
    state.captioner.to(dtype)
    if dtype is torch.float64:
        # The loss is computed in float32 at least.
        monkeypatch.setattr(Tensor, "float", Tensor.double)
    with torch.no_grad():
        for name, value in weights_of(plain).items():
            value.copy_(state.captioner.get_parameter(name))
    groups = [{"params": plain.encoder.parameters(), "lr": 1e-5}, {"params": plain.decoder.parameters(), "lr": 5e-4}]
    optimizer = torch.optim.Adam(groups)
    before = {name: value.detach().clone() for name, value in state.captioner.named_parameters()}

    norms = []
    for batch in state.device_batches(0, 2):
        ours, theirs = Masks(), Masks()
        monkeypatch.setattr(functional, "dropout", ours)
        loss = training_step(state, Workers(), batch, lambda: None)

        monkeypatch.setattr(functional, "dropout", theirs)
        assert batch.batch.pictures is not None
        words = torch.from_numpy(batch.batch.words)
        plain.train()
        optimizer.zero_grad()
        logits = plain(_scaled(batch.batch.pictures).to(dtype), words[:, :-1])
        expected = functional.cross_entropy(logits.flatten(0, 1), words[:, 1:].flatten(), ignore_index=0)
        expected.backward()
        norms.append(float(nn.utils.clip_grad_norm_(plain.parameters(), clip)))
        gradients = {name: value.clone() for name, value in _gradients(plain).items()}
        optimizer.step()

        assert ours.asked == theirs.asked
        # After the first 4096 layer, on the image code, and on the GRU's outputs; none on the words.
        length = words.shape[1] - 1
        assert ours.asked == {(batch_size, CODE): 2, (batch_size, length, settings.hidden_size): 1}
        assert abs(loss.item() - expected.item()) < 1e-5
        for name, value in gradients.items():
            found = state.captioner.get_parameter(name).grad
            assert found is not None
            assert torch.allclose(found, value, atol=1e-5), name
        if dtype is torch.float64:
            # Adam divides a gradient by its own size: float32's noise in one of nearly 0 would move a weight too.
            for name, value in weights_of(plain).items():
                assert torch.allclose(state.captioner.get_parameter(name), value, atol=1e-5), name
        with torch.no_grad():
            for name, value in weights_of(plain).items():
                value.copy_(state.captioner.get_parameter(name))
    if clip < 1:
        assert min(norms) > clip
    moved = {name: (value - before[name]).abs().max().item() for name, value in state.captioner.named_parameters()}
    for part, rate in (("encoder.", 1e-5), ("decoder.", 5e-4)):
        furthest = max(distance for name, distance in moved.items() if name.startswith(part))
        # Adam's first steps move a weight by its rate at most.
        assert rate / 2 < furthest < 2.5 * rate


def _gradients(model: CaptionModel) -> dict[str, Tensor]:
    """The gradients of the plain model's weights, by Atelier's names."""
    words = model.decoder.embed.embedding_dim
    whole = {id(value): value.grad for value in model.parameters()}
    found = {name: whole.get(id(value)) for name, value in weights_of(model).items()}
    inputs = model.decoder.rnn.get_parameter("weight_ih_l0").grad
    assert inputs is not None
    # These two are parts of it.
    found |= {"decoder.word_gates.weight": inputs[:, :words], "decoder.code_gates.weight": inputs[:, words:]}
    assert all(value is not None for value in found.values())
    return {name: value for name, value in found.items() if value is not None}


def test_it_starts_from_the_notebooks_distributions() -> None:
    settings = resolve("notebook", {})
    torch.manual_seed(5)
    decoder: Any = DECODERS[settings.decoder].build(4096, 113, settings)
    torch.manual_seed(6)
    # Only the decoder's layers are compared, so that the code may have its true width.
    gru, first = nn.GRU(512 + 4096, 512), nn.Linear(4096, 512)
    bounds = {
        "embedding.weight": 0.1,
        "output.weight": 0.1,
        "word_gates.weight": gru.get_parameter("weight_ih_l0").abs().max().item(),
        "code_gates.weight": gru.get_parameter("weight_ih_l0").abs().max().item(),
        "hidden_gates.weight": gru.get_parameter("weight_hh_l0").abs().max().item(),
        "word_gates.bias": gru.get_parameter("bias_ih_l0").abs().max().item(),
        "hidden_gates.bias": gru.get_parameter("bias_hh_l0").abs().max().item(),
        "first_state.weight": first.weight.abs().max().item(),
        "first_state.bias": first.bias.abs().max().item(),
    }
    values = {name: value.detach().flatten() for name, value in decoder.named_parameters()}
    assert torch.count_nonzero(values.pop("output.bias")) == 0
    assert values.keys() == bounds.keys()
    for name, found in values.items():
        bound = bounds[name]
        assert found.abs().max() <= bound * 1.01, name
        _assert_uniform(found, bound)


def _assert_uniform(values: Tensor, bound: float) -> None:
    """Greatest distance of the distribution from the uniform one (Kolmogorov 1933), and the first two moments."""
    count = len(values)
    ranked = values.sort().values.double()
    expected = (ranked / bound + 1) / 2
    distance = (expected - (torch.arange(count).double() + 0.5) / count).abs().max().item()
    # Reached by chance once in ten thousand draws or so.
    assert distance < 2.23 / math.sqrt(count)
    deviation = bound / math.sqrt(3)
    assert abs(values.mean().item()) < 4 * deviation / math.sqrt(count)
    assert abs(values.std().item() / deviation - 1) < 4 / math.sqrt(count)


def test_no_other_recipe_starts_so() -> None:
    settings = resolve("compact", {"decoder": "gru"})
    decoder: Any = DECODERS["gru"].build(64, 113, settings)
    assert decoder.embedding.weight.abs().max() > 1
    assert torch.count_nonzero(decoder.output.bias)
    assert (decoder.feature_dropout.p, decoder.word_dropout.p) == (0, settings.dropout)


def test_the_plain_decoders_have_the_setting() -> None:
    assert {"gru", "lstm", "gru_attention", "lstm_attention", "transformer"} <= set(WITH_SETTING)


@pytest.mark.parametrize("name", WITH_SETTING)
def test_every_decoder_drops_out_what_the_setting_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[tuple[int, ...]] = []

    def dropout(values: Tensor, p: float, training: bool, inplace: bool) -> Tensor:
        if p and training:
            dropped.append(tuple(values.shape))
        return values

    monkeypatch.setattr(functional, "dropout", dropout)
    features, words = torch.randn(2, 6, 40), torch.randint(1, 9, (2, 5))
    changes = {"decoder": name, "hidden_size": 16, "embed_dim": 12, "decoder_layers": 1}
    seen = {}
    for where in ("words", "features"):
        settings = resolve("compact", {**changes, "dropout_input": where})
        dropped.clear()
        DECODERS[name].build(40, 9, settings)(features, words)
        seen[where] = list(dropped)
    of_features = {(2, 6, 40), (2, 40)}
    assert not of_features & set(seen["words"])
    [first] = of_features & set(seen["features"])
    assert seen["features"].count(first) == 1
    # One on the words less, and all others as they were.
    assert sorted([*seen["features"], *seen["words"][:1]]) == sorted([*seen["words"], first])


def test_pictures_are_cropped_by_chance_in_training_and_in_the_centre_for_captions_and_never_mirrored(
    begin: Begin,
) -> None:
    state = begin(batch_size=8)
    cuts = [cut for step in range(12) for cut in state.batches.make(step).cuts]
    assert not any(cut.mirrored for cut in cuts)
    shapes = {state.store.shape(name) for name in state.train.names}
    assert shapes == {(384, 256)}
    assert state.framing.seen == (224, 224)
    assert len({(cut.top, cut.left) for cut in cuts}) > 40
    assert max(cut.left for cut in cuts) <= 32
    assert max(cut.top for cut in cuts) <= 160
    assert state.framing.centre((384, 256)) == (80, 16, False)


def test_without_the_mirror_the_places_of_the_cuts_are_the_same(begin: Begin) -> None:
    framing = begin().framing
    pairs = [
        [framing.throw((384, 256), np.random.default_rng(seed), mirror=mirror) for mirror in (True, False)]
        for seed in range(20)
    ]
    assert any(mirrored.mirrored for mirrored, _ in pairs)
    assert all(plain == mirrored._replace(mirrored=False) for mirrored, plain in pairs)
