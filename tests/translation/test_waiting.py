"""Pauses that hear a stop, and a rate that no number of threads exceeds."""

import threading

import pytest

from engine.errors import Problem
from engine.translation.waiting import HEARING_SECONDS, RateLimit, pause, shared_limit
from tests.clock import Clock
from tests.limits import SECONDS


def never() -> bool:
    return False


def test_a_pause_lasts_as_long_as_it_should_and_no_longer_than_wanted(clock: Clock) -> None:
    pause(0.25, never)
    assert clock.now == pytest.approx(0.25)
    looks = iter([False, False, True])
    with pytest.raises(Problem, match=r"Stopped\."):
        pause(60, lambda: next(looks))
    assert clock.now == pytest.approx(0.25 + 2 * HEARING_SECONDS)


def test_two_threads_share_a_rate_that_is_counted_from_the_answers(clock: Clock) -> None:
    limit = RateLimit(2)
    turns: list[tuple[float, float]] = []

    def work() -> None:
        for _ in range(2):
            with limit.turn(never):
                begun = clock.now
                pause(0.05, never)
                turns.append((begun, clock.now))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert len(turns) == 4
    begins, ends = sorted(turn[0] for turn in turns), sorted(turn[1] for turn in turns)
    assert all(later - first >= 1 for first, later in zip(ends, begins[2:], strict=False))


def test_a_rate_is_used_up(clock: Clock) -> None:
    """Four at two a second need one second, and not two."""
    limit = RateLimit(2)
    for _ in range(4):
        with limit.turn(never):
            pass
    assert clock.now == pytest.approx(1)


def test_less_than_one_a_second() -> None:
    limit = RateLimit(0.01)
    with limit.turn(never):
        pass
    looks = iter([False, False, True])
    with pytest.raises(Problem, match=r"Stopped\."), limit.turn(lambda: next(looks)):
        pass


def test_an_account_has_one_limit_in_this_process() -> None:
    first = shared_limit("baidu", 1)
    assert shared_limit("baidu", 10) is first
    assert first.per_second == 10
    assert shared_limit("another", 1) is not first
