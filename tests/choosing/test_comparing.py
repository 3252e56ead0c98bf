"""Two real checkpoints on the same pictures."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.choosing import timing
from engine.choosing.comparing import Comparison, compare_checkpoints
from engine.choosing.timing import milliseconds_a_picture
from engine.data.layout import open_data
from engine.errors import Problem
from engine.events import Event, Progress, Task
from engine.runs.checkpoint import find_checkpoint
from tests.metrics.house import house_scores


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return []


@pytest.fixture(scope="module")
def found(two_runs: Path, shapes: Path, tmp_path_factory: pytest.TempPathFactory, events: list[Event]) -> Comparison:
    cache = tmp_path_factory.mktemp("cache")
    return compare_checkpoints(
        two_runs / "begun", two_runs / "learned", shapes, device="cpu", cache=cache, emit=events.append
    )


def test_both_caption_the_same_pictures_and_score_as_ever(found: Comparison, shapes: Path) -> None:
    test = open_data(shapes, validation_share=0.1, seed=1).test
    assert sorted(pair.name for pair in found.pairs) == [record.name for record in test]
    assert {pair.name: pair.reference for pair in found.pairs} == {record.name: record.caption for record in test}
    references = [pair.reference for pair in found.pairs]
    for side, name in (("first", "begun"), ("second", "learned")):
        scores = house_scores([getattr(pair, side).caption for pair in found.pairs], references)
        assert getattr(found, side).name.startswith(name)
        for score in ("bleu4", "rouge_l", "cider_d"):
            assert getattr(found.differences[score], side) == pytest.approx(scores[score], abs=1e-9)
    assert found.differences["rouge_l"].difference > 0
    assert found.second.captions_per_second > 0


def test_those_on_which_they_differ_most_come_first(found: Comparison) -> None:
    distances = [pair.distance for pair in found.pairs]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > (0, 0)
    plain = found.to_json(3)
    assert [picture["name"] for picture in plain["pictures"]] == [pair.name for pair in found.pairs[:3]]
    assert plain["same"] == sum(pair.first.caption == pair.second.caption for pair in found.pairs)


def test_the_progress_is_one_way_through_both(found: Comparison, events: list[Event]) -> None:
    events_seen = [event.done for event in events if isinstance(event, Progress) and event.task is Task.CAPTIONING]
    assert events_seen == sorted(events_seen)
    assert events_seen[-1] == 2 * len(found.pairs)


def test_a_checkpoint_beside_itself_does_not_differ(two_runs: Path, shapes: Path, tmp_path: Path) -> None:
    checkpoint = find_checkpoint(two_runs / "learned")
    alike = compare_checkpoints(two_runs / "learned", checkpoint, shapes, device="cpu", cache=tmp_path, samples=50)
    assert alike.same == len(alike.pairs)
    assert all((difference.difference, difference.p) == (0, 1) for difference in alike.differences.values())
    assert alike.to_json(5)["pictures"] == []


def test_only_pictures_that_are_in_the_split_of_both_are_compared(
    two_runs: Path, shapes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    splits = [
        {record.name for record in open_data(shapes, validation_share=0.25, seed=seed).validation} for seed in (1, 2)
    ]
    both = splits[0] & splits[1]
    assert both < splits[0]
    runs = two_runs / "begun", two_runs / "learned"
    found = compare_checkpoints(*runs, shapes, split="validation", device="cpu", cache=tmp_path, samples=10)
    assert {pair.name for pair in found.pairs} == both
    with pytest.raises(Problem) as caught:
        compare_checkpoints(two_runs / "begun", tmp_path / "nowhere", shapes, device="cpu", cache=tmp_path)
    assert caught.value.code == "checkpoint-missing"


def test_it_can_be_stopped_between_two_batches(two_runs: Path, shapes: Path, tmp_path: Path) -> None:
    tasks: list[Task] = []

    def emit(event: Event) -> None:
        if isinstance(event, Progress):
            tasks.append(event.task)

    with pytest.raises(Problem, match="Stopped"):
        compare_checkpoints(
            two_runs / "begun", two_runs / "learned", shapes, device="cpu", cache=tmp_path, emit=emit,
            stopped=lambda: Task.CAPTIONING in tasks,
        )  # fmt: skip
    assert Task.COMPARING not in tasks


def test_the_time_of_a_picture_is_measured(two_runs: Path) -> None:
    """By the median of those after the first, which warms up."""
    folder = find_checkpoint(two_runs / "begun")
    readings = iter([reading for seconds in (90, 1, 2, 3, 50, 4) for reading in (0, seconds)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timing, "time", SimpleNamespace(perf_counter=lambda: next(readings)))
        assert milliseconds_a_picture(folder, device="cpu") == 3000
    with pytest.raises(Problem, match="Stopped"):
        milliseconds_a_picture(folder, device="cpu", stopped=lambda: True)
