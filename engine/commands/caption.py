"""``caption``: say in English and in Chinese what pictures show."""

import argparse
from pathlib import Path

from engine.commands.output import Output
from engine.errors import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", type=Path, help="a run (its best) or a checkpoint in it")
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*", help="pictures, or folders of pictures")
    parser.add_argument("--noise", type=int, default=0, metavar="N", help="caption N random tensors as well")
    parser.add_argument("--seed", type=int, default=7, metavar="S", help="seed of the first random tensor (default 7)")
    parser.add_argument("--beam", type=int, default=None, metavar="K", help="beam width (default: the checkpoint's)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    if not arguments.files and arguments.noise < 1:
        raise Problem("nothing-to-caption")
    from engine.captioning import Captioned, load_captioner, picture_files
    from engine.training.hardware import use_threads

    use_threads(0)
    captioner = load_captioner(arguments.checkpoint, arguments.device)
    told = 0

    def tell(captioned: Captioned) -> None:
        nonlocal told
        told += 1
        output.result(
            {
                "source": captioned.source,
                "english": captioned.english,
                "chinese": captioned.chinese,
                "seconds": round(captioned.seconds, 4),
            },
            lambda: [captioned.source, f"    {captioned.english}", f"    {captioned.chinese}"],
        )

    problems: list[Problem] = []
    for path in arguments.files:
        try:
            for file in picture_files([path]):
                try:
                    tell(captioner.caption_file(file, arguments.beam))
                except Problem as problem:
                    # One bad picture does not stop a night's batch.
                    problems.append(problem)
                    output.refuse(problem, source=str(file))
        except Problem as problem:
            problems.append(problem)
            output.refuse(problem, source=str(path))
    for number in range(arguments.noise):
        tell(captioner.caption_noise(arguments.seed + number, arguments.beam))
    if not told and not problems:
        raise Problem("nothing-to-caption")
    return 2 if problems else 0
