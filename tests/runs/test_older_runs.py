"""Runs, checkpoints, queues and settings of an older version: they open, go on, caption and report as they did."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.captioning import GenerationConfig, load_captioner
from engine.checking import check, read_file
from engine.events import Commands, State
from engine.queueing.plan import Queue
from engine.queueing.running import run_queue
from engine.queueing.status import RunStatus, stands
from engine.queueing.table import read_table
from engine.runs.catalog import read_catalog
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, read_info
from engine.runs.metrics_log import read_metrics
from engine.runs.notes import Note, read_notes
from engine.runs.run import Run
from engine.runs.samples_log import FORMER_LOG, read_samples
from engine.runs.settings_file import SETTINGS, read_settings
from engine.runs.summary import list_runs
from tests.runs.older import unpack_older
from tests.training.driving import lines, run_through, stopping_at

EXPECTED = json.loads((Path(__file__).parent.parent / "fixtures/old_main/expected.json").read_text("utf-8"))
# The last digits hang on the processor's way of summing.
NEAR = 2e-3


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that tests only read."""
    return unpack_older(tmp_path_factory.mktemp("older"))


def test_the_runs_are_listed_with_their_steps_and_their_state(older: Path) -> None:
    found = {summary.name: summary for summary in list_runs(older / "runs")}
    assert set(found) == {"half", "attention"}
    half, attention = found["half"], found["attention"]
    assert (half.step, half.steps, half.finished, half.resumable) == (180, 240, False, True)
    assert (attention.step, attention.steps, attention.finished, attention.resumable) == (6, 6, True, False)


def test_settings_are_read_under_their_present_names(older: Path) -> None:
    settings = Run.open(older / "runs" / "half").settings
    assert (settings.embed_dim, settings.ema_decay, settings.max_grad_norm) == (8, 0.9, 4.0)
    assert (settings.monitor, settings.early_stopping_patience, settings.features) == ("cider_d", 50, "pooled")
    assert settings.fixed_sample_names == ("WOMEN-Jackets_Coats-id_00000022-01_1_front.jpg",)
    assert Run.open(older / "runs" / "attention").settings.embed_dim == 12
    assert check(read_file(older / "settings.toml")["settings"]) == settings


def test_checkpoints_keep_their_scores_their_verdict_and_their_notes(older: Path) -> None:
    run = older / "runs" / "half"
    infos = [read_info(folder) for folder in list_checkpoints(run)]
    assert [info.step for info in infos] == [60, 150, 180]
    assert read_notes(run) == {
        60: Note("keep: the first that names a garment", True),
        180: Note("stopped here for the night", False),
    }
    catalog = read_catalog([run, older / "runs" / "attention"])
    entries = {(entry.name, entry.step): entry for entry in catalog.entries}
    assert set(entries) == {("half", 60), ("half", 150), ("half", 180), ("attention", 6)}
    assert entries["half", 60].note.pinned
    assert entries["half", 180].scores["cider_d"] == pytest.approx(1.2593759772948276)
    assert str(entries["half", 180].verdict) == "unsure"
    assert find_checkpoint(run, "cider_d").name == "step-00000150"


def test_curves_and_samples_are_read(older: Path) -> None:
    run = older / "runs" / "half"
    metrics = read_metrics(run)
    assert metrics.losses.step.tolist() == list(range(1, 181))
    assert metrics.scores.step.tolist() == [30, 60, 90, 120, 150, 180]
    samples = read_samples(run)
    assert [step for step, _ in samples] == [30, 60, 90, 120, 150, 180]
    assert [sample.name for sample in samples[0][1]][:3] == ["woman", "man", "noise"]
    assert samples[0][1][0].picture == older / "data/images/WOMEN-Blouses_Shirts-id_00000011-01_3_back.jpg"


def test_the_captions_are_the_same(older: Path) -> None:
    captioner = load_captioner(older / "runs/half/checkpoints/step-00000180", "cpu")
    for name, expected in list(EXPECTED["captions"].items())[::4]:
        picture = older / "data" / "images" / name
        assert captioner.caption_file(picture, GenerationConfig(beam=1)).caption == expected["greedy"]
        assert captioner.caption_file(picture).caption == expected["beam"]
    [spoken] = {load_captioner(older / "runs" / "attention", "cpu").caption_file(picture).caption}
    assert spoken


@pytest.mark.parametrize("name", ["half", "attention"])
def test_a_report_is_made_of_it(older: Path, tmp_path: Path, name: str) -> None:
    page = tmp_path / "report.html"
    assert main(["report", str(older / "runs" / name), "--out", str(page), "--device", "cpu"]) == 0
    text = page.read_text("utf-8")
    assert "embed_dim" in text
    assert "word_size" not in text


def _scores(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, **line.get("scores", {})}


def test_it_goes_on_to_the_same_losses_and_scores(tmp_path: Path) -> None:
    run = Run.open(unpack_older(tmp_path) / "runs" / "half")
    driver = run_through(run)
    assert driver.states()[-1] is State.FINISHED
    written = lines(run)
    losses = {str(line["step"]): line["loss"] for line in written if "loss" in line and line["step"] > 180}
    assert losses == pytest.approx(EXPECTED["losses"], rel=NEAR)
    evaluations = [_scores(line) for line in written if "loss" not in line]
    assert [line["step"] for line in evaluations] == [line["step"] for line in EXPECTED["scores"]]
    for line, expected in zip(evaluations, EXPECTED["scores"], strict=True):
        for name in ("bleu4", "rouge_l", "cider_d", "attribute_accuracy"):
            assert line[name] == pytest.approx(expected[name], rel=NEAR), (name, line["step"])


def test_a_queue_is_listed_and_trains_what_it_has_planned(tmp_path: Path) -> None:
    queue = Queue(unpack_older(tmp_path) / "queue")
    assert [stand.standing for stand in stands(queue)] == [RunStatus.FINISHED, RunStatus.WAITING]
    finished, waiting = (run.settings() for run in queue.planned)
    assert (finished.embed_dim, finished.max_grad_norm, finished.monitor) == (8, 4.0, "rouge_l")
    assert (waiting.embed_dim, waiting.ema_decay, waiting.early_stopping_patience) == (16, 0.9, 3)
    # The same run is known as the same under its present names.
    queue.add(queue.planned)
    assert run_queue(queue, Commands(), lambda event: None, device="cpu") is State.FINISHED
    assert [stand.standing for stand in stands(queue)] == [RunStatus.FINISHED, RunStatus.FINISHED]
    assert {row.name: row.settings["embed_dim"] for row in read_table(queue)} == {"word_size=8": 8, "average": 16}


def test_older_names_are_told_once_and_written_anew_when_the_run_goes_on(tmp_path: Path) -> None:
    run = unpack_older(tmp_path) / "runs" / "half"
    log, before = (run / "log.txt").read_text("utf-8"), (run / SETTINGS).read_bytes()
    list_runs(run.parent)
    assert (run / SETTINGS).read_bytes() == before
    run_through(Run.open(run), stopping_at(182))
    assert read_settings(run).older == {}
    run_through(Run.open(run), stopping_at(184))
    added = (run / "log.txt").read_text("utf-8").removeprefix(log)
    assert added.count("were written under older names") == 1
    assert "word_size is now embed_dim" in added
    assert not (run / FORMER_LOG).exists()
    assert [step for step, _ in read_samples(run)] == [30, 60, 90, 120, 150, 180]
