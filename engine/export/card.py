"""The model card of an export, README.md. It contains only what was measured on this machine."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from engine import __version__
from engine.captions.tokenizers import ENGLISH, TOKENIZERS
from engine.errors import Problem
from engine.escapes import path_text
from engine.export.check import LIMITS, ExportComparison, SampleCaptions
from engine.metrics import METRICS, place
from engine.metrics.bounds import Sides
from engine.metrics.verdict import REASONS, Verdict
from engine.models.encoders import ENCODERS
from engine.models.encoders.timm_model import licence_of
from engine.models.encoders.timm_table import PREFIX
from engine.runs.checkpoint import CheckpointInfo
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run

Format = Literal["onnx", "safetensors"]
Precision = Literal["fp32", "fp16", "int8"]

_LICENCES = {
    "scratch": "All weights were trained from scratch; their licence is up to whoever trained them.",
    "demo": (
        "The encoder was initialised with Atelier's own weights, trained on synthetic pictures (Apache-2.0). The "
        "licence of the further training is up to whoever trained the model."
    ),
    "imagenet": (
        "The encoder was initialised with torchvision's weights (BSD-3-Clause), which were trained on ImageNet, whose "
        "terms allow non-commercial research. The licence of the further training is up to whoever trained the model."
    ),
    "hub": (
        "The encoder was initialised with the weights of {encoder} that timm publishes{licence}. The licence of the "
        "further training is up to whoever trained the model."
    ),
    "package": (
        "The encoder was initialised with the weights of {encoder} in the package {package} ({licence}), which were "
        "trained on ImageNet, whose terms allow non-commercial research. The licence of the further training is up to "
        "whoever trained the model."
    ),
}
_VERDICTS = {
    Verdict.GROUNDED: REASONS["follows"],
    Verdict.BLIND: "The captions do not depend on the pictures: they fit other pictures just as well.",
    Verdict.UNSURE: REASONS["weak"],
}
_FILE = (
    "The encoder was initialised from a file ({name}), whose licence applies. The licence of the further training is "
    "up to whoever trained the model."
)


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of one export.

    Attributes:
        format, precision: as requested.
        sizes: bytes of each file.
        samples: description of the sample pictures.
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
        f"Imported from {path_text(info.imported)}, a checkpoint of the published notebook." if info.imported else "",
        _use(measured.format, info),
        _files(measured.sizes),
        _scores(info),
        _agreement(measured),
        _speed(measured),
        "## Data\n\n" + _data(info),
        "## Licence of the weights\n\n" + licence(info),
        _settings(info),
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def licence(info: CheckpointInfo) -> str:
    """A sentence on the licence of the weights, by their initialisation."""
    if info.imported:
        return "The weights were imported from a file of another program; their licence is up to whoever trained them."
    source = info.settings.encoder_weights
    encoder = ENCODERS[info.settings.encoder]
    values = {"encoder": encoder.label}
    if source == "hub":
        found = licence_of(encoder.key.removeprefix(PREFIX))
        values["licence"] = f" ({found})" if found else ", whose licence applies"
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
            "`example.py` reads the picture by the modules in `decoding/` (upright, in sRGB), preprocesses it as "
            "described in `preprocessing.json`, runs `encoder.onnx` once and "
            "`decoder.onnx` once per word, decodes by beam search with the settings in `search.json` (greedy decoding "
            "with `--greedy`), and joins the words to text by `writing.py`. If there is a `fit.npz`, "
            "`distance.py` tells how well each picture fits the training pictures: fits, doubtful, or unlike, where "
            "its caption is not to be trusted."
        )
    return (
        "## Use\n\n    python -m engine caption FOLDER photo.jpg\n\n"
        f"The folder is a checkpoint that Atelier opens (encoder {info.settings.encoder}, decoder "
        f"{info.settings.decoder}). For other programs: the tensors are in `weights.safetensors`, the vocabulary in "
        "`vocabulary.json`, the preprocessing in `preprocessing.json`."
    )


def _files(sizes: Mapping[str, int]) -> str:
    rows = [f"| {name} | {_megabytes(size)} |" for name, size in sorted(sizes.items())]
    total = f"| total | {_megabytes(sum(sizes.values()))} |"
    return "\n".join(["## Files\n", "| file | size |", "| --- | ---: |", *rows, total])


def _scores(info: CheckpointInfo) -> str:
    if not info.scores:
        return "## Scores\n\nThis checkpoint was not evaluated."
    floor, ceiling, ceiling_of = _bounds(info)
    rows = []
    for metric in METRICS.values():
        if metric.key in info.scores:
            value = info.scores[metric.key]
            share = place(metric.key, value, floor, ceiling)
            cells = [value, floor.get(metric.key), ceiling.get(metric.key)]
            figures = ["-" if cell is None else f"{cell:.4f}" for cell in cells]
            way = "-" if share is None else f"{100 * share:.0f} %"
            rows.append(f"| {metric.label} | {' | '.join(figures)} | {way} |")
    verdict = "The evaluation did not test whether the captions depend on the pictures."
    if info.verdict is not None:
        margin = f"{info.scores['grounding']:+.3f}".replace("-", "\N{MINUS SIGN}")
        verdict = (
            f"{_VERDICTS[info.verdict]} Margin: {margin} nats per word (loss with other pictures minus loss with the "
            "own picture)."
        )
    top = "the true attributes in the best wording"
    if ceiling_of == "people":
        top = "people, each caption against the others of its picture (one reference fewer than the model has)"
    between = f" The ceiling is the score of {top}; the position lies between the two."
    lines = [
        "## Scores\n",
        "Measured on the validation pictures of the training. The floor is the score of the best constant caption."
        f"{between if ceiling else ''}\n",
        "| score | value | floor | ceiling | position |",
        "| --- | ---: | ---: | ---: | ---: |",
        *rows,
        f"\n{verdict}",
    ]
    return "\n".join(lines)


def _bounds(info: CheckpointInfo) -> Sides:
    """Floors and ceilings from the run of a checkpoint; empty for a checkpoint without a run."""
    try:
        scores = read_metrics(info.folder.parent.parent).scores
    except Problem:
        return Sides()
    return scores.sides


def _agreement(measured: Measured) -> str:
    found = measured.comparison
    lines = [
        "## Compared with PyTorch in float32\n",
        f"On {found.count} pictures of {measured.samples}, both with beam search:\n",
        "| | |",
        "| --- | ---: |",
        f"| identical captions | {found.same} of {found.count} |",
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
        lines += ["\nExamples of differences:"]
    for name, before, after in found.examples:
        lines += [f"\n- {name}", f"  - PyTorch: {before}", f"  - export: {after}"]
    return "\n".join(lines)


def _sure(found: ExportComparison, limit: float) -> str:
    """The loss of quality with its standard error, and how many pictures would be needed if these are too few."""
    what = "ROUGE-L" if found.accuracy is None else "Mean attribute accuracy"
    sentence = (
        f"{what} falls by {_points(found.fall)} points (standard error {_points(found.error)}, limit {_points(limit)})."
    )
    needed = found.needed(limit)
    if needed <= found.count:
        return sentence
    return f"{sentence} These pictures are too few to distinguish a fall at the limit from none; that takes {needed:,}."


def _points(share: float) -> str:
    return f"{round(100 * share, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")


def _speed(measured: Measured) -> str:
    machine = f"{processor()}, {cores()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB, {platform.system()}"
    peak = measured.exported.peak_bytes
    export, torch = 1000 * measured.exported.seconds, 1000 * measured.torch.seconds
    lines = [
        "## Time and memory\n",
        f"Measured during the export on one machine ({machine}), one picture at a time:\n",
        "| | |",
        "| --- | ---: |",
        f"| this export, per picture (reading, preprocessing, encoding, beam search) | {export:.0f} ms |",
        f"| PyTorch in float32, per picture (encoding, beam search) | {torch:.0f} ms |",
    ]
    memory = "unknown: the system did not allow the measurement" if peak is None else f"{peak / 1e6:,.0f} MB"
    lines.append(f"| this export, peak memory of the process | {memory} |")
    return "\n".join(lines)


def _data(info: CheckpointInfo) -> str:
    try:
        trained = [f"Trained on {path_text(Run.open(info.folder.parent.parent).data.name)}"]
    except Problem:
        # A checkpoint without its run does not record where its pictures were.
        trained = ["Trained on data whose name was not recorded"]
    if info.progress.get("pictures"):
        trained.append(f"{info.progress['pictures']:,} training pictures")
    words = TOKENIZERS[info.vocabulary.tokenizer].label if info.language != ENGLISH else "words"
    language = "" if info.language == ENGLISH else f", language {info.language}"
    return ", ".join(trained) + f"{language}; vocabulary of {len(info.vocabulary.words):,} {words}."


def _settings(info: CheckpointInfo) -> str:
    rows = [f"| {name} | {value} |" for name, value in info.settings.model_dump().items()]
    return "\n".join(["## Settings\n", "| setting | value |", "| --- | --- |", *rows])


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.2f} MB" if size >= 10_000 else f"{size:,} bytes"
