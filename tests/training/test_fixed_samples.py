"""The fixed samples: those that a person names beside a woman, a man and noise."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.checking import SettingsWrong, check
from engine.data.layout import open_data
from engine.errors import Problem
from engine.runs.run import LOG, Run
from engine.runs.samples_log import read_samples
from tests.training.driving import run_through

MakeRun = Callable[..., Run]


def names_in(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "images").iterdir())


def test_named_pictures_of_any_split_are_captioned_after_the_others(make_run: MakeRun, data: Path) -> None:
    found = open_data(data, validation_share=0.1, seed=1)
    wanted = [found.test[0].name, found.train[0].name]
    run = make_run(epochs=1, fixed_samples=f" {wanted[0]} ,{wanted[1]},{wanted[0]}")
    run_through(run)
    plain = make_run("plain", epochs=1)
    run_through(plain)
    step, samples = read_samples(run.folder)[-1]
    assert [sample.name for sample in samples] == ["woman", "man", "noise", *wanted]
    assert [sample.picture for sample in samples[3:]] == [data.absolute() / "images" / name for name in wanted]
    assert all(sample.caption and sample.chinese for sample in samples[3:])
    # Those that everybody has stand where they stood, and say what they said.
    assert read_samples(plain.folder)[-1] == (step, samples[:3])


def test_more_pictures_than_are_captioned_at_once(make_run: MakeRun, data: Path) -> None:
    wanted = names_in(data)[:12]
    run = make_run(epochs=1, fixed_samples=",".join(wanted))
    run_through(run)
    samples = read_samples(run.folder)[-1][1]
    assert [sample.name for sample in samples[3:]] == wanted
    same = {(sample.picture or sample.name): sample.caption for sample in samples}
    assert all(same[sample.picture] == sample.caption for sample in samples if sample.picture)


def test_a_name_that_the_data_has_not_is_told_before_anything_is_trained(make_run: MakeRun, data: Path) -> None:
    run = make_run(fixed_samples=f"{names_in(data)[0]},nobody.jpg,else.jpg")
    with pytest.raises(Problem) as caught:
        run_through(run)
    assert caught.value.code == "samples-unknown"
    assert "nobody.jpg, else.jpg" in str(caught.value)
    assert run.last_checkpoint() is None


def test_how_many_may_be_named() -> None:
    check({"fixed_samples": ",".join(f"{number}.jpg" for number in range(24))})
    with pytest.raises(SettingsWrong, match="fixed_samples must name at most 24 pictures, not 25"):
        check({"fixed_samples": ",".join(f"{number}.jpg" for number in range(25))})
    assert check({"fixed_samples": "a.jpg，b.jpg, ,a.jpg"}).fixed_sample_names == ("a.jpg", "b.jpg")


def test_a_resume_keeps_them_or_changes_them_and_tells(make_run: MakeRun, data: Path) -> None:
    first, two = names_in(data)[:2]
    run = make_run(epochs=1, evaluate_every=2, fixed_samples=first)
    run_through(run)
    assert Run.open(run.folder).settings.fixed_samples == first
    run_through(Run.open(run.folder).change({"epochs": 2, "fixed_samples": f"{first},{two}"}))
    samples = read_samples(run.folder)
    assert [[sample.name for sample in samples[3:]] for _, samples in samples] == [[first]] * 2 + [[first, two]] * 2
    assert (
        f"fixed_samples: {first} in the run, {first},{two} now; from step 5 on {first},{two}"
        in (run.folder / LOG).read_text()
    )
    # A run of before there was this setting goes on as well.
    path = run.last_checkpoint()
    assert path is not None
    description = json.loads((path / "checkpoint.json").read_text("utf-8"))
    del description["settings"]["fixed_samples"]
    (path / "checkpoint.json").write_text(json.dumps(description), "utf-8")
    run_through(Run.open(run.folder).change({"epochs": 3, "fixed_samples": ""}))
    assert [sample.name for sample in read_samples(run.folder)[-1][1]] == ["woman", "man", "noise"]
