"""The card of an export: README.md, with what was measured here and nothing else."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from engine import __version__
from engine.errors import Problem
from engine.export.check import LIMITS, ExportComparison, SampleCaptions
from engine.metrics import METRICS, place
from engine.metrics.verdict import REASONS, Verdict
from engine.models.encoders import ENCODERS
from engine.runs.checkpoint import CheckpointInfo
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run

Format = Literal["onnx", "safetensors"]
Precision = Literal["fp32", "fp16", "int8"]

_LICENCES = {
    "scratch": "They began as random numbers: whoever trained them decides their licence.",
    "demo": (
        "The encoder began from Atelier's own, trained on drawn pictures (Apache-2.0); for what was learned since, "
        "whoever trained them decides."
    ),
    "imagenet": (
        "The encoder began from torchvision's weights (BSD-3-Clause), which were trained on ImageNet, whose terms "
        "allow research that is not commercial; for what was learned since, whoever trained them decides."
    ),
    "package": (
        "The encoder began from {encoder}'s weights in the package {package} ({licence}), which were trained on "
        "ImageNet, whose terms allow research that is not commercial; for what was learned since, whoever trained them "
        "decides."
    ),
}
_VERDICTS = {
    Verdict.GROUNDED: REASONS["follows"],
    Verdict.BLIND: "The captions do not depend on the pictures: they fit other pictures just as well.",
    Verdict.UNSURE: REASONS["weak"],
}
_FILE = "The encoder began from a file ({name}), whose licence holds; for the rest, whoever trained them decides."


@dataclass(frozen=True, slots=True)
class Measured:
    """What the card tells of one export.

    Attributes:
        format, precision: as asked for.
        sizes: bytes of each file.
        samples: what the sample pictures are, in words.
        torch, exported: captions and times of PyTorch and of the export, on the same pictures.
    """

    format: Format
    precision: Precision
    sizes: Mapping[str, int]
    samples: str
    comparison: ExportComparison
    torch: SampleCaptions
    exported: SampleCaptions


def make_card(info: CheckpointInfo, measured: Measured) -> str:
    """README.md of an export."""
    parts = [
        f"# {info.name}: a captioner, {measured.format} {measured.precision}",
        f"Exported by Atelier {__version__} from one checkpoint, of step {info.step:,} (epoch {info.epoch}).",
        _use(measured.format, info),
        _files(measured.sizes),
        _scores(info),
        _agreement(measured),
        _speed(measured),
        "## Data\n\n" + _data(info),
        "## Licence of the weights\n\n" + licence(info),
        _settings(info),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def licence(info: CheckpointInfo) -> str:
    """A sentence on the licence of the weights, by what they began from."""
    source = info.settings.encoder_weights
    encoder = ENCODERS[info.settings.encoder]
    values = {"encoder": encoder.label}
    if encoder.package:
        values |= {"package": encoder.package.name, "licence": encoder.package.licence}
    return _LICENCES.get(source, _FILE).format(name=Path(source).name, **values)


def processor() -> str:
    """The name of this machine's processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _use(form: str, info: CheckpointInfo) -> str:
    if form == "onnx":
        return (
            "## Use\n\n    python -m pip install onnxruntime pillow numpy\n    python example.py photo.jpg\n\n"
            "`example.py` fits the picture as `preprocessing.json` says, runs `encoder.onnx` once and `decoder.onnx` "
            "once a word, and searches as `search.json` says: greedily with `--greedy`, else by beam."
        )
    return (
        "## Use\n\n    python -m engine caption FOLDER photo.jpg\n\n"
        f"The folder is a checkpoint that Atelier opens (encoder {info.settings.encoder}, decoder "
        f"{info.settings.decoder}); other programs find the tensors in `weights.safetensors`, what is said in "
        "`vocabulary.json`, and how a picture is fitted in `preprocessing.json`."
    )


def _files(sizes: Mapping[str, int]) -> str:
    rows = [f"| {name} | {_megabytes(size)} |" for name, size in sorted(sizes.items())]
    total = f"| together | {_megabytes(sum(sizes.values()))} |"
    return "\n".join(["## Files\n", "| file | size |", "| --- | ---: |", *rows, total])


