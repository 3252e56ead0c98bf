"""Collects the content of a report: a run's files, and an evaluation of its checkpoint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Problem
from engine.evaluation.checkpoint import CheckpointEvaluation, evaluate_checkpoint
from engine.events import Emit, SampleCaption
from engine.files import read_bounded
from engine.metrics import preferred
from engine.models.devices import choose_device
from engine.runs.checkpoint import CheckpointInfo, read_captioner, with_checkpoint
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.metrics_log import Metrics, read_metrics
from engine.runs.run import LOG, Run
from engine.runs.samples_log import read_samples
from engine.runs.summary import RunSummary, summarise
from engine.runs.tensors import count_parameters
from engine.runs.timing import RunTiming, run_timing

if TYPE_CHECKING:
    import torch

BEGUN = "Atelier "
"""Start of the log line that names the software a run was trained with."""
_LARGEST_LOG = 2**28


@dataclass(frozen=True, slots=True)
class Material:
    """The content of a report.

    Attributes:
        best: the checkpoint that is evaluated.
        by: the score that selected it; None if the checkpoint was named, or no score is known.
        judged: its evaluation; None if the data could not be read, see ``missing``.
        software: what the run was trained with, from its log.
    """

    run: Run
    summary: RunSummary
    best: CheckpointInfo
    by: str | None
    parameters: int | None
    metrics: Metrics
    fixed_samples: Sequence[tuple[int, tuple[SampleCaption, ...]]]
    times: RunTiming
    data: Path
    device: str
    evaluated: CheckpointEvaluation | None
    missing: Problem | None
    software: tuple[str, ...] = field(default=())


def gather(
    folder: Path,
    *,
    data: Path | None,
    device: str,
    emit: Emit,
    stopped: Callable[[], bool],
    by: str | None = None,
) -> Material:
    """Read a run and evaluate its best checkpoint, or the one that is named.

    Args:
        folder: of a run, or of a checkpoint in it.
        by: the score that selects the run's best checkpoint, as in ``find_checkpoint``.
        data: folder to evaluate on instead of the one that the run was trained on.

    Raises:
        Problem: ``run-missing``, ``checkpoint-missing`` and their like; ``stopped``; if ``data`` is given, also the
            problems of reading it.
    """
    named = (folder / DESCRIPTION).is_file()
    run = Run.open(folder.absolute().parent.parent if named else folder)
    chosen = choose_device(device)

    def told(best: CheckpointInfo) -> Material:
        counted = None if named or not best.scores else by or preferred([best.scores])
        return _gather(run, best, counted, data, chosen, emit, stopped)

    return with_checkpoint(folder.absolute() if named else run.folder, told, by)


def _gather(
    run: Run,
    best: CheckpointInfo,
    counted: str | None,
    data: Path | None,
    chosen: "torch.device",
    emit: Emit,
    stopped: Callable[[], bool],
) -> Material:
    summary = summarise(run.folder)
    evaluated = missing = None
    try:
        captioner = read_captioner(best.folder)
        evaluated = evaluate_checkpoint(captioner, data or run.data, device=chosen, emit=emit, stopped=stopped)
    except Problem as problem:
        # A missing checkpoint was deleted by the training of its run: the caller then takes another one.
        if problem.code == "stopped" or data is not None or not best.folder.is_dir():
            raise
        missing = problem
    return Material(
        run,
        summary,
        best,
        counted,
        count_parameters(best.folder),
        read_metrics(run.folder),
        read_samples(run.folder),
        run_timing(run.folder, run.settings.batch_size, best.progress),
        data or run.data,
        str(chosen),
        evaluated,
        missing,
        _software(run.folder / LOG),
    )


def _software(log: Path) -> tuple[str, ...]:
    """Software of each start and resume of the run, without duplicates."""
    try:
        lines = read_bounded(log, _LARGEST_LOG).decode("utf-8", "replace").splitlines()
    except OSError:
        return ()
    found = (line.partition("  ")[2].partition(", step ")[0] for line in lines)
    return tuple(dict.fromkeys(line for line in found if line.startswith(BEGUN)))
