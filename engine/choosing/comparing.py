"""Comparison of two checkpoints on the same pictures: scores, significance, and the captions that differ."""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from engine.captions.domain import CaptionDomain
from engine.captions.tokenizers import ENGLISH
from engine.captions.tokens import Tokens, counted_in, cut
from engine.choosing.bootstrap import SAMPLES, Difference, Statistics, paired_bootstrap
from engine.data.layout import Record, open_data
from engine.data.store import PreparedPictures, prepare
from engine.errors import Problem
from engine.evaluation.scoring import caption_records, references_of
from engine.evaluation.watching import CaptioningWatch
from engine.events import Emit, Progress, Task
from engine.metrics.rouge import nearest_first
from engine.metrics.scored import Shares, TokenizedReferences, Values, tokens_of
from engine.runs.checkpoint import CheckpointInfo, read_captioner, with_checkpoints

if TYPE_CHECKING:
    import torch

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two checkpoints.

    Attributes:
        name: display name.
        distinct: share of distinct captions.
        captions_per_second: speed of encoder and beam search.
    """

    folder: Path
    name: str
    size_bytes: int
    distinct: float
    captions_per_second: float


@dataclass(frozen=True, slots=True)
class Said:
    """One caption and its own scores.

    Attributes:
        scores: by key, the scores that are defined per caption.
        right, judged: number of correct attributes, and of evaluated ones.
    """

    caption: str
    scores: Mapping[str, float]
    right: int
    judged: int

    def to_json(self) -> dict[str, Any]:
        """Plain values, each score under its key."""
        return {"caption": self.caption, **self.scores, "right": self.right, "judged": self.judged}


@dataclass(frozen=True, slots=True)
class Pair:
    """One picture, its references and both captions.

    Attributes:
        references: all captions of the picture, the nearest to either caption first.
    """

    name: str
    path: Path
    references: tuple[str, ...]
    first: Said
    second: Said

    @property
    def reference(self) -> str:
        """The nearest one."""
        return self.references[0]

    @property
    def distance(self) -> tuple[int, float]:
        """Difference of the captions: in correct attributes, then in the first of their scores (ROUGE-L)."""
        first, second = (next(iter(side.scores.values()), 0.0) for side in (self.first, self.second))
        return abs(self.second.right - self.first.right), abs(second - first)

    @property
    def same(self) -> bool:
        """Whether both captions are the same."""
        return self.first.caption == self.second.caption

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        sides = {"first": self.first.to_json(), "second": self.second.to_json()}
        known = {"reference": self.reference, "references": list(self.references)}
        return {"name": self.name, "path": str(self.path), **known, **sides}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison.

    Attributes:
        differences: by key of ``METRICS``, for the scores of a run's evaluations that are defined on the data.
        pairs: all pictures, largest difference first.
        samples, seed: of the bootstrap.
        domain: the kind of the captions.
        language: of the captions, as a BCP 47 key.
    """

    split: str
    first: Side
    second: Side
    differences: Mapping[str, Difference]
    pairs: tuple[Pair, ...]
    samples: int
    seed: int
    domain: CaptionDomain
    language: str = ENGLISH

    @property
    def same(self) -> int:
        """Number of pictures with the same caption from both."""
        return sum(pair.same for pair in self.pairs)

    def to_json(self, pictures: int) -> dict[str, Any]:
        """Plain values, with at most ``pictures`` pictures, those with the largest differences."""
        return {
            "split": self.split,
            "images": len(self.pairs),
            "same": self.same,
            "samples": self.samples,
            "seed": self.seed,
            "language": self.language,
            "tokens": tokens_of(self.differences, Tokens.NLTK, self.language),
            "first": {**asdict(self.first), "folder": str(self.first.folder)},
            "second": {**asdict(self.second), "folder": str(self.second.folder)},
            "scores": {name: {**asdict(found), "clear": found.clear} for name, found in self.differences.items()},
            "pictures": [pair.to_json() for pair in self.pairs[: max(0, pictures)] if not pair.same],
        }


