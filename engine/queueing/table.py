"""The table of a queue's runs: differing settings, scores of the best checkpoint, and costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.errors import Problem
from engine.metrics import METRICS, best, is_loss, preferred
from engine.metrics.bounds import CeilingOf, Sides, Span
from engine.metrics.verdict import Verdict
from engine.queueing.plan import Queue
from engine.queueing.status import Stand, stands
from engine.runs.catalog import scored_on
from engine.runs.checkpoint import CheckpointInfo
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run
from engine.runs.settings_file import SETTINGS
from engine.runs.summary import as_problem, read_infos
from engine.runs.tensors import count_parameters
from engine.runs.timing import run_timing
from engine.settings import Settings

TIMES = ("parameters", "size_bytes", "training_seconds", "images_per_second", "caption_ms")


Named = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Best:
    """A run's best checkpoint by one score: its step, all its scores, and its grounding verdict."""

    step: int
    scores: Named
    verdict: Verdict | None

    @classmethod
    def of(cls, info: CheckpointInfo) -> "Best":
        """From the description of a checkpoint."""
        return cls(info.step, info.scores, info.verdict)


@dataclass(frozen=True, slots=True)
class Row:
    """One run.

    Attributes:
        settings: by name, those in which the runs of this queue differ.
        scores: scores of its best checkpoint by ``score``; empty if it was not evaluated.
        best_step: step of that checkpoint; None if there is none.
        parameters: number of values in its weights.
        size_bytes: size of its weights and their description.
        caption_ms: milliseconds per picture in the run's own evaluations.
        score: key of the score that selects the best checkpoint.
        verdict: whether that checkpoint's captions depend on the pictures; None if not tested.
        grounding: margin of its quick image-grounding test, in nats per word.
        floor, ceiling: bounds of the scores by key, from its last evaluation; ``ceiling_of``: what the ceiling is of.
        scored_on: as in ``catalog.scored_on``.
        bests: its best checkpoint by each score that it has.
    """

    stand: Stand
    settings: Mapping[str, Any]
    scores: Named
    best_step: int | None = None
    parameters: int | None = None
    size_bytes: int | None = None
    training_seconds: float | None = None
    images_per_second: float | None = None
    caption_ms: float | None = None
    score: str = ""
    verdict: Verdict | None = None
    grounding: float | None = None
    floor: Named = field(default_factory=dict)
    ceiling: Named = field(default_factory=dict)
    ceiling_of: CeilingOf = "attributes"
    scored_on: str = ""
    bests: Mapping[str, Best] = field(default_factory=dict)

    def by(self, score: str) -> "Row":
        """The same run with its best checkpoint by a score; by the preferred score if the run lacks this one."""
        score = score if score in self.bests else preferred([self.bests])
        found = self.bests.get(score)
        if found is None:
            return replace(self, score=score)
        scores = {key: found.scores[key] for key in METRICS if key in found.scores}
        grounding = found.scores.get("grounding")
        return replace(
            self, score=score, scores=scores, best_step=found.step, verdict=found.verdict, grounding=grounding
        )

    @property
    def name(self) -> str:
        """The run's name."""
        return self.stand.name

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON; None if unknown."""
        stand = self.stand
        return {
            "run": self.name,
            "state": stand.standing.value,
            "step": stand.step,
            "steps": stand.steps,
            "settings": dict(self.settings),
            "score": self.score,
            "scores": dict(self.scores),
            "best_step": self.best_step,
            "grounding": self.grounding,
            "verdict": None if self.verdict is None else self.verdict.value,
            "floor": dict(self.floor),
            "ceiling": dict(self.ceiling),
            "ceiling_of": self.ceiling_of if self.ceiling else "",
            **{name: getattr(self, name) for name in TIMES},
            "problem": None if stand.problem is None else str(stand.problem),
        }


def read_table(queue: Queue, score: str | None = None) -> tuple[Row, ...]:
    """A row for each planned run, in the queue's order; no model is loaded.

    Args:
        score: key of the score that selects each run's best checkpoint; None takes ``metrics.preferred``.

    Raises:
        Problem: ``queue-broken``.
    """
    found = stands(queue)
    settings = [_settings(stand) for stand in found]
    names = differing([settings_of for settings_of in settings if settings_of is not None])
    rows = []
    for stand, settings_of in zip(found, settings, strict=True):
        shown = {} if settings_of is None else {name: getattr(settings_of, name) for name in names}
        rows.append(_row(stand, shown, settings_of))
    counts = score or preferred(row.bests for row in rows)
    return tuple(row.by(counts) for row in rows)


def scores_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Keys of the scores that any run has, in display order."""
    rows = tuple(rows)
    return tuple(key for key in METRICS if any(key in row.scores for row in rows))


WORDS = frozenset(("min_word_count", "max_caption_words", "language"))
"""Settings on which it hangs which words a loss is the mean of."""


def comparable(rows: Iterable[Row], score: str = "") -> bool:
    """Whether all runs were scored on the same pictures; otherwise their scores cannot be compared.

    Args:
        score: its key, where one is meant: losses per word are comparable only if the words are the same as well.
    """
    rows = tuple(rows)
    if is_loss(score) and any(WORDS & set(row.settings) for row in rows):
        return False
    return len({row.scored_on for row in rows if row.bests}) <= 1


def shared_bounds(rows: Sequence[Row], score: str) -> Span | None:
    """Floor and ceiling of a score if all runs that have the score share them; else None."""
    scored = [row for row in rows if score in row.scores]
    spans = [Sides(row.floor, row.ceiling, row.ceiling_of).span(score) for row in scored]
    return spans[0] if len(set(spans)) == 1 else None


def differing(settings: Iterable[Settings]) -> tuple[str, ...]:
    """Names of the settings that differ, in the schema's order."""
    plain = [values.model_dump() for values in settings]
    return tuple(name for name in Settings.model_fields if len({repr(values[name]) for values in plain}) > 1)


def _settings(stand: Stand) -> Settings | None:
    """The settings of the run, which may have changed since it was planned; else the planned ones."""
    try:
        return Run.open(stand.folder).settings if (stand.folder / SETTINGS).exists() else stand.planned.settings()
    except Problem:
        return None


def _row(stand: Stand, shown: Mapping[str, Any], settings: Settings | None) -> Row:
    infos = read_infos(stand.folder)
    if settings is None or not infos:
        return Row(stand, shown, {})
    last = infos[-1]
    try:
        times = run_timing(stand.folder, settings.batch_size, last.progress)
        bounds = read_metrics(stand.folder).scores
        size = last.size_bytes
    except (Problem, OSError) as error:
        return Row(replace(stand, problem=stand.problem or as_problem(error, stand.folder)), shown, {})
    bests = {}
    for key in METRICS:
        # Of equal checkpoints the earliest: it needed less training.
        found = best(infos, key, lambda info: info.scores)
        if found is not None:
            bests[key] = Best.of(found)
    return Row(
        stand,
        shown,
        {},
        best_step=last.step,
        parameters=count_parameters(last.folder),
        size_bytes=size,
        training_seconds=times.training_seconds,
        images_per_second=times.images_per_second,
        caption_ms=None if times.caption_seconds is None else 1000 * times.caption_seconds,
        floor=bounds.floor,
        ceiling=bounds.ceiling,
        ceiling_of=bounds.ceiling_of,
        scored_on=scored_on(last, stand.planned.data),
        bests=bests,
    )
