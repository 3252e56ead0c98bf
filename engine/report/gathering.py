"""All that a report tells, read off a run's folder and judged on its data."""

import contextlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.captions.domain import CaptionDomain
from engine.captions.tokens import Tokens, cut
from engine.data.layout import Record, open_data
from engine.data.records import Records
from engine.data.store import prepare
from engine.errors import Problem
from engine.evaluation.full import FullEvaluation, evaluate_fully
from engine.events import Emit, Progress, SampleCaption, Task
from engine.files import cache_folder
from engine.loading.nvjpeg import decoder_for
from engine.metrics import preferred
from engine.metrics.rouge import longest_common_subsequence
from engine.models.devices import captioning_batch, choose_device, use_threads
from engine.report.pictures import of_array
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

SPLITS = ("test", "validation", "train")
"""On which a run is judged: the first that the data has."""
SAMPLES = 6
"""Captions shown of the best and of the worst."""
BEGUN = "Atelier "
"""How the line of the log begins that tells with what a run was trained."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture of the set, what was said of it and what is true.

    Attributes:
        mistaken: attributes that were said otherwise: name, true and said value.
        share: of the judged attributes, those that are right; None where none was judged.
    """

    name: str
    picture: str
    said: str
    true: str
    mistaken: tuple[tuple[str, str, str], ...]
    share: float | None


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What puts the caption at a place of the set among the good or the bad ones."""

    place: int
    share: float | None
    common: float
    mistaken: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A checkpoint on the data: everything of ``judgement``, the splits' sizes, and samples."""

    judgement: FullEvaluation
    split: str
    counts: tuple[int, int, int]
    left_out: int
    good: tuple[Sample, ...]
    bad: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of.

    Attributes:
        best: the checkpoint that is judged.
        by: the score by which it is its run's best; None where it was named, or no score is known.
        judged: None where the data could not be read; ``missing`` then says why.
        software: what the run was trained with, as its log tells.
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
    judged: Judged | None
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
    """Read a run and judge its best checkpoint, or the one that is named.

    Args:
        folder: of a run, or of a checkpoint in it.
        by: the score by which the run's best is meant, as in ``find_checkpoint``.
        data: judged on, in place of the folder that it was trained on.

    Raises:
        Problem: ``run-missing``, ``checkpoint-missing`` and others of these; ``stopped``; where ``data`` is given, what
            is wrong with it.
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
    judged = missing = None
    try:
        judged = evaluate_checkpoint(best, data or run.data, device=chosen, emit=emit, stopped=stopped)
    except Problem as problem:
        # Where the checkpoint itself has gone, its run's training has deleted it.
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
        judged,
        missing,
        _software(run.folder / LOG),
    )


def evaluate_checkpoint(
    info: CheckpointInfo,
    folder: Path,
    *,
    split: str | None = None,
    most: int | None = None,
    device: "torch.device",
    emit: Emit,
    stopped: Callable[[], bool],
) -> Judged:
    """Judge one checkpoint on a data folder.

    Args:
        split: the first of ``SPLITS`` that the data has, where none is given.
        most: judge so many of its pictures, chosen by chance and always the same; all of them where none is given.

    Raises:
        Problem: as ``open_data``, ``prepare`` and ``read_captioner``; ``split-missing``, ``stopped``.
    """
    settings = info.settings
    use_threads(settings.threads)
    data = open_data(folder, **settings.splitting)
    split = split or next((name for name in SPLITS if getattr(data, name)), "test")
    records = _some(data.split(split), most)
    watch = _Watch(emit, stopped)
    captioner = read_captioner(info.folder).to(device)
    store, unreadable = prepare(
        records,
        captioner.framing,
        cache=cache_folder(),
        progress=lambda done, total: emit(Progress(Task.PREPARING, done, total)),
        stopped=stopped,
        decoder=decoder_for(device),
    )
    with contextlib.closing(store):
        wanted, records = records, records.without({item.name for item in unreadable})
        if not records:
            raise Problem("pictures-unmatched", captions=len(wanted), path=folder)
        judgement = evaluate_fully(
            captioner,
            records,
            data.train,
            store,
            beam_width=settings.beam_width,
            max_words=settings.max_words,
            batch_size=captioning_batch(captioner, device),
            cache=cache_folder(),
            tick=watch.captioning,
        )

        def show(record: Record) -> str:
            return of_array(captioner.framing.view(store[record.name]))

        good, bad = samples(records, judgement.captions, captioner.domain, show)
    return Judged(
        judgement,
        split,
        (len(data.train), len(data.validation), len(data.test)),
        len(data.left_out) + len(unreadable),
        good,
        bad,
    )


def _some(records: Records, most: int | None) -> Records:
    """At most so many records, chosen by chance, in their order."""
    if most is None or most >= len(records):
        return records
    return records.without(set(random.Random(1).sample(list(records.names), len(records) - most)))


class _Watch:
    """Tells how far the captioning is and how long it will take, and ends it when that is wanted."""

    def __init__(self, emit: Emit, stopped: Callable[[], bool]) -> None:
        self._emit, self._stopped = emit, stopped
        self._begun: float | None = None

    def captioning(self, done: int, total: int) -> None:
        """See ``evaluate_fully``."""
        if self._stopped():
            raise Problem("stopped")
        now = time.perf_counter()
        if self._begun is None:
            self._begun = now
        left = (now - self._begun) / done * (total - done) if done else None
        self._emit(Progress(Task.EVALUATING, done, total, left))
        if done == total:
            # Scoring and looking take a while and cannot tell how long.
            self._emit(Progress(Task.COMPARING, 0, 0))


def samples(
    records: Sequence[Record], captions: Sequence[str], domain: CaptionDomain, show: Callable[[Record], str]
) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    """The captions nearest to and farthest from the truth: by the share of attributes right, then by common words.

    Of captions that are the same only one is shown. No picture is among both.
    """
    words = cut([*captions, *(record.caption for record in records)], Tokens.COCO)
    ranked = []
    for place, (record, caption) in enumerate(zip(records, captions, strict=True)):
        hypothesis, true = words[place], words[len(records) + place]
        report = domain.report([caption], [record.caption], [domain.known(record.name)])
        right = [score.accuracy for score in report.scores.values()] if report else []
        mistaken = tuple(
            (name, row, predicted)
            for name, rows in (report.confusion if report else {}).items()
            for row, cells in rows.items()
            for predicted in cells
            if predicted != row
        )
        common = 2 * longest_common_subsequence(hypothesis, true) / max(1, len(hypothesis) + len(true))
        ranked.append(_Ranked(place, sum(right) / len(right) if right else None, common, mistaken))
    ranked.sort(key=lambda ranked_sample: (-(ranked_sample.share or 0.0), -ranked_sample.common, ranked_sample.place))

    def pick(order: Sequence[_Ranked]) -> tuple[Sample, ...]:
        chosen: dict[str, Sample] = {}
        for sample in order:
            record, caption = records[sample.place], captions[sample.place]
            if caption not in chosen and len(chosen) < SAMPLES:
                chosen[caption] = Sample(
                    record.name, show(record), caption, record.caption, sample.mistaken, sample.share
                )
        return tuple(chosen.values())

    half = (len(ranked) + 1) // 2
    return pick(ranked[:half]), pick(ranked[half:][::-1])


def _software(log: Path) -> tuple[str, ...]:
    """What the run was trained with, each time that it was begun or gone on with, told once."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    found = (line.partition("  ")[2].partition(", step ")[0] for line in lines)
    return tuple(dict.fromkeys(line for line in found if line.startswith(BEGUN)))
