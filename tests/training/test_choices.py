"""Runs with other encoders, decoders and ways of training than the recipes': each resumes to the bit."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.training.checkpoint import list_checkpoints, read_captioner
from engine.training.runs import Run
from tests.training.driving import lines, run_through, stopping_at, timeless

MakeRun = Callable[..., Run]


def check_resume(make_run: MakeRun, stop_at: int = 5, **changes: Any) -> Run:
    """One run through, and one that is stopped and resumed, with equal metrics."""
    whole, broken = make_run("whole", **changes), make_run("broken", **changes)
    run_through(whole)
    run_through(broken, stopping_at(stop_at))
    run_through(Run.open(broken.folder))
    assert timeless(broken) == timeless(whole)
    assert len([line for line in lines(whole) if "loss" in line]) == 8
    return whole


@pytest.mark.parametrize("decoder", ["lstm", "gru_attention", "lstm_attention", "transformer"])
def test_every_decoder_resumes_to_the_bit(make_run: MakeRun, decoder: str) -> None:
    run = check_resume(make_run, decoder=decoder, decoder_layers=2)
    assert lines(run)[-2]["loss"] < lines(run)[0]["loss"]


def test_a_network_of_torchvisions_trains_resumes_and_loads(make_run: MakeRun) -> None:
    run = check_resume(make_run, encoder="mobilenet_v3_large", decoder="lstm_attention", evaluate_every=0)
    captioner = read_captioner(list_checkpoints(run.folder)[-1])
    assert captioner.encoder.code_size == 960
