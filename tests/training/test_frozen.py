"""Encoders trained in part or not at all: what is frozen stays to the bit, and its features are computed once."""

import contextlib
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.data.picture import Framing
from engine.errors import Problem
from engine.events import Commands, Event, Progress, Task
from engine.loading import feature_cache as codes_module
from engine.loading.feature_cache import FEATURES, FeatureCache, Views, prepare_features
from engine.models.captioner import Captioner
from engine.runs.checkpoint import list_checkpoints, read_captioner
from engine.runs.run import Run
from engine.training import trainer as trainer_module
from engine.training.preparing import prepare_data
from engine.training.state import TrainingState
from tests.training.driving import check_resume, lines, run_through, stopping_at, timeless

MakeRun = Callable[..., Run]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> list[TrainingState]:
    """The state of every run that is begun."""
    found: list[TrainingState] = []
    real = trainer_module.prepare

    def prepare(*words: Any) -> TrainingState:
        found.append(real(*words))
        return found[-1]

    monkeypatch.setattr(trainer_module, "prepare", prepare)
    return found


def first_and_last(make_run: MakeRun, **changes: Any) -> tuple[Captioner, Captioner]:
    run = make_run("bits", evaluate_every=0, checkpoint_every=1, keep_every=1, **changes)
    run_through(run)
    first, *_, last = list_checkpoints(run.folder)
    return read_captioner(first), read_captioner(last)


def differing(module: torch.nn.Module, other: torch.nn.Module) -> set[str]:
    theirs = other.state_dict()
    return {name for name, value in module.state_dict().items() if not torch.equal(value, theirs[name])}


def test_with_none_the_encoder_stays_and_the_decoder_learns(make_run: MakeRun) -> None:
    first, last = first_and_last(make_run, train_encoder="none")
    assert not differing(first.encoder, last.encoder)
    assert "output.weight" in differing(first.decoder, last.decoder)


def test_with_stages_the_last_learn_and_the_others_keep_even_their_statistics(make_run: MakeRun) -> None:
    first, last = first_and_last(make_run, train_encoder="stages", trained_stages=1)
    changed = differing(first.encoder, last.encoder)
    # The last stage of the compact encoder: two convolutions with their norms, and the head.
    assert {int(name.split(".")[1]) for name in changed if name.startswith("features")} == {18, 19, 21, 22}
    assert "head.0.weight" in changed


def test_as_many_stages_as_there_are_is_all_of_it(make_run: MakeRun) -> None:
    whole, staged = make_run("all"), make_run("staged", train_encoder="stages", trained_stages=5)
    run_through(whole)
    run_through(staged)
    assert timeless(whole) == timeless(staged)


@pytest.mark.parametrize("train_encoder", ["none", "stages"])
def test_a_resume_is_exact(make_run: MakeRun, train_encoder: str) -> None:
    check_resume(make_run, train_encoder=train_encoder, trained_stages=2, decoder="gru_attention")


