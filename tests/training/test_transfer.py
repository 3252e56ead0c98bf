"""A run that begins with another one's weights: what fits, what is told, and that it needs the other one no more."""

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.captions.vocabulary import Vocabulary
from engine.checking import SettingsWrong
from engine.commands import train
from engine.commands.output import Output
from engine.data.picture import Framing
from engine.errors import Problem
from engine.events import WeightsTaken
from engine.models.captioner import Captioner
from engine.recipes import SELF_CRITICAL, continued, resolve
from engine.runs.checkpoint import find_checkpoint, list_checkpoints, read_info
from engine.runs.run import Run
from engine.runs.settings_file import SETTINGS, read_settings
from engine.runs.summary import summarise
from engine.runs.tensors import WEIGHTS, read_tensors
from engine.settings import Settings
from engine.training.transfer import source_of, transfer_from
from tests.tiny import TINY
from tests.training.driving import Driver, lines, raising, run_through, stopping_at, timeless

MakeRun = Callable[..., Run]


class CutOffError(Exception):
    """Ends a run at a place of the test's choice."""


@pytest.fixture
def source(make_run: MakeRun) -> Path:
    """A run's last checkpoint."""
    run = make_run("source")
    run_through(run)
    return list_checkpoints(run.folder)[-1]


def started(run_folder: Path, source: Path, data: Path, **changes: Any) -> Run:
    info = read_info(source)
    settings = continued(info.settings, changes, same_data=True)
    return Run.create(run_folder, settings, data, source_of(info))


def taken(driver: Driver) -> WeightsTaken:
    [event] = [event for event in driver.events if isinstance(event, WeightsTaken)]
    return event


def test_it_begins_with_the_others_weights_and_scores(source: Path, data: Path, tmp_path: Path) -> None:
    run = started(tmp_path / "run", source, data, epochs=1)
    event = taken(run_through(run))
    assert (event.source, event.taken, dict(event.left)) == (source, event.tensors, {})
    assert event.words == event.vocabulary > 0
    first, before = lines(run)[0], lines(Run.open(source.parent.parent))[-1]
    assert (first["step"], first["scores"]) == (0, before["scores"])
    text = (run.folder / "log.txt").read_text()
    assert f"started from the weights of {source}: {event.taken} of {event.taken} tensors" in text


def test_it_goes_on_to_the_same_losses_when_the_source_is_gone(
    source: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"objective": "self-critical", "samples_per_picture": 3, "lr_decoder": 1e-3, "epochs": 2}
    whole = started(tmp_path / "whole", source, data, **changes)
    run_through(whole)
    broken = started(tmp_path / "broken", source, data, **changes)
    digest = source_of(read_info(source)).digest
    # It ends within the evaluation before its first step.
    with monkeypatch.context() as patch:
        patch.setattr("engine.training.trainer.validate", lambda *words: raising(CutOffError())())
        with pytest.raises(CutOffError):
            run_through(broken)
    assert summarise(broken.folder).resumable
    shutil.rmtree(source.parent.parent)
    run_through(Run.open(broken.folder), stopping_at(3))
    run_through(Run.open(broken.folder))
    assert timeless(broken) == timeless(whole)
    assert next(line["step"] for line in lines(whole) if "scores" in line) == 0
    found = read_settings(broken.folder).source
    assert found is not None
    assert (found.checkpoint, found.digest) == (source, digest)


