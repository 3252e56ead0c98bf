"""What a queue plans, and what it names its runs."""

from pathlib import Path

import pytest

from engine.checking import SettingsWrong
from engine.errors import Problem
from engine.queueing.plan import PLAN, Planned, Queue
from engine.queueing.sweep import parse_variations, run_name, sweep
from engine.recipes import resolve
from engine.runs.run import Run


def planned(name: str, data: Path, **changes: object) -> Planned:
    return Planned(name, "compact", changes, data)


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path / "queue")


def test_several_varied_settings_make_each_combination() -> None:
    variations = parse_variations(["decoder=gru,lstm", "hidden-size=32, 64"])
    runs = sweep(variations, "compact", {"seed": "3", "decoder": "transformer"}, Path("data"))
    assert [run.name for run in runs] == [
        "gru-hidden_size=32",
        "gru-hidden_size=64",
        "lstm-hidden_size=32",
        "lstm-hidden_size=64",
    ]
    settings = runs[3].settings()
    assert (settings.decoder, settings.hidden_size, settings.seed) == ("lstm", 64, 3)


def test_a_word_that_two_settings_know_is_told_with_its_setting() -> None:
    assert run_name({"features": "auto"}) == "features=auto"
    assert run_name({"encoder": "vgg19", "train_encoder": "none"}) == "vgg19-none"
    assert run_name({"encoder_weights": "/some where/best weights.pth"}) == "encoder_weights=best_weights"


def test_nothing_varied_is_one_run_named_after_what_is_changed() -> None:
    assert [run.name for run in sweep({}, "compact", {"decoder": "lstm"}, Path("data"))] == ["lstm"]
    assert [run.name for run in sweep({}, "compact", {}, Path("data"))] == ["compact"]


@pytest.mark.parametrize("word", ["decoder", "decoder=", "decoder=,"])
def test_a_variation_without_values_is_refused(word: str) -> None:
    with pytest.raises(SettingsWrong, match="needs a value"):
        parse_variations([word])


def test_wrong_settings_are_refused_before_anything_is_written(queue: Queue, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="hidden_size must be 8 or more"):
        queue.add([planned("good", tmp_path), planned("bad", tmp_path, hidden_size=1)])
    assert not (queue.folder / PLAN).exists()


def test_what_is_planned_is_moved_removed_skipped_and_kept(queue: Queue, tmp_path: Path) -> None:
    queue.add([planned(name, tmp_path) for name in ("a", "b", "c")])
    queue.move("c", -1)
    queue.move("a", 9)
    assert [run.name for run in queue.planned] == ["c", "b", "a"]
    queue.remove("b")
    queue.skip("a")
    again = Queue(queue.folder)
    assert [(run.name, run.skipped) for run in again.planned] == [("c", False), ("a", True)]


def test_planning_the_same_again_changes_nothing(queue: Queue, tmp_path: Path) -> None:
    queue.add([planned("a", tmp_path, seed=2)])
    queue.skip("a")
    queue.add([planned("a", tmp_path, seed=2), planned("b", tmp_path)])
    assert [(run.name, run.skipped) for run in queue.planned] == [("a", True), ("b", False)]


def test_a_name_never_stands_for_two_runs(queue: Queue, tmp_path: Path) -> None:
    queue.add([planned("a", tmp_path, seed=2)])
    with pytest.raises(Problem, match="already has a run a"):
        queue.add([planned("a", tmp_path, seed=3)])
    Run.create(queue.folder / "b", resolve("compact", {"seed": 5}), tmp_path)
    with pytest.raises(Problem, match="already has a run b"):
        queue.add([planned("b", tmp_path, seed=6)])
    queue.add([planned("b", tmp_path, seed=5)])
    assert queue.free_name("b") == "b-2"
    assert queue.free_name("c") == "c"


@pytest.mark.parametrize(
    "text", ["{", '{"runs": 3}', '{"runs": [{"name": "../a", "recipe": "compact", "changes": {}, "data": "d"}]}', "[]"]
)
def test_a_damaged_plan_is_told(queue: Queue, text: str) -> None:
    queue.folder.mkdir()
    (queue.folder / PLAN).write_text(text)
    with pytest.raises(Problem, match="is not a valid queue file"):
        queue.planned  # noqa: B018 - reading it is the test


def test_a_plan_of_another_format_is_told_and_left_alone(queue: Queue, data: Path) -> None:
    queue.add([planned("one", data)])
    plan = queue.folder / PLAN
    later = plan.read_text(encoding="utf-8").replace('"format": 1', '"format": 2')
    plan.write_text(later, encoding="utf-8")
    with pytest.raises(Problem, match="format 2"):
        queue.remove("one")
    assert plan.read_text(encoding="utf-8") == later