def _scores(info: CheckpointInfo) -> str:
    if not info.scores:
        return "## Scores\n\nThis checkpoint was never evaluated."
    floor, ceiling = _bounds(info)
    rows = []
    for metric in METRICS.values():
        if metric.key in info.scores:
            value = info.scores[metric.key]
            share = place(metric.key, value, floor, ceiling)
            cells = [value, floor.get(metric.key), ceiling.get(metric.key)]
            figures = ["-" if cell is None else f"{cell:.4f}" for cell in cells]
            way = "-" if share is None else f"{100 * share:.0f} %"
            rows.append(f"| {metric.label} | {' | '.join(figures)} | {way} |")
    verdict = "Whether the captions depend on the pictures was not told by the evaluation."
    if info.verdict is not None:
        margin = f"{info.scores['grounding']:+.3f}".replace("-", "\N{MINUS SIGN}")
        verdict = (
            f"{_VERDICTS[info.verdict]} They are likelier beside their own pictures than beside others by {margin} "
            "nats a word."
        )
    between = ", the ceiling that of the true attributes in the best wording, and the place is between them"
    lines = [
        "## Scores\n",
        "Of the checkpoint, on the validation pictures of its training; the floor is the best constant caption's"
        f"{between if ceiling else ''}:\n",
        "| score | value | floor | ceiling | place |",
        "| --- | ---: | ---: | ---: | ---: |",
        *rows,
        f"\n{verdict}",
    ]
    return "\n".join(lines)


def _bounds(info: CheckpointInfo) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Floors and ceilings as the run of a checkpoint told them; none of one that stands alone."""
    try:
        scores = read_metrics(info.folder.parent.parent).scores
    except Problem:
        return {}, {}
    return scores.floor, scores.ceiling


def _agreement(measured: Measured) -> str:
    found = measured.comparison
    lines = [
        "## Compared with PyTorch in float32\n",
        f"On {found.count} pictures of {measured.samples}, the beam search of each:\n",
        "| | |",
        "| --- | ---: |",
        f"| the very same caption | {found.same} of {found.count} |",
        f"| words in common, in order | {100 * found.alike:.1f} % |",
    ]
    if found.accuracy is not None and found.accuracy_torch is not None:
        lines += [
            f"| mean attribute accuracy, this export | {100 * found.accuracy:.1f} % |",
            f"| mean attribute accuracy, PyTorch | {100 * found.accuracy_torch:.1f} % |",
        ]
    lines += [
        f"| ROUGE-L, this export | {found.rouge_l:.4f} |",
        f"| ROUGE-L, PyTorch | {found.rouge_l_torch:.4f} |",
    ]
    lines.append("\n" + _sure(found, LIMITS[measured.precision].fall))
    if found.examples:
        lines += ["\nWhere they differ, for example:"]
    for name, before, after in found.examples:
        lines += [f"\n- {name}", f"  - PyTorch: {before}", f"  - export: {after}"]
    return "\n".join(lines)


def _sure(found: ExportComparison, limit: float) -> str:
    """How surely the fall is known, and how many pictures would tell it better where these are too few."""
    what = "ROUGE-L" if found.accuracy is None else "Mean attribute accuracy"
    sentence = (
        f"{what} falls by {_points(found.fall)} points (standard error {_points(found.error)}, limit {_points(limit)})."
    )
    needed = found.needed(limit)
    if needed <= found.count:
        return sentence
    return f"{sentence} These pictures are too few to tell the limit from nothing; {needed:,} would."


def _points(share: float) -> str:
    return f"{round(100 * share, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")


def _speed(measured: Measured) -> str:
    machine = f"{processor()}, {cores()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB, {platform.system()}"
    peak = measured.exported.peak_bytes
    export, torch = 1000 * measured.exported.seconds, 1000 * measured.torch.seconds
    lines = [
        "## Time and memory\n",
        f"Measured when this was exported, on one machine ({machine}), one picture at a time:\n",
        "| | |",
        "| --- | ---: |",
        f"| this export, a picture (reading, fitting, encoding and beam search) | {export:.0f} ms |",
        f"| PyTorch in float32, a picture (encoding and beam search) | {torch:.0f} ms |",
    ]
    memory = "not known: the system did not let it be looked at" if peak is None else f"{peak / 1e6:,.0f} MB"
    lines.append(f"| this export, most memory of the whole process | {memory} |")
    return "\n".join(lines)


def _data(info: CheckpointInfo) -> str:
    try:
        trained = [f"Trained on {Run.open(info.folder.parent.parent).data.name}"]
    except Problem:
        # A checkpoint that stands alone does not say where its pictures lay.
        trained = ["Trained on data whose name was not recorded"]
    if info.progress.get("pictures"):
        trained.append(f"{info.progress['pictures']:,} training pictures")
    return ", ".join(trained) + f"; {len(info.vocabulary.words):,} words."


def _settings(info: CheckpointInfo) -> str:
    rows = [f"| {name} | {value} |" for name, value in info.settings.model_dump().items()]
    return "\n".join(["## Settings\n", "| setting | value |", "| --- | --- |", *rows])


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.2f} MB" if size >= 10_000 else f"{size:,} bytes"