def test_an_evaluation_that_no_checkpoint_knows_of_is_not_told_twice(
    source: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(tmp_path / "run", source, data, epochs=1)
    with monkeypatch.context() as patch:
        # The line of the evaluation is written, the checkpoint that knows of it is not.
        patch.setattr("engine.training.trainer.Evaluated", lambda **words: raising(CutOffError())())
        with pytest.raises(CutOffError):
            run_through(run)
    assert [line["step"] for line in lines(run)] == [0]
    run_through(Run.open(run.folder))
    assert [line["step"] for line in lines(run) if "scores" in line].count(0) == 1


def test_a_source_that_has_changed_is_refused(source: Path, data: Path, tmp_path: Path) -> None:
    run = started(tmp_path / "run", source, data)
    description = json.loads((source / "checkpoint.json").read_text())
    description["digests"][WEIGHTS] = "sha256:0"
    (source / "checkpoint.json").write_text(json.dumps(description))
    with pytest.raises(Problem) as problem:
        run_through(run)
    assert problem.value.code == "start-changed"
    assert not run.folder.exists()


def test_another_decoder_takes_what_fits_and_tells_the_rest(source: Path, data: Path, tmp_path: Path) -> None:
    run = started(tmp_path / "run", source, data, decoder="lstm", epochs=1)
    event = taken(run_through(run))
    assert event.taken == event.tensors - len(event.left)
    assert event.left["decoder.hidden_gates.weight"] == "shape"
    assert "decoder.embedding.weight" not in event.left
    assert not any(name.startswith("encoder.") for name in event.left)
    log = (run.folder / "log.txt").read_text()
    assert "not taken over (the source's has another shape): decoder.first_state.weight" in log


def captioner(words: str, **changes: Any) -> Captioner:
    settings = resolve("compact", {**TINY, **changes})
    return Captioner(settings, Vocabulary(tuple(words.split())), Framing.of(settings))


def test_words_are_matched_by_word(source: Path) -> None:
    """In another order, with one that the source lacks and without some that it has."""
    info = read_info(source)
    known = info.vocabulary.words
    model = captioner(f"{known[3]} zebra {known[0]}")
    untouched = {name: value.clone() for name, value in model.state_dict().items()}
    transfer = transfer_from(source_of(info), model)
    transfer.apply(model)
    assert (transfer.event.words, transfer.event.vocabulary) == (2, 3)
    theirs, ours = read_tensors(source), model.state_dict()
    start, end = len(known) + 1, len(known) + 2
    for name in ("decoder.embedding.weight", "decoder.output.weight", "decoder.output.bias"):
        # Padding, two words, start and end; the new word stays as it began.
        assert ours[name][[0, 1, 3, 4, 5]].equal(theirs[name][[0, 4, 1, start, end]])
        assert ours[name][2].equal(untouched[name][2])
        assert name not in transfer.event.left
    assert ours["decoder.word_gates.weight"].equal(theirs["decoder.word_gates.weight"])


def test_what_only_by_chance_is_as_long_as_the_vocabulary_is_not_taken_for_words(source: Path) -> None:
    """The hidden size is that of the new vocabulary."""
    info = read_info(source)
    model = captioner(" ".join(f"w{number}" for number in range(13)))
    assert model.vocabulary.size == model.settings.hidden_size == 16
    transfer = transfer_from(source_of(info), model)
    transfer.apply(model)
    theirs = read_tensors(source)
    assert model.state_dict()["decoder.first_state.weight"].equal(theirs["decoder.first_state.weight"])
    assert set(transfer.by_word) == {"decoder.embedding.weight", "decoder.output.weight", "decoder.output.bias"}


def test_another_encoder_keeps_its_own_weights(source: Path) -> None:
    model = captioner("a b", encoder="mobilenet_v3_large", encoder_weights="scratch")
    transfer = transfer_from(source_of(read_info(source)), model)
    reasons = {why for name, why in transfer.event.left.items() if name.startswith("encoder.")}
    assert reasons == {"encoder"}
    assert not transfer.whole_encoder


def test_a_new_run_has_the_settings_of_the_other_and_lower_rates_for_self_critical_training() -> None:
    theirs = resolve("recommended", {"columns": "image=a", "steps": 7, "hidden_size": 64})
    same = continued(theirs, {"objective": "self-critical", "lr_decoder": 1e-4}, same_data=True)
    assert (same.hidden_size, same.encoder, same.columns) == (64, theirs.encoder, "image=a")
    assert (same.lr_decoder, same.lr_encoder, same.steps) == (1e-4, SELF_CRITICAL["lr_encoder"], 0)
    assert continued(theirs, {}, same_data=False).columns == Settings().columns
    assert continued(theirs, {}, same_data=True).steps == 7
    assert continued(theirs, {"epochs": 3}, same_data=True).steps == 0
    with pytest.raises(SettingsWrong):
        continued(theirs, {"reward": "nothing"}, same_data=True)


def test_a_damaged_start_is_told(source: Path, data: Path, tmp_path: Path) -> None:
    run = started(tmp_path / "run", source, data)
    text = (run.folder / SETTINGS).read_text()
    (run.folder / SETTINGS).write_text(text.replace("weights =", "other ="))
    with pytest.raises(Problem, match=r"\[start\] does not name a checkpoint"):
        Run.open(run.folder)


def wanted(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return parser.parse_args(list(words))


def test_the_command_takes_the_settings_of_the_source_unless_others_are_named(
    source: Path, data: Path, tmp_path: Path
) -> None:
    folder, output = source.parent.parent, Output(False)
    words = [str(data), "--from", str(folder), "--set", "objective=self-critical", "--epochs", "3"]
    begun = train._begin(wanted(*words, "--run", str(tmp_path / "run")), output)
    assert begun.settings == continued(
        Run.open(folder).settings, {"objective": "self-critical", "epochs": 3}, same_data=True
    )
    best = read_info(find_checkpoint(folder))
    assert begun.source == source_of(best)
    assert Run.open(tmp_path / "run").source == begun.source
    other = train._begin(wanted(*words, "--run", str(tmp_path / "other"), "--recipe", "compact"), output)
    assert (other.settings.hidden_size, other.source) == (Settings().hidden_size, begun.source)


def test_a_run_that_began_otherwise_is_not_started_from_a_source_later(source: Path, data: Path) -> None:
    folder = str(source.parent.parent)
    with pytest.raises(Problem) as problem:
        train._begin(wanted(str(data), "--run", folder, "--from", folder, "--resume"), Output(False))
    assert problem.value.code == "start-none"
    # The same line goes on with a run that did start from it.
    begun = started(source.parent.parent.parent / "begun", source, data)
    again = wanted(str(data), "--run", str(begun.folder), "--from", folder, "--resume")
    assert train._begin(again, Output(False)).source == begun.source
