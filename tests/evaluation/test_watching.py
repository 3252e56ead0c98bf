"""Progress of captionings: one after another they count as one, and a stop ends them."""

import pytest

from engine.errors import Problem
from engine.evaluation.watching import CaptioningWatch
from engine.events import Event, Progress, Task


def told(events: list[Event]) -> list[tuple[int, int]]:
    return [(event.done, event.total) for event in events if isinstance(event, Progress)]


def test_two_captionings_are_told_as_one() -> None:
    events: list[Event] = []
    watch = CaptioningWatch(events.append, lambda: False, Task.CAPTIONING, count=2)
    for done in (0, 4, 8, 10, 0, 5, 10):
        watch.captioned(done, 10)
    assert told(events) == [(0, 20), (4, 20), (8, 20), (10, 20), (10, 20), (15, 20), (20, 20)]
    lefts = [event.seconds_left for event in events if isinstance(event, Progress)]
    assert lefts[0] is None
    assert all(left is not None and left >= 0 for left in lefts[1:])
    assert lefts[-1] == 0


def test_one_captioning_says_again_that_it_is_done() -> None:
    """The grounding test asks between its batches whether a stop is wanted."""
    events: list[Event] = []
    watch = CaptioningWatch(events.append, lambda: False, Task.EVALUATING)
    for done in (0, 3, 3, 3):
        watch.captioned(done, 3)
    assert told(events) == [(0, 3), (3, 3), (3, 3), (3, 3)]
    assert {event.task for event in events if isinstance(event, Progress)} == {Task.EVALUATING}


def test_a_stop_ends_it() -> None:
    events: list[Event] = []
    with pytest.raises(Problem, match="Stopped"):
        CaptioningWatch(events.append, lambda: True, Task.EVALUATING).captioned(0, 3)
    assert events == []
