"""The best checkpoint by a stated rule, with the reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from engine.errors import Problem
from engine.judging.verdict import Verdict
from engine.training.catalog import CatalogEntry

By = Literal["bleu4", "rouge_l", "cider_d", "attribute_accuracy"]
Why = Literal["unscored", "blind", "large", "slow", "unreadable"]

Measure = Callable[[Path], float]
"""Milliseconds a picture of the checkpoint in a folder; raises Problem where it cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is wanted.

    Attributes:
        by: the score that counts.
        max_mb: largest size of weights and description, in MB of 2**20 bytes.
        max_ms: longest time a picture on this machine, in milliseconds.
    """

    by: By = "bleu4"
    max_mb: float | None = None
    max_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A checkpoint that is out, and why: it has no such score, its captions do not depend on the pictures, it is too
    large, too slow, or cannot be loaded. ``value``: its MB or milliseconds where these are the reason."""

    entry: CatalogEntry
    why: Why
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The answer.

    Attributes:
        chosen, runner_up: the best and the next; None where none is left.
        ahead: by how much the score of the chosen one is higher; None without a runner-up.
        considered: how many checkpoints there were.
        excluded: those that are out, as far as they were looked at: time is measured from the best down, until two
            are within the limit.
        milliseconds: a picture, by run, where it was measured.
    """

    rule: Rule
    chosen: CatalogEntry | None
    runner_up: CatalogEntry | None
    ahead: float | None
    considered: int
    excluded: tuple[Excluded, ...] = ()
    milliseconds: Mapping[Path, float] = field(default_factory=dict)

    def count(self, why: Why) -> int:
        """How many are out for a reason."""
        return sum(one.why == why for one in self.excluded)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "rule": asdict(self.rule),
            "chosen": self._plain(self.chosen),
            "runner_up": self._plain(self.runner_up),
            "ahead": self.ahead,
            "considered": self.considered,
            "excluded": [
                {"run": one.entry.name, "step": one.entry.step, "why": one.why, "value": one.value}
                for one in self.excluded
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
            "verdict": entry.verdict,
            "bytes": entry.size_bytes,
            "ms": self.milliseconds.get(entry.run),
        }


def recommend(entries: Sequence[CatalogEntry], rule: Rule, measure: Measure) -> Recommendation:
    """Choose among checkpoints: the highest score that keeps to the limits and is not blind.

    Of equal scores the smaller one wins, then the faster one (where time is limited), then the earlier step.

    Args:
        measure: called once for each run that is still in the race, since all checkpoints of one take equally long;
            not at all where time is not limited.

    Raises:
        Problem: ``stopped``, where ``measure`` does.
    """
    excluded: list[Excluded] = []
    racing: list[CatalogEntry] = []
    for entry in entries:
        size = entry.size_bytes / 2**20
        if rule.by not in entry.scores:
            excluded.append(Excluded(entry, "unscored"))
        elif entry.verdict is Verdict.BLIND:
            excluded.append(Excluded(entry, "blind"))
        elif rule.max_mb is not None and size > rule.max_mb:
            excluded.append(Excluded(entry, "large", size))
        else:
            racing.append(entry)

    def rank(entry: CatalogEntry) -> tuple[float, int]:
        return -entry.scores[rule.by], entry.size_bytes

    racing.sort(key=lambda entry: (*rank(entry), entry.step, entry.name))
    times: dict[Path, float] = {}
    left: list[CatalogEntry] = []
    for entry in racing:
        # Two are enough, unless a third is the best's equal.
        if len(left) >= 2 and rank(entry) != rank(left[0]):
            break
        if rule.max_ms is not None:
            out = _too_slow(entry, rule.max_ms, times, measure)
            if out is not None:
                excluded.append(out)
                continue
        left.append(entry)
    left.sort(key=lambda entry: (*rank(entry), times.get(entry.run, 0.0), entry.step, entry.name))
    chosen, runner_up = [*left, None, None][:2]
    ahead = chosen.scores[rule.by] - runner_up.scores[rule.by] if chosen and runner_up else None
    return Recommendation(rule, chosen, runner_up, ahead, len(entries), tuple(excluded), times)


def _too_slow(entry: CatalogEntry, limit: float, times: dict[Path, float], measure: Measure) -> Excluded | None:
    """Why a checkpoint is out once its time is looked at; None where it is not."""
    if entry.run not in times:
        try:
            times[entry.run] = measure(entry.folder)
        except Problem as problem:
            if problem.code == "stopped":
                raise
            return Excluded(entry, "unreadable")
    spent = times[entry.run]
    return Excluded(entry, "slow", spent) if spent > limit else None
