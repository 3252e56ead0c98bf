"""An export is run as its user will run it, and compared with PyTorch."""

import difflib
import json
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

import psutil

from engine.errors import Problem
from engine.events import Emit, Progress, Task
from engine.export.samples import Samples
from engine.judging.attributes import judge

if TYPE_CHECKING:
    from engine.models.captioner import Captioner

# Seconds between two looks at the memory of the process; a peak lasts longer than that.
_LOOK = 0.01


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions of the samples and what they took.

    Attributes:
        seconds: median of a picture, without the first.
        peak_bytes: most memory that the process held, None where it was not this process alone.
    """

    captions: tuple[str, ...]
    seconds: float
    peak_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an export's captions differ from PyTorch's on the same pictures.

    Attributes:
        count: pictures.
        same: how many have the very same caption.
        alike: mean share of words that two captions have in common, in order (Ratcliff and Obershelp).
        accuracy, accuracy_torch: mean attribute accuracy against the pictures' own captions; None where those tell no
            attribute.
        examples: up to three of (file, PyTorch's caption, the export's) that differ.
    """

    count: int
    same: int
    alike: float
    accuracy: float | None
    accuracy_torch: float | None
    examples: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an export may differ: least share of the same captions, least alikeness, largest fall in accuracy."""

    same: float
    alike: float
    fall: float


LIMITS = {
    "fp32": Limits(same=0.995, alike=0.99, fall=0.005),
    "fp16": Limits(same=0.8, alike=0.95, fall=0.01),
    # Eight bits choose other words of one meaning, so it is the meaning that is held.
    "int8": Limits(same=0.0, alike=0.6, fall=0.03),
}


def torch_captions(captioner: "Captioner", samples: Samples, emit: Emit, stopped: Callable[[], bool]) -> Captions:
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
    return Captions(tuple(captions), _median(seconds))


def example_captions(folder: Path, samples: Samples, emit: Emit, stopped: Callable[[], bool]) -> Captions:
    """The captions that an export's own ``example.py`` gives in a process of its own.

    Raises:
        Problem: ``stopped``; ``export-fails`` where it does not run to its end.
    """
    captions, seconds = [], []
    with tempfile.TemporaryDirectory(prefix="atelier-export-") as scratch:
        files = Path(scratch) / "files.txt"
        files.write_text("\n".join(str(record.path.absolute()) for record in samples.records), encoding="utf-8")
        # -I: no package of this program may be found by chance.
        words = [sys.executable, "-I", str(folder / "example.py"), f"@{files}", "--json"]
        with (
            open(Path(scratch) / "errors.txt", "w+", encoding="utf-8") as errors,
            subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8", cwd=scratch) as process,
        ):
            watch = _Watch(process.pid)
            try:
                for line in _lines(process, stopped):
                    told = json.loads(line)
                    captions.append(told["caption"])
                    seconds.append(told["seconds"])
                    emit(Progress(Task.COMPARING, len(captions), len(samples.records)))
            finally:
                process.kill()
                peak = watch.finish()
            errors.seek(0)
            said = errors.read().strip().splitlines()
    if len(captions) != len(samples.records):
        raise Problem("export-fails", reason=said[-1][:200] if said else "it ended early")
    return Captions(tuple(captions), _median(seconds), peak)


def _lines(process: "subprocess.Popen[str]", stopped: Callable[[], bool]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        if stopped():
            raise Problem("stopped")
        yield line


def compare(samples: Samples, torch: Sequence[str], exported: Sequence[str]) -> Comparison:
    """What differs between two lists of captions of the samples."""
    references = [record.caption for record in samples.records]
    pairs = list(zip((record.name for record in samples.records), torch, exported, strict=True))
    alike = [difflib.SequenceMatcher(None, a.split(), b.split(), autojunk=False).ratio() for _, a, b in pairs]
    different = [pair for pair in pairs if pair[1] != pair[2]]
    return Comparison(
        count=len(pairs),
        same=len(pairs) - len(different),
        alike=statistics.fmean(alike),
        accuracy=mean_accuracy(exported, references),
        accuracy_torch=mean_accuracy(torch, references),
        examples=tuple(different[:3]),
    )


def mean_accuracy(captions: Sequence[str], references: Sequence[str]) -> float | None:
    """Mean over the attributes of how often captions name the reference's value; None where references tell none."""
    return judge(list(captions), list(references)).accuracy


def require_alike(found: Comparison, precision: str) -> None:
    """Let pass what differs no more than its precision may; of few pictures one may always differ.

    Raises:
        Problem: ``export-differs``.
    """
    limits = LIMITS[precision]
    fall = (found.accuracy_torch or 0.0) - (found.accuracy or 0.0)
    few = found.count - found.same <= 1
    if fall > limits.fall or (not few and (found.same < limits.same * found.count or found.alike < limits.alike)):
        raise Problem(
            "export-differs",
            precision=precision,
            differing=found.count - found.same,
            count=found.count,
            alike=round(100 * found.alike, 1),
            fall=round(100 * fall, 1),
        )


def _median(seconds: Sequence[float]) -> float:
    # The first pays for what is made once.
    return statistics.median(seconds[1:] or seconds)


class _Watch:
    """The most memory that another process holds, looked at while it runs."""

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
        """The peak in bytes, None where the process could not be looked at."""
        self._done.set()
        self._thread.join()
        return self._peak
