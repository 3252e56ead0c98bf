"""An evaluation within a run: the validation set captioned and scored, whether the model looks, the fixed samples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.captions.attributes import AttributeReport
from engine.data.records import captions_of
from engine.evaluation.bounds import above_ceiling, kept_bounds
from engine.evaluation.caption_loss import EncodedCaptions
from engine.evaluation.grounding import quick_grounding
from engine.evaluation.scoring import evaluate, references_of
from engine.events import SampleCaption
from engine.files import cache_folder
from engine.metrics import VALIDATION_LOSS, label, monitored, tracked
from engine.metrics.bounds import Bounds
from engine.metrics.scored import TokenizedReferences
from engine.metrics.verdict import Evidence, recorded_verdict
from engine.models.devices import autocast, captioning_batch
from engine.training.parallel import Workers
from engine.training.state import TrainingState


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One evaluation.

    Attributes:
        line: the line of metrics, which is also what is told.
        sentence: the same for ``log.txt``.
        notice: what the log is told beside it, once a run: that the run over-fits; else nothing.
        scores: what the checkpoint of this step keeps.
        selecting: those of them by which checkpoints are kept.
        evidence: what the verdict looks at, which the checkpoint keeps as well; None where nothing could be compared.
    """

    line: dict[str, Any]
    sentence: str
    scores: dict[str, float]
    selecting: dict[str, float]
    evidence: Evidence | None
    samples: tuple[SampleCaption, ...]
    notice: str = ""


def validate(state: TrainingState, workers: Workers, tick: Callable[[int, int], None]) -> ValidationResult:
    """Evaluate a run as it stands; its captioner must be in eval mode.

    Args:
        workers: among whom the captioning is shared out.
        tick: called with (done, total) between batches; it may raise to end it.
    """
    settings = state.settings
    batch_size = captioning_batch(state.captioner, state.device, state.feature_cache is None)
    with autocast(state.device, state.dtype):
        scores, captions = evaluate(
            state.captioner,
            state.validation,
            state.store,
            beam_width=settings.beam_width,
            max_words=settings.max_words,
            batch_size=batch_size,
            tick=tick,
            features=state.feature_cache.gather if state.feature_cache else None,
            shard=workers.shard,
            gather=workers.gather,
            metrics=tracked(settings.monitor),
            encoded=_encoded(state),
        )
        whole = len(state.validation)
        evidence = quick_grounding(
            state.captioner,
            state.validation,
            state.store,
            captions,
            batch_size=batch_size,
            ask=lambda: tick(whole, whole),
            features=state.feature_cache.gather if state.feature_cache else None,
        )
        samples = state.fixed_samples.caption(state.captioner, state.store)
    attributes = scores.attributes
    selecting = dict(scores.values)
    if scores.loss is not None:
        selecting[VALIDATION_LOSS] = scores.loss
    grounding = None if evidence is None else evidence.margin
    bounds = _found_bounds(state)
    verdict = recorded_verdict(grounding, evidence)
    overfitting = None if scores.loss is None else state.losses.validate(state.step, scores.loss)
    line: dict[str, Any] = {
        "step": state.step,
        "scores": selecting,
        "monitored": monitored(settings.monitor, selecting),
        "seconds": round(scores.seconds, 3),
        **({} if attributes is None else _attributes(attributes)),
        "grounding": grounding,
        "verdict": None if verdict is None else verdict.value,
        "evidence": None if evidence is None else evidence.to_json(),
        **_bounds(bounds, selecting),
        "above": list(above_ceiling(bounds, selecting, captions, _references(state))),
        "pictures": len(state.validation),
        "overfitting": overfitting,
    }
    return ValidationResult(
        line,
        _sentence(line),
        selecting if grounding is None else {**selecting, "grounding": grounding},
        selecting,
        evidence,
        samples,
        state.losses.notice(overfitting),
    )


def _attributes(report: AttributeReport) -> dict[str, dict[str, float]]:
    """The accuracy of each attribute, and the share of its commonest value."""
    return {
        "attributes": {name: round(score.accuracy, 4) for name, score in report.scores.items()},
        "majority": {name: round(score.majority, 4) for name, score in report.scores.items()},
    }


def _sentence(line: Mapping[str, Any]) -> str:
    """A line of metrics as a sentence for ``log.txt``: each score with its floor and its ceiling."""
    parts, top = [], "people" if line["ceiling_of"] == "people" else "ceiling"
    for name, score in line["scores"].items():
        low, high = line["floor"].get(name), line["ceiling"].get(name)
        between = [f"floor {low:.4f}" if low is not None else "", f"{top} {high:.4f}" if high is not None else ""]
        bounds = ", ".join(part for part in between if part)
        parts.append(f"{label(name)} {score:.4f}" + (f" ({bounds})" if bounds else ""))
    sentence = f"step {line['step']}: {', '.join(parts)}"
    if line["above"]:
        names = " and ".join(label(name) for name in line["above"])
        sentence += f"; above the ceiling: {names}; the validation captions may be in the training data"
    return sentence


def _references(state: TrainingState) -> TokenizedReferences:
    return references_of(state.validation, state.captioner.domain, state.captioner.language)


def _found_bounds(state: TrainingState) -> Bounds:
    """Between what scores lie on the validation pictures: found at a run's first evaluation, kept in the cache."""
    if state.bounds is None:
        state.bounds = kept_bounds(cache_folder(), state.train.captions, _references(state))
    return state.bounds


def _encoded(state: TrainingState) -> EncodedCaptions:
    """All captions of the validation pictures as word ids: encoded at a run's first evaluation."""
    if state.encoded is None:
        state.encoded = EncodedCaptions(captions_of(state.validation), state.captioner.vocabulary)
    return state.encoded


def _bounds(bounds: Bounds, scores: Mapping[str, float]) -> dict[str, Any]:
    """Between what these scores lie."""
    sides = {
        side: {name: round(values[name], 4) for name in scores if name in values}
        for side, values in (("floor", bounds.floor), ("ceiling", bounds.ceiling or {}))
    }
    return {**sides, "ceiling_of": bounds.ceiling_of if sides["ceiling"] else ""}
