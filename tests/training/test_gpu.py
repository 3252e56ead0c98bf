"""What only a GPU can show; skipped where there is none."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from engine.events import Commands, LossLogged, State, StateChanged
from engine.models.decoders.recurrent import GruDecoder, LstmDecoder
from engine.runs.run import Run
from engine.training import trainer as trainer_module
from engine.training.trainer import train
from tests.training.driving import Driver, lines, timeless

pytestmark = [
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here"),
    # cuDNN copies weights that do not lie together, which ours never do.
    pytest.mark.filterwarnings("ignore:RNN module weights"),
]

MakeRun = Callable[..., Run]


@pytest.fixture(autouse=True)
def base() -> Iterator[None]:
    """After a run nothing stays allocated, and kernels are chosen as before."""
    before = torch.cuda.memory_allocated() if torch.cuda.is_available() else 0
    yield
    torch.use_deterministic_algorithms(False)
    assert torch.cuda.memory_allocated() <= before


def on_gpu(run: Run, driver: Driver | None = None) -> Driver:
    driver = driver or Driver()
    train(run, driver.commands, driver, device="cuda")
    return driver


@pytest.mark.parametrize("kind", [GruDecoder, LstmDecoder])
def test_the_fused_call_has_the_gradients_of_the_loop_under_bf16(kind: Callable[..., Any]) -> None:
    torch.manual_seed(1)
    decoder = kind(feature_size=64, vocabulary=50, embed_dim=32, hidden_size=48, dropout=0.0).cuda()
    inputs = torch.randn(8, 12, 32, device="cuda")
    code = torch.randn(8, 64, device="cuda")
    found: list[dict[str, torch.Tensor]] = []
    for way in (decoder._run_fused, decoder._run_steps):
        decoder.zero_grad()
        with torch.autocast("cuda", torch.bfloat16):
            states = way(inputs, decoder.code_gates(code), decoder.first_state(code))
        # So small that float16 would lose it.
        (1e-9 * states.float().sum()).backward()
        found.append(
            {name: parameter.grad for name, parameter in decoder.named_parameters() if parameter.grad is not None}
        )
    fused, looped = found
    for name in ("word_gates.weight", "hidden_gates.weight", "first_state.weight"):
        assert fused[name].dtype is torch.float32
        assert fused[name].abs().max() > 0
        assert torch.allclose(fused[name], looped[name], rtol=0.1, atol=0.05 * looped[name].abs().max().item()), name


@pytest.mark.parametrize("changes", [{}, {"train_encoder": "none"}, {"scheduled_sampling": 0.5}], ids=str)
def test_a_step_waits_for_the_gpu_nowhere(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    real = trainer_module.training_step

    def unwaiting(work: Callable[..., Any]) -> Callable[..., Any]:
        def run(state: Any, *words: Any) -> Any:
            # The first step loads kernels, and makes the optimiser's state.
            torch.cuda.set_sync_debug_mode("error" if state.step > 1 else "default")
            try:
                return work(state, *words)
            finally:
                torch.cuda.set_sync_debug_mode("default")

        return run

    monkeypatch.setattr(trainer_module, "training_step", unwaiting(real))
    run = make_run(evaluate_every=0, micro_batch=2, dropout=0.3, **changes)
    on_gpu(run)
    assert len(lines(run)) == 8


@pytest.mark.parametrize("encoder", ["compact", "vgg19"])
def test_a_deterministic_run_equals_itself_and_its_resume(make_run: MakeRun, encoder: str) -> None:
    changes = {
        "deterministic": True,
        "dropout": 0.3,
        "encoder": encoder,
        "evaluate_every": 0,
        "height": 64,
        "width": 64,
    }
    first, again, broken = (make_run(name, **changes) for name in ("first", "again", "broken"))
    with warnings.catch_warnings():
        # A kernel that does not repeat warns.
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "RNN module weights")
        on_gpu(first)
    on_gpu(again)

    def stop(event: Any, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == 3:
            commands.stop()

    on_gpu(broken, Driver(stop))
    on_gpu(Run.open(broken.folder))
    assert timeless(first) == timeless(again) == timeless(broken)


def test_a_compiled_run_learns_as_a_plain_one_does(make_run: MakeRun) -> None:
    plain, compiled = make_run("plain", precision="fp32"), make_run("compiled", precision="fp32", compile="on")
    on_gpu(plain)
    on_gpu(compiled)
    assert "not compiled" not in (compiled.folder / "log.txt").read_text()
    pairs = [
        (line["loss"], two["loss"]) for line, two in zip(lines(plain), lines(compiled), strict=True) if "loss" in line
    ]
    assert [two for _, two in pairs] == pytest.approx([line for line, _ in pairs], rel=0.05)


def test_a_pause_leaves_the_gpu_empty_and_goes_on_to_the_same_curve(make_run: MakeRun) -> None:
    changes = {"deterministic": True, "release_when_paused": True, "ema_decay": 0.9, "dropout": 0.3}
    whole, paused = make_run("whole", **changes), make_run("paused", **changes)
    before = torch.cuda.memory_allocated()
    on_gpu(whole)
    lay: list[int] = []

    class Looking(Commands):
        def park(self) -> None:
            lay.append(torch.cuda.memory_allocated())
            self.resume()
            super().park()

    def pause(event: Any, commands: Commands) -> None:
        if isinstance(event, LossLogged) and event.step == 3:
            commands.pause()

    driver = Driver(pause)
    driver.commands = Looking()
    on_gpu(paused, driver)
    # A loss that the step has just told may lie there.
    assert lay
    assert lay[0] <= before + 4096
    assert State.PAUSED in [event.state for event in driver.events if isinstance(event, StateChanged)]
    assert timeless(paused) == timeless(whole)
