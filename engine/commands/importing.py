"""``import``: make a checkpoint of the published notebook's program one of Atelier's."""

import argparse
from pathlib import Path

from engine.commands.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="what torch.save wrote: the whole model, or its weights, also beside epoch, step and optimizer. Nothing "
        "in it is run",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder of the new checkpoint")
    parser.add_argument(
        "--vocabulary",
        type=Path,
        default=None,
        metavar="WORDS",
        help="the vocabulary, as a pickle or JSON, if FILE does not hold it: words and their numbers, or a list",
    )
    parser.add_argument(
        "--language", default=None, metavar="KEY", help="language of the captions, such as en (default: detected)"
    )
    parser.add_argument(
        "--image-first",
        action="store_true",
        help="the GRU's input is the image features and then the word (default: the word first)",
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.importing.importer import import_checkpoint

    done = import_checkpoint(
        arguments.file,
        arguments.out,
        vocabulary=arguments.vocabulary,
        language=arguments.language,
        image_first=arguments.image_first,
    )
    output.result(
        {
            "checkpoint": str(done.folder),
            "from": "model" if done.whole else "weights",
            "step": done.step,
            "epoch": done.epoch,
            "words": done.words,
            "language": done.language,
        }
    )
    return 0
