"""Runs an export as its users will, and compares its captions with PyTorch's."""

import difflib
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from engine.captions.domain import CaptionDomain
from engine.captions.tokenizers import ENGLISH, tokenizer_of
from engine.captions.tokens import Tokens
from engine.errors import Problem
from engine.events import Emit, Progress, Task
from engine.export.samples import Samples
from engine.files import project_folder
from engine.metrics.rouge import rouge_l
from engine.metrics.scored import TokenizedReferences

if TYPE_CHECKING:
    from engine.models.captioner import Captioner

# Seconds between two measurements of the memory of the process; a peak lasts longer than that.
_LOOK = 0.01


@dataclass(frozen=True, slots=True)
class SampleCaptions:
    """Captions of the samples with their time and memory.

    Attributes:
        seconds: median time per picture, without the first picture.
        peak_bytes: peak memory of the process; None if it was not a process of its own.
    """

    captions: tuple[str, ...]
    seconds: float
    peak_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ExportComparison:
    """How an export's captions differ from PyTorch's on the same pictures.

    Attributes:
        count: pictures.
        same: number of identical captions.
        alike: mean share of words that two captions have in common, in order (Ratcliff and Obershelp).
        accuracy, accuracy_torch: mean attribute accuracy against each picture's first reference; None if those have no
            attributes.
        examples: up to three of (file, PyTorch's caption, the export's) that differ.
        rouge_l, rouge_l_torch: ROUGE-L against all references.
        error: standard error of ``fall`` over the choice of pictures.
    """

    count: int
    same: int
    alike: float
    accuracy: float | None
    accuracy_torch: float | None
    examples: tuple[tuple[str, str, str], ...]
    rouge_l: float = 0.0
    rouge_l_torch: float = 0.0
    error: float = 0.0

    @property
    def fall(self) -> float:
        """By how much the export is worse: in attribute accuracy, or in ROUGE-L for captions without attributes."""
        if self.accuracy is None or self.accuracy_torch is None:
            return self.rouge_l_torch - self.rouge_l
        return self.accuracy_torch - self.accuracy

    def needed(self, limit: float) -> int:
        """Number of pictures that distinguish a fall of ``limit`` from none: the standard error is half of the limit.

        With nine attributes per picture, 100 pictures are enough if one attribute in fifty differs; if one in ten
        does, it takes about 400.
        """
        return math.ceil(self.count * (2 * self.error / limit) ** 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an export may differ.

    Attributes:
        same, alike: minimum share of identical captions, minimum share of common words.
        fall: maximum fall in mean attribute accuracy, or in ROUGE-L for captions without attributes.
        untold: minimum share of common words for captions without attributes, where nothing else checks the meaning.
    """

    same: float
    alike: float
    fall: float
    untold: float


LIMITS = {
    "fp32": Limits(same=0.995, alike=0.99, fall=0.005, untold=0.99),
    "fp16": Limits(same=0.8, alike=0.95, fall=0.01, untold=0.95),
    # In eight bits the wording changes, so the limit is on the meaning.
    "int8": Limits(same=0.0, alike=0.6, fall=0.01, untold=0.8),
}
COMPARED = {"fp32": 100, "fp16": 100, "int8": 300}
"""Default number of pictures to compare: enough to distinguish a fall of one point from none; see ``needed``."""


def torch_captions(captioner: "Captioner", samples: Samples, emit: Emit, stopped: Callable[[], bool]) -> SampleCaptions:
    """PyTorch's captions of the samples, one picture at a time.

    Raises:
        Problem: ``stopped``.
    """
    settings = captioner.settings
    captions, seconds = [], []
    for place, picture in enumerate(samples.pictures):
        if stopped():
            raise Problem("stopped")
        emit(Progress(Task.CAPTIONING, place, len(samples.pictures)))
        begun = time.perf_counter()
        captions += captioner.caption(picture[None], beam_width=settings.beam_width, max_words=settings.max_words)
        seconds.append(time.perf_counter() - begun)
    return SampleCaptions(tuple(captions), _median(seconds))


def example_captions(folder: Path, samples: Samples, emit: Emit, stopped: Callable[[], bool]) -> SampleCaptions:
    """The captions of an export's own ``example.py``, run in a separate process.

    Raises:
        Problem: ``stopped``; ``export-fails`` if it does not finish.
    """
    # It runs in another folder, where a relative path would not resolve.
    example = (folder / "example.py").absolute()
    # -E -s: it must not find packages of this program. -B: nor leave compiled files in the export.
    return _apart(lambda files: ["-E", "-s", "-B", str(example), f"@{files}", "--json"], samples, emit, stopped)


def checkpoint_captions(folder: Path, samples: Samples, emit: Emit, stopped: Callable[[], bool]) -> SampleCaptions:
    """The captions of a checkpoint, by ``trial`` in a separate process.

    Raises:
        Problem: ``stopped``; ``export-fails`` if it does not finish.
    """
    place = str(folder.absolute())
    return _apart(lambda files: ["-m", "engine.export.trial", place, str(files)], samples, emit, stopped, apart=False)


def _apart(
    words: Callable[[Path], list[str]],
    samples: Samples,
    emit: Emit,
    stopped: Callable[[], bool],
    *,
    apart: bool = True,
) -> SampleCaptions:
    """The captions that a Python process prints.

    Args:
        words: its arguments, given the path of the list of picture files.
        apart: run it in a folder without this program.
    """
    captions, seconds = [], []
    with tempfile.TemporaryDirectory(prefix="atelier-export-") as scratch:
        files = Path(scratch) / "files.txt"
        listed = "\n".join(str(record.path.absolute()) for record in samples.records)
        files.write_bytes(os.fsencode(listed))
        place = scratch if apart else str(project_folder())
        with (
            open(Path(scratch) / "errors.txt", "w+", encoding="utf-8") as errors,
            subprocess.Popen(
                [sys.executable, *words(files)], stdout=subprocess.PIPE, stderr=errors, encoding="utf-8", cwd=place
            ) as process,
        ):
            watch = _Watch(process.pid)
            try:
                for line in _lines(process, stopped):
                    answer = json.loads(line)
                    if "error" in answer:
                        raise Problem("export-fails", reason=f"{answer['file']}: {answer['error']}")
                    captions.append(answer["caption"])
                    seconds.append(answer["seconds"])
                    emit(Progress(Task.COMPARING, len(captions), len(samples.records)))
            finally:
                process.kill()
                peak = watch.finish()
            errors.seek(0)
            complaints = errors.read().strip().splitlines()
    if len(captions) != len(samples.records):
        raise Problem("export-fails", reason=complaints[-1][:200] if complaints else "it ended early")
    return SampleCaptions(tuple(captions), _median(seconds), peak)


def _lines(process: "subprocess.Popen[str]", stopped: Callable[[], bool]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        if stopped():
            raise Problem("stopped")
        yield line


def compare(
    samples: Samples, domain: CaptionDomain, torch: Sequence[str], exported: Sequence[str], language: str = ENGLISH
) -> ExportComparison:
    """Compare two lists of captions of the samples, in a language."""
    words = str.split if language == ENGLISH else tokenizer_of(language).tokenizer.tokenize
    firsts = [record.caption for record in samples.records]
    pairs = list(zip((record.name for record in samples.records), torch, exported, strict=True))
    alike = [difflib.SequenceMatcher(None, words(a), words(b), autojunk=False).ratio() for _, a, b in pairs]
    different = [pair for pair in pairs if pair[1] != pair[2]]
    before, after = (_accuracy(domain, captions, firsts) for captions in (torch, exported))
    known = TokenizedReferences([record.captions for record in samples.records], language=language)
    rouge_before, rouge_after = (rouge_l(known.of(captions).corpus(Tokens.COCO)) for captions in (torch, exported))
    if before is None or after is None:
        gone = (rouge_before - rouge_before.mean()) - (rouge_after - rouge_after.mean())
        shares = gone / len(gone)
    else:
        shares = before[1] - after[1]
    return ExportComparison(
        count=len(pairs),
        same=len(pairs) - len(different),
        alike=statistics.fmean(alike),
        accuracy=None if after is None else after[0],
        accuracy_torch=None if before is None else before[0],
        examples=tuple(different[:3]),
        rouge_l=float(rouge_after.mean()),
        rouge_l_torch=float(rouge_before.mean()),
        error=float(np.sqrt((shares**2).sum())),
    )


def _accuracy(
    domain: CaptionDomain, captions: Sequence[str], references: Sequence[str]
) -> tuple[float, np.ndarray] | None:
    """Mean attribute accuracy, and the influence of each caption on it, (N,), whose squares sum to its variance (the
    delta method); None if the references have no attributes."""
    marks = domain.marks(captions, references)
    if marks is None:
        return None
    judged, right = marks
    known = judged.any(0)
    if not known.any():
        return None
    counts = judged[:, known].sum(0)
    shares = right[:, known].sum(0) / counts
    moves = (right[:, known] - shares * judged[:, known]) / counts
    return float(shares.mean()), moves.mean(1)


def require_alike(found: ExportComparison, precision: str) -> None:
    """Check that an export differs no more than the limits of its precision allow; one caption may always differ.

    Raises:
        Problem: ``export-differs``, or ``export-differs-untold`` for captions without attributes.
    """
    limits = LIMITS[precision]
    has_attributes = found.accuracy is not None
    falls = found.fall > limits.fall
    apart = found.same < limits.same * found.count or found.alike < (limits.alike if has_attributes else limits.untold)
    few = found.count - found.same <= 1
    if (has_attributes and falls) or (not few and (falls or apart)):
        raise Problem(
            "export-differs" if has_attributes else "export-differs-untold",
            precision=precision,
            differing=found.count - found.same,
            count=found.count,
            alike=round(100 * found.alike, 1),
            fall=round(100 * found.fall, 1),
        )


def _median(seconds: Sequence[float]) -> float:
    # The first picture includes one-time initialisation.
    return statistics.median(seconds[1:] or seconds)


class _Watch:
    """Measures the peak memory of another process while it runs."""

    def __init__(self, pid: int) -> None:
        self._peak: int | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(pid,), daemon=True)
        self._thread.start()

    def _look(self, pid: int) -> None:
        try:
            process = psutil.Process(pid)
            while not self._done.wait(_LOOK):
                memory = process.memory_info()
                # Windows keeps the peak itself.
                self._peak = max(self._peak or 0, getattr(memory, "peak_wset", memory.rss))
        except psutil.Error:
            return

    def finish(self) -> int | None:
        """The peak in bytes; None if it could not be measured."""
        self._done.set()
        self._thread.join()
        return self._peak