def test_codes_are_the_encoders_and_computed_once(
    make_run: MakeRun, states: list[TrainingState], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = 0
    real = Captioner.scaled

    def counted(self: Captioner, pictures: torch.Tensor) -> torch.Tensor:
        nonlocal encoded
        encoded += len(pictures)
        return real(self, pictures)

    monkeypatch.setattr(Captioner, "scaled", counted)
    driver = run_through(make_run("first", train_encoder="none"))
    progress = [event for event in driver.events if isinstance(event, Progress) and event.task is Task.ENCODING]
    assert (progress[-1].done, progress[-1].total) == (16, 16)
    # Each picture once, one more for the shape, and the three probes of two evaluations.
    assert encoded == 16 + 1 + 2 * 3
    encoded = 0
    # Another decoder trains from the same codes.
    driver = run_through(make_run("second", train_encoder="none", decoder="lstm", features="pooled"))
    assert not any(isinstance(event, Progress) and event.task is Task.ENCODING for event in driver.events)
    assert encoded == 2 * 3

    state = states[-1]
    batch = state.batches.make(1)
    assert batch.pictures is None
    assert state.feature_cache is not None
    # The run has closed its stores by now, but its features are resident.
    found = state.feature_cache.gather(batch.names)
    _, store, _ = prepare_data(
        make_run("third").data, state.settings, torch.device("cpu"), lambda event: None, lambda: False
    )
    with contextlib.closing(store), torch.inference_mode():
        pictures = torch.stack([torch.from_numpy(state.framing.view(store[name])) for name in batch.names])
        assert torch.allclose(found, state.captioner.eval().encode(pictures), atol=1e-5)


def test_epochs_take_turns_among_the_views_of_a_picture(
    make_run: MakeRun, states: list[TrainingState], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = FeatureCache.gather

    def gather(cache: FeatureCache, names: Sequence[str], view: int = 0) -> torch.Tensor:
        asked.append(view)
        return real(cache, names, view)

    monkeypatch.setattr(FeatureCache, "gather", gather)
    whole = make_run("whole", train_encoder="none", feature_views=3, epochs=4, evaluate_every=0, checkpoint_every=100)
    run_through(whole)
    [state] = states
    steps = state.epoch_steps
    assert asked == [view for view in (0, 1, 2, 0) for _ in range(steps)]
    assert state.feature_cache is not None
    names = state.batches.make(0).names
    views = [state.feature_cache.gather(names, view) for view in range(3)]
    assert not any(torch.equal(one, other) for one, other in itertools.combinations(views, 2))
    _, store, _ = prepare_data(whole.data, state.settings, torch.device("cpu"), lambda event: None, lambda: False)
    seen = Views(tuple(state.train.names), 3, state.settings.seed)
    with contextlib.closing(store), torch.inference_mode():
        rows = [f"{name}\0{2}" for name in names]
        assert set(rows) < set(seen.rows())
        pictures = torch.stack([torch.from_numpy(seen.seen(row, state.framing, store)) for row in rows])
        assert torch.allclose(views[2], state.captioner.eval().encode(pictures), atol=1e-5)


def test_views_are_mirrored_as_set() -> None:
    framing = Framing("crop", 224, 224)
    picture = np.random.default_rng(1).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    store: Any = {"a.jpg": picture}

    def views(mirror: bool) -> list[np.ndarray]:
        seen = Views(("a.jpg",), 9, 3, mirror)
        return [seen.seen(row, framing, store) for row in seen.rows()]

    pairs = list(zip(views(True), views(False), strict=True))
    # Of a picture that is not symmetric, a mirrored view is another one.
    assert 0 < sum(not np.array_equal(mirrored, plain) for mirrored, plain in pairs) < 8
    assert all(np.array_equal(mirrored, plain) or np.array_equal(mirrored[:, ::-1], plain) for mirrored, plain in pairs)


def test_a_resume_with_views_is_exact(make_run: MakeRun) -> None:
    check_resume(make_run, train_encoder="none", feature_views=2)


def test_codes_read_from_the_disk_are_those_kept_in_memory(
    make_run: MakeRun, states: list[TrainingState], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident, read = make_run("resident", train_encoder="none"), make_run("read", train_encoder="none")
    run_through(resident)
    monkeypatch.setattr(codes_module, "_RESIDENT_BYTES", 0)
    run_through(read)
    assert timeless(resident) == timeless(read)
    [file] = cache.rglob(FEATURES)
    names = states[0].batches.make(0).names
    stored = FeatureCache(file.parent, torch.device("cpu"))
    assert stored._resident is None
    assert torch.equal(stored.gather(names), states[0].feature_cache.gather(names))  # type: ignore[union-attr]
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(Problem) as caught:
        stored.gather(names)
    assert caught.value.code == "data-gone"
    stored.close()


def test_a_cut_store_is_made_anew(make_run: MakeRun, cache: Path) -> None:
    first, second = make_run("first", train_encoder="none"), make_run("second", train_encoder="none")
    run_through(first)
    [file] = cache.rglob(FEATURES)
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])
    run_through(second)
    assert file.read_bytes() == whole
    assert timeless(first) == timeless(second)


def test_a_stop_while_codes_are_computed_keeps_them(
    make_run: MakeRun, states: list[TrainingState], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes_module, "captioning_batch", lambda *words: 3)
    whole = make_run("whole", train_encoder="none")
    run_through(whole)
    [file] = cache.rglob(FEATURES)
    expected = file.read_bytes()
    file.unlink()

    broken = make_run("broken", train_encoder="none")

    def stop(event: Event, commands: Commands) -> None:
        if isinstance(event, Progress) and event.task is Task.ENCODING and event.done == 6:
            commands.stop()

    run_through(broken, stop)
    assert not list(broken.folder.glob("checkpoints/*"))
    driver = run_through(Run.open(broken.folder))
    progress = [event.done for event in driver.events if isinstance(event, Progress) and event.task is Task.ENCODING]
    assert progress[0] == 6
    assert timeless(broken) == timeless(whole)
    [file] = cache.rglob(FEATURES)
    assert file.read_bytes() == expected


def test_codes_of_other_weights_are_others(make_run: MakeRun, states: list[TrainingState], cache: Path) -> None:
    run_through(make_run("one", train_encoder="none"))
    run_through(make_run("two", train_encoder="none", seed=2))
    assert len(list(cache.rglob(FEATURES))) == 2
    state = states[0]
    again = prepare_features(
        state.captioner,
        [*state.train, *state.validation],
        state.store,
        state.device,
        state.dtype,
        cache=cache,
        emit=lambda event: None,
        stopped=lambda: False,
    )
    assert len(again) == 16
    again.close()
    assert len(list(cache.rglob(FEATURES))) == 2


def test_a_frozen_encoder_can_be_trained_from_a_resume_on(make_run: MakeRun, states: list[TrainingState]) -> None:
    run = make_run(train_encoder="none", epochs=3, schedule="constant")
    run_through(run, stopping_at(4))
    frozen = states[-1]
    kept = frozen.optimizer.state[frozen.captioner.decoder.output.weight]["exp_avg"].clone()  # type: ignore[union-attr, index]
    before = read_captioner(list_checkpoints(run.folder)[-1])

    seen: list[bool] = []

    def look(event: Event, commands: Commands) -> None:
        if isinstance(event, Progress):
            return
        if not seen and len(states) > 1:
            state = states[-1]
            moment = state.optimizer.state[state.captioner.decoder.output.weight]["exp_avg"]  # type: ignore[union-attr, index]
            seen.append(torch.equal(moment, kept))

    run_through(Run.open(run.folder).change({"train_encoder": "all"}), look)
    assert seen == [True]
    after = read_captioner(list_checkpoints(run.folder)[-1])
    assert "head.0.weight" in differing(before.encoder, after.encoder)
    assert [line["step"] for line in lines(run) if "loss" in line] == list(range(1, 13))
