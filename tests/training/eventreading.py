"""What TensorBoard's own reader finds in event files, beside what the metrics tell."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from engine.runs.metrics_log import metrics_lines, numbers_in

GROUPS = ("training", "validation", "scores", "attributes")
Curves = dict[str, list[tuple[int, float]]]


def read_events(folder: Path) -> Curves:
    """Steps and values of each curve, by tag; the test is skipped where TensorBoard is not installed."""
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    reader = accumulator.EventAccumulator(str(folder), size_guidance={"tensors": 0, "scalars": 0}).Reload()
    return {tag: [(event.step, event.value) for event in reader.Scalars(tag)] for tag in reader.Tags()["scalars"]}


def told_by_metrics(run: Path) -> Curves:
    """The same of ``metrics.jsonl``, in TensorBoard's single precision."""
    found: Curves = defaultdict(list)
    for line in metrics_lines(run):
        for tag, value in numbers_in(line).items():
            if tag.partition("/")[0] in GROUPS:
                found[tag].append((line["step"], float(np.float32(value))))
    return dict(found)
