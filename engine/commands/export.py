"""``export``: writes one checkpoint as ONNX or safetensors, after checking it against PyTorch."""

import argparse
from pathlib import Path

from engine.commands.arguments import positive
from engine.commands.output import Output
from engine.metrics import METRICS, preference_in_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", metavar="CHECKPOINT", type=Path, help="a run (its best checkpoint) or a checkpoint in it"
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="output folder; new or empty")
    parser.add_argument("--format", choices=("onnx", "safetensors"), default="onnx", help="(default onnx)")
    parser.add_argument("--precision", choices=("fp32", "fp16", "int8"), default="fp32", help="(default fp32)")
    parser.add_argument(
        "--data",
        type=Path,
        default=None,
        metavar="DATA",
        help="data for calibration and comparison (default: synthetic)",
    )
    parser.add_argument(
        "--images", type=positive, default=None, metavar="N", help="pictures to compare on (default 100; int8: 300)"
    )
    parser.add_argument(
        "--by",
        choices=tuple(METRICS),
        default=None,
        help=f"score that selects a run's best checkpoint (default {preference_in_words()})",
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.export.exporter import export_checkpoint
    from engine.models.devices import use_threads

    use_threads(0)

    exported = export_checkpoint(
        arguments.checkpoint,
        arguments.folder,
        form=arguments.format,
        precision=arguments.precision,
        data=arguments.data,
        count=arguments.images,
        by=arguments.by,
        emit=output.tell,
    )
    found = exported.comparison
    output.result(
        {
            "folder": str(exported.folder),
            "checkpoint": str(exported.checkpoint),
            "format": exported.format,
            "precision": exported.precision,
            "bytes": exported.size,
            "images": found.count,
            "same": found.same,
            "alike": found.alike,
            "attributes": found.accuracy,
            "attributes_torch": found.accuracy_torch,
            "rouge_l": found.rouge_l,
            "rouge_l_torch": found.rouge_l_torch,
            "fall": found.fall,
            "fall_error": found.error,
            "seconds": exported.seconds,
            "seconds_torch": exported.torch_seconds,
            "peak_bytes": exported.peak_bytes,
            "differing": [dict(zip(("file", "torch", "export"), pair, strict=True)) for pair in found.examples],
        }
    )
    return 0
