"""An evaluation within a run: the validation set captioned and scored, whether the model looks, the probes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.events import ProbeCaption
from engine.files import cache_folder
from engine.judging.bounds import kept_bounds
from engine.judging.evaluation import evaluate
from engine.judging.looks import glance
from engine.judging.verdict import judge_glance
from engine.training.hardware import autocast, captioning_batch
from engine.training.parallel import Workers
from engine.training.state import TrainingState

TOLD = ("bleu4", "rouge_l", "cider_d", "attribute_accuracy")
"""Scores that are told with the bounds they lie between."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One evaluation.

    Attributes:
        line: the line of metrics, which is also what is told.
        sentence: the same for ``log.txt``.
        scores: what the checkpoint of this step keeps.
        selecting: those of them by which checkpoints are kept.
    """

    line: dict[str, Any]
    sentence: str
    scores: dict[str, float]
    selecting: dict[str, float]
    probes: tuple[ProbeCaption, ...]


def examine(state: TrainingState, workers: Workers, tick: Callable[[int, int], None]) -> Examined:
    """Evaluate a run as it stands; its captioner must be in eval mode.

    Args:
        workers: among whom the captioning is shared out.
        tick: called with (done, total) between batches; it may raise to end it.
    """
    settings = state.settings
    batch_size = captioning_batch(state.captioner, state.device, state.codes is None)
    with autocast(state.device, state.dtype):
        scores, _ = evaluate(
            state.captioner,
            state.validation,
            state.store,
            beam_width=settings.beam_width,
            max_words=settings.max_words,
            batch_size=batch_size,
            tick=tick,
            codes=state.codes.gather if state.codes else None,
            mine=workers.mine,
            gather=workers.gather,
        )
        looks = glance(state.captioner, state.validation, state.store, batch_size=batch_size)
        probes = state.probes.caption(state.captioner, state.store)
    said = scores.attributes
    selecting = {"bleu4": scores.bleu4, "rouge_l": scores.rouge_l, "cider_d": scores.cider_d}
    line: dict[str, Any] = {
        "step": state.step,
        **selecting,
        "seconds": round(scores.seconds, 3),
        "attribute_accuracy": said.accuracy,
        "attributes": {name: round(score.accuracy, 4) for name, score in said.scores.items()},
        "majority": {name: round(score.majority, 4) for name, score in said.scores.items()},
        "looks": looks,
        "verdict": None if looks is None else judge_glance(looks).value,
        **_bounds(state),
        "pictures": len(state.validation),
    }
    told = f", CIDEr-D {scores.cider_d:.4f}"
    told += "" if said.accuracy is None else f", attributes {said.accuracy:.4f}"
    more = {"attribute_accuracy": said.accuracy, "looks": looks}
    return Examined(
        line,
        f"step {state.step}: BLEU-4 {scores.bleu4:.4f}, ROUGE-L {scores.rouge_l:.4f}{told}",
        {**selecting, **{name: value for name, value in more.items() if value is not None}},
        selecting,
        probes,
    )


def _bounds(state: TrainingState) -> dict[str, dict[str, float]]:
    """Between what the scores lie on these pictures: found at a run's first evaluation, kept in the cache."""
    if state.bounds is None:
        state.bounds = kept_bounds(
            cache_folder(),
            state.train.captions,
            state.validation.captions,
            [record.named_gender for record in state.validation],
        )
    bounds = state.bounds
    return {
        side: {name: round(values[name], 4) for name in TOLD if name in values}
        for side, values in (("floor", bounds.floor), ("ceiling", bounds.ceiling or {}))
    }


def as_line(probe: ProbeCaption) -> dict[str, Any]:
    """A probe as ``probes.jsonl`` holds it."""
    return {
        "name": probe.name,
        "picture": str(probe.picture) if probe.picture else None,
        "noise_seed": probe.noise_seed,
        "english": probe.english,
        "chinese": probe.chinese,
    }
