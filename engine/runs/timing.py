"""How long a run has trained and how fast, read off its metrics: pauses, evaluations and saving do not count.

Nor does what is done once before the first step: preparing pictures, and computing the features of a frozen encoder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.runs.metrics_log import metrics_lines, tells


@dataclass(frozen=True, slots=True)
class RunTiming:
    """Attributes:
    training_seconds: spent on the steps that count; what a kill threw away is not among them.
    images_per_second: mean over them.
    caption_seconds: mean time to caption one picture in the run's evaluations, in batches and by its own beam; None
        where they do not tell how many they captioned.
    """

    training_seconds: float
    images_per_second: float | None
    caption_seconds: float | None


def run_timing(run: Path, batch_size: int, progress: Mapping[str, Any]) -> RunTiming:
    """The times of a run.

    Args:
        batch_size: pictures a step.
        progress: that of its last checkpoint; without the length of an epoch each batch counts as a full one.
    """
    seconds, seen, step = 0.0, 0, 0
    captioned, captioning = 0, 0.0
    for line in metrics_lines(run):
        if tells(line, "loss", "images_per_second"):
            now = _pictures(int(line["step"]), batch_size, progress)
            # A line's speed stands for all steps since the line before it.
            seconds += (now - seen) / max(1e-9, float(line["images_per_second"]))
            seen, step = now, int(line["step"])
        elif tells(line, "pictures", "seconds"):
            captioned += int(line["pictures"])
            captioning += float(line["seconds"])
    return RunTiming(seconds, seen / seconds if step else None, captioning / captioned if captioned else None)


def _pictures(step: int, batch_size: int, progress: Mapping[str, Any]) -> int:
    """Pictures seen up to a step: the last batch of an epoch has what is left."""
    epoch_steps, pictures = progress.get("epoch_steps"), progress.get("pictures")
    if not epoch_steps or not pictures:
        return step * batch_size
    epochs, rest = divmod(step, int(epoch_steps))
    return epochs * int(pictures) + min(rest * batch_size, int(pictures))
