"""The list of all checkpoints: what it knows of each, deleting and its way back, notes and pins."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.runs.catalog import delete, forget_deleted, read_catalog, restore
from engine.runs.checkpoint import list_checkpoints
from engine.runs.metrics_log import METRICS, read_metrics
from engine.runs.notes import Note, read_notes, write_note
from engine.runs.run import Run
from engine.runs.samples_log import SAMPLES_LOG, read_samples
from engine.runs.timing import run_timing
from tests.training.test_trainer import run_through

MakeRun = Callable[..., Run]


@pytest.fixture
def run(make_run: MakeRun) -> Run:
    made = make_run(epochs=3, evaluate_every=6, checkpoint_every=2, keep_every=4)
    run_through(made)
    return made


def test_every_checkpoint_is_listed_with_its_loss_and_scores(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    catalog = read_catalog([tmp_path / "empty", run.folder])
    steps = [entry.step for entry in catalog.entries]
    assert steps == [int(folder.name[5:]) for folder in list_checkpoints(run.folder)]
    metrics = read_metrics(run.folder)
    logged = dict(zip(metrics.losses.step.tolist(), metrics.losses.loss.tolist(), strict=True))
    scored = dict(zip(metrics.scores.step.tolist(), metrics.scores.values["bleu4"].tolist(), strict=True))
    for entry in catalog.entries:
        assert entry.loss == logged[entry.step]
        assert entry.scores.get("bleu4") == scored.get(entry.step)
        assert (entry.recipe, entry.encoder, entry.decoder) == ("compact", "compact", "gru")
        assert (
            entry.size_bytes
            == entry.folder.joinpath("weights.safetensors").stat().st_size
            + (entry.folder / "checkpoint.json").stat().st_size
        )
    assert [entry.resumable for entry in catalog.entries] == [False] * (len(steps) - 1) + [True]
    assert catalog.bounds[run.folder] == metrics.scores.sides
    assert set(catalog.bounds[run.folder][0]) >= {"bleu4", "rouge_l", "cider_d"}
    curves = catalog.curves[run.folder]
    for score in ("bleu4", "rouge_l", "cider_d"):
        assert curves[score][0].tolist() == metrics.scores.step.tolist()
        assert curves[score][1].tolist() == metrics.scores.values[score].tolist()


def test_lines_of_something_else_are_passed_over(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(run.folder, folder)
    before = read_metrics(folder), read_samples(folder), run_timing(folder, 4, {})
    for name in (METRICS, SAMPLES_LOG):
        path = folder / name
        odd = '{"step": 1}\n{"step": 1, "loss": "low"}\n{"step": 1, "probes": [{}]}\n'
        path.write_text(odd + path.read_text(encoding="utf-8") + odd + '{"step": "2"}\n', encoding="utf-8")
    after = read_metrics(folder), read_samples(folder), run_timing(folder, 4, {})
    assert after[0].losses.loss.tolist() == before[0].losses.loss.tolist()
    assert after[0].scores.values["bleu4"].tolist() == before[0].scores.values["bleu4"].tolist()
    assert after[1:] == before[1:]
    assert read_catalog([folder]).entries


def test_what_is_deleted_can_be_brought_back_until_it_is_forgotten(run: Run) -> None:
    before = list_checkpoints(run.folder)
    files = {path: path.read_bytes() for path in before[0].iterdir()}
    gone = delete(before[:2])
    assert list_checkpoints(run.folder) == before[2:]
    restore(gone)
    assert list_checkpoints(run.folder) == before
    assert {path: path.read_bytes() for path in before[0].iterdir()} == files
    [place] = delete(before[:1])
    forget_deleted([run.folder])
    assert not place.exists()
    assert list_checkpoints(run.folder) == before[1:]


def test_a_run_that_is_trained_gives_no_checkpoint_away(run: Run) -> None:
    before = list_checkpoints(run.folder)
    lock = run.lock()
    try:
        with pytest.raises(Problem) as caught:
            delete(before[:1])
    finally:
        lock.release()
    assert caught.value.code == "run-busy"
    assert list_checkpoints(run.folder) == before


def test_a_deletion_that_fails_half_way_takes_nothing_away(run: Run) -> None:
    before = list_checkpoints(run.folder)
    with pytest.raises(Problem) as caught:
        delete([before[0], run.folder / "checkpoints" / "step-99999999"])
    assert caught.value.code == "folder-unwritable"
    assert list_checkpoints(run.folder) == before


def test_notes_come_back_and_an_empty_one_leaves_no_trace(run: Run) -> None:
    write_note(run.folder, 4, Note("良い", True))
    write_note(run.folder, 8, Note("second"))
    assert read_notes(run.folder) == {4: Note("良い", True), 8: Note("second")}
    entries = {entry.step: entry.note for entry in read_catalog([run.folder]).entries}
    assert entries[4] == Note("良い", True)
    write_note(run.folder, 4, Note())
    write_note(run.folder, 8, Note())
    assert read_notes(run.folder) == {}


def test_what_is_pinned_outlives_better_ones(make_run: MakeRun) -> None:
    run = make_run(epochs=5, evaluate_every=0, checkpoint_every=2)
    write_note(run.folder, 6, Note(pinned=True))
    run_through(run)
    assert [int(folder.name[5:]) for folder in list_checkpoints(run.folder)] == [6, 20]


def test_a_damaged_checkpoint_is_passed_over(run: Run) -> None:
    first, *others = list_checkpoints(run.folder)
    (first / "checkpoint.json").write_text("{", encoding="utf-8")
    assert [entry.folder for entry in read_catalog([run.folder]).entries] == others
    (run.folder / METRICS).unlink()
    (run.folder / SAMPLES_LOG).unlink()
    assert [entry.loss for entry in read_catalog([run.folder]).entries] == [None] * len(others)
