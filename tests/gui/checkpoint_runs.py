"""Runs on disk whose checkpoints have scores and probes, without a model ever being trained."""

import json
from pathlib import Path
from typing import Any

from engine.checking import write_file
from engine.metrics.verdict import Evidence
from engine.recipes import resolve
from engine.runs.checkpoint import folder_name
from engine.runs.metrics_log import METRICS
from engine.runs.samples_log import SAMPLES_LOG
from engine.runs.settings_file import SETTINGS

VOCABULARY = {"words": ["a", "."]}


def evidence(grounding: float) -> dict[str, float]:
    """What a quick test of 200 pictures leaves behind: not blind from 0.045 nats on, grounded from 0.075 on."""
    own = 0.95 if grounding >= 0.075 else 0.55
    return Evidence(grounding, 0.015, own, dead_units=0.1, compared=200, captions=200, different=60).to_json()


def write_run(
    runs: Path,
    name: str,
    scores: dict[int, float],
    samples: int = 3,
    recipe: str = "compact",
    bounds: tuple[float, float] | None = None,
    data: str = "data",
    grounding: float = 0.3,
) -> Path:
    """A run with a checkpoint at each of some steps, its BLEU-4, its floor and ceiling and its data as given.

    Args:
        grounding: the margin of every quick test, in nats a word; 0.3 is grounded, 0 is blind.
    """
    run = runs / name
    settings = resolve(recipe, {})
    run.mkdir(parents=True)
    write_file(run / SETTINGS, settings, runs / data)
    metrics, sample_lines = [], []
    for step, bleu4 in scores.items():
        metrics.append(
            {
                "step": step,
                "epoch": 1,
                "loss": 1.0 / step,
                "lr_encoder": 1e-4,
                "lr_decoder": 1e-3,
                "images_per_second": 9.0,
            }
        )
        evaluation_line = {
            "bleu4": bleu4,
            "rouge_l": bleu4 + 0.1,
            "cider_d": 4 * bleu4,
            "attribute_accuracy": bleu4 + 0.4,
            "grounding": grounding,
        }
        evaluation: dict[str, Any] = {"step": step, **evaluation_line, "seconds": 1.0, "pictures": 40}
        if bounds:
            for bound, value in zip(("floor", "ceiling"), bounds, strict=True):
                of_attributes = {"attribute_accuracy": value + 0.4}
                evaluation[bound] = {"bleu4": value, "cider_d": 4 * value, **of_attributes}
        metrics.append(evaluation)
        captions = [
            {
                "name": f"probe {number}",
                "picture": None,
                "noise_seed": number,
                "english": f"The shirt has {step} sleeves.",
                "chinese": f"衬衫有 {step} 袖。",
            }
            for number in range(samples)
        ]
        sample_lines.append({"step": step, "probes": captions})
        folder = run / "checkpoints" / folder_name(step)
        folder.mkdir(parents=True)
        (folder / "weights.safetensors").write_bytes(bytes(1000 + step))
        description = {
            "format": 1,
            "step": step,
            "epoch": 1,
            "scores": evaluation_line,
            "evidence": evidence(grounding),
            "settings": settings.model_dump(),
            "framing": {"frame": "fit", "height": 336, "width": 224},
            "vocabulary": VOCABULARY["words"],
            "progress": {},
        }
        (folder / "checkpoint.json").write_text(json.dumps(description), encoding="utf-8")
    for file, lines in ((METRICS, metrics), (SAMPLES_LOG, sample_lines)):
        (run / file).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return run
