"""Selects the best checkpoint by a rule, with the reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from engine.errors import Problem
from engine.metrics import preferred, rank
from engine.metrics.verdict import Verdict
from engine.runs.catalog import CatalogEntry

Why = Literal["unscored", "blind", "large", "unplaced", "slow", "unreadable"]

Measure = Callable[[Path], float]
"""Milliseconds per picture of the checkpoint in a folder; raises Problem if it cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The criteria.

    Attributes:
        by: key of the score to rank by; None takes ``metrics.preferred``.
        max_mb: maximum size of weights and description, in MB of 2**20 bytes.
        max_ms: maximum time per picture on this machine, in milliseconds.
    """

    by: str | None = None
    max_mb: float | None = None
    max_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """An excluded checkpoint and the reason: it lacks the score, its captions do not depend on the pictures, it is too
    large, its score has no floor and ceiling to normalise it by, it is too slow, or it cannot be loaded. ``value``: its
    MB or milliseconds if these are the reason."""

    entry: CatalogEntry
    why: Why
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The answer.

    Attributes:
        rule: the rule as applied, with the score that was used.
        chosen, runner_up: the best and the second best; None if there is none.
        ahead: lead of the best over the runner-up in the score, or in the position if ``by_place``; None without a
            runner-up.
        considered: number of checkpoints.
        excluded: those found to be excluded: time is measured from the best down, until two meet the limit.
        milliseconds: per picture, by run, if measured.
        by_place: the checkpoints were scored on different pictures, so they are ranked by the position of the score
            between floor and ceiling instead of the score.
    """

    rule: Rule
    chosen: CatalogEntry | None
    runner_up: CatalogEntry | None
    ahead: float | None
    considered: int
    excluded: tuple[Excluded, ...] = ()
    milliseconds: Mapping[Path, float] = field(default_factory=dict)
    by_place: bool = False

    @property
    def score(self) -> str:
        """The key of the score that was used."""
        assert self.rule.by is not None
        return self.rule.by

    def count(self, why: Why) -> int:
        """Number of checkpoints excluded for a reason."""
        return sum(excluded.why == why for excluded in self.excluded)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "rule": asdict(self.rule),
            "score": self.score,
            "chosen": self._plain(self.chosen),
            "runner_up": self._plain(self.runner_up),
            "ahead": self.ahead,
            "by_place": self.by_place,
            "considered": self.considered,
            "excluded": [
                {"run": excluded.entry.name, "step": excluded.entry.step, "why": excluded.why, "value": excluded.value}
                for excluded in self.excluded
            ],
        }

    def _plain(self, entry: CatalogEntry | None) -> dict[str, Any] | None:
        if entry is None:
            return None
        return {
            "run": entry.name,
            "step": entry.step,
            "folder": str(entry.folder),
            "scores": dict(entry.scores),
            "place": entry.place(self.score),
            "verdict": entry.verdict,
            "bytes": entry.size_bytes,
            "ms": self.milliseconds.get(entry.run),
        }


def recommend(entries: Sequence[CatalogEntry], rule: Rule, measure: Measure) -> Recommendation:
    """Select the checkpoint with the best score within the limits, excluding blind ones.

    Scores on different pictures cannot be compared, since some pictures are easier. If the candidates were not all
    scored on the same pictures, they are ranked by the position of each score between the floor and the ceiling of its
    own pictures. Ties go to the smaller checkpoint, then the faster one (if time is limited), then the earlier step.

    Args:
        measure: called at most once per run, since all checkpoints of a run take equally long; never if time is not
            limited.

    Raises:
        Problem: ``stopped``, if ``measure`` raises it.
    """
    by = rule.by or preferred(entry.scores for entry in entries)
    rule = replace(rule, by=by)
    racing, excluded = _admitted(entries, by, rule.max_mb)
    by_place = len({entry.scored_on for entry in racing}) > 1
    if by_place:
        excluded += [Excluded(entry, "unplaced") for entry in racing if entry.place(by) is None]
        racing = [entry for entry in racing if entry.place(by) is not None]

    def worth(entry: CatalogEntry) -> float:
        return (entry.place(by) or 0.0) if by_place else rank(by, entry.scores[by])

    def order(entry: CatalogEntry) -> tuple[float, int]:
        return -worth(entry), entry.size_bytes

    racing.sort(key=lambda entry: (*order(entry), entry.step, entry.name))
    times: dict[Path, float] = {}
    left: list[CatalogEntry] = []
    for entry in racing:
        # Two are enough, unless a third ties with the best.
        if len(left) >= 2 and order(entry) != order(left[0]):
            break
        if rule.max_ms is not None:
            out = _too_slow(entry, rule.max_ms, times, measure)
            if out is not None:
                excluded.append(out)
                continue
        left.append(entry)
    left.sort(key=lambda entry: (*order(entry), times.get(entry.run, 0.0), entry.step, entry.name))
    chosen, runner_up = [*left, None, None][:2]
    ahead = worth(chosen) - worth(runner_up) if chosen and runner_up else None
    return Recommendation(rule, chosen, runner_up, ahead, len(entries), tuple(excluded), times, by_place)


def _admitted(
    entries: Sequence[CatalogEntry], by: str, max_mb: float | None
) -> tuple[list[CatalogEntry], list[Excluded]]:
    """The checkpoints that are scored, not blind and not too large; and the excluded others."""
    racing: list[CatalogEntry] = []
    excluded: list[Excluded] = []
    for entry in entries:
        size = entry.size_bytes / 2**20
        if by not in entry.scores:
            excluded.append(Excluded(entry, "unscored"))
        elif entry.verdict is Verdict.BLIND:
            excluded.append(Excluded(entry, "blind"))
        elif max_mb is not None and size > max_mb:
            excluded.append(Excluded(entry, "large", size))
        else:
            racing.append(entry)
    return racing, excluded


def _too_slow(entry: CatalogEntry, limit: float, times: dict[Path, float], measure: Measure) -> Excluded | None:
    """The exclusion of a checkpoint that is too slow or cannot be timed; else None."""
    if entry.run not in times:
        try:
            times[entry.run] = measure(entry.folder)
        except Problem as problem:
            if problem.code == "stopped":
                raise
            return Excluded(entry, "unreadable")
    spent = times[entry.run]
    return Excluded(entry, "slow", spent) if spent > limit else None
