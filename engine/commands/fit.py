"""``fit``: compute what tells how well pictures fit a checkpoint's training pictures, and keep it there."""

import argparse
from pathlib import Path

from engine.commands.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", metavar="CHECKPOINT", type=Path, help="a run (its best checkpoint) or a checkpoint in it"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=None,
        metavar="DATA",
        help="the data that it was trained on (default: the data of its run)",
    )
    parser.add_argument("--again", action="store_true", help="compute the statistics even if the checkpoint has some")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.fit.computing import fit_of_checkpoint
    from engine.fit.distance import doubtful_from
    from engine.models.devices import choose_device
    from engine.runs.checkpoint import find_checkpoint, read_info
    from engine.runs.tensors import FIT

    info = read_info(find_checkpoint(arguments.checkpoint))
    model = fit_of_checkpoint(
        info,
        data=arguments.data,
        again=arguments.again,
        device=choose_device(arguments.device),
        emit=output.tell,
    )
    output.result(
        {
            "checkpoint": str(info.folder),
            "pictures": len(model.arrays["bank"]),
            "doubtful_from": round(doubtful_from(model.arrays), 4),
            "bytes": (info.folder / FIT).stat().st_size,
        }
    )
    return 0