def compare_checkpoints(
    first: Path,
    second: Path,
    data: Path,
    *,
    split: Split = "test",
    beam: int | None = None,
    samples: int = SAMPLES,
    seed: int = 1,
    device: str = "auto",
    cache: Path,
    emit: Emit = lambda event: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Comparison:
    """Caption a split of a data folder with two checkpoints and compare the captions.

    Args:
        first, second: runs (their best checkpoints) or checkpoints.
        split: only pictures that are in it for both runs, since the settings of a run decide what is held out.
        beam: width; None takes each checkpoint's own.
        samples, seed: of the bootstrap.
        cache: folder of the prepared pictures.

    Raises:
        Problem: as ``read_captioner``, ``open_data`` and ``prepare``; ``compare-nothing``, ``stopped``.
    """
    from engine.models.devices import choose_device

    place = choose_device(device)

    def compare(infos: list[CheckpointInfo]) -> Comparison:
        return _compare(infos, data, split, beam, samples, seed, place, cache, emit, stopped)

    return with_checkpoints([first, second], compare)


def _compare(
    infos: Sequence[CheckpointInfo],
    data: Path,
    split: Split,
    beam: int | None,
    samples: int,
    seed: int,
    place: "torch.device",
    cache: Path,
    emit: Emit,
    stopped: Callable[[], bool],
) -> Comparison:
    from engine.loading.nvjpeg import decoder_for

    records = _common(data, infos, split)
    watch = CaptioningWatch(emit, stopped, Task.CAPTIONING, count=2)
    with contextlib.ExitStack() as stack:
        stores: list[PreparedPictures] = []
        unreadable: set[str] = set()
        for info in infos:
            store, left_out = prepare(
                records,
                info.framing,
                cache=cache,
                progress=lambda done, total: emit(Progress(Task.PREPARING, done, total)),
                stopped=stopped,
                decoder=decoder_for(place),
            )
            stores.append(stack.enter_context(contextlib.closing(store)))
            unreadable |= {item.name for item in left_out}
        wanted, records = records, [record for record in records if record.name not in unreadable]
        if not records:
            raise Problem("pictures-unmatched", captions=len(wanted), path=data)
        both: list[list[str]] = []
        rates: list[float] = []
        for info, store in zip(infos, stores, strict=True):
            if both and info.folder == infos[0].folder:
                both, rates = 2 * both, 2 * rates
                break
            captions, seconds = _caption(info, records, store, beam, place, watch)
            both.append(captions)
            rates.append(len(records) / max(1e-9, seconds))
    emit(Progress(Task.COMPARING, 0, 0))
    domain = infos[0].captions
    # Both are scored on the first one's tokens.
    language = infos[0].language
    references = references_of(records, domain, language)
    found = [Statistics.of(references.of(captions)) for captions in both]
    differences = paired_bootstrap(found[0], found[1], samples=samples, seed=seed, stopped=stopped)
    sides = [
        Side(info.folder, info.name, info.size_bytes, len(set(captions)) / len(captions), rate)
        for info, captions, rate in zip(infos, both, rates, strict=True)
    ]
    pairs = [
        Pair(record.name, record.path, nearest, *(_said(both[side][row], found[side], row) for side in (0, 1)))
        for row, (record, nearest) in enumerate(zip(records, _nearest(references, both), strict=True))
    ]
    pairs.sort(key=lambda pair: (pair.distance, not pair.same), reverse=True)
    return Comparison(split, sides[0], sides[1], differences, tuple(pairs), samples, seed, domain, language)


def _common(data: Path, infos: Sequence[CheckpointInfo], split: Split) -> list[Record]:
    """The records that are in the split for both runs."""
    several = [open_data(data, **info.settings.splitting).split(split) for info in infos]
    names = {record.name for record in several[1]}
    records = [record for record in several[0] if record.name in names]
    if not records:
        raise Problem("compare-nothing", path=data, split=split)
    return records


def _caption(
    info: CheckpointInfo,
    records: Sequence[Record],
    store: PreparedPictures,
    beam: int | None,
    device: "torch.device",
    watch: CaptioningWatch,
) -> tuple[list[str], float]:
    """Captions of one checkpoint, and the seconds they took; its weights are freed on return."""
    from engine.models.devices import captioning_batch

    captioner = read_captioner(info.folder).to(device)
    begun = time.perf_counter()
    captions = caption_records(
        captioner,
        records,
        store,
        beam_width=beam or info.settings.beam_width,
        max_words=info.settings.max_words,
        batch_size=captioning_batch(captioner, device),
        tick=watch.captioned,
    )
    return captions, time.perf_counter() - begun


def _nearest(references: TokenizedReferences, both: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The references of each picture, those nearest to either caption first."""
    tokens = counted_in(references.language, Tokens.COCO)
    said = [cut(captions, tokens) for captions in both]
    known = zip(references.captions, references.cut(tokens), *said, strict=True)
    return [tuple(several[place] for place in nearest_first(two, texts)) for several, texts, *two in known]


def _said(caption: str, found: Statistics, row: int) -> Said:
    counts = found.counts
    shares = [statistic for statistic in counts.values() if isinstance(statistic, Shares)]
    return Said(
        caption,
        {key: float(statistic.values[row]) for key, statistic in counts.items() if isinstance(statistic, Values)},
        sum(int(statistic.right[row].sum()) for statistic in shares),
        sum(int(statistic.judged[row].sum()) for statistic in shares),
    )
