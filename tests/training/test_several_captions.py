"""Runs on data with several captions a picture: what they learn and tell, and that they go on where they were."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.data.layout import open_data
from engine.data.records import Record, fingerprint_of
from engine.errors import Problem
from engine.evaluation.scoring import references_of
from engine.export.card import _scores
from engine.metrics import tracked
from engine.metrics.people import people_scores
from engine.recipes import resolve
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run
from tests.tiny import TINY, write_data
from tests.training.driving import check_resume, lines, run_through, stopping_at
from tests.training.ranks import check_two_train_as_one

MakeRun = Callable[..., Run]


def write_several(folder: Path, count: int = 20) -> Path:
    """The shapes with one to four captions each, of different lengths."""
    write_data(folder, count, free=True)
    for file in folder.glob("*_captions.json"):
        several = {}
        for number, (name, caption) in enumerate(json.loads(file.read_text()).items()):
            colour, shape = caption.split()[1:3]
            captions = [caption, f"There is a {colour} {shape}.", f"On white paper lies a {colour} {shape}.", colour]
            several[name] = captions[: 4 - number % 4]
        file.write_text(json.dumps(several))
    return folder


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_several(tmp_path_factory.mktemp("several") / "shapes")


@pytest.fixture
def make_run(tmp_path: Path, several: Path) -> MakeRun:
    """Begin a tiny run on several captions a picture."""

    def make(name: str = "run", **changes: Any) -> Run:
        return Run.create(tmp_path / name, resolve("compact", {**TINY, **changes}), several)

    return make


@pytest.mark.parametrize("buckets", [False, True])
@pytest.mark.parametrize("stop_at", [3, 5])
def test_stopped_and_resumed_the_losses_are_the_same_to_the_bit(make_run: MakeRun, stop_at: int, buckets: bool) -> None:
    check_resume(make_run, stop_at, length_buckets=buckets)


def test_two_processes_teach_the_captions_that_one_does(make_run: MakeRun) -> None:
    check_two_train_as_one(make_run, "loss")


def test_an_epoch_is_one_visit_of_each_picture(make_run: MakeRun, several: Path) -> None:
    run = make_run(evaluate_every=0, epochs=3)
    run_through(run)
    train = open_data(several, **run.settings.splitting).train
    pictures, captions = len(train), sum(len(record.captions) for record in train)
    assert (
        f"several captions a picture: {captions} of {pictures} training pictures"
        in (run.folder / "log.txt").read_text()
    )
    assert lines(run)[-1]["step"] == 3 * -(-pictures // TINY["batch_size"])


def test_an_evaluation_scores_against_all_captions_and_tells_people_s_scores(make_run: MakeRun, several: Path) -> None:
    run = make_run(validation_share=0.4)
    run_through(run)
    line = [line for line in lines(run) if "scores" in line][-1]
    validation = open_data(several, **run.settings.splitting).validation
    known = references_of(validation, run_domain(run))
    assert known.captions == [record.captions for record in validation]
    assert max(map(len, known.captions)) > 1
    assert line["ceiling_of"] == "people"
    people = people_scores(known, tracked())
    assert line["ceiling"] == {key: round(value, 4) for key, value in people.items()}
    scores = read_metrics(run.folder).scores
    assert scores.ceiling_of == scores.sides.ceiling_of == "people"
    span = scores.sides.span("cider_d")
    assert span is not None
    assert span.people
    assert f"people {line['ceiling']['cider_d']:.4f})" in (run.folder / "log.txt").read_text()
    card = _scores(read_info(list_checkpoints(run.folder)[-1]))
    assert "people, each caption against the others of its picture" in card


def run_domain(run: Run) -> Any:
    return read_info(list_checkpoints(run.folder)[-1]).captions


def test_a_changed_second_caption_is_changed_data(make_run: MakeRun, tmp_path: Path) -> None:
    folder = write_several(tmp_path / "own")
    run = Run.create(tmp_path / "own-run", make_run().settings, folder)
    run_through(run, stopping_at(2))
    file = folder / "train_captions.json"
    captions = json.loads(file.read_text())
    for several_of_one in captions.values():
        several_of_one[1:2] = ["Another one."] if len(several_of_one) > 1 else []
    file.write_text(json.dumps(captions))
    with pytest.raises(Problem) as caught:
        run_through(Run.open(run.folder))
    assert caught.value.code == "run-data-changed"


def test_the_digest_of_data_with_one_caption_a_picture_is_that_of_older_runs() -> None:
    records = [Record("a.jpg", "a.jpg", ("A hat.",)), Record("b.jpg", "b.jpg", ("Two hats.",))]
    expected = hashlib.sha256(b"a.jpg\0A hat.\0b.jpg\0Two hats.\0").hexdigest()
    assert fingerprint_of(records) == expected
    more = [records[0], Record("b.jpg", "b.jpg", ("Two hats.", "Hats."))]
    joined = [records[0], Record("b.jpg", "b.jpg", ("Two hats. Hats.",))]
    assert len({expected, fingerprint_of(more), fingerprint_of(joined)}) == 3


def test_commands_tell_people_and_list_every_reference(
    make_run: MakeRun, several: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = make_run(validation_share=0.4)
    run_through(run)
    words = [str(run.folder), str(several), "--device", "cpu"]
    capsys.readouterr()
    assert main(["evaluate", *words, "--split", "validation", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert plain["ceiling_of"] == "people"
    validation = open_data(several, **run.settings.splitting).validation
    assert plain["references"] == sum(len(record.captions) for record in validation) > plain["images"]
    assert set(plain["held_out"]) == set(plain["ceiling"]) >= {"cider_d", "bleu4"}
    assert main(["evaluate", *words, "--split", "validation"]) == 0
    told = capsys.readouterr().out
    assert "people" in told
    assert "one reference fewer" in told
    data = open_data(several, **run.settings.splitting)
    assert main(["compare", str(run.folder), *words, "--split", "train", "--json", "--pictures", "99"]) == 0
    same = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert same["same"] == same["images"] == len(data.train)
