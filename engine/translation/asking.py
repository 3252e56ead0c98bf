"""Asking one online translator again and again: at its rate, with tries, and with an end to them."""

import time
from collections.abc import Sequence

from engine.errors import Problem
from engine.translation.direction import Direction
from engine.translation.faults import Refusal, Then
from engine.translation.provider import Provider
from engine.translation.waiting import RetryPolicy, Stopped, pause, shared_limit


class Asking:
    """What has been learnt of a translator while asking it: whether it lets us in, and how well it does.

    Args:
        rate: requests a second; None for what the translator usually allows.
    """

    def __init__(self, provider: Provider, rate: float | None, patience: RetryPolicy) -> None:
        self.provider = provider
        self._limit = shared_limit(provider.name, provider.rate if rate is None else rate)
        self._patience = patience
        self._most: int | None = None
        self._ended: Problem | None = None
        self._failures = 0
        self._failed: Problem | None = None
        self._rests_until = 0.0

    def fits(self, sizes: Sequence[int], size: int) -> bool:
        """Whether one more text still goes into a request."""
        if not sizes:
            return True
        if self._most is not None and len(sizes) >= self._most:
            return False
        return sum(sizes) + self.provider.separator * len(sizes) + size <= self.provider.limit

    def ask(self, texts: Sequence[str], stopped: Stopped, direction: Direction) -> dict[str, str | Problem]:
        """The translation of each text, or why there is none.

        Raises:
            Problem: ``stopped``.
        """
        for attempt in range(self._patience.tries):
            why = self._silent()
            if why is not None:
                return dict.fromkeys(texts, why)
            outcome = self._once(texts, stopped, direction)
            if not isinstance(outcome, Refusal):
                answers = dict(zip(texts, outcome, strict=True))
                bad = [answer for answer in outcome if isinstance(answer, Problem)]
                if len(bad) < len(outcome):
                    self._failures = 0
                    return answers
                # Asked again it would say the same.
                self._failed_with(bad[0])
                return answers
            problem = outcome.problem
            if outcome.then is Then.SPLIT and len(texts) > 1:
                return self._halves(texts, stopped, direction)
            if outcome.then is Then.END:
                self._ended = problem
            if outcome.then is not Then.AGAIN:
                break
            wait = max(self._patience.back_off * 2**attempt * outcome.weight, outcome.seconds or 0.0)
            if wait > self._patience.longest_wait:
                self._rest(problem, wait)
            elif attempt + 1 < self._patience.tries:
                pause(wait, stopped)
        self._failed_with(problem)
        return dict.fromkeys(texts, problem)

    def _failed_with(self, problem: Problem) -> None:
        self._failures += 1
        if self._failures >= self._patience.failures:
            self._rest(problem, self._patience.rest)

    def _once(self, texts: Sequence[str], stopped: Stopped, direction: Direction) -> Sequence[str | Problem] | Refusal:
        with self._limit.turn(stopped):
            try:
                return self.provider.ask(texts, stopped, direction)
            except Refusal as refusal:
                return refusal

    def _halves(self, texts: Sequence[str], stopped: Stopped, direction: Direction) -> dict[str, str | Problem]:
        """Ask for half of the texts at a time; where that helps, later requests are no longer than that."""
        half = len(texts) // 2
        answers = self.ask(texts[:half], stopped, direction) | self.ask(texts[half:], stopped, direction)
        if not any(isinstance(answer, Problem) for answer in answers.values()):
            self._most = min(half, self._most or half)
        return answers

    def _silent(self) -> Problem | None:
        """Why nothing is asked at present."""
        if self._ended is not None:
            return self._ended
        return self._failed if time.perf_counter() < self._rests_until else None

    def _rest(self, problem: Problem, seconds: float) -> None:
        self._failed = problem
        self._rests_until = max(self._rests_until, time.perf_counter() + seconds)
